"""Recognise articles that were published before, though they have moved, or have another title: pure, and by all of them.

Who is recognised follows from the articles and the lines alone: not from their order, nor from what was read before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from syndicate.model.digests import blake2b
from syndicate.record.lines import ArticleLine


class Seen(NamedTuple):
    """What is known of an article that was read.

    number     of its row
    row_id     the id in its row
    url        of its page
    source     as ArticleLine has it
    mark       of its title and date
    is_stated  whether its source states its id; else that is its URL, or was given to it
    formers    URLs that it had before, as its source says
    """

    number: int
    row_id: str
    url: str
    source: str
    mark: str
    is_stated: bool
    formers: tuple[str, ...] = ()


class Recognised(NamedTuple):
    """What became of articles and lines.

    unchanged  number of an article -> its line, which says all that is to be said of it
    others     all other articles, each with its line; None: it is new
    """

    unchanged: dict[int, ArticleLine]
    others: list[tuple[Seen, ArticleLine | None]]


def mark_of(title: str, published_at: datetime) -> str:
    """Return 8 bytes of a digest of title and date, in hexadecimal digits."""
    return blake2b(f"{int(published_at.timestamp())} {title}".encode(), digest_size=8).hexdigest()


def recognise(
    articles: Iterable[Seen], lines: Mapping[str, ArticleLine], gives: Callable[[Seen, ArticleLine], bool]
) -> Recognised:
    """Return which of *lines*, by id, each of *articles* has: no two have one line.

    gives  (article, line) -> whether the article's row has the id already that it is to have
    """
    by_page = {line.page: line for line in lines.values()}
    free = dict(lines)
    unchanged: dict[int, ArticleLine] = {}
    left: list[Seen] = []
    settled: dict[int, ArticleLine] = {}
    for article in articles:
        line = by_page.get(article.url)
        is_same = line is not None and line.mark == article.mark and line.source == article.source
        if line is None or not is_same or free.pop(line.id, None) is None:
            left.append(article)
        elif gives(article, line):
            unchanged[article.number] = line
        else:
            settled[article.number] = line
            left.append(article)
    found = settled | _matched([article for article in left if article.number not in settled], free, lines)
    return Recognised(unchanged, [(article, found.get(article.number)) for article in left])


def _matched(
    articles: list[Seen], free: dict[str, ArticleLine], lines: Mapping[str, ArticleLine]
) -> dict[int, ArticleLine]:
    """Return the line of each of *articles* that one of the *free* lines knows; best first, and where one alone does."""
    articles.sort(key=lambda article: (article.url, article.source, article.mark))  # rows have any order
    sources = {article.source for article in articles}
    shared = {line.source for line in lines.values() if line.source in sources and line.id not in free} if free else ()
    ways: tuple[tuple[Callable[[Seen], Iterable[Hashable]], Callable[[ArticleLine], Iterable[Hashable]]], ...] = (
        (lambda article: [article.row_id] if article.is_stated else (), lambda line: [line.id]),
        (lambda article: [article.mark], lambda line: [line.mark]),
        # A source with several articles tells none of them from another.
        (lambda article: [article.source], lambda line: [line.source] if line.source not in shared else ()),
        (
            lambda article: dict.fromkeys((article.url, *article.formers)),
            lambda line: dict.fromkeys((line.page, line.id, *line.before)),
        ),
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


def _alone(pairs: Iterable[tuple[Hashable, Any]]) -> dict[Hashable, Any]:
    """Return *pairs* as a mapping; None stands for the values of a key that comes more than once."""
    found: dict[Hashable, Any] = {}
    for key, value in pairs:
        found[key] = None if key in found else value
    return found
