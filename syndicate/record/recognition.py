"""Recognise articles that were published before, though they have moved, or have another title.

Who is recognised follows from the articles and the lines alone: not from their order, nor from what was read before.
Where an export before has left who was recognised, only what changed since is looked at, with the same result.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Set as AbstractSet
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from syndicate.record.lines import ArticleLine, SortedLines
from syndicate.record.parting import MadeId, keys_of, page_of, pages_of, part, slug_of
from syndicate.store.numbers import Numbers
from syndicate.store.rows import ArticleIdentity
from syndicate.store.store import Store

_NEAR = 36 * 3600  # seconds between two writings of one date: without its time, or in another zone
_NAMESAKES = 50  # articles with one title that are looked at
_FEW = 200  # changed articles: all that they may have to do with is asked for in one statement


class Settled(msgspec.Struct, frozen=True, array_like=True):
    """What an export leaves for the next one: which articles have a line that says all that is to be said of them.

    Numbers of articles are 8 bytes each, of this machine. It holds while no article changes of which the store does
    not say so, where no two have one id.
    """

    digest: bytes  # of the text of all lines
    lined: bytes  # numbers of the articles with such a line
    gone: bytes  # of these the ones whose line says that they are withdrawn
    missing: tuple[str, ...]  # ids of lines whose article was not read


class Recognised(NamedTuple):
    """What articles and lines are to each other.

    others   all other articles, each with its line; None: it is new. Of those that are none the better for any line
             only a few need be here
    """

    lined: Numbers  # numbers of the articles whose line says all that is to be said of them
    gone: Numbers  # of these the ones whose line says that they are withdrawn
    others: list[tuple[ArticleIdentity, ArticleLine | None]]
    missing: list[ArticleLine]  # the lines whose article was not read
    near: list[ArticleIdentity]  # those articles in *lined* that have the page of one of the others, or its URL as id
    line_of: Callable[[int], ArticleLine]  # (article in *lined*, by number) -> its line


def dated_alike(store: Store, lines: Iterable[ArticleLine]) -> list[ArticleLine]:
    """Return *lines* that were learned, each with the mark of the one article with its title and nearly its date.

    lines  behind a mark another one may stand, of the title as it is typed: quotes and dots as on keyboards
    """
    lines = list(lines)
    taken = {line.mark[:16] for line in lines}
    titles = {title for line in lines for title in (line.mark[:8], line.mark[16:24]) if title}
    found: dict[str, set[str]] = {}
    for _, _, _, _, mark, *_ in store.identities.rows("number") if titles else ():
        if mark[:8] in titles and len(namesakes := found.setdefault(mark[:8], set())) <= _NAMESAKES:
            namesakes.add(mark)

    def alike(mark: str, typed: str) -> str:
        namesakes = found.get(mark[:8], set()) | found.get(typed[:8], set())
        if mark in namesakes or len(namesakes) > _NAMESAKES:
            return mark
        near = [one for one in namesakes - taken if abs(int(one[8:], 16) - int(mark[8:], 16)) <= _NEAR]
        return near[0] if len(near) == 1 else mark

    return [replace(line, mark=alike(line.mark[:16], line.mark[16:])) for line in lines]


def recognise(store: Store, lines: SortedLines, made_id: MadeId | None) -> Recognised:
    """Return which of *lines* each article of *store* has: no two have one line.

    made_id  None: ids are those of the lines

    Raises UnsortedError as *lines* does.
    """
    lined, gone, articles, free, near, shared = part(store, lines, made_id)
    by_page = {line.page: line for line in free.values() if line.gone is not None}
    by_page.update((line.page, line) for line in free.values() if line.gone is None)
    found: dict[int, ArticleLine] = {}
    left: list[ArticleIdentity] = []
    again: dict[ArticleIdentity, ArticleLine] = {}  # who shares a page, and is as its line says all the same
    for article in articles:
        line = by_page.get(article.url)
        if line and line.mark == article.mark and line.source == article.source and free.pop(line.id, None):
            shared.add(line.source)
            id_ = line.id
            is_same = article.row_id == id_
            if is_same and (made_id is None or article.is_stated or made_id(article.url, article.source) == id_):
                again[article] = line
                continue
            found[article.number] = line
        left.append(article)
    if free and len(found) < len(left):
        found.update(_matched([article for article in left if article.number not in found], free, shared))
    if again:
        places = {place for article in left for place in (article.url, article.own_id)}
        lined |= {article.number for article in again}
        gone |= {article.number for article, line in again.items() if line.gone is not None}
        near = sorted(article for article in (*near, *again) if not places.isdisjoint(article[1:3]))
    return Recognised(
        lined,
        gone,
        [(article, found.get(article.number)) for article in left],
        list(free.values()),
        near,
        lambda number: lines.get(store.id_of(number)),
    )


def recognise_changed(store: Store, lines: SortedLines, before: Settled) -> Recognised | None:
    """Return what recognise() does, where ids are frozen, from what changed since *before*; None: it cannot be told."""
    if store.is_much_changed or len(store.added) + len(store.removed) > _FEW:
        return None
    lined = Numbers(array("q", before.lined)) - store.removed
    free = {line.id: line for id_ in (*before.missing, *store.removed_ids) if (line := lines.find(id_))}
    added = list(store.identities.of(store.added))
    marks = {line.mark for line in free.values()}
    sources = {line.source for line in free.values()}
    places = {place for line in free.values() for place in (line.id, line.page, *line.before)}
    places.update(place for article in added for place in (article.row_id, article.url))
    places.update(place for line in free.values() for page in pages_of(line) for place in _spellings(page))
    if len(marks) + len(sources) + 2 * len(places) > 4 * _FEW or (free and store.identities.have_names()):
        return None  # whom an alias leads to may be anywhere
    dates = {line.mark[8:] for line in free.values() if line.gone is None}
    near = {article.number: article for article in store.identities.like(marks, sources, places, dates)}
    if len(near) > 4 * _FEW:
        return None
    left = store.identities.with_names([article for number, article in sorted(near.items()) if number not in lined])
    known = [article for number, article in near.items() if number in lined]
    further = {article.url for article in left} - places
    if further:
        others = [article for article in store.identities.like((), (), further, ()) if article.number not in near]
        if len(further) > _FEW or any(article.number not in lined for article in others):
            return None
        known += others
    by_page = {line.page: line for line in free.values()}
    found = {}
    for article in left:
        line = by_page.get(article.url)
        if line and (line.mark, line.source) == (article.mark, article.source) and line.id in free:
            found[article.number] = free.pop(line.id)
    shared = {article.source for article in known}.union(line.source for line in found.values())
    found.update(_matched([article for article in left if article.number not in found], free, shared))
    return Recognised(
        lined,
        Numbers(array("q", before.gone)) - store.removed,
        [(article, found.get(article.number)) for article in left],
        list(free.values()),
        known,
        lambda number: lines.get(store.id_of(number)),
    )


def _matched(
    articles: list[ArticleIdentity], free: dict[str, ArticleLine], shared: AbstractSet[str]
) -> dict[int, ArticleLine]:
    """Return the line of each of *articles* that one of the *free* lines knows; these lines are taken out.

    Best first, and where one alone does.

    shared  sources of lines that are not free
    """
    known = keys_of(free.values())
    single = _alone((line.source, line.source not in shared) for line in free.values())
    articles = [
        article
        for article in articles  # most share nothing
        if not known.isdisjoint((*article[1:5], article.mark[8:], page_of(article.url))) or article.has_more
    ]
    articles.sort(key=lambda article: (article.url, article.source, article.mark))  # rows have any order
    ways: tuple[
        tuple[Callable[[ArticleIdentity], Iterable[Hashable]], Callable[[ArticleLine], Iterable[Hashable]]], ...
    ] = (
        (lambda article: [article.row_id] if article.is_stated else (), lambda line: [line.id]),
        (lambda article: dict.fromkeys(map(page_of, article.aliases)), pages_of),
        (lambda article: [article.mark], lambda line: [line.mark]),
        # A source with several articles tells none of them from another, also once the others are found.
        (lambda article: [article.source], lambda line: [line.source] if single[line.source] else ()),
        (
            lambda article: dict.fromkeys((article.url, article.own_id)),
            lambda line: dict.fromkeys((line.page, line.id, *line.before)),
        ),
        # What a host serves alike, generators write one way or the other.
        (lambda article: [page_of(article.url)], pages_of),
        # A folder, or a part of all titles, has another name. What was withdrawn before does not come back so, and
        # of what others have published, as the same in several languages, that would tell too little.
        (
            lambda article: _dated_slug(article.mark, article.url),
            lambda line: _dated_slug(line.mark, line.page) if line.gone is None and line.source else (),
        ),
    )
    found: dict[int, ArticleLine] = {}
    for keys_of_article, keys_of_line in ways:
        if not free or len(found) == len(articles):
            break
        alone: dict[Hashable, ArticleLine | None] = {}
        for is_live in (False, True):  # what was withdrawn does not keep apart what readers see from its line
            lines = [line for line in free.values() if (line.gone is None) is is_live]
            alone |= _alone((key, line) for line in lines for key in keys_of_line(line))
        asking = _alone(
            (key, article) for article in articles if article.number not in found for key in keys_of_article(article)
        )
        for key, article in asking.items():
            line = alone.get(key)
            if key and article is not None and line is not None and line.id in free and article.number not in found:
                found[article.number] = free.pop(line.id)
    return found


def _dated_slug(mark: str, url: str) -> Iterable[Hashable]:
    slug = slug_of(url)
    return [(mark[8:], slug)] if slug and mark[8:].strip("0") else ()


def _spellings(page: str) -> Iterable[str]:
    """Return the URLs of which page_of() makes *page*."""
    return page, f"{page}/", f"{page}/index.html", f"{page}.html"


def _alone(pairs: Iterable[tuple[Hashable, Any]]) -> dict[Hashable, Any]:
    """Return *pairs* as a mapping; None stands for the values of a key that comes more than once."""
    found: dict[Hashable, Any] = {}
    for key, value in pairs:
        found[key] = None if key in found else value
    return found
