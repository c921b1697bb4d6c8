"""A cache of texts that outlives an export: a text is made again only if something that it is made from changes.

The index says where in the file of texts each stands, and what its digest is: one that has another is made again.
"""

from __future__ import annotations

from syndicate.files.portable import system_reason
from syndicate.index.index import Index
from syndicate.model.digests import blake2b
from syndicate.store.store import KnownUnusableError

_GATHERED_BYTES = 1 << 20  # that are nobody's: fewer may stay


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
            self._is_empty = not index.texts.is_there() or not index.ask("SELECT 1 FROM texts LIMIT 1")
        except KnownUnusableError as error:
            self.failure, self._is_empty = str(error), True

    def get(self, digest: bytes, made_from: bytes) -> bytes | None:
        """Return the text of the article with *digest*; another one with the same has the same text."""
        if self._is_empty or self.failure:
            return None
        try:
            found = self._index.ask("SELECT key, at, size, sum FROM texts WHERE digest = ?", digest)
        except KnownUnusableError as error:
            self.failure = str(error)
            return None
        if not found or found[0][0] != self._key(made_from):
            return None
        _, at, size_bytes, digest_of_text = found[0]
        text = self._index.texts.read(at, size_bytes)
        return text if _digest(text) == digest_of_text else None

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
        if not self._is_written or self.failure:
            return
        try:
            values = digest, self._key(made_from), self._index.texts.append(encoded), len(encoded), _digest(encoded)
            self._index.change("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?)", *values)
        except OSError as error:
            self.failure = f"cannot be written: {system_reason(error)}"
        except KnownUnusableError as error:
            self.failure = str(error)

    def forget_others(self) -> None:
        """Take out the texts of articles that are there no more. Raises KnownUnusableError where that fails."""
        if self._is_written and not self._is_empty and self._index.is_changed:
            # No text is read for this, as "NOT IN" would.
            self._index.change(
                "DELETE FROM texts WHERE digest IN (SELECT digest FROM texts EXCEPT SELECT digest FROM keys)"
            )

        if self._is_written and self._index.texts.end:
            self._gather()

    def _gather(self) -> None:
        """Have the file of texts no more than twice as long as it must be."""
        texts, index = self._index.texts, self._index
        ((size_bytes,),) = index.ask("SELECT total(size) FROM texts")
        if texts.end <= 2 * size_bytes + _GATHERED_BYTES:
            return
        places = index.ask("SELECT digest, at, size FROM texts ORDER BY at")
        try:
            for (digest, *_), at in zip(places, texts.gather([place[1:] for place in places]), strict=True):
                index.change("UPDATE texts SET at = ? WHERE digest = ?", at, digest)
        except OSError as error:
            raise KnownUnusableError(f"cannot be written: {system_reason(error)}") from error

    def _key(self, made_from: bytes) -> bytes:
        return blake2b(made_from, digest_size=16, key=self._fingerprint).digest()


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=32).digest()
