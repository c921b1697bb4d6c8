from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from syndicate import Article, Feed, Site


def test_a_feed_is_as_new_as_its_newest_article(
    make_article: Callable[..., Article], make_feed: Callable[..., Feed]
) -> None:
    when = datetime(2024, 1, 30, 18, 21, tzinfo=UTC)
    newest = when + timedelta(days=3)
    assert make_feed(make_article("a"), make_article("b", updated_at=newest)).updated_at == newest
    assert make_feed().updated_at == datetime(1970, 1, 1, tzinfo=UTC)


def test_relative_urls_lie_below_the_home_page() -> None:
    assert Site(title="S", url="https://example.org/blog").base_url == "https://example.org/blog/"
    assert Site(title="S", url="https://example.org/").base_url == "https://example.org/"
