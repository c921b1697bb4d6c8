"""Select articles and put them in order. Pure: the same articles and predicates give the same selection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from syndicate.model.article import Article
from syndicate.model.errors import Fault, excerpt

Predicate = Callable[[Article], bool]


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """The chosen articles, and what became of the rest."""

    articles: list[Article]  # newest first, ties by id; no two with one id
    left_after: tuple[int, ...] = ()  # how many were left after each predicate, in its order
    faults: tuple[Fault, ...] = ()  # articles left out because another one has their id


def select(articles: Iterable[Article], predicates: Sequence[Predicate] = (), limit: int | None = None) -> Selection:
    """Return the articles that satisfy every predicate, newest first, at most *limit* of them.

    Of two articles with one id the newest stays and the other is a fault that names both.
    """
    chosen = list(articles)
    left_after = []
    for predicate in predicates:
        chosen = [article for article in chosen if predicate(article)]
        left_after.append(len(chosen))
    chosen.sort(key=order)
    unique: dict[str, Article] = {}
    faults = []
    for article in chosen:
        first = unique.setdefault(article.id, article)
        if first is not article:
            faults.append(duplicate(article, first))
    return Selection(articles=list(unique.values())[:limit], left_after=tuple(left_after), faults=tuple(faults))


def order(article: Article) -> tuple[float, str, float, str, int]:
    """Return the sort key of *article*: newest first, ties by id, then the last changed first, then by origin."""
    origin = article.origin
    return (
        -article.published_at.timestamp(),
        article.id,
        -article.modified_at.timestamp(),
        origin.path if origin else "",
        origin.line if origin else 0,
    )


def duplicate(article: Article, first: Article) -> Fault:
    """Return the fault of *article*, which has the id of *first*."""
    origin = article.origin
    other = f"{first.origin.path}:{first.origin.line}" if first.origin else f"the article {excerpt(first.title)}"
    return Fault(
        path=origin.path if origin else article.url,
        line=origin.line if origin else 0,
        column=1 if origin else 0,
        field="id",
        message=f"{excerpt(article.id, 200)} is also the id of {other}, which stays; give one of them its own URL or id",
    )
