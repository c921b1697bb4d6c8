"""Recognise articles that were published before, though they have moved, or have another title.

Who is recognised follows from the articles and the lines alone: not from their order, nor from what was read before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from zlib import crc32

from syndicate.record.lines import ArticleLine
from syndicate.store.store import Store


class Seen(NamedTuple):
    """What is known of an article that was read.

    number     of its row
    row_id     the id in its row
    url        of its page
    source     as ArticleLine has it
    mark       of its title and date
    is_stated  whether its source states its id; else that is its own, or was given to it
    own_id     that it has where nobody states or gives one: what its generator makes, else its URL
    aliases    other URLs that lead to its page
    """

    number: int
    row_id: str
    url: str
    source: str
    mark: str
    is_stated: bool
    own_id: str
    aliases: tuple[str, ...] = ()


class Recognised(NamedTuple):
    """What became of articles and lines.

    unchanged  number of an article -> its line, which says all that is to be said of it
    others     all other articles, each with its line; None: it is new
    """

    unchanged: dict[int, ArticleLine]
    others: list[tuple[Seen, ArticleLine | None]]


def mark_of(title: str, published_at: datetime) -> str:
    """Return what tells a title and a date from others: 4 bytes of each, in hexadecimal digits."""
    return f"{crc32(title.encode()):08x}{int(published_at.timestamp()) & 0xFFFFFFFF:08x}"


def recognise(store: Store, lines: Mapping[str, ArticleLine], made_id: Callable[[str, str], str] | None) -> Recognised:
    """Return which of *lines*, by id, each article of *store* has: no two have one line.

    made_id  (url, source) -> the id of an article that states none; None: that of its line
    """
    by_page = {line.page: line for line in lines.values()}
    claimed: set[str] = set()
    found: dict[int, ArticleLine] = {}
    unchanged: dict[int, ArticleLine] = {}
    left: list[Seen] = []
    # Once for each article of the site: what is the same for all is looked up before.
    line_at, claim = by_page.get, claimed.add
    for number, has_given_id, article in store.identities():
        url, id_ = article.url, article.id
        mark = mark_of(article.title, article.published_at)
        source = article.origin.path if article.origin else ""
        line = line_at(url)
        if line is not None and line.mark == mark and line.source == source and line.id not in claimed:
            claim(line.id)
            is_stated = id_ != "" and not has_given_id and id_ != article.made_id
            if (id_ or url) == line.id and (made_id is None or is_stated or made_id(url, source) == line.id):
                unchanged[number] = line
                continue
            found[number] = line
        is_stated = id_ != "" and not has_given_id and id_ != article.made_id
        own_id = article.made_id or url
        left.append(Seen(number, id_ or url, url, source, mark, is_stated, own_id, article.aliases))
    if lines and len(claimed) < len(lines) and len(found) < len(left):
        free = {line.id: line for line in lines.values() if line.id not in claimed}
        found.update(_matched([article for article in left if article.number not in found], free, lines))
    return Recognised(unchanged, [(article, found.get(article.number)) for article in left])


def _matched(
    articles: list[Seen], free: dict[str, ArticleLine], lines: Mapping[str, ArticleLine]
) -> dict[int, ArticleLine]:
    """Return the line of each of *articles* that one of the *free* lines knows.

    Best first, and where one alone does.
    """
    articles.sort(key=lambda article: (article.url, article.source, article.mark))  # rows have any order
    sources = {article.source for article in articles}
    shared = {line.source for line in lines.values() if line.source in sources and line.id not in free} if free else ()
    ways: tuple[tuple[Callable[[Seen], Iterable[Hashable]], Callable[[ArticleLine], Iterable[Hashable]]], ...] = (
        (lambda article: [article.row_id] if article.is_stated else (), lambda line: [line.id]),
        (lambda article: dict.fromkeys(map(_page_of, article.aliases)), _pages_of),
        (lambda article: [article.mark], lambda line: [line.mark]),
        # A source with several articles tells none of them from another.
        (lambda article: [article.source], lambda line: [line.source] if line.source not in shared else ()),
        (
            lambda article: dict.fromkeys((article.url, article.own_id)),
            lambda line: dict.fromkeys((line.page, line.id, *line.before)),
        ),
        # What a host serves alike, generators write one way or the other: /a, /a/, /a/index.html, /a.html.
        (lambda article: [_page_of(article.url)], _pages_of),
    )
    found: dict[int, ArticleLine] = {}
    for keys_of_article, keys_of_line in ways:
        if not free or len(found) == len(articles):
            break
        known = _alone((key, line) for line in free.values() for key in keys_of_line(line))
        asking = _alone(
            (key, article) for article in articles if article.number not in found for key in keys_of_article(article)
        )
        for key, article in asking.items():
            line = known.get(key)
            if key and article is not None and line is not None and line.id in free and article.number not in found:
                found[article.number] = free.pop(line.id)
    return found


def _pages_of(line: ArticleLine) -> Iterable[str]:
    return dict.fromkeys(map(_page_of, (line.page, line.id, *line.before)))


def _page_of(url: str) -> str:
    """Return *url* without what two spellings of one page differ in."""
    return url.removesuffix("index.html").removesuffix(".html").rstrip("/")


def _alone(pairs: Iterable[tuple[Hashable, Any]]) -> dict[Hashable, Any]:
    """Return *pairs* as a mapping; None stands for the values of a key that comes more than once."""
    found: dict[Hashable, Any] = {}
    for key, value in pairs:
        found[key] = None if key in found else value
    return found
