"""The examples of hosts hold the same articles, so their feeds say the same; addresses are each generator's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndicate import plain_text

PLUGINS = Path(__file__).parent.parent / "plugins"
FEEDS = sorted(PLUGINS.glob("*/tests/golden/feed.json"))
SITE = {"title": "The Harbour Ledger", "home_page_url": "https://news.example.org/", "language": "en"}
ENTRIES = [
    {
        "title": "Tides & moons",
        "date_published": "2024-03-04T07:00:00Z",
        "summary": "What the moon does.",
        "text": "High water comes twice a day, see the wind. Mind the spring tide.",
        "tags": ["Sea", "Tide tables"],
        "authors": ["Ann Lee"],
    },
    {
        "title": "Wind",
        "date_published": "2024-03-01T23:00:00Z",
        "text": "It blows from the west.",
        "tags": ["Weather"],
        "authors": ["The Desk"],
    },
]


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.parents[2].name)
def test_the_same_articles_are_the_same_entries_in_every_host(path: Path) -> None:
    feed = json.loads(path.read_text())
    assert {name: feed[name] for name in SITE} == SITE
    assert [author["name"] for author in feed["authors"]] == ["The Desk"]
    for item, entry in zip(feed["items"], ENTRIES, strict=True):
        said = {
            "title": item["title"],
            "date_published": item["date_published"],
            "text": plain_text(item["content_html"].replace("</p>", "</p> ")),
            "tags": item["tags"],
            "authors": [author["name"] for author in item["authors"]],
        }
        # A host may make a summary of the text where the author wrote none.
        said |= {"summary": item["summary"]} if "summary" in entry else {}
        assert said == entry
