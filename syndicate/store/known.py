"""What is known of a source's items from before: what reading asks, and what answers that nothing is known."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

import msgspec

from syndicate.model.errors import Fault, SyndicateError
from syndicate.parts.contract import PassedOver
from syndicate.parts.items import Run, Stamp
from syndicate.store.rows import KeyColumns, RecordColumns
from syndicate.store.store import Store, private_store

Remarks = tuple[tuple[Fault, ...], tuple[PassedOver, ...]]
encode_remarks = msgspec.msgpack.Encoder().encode  # a Remarks, as KnownItem has it
decode_remarks = msgspec.msgpack.Decoder(Remarks).decode


class KnownUnusableError(SyndicateError):
    """What is known cannot be used. The message goes on from the name of the file that it lies in."""


# What asking may raise where that file fails; all can then be read without it.
KNOWN_FAILS = (KnownUnusableError, sqlite3.Error, msgspec.DecodeError)


class KnownItem(NamedTuple):
    """What is known of an item: its articles have the numbers from *first* on.

    stamp   None: it may have changed, whatever its stamp is
    remarks  what else it yielded, encoded; None: nothing
    digest  of the bytes that it was read from; None: there was none
    """

    key: str
    stamp: Stamp
    first: int
    article_count: int
    remarks: bytes | None
    digest: bytes | None


class Matched(NamedTuple):
    """What is known of a run.

    firsts   for each item the number of its first article when it was last read, 0 for one that is not known
    counts   for each item how many articles it had
    remarks     place in the run -> the remarks of the item there, encoded
    changed  places in the run of the items that are to be looked at
    stamps   for each of these the stamp that is known
    digests  for each of these the digest of the bytes that it was read from; None: there was none
    """

    firsts: list[int]
    counts: list[int]
    remarks: dict[int, bytes]
    changed: list[int]
    stamps: list[Stamp]
    digests: list[bytes | None]


class KnownArticles(Protocol):
    """Articles of a source as they were read before, and what came since. What asking raises: KNOWN_FAILS.

    store  of all articles, known and new
    label  what messages call it
    notes  what there is to say of it
    """

    store: Store
    label: str
    notes: list[str]

    def match(self, run: Run) -> Matched:
        """Return what is known of *run*; each item is found once."""

    def add(self, keys: Sequence[KeyColumns], records: Sequence[RecordColumns]) -> int:
        """Put rows in the store; return the number of the first, the others have those that follow."""

    def remember(self, items: Iterable[KnownItem], replaced: Iterable[tuple[int, int]]) -> None:
        """Know what was read of *items*.

        replaced  (number of the first, how many) of the articles they had before
        """

    def restamp(self, keys: Sequence[str], stamps: Sequence[Stamp]) -> None:
        """Know that items which have the bytes they had have these *stamps*, as settled() gives them."""

    def settled(self, stamps: list[Stamp]) -> list[Stamp]:
        """Return *stamps* as they are to be known, None for that of an item that may change without its stamp telling."""

    def save(self) -> None:
        """Forget the items that were not asked for, and save all that is known."""

    def close(self) -> None:
        """Let go of the file; what was saved is kept. The store is closed by whoever reads from it last."""


class NothingKnown:
    """Nothing is known, and nothing will be: every item is read."""

    label = ""

    def __init__(self, notes: Sequence[str] = (), *, has_extra: bool) -> None:
        self.store = private_store(has_extra=has_extra)
        self.notes = list(notes)

    def match(self, run: Run) -> Matched:
        count = len(run.keys)
        return Matched([0] * count, [0] * count, {}, list(range(count)), [None] * count, [None] * count)

    def add(self, keys: Sequence[KeyColumns], records: Sequence[RecordColumns]) -> int:
        return self.store.add(keys, records)

    def remember(self, items: Iterable[KnownItem], replaced: Iterable[tuple[int, int]]) -> None:
        pass

    def restamp(self, keys: Sequence[str], stamps: Sequence[Stamp]) -> None:
        pass

    def settled(self, stamps: list[Stamp]) -> list[Stamp]:
        return stamps

    def save(self) -> None:
        pass

    def close(self) -> None:
        pass
