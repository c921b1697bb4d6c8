"""Which format shows which field of an article. What one does not show is said here, so that none is forgotten in silence."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from syndicate import Article, Attachment, Author, Feed, Format, Image, Provider, Registry, Site

AT = datetime(2024, 1, 30, 18, 21, tzinfo=UTC)
GIVEN: dict[str, Any] = {
    "id": "tag:example.org,2024:a",
    "updated_at": datetime(2024, 3, 1, tzinfo=UTC),
    "summary": "What it says",
    "content_html": "<p>All of it</p>",
    "topics": ("Harbour",),
    "authors": (Author(name="Ann"),),
    "language": "de",
    "images": (Image(url="https://example.org/a.jpg"),),
    "attachments": (Attachment(url="https://example.org/a.mp3", media_type="audio/mpeg", size_bytes=1),),
    "amp_url": "https://example.org/a/amp/",
    "amp_cache_url": "https://example-org.cdn.ampproject.org/c/s/example.org/a/amp/",
    "original_url": "https://other.example.com/a",
    "provider": Provider(name="Other", domain="other.example.com"),
    "kind": "video",
}
# Of no format's concern: they bear on whether an article is in a feed at all, or are the source's own, or by which one is recognised.
NOBODYS = {
    "title", "url", "published_at", "is_published", "is_removed", "expires_at", "origin", "extra",
    "in_sitemaps", "in_feeds", "is_excerpt_only", "has_title", "is_scheduled", "made_id", "aliases",
}  # fmt: skip
NOT_SHOWN = {
    "rss": {"amp_url", "amp_cache_url", "kind", "original_url", "provider"},
    "atom": {"amp_url", "amp_cache_url", "kind", "provider"},
    "json": {"amp_url", "amp_cache_url", "kind", "provider"},
    "amp-sitemap": {
        "id", "summary", "content_html", "topics", "authors", "language", "attachments", "amp_cache_url",
        "original_url", "provider", "kind",
    },
}  # fmt: skip


def rendered(name: str, **fields: Any) -> bytes:
    site = Site(title="T", url="https://example.org/", authors=(Author(name="Desk"),), language="en")
    article = Article(title="A", url="https://example.org/a/", published_at=AT, **fields)
    part = Registry(distributions=()).get(Format, name)
    arguments = () if part.options is None else (part.options(),)
    feed = Feed(site=site, title="T", url="https://example.org/feed", articles=(article,))
    return b"".join(document.body for document in part.render(feed, part.filename, *arguments))


def test_every_field_is_tried() -> None:
    assert set(GIVEN) == {field.name for field in msgspec.structs.fields(Article)} - NOBODYS


@pytest.mark.parametrize("field", GIVEN)
@pytest.mark.parametrize("name", NOT_SHOWN)
def test_a_field_is_shown_unless_it_is_said_that_it_is_not(name: str, field: str) -> None:
    is_shown = rendered(name, **{field: GIVEN[field]}) != rendered(name)
    assert is_shown is (field not in NOT_SHOWN[name])
