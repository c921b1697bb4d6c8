"""Beside jekyll-feed, the feed that a Jekyll site has today: where both say something, they say the same."""

from __future__ import annotations

import html
import json
import shutil
import subprocess
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import feedparser
import pytest

from tests.builtins.generators.jekyll_build import LAYOUT, build, write
from tests.builtins.generators.test_jekyll_urls import POSTS
from tests.conftest import json_report, require

CONFIG = """\
title: The Harbour Ledger
url: https://example.org
baseurl: /blog
description: News from the quay
lang: en
timezone: Europe/Berlin
author: {name: Ann Lee, email: ann@example.org, uri: "https://ann.example.org/"}
plugins: [jekyll-feed]
feed: {posts_limit: 1000}
defaults:
  - {scope: {path: ''}, values: {layout: default}}
"""
MORE = {
    "_posts/2025-01-01-a.md": "---\ntitle: 'A & <b>B</b>'\ndescription: Said so\nimage: /a.png\nauthor: Bob\n---\nText\n",
    "_posts/2025-01-02-b.md": "---\ntitle: B\nlast_modified_at: 2025-02-03 10:00:00 +0200\nlang: de\n---\nText\n",
    "_posts/2025-01-07-g.md": "---\ntitle: G\nlast_modified_at: 2025-02-03 12:00:00\n---\nText\n",
    "_posts/2025-01-08-h.md": "---\ntitle: H\nlast_modified_at: '2025-02-03 12:00:00'\n---\nText\n",
    "_posts/2025-01-09-i.md": "---\ntitle: I\nlast_modified_at: 2025-02-03 12:00\n---\nText\n",
    "_posts/2025-01-10-j.md": "---\ntitle: J\nlast_modified_at: 2025-02-03\n---\nText\n",
    "_posts/2025-01-11-k.md": "---\ntitle: K\nlast_modified_at: 12-2-2025 12:00 EST\n---\nText\n",
    "_posts/2025-01-12-l.md": "---\ntitle: L\nid: 'tag:example.org,2025:l'\n---\nText\n",
    "_posts/2025-01-03-c.md": "---\ntitle: C\nimage: {path: /c.png}\nauthor: {name: Cy, email: cy@example.org}\n---\n",
    "_posts/2025-01-05-e.md": "---\ntitle: E\nid: one-for-both\n---\nText\n",
    "_posts/2025-01-06-f.md": "---\ntitle: F\nid: one-for-both\n---\nText\n",
    "_posts/2025-01-04-d.md": "---\ntitle: D\ndraft: true\n---\n",
}


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the entries of jekyll-feed and ours, by their link."""
    require(shutil.which("jekyll") and shutil.which("gem"), "jekyll is not installed")
    installed = subprocess.run(["gem", "list", "-i", "jekyll-feed"], capture_output=True, text=True, check=False)
    require(installed.stdout.strip() == "true", "jekyll-feed is not installed")
    folder = tmp_path_factory.mktemp("feed")
    write(folder, {"_config.yml": CONFIG, "_layouts/default.html": LAYOUT, **POSTS, **MORE})
    build(folder)
    theirs = feedparser.parse((folder / "_site" / "feed.xml").read_bytes())
    report = json_report(folder, formats=(("atom", None),))
    ours = feedparser.parse(report.documents[0].body)
    assert theirs.feed.author_detail in [entry.author_detail for entry in ours.entries]
    assert theirs.feed.subtitle == ours.feed.subtitle
    return tuple({_url(entry.link): entry for entry in feed.entries} for feed in (theirs, ours))  # type: ignore[return-value]


def _url(text: str) -> str:
    """Return *text* as a browser shows it; jekyll-feed leaves a question mark bare, and decomposes letters or not."""
    return unicodedata.normalize("NFC", unquote(text))


def test_the_same_articles_are_there(entries: tuple[dict[str, Any], dict[str, Any]]) -> None:
    theirs, ours = entries
    assert theirs.keys() == ours.keys()
    assert len(ours) > 40


@pytest.mark.parametrize("name", ["published_parsed", "updated_parsed"])
def test_dates_are_the_same(entries: tuple[dict[str, Any], dict[str, Any]], name: str) -> None:
    theirs, ours = entries
    assert {link: entry[name] for link, entry in theirs.items()} == {link: entry[name] for link, entry in ours.items()}


def test_readers_know_the_articles_again(entries: tuple[dict[str, Any], dict[str, Any]]) -> None:
    theirs, ours = entries
    changed = {link for link, entry in theirs.items() if _url(html.unescape(entry.id)) != _url(ours[link].id)}
    assert {link.removeprefix("https://example.org/blog/") for link in changed} == WITH_A_PERMALINK


# jekyll-feed makes one id of two posts with permalinks of their own in one folder, if their files are named alike.
WITH_A_PERMALINK = {
    "own/place.html",
    "own/folder/",
    "own/bare",
    "own/rst",
    "own/org/",
    "über uns/x/y/z v1.2",
    "2024-Mar/permalink-template.html",
}


def test_authors_and_pictures_are_the_same(entries: tuple[dict[str, Any], dict[str, Any]]) -> None:
    theirs, ours = entries
    for link, entry in theirs.items():
        assert entry.authors == ours[link].authors
        pictures = [[file["url"] for file in found.get("media_thumbnail", [])] for found in (entry, ours[link])]
        assert pictures[0] == pictures[1]
        if entry.get("summary") == "Said so":
            assert ours[link].summary == "Said so"


@pytest.mark.parametrize(
    ("icon", "expected"),
    [
        ("a.png", "https://example.org/blog/a.png"),
        ("/a.png", "https://example.org/blog/a.png"),
        ("//e.org/a.png", "https://e.org/a.png"),
        ("https://a..b/c", None),
        ("[1]", None),
    ],
)
def test_pictures_of_the_feed_are_the_sites(tmp_path: Path, icon: str, expected: str | None) -> None:
    config = CONFIG.replace("posts_limit: 1000", f"icon: {icon}, logo: logo.png")
    write(tmp_path, {"_config.yml": config, "_posts/2025-01-04-d.md": "---\ntitle: D\n---\n"})
    (document,) = json_report(tmp_path).documents
    feed = json.loads(document.body)
    assert (feed.get("favicon"), feed["icon"]) == (expected, "https://example.org/blog/logo.png")
