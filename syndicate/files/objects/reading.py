"""Objects as files: whoever opens one of several that are wanted together has all of them fetched, many at once.

What is told of an object is its bytes at one moment; a server that fails fails the export, so that no article is taken
for gone. obstore tries a failed request again by itself; a body that breaks off is asked for again here.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import md5
from tempfile import TemporaryFile
from threading import Lock, local
from typing import IO, NamedTuple

from syndicate.files.objects.failures import BrokenError, StoreError
from syndicate.files.objects.store import Found, ObjectStore
from syndicate.files.private import temporary_file_in_use
from syndicate.model.paths import is_store_url

_IN_FLIGHT = 64  # requests
_SMALL_BYTES = 1 << 16  # a larger object waits in a file
_ATTEMPTS = 3
_MOST_SEEN = 50_000  # objects beside articles of which a bucket keeps what a listing said
_PROVIDERS = ("AWS_", "AZURE_", "GOOGLE_")
_PID = os.getpid()
_BLOCK_BYTES = 64 << 10


class Fetched(NamedTuple):
    """An object as it was at one moment."""

    found: Found
    body: bytes | IO[bytes]  # a temporary file where it is large

    @property
    def is_doubtful(self) -> bool:
        """Whether its bytes are others than its tag tells of, if that is a digest of them."""
        body, said = self.body, self.found.md5
        return bool(said) and isinstance(body, bytes) and md5(body, usedforsecurity=False).hexdigest() != said

    def close(self) -> None:
        if not isinstance(self.body, bytes):
            self.body.close()


class Bucket:
    """An open bucket. `seen`: objects beside articles, as the last listing has told of them."""

    def __init__(self, url: str) -> None:
        self.store = ObjectStore(url)
        self.seen: dict[str, Found] = {}
        self._pool: ThreadPoolExecutor | None = None

    def see(self, page: Iterable[tuple[str, Found]]) -> None:
        """Take in what a listing tells of objects beside articles."""
        for path, found in page:
            if len(self.seen) < _MOST_SEEN or path in self.seen:
                self.seen[path] = found

    def find(self, path: str) -> Found | None:
        """Return what stands at *path*, as a listing has told of it, else by a request."""
        return self.seen.get(path) or self.store.head(path)

    def soon(self, path: str, listed: str) -> Future[Fetched]:
        """Have the object at *path* fetched."""
        self._pool = self._pool or ThreadPoolExecutor(_IN_FLIGHT)
        return self._pool.submit(self.fetch, path, listed)

    def fetch(self, path: str, listed: str = "") -> Fetched:
        """Return the object at *path*.

        listed  its stamp in the listing; "": not known

        Raises FileNotFoundError, or StoreError where it cannot be read whole.
        """
        for left in reversed(range(_ATTEMPTS)):
            try:
                fetched = self._fetch(path)
                if listed and listed != stamp_of(fetched.found):
                    self._check_change(path, fetched, listed)
                elif not listed and fetched.is_doubtful:
                    self._check_size(path, fetched)
            except BrokenError:
                if not left:
                    raise
            else:
                return fetched
        raise AssertionError

    def _fetch(self, path: str) -> Fetched:
        found, pieces = self.store.stream(path)
        if found.size_bytes <= _SMALL_BYTES:
            body = b"".join(pieces)
            self._check(path, len(body), found)
            return Fetched(found, body)
        with temporary_file_in_use():
            file = TemporaryFile()  # noqa: SIM115  whoever has it last closes it
        try:
            with temporary_file_in_use():
                written = sum(map(file.write, pieces))
                file.flush()
            self._check(path, written, found)
        except BaseException:
            with suppress(OSError):  # what is still to be written
                file.close()
            raise
        return Fetched(found, file)

    def _check(self, path: str, size_bytes: int, found: Found) -> None:
        if size_bytes != found.size_bytes:
            raise BrokenError(f"{self.store.url}/{path}: {size_bytes} of {found.size_bytes} bytes came; export again")

    def _check_size(self, path: str, fetched: Fetched) -> None:
        """Raise BrokenError if the object is the one that came, and longer or shorter."""
        there, came = self.store.head(path), fetched.found
        if there is not None and there.e_tag == came.e_tag:
            self._check(path, came.size_bytes, there)

    def _check_change(self, path: str, fetched: Fetched, listed: str) -> None:
        """Raise BrokenError if the object is as *listed*, and something else was answered, e.g. a page to log in."""
        there = self.store.head(path)
        if there is None or stamp_of(there) != listed:
            return
        body = fetched.body
        if isinstance(body, bytes) and there.md5 == md5(body, usedforsecurity=False).hexdigest():
            return
        fetched.close()
        raise BrokenError(f"{self.store.url}/{path}: the store answers with other bytes than it lists; export again")


_buckets: dict[tuple[str, ...], Bucket] = {}
_opening = Lock()


def _asked_as() -> tuple[str, ...]:
    """Return what the environment tells of who asks, and where."""
    return tuple(f"{name}={os.environ[name]}" for name in sorted(os.environ) if name.startswith(_PROVIDERS))


def bucket_of(url: str, asked_as: tuple[str, ...] | None = None) -> tuple[Bucket, str]:
    """Return the bucket that *url* lies in, and its path there; *asked_as*, or else the environment, tells who asks.

    Raises StoreError in a process that was forked off one with open buckets: the threads that ask are not there.
    """
    if os.getpid() != _PID:
        raise StoreError(f"{url}: no store is asked by a forked process; have the executor start processes by spawn")
    scheme, _, rest = url.partition("://")
    name, _, path = rest.partition("/")
    place = (f"{scheme}://{name}", *(_asked_as() if asked_as is None else asked_as))
    with _opening:
        if place not in _buckets:
            _buckets[place] = Bucket(place[0])
    return _buckets[place], path


class _Wanted(local):
    """What this thread wants together: URL -> its stamp in the listing; and what of it is on its way."""

    stamps: dict[str, str] = {}  # noqa: RUF012  replaced, never changed
    objects: dict[str, Future[Fetched]] = {}  # noqa: RUF012


_WANTED = _Wanted()


def want(keys: Sequence[str], stamps: Sequence[object] = ()) -> None:
    """Take in that this thread will open the objects at *keys* together; others are forgotten.

    stamps  of the listing; none: not known
    """
    for future in _WANTED.objects.values():
        if not future.cancel():
            future.add_done_callback(_drop)
    said = stamps or [""] * len(keys)
    _WANTED.stamps = {key: str(stamp or "") for key, stamp in zip(keys, said, strict=True) if is_store_url(key)}
    _WANTED.objects = {}


def _drop(future: Future[Fetched]) -> None:
    if future.exception() is None:
        future.result().close()


@contextmanager
def fetched(url: str) -> Iterator[tuple[Fetched, bool]]:
    """Hand out the object at *url*, and whether it is another one than the listing has told of.

    Raises FileNotFoundError if there is none (any more), StoreError if it cannot be read.
    """
    if url in _WANTED.stamps:
        yield _wanted(url)
        return
    bucket, path = bucket_of(url)
    try:
        found = bucket.fetch(path)
    except FileNotFoundError:
        raise _gone() from None
    try:
        yield found, False
    finally:
        found.close()


def _wanted(url: str) -> tuple[Fetched, bool]:
    try:
        if not _WANTED.objects:
            asked_as = _asked_as()  # once for all: to look through the environment takes a third of a request's time
            wanted = ((one, listed, *bucket_of(one, asked_as)) for one, listed in _WANTED.stamps.items())
            _WANTED.objects = {one: bucket.soon(path, listed) for one, listed, bucket, path in wanted}
        found = _WANTED.objects[url].result()
    except FileNotFoundError:
        raise _gone() from None
    listed = _WANTED.stamps[url]
    return found, bool(listed) and listed != stamp_of(found.found)


def _gone() -> FileNotFoundError:
    return FileNotFoundError(errno.ENOENT, "there is no such object (any more)")


def stamp_of(found: Found) -> str | None:
    """Return the stamp of an item: it changes when the bytes of the object may have changed."""
    return f"{found.size_bytes} {found.e_tag}" if found.e_tag else None


def open_object(url: str) -> tuple[int, int]:
    """Return a descriptor of a file with the bytes of the object at *url*, opened for reading, and their number.

    Raises what fetched() raises.
    """
    with fetched(url) as (found, _):
        if isinstance(found.body, bytes):
            with temporary_file_in_use(), TemporaryFile() as file:
                file.write(found.body)
                file.flush()
                descriptor = os.dup(file.fileno())
        else:
            descriptor = os.dup(found.body.fileno())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor, os.fstat(descriptor).st_size


class ObjectHead:
    """The object at *url*, found already; read() and seek() are those of a file.

    stamp  changes when its bytes may have changed; None: nobody knows
    """

    def __init__(self, url: str, found: Found) -> None:
        self.url = url
        self.size_bytes = found.size_bytes
        self.stamp = stamp_of(found)
        self._bucket, self._path = bucket_of(url)
        self._blocks: dict[int, bytes] = {}
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next *size* bytes, fewer at the end. Raises StoreError."""
        end = self.size_bytes if size < 0 else min(self._at + size, self.size_bytes)
        if self._at >= end:
            return b""
        first = self._at // _BLOCK_BYTES
        several = b"".join(map(self._block, range(first, (end - 1) // _BLOCK_BYTES + 1)))
        read = several[self._at - first * _BLOCK_BYTES : end - first * _BLOCK_BYTES]
        self._at += len(read)
        return read

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            start = number * _BLOCK_BYTES
            pieces = self._bucket.store.stream(self._path, start, min(start + _BLOCK_BYTES, self.size_bytes))[1]
            self._blocks[number] = b"".join(pieces)
        return self._blocks[number]

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size_bytes}[whence])
        return self._at


def head_of(url: str) -> ObjectHead | None:
    """Return the object at *url*; None: there is none. No request is made for what a listing has told of.

    Raises StoreError.
    """
    bucket, path = bucket_of(url)
    found = bucket.find(path)
    return None if found is None else ObjectHead(url, found)
