"""The bytes of a source's files: only regular files are opened, and one read serves a digest and a head.

A key that is the URL of an object in a store names a file, too: its bytes are fetched.

Where an item's digest is made and then its head is read, both are of the same bytes: a file may change between two
reads.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, Sequence
from errno import ELOOP
from functools import partial
from threading import local
from typing import Any

from syndicate.files.inside import OPEN_FLAGS, place_inside
from syndicate.model.digests import blake2b, condensed
from syndicate.model.paths import is_store_url
from syndicate.parts.contract import DigestOfSeveral, SourceContext

_CHUNK_BYTES = 1 << 18
_MAX_KEPT_BYTES = 1 << 16
_MAX_DIGESTED_BYTES = 65 << 20  # no article is longer; a sparse file of terabytes takes no room on the disk
_HEAD_BYTES = 1 << 20


def open_file(context: SourceContext, key: str) -> int:
    """Return a descriptor of the regular file at *key*, opened for reading; never blocks on a pipe.

    Raises OSError, its strerror a sentence, for anything else; StoreError where a store does not answer as it should.
    """
    return open_below(context.root, key)[0]


def open_below(root: str, key: str) -> tuple[int, int]:
    """Return open_file() of the file at *key* below the folder *root*, and its size."""
    if is_store_url(key):
        from syndicate.files.objects.reading import open_object

        return open_object(key)
    descriptor = _opened(root, key)
    try:
        return descriptor, _size(descriptor)
    except OSError:
        os.close(descriptor)
        raise


def _opened(root: str, key: str) -> int:
    if ".." in key and ".." in key.replace("\\", "/").split("/"):
        raise OSError(0, "leads out of the site's folder")
    try:
        return os.open(f"{root}/{key}", OPEN_FLAGS)
    except OSError as error:
        place = place_inside(root, key) if error.errno == ELOOP else None  # of a link that a listing has followed
        if place is None:
            raise
        return os.open(place, OPEN_FLAGS)


def _size(descriptor: int) -> int:
    """Return the size of the regular file that *descriptor* has opened. Raises OSError for anything else."""
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(0, "is not a regular file")
    return status.st_size


def file_digest(context: SourceContext, key: str, *beside: bytes | str | None) -> bytes | None:
    """Return the digest of the file at *key* and of what *beside* it bears on the item; None if it cannot be read.

    A file longer than any article is told by its beginning and the times of its last change.
    """
    found = blake2b(digest_size=16)
    for part in beside:
        given = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(b"-" if given is None else b"%d:%b" % (len(given), given))
    try:
        if is_store_url(key):
            return _object_digest(found, context.root, key)
        descriptor = _opened(context.root, key)
        try:
            # What is as long as the listing has it, which saw that it is a regular file, is looked at no more.
            listed = _HASHED.sizes.get(key, 0)
            read = os.read(descriptor, listed + 1) if listed else b""
            if not listed or len(read) != listed:
                size = _size(descriptor)
                os.lseek(descriptor, 0, os.SEEK_SET)
                if size > _MAX_DIGESTED_BYTES:
                    status = os.fstat(descriptor)
                    found.update(b"%d %d %d " % (size, status.st_mtime_ns, status.st_ctime_ns))
                    found.update(os.read(descriptor, _HEAD_BYTES))
                    return found.digest()
                read = os.read(descriptor, size + 1) if size <= _MAX_KEPT_BYTES else b""
                if len(read) != size:  # it is large, or being written
                    found.update(read)
                    while chunk := os.read(descriptor, _CHUNK_BYTES):
                        found.update(chunk)
                    return found.digest()
        finally:
            os.close(descriptor)
    except OSError:
        return None
    found.update(condensed(_kept(context.root, key, read)))
    return found.digest()


def _kept(root: str, key: str, read: bytes) -> bytes:
    """Return what was *read* of the file at *key*, which hashed_file() returns, too, if it was asked to."""
    if _HASHED.files is not None:
        _HASHED.files[root, key] = read
    return read


def _object_digest(found: Any, root: str, key: str) -> bytes:
    """Return what *found* digests together with the object at *key*; it may change again where it is not as listed."""
    from syndicate.files.objects.reading import fetched

    with fetched(key) as ((_, body), has_changed):
        if isinstance(body, bytes):
            found.update(_kept(root, key, body))
        else:
            body.seek(0)
            for chunk in iter(partial(body.read, _CHUNK_BYTES), b""):
                found.update(chunk)
    digest: bytes = found.digest()
    return DigestOfSeveral(digest) if has_changed else digest


def want_together(keys: Sequence[str], stamps: Sequence[object] = ()) -> None:
    """Take in that this thread will open the files at *keys* together; those before are done with.

    Of those in a store all are then fetched with the first, many at once.

    stamps  of the listing; none: not known
    """
    _HASHED.sizes = {
        key: stamp[0]
        for key, stamp in zip(keys, stamps, strict=False)
        if type(stamp) is tuple and stamp and 0 < stamp[0] <= _MAX_KEPT_BYTES
    }
    if _HASHED.has_objects or any(map(is_store_url, keys)):
        from syndicate.files.objects.reading import want

        want(keys, stamps)
        _HASHED.has_objects = bool(keys)


def first_bytes(context: SourceContext, key: str, most: int) -> bytes:
    """Return the file at *key*, or its first *most* bytes if it is longer; b"" if it cannot be read."""
    if _HASHED.files is not None and (kept := _HASHED.files.get((context.root, key))) is not None:
        return kept
    try:
        with os.fdopen(open_file(context, key), "rb") as file:
            return file.read(most)
    except OSError:
        return b""


class _Hashed(local):
    """What this thread has made digests of: root and key -> bytes; None outside of ReadOnce."""

    files: dict[tuple[str, str], bytes] | None = None
    sizes: Mapping[str, int] = {}  # of the small files that are opened together, by key, as the listing has them
    has_objects = False  # whether objects of a store are wanted together


_HASHED = _Hashed()


class ReadOnce:
    """While this context is open, file_digest keeps the bytes of small files for hashed_file."""

    __slots__ = ()

    def __enter__(self) -> None:
        _HASHED.files = {}

    def __exit__(self, *_: object) -> None:
        _HASHED.files = None
        _HASHED.sizes = {}
        if _HASHED.has_objects:
            want_together(())


def hashed_file(root: str, key: str) -> bytes | None:
    """Return the bytes of the file at *key* that its digest was made of; None where there are none."""
    return _HASHED.files.get((root, key)) if _HASHED.files else None
