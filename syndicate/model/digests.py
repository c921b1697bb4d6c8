"""BLAKE2b alone: with hashlib comes OpenSSL, whose start takes longer than all digests of a small export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

try:
    from _blake2 import blake2b
except ImportError:  # a Python that keeps it elsewhere
    from hashlib import blake2b

__all__ = ["blake2b", "meanwhile"]


@contextmanager
def meanwhile(task: Callable[[], object]) -> Iterator[None]:
    """Have *task* done in a thread meanwhile, or first where the system starts none: it is done when the block ends."""
    from threading import Thread

    thread = Thread(target=task)
    try:
        thread.start()
    except RuntimeError:
        task()
        yield
        return
    try:
        yield
    finally:
        thread.join()
