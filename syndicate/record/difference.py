"""What changes for readers: of articles, and of files; and why an article is in no feed any more."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Literal, get_args

import msgspec

from syndicate.record.record import Record
from syndicate.store.rows import seconds
from syndicate.store.store import Store

Change = Literal["withdrawn", "id", "new", "changed", "left", "moved"]
CHANGES: tuple[Change, ...] = get_args(Change)  # in the order in which they are told


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What changes of one article.

    change   new; changed; id: it has another id; withdrawn; left: it is in no feed any more, for its age, a limit or a
             filter; moved: it is in other feeds than before
    into, out_of  feeds that it comes into and leaves, of those that are there before and after
    """

    change: Change
    id: str
    url: str
    title: str = ""
    before: str = ""  # the id that it had, where that was another one
    fields: tuple[str, ...] = ()  # that change, sorted
    feeds: tuple[str, ...] = ()  # in which it is; of an article that is gone, was
    into: tuple[str, ...] = ()
    out_of: tuple[str, ...] = ()
    source: str = ""  # the file that it is read from, and the line; "" where that is not known
    line: int = 0


class Differences(msgspec.Struct, frozen=True, kw_only=True):
    """What changes in all: articles, sorted by change and id, and path -> state of each file.

    foreign  of these files the ones that others have written, and who: path -> name; "": they do not say so
    of_feeds  of these files what changes of the feed itself: path -> fields, sorted; "Cache-Control" is its header
    """

    entries: tuple[Difference, ...] = ()
    files: dict[str, str] = {}
    foreign: dict[str, str] = {}
    of_feeds: dict[str, tuple[str, ...]] = {}

    def __bool__(self) -> bool:
        return bool(self.entries) or any(state != "unchanged" for state in self.files.values())


class Facts:
    """What the source and the record know of articles that change."""

    def __init__(
        self, store: Store, record: Record | None, withdrawn: Collection[str], now: datetime, *, is_all_read: bool
    ) -> None:
        self._store = store
        self._now = now
        self._record = record
        self._withdrawn = withdrawn
        self._is_all_read = is_all_read

    def told(self, found: list[Difference]) -> Iterator[Difference]:
        """Yield *found* with the places that articles are read from, and with those that are withdrawn told as such."""
        if not found:
            return
        wanted = {text: one.id for one in found for text in (one.url, one.id)}
        numbers = {
            row.number: id_
            for row in self._store.identities
            if (id_ := wanted.get(row.row_id) or wanted.get(row.url)) is not None
        }
        articles = self._store.take(numbers, has_extra=False)
        read = {id_: (number, article) for (number, id_), article in zip(numbers.items(), articles, strict=True)}
        gone = [one.id for one in found if one.change == "left"]
        withheld = self._store.withheld(seconds(self._now)) if gone else set()
        lines = self._record.articles() if gone and self._record is not None else {}
        for one in found:
            number, article = read.get(one.id, (0, None))
            place = article.origin if article else None
            source, title = place.path if place else "", one.title or (article.title if article else "")
            change = one.change
            if change == "left":
                recorded = lines.get(one.id)
                source = source or (recorded.source if recorded else "")
                is_gone = one.id not in read and self._is_all_read and recorded is None
                if one.id in self._withdrawn or (recorded and recorded.gone) or number in withheld or is_gone:
                    change = "withdrawn"
            line = (place.line or 0) if place else 0
            yield msgspec.structs.replace(one, change=change, source=source, line=line, title=title)
