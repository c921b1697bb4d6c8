"""The head of an object, as a file of which no more is fetched than is read: pictures tell their size there."""

from __future__ import annotations

import os

from syndicate.files.objects.reading import bucket_of, stamp_of
from syndicate.files.objects.store import Found

_BLOCK_BYTES = 64 << 10


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
