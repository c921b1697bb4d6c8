"""Plugins of installed distributions are found, and importlib.metadata is not loaded where there are none."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CODE = """
import sys
from syndicate.parts.distributions import may_offer
first = may_offer("stranger")
assert "importlib.metadata" not in sys.modules
from importlib.metadata import entry_points
print(first, bool(entry_points(group="stranger")))
"""


def answers(*folders: Path | str) -> str:
    path = os.pathsep.join([*map(str, folders), str(Path(__file__).parents[2])])
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True
    ).stdout


def distribution(folder: Path, name: str, entry_points: str) -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "METADATA").write_text("Metadata-Version: 2.1\nName: a\nVersion: 1\n", "utf-8")
    (folder / name / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: a\nVersion: 1\n", "utf-8")
    (folder / name / "entry_points.txt").write_text(entry_points, "utf-8")
    return folder


@pytest.mark.parametrize("name", ["a-1.dist-info", "a.egg-info", "A-1.DIST-INFO"])
@pytest.mark.parametrize("text", ["[stranger]\na = b\n", "[other]\na = b\n\n  [stranger]  \r\na = b\n"])
def test_a_distribution_that_offers_something_is_seen(tmp_path: Path, name: str, text: str) -> None:
    assert answers(distribution(tmp_path, name, text)).split() == ["True", "True"]


@pytest.mark.parametrize("text", ["", "[other]\nstranger = b\n", "[stranger.more]\na = b\n"])
def test_others_are_not(tmp_path: Path, text: str) -> None:
    (tmp_path / "b-1.dist-info").mkdir()
    (tmp_path / "c.egg-info").write_text("Name: c\n", "utf-8")
    assert answers(distribution(tmp_path, "a-1.dist-info", text), tmp_path / "none").split() == ["False", "False"]


def test_an_archive_may_hold_anything(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a-1.dist-info/entry_points.txt", "[stranger]\na = b\n")
        archive.writestr("a-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: a\nVersion: 1\n")
    assert answers(tmp_path / "a.zip").split() == ["True", "True"]


# What a process that has loaded nothing pays for most: none of it is for articles, settings and feeds that are plain.
HEAVY = (
    "dateutil feedgen hashlib html json logging lxml multiprocessing nh3 selectolax shutil string tempfile yaml "
    "syndicate.files.signatures syndicate.html.clean syndicate.html.markdown.rendering syndicate.parts.where_match"
).split()


@pytest.mark.parametrize(
    "settings",
    [
        "site:\n  title: T\n  url: https://example.org/\n  authors: [Ann]\n",
        '{"preset": "none", "site": {"title": "T", "url": "https://example.org/", "authors": ["Ann"]}}',
    ],
)
def test_an_export_without_plugins_loads_nothing_heavy(tmp_path: Path, settings: str) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A &amp; B\ndate: 2024-01-30\nurl: /a\nsummary: C\n---\n", "utf-8")
    (tmp_path / "syndicate.yaml").write_text(settings, "utf-8")
    code = (
        "import sys; before = set(sys.modules); sys.argv[1:] = ['export', '.', '--format', 'json', '--output', 'public', '--quiet']; "
        "from syndicate.parts.distributions import may_offer; offers = may_offer('syndicate'); "
        "from syndicate.cli.main import main; status = main(); "
        f"heavy = {{*{HEAVY}, *(() if offers else ('importlib.metadata', 'email'))}}; "
        "print(status, sorted(heavy & sys.modules.keys() - before))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (result.stdout, result.stderr) == ("0 []\n", "")
