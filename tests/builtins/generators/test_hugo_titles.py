"""A section whose own page has no title is called what Hugo calls it."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import export
from tests.conftest import require

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TITLES = {
    "address": "Addresses", "analysis": "Analyses", "blog": "Blogs", "bus": "Buses", "data": "Data", "docs": "Docs",
    "essay": "Essays", "essays": "Essays", "field notes": "Field notes", "gallery": "Galleries", "media": "Media",
    "news": "News", "press": "Presses", "research": "Researches", "series": "Series", "études": "Études",
}  # fmt: skip


def site(folder: Path, configuration: str = "") -> None:
    (folder / "hugo.toml").write_text(f'{configuration}\ntitle = "T"\nbaseURL = "https://example.org/"\n')
    (folder / "syndicate.yaml").write_text("feeds: [{format: json, each: section}]\n")
    for name in (*TITLES, "told"):
        page = folder / "content" / name / "a.md"
        page.parent.mkdir(parents=True)
        page.write_text("---\ntitle: A\ndate: 2024-01-01\n---\ntext\n")
    (folder / "content/told/_index.md").write_text("---\ntitle: what it is\n---\n")


def titles(folder: Path) -> set[str]:
    export(folder, now=NOW, output=folder / "feeds")
    found = (json.loads(file.read_text())["title"] for file in (folder / "feeds/sections").iterdir())
    return {title.removeprefix("T: ") for title in found}


def test_the_name_of_the_folder_has_a_capital_and_is_a_plural(tmp_path: Path) -> None:
    site(tmp_path)
    assert titles(tmp_path) == {*TITLES.values(), "what it is"}


@pytest.mark.parametrize(
    ("configuration", "essay"),
    [("pluralizeListTitles = false", "Essay"), ("pluralizeListTitles = false\ncapitalizeListTitles = false", "essay")],
)
def test_the_configuration_says_whether_it_is(tmp_path: Path, configuration: str, essay: str) -> None:
    site(tmp_path, configuration)
    assert essay in titles(tmp_path)


def test_hugo_says_the_same(tmp_path: Path) -> None:
    require(shutil.which("hugo"), "no hugo here")
    site(tmp_path)
    for name in ("single", "list"):
        layout = tmp_path / f"layouts/_default/{name}.html"
        layout.parent.mkdir(parents=True, exist_ok=True)
        layout.write_text("{{ if eq .Kind `section` }}{{ .Title }}{{ end }}")
    subprocess.run(["hugo", "--quiet"], cwd=tmp_path, check=True)
    built = {page.read_text() for page in (tmp_path / "public").glob("*/index.html")} - {""}
    assert built == titles(tmp_path)
