"""What databases and CMSs hand over, end to end, by the lines of the handbook.

The samples in `dumps/` have the shape of what WordPress and Ghost write, with words of ours.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from syndicate import Report, export
from tests.examples.stories import DOCS, blocks

DUMPS = Path(__file__).parent / "dumps"
SITE = 'site: {title: The Ledger, url: "https://news.example.org/", timezone: Europe/Berlin, authors: [The Desk]}\n'
FEEDS = "feeds: [{format: json, content: full}]\n"
NOW = datetime(2024, 6, 1, tzinfo=UTC)


def shown(page: str, title: str) -> str:
    """Return the file *title* that the *page* of the handbook shows first."""
    return next(block.body for block in blocks(DOCS / "how-to" / page) if block.title == title)


def source(page: str) -> str:
    """Return what the settings of the *page* say of articles."""
    return shown(page, "syndicate.yaml").partition("\nsource:")[2].partition("output:")[0].join(("source:", ""))


def items(folder: Path, settings: str) -> tuple[list[dict[str, Any]], Report]:
    (folder / "syndicate.yaml").write_text(SITE + FEEDS + settings)
    report = export(folder, now=NOW)
    return json.loads(report.documents[0].body)["items"], report


def test_wordpress(tmp_path: Path) -> None:
    shutil.copy(DUMPS / "wordpress.json", tmp_path)
    found, report = items(tmp_path, source("wordpress.md"))
    assert not report.faults
    assert found == [
        {
            "id": "https://news.example.org/?p=41",
            "url": "https://news.example.org/2024/05/low-tide/",
            "title": "Low tide… what the flats show",
            "date_published": "2024-05-01T09:00:00+02:00",
            "date_modified": "2024-05-02T10:00:00+02:00",
            "authors": [{"name": "Ann Lee", "url": "https://news.example.org/author/ann/"}],
            "tags": ["Shore", "Tides & moon"],
            "summary": "The flats lie open …",
            "content_html": "<p>The flats lie open.</p>",
            "image": "https://news.example.org/flats.jpg",
        }
    ]


def test_ghost(tmp_path: Path) -> None:
    shutil.copy(DUMPS / "ghost.json", tmp_path)
    found, report = items(tmp_path, source("ghost.md"))
    assert not report.faults
    assert found == [
        {
            "id": "tag:news.example.org,2024:65f0c0ffee",
            "url": "https://news.example.org/fog/",
            "title": "Fog & foghorns",
            "date_published": "2024-05-01T11:00:00+02:00",
            "date_modified": "2024-05-02T11:00:00+02:00",
            "authors": [{"name": "The Desk"}],
            "content_html": '<p>It came <a href="https://news.example.org/tides/">with the tide</a>.</p>',
            "image": "https://news.example.org/content/images/fog.jpg",
        }
    ]


@pytest.mark.parametrize("date", ["2024-05-01T07:00:00Z", 1714546800, 1714546800000, "1714546800"])
def test_a_table_of_a_database(date: object, tmp_path: Path) -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE posts (id, title, slug, published_at, updated_at, status, author, tags, body)")
    rows = [
        (1, 'A "quoted" <title>', "low-tide", date, None, "published", "Ann Lee", "Tides, Moon", "<p>Low</p>"),
        (2, "Plans", "plans", date, None, "draft", "Ann Lee", "", ""),
        (3, None, None, None, None, "draft", None, None, None),
    ]
    base.executemany(f"INSERT INTO posts VALUES ({', '.join('?' * 9)})", rows)
    lines = [line for (line,) in base.execute(shown("databases.md", "posts.sql"))]
    base.close()
    (tmp_path / "posts.jsonl").write_text("\n".join(lines))
    found, report = items(tmp_path, 'source: {name: json-lines, url: "{site_url}/{slug}/"}\n')
    assert not report.faults
    assert found == [
        {
            "id": "https://news.example.org/low-tide/",
            "url": "https://news.example.org/low-tide/",
            "title": 'A "quoted" <title>',
            "date_published": "2024-05-01T09:00:00+02:00",
            "authors": [{"name": "Ann Lee"}],
            "tags": ["Tides", "Moon"],
            "content_html": "<p>Low</p>",
        }
    ]
