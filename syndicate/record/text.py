"""The text of the articles in a record. It may have a million lines: a part of it at a time is in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Lock
from typing import Any

from syndicate.files.portable import system_reason
from syndicate.model.digests import blake2b
from syndicate.model.errors import RecordChangedError, RecordError
from syndicate.store.spool import Spool

HELD_BYTES = 16 << 20  # a longer text stays in its file
PART_BYTES = 1 << 18
_NEAR_BYTES = 1 << 12  # most lines are shorter
Stamp = tuple[int, int, int]


def new_digest() -> Any:
    return blake2b(digest_size=16)


def stamp_of(path: Path) -> Stamp | None:
    """Return what changes when another file takes the place of the one at *path*; None: there is none."""
    try:
        return _stamp(path.stat())
    except OSError:
        return None


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_ino, found.st_size, found.st_mtime_ns


class LongText:
    """So many bytes, of which *read* returns some, by place and count. It does not change.

    digest  of all, made by new_digest(); b"": it is made when it is asked for
    """

    def __init__(self, size_bytes: int, read: Callable[[int, int], bytes], digest: bytes = b"") -> None:
        self.size_bytes = size_bytes
        self.read = read
        self._digest = digest

    @property
    def digest(self) -> bytes:
        if not self._digest:
            made = new_digest()
            for chunk in self.chunks():
                made.update(chunk)
            self._digest = made.digest()
        return self._digest

    def chunks(self) -> Iterator[bytes]:
        """Yield all bytes, some at a time."""
        for start in range(0, self.size_bytes, PART_BYTES):
            yield self.read(start, min(PART_BYTES, self.size_bytes - start))

    def parts(self) -> Iterator[bytes]:
        """Yield all bytes, some whole lines at a time."""
        begun: list[bytes] = []
        for chunk in self.chunks():
            if end := chunk.rfind(b"\n") + 1:
                yield b"".join([*begun, chunk[:end]])
                begun = [chunk[end:]]
            else:
                begun.append(chunk)
        if last := b"".join(begun):
            yield last

    def line_at(self, place: int, low: int) -> tuple[int, bytes]:
        """Return the line that the byte at *place* is in, and where it starts: not before *low*, where one does."""
        size = _NEAR_BYTES
        while True:
            first, last = max(low, place - size), min(place + size, self.size_bytes)
            found = self.read(first, last - first)
            start, end = found.rfind(b"\n", 0, place - first) + 1, found.find(b"\n", place - first) + 1
            if (start or first == low) and (end or last == self.size_bytes):
                return first + start, found[start : end or len(found)]
            size *= 2


def held(text: bytes) -> LongText:
    return LongText(len(text), lambda start, size: text[start : start + size])


def filed(path: Path, stamp: Stamp | None, start: int, size_bytes: int, digest: bytes) -> LongText:
    """Return the *size_bytes* from *start* on of the file at *path*, which is opened for each part.

    stamp  of it; reading raises RecordChangedError once another one stands there
    """

    def read(place: int, size: int) -> bytes:
        found, is_same = b"", False
        try:
            with path.open("rb", buffering=0) as file:
                is_same = _stamp(os.fstat(file.fileno())) == stamp
                file.seek(start + place)
                while len(found) < size and (more := file.read(size - len(found))):  # a read may return less
                    found += more
        except FileNotFoundError:
            pass
        except OSError as error:
            raise RecordError(f"{path}: cannot be read: {system_reason(error)}") from error
        if not is_same:
            raise RecordChangedError(f"{path}: another export has published meanwhile; export again")
        return found

    return LongText(size_bytes, read, digest)


class Writer:
    """Takes a text in, part after part; `text` is what it has then."""

    def __init__(self) -> None:
        self._spool = Spool(HELD_BYTES)
        self._digest = new_digest()
        self._size_bytes = 0
        self._lock = Lock()  # a document is read by two threads

    def put(self, part: bytes) -> None:
        if self._spool.put(part) is None:
            raise RecordError(
                "nothing written: the folder of temporary files has no room for what the record is to say"
            )
        self._digest.update(part)
        self._size_bytes += len(part)

    def copy(self, text: LongText, start: int, end: int) -> None:
        """Take in what stands in *text* from *start* to *end* (excluded)."""
        for part in range(start, end, PART_BYTES):
            self.put(text.read(part, min(PART_BYTES, end - part)))

    @property
    def text(self) -> LongText:
        return LongText(self._size_bytes, self._read, self._digest.digest())

    def _read(self, start: int, size: int) -> bytes:
        with self._lock:
            return self._spool.get(start, size)
