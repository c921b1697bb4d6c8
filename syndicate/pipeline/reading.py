"""Reading: the articles of a source, the value that the rest of the line works on."""

from __future__ import annotations

import msgspec

from syndicate.model.errors import Fault
from syndicate.parts.contract import Reader
from syndicate.store.known import KnownArticles
from syndicate.store.sequence import StoredArticles
from syndicate.store.spool import SpooledBytes


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """The articles of a source, as transforms prepare them.

    summaries     texts made for the summaries of articles that were read, encoded, by number; None: of none
    """

    articles: StoredArticles  # in the order of their items
    faults: list[Fault]
    item_count: int  # number of items
    reader: Reader
    known: KnownArticles  # is open until close()
    parsed_count: int = 0  # number of items that were read, because they were new or changed
    left_out_count: int = 0  # number of articles, or of items that may hold some, that are left out for their faults
    source_label: str = "source"  # the source's name in messages, for the bodies that are still to be read
    notes: tuple[str, ...] = ()  # sentences about what was known before, and what to warn of
    passed_over: tuple[str, ...] = ()  # sentences about files that are no articles
    summaries: SpooledBytes | None = None

    def close(self) -> None:
        """Close the store and what is known; articles cannot be decoded any more."""
        self.known.close()  # first: closing its store would close its file before the checksum is written
        self.articles.store.close()
