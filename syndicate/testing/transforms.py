"""check_transform: articles or a feed into others that keep the model's promises, and nothing changed underway."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from syndicate.model.article import UNDATED, Article
from syndicate.model.feed import Feed
from syndicate.parts.contract import Transform, TransformContext
from syndicate.testing.expectations import (
    Subject,
    expect_article,
    expect_unique_ids,
    kinds_of_sequence,
    options_of,
    sealed,
)
from syndicate.testing.samples import sample_articles, sample_feeds, sample_site
from syndicate.testing.surroundings import elsewhere, no_network


def check_transform(
    transform: Transform,
    options: Mapping[str, Any] | None = None,
    feeds: Mapping[str, Feed] | None = None,
    *,
    root: str | Path | None = None,
) -> None:
    """Fail unless *transform* keeps its promises for every sample.

    options  plain values, as they would stand in settings
    feeds    by the names that messages call them; None: sample_feeds()
    root     the site's folder that prepare is told of; None: an empty one

    Raises AssertionError.
    """
    subject = Subject(f"transform {transform.name}")
    both = (transform.apply is not None) + (transform.prepare is not None)
    subject.expect(both == 1, f"it offers {'both' if both else 'neither'} of apply and prepare; offer one of them")
    subject.expect(not transform.dates or transform.prepare, "only prepare can find dates; take dates out")
    arguments = options_of(subject, transform, options)
    chosen = sample_feeds() if feeds is None else dict(feeds)
    with no_network():
        if transform.apply is not None:
            for name, feed in chosen.items():
                _check_apply(subject.given(name), transform, feed, arguments)
            return
        with tempfile.TemporaryDirectory() as folder:
            context = TransformContext(root=str(folder if root is None else root), site=sample_site())
            samples = {name: list(feed.articles) for name, feed in chosen.items()}
            if transform.dates:
                samples["articles without a date"] = [_undated(article) for article in sample_articles()]
            for name, articles in samples.items():
                _check_prepare(subject.given(name), transform, articles, (context, *arguments))


def _undated(article: Article) -> Article:
    return msgspec.structs.replace(article, published_at=UNDATED, updated_at=None)


def _check_apply(subject: Subject, part: Transform, feed: Feed, arguments: tuple[Any, ...]) -> None:
    def apply(given: Feed) -> Feed:
        assert part.apply is not None  # noqa: S101  it was asked for above
        with subject.no_error("apply"):
            made = part.apply(given, *arguments)
        subject.expect(isinstance(made, Feed), f"apply returns {type(made).__name__}; it must return a Feed")
        return made

    before = sealed(feed)
    made = apply(feed)
    subject.expect(sealed(feed) == before, "apply changes the feed that it is given")
    first = _sealed_result(subject, made)
    _check_articles(subject, made.articles)
    for words, surroundings in elsewhere():
        with surroundings():
            subject.expect(sealed(apply(feed)) == first, f"its result is another when applied again {words}")
    for words, same in kinds_of_sequence(feed):
        subject.expect(sealed(apply(same)) == first, f"its result is another when given articles as {words}")


def _check_prepare(subject: Subject, part: Transform, articles: Sequence[Article], arguments: tuple[Any, ...]) -> None:
    def prepare(given: Sequence[Article]) -> list[Article]:
        assert part.prepare is not None  # noqa: S101  it was asked for above
        with subject.no_error("prepare"):
            return list(part.prepare(given, *arguments))

    before = sealed(articles)
    made = prepare(articles)
    subject.expect(sealed(articles) == before, "prepare changes the articles that it is given")
    _check_articles(subject, made)
    first = _sealed_result(subject, made)
    for words, surroundings in elsewhere():
        with surroundings():
            again = sealed(prepare(articles))
        subject.expect(again == first, f"its result is another when prepared again {words}")
    subject.expect(sealed(prepare(tuple(articles))) == first, "its result is another when given a tuple")


def _check_articles(subject: Subject, articles: Sequence[Article]) -> None:
    for article in articles:
        expect_article(subject, article)
    expect_unique_ids(subject, articles)


def _sealed_result(subject: Subject, made: Any) -> bytes:
    with subject.no_error("keeping what it returns"):
        return sealed(made)
