"""A cache of texts that outlives an export: a text is made again only if something that it is made from changes."""

from __future__ import annotations

from syndicate.index.index import Index
from syndicate.model.digests import blake2b
from syndicate.store.store import KnownUnusableError


class TextCache:
    """The texts that an index holds, one of an article.

    fingerprint  of all that shapes a text beside its article and what the caller names
    is_written   whether texts are put in

    Where the index fails, `failure` is a sentence that goes on from its name, and all texts are made.
    """

    def __init__(self, index: Index, fingerprint: bytes, *, is_written: bool) -> None:
        self.failure = ""
        self._is_written = is_written
        self._index = index
        self._fingerprint = fingerprint
        try:
            self._is_empty = not index.ask("SELECT 1 FROM texts LIMIT 1")
        except KnownUnusableError as error:
            self.failure, self._is_empty = str(error), True

    def get(self, digest: bytes, made_from: bytes) -> bytes | None:
        """Return the text of the article with *digest*; another one with the same has the same text."""
        if self._is_empty or self.failure:
            return None
        try:
            found = self._index.ask("SELECT key, text FROM texts WHERE digest = ?", digest)
        except KnownUnusableError as error:
            self.failure = str(error)
            return None
        return found[0][1] if found and found[0][0] == self._key(made_from) else None

    def has(self, digest: bytes) -> bool:
        """Tell whether there is a text of the article with *digest*, whatever it was made from."""
        if self._is_empty or self.failure:
            return False
        try:
            return bool(self._index.ask("SELECT 1 FROM texts WHERE digest = ?", digest))
        except KnownUnusableError as error:
            self.failure = str(error)
            return False

    def remember(self, digest: bytes, made_from: bytes, encoded: bytes) -> None:
        """Put a text in, in place of what was made of the article before."""
        if not self._is_written or self.failure:
            return
        try:
            self._index.change("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", digest, self._key(made_from), encoded)
        except KnownUnusableError as error:
            self.failure = str(error)

    def forget_others(self) -> None:
        """Take out the texts of articles that are there no more. Raises KnownUnusableError where that fails."""
        if self._is_written and not self._is_empty and self._index.is_changed:
            # No text is read for this, as "NOT IN" would.
            self._index.change(
                "DELETE FROM texts WHERE digest IN (SELECT digest FROM texts EXCEPT SELECT digest FROM keys)"
            )

    def _key(self, made_from: bytes) -> bytes:
        return blake2b(made_from, digest_size=16, key=self._fingerprint).digest()
