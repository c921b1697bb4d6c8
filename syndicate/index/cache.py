"""A part of an index that spares work: where the index fails, it says why, and all work is done."""

from __future__ import annotations

from typing import Any

from syndicate.index.index import Index
from syndicate.store.store import KnownUnusableError


class Cache:
    """Part of an *index*.

    is_written  whether anything is put in
    Where the index fails, `failure` is a sentence that goes on from its name; nothing is known from then on.
    """

    def __init__(self, index: Index, *, is_written: bool = True) -> None:
        self.failure = ""
        self.is_written = is_written
        self._index = index

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of the query *statement*, none where the index fails."""
        try:
            return [] if self.failure else self._index.ask(statement, *values)
        except KnownUnusableError as error:
            self.failure = str(error)
            return []

    def change(self, statement: str, *values: object) -> None:
        try:
            if self.is_written and not self.failure:
                self._index.change(statement, *values)
        except KnownUnusableError as error:
            self.failure = str(error)
