"""The example of the README, built by Sphinx with ABlog."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest

GOLDEN = Path(__file__).parent / "golden"
FEEDS = ("rss.xml", "atom.xml", "feed.json")
Build = Callable[..., Any]


def test_it_gives_the_expected_bytes(built: Any) -> None:
    assert built.status == 0, built.log
    for feed in FEEDS:
        if os.environ.get("UPDATE_GOLDEN"):
            (GOLDEN / feed).write_bytes((built.site / feed).read_bytes())
        assert built.text(feed) == (GOLDEN / feed).read_text()


def test_a_foreign_reader_finds_posts_and_dated_pages_and_no_draft(example: Path, build: Build) -> None:
    built = build(example)
    for feed in ("rss.xml", "atom.xml"):
        read = feedparser.parse(built.text(feed))
        assert not read.bozo
        assert [(entry.title, entry.link) for entry in read.entries] == [
            ("Tides & moons", "https://news.example.org/posts/tides.html"),
            ("Wind", "https://news.example.org/wind.html"),
        ]


def test_every_page_announces_the_feeds_in_its_head(built: Any) -> None:
    pages = [path for path in built.site.rglob("*.html") if "_static" not in path.parts]
    assert len(pages) > 6  # search, the index, and ABlog's archives, too
    for page in pages:
        head = page.read_text().partition("</head>")[0]
        assert re.findall(r'<link rel="alternate" type="application/\S+" title=".*" href="(.*)">', head) == [
            f"https://news.example.org/{feed}" for feed in FEEDS
        ]


def test_a_second_build_leaves_the_feeds_as_they_are(example: Path, build: Build) -> None:
    built = build(example)
    for feed in FEEDS:
        os.utime(built.site / feed, ns=(1, 1_000_000_000))
    assert build(example).status == 0
    assert {(built.site / feed).stat().st_mtime_ns for feed in FEEDS} == {1_000_000_000}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_build_of_what_changed_gives_what_a_whole_build_gives(example: Path, build: Build, builder: str) -> None:
    build(example, builder=builder)
    page = example / "wind.rst"
    page.write_text(page.read_text().replace("west", "east"))
    again = build(example, builder=builder)
    assert "1 changed" in again.log
    texts = [again.text(feed) for feed in FEEDS]
    whole = build(example, "-E", "-a", "-W", builder=builder)
    assert [whole.text(feed) for feed in FEEDS] == texts
    assert "from the east" in texts[0]


def test_several_processes_give_the_same(example: Path, build: Build) -> None:
    for number in range(12):  # Sphinx shares out more than five pages only
        (example / f"page-{number}.rst").write_text(f":orphan:\n\nPage {number}\n=======\n")
    built = build(example, "-j", "2", builder="dirhtml")
    assert [built.text(feed) for feed in FEEDS] == [(GOLDEN / feed).read_text() for feed in FEEDS]


def test_nothing_but_the_record_is_written_outside_the_output_folder(example: Path, build: Build) -> None:
    def files() -> set[str]:
        found = (path.relative_to(example) for path in example.rglob("*") if path.is_file())
        return {path.as_posix() for path in found if path.parts[0] not in ("_build", "__pycache__")}

    before = files()
    build(example)
    assert files() == before | {"syndicate.record"}


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/New_York"])
def test_the_bytes_depend_on_no_zone_and_no_clock(example: Path, build: Build, zone: str) -> None:
    built = build(example, builder="dirhtml", TZ=zone, SOURCE_DATE_EPOCH="1767225600", PYTHONHASHSEED="7")
    assert [built.text(feed) for feed in FEEDS] == [(GOLDEN / feed).read_text() for feed in FEEDS]
