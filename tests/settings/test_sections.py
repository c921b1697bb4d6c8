"""The feed of a section has the section's own title: of its page, wherever a generator has that, or of the settings."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate import export
from syndicate.model.errors import SettingsError

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PAGES: dict[str, tuple[dict[str, str], str]] = {
    "Hugo, Zola": ({"_index.md": "+++\ntitle = 'From the lab'\n+++\n# Other\n"}, "From the lab"),
    "Hugo in YAML": ({"_index.md": "---\ntitle: From  the lab\n---\n"}, "From the lab"),
    "Hugo in two languages": ({"_index.de.md": "---\ntitle: Labor\n---\n", "_index.md": "---\ntitle: Lab\n---\n"}, "Lab"),
    "Jekyll": ({"index.html": "---\ntitle: The lab &amp; us\n---\n<h1>Other</h1>"}, "The lab & us"),
    "Eleventy": ({"index.njk": "---\ntitle: Lab\n---\n{{ content }}"}, "Lab"),
    "MkDocs": ({"index.md": "# Lab notes #\n\nText.\n"}, "Lab notes"),
    "a head without a title": ({"index.md": "---\nlayout: x\n---\n\nText.\n\n# Lab\n"}, "Lab"),
    "a template": ({"index.html": "---\ntitle: '{{ site.lab }}'\n---\n"}, "lab"),
    "a title that is no text": ({"index.html": "---\ntitle: [a]\n---\n"}, "lab"),
    "a broken head": ({"index.html": "---\ntitle: 'a\n---\n"}, "lab"),
    "a page of another folder": ({"deep/index.md": "# Deep\n"}, "lab"),
    "none": ({}, "lab"),
}  # fmt: skip


class Site:
    def __init__(self, folder: Path, pages: dict[str, str]) -> None:
        self.folder = folder
        self.settings: dict[str, Any] = {
            "site": {"title": "T", "url": "https://example.org/", "authors": ["Ann"]},
            "source": {"paths": ["posts"], "url": "{site_url}/{slug}/"},
            "feeds": [{"format": "json", "each": "section"}],
        }
        self.write("lab/a.md", "---\ntitle: A\ndate: 2024-01-01\n---\ntext\n")
        for name, text in pages.items():
            self.write(f"lab/{name}", text)

    def write(self, name: str, text: str) -> None:
        file = self.folder / "posts" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def title(self) -> str:
        (self.folder / "syndicate.yaml").write_text(json.dumps(self.settings))
        export(self.folder, now=NOW, output=self.folder / "public", index=self.folder / "index")
        return str(json.loads((self.folder / "public/sections/lab.json").read_text())["title"])


@pytest.mark.parametrize("kind", PAGES)
def test_the_page_of_a_section_tells_its_title(tmp_path: Path, kind: str) -> None:
    pages, title = PAGES[kind]
    assert Site(tmp_path, pages).title() == f"T: {title}"


def test_the_settings_come_before_the_page(tmp_path: Path) -> None:
    site = Site(tmp_path, PAGES["MkDocs"][0])
    site.settings["site"]["sections"] = {"lab": "Our lab"}
    assert site.title() == "T: Our lab"
    site.settings["site"]["sections"] = {"lab": " "}
    with pytest.raises(SettingsError, match=r"sections\.lab: is empty; write how readers know the section"):
        site.title()


def test_another_title_is_another_feed_though_no_article_has_changed(tmp_path: Path) -> None:
    site = Site(tmp_path, {})
    assert [site.title(), site.title()] == ["T: lab"] * 2
    site.write("lab/index.md", "# Lab\n")
    assert site.title() == "T: Lab"


@pytest.mark.parametrize(
    ("paths", "row_file", "section"),
    [
        (["posts/rows.jsonl"], "rows.jsonl", "sport"),
        (["posts/*.json"], "rows.json", "sport"),
        (["posts/**/*.jsonl"], "news/rows.jsonl", "news"),
    ],
)
def test_rows_of_a_table_have_the_sections_of_their_urls(
    tmp_path: Path, paths: list[str], row_file: str, section: str
) -> None:
    site = Site(tmp_path, {})
    site.settings["source"] = {"name": "json-lines", "paths": paths, "url": "{site_url}/{head.desk}/{slug}/"}
    site.write(row_file, json.dumps({"title": "A", "slug": "a", "date": "2024-01-01", "desk": "sport", "html": "<p>a"}))
    (tmp_path / "syndicate.yaml").write_text(json.dumps(site.settings))
    export(tmp_path, now=NOW, output=tmp_path / "public", index=tmp_path / "index")
    assert [file.name for file in (tmp_path / "public/sections").iterdir()] == [f"{section}.json"]
