"""Which articles are as their lines say, as nearly all are, and what is left of both to be looked at closely.

Both are read in the order of their ids, so that of a million articles little more than their numbers is held.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, islice
from operator import eq
from typing import NamedTuple

from syndicate.record.lines import ArticleLine, SortedLines
from syndicate.store.numbers import Numbers
from syndicate.store.rows import ArticleIdentity
from syndicate.store.store import Store

_FEW = 10_000  # articles, which may all be held
_AT_ONCE = 500
MadeId = Callable[[str, str], str]  # (url, source) -> the id of an article that states none


class Parted(NamedTuple):
    """Articles and lines, parted.

    articles  those of the others, with their names, that may have to do with a line, or with an article at their page,
              or whose id changes; in the order of their numbers
    """

    lined: Numbers  # numbers of the articles that are as their line says
    gone: Numbers  # of these the ones whose line says that they are withdrawn
    articles: list[ArticleIdentity]
    lines: dict[str, ArticleLine]  # those that no article in *lined* has, by id, in the order of these
    near: list[ArticleIdentity]  # those articles in *lined* that have the page of one of *articles*, or its URL as id
    shared: set[str]  # of the sources of *lines* those that an article in *lined* has, too


def part(store: Store, lines: SortedLines, made_id: MadeId | None) -> Parted:
    """Part the articles of *store* and *lines*. Raises UnsortedError as *lines* does.

    made_id  None: ids are those of the lines
    """
    lined, gone, left, free = _matched(store, lines, made_id)
    twice = _twice(hash(line.page) for line in lines) if lines.have_urls() else set()
    back = [number for number, _, url, *_ in store.identities.columns(lined) if hash(url) in twice] if twice else []
    while True:
        # Of lines and articles that share a page it takes all to tell which article has which line.
        lined -= Numbers(back)
        free.update((line.id, line) for line in map(lines.get, map(store.id_of, back)))
        left.extend(back)
        if len(left) <= _FEW:
            articles = store.identities.with_names(list(store.identities.of(Numbers(left))))
        else:
            articles = list(_concerned(store, lined, free.values(), made_id))
        near, shared, back = _near(store, lined, articles, free.values())
        if not back:
            break
    return Parted(lined, gone & lined, articles, dict(sorted(free.items())), near, shared)


def _matched(
    store: Store, lines: SortedLines, made_id: MadeId | None
) -> tuple[Numbers, Numbers, array[int], dict[str, ArticleLine]]:
    """Return the numbers of the articles that have a line, of these those that are gone, of the others; other lines."""
    lined, gone, left = array("q"), array("q"), array("q")
    free: dict[str, ArticleLine] = {}
    unread = iter(lines)
    line = next(unread, None)
    for number, id_, url, source, mark, is_stated, _ in store.identities.rows("id, number"):
        while line is not None and line.id < id_:
            free[line.id] = line
            line = next(unread, None)
        if (
            line is not None
            and line.id == id_
            and line.mark == mark
            and line.source == source
            and (line.url or id_) == url
            and (made_id is None or is_stated or made_id(url, source) == id_)
        ):
            lined.append(number)
            if line.gone is not None:
                gone.append(number)
            line = next(unread, None)
        else:
            left.append(number)
    if line is not None:
        free[line.id] = line
        free.update((line.id, line) for line in unread)
    return Numbers(lined), Numbers(gone), left, free


def _near(
    store: Store, lined: Numbers, articles: Sequence[ArticleIdentity], free: Iterable[ArticleLine]
) -> tuple[list[ArticleIdentity], set[str], list[int]]:
    """Return what Parted has as near and shared, and those in *lined* whose line one of *articles* comes first to."""
    near, shared, back = array("q"), set[str](), list[int]()
    if not articles:
        return [], shared, back
    sources = {line.source for line in free}
    places = {place for article in articles for place in (article.url, article.own_id)}
    first: dict[tuple[str, ...], int] = {}
    for article in articles:
        first.setdefault(article[2:5], article.number)
    for number, id_, url, source, mark in store.identities.columns(lined):
        if source in sources:
            shared.add(source)
        if url in places or id_ in places:
            is_later = first.get((url, source, mark), number) < number
            (back if is_later else near).append(number)
    return list(store.identities.of(Numbers(near))), shared, back


def _concerned(
    store: Store, lined: Numbers, free: Iterable[ArticleLine], made_id: MadeId | None
) -> Iterator[ArticleIdentity]:
    """Yield what Parted has as articles where there are many others."""
    identities = store.identities
    hashes = array("q", map(hash, identities.places()))
    more = lined.apart_from(identities.having_more())
    while named := identities.with_names(list(islice(more, _AT_ONCE))):
        hashes.extend(hash(article.own_id) for article in named if article.own_id not in article[1:3])
    twice = _twice(hashes)
    known = keys_of(free) - {""}

    def concerns(
        id_: str, url: str, source: str, mark: str, is_stated: int, own_id: str, aliases: Iterable[str] = ()
    ) -> bool:
        now = id_ if is_stated else own_id if made_id is None else made_id(url, source)
        return (
            now != id_
            or not twice.isdisjoint((hash(id_), hash(url), hash(own_id)))
            or not known.isdisjoint((id_, url, source, mark, mark[8:], own_id, page_of(url), *map(page_of, aliases)))
        )

    rows = lined.apart_from(identities.rows("number"))
    while several := list(islice(rows, _AT_ONCE)):
        articles = [ArticleIdentity(*row) for row in several if row[6] or concerns(*row[1:6], row[2])]
        for article in identities.with_names(articles):
            if not article.has_more or concerns(*article[1:6], article.own_id, article.aliases):
                yield article


def _twice(values: Iterable[int]) -> set[int]:
    ordered = sorted(values)  # a set of all would take thrice as much memory
    return set(compress(ordered, map(eq, ordered, islice(ordered, 1, None))))


def keys_of(lines: Iterable[ArticleLine]) -> set[str]:
    """Return all that an article may share with one of *lines*."""
    known: set[str] = set()
    for line in lines:
        known.update((line.source, line.mark, line.mark[8:], line.id, line.page, *line.before), pages_of(line))
    return known


def pages_of(line: ArticleLine) -> Iterable[str]:
    return dict.fromkeys(map(page_of, (line.page, line.id, *line.before)))


def page_of(url: str) -> str:
    """Return *url* without what two spellings of one page differ in."""
    return url.removesuffix("index.html").removesuffix(".html").rstrip("/")


def slug_of(url: str) -> str:
    """Return the end of *url*, which tells one page from another; "" where it is none, but the number of a day."""
    slug = page_of(url).rpartition("/")[2]
    return slug if any(map(str.isalpha, slug)) else ""
