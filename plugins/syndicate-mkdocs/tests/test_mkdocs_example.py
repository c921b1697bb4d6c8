"""The example of the README, built by MkDocs with Material's theme and blog."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest

GOLDEN = Path(__file__).parent / "golden"
Build = Callable[..., Any]
FEEDS = ("rss.xml", "atom.xml", "feed.json")


def test_it_gives_the_expected_bytes(built: Any) -> None:
    assert built.status == 0, built.log
    for feed in FEEDS:
        if os.environ.get("UPDATE_GOLDEN"):
            (GOLDEN / feed).write_bytes((built.site / feed).read_bytes())
        assert built.text(feed) == (GOLDEN / feed).read_text()


def test_a_foreign_reader_finds_posts_and_dated_pages_and_no_draft(built: Any) -> None:
    for feed in ("rss.xml", "atom.xml"):
        read = feedparser.parse(built.text(feed))
        assert not read.bozo
        assert [entry.title for entry in read.entries] == ["Tides & moons", "Wind"]
    assert not [path for path in built.site.rglob("*") if "draft" in path.name]


def test_every_page_announces_the_feeds_in_its_head(built: Any) -> None:
    pages = [path for path in built.site.rglob("*.html") if "assets" not in path.parts]
    assert {"404.html", "index.html"} <= {path.relative_to(built.site).as_posix() for path in pages}
    assert len(pages) > 5  # posts, and Material's archives and categories
    for page in pages:
        head = page.read_text().partition("</head>")[0]
        assert re.findall(r'<link rel="alternate" type="application/\S+" title=".*" href="(.*)">', head) == [
            f"https://news.example.org/{feed}" for feed in FEEDS
        ]


def test_a_second_build_leaves_the_feeds_as_they_are(example: Path, build: Build) -> None:
    built = build(example)
    for feed in FEEDS:
        os.utime(built.site / feed, ns=(1, 1_000_000_000))
    build(example)
    assert {(built.site / feed).stat().st_mtime_ns for feed in FEEDS} == {1_000_000_000}
    page = example / "docs" / "wind.md"
    page.write_text(page.read_text().replace("west", "east"))
    build(example)
    assert {(built.site / feed).stat().st_mtime_ns for feed in FEEDS}.isdisjoint({1_000_000_000})


def test_nothing_but_the_record_is_written_outside_the_folder_of_the_site(example: Path, build: Build) -> None:
    def files() -> set[str]:
        found = (path.relative_to(example) for path in example.rglob("*") if path.is_file())
        return {path.as_posix() for path in found if path.parts[0] != "site"}

    before = files()
    build(example)
    assert files() == before | {"syndicate.record"}


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/New_York"])
def test_the_bytes_depend_on_no_zone_and_no_clock(example: Path, build: Build, zone: str) -> None:
    built = build(example, TZ=zone, SOURCE_DATE_EPOCH="1767225600", PYTHONHASHSEED="7")
    assert [built.text(feed) for feed in FEEDS] == [(GOLDEN / feed).read_text() for feed in FEEDS]


def test_what_is_dated_later_than_the_build_stays_out(example: Path, build: Build) -> None:
    built = build(example, SOURCE_DATE_EPOCH="1709424000")  # 2024-03-03
    assert [item["title"] for item in json.loads(built.text("feed.json"))["items"]] == ["Wind"]


def test_it_gets_along_with_mkdocs_rss_plugin(example: Path, build: Build) -> None:
    pytest.importorskip("mkdocs_rss_plugin")
    config = example / "mkdocs.yml"
    rss = "  - rss:\n      use_git: false\n      match_path: blog/posts/.*\n      date_from_meta: {as_creation: date.created}\n"
    config.write_text(config.read_text().replace("  - syndicate\n", f"{rss}  - syndicate\n"))
    built = build(example)
    assert built.status == 0, built.log
    assert {"feed_rss_created.xml", "feed_rss_updated.xml", *FEEDS} <= {path.name for path in built.site.iterdir()}
    assert [built.text(feed) for feed in FEEDS] == [(GOLDEN / feed).read_text() for feed in FEEDS]
