"""The checksum of a large file. Two threads share its parts: neither reading nor hashing holds Python's lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from hashlib import sha256
from pathlib import Path
from threading import Thread

PART_BYTES = 1 << 21
_THREADED_PARTS = 4  # of fewer parts, starting a thread takes longer than it saves
_CHUNK_BYTES = 1 << 18  # stays in the cache of a core


def checksum(path: Path) -> bytes:
    """Return the size of the file at *path* and the SHA-256 of each of its parts, which no other file has.

    The thread has ended when this returns or raises. Raises OSError.
    """
    numbers = range(-(-path.stat().st_size // PART_BYTES))
    parts: dict[int, tuple[int, bytes]] = {}
    left = iter(numbers)  # shared: each thread takes the next part

    def take() -> None:
        buffer = memoryview(bytearray(_CHUNK_BYTES))
        with path.open("rb", buffering=0) as file:
            for number in left:
                file.seek(number * PART_BYTES)
                size, found = 0, sha256()
                while size < PART_BYTES and (count := file.readinto(buffer[: PART_BYTES - size])):
                    found.update(buffer[:count])
                    size += count
                parts[number] = size, found.digest()

    def help_taking() -> None:
        with suppress(OSError):
            take()

    with _running(help_taking) if len(numbers) >= _THREADED_PARTS else nullcontext():
        take()
    left = iter([number for number in numbers if number not in parts])
    take()  # read again the parts that the thread failed on, so that the error is raised here
    sizes, sums = zip(*(parts[number] for number in numbers), strict=True) if numbers else ((), ())
    return b"%d " % sum(sizes) + b"".join(sums)


@contextmanager
def _running(task: Callable[[], None]) -> Iterator[None]:
    """Run *task* in a thread meanwhile, if the system can start one."""
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
