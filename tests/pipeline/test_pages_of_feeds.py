"""The page that a feed is about, and what it is about: those of the settings, else the site's."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from syndicate import Feed, Format, Registry, Site, export

NOW = datetime(2026, 1, 1, tzinfo=UTC)
OF_SITE = ("https://example.org/news/", "All of it")
OF_LAB = ("https://example.org/news/lab/", "T on The lab & us")


def told(folder: Path, feed: dict[str, Any], path: str = "lab.x") -> tuple[str, str]:
    """Return the page and the description that *feed* tells, exported from a site with an article in the section lab."""
    page = folder / "content/lab/a.md"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("---\ntitle: A\ndate: 2024-01-01\ntopics: [C#]\n---\ntext\n")
    page.with_name("_index.md").write_text("---\ntitle: The lab & us\n---\n")
    settings = {
        "site": {"title": "T", "url": OF_SITE[0], "description": OF_SITE[1], "authors": ["Ann"]},
        "source": {"paths": ["content"], "url": "{site_url}/{path}/"},
        "feeds": [feed],
    }
    (folder / "syndicate.yaml").write_text(json.dumps(settings))
    export(folder, now=NOW, output=folder / "public", index=folder / "index")
    written = (folder / "public" / path).read_bytes()
    if feed["format"] == "json":
        read = json.loads(written)
        return read["home_page_url"], read["description"]
    head = feedparser.parse(written).feed
    return head.link, head.get("subtitle", "")


@pytest.mark.parametrize("name", ["atom", "json", "rss"])
def test_the_feed_of_a_section_tells_the_page_and_the_description_of_its_settings(tmp_path: Path, name: str) -> None:
    feed = {"format": name, "each": "section", "path": "{section}.x"}
    assert told(tmp_path, feed) == OF_SITE
    # The same folder and index again: what the settings say since then is in the feed.
    assert told(tmp_path, feed | {"link": "{section}/", "description": "{site} on {section}"}) == OF_LAB
    assert told(tmp_path, feed | {"link": "{section}/"}) == (OF_LAB[0], OF_SITE[1])
    assert told(tmp_path, feed) == OF_SITE


def test_a_link_has_the_slug_of_a_topic_and_the_description_its_name(tmp_path: Path) -> None:
    feed = {"format": "json", "each": "topic", "path": "{topic}.x", "link": "/t/{topic}", "description": "On {topic}"}
    assert told(tmp_path, feed, "c-sharp.x") == ("https://example.org/t/c-sharp", "On C#")


def test_a_feed_that_is_one_alone_may_have_a_page_too(tmp_path: Path) -> None:
    feed = {"format": "atom", "link": "https://other.example/", "description": "<b>One</b> &amp; all"}
    assert told(tmp_path, feed, "atom.xml") == ("https://other.example/", "One & all")


@pytest.mark.parametrize("name", ["atom", "json", "rss"])
def test_a_feed_without_them_is_the_same_with_those_of_the_site(name: str) -> None:
    site = Site(title="T", url=OF_SITE[0], description=OF_SITE[1])
    part = Registry(distributions=()).get(Format, name)

    def rendered(**fields: str) -> bytes:
        feed = Feed(site=site, title="T", url="https://example.org/feed", articles=(), **fields)  # type: ignore[arg-type]
        return b"".join(
            document.body for document in part.render(feed, "x", *(part.options() for _ in [0] if part.options))
        )

    assert rendered() == rendered(page_url=OF_SITE[0], description=OF_SITE[1])
