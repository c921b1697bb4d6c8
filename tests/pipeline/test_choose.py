"""Feeds that begin with the same filters share what these keep, and one decoding of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from syndicate import Article, Filter, Registry, hookimpl
from syndicate.pipeline.choose import choose
from syndicate.settings import make_plan, settings_of
from syndicate.store.store import Store, private_store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KINDS = ("sea", "film", "book", "film")


def a_feed(format_: str, **where: str) -> dict[str, Any]:
    return {"format": format_, "filters": {"seen": "by all", **({"where": where} if where else {})}}


def test_what_feeds_begin_with_sees_each_article_once_and_one_decoding_serves_them_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, decoded, take = Counter[str](), Counter[int](), Store.take

    def build(_setting: str, _: Any) -> Any:
        def keeps(article: Any) -> bool:
            seen[article.url] += 1
            return bool(article.title != "sea")

        return keeps

    def counted(self: Store, numbers: Iterable[int], *, has_extra: bool = True) -> Any:
        decoded.update(wanted := list(numbers))
        return take(self, wanted, has_extra=has_extra)

    monkeypatch.setattr(Store, "take", counted)
    registry = Registry(distributions=())
    part = Filter(name="seen", build=build, options=str)
    registry.register(SimpleNamespace(syndicate_filters=hookimpl(lambda: [part])), "stranger")
    feeds = [a_feed("rss"), a_feed("json", title="film"), a_feed("atom", title="book"), a_feed("amp-sitemap")]
    values: dict[str, Any] = {
        "site": {"title": "T", "url": "https://e.org", "authors": "A"},
        "source": {"paths": ["c"]},
        "feeds": feeds,
    }
    plan = make_plan(settings_of(values, tmp_path), registry, now=NOW)
    store = private_store()
    store.add_articles(
        [
            Article(id="", title=kind, url=f"https://e.org/{number}", published_at=NOW)
            for number, kind in enumerate(KINDS)
        ]
    )
    choices = choose(plan.feeds, store)
    assert [len(choice) for choice in choices] == [3, 2, 1, 3]
    assert [choice.left_after[-1] for choice in choices] == [3, 2, 1, 3]
    assert set(seen.values()) == {2}  # feeds, and sitemaps, which have a filter of their own before it
    assert max(decoded.values()) == 3  # for "seen", for "where", and for the sitemap
