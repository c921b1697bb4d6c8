"""The CRC-32 of a file. A large one is read by two threads, each of which takes a half: neither reading nor zlib holds Python's lock."""

from __future__ import annotations

import zlib
from contextlib import suppress
from pathlib import Path
from threading import Thread

MANY_BYTES = 1 << 23  # that take longer than a thread to start
_CHUNK_BYTES = 1 << 18  # stays in the cache of a core
_POLYNOMIAL = 0xEDB88320  # of CRC-32, the highest power in the lowest bit
_ONE, _BYTE = 1 << 31, 1 << 23  # 1, and x to the power of 8


def checksum(path: Path) -> tuple[int, int]:
    """Return size and CRC-32 of the file at *path*. No thread is left then, whatever happens. Raises OSError."""
    size = path.stat().st_size
    if size < MANY_BYTES:
        return _of_part(path, 0, None)
    half = size // 2
    last: list[tuple[int, int]] = []

    def read_last() -> None:
        with suppress(OSError):
            last.append(_of_part(path, half, None))

    thread = Thread(target=read_last)
    try:
        thread.start()
    except RuntimeError:  # The system has no room for another thread.
        return _of_part(path, 0, None)
    try:
        size, found = _of_part(path, 0, half)
    finally:
        thread.join()
    # What the thread could not read is met here again, and told.
    last_size, last_found = last[0] if last else _of_part(path, half, None)
    return size + last_size, joined(found, last_found, last_size)


def _of_part(path: Path, start: int, size: int | None) -> tuple[int, int]:
    """Return how many bytes there are from *start* on, *size* at most, and their CRC-32."""
    buffer = memoryview(bytearray(_CHUNK_BYTES))
    done = found = 0
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while count := file.readinto(buffer if size is None else buffer[: size - done]):
            found = zlib.crc32(buffer[:count], found)
            done += count
    return done, found


def joined(first: int, last: int, last_size: int) -> int:
    """Return the CRC-32 of two texts, one after another, of which the last has *last_size* bytes.

    A CRC is the remainder of a polynomial. The first one is moved up by the bits of the last text: it is multiplied by x to
    the power of their number.
    """
    power, by = _ONE, _BYTE
    while last_size:
        if last_size & 1:
            power = _product(power, by)
        by = _product(by, by)
        last_size >>= 1
    return _product(power, first) ^ last


def _product(one: int, other: int) -> int:
    """Return the remainder of the product of two."""
    product = 0
    while one:
        if one & _ONE:
            product ^= other
        one = one << 1 & 0xFFFFFFFF
        other = other >> 1 ^ (_POLYNOMIAL if other & 1 else 0)
    return product
