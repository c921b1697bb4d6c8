"""The bytes of a source's files: opened as nothing but regular files, and read once where a digest and a head are wanted.

Where an item is read by its digest and then by its head, both are of the same bytes: what a file holds may change between
two looks at it.
"""

from __future__ import annotations

import os
import stat
from threading import local

from syndicate.model.digests import blake2b
from syndicate.parts.contract import SourceContext

_CHUNK_BYTES = 1 << 18
_MAX_KEPT_BYTES = 1 << 16
# On Windows some of them are missing.
_FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)


def open_file(context: SourceContext, key: str) -> int:
    """Return a descriptor of the regular file at *key*, opened for reading; never blocks on a pipe.

    Raises OSError, its strerror a sentence, for anything else.
    """
    return open_below(context.root, key)[0]


def open_below(root: str, key: str) -> tuple[int, int]:
    """Return open_file() of the file at *key* below the folder *root*, and its size."""
    descriptor = os.open(f"{root}/{key}", _FLAGS)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise OSError(0, "is not a regular file")
    return descriptor, status.st_size


def file_digest(context: SourceContext, key: str, *beside: bytes | str | None) -> bytes | None:
    """Return the digest of the file at *key* and of what stands *beside* it, None if the file cannot be read."""
    found = blake2b(digest_size=16)
    for part in beside:
        given = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(b"-" if given is None else b"%d:%b" % (len(given), given))
    try:
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
            while chunk := os.read(descriptor, _CHUNK_BYTES):
                found.update(chunk)
        finally:
            os.close(descriptor)
    except OSError:
        return None
    return found.digest()


class _Hashed(local):
    """The files of which this thread has made digests: root and key -> bytes; None: they are not kept."""

    files: dict[tuple[str, str], bytes] | None = None


_HASHED = _Hashed()


class ReadOnce:
    """While this context is open, file_digest keeps what it reads of small files, for who asks for one next."""

    __slots__ = ()

    def __enter__(self) -> None:
        _HASHED.files = {}

    def __exit__(self, *_: object) -> None:
        _HASHED.files = None


def hashed_file(root: str, key: str) -> bytes | None:
    """Return the bytes that the digest of the file at *key* below *root* was just made of; None if none, or given before."""
    return _HASHED.files.pop((root, key), None) if _HASHED.files else None
