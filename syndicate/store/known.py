"""What an export before left about a source's items: the protocol that reading uses, and one that knows nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import msgspec

from syndicate.model.errors import Fault
from syndicate.parts.contract import PassedOver
from syndicate.parts.items import Run, Stamp
from syndicate.store.rows import KeyColumns, RecordColumns
from syndicate.store.store import KnownUnusableError, Store, private_store

Remarks = tuple[tuple[Fault, ...], tuple[PassedOver, ...]]
encode_remarks = msgspec.msgpack.Encoder().encode  # a Remarks, as KnownItem has it


@lru_cache(maxsize=1)
def _decoder() -> msgspec.msgpack.Decoder[Remarks]:
    return msgspec.msgpack.Decoder(Remarks)  # which takes a moment to make, and few exports need it


def decode_remarks(encoded: bytes) -> Remarks:
    return _decoder().decode(encoded)


# What a KnownArticles may raise where its file fails, or holds what nothing wrote; all can then be read without it.
KNOWN_FAILS = (
    *(KnownUnusableError, sqlite3.Error, msgspec.DecodeError, RecursionError),
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
)


class KnownItem(NamedTuple):
    """What is known of an item: its articles have the numbers from *first* on."""

    key: str
    stamp: Stamp  # None: the item may have changed, whatever its stamp is
    first: int
    article_count: int
    remarks: bytes | None  # what else it yielded, encoded; None: nothing
    digest: bytes | None  # of the bytes that it was read from; None: there was none


class Matched(NamedTuple):
    """What is known of a run."""

    firsts: list[int]  # for each item the number of its first article; 0: the item is not known
    counts: list[int]  # for each item the number of its articles
    remarks: dict[int, bytes]  # place in the run -> the remarks of the item there, encoded
    changed: list[int]  # places in the run of the items that may have changed
    stamps: list[Stamp]  # for each of these the known stamp
    digests: list[bytes | None]  # for each of these the digest of the bytes that it was read from; None: there was none


class KnownArticles(Protocol):
    """The articles of a source, from exports before and from this one. Its methods may raise KNOWN_FAILS.

    store  holds all articles, known and new
    label  its name in messages
    notes  sentences for the report
    """

    store: Store
    label: str
    notes: list[str]

    def match(self, run: Run) -> Matched:
        """Return what is known of *run*; each item is matched once."""

    def add(self, keys: Sequence[KeyColumns], records: Sequence[RecordColumns]) -> int:
        """Add rows to the store; return the number of the first, the others have the numbers that follow."""

    def remember(self, items: Iterable[KnownItem], replaced: Iterable[tuple[int, int]]) -> None:
        """Save *items* that were read, for the next export.

        replaced  (number of the first, how many) of the articles that they had before
        """

    def give_ids(self, ids: Mapping[int, str | None]) -> None:
        """Give articles of the store other ids, see Store.give_ids(); they keep them until their item is read again."""

    def restamp(self, keys: Sequence[str], stamps: Sequence[Stamp]) -> None:
        """Save the *stamps*, as settled() gives them, of items whose bytes did not change."""

    def settled(self, stamps: list[Stamp]) -> list[Stamp]:
        """Return *stamps* to be saved; None where an item may still change and keep its stamp."""

    def save(self) -> None:
        """Forget the items that were not matched, and save everything else."""

    def invalidate(self) -> None:
        """Have the next export make the file anew."""

    def close(self) -> None:
        """Close the file; changes that were not saved are lost. The store is closed by its last reader."""


class NothingKnown:
    """Knows nothing and saves nothing: every item is read."""

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

    def give_ids(self, ids: Mapping[int, str | None]) -> None:
        self.store.give_ids(ids)

    def restamp(self, keys: Sequence[str], stamps: Sequence[Stamp]) -> None:
        pass

    def settled(self, stamps: list[Stamp]) -> list[Stamp]:
        return stamps

    def save(self) -> None:
        pass

    def invalidate(self) -> None:
        pass

    def close(self) -> None:
        pass


def failed(known: KnownArticles, error: BaseException) -> str:
    """Return a sentence for the report, once *known* failed with *error*, one of KNOWN_FAILS, and is invalidated.

    Raises *error* where nothing was known, so that it has another cause.
    """
    if isinstance(known, NothingKnown):
        raise error
    known.invalidate()
    return f"{known.label} fails ({error}); all was read without it, and the next export makes it anew"
