"""The terminal, or what stands in its place: words made safe and painted, progress, JSON, traces, exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from time import perf_counter
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from syndicate.pipeline.workers.resources import Cluster

WELL, FAILED, WRONG_USAGE, CHANGED, INTERRUPTED = 0, 1, 2, 3, 130  # exit status

WHEN = ("auto", "always", "never")
# What the severities and a place are painted in, as a terminal is told (ECMA-48 section 8.3.117).
_STYLES = {"error": "1;31", "fault": "31", "warning": "33", "note": "36", "place": "1"}
_WIDEST_COUNT = len("1,000,000,000 files read")
_ASKED: ContextVar[str] = ContextVar("asked", default="auto")


@contextmanager
def painting(asked: str) -> Iterator[None]:
    """Paint *asked*: one of WHEN."""
    token = _ASKED.set(asked)
    try:
        yield
    finally:
        _ASKED.reset(token)


def is_painted(stream: TextIO) -> bool:
    """Tell whether what goes to *stream* is painted; see no-color.org and force-color.org."""
    asked = _ASKED.get()
    if asked != "auto":
        return asked == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if forced := os.environ.get("FORCE_COLOR"):
        return forced != "0"
    return stream.isatty() and os.environ.get("TERM") != "dumb" and _takes_escapes(stream)


def _takes_escapes(stream: TextIO) -> bool:
    """Tell whether the terminal paints what it is told to; a console of Windows does once it is asked."""
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        kernel, mode, processed = ctypes.windll.kernel32, ctypes.c_ulong(), 4  # ENABLE_VIRTUAL_TERMINAL_PROCESSING
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
        found = kernel.GetConsoleMode(handle, ctypes.byref(mode))
        return bool(found and kernel.SetConsoleMode(handle, mode.value | processed))
    return True


def is_unicode(stream: TextIO) -> bool:
    """Tell whether *stream* writes every character as itself; a pipe of Windows, e.g., writes those of one country."""
    return (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "").startswith("utf")


def painted(word: str, style: str, stream: TextIO) -> str:
    """Return *word*, which is safe to print, as *stream* shows it."""
    return f"\x1b[{_STYLES[style]}m{word}\x1b[0m" if word and is_painted(stream) else word


def columns_of(stream: TextIO) -> int | None:
    """Return how wide the terminal is that *stream* goes to; None: it is none, and no line is broken."""
    with suppress(OSError, ValueError, AttributeError):
        return os.get_terminal_size(stream.fileno()).columns if stream.isatty() else None
    return None


class Progress:
    """A counter on a terminal, nothing in a pipe.

    cluster  whose workers are counted, too, and how fast they are
    """

    def __init__(self, *, quiet: bool, cluster: Cluster | None = None) -> None:
        self._cluster = cluster
        self._began: dict[str, tuple[int, float]] = {}  # what is counted -> its first count, and when that was
        self._shown = sys.stderr.isatty() and not quiet
        self._dirty = False
        self._width = _WIDEST_COUNT

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._dirty:
            print(f"\r{' ' * self._width}\r", end="", file=sys.stderr, flush=True)

    def show(self, count: int) -> None:
        if self._shown and count % 100 == 0:
            self.tell("files read", count)

    def tell(self, what: str, count: int) -> None:
        if self._shown:
            self._dirty = True
            words = f"{count:,} {what}{self._pace(what, count)}"
            self._width = max(self._width, len(words))
            print(f"\r{words:{self._width}}" if self._cluster else f"\r{words}", end="", file=sys.stderr, flush=True)

    def _pace(self, what: str, count: int) -> str:
        """Return how many workers there are, and how much is done in a second."""
        if self._cluster is None:
            return ""
        self._cluster.look_again()
        workers = self._cluster.worker_count
        at = perf_counter()
        first, began = self._began.setdefault(what, (count, at))
        seconds = at - began
        rate = f", {(count - first) / seconds:,.0f} a second" if seconds >= 1 else ""
        return f" by {workers:,} {'worker' if workers == 1 else 'workers'}{rate}"


@contextmanager
def listening(verbosity: int) -> Iterator[None]:
    """Print what is logged meanwhile: 0 nothing, 1 what is done, 2 each file and how long each step takes."""
    if not verbosity:
        yield
        return
    import logging

    from syndicate.model.errors import printable

    class Printable(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return printable(super().format(record))

    logger, handler = logging.getLogger("syndicate"), logging.StreamHandler(sys.stderr)
    handler.setFormatter(Printable("%(relativeCreated)7.0f ms  %(message)s"))
    level, is_handed_on = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO if verbosity == 1 else logging.DEBUG)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = is_handed_on


def print_json(value: Any, stream: TextIO, *, indent: int | None = 2) -> None:
    import json
    import re

    text = json.dumps(value, ensure_ascii=not is_unicode(stream), indent=indent)
    if not text.isprintable():
        text = "".join(char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text)
    # A workflow takes it for a command, wherever in a line it stands; see printable().
    print(re.sub(r"(?<=#)#(?=\w*\[)", r"\\u0023", text), file=stream)


def say(text: str, stream: TextIO) -> None:
    """Print *text* on one line, so that nothing of a site can steer a terminal or a log."""
    from syndicate.model.errors import printable

    print(printable(text), file=stream)


def drop(stream: TextIO) -> None:
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def trace(call: str) -> Iterator[None]:
    """Print how long *call* took, also where it fails."""
    started = perf_counter()
    try:
        yield
    finally:
        say(f"trace: {call}: {(perf_counter() - started) * 1000:.1f} ms", sys.stderr)
