"""What the example of every host says: the same articles give the same entries, whatever renders them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from syndicate.model import plain_text, rfc3339

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


def assert_same_entries(feed: dict[str, Any]) -> None:
    """Hold a JSON Feed of an example against them; articles beyond the two, and addresses, are each host's own."""
    assert {name: feed[name] for name in SITE} == SITE
    assert [author["name"] for author in feed["authors"]] == ["The Desk"]
    for item, entry in zip(feed["items"][: len(ENTRIES)], ENTRIES, strict=True):
        said = {
            "title": item["title"],
            # Each host has its own zone, in which the same instant is written otherwise.
            "date_published": rfc3339(datetime.fromisoformat(item["date_published"])),
            "text": plain_text(item["content_html"].replace("</p>", "</p> ")),
            "tags": item["tags"],
            "authors": [author["name"] for author in item["authors"]],
        }
        # A host may make a summary of the text where the author wrote none.
        said |= {"summary": item["summary"]} if "summary" in entry else {}
        assert said == entry
