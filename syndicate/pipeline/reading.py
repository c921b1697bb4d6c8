"""What was read of a source: the value that goes down the line."""

from __future__ import annotations

import msgspec

from syndicate.model.errors import Fault
from syndicate.parts.contract import Reader
from syndicate.store.known import KnownArticles
from syndicate.store.sequence import StoredArticles


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a source held, as transforms prepare it.

    articles      in the order of their items
    item_count    how many items there were
    parsed_count  how many of them were read, for they were not known as they are
    source_label  how messages call the source, for the bodies that are still to be read
    notes         what there is to say about what was known before
    passed_over   what there is to say about that which is no article
    known         is open until close()
    """

    articles: StoredArticles
    faults: list[Fault]
    item_count: int
    reader: Reader
    known: KnownArticles
    parsed_count: int = 0
    source_label: str = "source"
    notes: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()

    def close(self) -> None:
        """Let go of the store and of what is known; articles cannot be decoded any more."""
        self.known.close()  # before its store, which would close its file and leave no checksum
        self.articles.store.close()
