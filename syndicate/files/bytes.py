"""The bytes of a source's files: only regular files are opened, and one read serves a digest and a head.

A key that is the URL of an object in a store names a file, too: its bytes are fetched.

Where an item's digest is made and then its head is read, both are of the same bytes: a file may change between two
reads.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from functools import partial
from threading import local
from typing import Any

from syndicate.files.inside import OPEN_FLAGS
from syndicate.model.digests import blake2b
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
    if ".." in key and ".." in key.replace("\\", "/").split("/"):
        raise OSError(0, "leads out of the site's folder")
    descriptor = os.open(f"{root}/{key}", OPEN_FLAGS)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(0, "is not a regular file")
    return descriptor, status.st_size


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
        descriptor, size = open_below(context.root, key)
        try:
            if size <= _MAX_KEPT_BYTES:
                read = os.read(descriptor, size + 1)
                if len(read) == size:
                    if _HASHED.files is not None:
                        _HASHED.files[context.root, key] = read
                    found.update(read)
                    return found.digest()
                found.update(read)  # it is being written
            elif size > _MAX_DIGESTED_BYTES:
                status = os.fstat(descriptor)
                found.update(b"%d %d %d " % (size, status.st_mtime_ns, status.st_ctime_ns))
                found.update(os.read(descriptor, _HEAD_BYTES))
                return found.digest()
            while chunk := os.read(descriptor, _CHUNK_BYTES):
                found.update(chunk)
        finally:
            os.close(descriptor)
    except OSError:
        return None
    return found.digest()


def _object_digest(found: Any, root: str, key: str) -> bytes:
    """Return what *found* digests together with the object at *key*; it may change again where it is not as listed."""
    from syndicate.files.objects.reading import fetched

    with fetched(key) as ((_, body), has_changed):
        if isinstance(body, bytes):
            if _HASHED.files is not None:
                _HASHED.files[root, key] = body
            found.update(body)
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
    has_objects = False  # whether objects of a store are wanted together


_HASHED = _Hashed()


class ReadOnce:
    """While this context is open, file_digest keeps the bytes of small files for hashed_file."""

    __slots__ = ()

    def __enter__(self) -> None:
        _HASHED.files = {}

    def __exit__(self, *_: object) -> None:
        _HASHED.files = None
        if _HASHED.has_objects:
            want_together(())


def hashed_file(root: str, key: str) -> bytes | None:
    """Return the bytes of the file at *key* that its digest was made of; None where there are none."""
    return _HASHED.files.get((root, key)) if _HASHED.files else None
