"""The store of articles between reading and rendering: an SQLite database, so that a million of them fit.

It is the file of an index, or a private one that is deleted when it is closed. SQLite sorts, and keeps on the disk what
does not fit into memory. Each article has a number here.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from contextlib import contextmanager, suppress
from itertools import chain, compress, count, islice, starmap
from operator import attrgetter, eq, neg
from typing import Any

import msgspec

from syndicate.model.article import Article
from syndicate.model.errors import SyndicateError
from syndicate.store.identities import Identities, marks
from syndicate.store.rows import (
    GIVEN_ID,
    PUBLISHED,
    REMOVED,
    ArticleKeys,
    ArticleLinks,
    KeyColumns,
    RecordColumns,
    articles_of,
    decode_links,
    row_of,
    with_id,
)

_BATCH = 500  # parameters of a statement: SQLite takes 999 at least
_DECODED = 50  # articles at once: so few objects that Python does not look for cycles among them
_TOGETHER = 50  # rows of one statement
_ROWS = 4096
_HELD_MAX = 131_072  # articles whose keys stay in memory, some 400 bytes each: SQLite sorts in thrice the time
_CHANGES_MAX = 500  # added and removed articles whose numbers are remembered
_HELD = 7  # of the columns of a row, those that ArticleKeys has
_COLUMNS = "number, published, modified, expires, flags, id, topics, digest"
_ORDER = "published DESC, id, modified DESC"
_TABLES = """
CREATE TABLE keys(number INTEGER PRIMARY KEY, published INTEGER, modified INTEGER, expires INTEGER, flags INTEGER,
    id TEXT, topics TEXT, digest BLOB, url TEXT, source TEXT, mark TEXT);
CREATE TABLE records(number INTEGER PRIMARY KEY, article BLOB, extra BLOB);
"""


class KnownUnusableError(SyndicateError):
    """What is known cannot be used. The message continues the name of the file that holds it."""


class Store:
    """Articles by number.

    connection  in autocommit mode; its tables are there if *is_new* is false
    has_extra   whether rows are to have the articles' extra

    `added` and `removed` are the numbers of the articles added and removed since the store was opened, `removed_ids`
    the ids of the removed ones. All three are incomplete if `is_much_changed`: then there were too many changes.
    `ids_differ`: somebody has found that no two articles share an id; false: nobody has looked.
    `recorded` are those articles that have published their ids, at least of the ones that may share them with others.
    """

    def __init__(self, connection: sqlite3.Connection, *, is_new: bool, has_extra: bool = True) -> None:
        self.connection = connection
        self.has_extra = has_extra
        self._extras: dict[int, Mapping[str, Any]] = {}
        self._removals: list[tuple[int, int]] = []  # first and last number of articles that are to be deleted
        self._held: list[ArticleKeys] | None = [] if is_new else None  # the keys of all articles, if they are few
        self.added: set[int] = set()
        self.removed: set[int] = set()
        self.removed_ids: set[str] = set()
        self.is_much_changed = is_new
        self.ids_differ = False
        self.recorded: AbstractSet[int] = frozenset()
        if is_new:
            for statement in _TABLES.split(";"):
                connection.execute(statement)
            self._next = 1
        else:
            (last,) = connection.execute("SELECT max(number) FROM keys").fetchone()
            self._next = (last or 0) + 1

    def add(self, keys: Sequence[KeyColumns], records: Sequence[RecordColumns]) -> int:
        """Add rows, each in two parts; return the number of the first, the others have the numbers that follow."""
        first = self._next
        self._insert("keys", keys)
        self._insert("records", records)
        self._next += len(keys)
        self.ids_differ = False
        self._note(self.added, first, len(keys))
        if self._held is not None:
            self._held += starmap(ArticleKeys, ((number, *row[:_HELD]) for number, row in enumerate(keys, first)))
            if len(self._held) > _HELD_MAX:
                self._held = None
        return first

    def _insert(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        marks = ", ?" * len(rows[0])
        insert = f"INSERT INTO {table} VALUES (?{marks})"  # noqa: S608
        # SQLite numbers the others, each one more than the greatest number; many at a time in less time.
        together = insert + f", (NULL{marks})" * (_TOGETHER - 1)
        last = len(rows) - len(rows) % _TOGETHER
        for start in range(0, last, _TOGETHER):
            several = chain.from_iterable(rows[start : start + _TOGETHER])
            self.connection.execute(together, (self._next + start, *several))
        self.connection.executemany(
            insert, ((number, *row) for number, row in enumerate(rows[last:], self._next + last))
        )

    def _note(self, changes: set[int], first: int, count: int) -> None:
        self.is_much_changed = self.is_much_changed or len(self.added) + len(self.removed) + count > _CHANGES_MAX
        if not self.is_much_changed:
            changes.update(range(first, first + count))

    def ask(self, select: str, *values: object) -> sqlite3.Cursor:
        """Return the rows of the query *select*, without those that are still to be deleted."""
        self.flush()
        return self.connection.execute(select, values)

    def flush(self) -> None:
        removals, self._removals = self._removals, []
        for table in ("keys", "records") if removals else ():
            self.connection.executemany(f"DELETE FROM {table} WHERE number BETWEEN ? AND ?", removals)  # noqa: S608

    def add_articles(self, articles: Sequence[Article]) -> int:
        """Add *articles*; their extra, which may hold any object, stays in memory."""
        rows = [row_of(article, b"", has_extra=False) for article in articles]
        first = self.add([keys for keys, _ in rows], [record for _, record in rows])
        for number, article in enumerate(articles, first):
            if article.extra:
                self._extras[number] = article.extra
        return first

    def remove(self, first: int, count: int) -> None:
        if not count:
            return
        last = first + count - 1
        self._held = None
        self._note(self.removed, first, count)
        self.is_much_changed = self.is_much_changed or not self.added.isdisjoint(range(first, last + 1))
        if not self.is_much_changed:
            select = "SELECT id FROM keys WHERE number BETWEEN ? AND ?"
            self.removed_ids.update(id_ for (id_,) in self.connection.execute(select, (first, last)))
        self._removals.append((first, last))
        if len(self._removals) >= _ROWS:
            self.flush()

    def __len__(self) -> int:
        (count,) = self.ask("SELECT count(*) FROM keys").fetchone()
        return int(count)

    def has_more_than(self, count: int) -> bool:
        return self.ask("SELECT 1 FROM keys LIMIT 1 OFFSET ?", count).fetchone() is not None

    def batches(self) -> Iterator[list[ArticleKeys]]:
        """Yield the keys of all articles in batches, newest first, ties by id, then the last changed first.

        A batch is so small that all its articles may be decoded at once.
        """
        if self._held is not None:
            held = _in_order(self._held)
            yield from (held[start : start + _BATCH] for start in range(0, len(held), _BATCH))
            return
        cursor = self.ask(f"SELECT {_COLUMNS} FROM keys ORDER BY {_ORDER}")  # noqa: S608
        while rows := cursor.fetchmany(_BATCH):  # fewer tuples than Python looks for cycles among
            yield list(starmap(ArticleKeys, rows))

    def keys(self, numbers: Sequence[int]) -> list[ArticleKeys]:
        """Return the keys of those *numbers*, a few hundred, that exist; in the order of batches()."""
        select = f"SELECT {_COLUMNS} FROM keys WHERE number IN ({marks(numbers)}) ORDER BY {_ORDER}"  # noqa: S608
        return list(starmap(ArticleKeys, self.ask(select, *numbers)))

    def count_ids(self, ids: Sequence[str]) -> int:
        (count,) = self.ask(f"SELECT count(*) FROM keys WHERE id IN ({marks(ids)})", *ids).fetchone()  # noqa: S608
        return int(count)

    def has_instant(self, after: int, until: int) -> bool:
        """Tell whether an article is published or expires in the time from *after* (excluded) to *until* (included)."""
        return bool(self.numbers_between(after, until, 0))

    def instants_around(self, now: int) -> tuple[int | None, int | None]:
        """Return the last instant up to *now*, and the first after it, at which an article is published or expires."""
        instants = "SELECT published AS at FROM keys UNION ALL SELECT expires FROM keys WHERE expires IS NOT NULL"
        select = f"SELECT max(CASE WHEN at <= ?1 THEN at END), min(CASE WHEN at > ?1 THEN at END) FROM ({instants})"  # noqa: S608
        before, after = self.ask(select, now).fetchone()
        return before, after

    def numbers_between(self, after: int, until: int, most: int) -> list[int]:
        """Return the articles that are published, or expire, in that time (see has_instant()), at most *most* + 1."""
        found = self.ask(
            "SELECT number FROM keys WHERE (published > ?1 AND published <= ?2) OR (expires > ?1 AND expires <= ?2) LIMIT ?3",
            *(after, until, most + 1),
        )
        return [number for (number,) in found]

    def id_of(self, number: int) -> str:
        (found,) = self.connection.execute("SELECT id FROM keys WHERE number = ?", (number,)).fetchone()
        return str(found)

    def ids(self) -> dict[int, str]:
        return dict(self.ask("SELECT number, id FROM keys"))

    def duplicates(self) -> dict[str, list[int]]:
        if self.ids_differ:
            return {}
        found: dict[str, list[int]] = {}
        shared = "SELECT id FROM keys GROUP BY id HAVING count(*) > 1"
        for id_, number in self.ask(f"SELECT id, number FROM keys WHERE id IN ({shared})"):  # noqa: S608
            found.setdefault(id_, []).append(number)
        return found

    @property
    def identities(self) -> Identities:
        """What the articles are recognised by."""
        return Identities(self)  # which is not kept: the store is closed when nobody has it any more

    def withheld(self, now: int) -> set[int]:
        """Return the articles that their source withholds, has removed or lets expire until *now*, in seconds."""
        select = f"SELECT number FROM keys WHERE flags & {REMOVED} OR NOT flags & {PUBLISHED} OR expires <= ?"  # noqa: S608
        return {number for (number,) in self.ask(select, now)}

    def has_given_ids(self) -> bool:
        """Tell whether give_ids() has given any article its id."""
        return next(self.given_ids(), None) is not None

    def given_ids(self) -> Iterator[int]:
        """Yield the numbers of the articles that give_ids() has given their ids."""
        yield from (number for (number,) in self.ask("SELECT number FROM keys WHERE flags & ?", GIVEN_ID))

    def give_ids(self, ids: Mapping[int, str | None]) -> None:
        """Give each of the articles *ids*, by number, another id; None: its own, which nobody states."""
        self.flush()
        self._held = None
        self.ids_differ = False
        self.is_much_changed = True
        select = (
            "SELECT number, flags, digest, article FROM keys JOIN records USING (number) WHERE number BETWEEN ? AND ?"
        )
        numbers = sorted(ids)
        for start in range(0, len(numbers), _BATCH):
            wanted = numbers[start : start + _BATCH]
            rows = self.connection.execute(select, (wanted[0], wanted[-1])).fetchall()
            made = [
                (number, with_id(flags, digest, record, ids[number]))
                for number, flags, digest, record in rows
                if number in ids
            ]
            self.connection.executemany(
                "UPDATE keys SET flags = ?, id = ?, digest = ?, url = ? WHERE number = ?",
                [(*keys, number) for number, (keys, _) in made],
            )
            self.connection.executemany(
                "UPDATE records SET article = ? WHERE number = ?", [(row, number) for number, (_, row) in made]
            )

    def take(self, numbers: Iterable[int], *, has_extra: bool = True) -> Iterator[Article]:
        """Yield the articles of *numbers*, in that order, decoding a few hundred at a time.

        Raises KnownUnusableError, so that a part that asks for articles is not blamed for what a file holds.
        """
        self.flush()
        left = iter(numbers)
        while wanted := list(islice(left, _BATCH)):
            extras = self._extras if has_extra else {}
            for start in range(0, len(wanted), _DECODED):
                with _readable():
                    if not start:
                        found = {number: (record, extra) for number, record, extra in self.records(wanted)}
                    articles = articles_of(
                        [
                            (found[number][0], found[number][1] if has_extra else b"", extras.get(number))
                            for number in wanted[start : start + _DECODED]
                        ]
                    )
                yield from articles

    def links(self, numbers: Iterable[int]) -> Iterator[ArticleLinks]:
        """Yield the links of the articles of *numbers*, in that order. Raises KnownUnusableError as take() does."""
        self.flush()
        left = iter(numbers)
        while wanted := list(islice(left, _BATCH)):
            with _readable():
                found = {number: record for number, record, _ in self.records(wanted)}
                links = [decode_links(found[number]) for number in wanted]
            yield from links

    def rows(self, numbers: Sequence[int], *, has_extra: bool = True) -> list[tuple[bytes, bytes]]:
        """Return record and extra of the articles of *numbers*, in that order, as another process can decode them.

        Raises TypeError where an extra stays in this process; KnownUnusableError as take() does.
        """
        self.flush()
        if has_extra and not self._extras.keys().isdisjoint(numbers):
            raise TypeError("the extra of an article is no plain value")
        found: dict[int, tuple[bytes, bytes]] = {}
        with _readable():
            for start in range(0, len(numbers), _BATCH):
                rows = self.records(numbers[start : start + _BATCH])
                found.update((number, (record, extra if has_extra else b"")) for number, record, extra in rows)
            return [found[number] for number in numbers]

    def records(self, wanted: Sequence[int]) -> Iterable[tuple[int, bytes, bytes]]:
        """Return number, record and extra of the articles *wanted*, a few hundred."""
        low, high = min(wanted), max(wanted)
        select = "SELECT number, article, extra FROM records WHERE number"
        if high - low < 2 * len(wanted):  # mostly neighbours: one scan of the table
            return self.connection.execute(f"{select} BETWEEN ? AND ?", (low, high))
        return self.connection.execute(f"{select} IN ({marks(wanted)})", wanted)

    def close(self) -> None:
        self.connection.close()


@contextmanager
def _readable() -> Iterator[None]:
    """Turn what comes of reading rows that are damaged into a KnownUnusableError."""
    try:
        yield
    except (sqlite3.Error, LookupError, TypeError, ValueError, msgspec.DecodeError, RecursionError) as error:
        raise KnownUnusableError(f"cannot be read: {type(error).__name__}: {error}") from error


def _in_order(rows: list[ArticleKeys]) -> list[ArticleKeys]:
    """Return *rows* in the order of batches()."""
    # Most instants differ: sorting by them alone is fast, and only ties are sorted by id.
    result = sorted(rows, key=attrgetter("published"), reverse=True)
    published = [row.published for row in result]
    stop = 0
    for start in compress(count(), map(eq, published, published[1:])):
        if start >= stop:
            stop = bisect_right(published, -published[start], start, key=neg)
            result[start:stop] = sorted(result[start:stop], key=lambda row: (row.id, -row.modified))
    return result


class Database(sqlite3.Connection):
    """A database that is closed when nobody has it any more."""

    def __del__(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # another thread has made it, and has closed it
            self.close()


def private_store(*, has_extra: bool = True) -> Store:
    """Return a store for this process alone: in memory, and on the disk once it grows beyond some 16 MiB."""
    connection = sqlite3.connect("", isolation_level=None, factory=Database)
    connection.execute("PRAGMA page_size = 16384")
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -16384")
    return Store(connection, is_new=True, has_extra=has_extra)
