"""The items of an index in pages: one row of a table holds some hundreds of items, in the order of their keys.

So 100,000 items are read in some 400 steps, and if one item changes, only its page is written again. A page that grows
too large is cut into several. An empty page is removed; a small page stays.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import lt

import msgspec

from syndicate.parts.items import Stamp
from syndicate.store.known import KnownItem

LENGTH = 250  # items of a page after a cut; it is cut again when it has more than twice as many
_CHANGES = 2000  # changed items held in memory
_encode = msgspec.msgpack.Encoder().encode


class Page(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Consecutive items, as columns of one length; few have remarks, so remarks are by place."""

    keys: list[str]
    stamps: list[Stamp]
    firsts: list[int]
    counts: list[int]
    remarks: dict[int, bytes]
    digests: list[bytes | None]

    def rows(self, start: int = 0, end: int | None = None) -> Iterator[KnownItem]:
        remarks = [self.remarks.get(place) for place in range(start, len(self.keys) if end is None else end)]
        part = slice(start, end)
        columns = (
            self.keys[part],
            self.stamps[part],
            self.firsts[part],
            self.counts[part],
            remarks,
            self.digests[part],
        )
        return map(KnownItem._make, zip(*columns, strict=True))


decode_page = msgspec.msgpack.Decoder(Page).decode


def page_of(rows: Iterable[KnownItem]) -> Page:
    """Return *rows*, at least one and in the order of their keys, as columns."""
    keys, stamps, firsts, counts, remarks, digests = map(list, zip(*rows, strict=True))
    return Page(keys, stamps, firsts, counts, {at: one for at, one in enumerate(remarks) if one is not None}, digests)


def encode_page(page: Page) -> bytes:
    try:
        return _encode(page)
    except (OverflowError, TypeError):  # a stamp that cannot be encoded: the item's digest is compared instead
        return _encode(msgspec.structs.replace(page, stamps=[None] * len(page.keys)))


class ItemPages:
    """The pages of an index.

    is_new   the table is still to be made
    orphans  (first, count) of articles whose item is gone, without having been named as replaced
    """

    def __init__(self, connection: sqlite3.Connection, *, is_new: bool) -> None:
        self._connection = connection
        if is_new:
            connection.execute("CREATE TABLE pages(start TEXT PRIMARY KEY, items BLOB)")
        self._starts = [start for (start,) in connection.execute("SELECT start FROM pages ORDER BY start")]
        # Items that are in no page yet, and the greatest key; only for a new index whose items come in order.
        self._tail: list[KnownItem] = []
        self._last: str | None = None if self._starts else ""
        self._changes: dict[str, KnownItem | None] = {}
        self._stamps: dict[str, Stamp] = {}
        self._replaced: set[int] = set()
        self.orphans: list[tuple[int, int]] = []

    def pages(self) -> Iterator[Page]:
        """Yield the pages in order; meanwhile only items of earlier pages may change."""
        for start in tuple(self._starts):
            yield self._page(start)

    def _page(self, start: str) -> Page:
        (page,) = self._connection.execute("SELECT items FROM pages WHERE start = ?", (start,)).fetchone()
        return decode_page(page)

    def put(self, rows: Sequence[KnownItem], replaced: Sequence[int] = ()) -> None:
        """Add *rows*; each replaces the row with the same key.

        replaced  numbers of first articles: the articles of those items have been removed
        """
        if not replaced and self._are_next(rows):
            self._tail += rows
            self._last = rows[-1].key
            if len(self._tail) >= _CHANGES:
                self._write_tail()
            return
        self._last = None
        self._replaced.update(replaced)
        for row in rows:
            if (before := self._changes.get(row.key)) is not None:
                self._note_orphans(before, row)
            self._changes[row.key] = row
        self._flush_many()

    def _are_next(self, rows: Sequence[KnownItem]) -> bool:
        """Tell whether *rows* are in the order of their keys and come after all others."""
        keys = [row.key for row in rows]
        return self._last is not None and bool(keys) and self._last < keys[0] and all(map(lt, keys, keys[1:]))

    def _write_tail(self) -> None:
        for part in _cut(self._tail):
            self._starts.append(part[0].key)
            self._write(part[0].key, page_of(part))
        self._tail.clear()

    def restamp(self, keys: Iterable[str], stamps: Iterable[Stamp]) -> None:
        self._stamps.update(zip(keys, stamps, strict=True))
        self._flush_many()

    def forget(self, rows: Iterable[KnownItem]) -> None:
        """Remove *rows*; their articles have been removed."""
        for row in rows:
            self._replaced.add(row.first)
            self._changes[row.key] = None
            self._flush_many()

    def _flush_many(self) -> None:
        if len(self._changes) + len(self._stamps) >= _CHANGES:
            self.flush()

    def _note_orphans(self, before: KnownItem, after: KnownItem | None) -> None:
        is_other = after is None or before.first != after.first
        if before.article_count and is_other and before.first not in self._replaced:
            self.orphans.append((before.first, before.article_count))

    def flush(self) -> None:
        self._write_tail()
        self._last = None
        keys = sorted(self._stamps | self._changes if self._changes else self._stamps)
        done = 0
        while done < len(keys):
            place = max(bisect_right(self._starts, keys[done]) - 1, 0)
            is_last = place + 1 >= len(self._starts)
            end = len(keys) if is_last else bisect_left(keys, self._starts[place + 1], done)
            changed = keys[done:end]
            if self._changes.keys().isdisjoint(changed):
                self._write(self._starts[place], self._stamped(self._page(self._starts[place])))
            else:
                self._rewrite(place, changed)
            done = end
        self._changes.clear()
        self._stamps.clear()
        self._replaced.clear()

    def _stamped(self, page: Page) -> Page:
        stamps = [self._stamps.get(key, stamp) for key, stamp in zip(page.keys, page.stamps, strict=True)]
        return msgspec.structs.replace(page, stamps=stamps)

    def _write(self, start: str, page: Page) -> None:
        self._connection.execute("INSERT OR REPLACE INTO pages VALUES (?, ?)", (start, encode_page(page)))

    def _rewrite(self, place: int, keys: list[str]) -> None:
        """Write the page at *place* again with the changes of *keys*, all of which belong there."""
        rows: dict[str, KnownItem] = {}
        old = self._starts[place : place + 1]
        for start in old:
            page = self._stamped(self._page(start))
            rows.update(zip(page.keys, page.rows(), strict=True))
        for key in keys:
            if key in self._changes:
                before, after = rows.pop(key, None), self._changes[key]
                if before is not None:
                    self._note_orphans(before, after)
                if after is not None:
                    rows[key] = after
        pages = _cut([rows[key] for key in sorted(rows)])
        starts = [page[0].key for page in pages]
        if old != starts[:1]:
            self._connection.executemany("DELETE FROM pages WHERE start = ?", [(start,) for start in old])
        for start, part in zip(starts, pages, strict=True):
            self._write(start, page_of(part))
        self._starts[place : place + 1] = starts


def _cut(rows: list[KnownItem]) -> list[list[KnownItem]]:
    """Return *rows* in pages: one, unless there are too many rows for one."""
    if len(rows) <= 2 * LENGTH:
        return [rows] if rows else []
    count = -(-len(rows) // LENGTH)
    return [rows[len(rows) * part // count : len(rows) * (part + 1) // count] for part in range(count)]
