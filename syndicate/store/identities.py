"""What the articles of a store are recognised by: a few columns of their rows, and the rest on demand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from syndicate.store.numbers import Numbers
from syndicate.store.rows import GIVEN_ID, HAS_ALIASES, MADE_ID, ArticleIdentity, decode_names

if TYPE_CHECKING:
    from syndicate.store.store import Store

_BATCH = 500  # parameters of a statement: SQLite takes 999 at least
_HAS_MORE = f"flags & {MADE_ID | HAS_ALIASES} != 0"
_STATES_ID = f"url IS NOT NULL AND NOT flags & {GIVEN_ID | MADE_ID}"


class Identities:
    """The identities of the articles of *store*, each time in the order of their numbers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __iter__(self) -> Iterator[ArticleIdentity]:
        return self._where("TRUE")

    def rows(self, order: Literal["number", "id, number"]) -> Iterator[tuple[int, str, str, str, str, bool, bool]]:
        """Yield all in *order*, as the first seven fields of each (1 and 0 are flags): that takes half the time."""
        columns = f"number, id, ifnull(url, id), source, mark, {_STATES_ID}, {_HAS_MORE}"
        return self._store.ask(f"SELECT {columns} FROM keys ORDER BY {order}")  # noqa: S608

    def places(self) -> Iterator[str]:
        """Yield the ids of all articles, and those of their URLs that are not the id."""
        for select in ("SELECT id FROM keys", "SELECT url FROM keys WHERE url IS NOT NULL"):
            yield from (place for (place,) in self._store.ask(select))

    def having_more(self) -> Iterator[ArticleIdentity]:
        """Yield those of which with_names() says more."""
        return self._where(_HAS_MORE)

    def having(self, ids: Collection[str]) -> Iterator[tuple[int, str]]:
        select = "SELECT number, id FROM keys"
        if len(ids) <= _BATCH:
            yield from self._store.ask(f"{select} WHERE id IN ({marks(ids)})", *ids)
        else:
            yield from (row for row in self._store.ask(select) if row[1] in ids)

    def of(self, numbers: Collection[int]) -> Iterator[ArticleIdentity]:
        if len(numbers) <= _BATCH:
            return self._where(f"number IN ({marks(numbers)})", *numbers)
        return (article for article in self if article.number in numbers)

    def columns(
        self, numbers: Collection[int], order: Literal["number", "id"] = "number"
    ) -> Iterator[tuple[int, str, str, str, str]]:
        """Yield number, id, URL, source and mark of the articles *numbers*, in *order*; in half the time of of()."""
        select = "SELECT number, id, ifnull(url, id), source, mark FROM keys"
        if len(numbers) <= _BATCH:
            yield from self._store.ask(f"{select} WHERE number IN ({marks(numbers)}) ORDER BY {order}", *numbers)
        else:
            some = numbers if isinstance(numbers, Numbers) else Numbers(numbers)
            yield from some.among(self._store.ask(f"{select} ORDER BY {order}"))

    def like(
        self, titled: Collection[str], sources: Collection[str], places: Collection[str], dates: Collection[str]
    ) -> Iterator[ArticleIdentity]:
        """Yield those with one of the marks *titled*, of *sources*, or of *dates*, which are the second half of a mark,
        or with one of *places* as id or URL; a few hundred.
        """
        columns = ("mark", titled), ("source", sources), ("id", places), ("url", places), ("substr(mark, 9)", dates)
        where = " OR ".join(f"{column} IN ({marks(wanted)})" for column, wanted in columns)
        return self._where(where, *titled, *sources, *places, *places, *dates)

    def _where(self, where: str, *values: object) -> Iterator[ArticleIdentity]:
        columns = f"number, id, url, source, mark, {_STATES_ID}, {_HAS_MORE}"
        select = f"SELECT {columns} FROM keys WHERE {where} ORDER BY number"  # noqa: S608
        for number, id_, url, source, mark, states_id, more in self._store.ask(select, *values):
            yield ArticleIdentity(number, id_, url or id_, source, mark, bool(states_id), bool(more))

    def with_names(self, articles: Sequence[ArticleIdentity]) -> list[ArticleIdentity]:
        """Return *articles* with the other ids and URLs that their sources name."""
        numbers = [article.number for article in articles if article.has_more]
        found = {
            number: decode_names(record)
            for start in range(0, len(numbers), _BATCH)
            for number, record, _ in self._store.records(numbers[start : start + _BATCH])
        }
        return [
            article._replace(made_id=names.made_id, aliases=names.aliases)
            if (names := found.get(article.number))
            else article
            for article in articles
        ]

    def have_names(self) -> bool:
        return (
            self._store.ask("SELECT 1 FROM keys WHERE flags & ? LIMIT 1", MADE_ID | HAS_ALIASES).fetchone() is not None
        )


def marks(values: Collection[object]) -> str:
    """Return the question marks that stand for *values* in a statement."""
    return ", ".join("?" * len(values))
