"""A cache of what the head of a file in a store tells, size, type, width and height, until its stamp changes."""

from __future__ import annotations

from syndicate.index.index import Index
from syndicate.store.store import KnownUnusableError

_MOST = 100_000  # files; with more, all are found out about again


class FileFactsCache:
    """The facts that an index holds; where it fails, `failure` is a sentence that goes on from its name."""

    def __init__(self, index: Index, *, is_written: bool) -> None:
        self.failure = ""
        self._index = index
        self._is_written = is_written

    def get(self, url: str, stamp: str) -> bytes | None:
        """Return the facts of the file at *url* if it has the *stamp* that it had then."""
        if self.failure:
            return None
        try:
            found = self._index.ask("SELECT facts FROM file_facts WHERE url = ? AND stamp = ?", url, stamp)
        except KnownUnusableError as error:
            self.failure = str(error)
            return None
        return found[0][0] if found else None

    def remember(self, url: str, stamp: str, encoded: bytes) -> None:
        """Put facts in, in place of those of the file before."""
        if not self._is_written or self.failure:
            return
        try:
            if self._index.ask("SELECT count(*) FROM file_facts")[0][0] >= _MOST:
                self._index.change("DELETE FROM file_facts")
            self._index.change("INSERT OR REPLACE INTO file_facts VALUES (?, ?, ?)", url, stamp, encoded)
        except KnownUnusableError as error:
            self.failure = str(error)
