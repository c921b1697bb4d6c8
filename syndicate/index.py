"""What was read before: an item whose bytes did not change is not read again.

Size and time of change tell whether an item may have changed; where they differ, the digest of its bytes tells whether it
has. What is wrong with an item is kept too. Everything else that shaped a row is in the fingerprint of the index: with
another one, it starts again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import time_ns
from typing import Any, NamedTuple

import msgspec

from syndicate.errors import Fault
from syndicate.index_file import IndexFile, IndexUnusableError
from syndicate.parts import Item, PassedOver
from syndicate.store import Store
from syndicate.stored import Row

# A file that changed so shortly before it was read may change again without its time telling: some systems count in 2 s.
_UNSETTLED_NS = 2_000_000_000
_ROWS = 2000
_TABLES = """
CREATE TABLE items(key TEXT PRIMARY KEY, stamp, changed, first INTEGER, count INTEGER, told BLOB, digest BLOB)
    WITHOUT ROWID;
CREATE TABLE facts(name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE feeds(path TEXT PRIMARY KEY, fingerprint BLOB, documents BLOB);
CREATE TABLE choices(key BLOB PRIMARY KEY, generation INTEGER, choice BLOB);
CREATE TABLE pieces(feed TEXT, key BLOB, sizes BLOB, pieces BLOB, PRIMARY KEY(feed, key));
"""
_COLUMNS = "key, stamp, changed, first, count, told"
_encode = msgspec.msgpack.Encoder().encode
_decode_told = msgspec.msgpack.Decoder(tuple[tuple[Fault, ...], tuple[PassedOver, ...]]).decode


class Known(NamedTuple):
    """What an index holds of an item: its articles have the numbers from *first* on.

    told  what else it yielded, encoded
    """

    key: str
    stamp: int | str | None
    changed: int | str | None  # None: it may have changed, whatever its stamp says
    first: int
    article_count: int
    told: bytes | None

    def has(self, stamp: tuple[int, ...] | str | None) -> bool:
        """Tell whether the item cannot have changed since."""
        return self.changed is not None and self[1:3] == (stamp if type(stamp) is tuple else _columns(stamp))

    def found(self) -> tuple[tuple[Fault, ...], tuple[PassedOver, ...]]:
        """Return what is wrong with the item, and what it passes over."""
        return _decode_told(self.told) if self.told else ((), ())


class Index:
    """An open index, for one export.

    path         the file
    fingerprint  of all that shapes a row beside the bytes of its item
    has_extra    whether rows must have the articles' extra; one that has them serves those too that do without

    The generation is another number where any article is another one, whether the export that read it came to an end or not.

    Raises IndexUnusableError where the file cannot be used; it is then left as it is.
    """

    def __init__(self, path: Path, fingerprint: bytes, *, has_extra: bool) -> None:
        self.note = ""
        self.found_generation = 0
        self.is_changed = False  # whether any article is another one than when the last export ended
        self._file = IndexFile(path)
        try:
            if self._file.is_damaged:
                self.note = f"{path} was damaged and is made anew"
            if not self._file.is_new:
                facts = self._facts()
                self.found_generation = int(str(facts.get("generation", 0)))
                has_extra = has_extra or bool(facts.get("has_extra"))
                if facts.get("fingerprint") != fingerprint or bool(facts.get("has_extra")) != has_extra:
                    self._file.start_again()
            self.generation = self.found_generation
            self.is_new = self._file.is_new
            connection = self._file.connection
            if self.is_new:
                self.is_changed = True
                self._file.begin()
                for statement in _TABLES.split(";"):
                    connection.execute(statement)
                connection.executemany(
                    "INSERT INTO facts VALUES (?, ?)", [("fingerprint", fingerprint), ("has_extra", int(has_extra))]
                )
            self.store = Store(connection, is_new=self.is_new, has_extra=has_extra)
        except sqlite3.Error as error:
            self._file.close()
            raise IndexUnusableError(f"cannot be used: {error}") from error
        except BaseException:
            self._file.close()
            raise
        self._read_at_ns = time_ns()
        self._ahead = self._known_items() if not self.is_new else iter(())
        self._next: Known | None = next(self._ahead, None)
        self._last = ""
        self._unseen: dict[str, Known] = {}
        self._new: list[tuple[object, ...]] = []  # items not yet in their table
        self._restamped: list[tuple[object, ...]] = []

    def _facts(self) -> dict[str, object]:
        connection = self._file.connection
        if not connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'facts'").fetchone()[0]:
            return {}  # It was made, and nothing was ever kept in it.
        return dict(connection.execute("SELECT name, value FROM facts"))

    def _known_items(self) -> Iterator[Known]:
        after = ""
        while rows := self._file.connection.execute(
            f"SELECT {_COLUMNS} FROM items WHERE key > ? ORDER BY key LIMIT {_ROWS}",  # noqa: S608
            (after,),
        ).fetchall():
            yield from map(Known._make, rows)
            after = rows[-1][0]

    def find(self, key: str) -> Known | None:
        """Return what is known of the item called *key*; fast where items are asked for in the order of their keys."""
        if key <= self._last:  # not in order, or not for the first time
            return self._unseen.pop(key, None)
        self._last = key
        known = self._next
        while known is not None and known.key < key:
            self._unseen[known.key] = known
            known = next(self._ahead, None)
        if known is not None and known.key == key:
            self._next = next(self._ahead, None)
            return known
        self._next = known
        return None

    def digest(self, known: Known) -> bytes | None:
        """Return the digest of the bytes that the item was read from, None if there was none."""
        row = self._file.connection.execute("SELECT digest FROM items WHERE key = ?", (known.key,)).fetchone()
        return row[0] if row else None

    def keep(
        self,
        item: Item,
        known: Known | None,
        digest: bytes | None,
        rows: Sequence[Row],
        told: tuple[Sequence[Fault], Sequence[PassedOver]] = ((), ()),
        *,
        is_stamp_enough: bool = True,
    ) -> int:
        """Put in what was read of *item*, instead of what is *known* of it; return the number of its first article.

        is_stamp_enough  false: its digest is to be asked for in every export
        """
        self.is_changed = True
        self._file.begin()
        if known is not None:
            self.store.remove(known.first, known.article_count)
        first = self.store.add(rows)
        stamp, changed = self._settled(item.stamp) if is_stamp_enough else (None, None)
        encoded = _encode(told) if any(told) else None
        self._new.append((item.key, stamp, changed, first, len(rows), encoded, digest))
        if len(self._new) >= _ROWS:
            self._flush()
        return first

    def _flush(self) -> None:
        self.store.flush()
        new, self._new = self._new, []
        self._file.connection.executemany("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?)", new)
        restamped, self._restamped = self._restamped, []
        self._file.connection.executemany("UPDATE items SET stamp = ?, changed = ? WHERE key = ?", restamped)

    def restamp(self, item: Item, known: Known, *, is_stamp_enough: bool = True) -> None:
        """Note that *item* has the bytes it had, at another time than is *known*."""
        columns = self._settled(item.stamp) if is_stamp_enough else (None, None)
        if columns != (known.stamp, known.changed):
            self._file.begin()
            self._restamped.append((*columns, item.key))
            if len(self._restamped) >= _ROWS:
                self._flush()

    def _settled(self, stamp: tuple[int, ...] | str | None) -> tuple[int | str | None, int | str | None]:
        """Return the columns of *stamp*; those of a file that may still change do not match it again."""
        columns = _columns(stamp)
        if isinstance(columns[1], int) and columns[1] > self._read_at_ns - _UNSETTLED_NS:
            return columns[0], None
        return columns

    def save(self) -> None:
        """Forget the items that were not asked for, and keep all that is in the store.

        Raises IndexUnusableError where that cannot be done.
        """
        gone = [*self._unseen.values(), *([self._next] if self._next else []), *self._ahead]
        try:
            for known in gone:
                self.is_changed = True
                self._file.begin()
                self.store.remove(known.first, known.article_count)
                self._file.connection.execute("DELETE FROM items WHERE key = ?", (known.key,))
            self._unseen, self._next, self._ahead = {}, None, iter(())
            self._flush()
            if self.is_changed and self.generation == self.found_generation:
                self.generation += 1
                self._file.connection.execute(
                    "INSERT OR REPLACE INTO facts VALUES ('generation', ?)", (self.generation,)
                )
            self._file.save()
        except (OSError, sqlite3.Error) as error:
            raise IndexUnusableError(f"cannot be written: {error}") from error

    def feed(self, key: str) -> tuple[bytes, bytes] | None:
        """Return fingerprint and documents of the feed that is kept under *key*."""
        found: tuple[bytes, bytes] | None = self._file.connection.execute(
            "SELECT fingerprint, documents FROM feeds WHERE path = ?", (key,)
        ).fetchone()
        return found

    def keep_feed(self, key: str, fingerprint: bytes, documents: bytes) -> None:
        """Keep a feed under *key*, unless it is kept so."""
        if self.feed(key) != (fingerprint, documents):
            self.change("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?)", key, fingerprint, documents)

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows that *statement* gives. Raises IndexUnusableError where the file fails."""
        try:
            return self._file.connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise IndexUnusableError(f"cannot be read: {error}") from error

    def change(self, statement: str, *values: object) -> None:
        """Execute *statement*; save() keeps what it does. Raises IndexUnusableError where the file fails."""
        try:
            self._file.begin()
            self._file.connection.execute(statement, values)
        except (OSError, sqlite3.Error) as error:
            raise IndexUnusableError(f"cannot be written: {error}") from error

    def close(self) -> None:
        """Let go of the file; what was saved is kept."""
        self._file.close()


def _columns(stamp: tuple[int, ...] | str | None) -> tuple[int | str | None, int | str | None]:
    """Return *stamp* as two columns, the second of them None where there is nothing to compare.

    Of numbers the largest is the time of the latest change: none of them is a size beside times in ns.
    """
    if isinstance(stamp, tuple) and stamp:
        return (stamp[0] if len(stamp) == 2 else str(stamp)), max(stamp)
    return (None, None) if stamp is None else (str(stamp), "")
