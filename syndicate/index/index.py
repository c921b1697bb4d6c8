"""The index: an item whose bytes did not change is not read again.

Size and time of change show whether an item may have changed. If they differ, the digest of its bytes shows whether
it did. The remarks on an item are in the index too. Everything else that shapes a row is in the index's fingerprint:
another fingerprint invalidates the whole index.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from time import time_ns
from typing import Any

import msgspec

from syndicate.index.file import IndexFile
from syndicate.index.item_pages import ItemPages
from syndicate.index.known_items import KnownItems
from syndicate.parts.items import Run, Stamp
from syndicate.store.known import KNOWN_FAILS, KnownItem, Matched
from syndicate.store.rows import KeyColumns, RecordColumns
from syndicate.store.store import KnownUnusableError, Store

# A file that was changed less than this before it was read may change again and keep its time: some disks count in 2 s.
_UNSETTLED_NS = 2_000_000_000
# Reproducible builds give all files one time: 1970-01-01, or 1980-01-01, the first that ZIP knows, in any zone.
_NO_TIME_NS = 315_619_200_000_000_000
_TABLES = """
CREATE TABLE facts(name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE feeds(path TEXT PRIMARY KEY, fingerprint BLOB, documents BLOB);
CREATE TABLE choices(key BLOB PRIMARY KEY, generation INTEGER, choice BLOB);
CREATE TABLE texts(digest BLOB PRIMARY KEY, key BLOB, at INTEGER, size INTEGER, sum BLOB) WITHOUT ROWID;
CREATE TABLE file_facts(url TEXT PRIMARY KEY, stamp TEXT, facts BLOB);
CREATE TABLE built_pages(key BLOB PRIMARY KEY, pages BLOB);
CREATE TABLE placed_pieces(feed TEXT PRIMARY KEY, runs BLOB);
CREATE TABLE pieces(feed TEXT, key BLOB, sizes BLOB, pieces BLOB, notes BLOB, PRIMARY KEY(feed, key));
"""
_Ranges = list[tuple[int, int]]
_encode = msgspec.msgpack.Encoder().encode
_decode_ranges = msgspec.msgpack.Decoder(_Ranges).decode


class Index:
    """An open index, for one export: a KnownArticles.

    path         the file; root and is_written are those of IndexFile
    fingerprint  of everything that shapes a row except the bytes of its item; or a function of what it has kept in the
                 index (None: nothing), which returns the fingerprint and what it keeps
    has_extra    whether rows must have the articles' extra; an index with it also serves exports that need none

    The generation is a number that grows whenever any article changes, even if the export that read it fails later.

    Raises KnownUnusableError where the file cannot be used; the file is then not changed.
    """

    def __init__(
        self,
        path: Path,
        fingerprint: bytes | Callable[[bytes | None], tuple[bytes, bytes | None]],
        root: Path | None = None,
        *,
        has_extra: bool,
        is_written: bool = True,
    ) -> None:
        self.label = f"the index {path}"
        self.notes: list[str] = []
        self.found_generation = 0
        self.is_changed = False  # whether any article changed since the last export
        self._file = IndexFile(path, root, is_written=is_written)
        self.texts = self._file.texts
        try:
            if self._file.note:
                self.notes.append(f"{path} {self._file.note}")
            facts = {} if self._file.is_new else self._facts()
            kept = said = facts.get("state")
            if not isinstance(fingerprint, bytes):
                fingerprint, kept = fingerprint(said if isinstance(said, bytes) else None)
            if not self._file.is_new:
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
            if kept != said or (self.is_new and kept):
                self.change("INSERT OR REPLACE INTO facts VALUES ('state', ?)", kept)
            self.store = Store(connection, is_new=self.is_new, has_extra=has_extra)
            self._items = ItemPages(connection, is_new=self.is_new)
            self._known = KnownItems(self._items.pages())
            self._remove_orphans()
        except KNOWN_FAILS as error:
            self._file.invalidate()
            self._file.close()
            raise (
                error if isinstance(error, KnownUnusableError) else KnownUnusableError(f"cannot be used: {error}")
            ) from error
        except BaseException:
            self._file.close()
            raise
        self._unsettled_from_ns = time_ns() - _UNSETTLED_NS

    def _facts(self) -> dict[str, object]:
        connection = self._file.connection
        if not connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'facts'").fetchone()[0]:
            return {}  # The file was made, but nothing was ever saved in it.
        return dict(connection.execute("SELECT name, value FROM facts"))

    def _remove_orphans(self) -> None:
        """Remove the articles that the last export read twice, because their item was listed twice."""
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
        return self._known.match(run)

    def add(self, keys: Sequence[KeyColumns], records: Sequence[RecordColumns]) -> int:
        self._begin_change()
        return self.store.add(keys, records)

    def remember(self, items: Iterable[KnownItem], replaced: Iterable[tuple[int, int]] = ()) -> None:
        self._begin_change()
        firsts = []
        for first, count in replaced:
            self.store.remove(first, count)
            firsts.append(first)
        self._items.put(list(items), firsts)

    def give_ids(self, ids: Mapping[int, str | None]) -> None:
        self._begin_change()
        self.store.give_ids(ids)

    def restamp(self, keys: Sequence[str], stamps: Sequence[Stamp]) -> None:
        self._file.begin()
        self._items.restamp(keys, stamps)

    def settled(self, stamps: list[Stamp]) -> list[Stamp]:
        # The largest number of a stamp is its latest time of change: times are in ns, so sizes are smaller.
        until = self._unsettled_from_ns
        return [
            stamp if type(stamp) is not tuple or not stamp or _NO_TIME_NS < max(stamp) <= until else None
            for stamp in stamps
        ]

    def save(self) -> None:
        """Remove the items that were not matched, and commit everything else.

        Raises KnownUnusableError where the file fails.
        """
        try:
            for known in self._known.unmatched():
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
        found: tuple[bytes, bytes] | None = self._file.connection.execute(
            "SELECT fingerprint, documents FROM feeds WHERE path = ?", (key,)
        ).fetchone()
        return found

    def remember_feed(self, key: str, fingerprint: bytes, documents: bytes) -> None:
        """Save a feed under *key*, unless it is the same already."""
        if self.feed(key) != (fingerprint, documents):
            self.change("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?)", key, fingerprint, documents)

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of the query *statement*. Raises KnownUnusableError where the file fails."""
        try:
            return self._file.connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise KnownUnusableError(f"cannot be read: {error}") from error

    def change(self, statement: str, *values: object) -> None:
        """Execute *statement*; save() commits it. Raises KnownUnusableError where the file fails."""
        try:
            self._file.begin()
            self._file.connection.execute(statement, values)
        except (OSError, sqlite3.Error) as error:
            raise KnownUnusableError(f"cannot be written: {error}") from error

    def invalidate(self) -> None:
        self._file.invalidate()

    def close(self) -> None:
        self._file.close()
