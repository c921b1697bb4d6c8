"""What an export did, for whoever asked for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from syndicate.model.errors import Fault, SyndicateError
from syndicate.model.feed import Document
from syndicate.parts.contract import PublishedFile, Withdrawn
from syndicate.pipeline.reading import Reading


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What an export did.

    read_count    articles without a fault, before any filter
    chosen_count  articles in at least one feed
    unchosen      why the other articles that were read are in none: reason -> how many; None: nobody asked
    found_count   articles, with those that could not be read for their faults
    left_out_count  articles that faults keep out of every feed: some of those read (of two with one id), and others
    files         the files in the output folder, in the order written
    faults        everything wrong with articles: each of these was left out, or, where the fault is a warning, stands
                  without the value that the fault is about; and what is wrong with the site's address
    failures      why feeds were left out or a listener failed: a sentence each, which names the part
    warnings      sentences about feeds that are written all the same
    notes         advice, and what listeners say
    documents     the documents themselves, where no output folder was named
    withdrawn     articles that were in a feed before this export, and that their source has withdrawn
    """

    read_count: int
    chosen_count: int = 0
    unchosen: dict[str, int] | None = None
    found_count: int = 0
    left_out_count: int = 0
    files: tuple[PublishedFile, ...] = ()
    faults: tuple[Fault, ...] = ()
    failures: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    withdrawn: tuple[Withdrawn, ...] = ()

    @classmethod
    def of(cls, reading: Reading) -> Report:
        """Return what there is to report of *reading*."""
        read_count, left_out_count = len(reading.articles), reading.left_out_count
        return cls(
            read_count=read_count,
            found_count=read_count + left_out_count,
            left_out_count=left_out_count,
            faults=tuple(reading.faults),
        )

    def give_to(self, error: SyndicateError) -> None:
        """Let *error*, which ends the export, say what there was to report until then."""
        error.faults, error.notes = self.faults, self.notes
        error.read_count, error.found_count, error.left_out_count = (
            self.read_count, self.found_count, self.left_out_count,
        )  # fmt: skip

    @property
    def exit_status(self) -> int:
        """0: all well; 3: written, but some articles or feeds were left out."""
        return 3 if self.failures or any(not fault.is_warning for fault in self.faults) else 0

    def with_more(
        self, faults: Iterable[Fault] = (), warnings: Iterable[str] = (), notes: Iterable[str] = (), **others: Any
    ) -> Report:
        """Return the report with more *faults*, *warnings* and *notes*; *others* replace fields.

        Each of *faults* is about an article that was read and is left out.
        """
        faults = tuple(faults)
        return msgspec.structs.replace(
            self,
            faults=(*self.faults, *faults),
            warnings=(*self.warnings, *warnings),
            notes=(*self.notes, *notes),
            left_out_count=self.left_out_count + sum(not fault.is_warning for fault in faults),
            **others,
        )
