"""Recognise articles that were published before, though they have moved, or have another title.

Who is recognised follows from the articles and the lines alone: not from their order, nor from what was read before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, NamedTuple

from syndicate.record.lines import ArticleLine
from syndicate.store.rows import ArticleIdentity
from syndicate.store.store import Store


class Recognised(NamedTuple):
    """What became of articles and lines.

    unchanged  number of an article -> its line, which says all that is to be said of it
    others     all other articles, each with its line; None: it is new
    """

    unchanged: dict[int, ArticleLine]
    others: list[tuple[ArticleIdentity, ArticleLine | None]]


def recognise(store: Store, lines: Mapping[str, ArticleLine], made_id: Callable[[str, str], str] | None) -> Recognised:
    """Return which of *lines*, by id, each article of *store* has: no two have one line.

    made_id  (url, source) -> the id of an article that states none; None: that of its line
    """
    by_page = {line.url or line.id: line for line in lines.values()}
    claimed: set[str] = set()
    found: dict[int, ArticleLine] = {}
    unchanged: dict[int, ArticleLine] = {}
    left: list[ArticleIdentity] = []
    # Once for each article of the site: what is the same for all is looked up before.
    line_at, claim = by_page.get, claimed.add
    for article in store.identities():
        number, row_id, url, source, mark, is_stated = article
        line = line_at(url)
        if line is not None and line.mark == mark and line.source == source and (id_ := line.id) not in claimed:
            claim(id_)
            if row_id == id_ and (made_id is None or is_stated or made_id(url, source) == id_):
                unchanged[number] = line
                continue
            found[number] = line
        left.append(article)
    if len(claimed) < len(lines) and len(found) < len(left):
        free = {id_: line for id_, line in lines.items() if id_ not in claimed}
        found.update(_matched([article for article in left if article.number not in found], free, lines))
    return Recognised(unchanged, [(article, found.get(article.number)) for article in left])


def _matched(
    articles: list[ArticleIdentity], free: dict[str, ArticleLine], lines: Mapping[str, ArticleLine]
) -> dict[int, ArticleLine]:
    """Return the line of each of *articles* that one of the *free* lines knows.

    Best first, and where one alone does.
    """
    known = {key for line in free.values() for key in (line.source, line.mark, line.id, line.page, *line.before)}
    articles = [article for article in articles if not known.isdisjoint(article[1:5])]  # most share nothing
    articles.sort(key=lambda article: (article.url, article.source, article.mark))  # rows have any order
    sources = {article.source for article in articles}
    shared = {line.source for line in lines.values() if line.source in sources and line.id not in free} if free else ()
    ways: tuple[
        tuple[Callable[[ArticleIdentity], Iterable[Hashable]], Callable[[ArticleLine], Iterable[Hashable]]], ...
    ] = (
        (lambda article: [article.row_id] if article.is_stated else (), lambda line: [line.id]),
        (lambda article: [article.mark], lambda line: [line.mark]),
        # A source with several articles tells none of them from another.
        (lambda article: [article.source], lambda line: [line.source] if line.source not in shared else ()),
        (lambda article: [article.url], lambda line: dict.fromkeys((line.page, line.id, *line.before))),
    )
    found: dict[int, ArticleLine] = {}
    for keys_of_article, keys_of_line in ways:
        if not free or len(found) == len(articles):
            break
        alone = _alone((key, line) for line in free.values() for key in keys_of_line(line))
        asking = _alone(
            (key, article) for article in articles if article.number not in found for key in keys_of_article(article)
        )
        for key, article in asking.items():
            line = alone.get(key)
            if key and article is not None and line is not None and line.id in free and article.number not in found:
                found[article.number] = free.pop(line.id)
    return found


def _alone(pairs: Iterable[tuple[Hashable, Any]]) -> dict[Hashable, Any]:
    """Return *pairs* as a mapping; None stands for the values of a key that comes more than once."""
    found: dict[Hashable, Any] = {}
    for key, value in pairs:
        found[key] = None if key in found else value
    return found
