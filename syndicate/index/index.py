"""What was read before: an item whose bytes did not change is not read again.

Size and time of change tell whether an item may have changed; where they differ, the digest of its bytes tells whether it
has. The remarks on an item are kept too. Everything else that shaped a row is in the fingerprint of the index: with
another one, it starts again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from time import time_ns
from typing import Any

import msgspec

from syndicate.index.file import IndexFile
from syndicate.index.item_pages import ItemPages
from syndicate.index.known_items import KnownItems
from syndicate.parts.items import Run, Stamp
from syndicate.store.known import KnownItem, KnownUnusableError, Matched
from syndicate.store.rows import KeyColumns, RecordColumns
from syndicate.store.store import Store

# A file that changed so shortly before it was read may change again without its time telling: some systems count in 2 s.
_UNSETTLED_NS = 2_000_000_000
_TABLES = """
CREATE TABLE facts(name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE feeds(path TEXT PRIMARY KEY, fingerprint BLOB, documents BLOB);
CREATE TABLE choices(key BLOB PRIMARY KEY, generation INTEGER, choice BLOB);
CREATE TABLE pieces(feed TEXT, key BLOB, sizes BLOB, pieces BLOB, PRIMARY KEY(feed, key));
"""
_Ranges = list[tuple[int, int]]
_encode = msgspec.msgpack.Encoder().encode
_decode_ranges = msgspec.msgpack.Decoder(_Ranges).decode


class Index:
    """An open index, for one export.

    path         the file
    fingerprint  of all that shapes a row beside the bytes of its item
    has_extra    whether rows must have the articles' extra; one that has them serves those too that do without

    The generation is another number where any article is another one, whether the export that read it came to an end or not.

    Raises KnownUnusableError where the file cannot be used; it is then left as it is.
    """

    def __init__(self, path: Path, fingerprint: bytes, *, has_extra: bool) -> None:
        self.label = f"the index {path}"
        self.notes: list[str] = []
        self.found_generation = 0
        self.is_changed = False  # whether any article is another one than when the last export ended
        self._file = IndexFile(path)
        try:
            if self._file.is_damaged:
                self.notes.append(f"{path} was damaged and is made anew")
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
            self._items = ItemPages(connection, is_new=self.is_new)
            self._known = KnownItems(self._items.pages())
            self._remove_orphans()
        except (sqlite3.Error, msgspec.DecodeError) as error:
            self._file.close()
            raise KnownUnusableError(f"cannot be used: {error}") from error
        except BaseException:
            self._file.close()
            raise
        self._unsettled_from_ns = time_ns() - _UNSETTLED_NS

    def _facts(self) -> dict[str, object]:
        connection = self._file.connection
        if not connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'facts'").fetchone()[0]:
            return {}  # It was made, and nothing was ever kept in it.
        return dict(connection.execute("SELECT name, value FROM facts"))

    def _remove_orphans(self) -> None:
        """Take out the articles that the last export had twice, of an item that was listed twice."""
        orphans = self._facts().get("orphans")
        if isinstance(orphans, bytes):
            self._begin_change()
            for first, count in _decode_ranges(orphans):
                self.store.remove(first, count)
            self._file.connection.execute("DELETE FROM facts WHERE name = 'orphans'")

    def _begin_change(self) -> None:
        self.is_changed = True
        self._file.begin()

    def match(self, run: Run) -> Matched:
        """Return what is known of *run*; each item is found once."""
        return self._known.match(run)

    def add(self, keys: Sequence[KeyColumns], records: Sequence[RecordColumns]) -> int:
        """Put rows in; return the number of the first, the others have those that follow."""
        self._begin_change()
        return self.store.add(keys, records)

    def remember(self, items: Iterable[KnownItem], replaced: Iterable[tuple[int, int]] = ()) -> None:
        """Put in what was read of *items*.

        replaced  (number of the first, how many) of the articles they had before
        """
        self._begin_change()
        firsts = []
        for first, count in replaced:
            self.store.remove(first, count)
            firsts.append(first)
        self._items.put(list(items), firsts)

    def restamp(self, keys: Sequence[str], stamps: Sequence[Stamp]) -> None:
        """Note of items that have the bytes they had what their *stamps* are, as settled() gives them."""
        self._file.begin()
        self._items.restamp(keys, stamps)

    def settled(self, stamps: list[Stamp]) -> list[Stamp]:
        """Return *stamps* as they are to be kept, None for that of an item that may still change without its stamp telling.

        Of numbers the largest is the time of the latest change: none of them is a size beside times in ns.
        """
        until = self._unsettled_from_ns
        return [None if type(stamp) is tuple and stamp and max(stamp) > until else stamp for stamp in stamps]

    def save(self) -> None:
        """Forget the items that were not asked for, and keep all that is in the store.

        Raises KnownUnusableError where that cannot be done.
        """
        try:
            for known in self._known.left():
                self._begin_change()
                self.store.remove(known.first, known.article_count)
                self._items.forget([known])
            self._items.flush()
            self.store.flush()
            facts: list[tuple[str, object]] = []
            if self._items.orphans:
                facts.append(("orphans", _encode(self._items.orphans)))
                self._items.orphans.clear()
            if self.is_changed and self.generation == self.found_generation:
                self.generation += 1
                facts.append(("generation", self.generation))
            self._file.connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts)
            self._file.save()
        except (OSError, sqlite3.Error) as error:
            raise KnownUnusableError(f"cannot be written: {error}") from error

    def feed(self, key: str) -> tuple[bytes, bytes] | None:
        """Return fingerprint and documents of the feed that is kept under *key*."""
        found: tuple[bytes, bytes] | None = self._file.connection.execute(
            "SELECT fingerprint, documents FROM feeds WHERE path = ?", (key,)
        ).fetchone()
        return found

    def remember_feed(self, key: str, fingerprint: bytes, documents: bytes) -> None:
        """Keep a feed under *key*, unless it is there already."""
        if self.feed(key) != (fingerprint, documents):
            self.change("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?)", key, fingerprint, documents)

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows that *statement* gives. Raises KnownUnusableError where the file fails."""
        try:
            return self._file.connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise KnownUnusableError(f"cannot be read: {error}") from error

    def change(self, statement: str, *values: object) -> None:
        """Execute *statement*; save() keeps what it does. Raises KnownUnusableError where the file fails."""
        try:
            self._file.begin()
            self._file.connection.execute(statement, values)
        except (OSError, sqlite3.Error) as error:
            raise KnownUnusableError(f"cannot be written: {error}") from error

    def close(self) -> None:
        """Let go of the file; what was saved is kept."""
        self._file.close()
