"""The CRC-32 of a file. Of a large one, two threads take part after part: neither reading nor zlib holds Python's lock."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import lru_cache
from pathlib import Path
from threading import Thread

PART_BYTES = 1 << 21
MANY = 4  # parts, which take longer than a thread to start
_CHUNK_BYTES = 1 << 18  # stays in the cache of a core
_POLYNOMIAL = 0xEDB88320  # of CRC-32, the highest power in the lowest bit
_ONE, _BYTE = 1 << 31, 1 << 23  # 1, and x to the power of 8


def checksum(path: Path) -> tuple[int, int]:
    """Return size and CRC-32 of the file at *path*. No thread is left then, whatever happens. Raises OSError."""
    numbers = range(-(-path.stat().st_size // PART_BYTES))
    parts: dict[int, tuple[int, int]] = {}
    left = iter(numbers)  # one for both: who is done with a part takes the next

    def take() -> None:
        buffer = memoryview(bytearray(_CHUNK_BYTES))
        with path.open("rb", buffering=0) as file:
            for number in left:
                file.seek(number * PART_BYTES)
                size = found = 0
                while size < PART_BYTES and (count := file.readinto(buffer[: PART_BYTES - size])):
                    found = zlib.crc32(buffer[:count], found)
                    size += count
                parts[number] = size, found

    def help_taking() -> None:
        with suppress(OSError):
            take()

    with _running(help_taking) if len(numbers) >= MANY else nullcontext():
        take()
    left = iter([number for number in numbers if number not in parts])
    take()  # what the thread could not read: met here again, and told
    size = found = 0
    for number in numbers:
        part_size, part = parts[number]
        size, found = size + part_size, joined(found, part, part_size)
    return size, found


@contextmanager
def _running(task: Callable[[], None]) -> Iterator[None]:
    """Let a thread do *task* meanwhile, if the system has room for one."""
    thread = Thread(target=task)
    try:
        thread.start()
    except RuntimeError:
        yield
        return
    try:
        yield
    finally:
        thread.join()


def joined(first: int, last: int, last_size: int) -> int:
    """Return the CRC-32 of two texts, one after another, of which the last has *last_size* bytes.

    A CRC is the remainder of a polynomial. The first one is moved up by the bits of the last text: it is multiplied by x to
    the power of their number.
    """
    return _product(_power(last_size), first) ^ last


@lru_cache(maxsize=4)
def _power(size: int) -> int:
    """Return x to the power of the bits of *size* bytes."""
    power, by = _ONE, _BYTE
    while size:
        if size & 1:
            power = _product(power, by)
        by = _product(by, by)
        size >>= 1
    return power


def _product(one: int, other: int) -> int:
    """Return the remainder of the product of two."""
    product = 0
    while one:
        if one & _ONE:
            product ^= other
        one = one << 1 & 0xFFFFFFFF
        other = other >> 1 ^ (_POLYNOMIAL if other & 1 else 0)
    return product
