"""A spool: bytes that are written once and read later, a few in memory, more in a temporary file."""

from __future__ import annotations

import weakref
from array import array
from typing import IO

MEMORY_BYTES = 1 << 20
_SIZE_BITS = 32
_SIZE_MAX = (1 << _SIZE_BITS) - 1


class Spool:
    """Bytes by their place. Its temporary file is deleted with it."""

    def __init__(self, memory_bytes: int = MEMORY_BYTES) -> None:
        self._memory_bytes = memory_bytes
        self._file: IO[bytes] | None = None
        self._filed = 0  # bytes in the file
        self._recent = bytearray()  # the bytes after those in the file
        self._is_full = False

    def put(self, content: bytes) -> int | None:
        if self._is_full or (len(self._recent) >= self._memory_bytes and not self._write()):
            return None
        place = self._filed + len(self._recent)
        self._recent += content
        return place

    def get(self, place: int, size: int) -> bytes:
        if place >= self._filed:
            start = place - self._filed
            return bytes(self._recent[start : start + size])
        assert self._file is not None  # noqa: S101  bytes before _filed are in the file
        in_file = min(size, self._filed - place)
        self._file.seek(place)
        found = self._file.read(in_file)
        while len(found) < in_file:  # a read may return less
            more = self._file.read(in_file - len(found))
            if not more:
                raise OSError("the temporary file has been cut short")
            found += more
        return found if in_file == size else found + self._recent[: size - in_file]

    def _write(self) -> bool:
        """Move what is in memory to the file; tell whether that worked."""
        try:
            if self._file is None:
                import tempfile  # imports random and shutil, and few exports need it

                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  open as long as the spool is there
                weakref.finalize(self, self._file.close)
            self._file.seek(self._filed)
            left = memoryview(self._recent)
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            self._is_full = True  # what is stored stays readable; a full cache is no fault
            return False
        self._filed += len(self._recent)
        self._recent = bytearray()
        return True


class SpooledBytes:
    """Bytes by key, in a spool; in memory is only a dictionary of numbers."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._places: dict[int, int] = {}  # and sizes, in the lower bits

    def put(self, key: int, content: bytes) -> None:
        place = self._spool.put(content)
        if place is not None:
            self._places[key] = place << _SIZE_BITS | len(content)

    def get(self, key: int) -> bytes | None:
        found = self._places.get(key)
        return None if found is None else self._spool.get(found >> _SIZE_BITS, found & _SIZE_MAX)

    def keys(self) -> set[int]:
        return set(self._places)


class Pieces:
    """Two byte strings for each number below *count*, in a spool; in memory are only 16 bytes a number."""

    def __init__(self, count: int) -> None:
        self._spool = Spool()
        self._places = array("q", bytes(8 * count))  # from 1; 0: none
        self._sizes = array("I", bytes(4 * count))
        self._more_sizes = array("I", bytes(4 * count))

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and self._places[number] > 0

    def put(self, number: int, piece: bytes, more: bytes) -> None:
        place = self._spool.put(piece + more if more else piece)
        if place is not None:
            self._places[number] = place + 1
            self._sizes[number] = len(piece)
            self._more_sizes[number] = len(more)

    def get(self, number: int) -> tuple[bytes, bytes] | None:
        place = self._places[number] - 1
        if place < 0:
            return None
        size, more_size = self._sizes[number], self._more_sizes[number]
        piece = self._spool.get(place, size)
        return piece, self._spool.get(place + size, more_size) if more_size else b""
