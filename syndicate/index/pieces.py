"""A cache of encoded articles across exports: the next export encodes only those chunks of a large feed that changed.

A chunk ends after each article whose digest begins with a small byte (content-defined chunking). So the borders
depend on the articles alone, and an article that is inserted, changed or removed changes one chunk. See ChunkedPieces
for the cache key of a chunk.

A text is long, so the pieces that have one are not copied where the format says where in the document they stand: they
are read from the document that was published, if it is still what it was.
"""

from __future__ import annotations

import os
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import IO, TYPE_CHECKING, NamedTuple

import msgspec

from syndicate.files.inside import open_inside
from syndicate.index.cache import Cache
from syndicate.index.file import file_stamp
from syndicate.index.index import Index
from syndicate.index.remembered import Chunk
from syndicate.index.sharing import encoder_key
from syndicate.model.digests import blake2b, digest_of_open
from syndicate.parts.contract import PublishedFile
from syndicate.parts.encoding import RUN_MAX, Encode, EncodedRun, Place, UnreadRun
from syndicate.pipeline.complete.notes import Notes
from syndicate.pipeline.compose import Job
from syndicate.pipeline.publish.target import Target
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.store.rows import DIGEST_BYTES
from syndicate.store.store import KnownUnusableError
from syndicate.store.thresholds import Thresholds

if TYPE_CHECKING:
    from syndicate.index.page_versions import PageVersions


class PlacedRun(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The pieces of a chunk in the document of their feed: their bodies begin at byte *at* of it."""

    at: int
    sizes_and_heads: bytes
    notes: bytes


class PlacedPieces(msgspec.Struct, array_like=True, frozen=True):
    """The runs of a published document, by the cache keys of their chunks."""

    stamp: bytes  # of its file
    digest: str  # of its bytes
    runs: dict[bytes, PlacedRun]


_BEGINNING_BYTES = 500
_CHUNK_BYTES = 1 << 20
_encode = msgspec.msgpack.Encoder().encode
_decode_notes = msgspec.msgpack.Decoder(dict[int, Notes]).decode
_decode_placed = msgspec.msgpack.Decoder(PlacedPieces).decode


class PieceCache(Cache):
    """The pieces in an index.

    fingerprint  (plan of a feed) -> the fingerprint of everything that shapes a piece except its article
    target       where the documents are
    pages        that texts are taken from; None: none are
    """

    def __init__(
        self,
        index: Index,
        fingerprint: Callable[[FeedPlan], bytes],
        target: Target,
        thresholds: Thresholds,
        *,
        is_written: bool,
    ) -> None:
        super().__init__(index, is_written=is_written)
        self.target = target
        # By the path of their feed, as this export has made it; and how new ones begin, by their place.
        self.placed: dict[str, tuple[dict[bytes, PlacedRun], dict[int, bytes]]] = {}
        self.thresholds = thresholds
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

    def save(self, files: Iterable[PublishedFile]) -> None:
        """Save where in the published *files* the pieces of this export stand, if they do.

        A format may have made its document of that of another, in which they stood elsewhere.
        """
        digests = {file.path: file.digest for file in files}
        for path, (runs, beginnings) in self.placed.items():
            descriptor = open_inside(self.target.folder, path) if path in digests else None
            if descriptor is None:
                continue
            with os.fdopen(descriptor, "rb", buffering=0) as file:
                stamp = file_stamp(os.fstat(descriptor))
                if all(file.seek(at) == at and file.read(len(one)) == one for at, one in beginnings.items()):
                    placed = _encode(PlacedPieces(stamp, digests[path], runs))
                    self.change("INSERT OR REPLACE INTO placed_pieces VALUES (?, ?)", path, placed)

    def forget_all_but(self, paths: Iterable[str]) -> None:
        there = set(paths)
        for (path,) in self.ask("SELECT feed FROM pieces UNION SELECT feed FROM placed_pieces"):
            if path not in there:
                self.change("DELETE FROM pieces WHERE feed = ?", path)
                self.change("DELETE FROM placed_pieces WHERE feed = ?", path)


class ChunkedPieces:
    """The cached pieces of one feed.

    The cache key of a chunk is a digest of the feed's *fingerprint*, the encoder, the length of its heads, how often
    it was called before, and the digests of the articles and of their built pages. A row holds the sizes followed by
    the heads, the bodies, and the notes.

    The pieces lie in the published document (they are placed) if the format says where in it they stand, the target is
    a folder, and what the format makes is what is published.
    """

    def __init__(self, cache: PieceCache, job: Job, fingerprint: bytes, known: dict[bytes, int]) -> None:
        self._cache = cache
        self._job = job
        self._pages = cache.pages if job.shows_text else None
        self._fingerprint = fingerprint
        self._known = known  # key -> row of the table
        self._unused = set(known.values())
        self._calls: Counter[str] = Counter()
        self._may_be_placed = bool(cache.target.folder) and not job.plan.profile and not job.plan.limit_bytes
        self._placed: dict[bytes, PlacedRun] = {}  # by an export before
        self._document: IO[bytes] | None = None  # in which they are
        self._status = (0, 0, 0)  # of that, when it was opened
        self._is_same = True
        self._placed_now: dict[bytes, PlacedRun] = {}
        self._beginnings: dict[int, bytes] = {}

    def chunks(self, encode: Encode, head_bytes: int, place: Place | None = None) -> Iterator[Chunk]:
        """Yield the chunks of all articles, in order, with the pieces that *encode* made in an export before."""
        if place is not None and not self._may_be_placed:
            place = None
        if place is not None:
            self._open_document()
        code = encoder_key(encode)
        self._calls[code] += 1
        call = f"{code} {head_bytes} {self._calls[code]}".encode()
        thresholds = self._cache.thresholds
        chunk_mean = thresholds.piece_chunk if place is None else thresholds.placed_chunk
        made_by = blake2b(call, digest_size=DIGEST_BYTES, key=self._fingerprint).digest()
        start = 0
        for stop in _borders(self._job.digest, chunk_mean):
            run: EncodedRun | UnreadRun | None = None
            notes: dict[int, Notes] = {}
            if (self._known or self._placed) and not (self._pages and self._pages.is_new):
                key = self._key(made_by, start, stop)
                run, notes = self._run(key, stop - start, head_bytes, place)
            yield Chunk(start, stop, made_by, run, notes)
            start = stop

    def _open_document(self) -> None:
        """Open the published document, if it is what it was when its pieces were saved."""
        if self._document is not None:
            return
        for (encoded,) in self._cache.ask("SELECT runs FROM placed_pieces WHERE feed = ?", self._job.path):
            with suppress(msgspec.DecodeError, OSError, TypeError):  # nothing wrote it: all is encoded again
                placed = _decode_placed(encoded)
                descriptor = open_inside(self._cache.target.folder, self._job.path)
                if descriptor is None:
                    return
                self._document = os.fdopen(descriptor, "rb", buffering=0)
                self._status = _status(self._document)
                stamp = file_stamp(os.fstat(descriptor))
                if (stamp and placed.stamp == stamp) or digest_of_open(self._document, placed.digest) == placed.digest:
                    self._placed = placed.runs

    def _key(self, made_by: bytes, start: int, stop: int) -> bytes:
        key = blake2b(
            self._job.digest[start * DIGEST_BYTES : stop * DIGEST_BYTES], digest_size=DIGEST_BYTES, key=made_by
        )
        if self._pages is not None:
            key.update(self._pages.of(self._job, start, stop))
        return key.digest()

    def _run(
        self, key: bytes, count: int, head_bytes: int, place: Place | None
    ) -> tuple[EncodedRun | UnreadRun | None, dict[int, Notes]]:
        """Return the pieces of the *count* articles of the chunk with *key*, and the notes on them."""
        row = self._known.get(key, 0)
        query = "SELECT sizes, pieces, notes FROM pieces WHERE rowid = ?"
        rows = self._cache.ask(query, row) if row else []
        placed = self._placed.get(key) if place is not None else None
        if placed is not None:
            rows = [(placed.sizes_and_heads, b"", placed.notes)]
        for sizes_and_heads, stored, encoded in rows:
            sizes = array("I")
            start = count * sizes.itemsize
            with suppress(msgspec.DecodeError, OSError, TypeError, ValueError):  # nothing wrote it: it is encoded again
                sizes.frombytes(sizes_and_heads[:start])
                notes = _decode_notes(encoded) if encoded else {}
                unread = self._part(placed.at, sum(sizes)) if placed else None
                size_bytes = unread.size_bytes if unread else len(stored)
                is_whole = len(sizes_and_heads) == start + count * head_bytes and sum(sizes) == size_bytes
                if is_whole and all(0 <= noted < count for noted in notes):
                    self._unused.discard(row)
                    if placed is not None and place is not None:
                        self._placed_now[key] = msgspec.structs.replace(placed, at=place())
                    heads = sizes_and_heads[start:]
                    return UnreadRun(heads, sizes, unread) if unread else EncodedRun(heads, sizes, stored), notes
        return None, {}

    def _part(self, at: int, size_bytes: int) -> _Part | None:
        """Return *size_bytes* of the document from byte *at*, None where it is shorter."""
        is_there = self._document is not None and 0 <= at <= self._status[0] - size_bytes
        return _Part(self._read, at, size_bytes) if is_there else None

    def _read(self, at: int, size_bytes: int) -> bytes:
        found = b""
        with suppress(OSError):
            if self._document is not None:
                self._document.seek(at)
                found = self._document.read(size_bytes)
        if len(found) < size_bytes:
            self._is_same = False
            raise self._written_to()
        return found

    def end(self) -> None:
        if self._document is not None:
            self._is_same = self._is_same and _status(self._document) == self._status
            self._document.close()

    def remember(self, chunk: Chunk, run: EncodedRun, notes: dict[int, Notes], at: int | None) -> None:
        """Save *run* and *notes* as those of *chunk*, whose bodies begin at byte *at* of the document, if at all."""
        key = self._key(chunk.made_by, chunk.start, chunk.stop)  # of the pages that it was made from
        self._unused.discard(self._known.get(key, 0))
        sizes_and_heads = run.sizes.tobytes() + run.heads
        encoded = _encode(notes) if notes else b""
        if at is not None and self._may_be_placed:
            self._placed_now[key] = PlacedRun(at, sizes_and_heads, encoded)
            self._beginnings[at] = run.bodies[:_BEGINNING_BYTES]
            return
        self._cache.change(
            "INSERT OR REPLACE INTO pieces VALUES (?, ?, ?, ?, ?)",
            *(self._job.path, key, sizes_and_heads, run.bodies, encoded),
        )

    def close(self) -> None:
        """Save the chunks of the feed, and remove those that it did not use.

        Raises KnownUnusableError if the document was written to while pieces were taken from it.
        """
        if not self._is_same:
            raise self._written_to()
        for row in self._unused:
            self._cache.change("DELETE FROM pieces WHERE rowid = ?", row)
        if self._placed_now:
            self._cache.placed[self._job.path] = self._placed_now, self._beginnings

    def _written_to(self) -> KnownUnusableError:
        return KnownUnusableError(f"does not hold: {self._job.path} was written to while it was read")


class _Part(NamedTuple):
    """So many bytes of the published document from byte *at*; *read* reads some. An Unread."""

    read: Callable[[int, int], bytes]
    at: int
    size_bytes: int

    def chunks(self) -> Iterator[bytes]:
        stop = self.at + self.size_bytes
        for at in range(self.at, stop, _CHUNK_BYTES):
            yield self.read(at, min(_CHUNK_BYTES, stop - at))


def _status(file: IO[bytes]) -> tuple[int, int, int]:
    """Return what is another after a write to *file*."""
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _borders(digests: bytes, chunk_mean: int) -> Iterator[int]:
    """Yield where each chunk ends: after an article whose digest begins with a small byte, or at twice the mean.

    Without the latter the chunk of an article would be half as long again, and be made again with it.
    """
    longest = min(2 * chunk_mean, RUN_MAX)
    is_last = digests[::DIGEST_BYTES].translate(bytes(byte < 256 // chunk_mean for byte in range(256)))
    start, count = 0, len(is_last)
    while start < count:
        stop = is_last.find(1, start, start + longest) + 1
        start = stop or min(start + longest, count)
        yield start
