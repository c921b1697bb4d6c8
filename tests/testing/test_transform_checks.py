"""For each promise of a transform one that breaks it, and the sentence by which the check says so."""

from __future__ import annotations

import datetime
import socket
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import force_setattr, replace

from syndicate import Article, Feed, Transform
from syndicate.testing import check_transform
from tests.testing.misbehaving import Loose, Strict, applying, fails


def preparing(prepare: Callable[..., Any], **fields: Any) -> Transform:
    return Transform(name="turn", prepare=prepare, **fields)


def retitled(feed: Feed, change: Callable[[Article], Article]) -> Feed:
    return replace(feed, articles=[change(article) for article in feed.articles])


def spoilt(article: Article, **fields: Any) -> Article:
    """Return a copy of *article* whose *fields* break promises, as only force_setattr or wrong types can."""
    copy = replace(article)
    for name, value in fields.items():
        force_setattr(copy, name, value)
    return copy


def applied_in_place(feed: Feed) -> Feed:
    for article in feed.articles:
        force_setattr(article, "title", "x")
    return feed


def with_extra(article: Article) -> Article:
    article.extra["seen"] = True
    return article


def each(change: Callable[[Article], Article]) -> Transform:
    return applying(lambda feed: retitled(feed, change))


BAD_TRANSFORMS: list[tuple[str, Transform, str]] = [
    ("neither", Transform(name="turn"), "it offers neither of apply and prepare"),
    ("both", Transform(name="turn", apply=lambda feed: feed, prepare=lambda a, c: a), "it offers both of apply and"),
    ("dates of a feed", applying(lambda feed: feed, dates=True), "only prepare can find dates"),
    ("no feed", applying(lambda feed: list(feed.articles)), "apply returns list; it must return a Feed"),
    ("nothing", applying(lambda feed: None), "apply returns NoneType; it must return a Feed"),
    ("in place", applying(applied_in_place), "apply changes the feed that it is given"),
    ("extra in place", each(with_extra), "apply changes the feed that it is given"),
    ("raises", applying(lambda feed: replace(feed, title=feed.articles[0].title)), "no article: apply raised IndexError"),
    ("empty title", each(lambda article: replace(article, title="")), "apply raised ArticleError: title: is empty"),
    ("relative", each(lambda a: spoilt(a, url="/x")), "breaks a promise of the model: url: expected an absolute"),
    ("number", each(lambda a: spoilt(a, title=7)), "breaks a promise of the model: Expected `str`, got `int`"),
    ("list", each(lambda a: spoilt(a, images=list(a.images))), "breaks a promise of the model: images: expected '()', found '[]'"),
    ("no article", applying(lambda f: replace(f, articles=["x"])), "expected an Article, found str: 'x'"),
    ("one id", each(lambda a: replace(a, id="tag:example.org,2024:x")), "two articles have the id 'tag:example.org"),
    ("object", each(lambda a: replace(a, extra={"x": object()})), "is unsupported"),
    ("chance", each(lambda a: replace(a, title=uuid.uuid4().hex)), "applied again in the same surroundings"),
    ("zone", each(lambda a: replace(a, title=time.strftime("%H", time.localtime(0)))), "in another time zone"),
    ("clock", each(lambda a: replace(a, updated_at=datetime.datetime(datetime.datetime.now(datetime.UTC).year, 1, 1, tzinfo=datetime.UTC))), "at another time"),
    ("tuple", applying(lambda f: replace(f, articles=[*f.articles, *()]) if isinstance(f.articles, tuple) else f.x), "apply raised"),
    ("kind of sequence", applying(lambda f: replace(f, title=type(f.articles).__name__)), "when given articles as a list"),
    ("network", applying(lambda feed: socket.create_connection(("localhost", 9))), "no network may be used here"),
    ("loose options", applying(lambda feed, options: feed, options=Loose), "Loose must be declared with"),
    ("prepare raises", preparing(lambda articles, context: [articles[0]]), "no article: prepare raised IndexError"),
    ("prepare in place", preparing(lambda articles, context: list(map(with_extra, articles))), "prepare changes the"),
    ("prepare yields text", preparing(lambda articles, context: ["x"]), "expected an Article, found str"),
    ("prepares twice", preparing(lambda articles, context: [*articles, *articles]), "two articles have the id"),
    ("prepare by chance", preparing(lambda a, c: [replace(x, title=uuid.uuid4().hex) for x in a]), "prepared again in"),
    ("wants dates", preparing(lambda a, c: [x for x in a if 1 / (x.published_at.year - 1)], dates=True), "articles without a date: prepare raised"),
    ("wants a list", preparing(lambda a, c: a if isinstance(a, list) else []), "when given a tuple"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("part", "message"), [case[1:] for case in BAD_TRANSFORMS], ids=[case[0] for case in BAD_TRANSFORMS]
)
def test_a_transform_that_breaks_a_promise_is_caught(part: Transform, message: str) -> None:
    found = fails(check_transform, part)
    assert found.startswith("transform turn: ")
    assert message in found


def test_a_good_transform_is_let_through(tmp_path: Path) -> None:
    check_transform(applying(lambda feed: replace(feed, articles=feed.articles[::-1])))
    check_transform(applying(lambda feed, options: replace(feed, title=f"{options.size}"), options=Strict), {"size": 2})
    roots = []

    def prepare(articles: list[Article], context: Any) -> Iterator[Article]:
        roots.append(context.root)
        yield from articles

    check_transform(preparing(prepare), root=tmp_path)
    assert set(roots) == {str(tmp_path)}
