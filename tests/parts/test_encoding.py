"""Articles into pieces, one by one or in runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from syndicate import Article, Feed, Site
from syndicate.parts import encode_each, encode_runs, encoding

SITE = Site(title="S", url="https://e.org/")
NOW = datetime(2024, 6, 1, tzinfo=UTC)
ARTICLES = [
    Article(title=f"{number:03}-{'x' * number}", url=f"https://e.org/{number}", published_at=NOW)
    for number in range(25)
]
FEED = Feed(site=SITE, title="T", url="https://e.org/f", articles=ARTICLES)


@pytest.fixture(autouse=True)
def small_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "RUN_MAX", 10)


def title(article: Article) -> bytes:
    return article.title.encode()


def test_runs_hold_the_pieces_in_order() -> None:
    runs = list(encode_runs(FEED, title))
    assert [len(run.sizes) for run in runs] == [10, 10, 5]
    assert [piece for run in runs for piece in run.each()] == list(encode_each(FEED, title))
    assert {run.heads for run in runs} == {b""}


def test_the_heads_of_a_run_stand_together() -> None:
    run = next(encode_runs(FEED, title, 3))
    assert run.heads == b"".join(b"%03d" % number for number in range(10))
    assert list(run.sizes) == [1 + number for number in range(10)]
    assert run.each() == [b"-" + b"x" * number for number in range(10)]


def test_a_feed_without_articles_has_no_runs() -> None:
    assert list(encode_runs(Feed(site=SITE, title="T", url="https://e.org/f", articles=()), title)) == []


def test_an_article_is_encoded_when_its_run_is_asked_for() -> None:
    encoded = []

    def noted(article: Article) -> bytes:
        encoded.append(article)
        return b""

    runs: Iterator[object] = encode_runs(FEED, noted)
    assert encoded == []
    next(runs)
    assert len(encoded) == 10
