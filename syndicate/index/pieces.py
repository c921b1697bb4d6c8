"""A cache of encoded articles across exports: the next export encodes only those chunks of a large feed that changed.

A chunk ends after each article whose digest begins with a small byte (content-defined chunking). So the borders
depend on the articles alone, and an article that is inserted, changed or removed changes one chunk. See ChunkedPieces
for the cache key of a chunk.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec

from syndicate.index.index import Index
from syndicate.index.remembered import Chunk
from syndicate.index.sharing import encoder_key
from syndicate.model.digests import blake2b
from syndicate.parts.encoding import RUN_MAX, Encode, EncodedRun
from syndicate.pipeline.complete.notes import Notes
from syndicate.pipeline.compose import Job
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.store.rows import DIGEST_BYTES
from syndicate.store.store import KnownUnusableError
from syndicate.store.thresholds import Thresholds

if TYPE_CHECKING:
    from syndicate.index.page_versions import PageVersions

_encode_notes = msgspec.msgpack.Encoder().encode
_decode_notes = msgspec.msgpack.Decoder(dict[int, Notes]).decode


class PieceCache:
    """The pieces in an index.

    fingerprint  (plan of a feed) -> the fingerprint of everything that shapes a piece except its article
    is_written   whether new pieces are saved
    pages        that texts are taken from; None: none are

    Where the index fails, `failure` is a sentence that continues the index's name, and all articles are encoded.
    """

    def __init__(
        self, index: Index, fingerprint: Callable[[FeedPlan], bytes], thresholds: Thresholds, *, is_written: bool
    ) -> None:
        self.failure = ""
        self.is_written = is_written
        self.thresholds = thresholds
        self._index = index
        self._fingerprint = fingerprint
        self.pages: PageVersions | None = None

    def of(self, job: Job) -> ChunkedPieces | None:
        """Return the pieces of *job*; None where it is too small to pay, or its pieces may depend on more."""
        is_transformed = any(transform.apply for transform in job.plan.transforms)
        if (
            is_transformed
            or len(job.numbers) < self.thresholds.piece_articles
            or len(job.digest) != DIGEST_BYTES * len(job.numbers)
        ):
            return None
        known = dict(self.ask("SELECT key, rowid FROM pieces WHERE feed = ?", job.path))
        return ChunkedPieces(self, job, self._fingerprint(job.plan), known)

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of the query *statement*, none where the index fails."""
        try:
            return [] if self.failure else self._index.ask(statement, *values)
        except KnownUnusableError as error:
            self.failure = str(error)
            return []

    def change(self, statement: str, *values: object) -> None:
        """Execute *statement*, unless the index fails or is not to be written."""
        try:
            if self.is_written and not self.failure:
                self._index.change(statement, *values)
        except KnownUnusableError as error:
            self.failure = str(error)

    def forget_all_but(self, paths: Iterable[str]) -> None:
        """Remove the pieces of all feeds but those at *paths*."""
        there = set(paths)
        for (path,) in self.ask("SELECT DISTINCT feed FROM pieces"):
            if path not in there:
                self.change("DELETE FROM pieces WHERE feed = ?", path)


class ChunkedPieces:
    """The cached pieces of one feed.

    The cache key of a chunk is a digest of the feed's *fingerprint*, the encoder, the length of its heads, how often
    it was called before, and the digests of the articles and of their built pages. A row holds the sizes followed by
    the heads, the bodies, and the notes.
    """

    def __init__(self, cache: PieceCache, job: Job, fingerprint: bytes, known: dict[bytes, int]) -> None:
        self._cache = cache
        self._job = job
        self._pages = cache.pages if job.shows_text else None
        self._fingerprint = fingerprint
        self._known = known  # key -> row of the table
        self._unused = set(known.values())
        self._calls: Counter[str] = Counter()

    def chunks(self, encode: Encode, head_bytes: int) -> Iterator[Chunk]:
        """Yield the chunks of all articles, in order, with the pieces that *encode* made in an export before."""
        code = encoder_key(encode)
        self._calls[code] += 1
        call = f"{code} {head_bytes} {self._calls[code]}".encode()
        made_by = blake2b(call, digest_size=DIGEST_BYTES, key=self._fingerprint).digest()
        start = 0
        for stop in _borders(self._job.digest, self._cache.thresholds.piece_chunk):
            run, notes = None, dict[int, Notes]()
            if self._known and not (self._pages and self._pages.is_new):
                run, notes = self._run(self._key(made_by, start, stop), stop - start, head_bytes)
            yield Chunk(start, stop, made_by, run, notes)
            start = stop

    def _key(self, made_by: bytes, start: int, stop: int) -> bytes:
        key = blake2b(
            self._job.digest[start * DIGEST_BYTES : stop * DIGEST_BYTES], digest_size=DIGEST_BYTES, key=made_by
        )
        if self._pages is not None:
            key.update(self._pages.of(self._job, start, stop))
        return key.digest()

    def _run(self, key: bytes, count: int, head_bytes: int) -> tuple[EncodedRun | None, dict[int, Notes]]:
        row = self._known.get(key, 0)
        query = "SELECT sizes, pieces, notes FROM pieces WHERE rowid = ?"
        for sizes_and_heads, bodies, encoded in self._cache.ask(query, row) if row else ():
            sizes = array("I")
            start = count * sizes.itemsize
            with suppress(msgspec.DecodeError, TypeError, ValueError):  # nothing wrote it: it is encoded again
                sizes.frombytes(sizes_and_heads[:start])
                notes = _decode_notes(encoded) if encoded else {}
                is_whole = len(sizes_and_heads) == start + count * head_bytes and sum(sizes) == len(bodies)
                if is_whole and all(0 <= place < count for place in notes):
                    self._unused.discard(row)
                    return EncodedRun(sizes_and_heads[start:], sizes, bodies), notes
        return None, {}

    def remember(self, chunk: Chunk, run: EncodedRun, notes: dict[int, Notes]) -> None:
        """Save *run* and *notes* as those of *chunk*."""
        key = self._key(chunk.made_by, chunk.start, chunk.stop)  # of the pages that it was made from
        self._unused.discard(self._known.get(key, 0))
        sizes_and_heads = run.sizes.tobytes() + run.heads
        self._cache.change(
            "INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?, ?)",
            *(self._job.path, key, sizes_and_heads, run.bodies, _encode_notes(notes) if notes else b""),
        )

    def close(self) -> None:
        """Remove the chunks that the feed did not use."""
        for row in self._unused:
            self._cache.change("DELETE FROM pieces WHERE rowid = ?", row)


def _borders(digests: bytes, chunk_mean: int) -> Iterator[int]:
    """Yield where each chunk ends: after an article whose digest begins with a small byte, or at RUN_MAX articles."""
    is_last = digests[::DIGEST_BYTES].translate(bytes(byte < 256 // chunk_mean for byte in range(256)))
    start, count = 0, len(is_last)
    while start < count:
        stop = is_last.find(1, start, start + RUN_MAX) + 1
        start = stop or min(start + RUN_MAX, count)
        yield start
