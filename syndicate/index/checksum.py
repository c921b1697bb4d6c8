"""The checksum of a large file. Two threads share its parts: neither reading nor hashing holds Python's lock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import Any

from syndicate.model.background import meanwhile
from syndicate.model.digests import blake2b

PART_BYTES = 1 << 21
_THREADED_PARTS = 4  # of fewer parts, starting a thread takes longer than it saves
_CHUNK_BYTES = 1 << 18  # stays in the cache of a core


def checksum(path: Path) -> bytes:
    """Return the size of the file at *path* and a digest of each of its parts, which no other file has.

    It is BLAKE2b where there are few, and SHA-256, which processors have circuits for, where there are many.

    The thread has ended when this returns or raises. Raises OSError.
    """
    numbers = range(-(-path.stat().st_size // PART_BYTES))
    parts: dict[int, tuple[int, bytes]] = {}
    is_large = len(numbers) >= _THREADED_PARTS
    left = iter(numbers)  # shared: each thread takes the next part
    digest: Callable[[], Any] = partial(blake2b, digest_size=32)
    if is_large:
        from hashlib import sha256  # with OpenSSL, whose start takes longer than a small file

        digest = sha256

    def take() -> None:
        buffer = memoryview(bytearray(_CHUNK_BYTES))
        with path.open("rb", buffering=0) as file:
            for number in left:
                file.seek(number * PART_BYTES)
                size, found = 0, digest()
                while size < PART_BYTES and (count := file.readinto(buffer[: PART_BYTES - size])):
                    found.update(buffer[:count])
                    size += count
                parts[number] = size, found.digest()

    def help_taking() -> None:
        with suppress(OSError):
            take()

    with meanwhile(help_taking) if is_large else nullcontext():
        take()
    left = iter([number for number in numbers if number not in parts])
    take()  # read again the parts that the thread failed on, so that the error is raised here
    sizes, sums = zip(*(parts[number] for number in numbers), strict=True) if numbers else ((), ())
    return b"%d " % sum(sizes) + b"".join(sums)
