"""Other surroundings, in which a part must do the same: zone, locale, clock, disk, and a machine without a network.

The clock is moved for Python code: every module's `datetime`, `date` and functions of `time` are exchanged, so that
`from datetime import datetime` is found too. What asks the operating system in C is not moved.
"""

from __future__ import annotations

import locale
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, date, datetime, tzinfo
from typing import Any

_BASE_SECONDS = 1_000_000_000.0  # 2001-09-09
# They make types out of annotations, once and for good: a datetime that is none must not get into these.
_LEFT_ALONE = ("msgspec", __name__)


class NetworkError(OSError):
    """A part opened a connection where it must not."""


@contextmanager
def other_zone() -> Iterator[None]:
    """Run in a time zone 5:45 h east of Greenwich, where the system can change it."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "XST-05:45"  # the rule itself (POSIX), which needs no database
    _reread_zone()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        _reread_zone()


def _reread_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


@contextmanager
def other_locale() -> Iterator[None]:
    """Run in another locale: one with other words, letters and commas where the system has it."""
    before = locale.setlocale(locale.LC_ALL)
    for name in ("tr_TR.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", "C.UTF-8", "C"):
        try:
            if locale.setlocale(locale.LC_ALL, name) != before:
                break
        except locale.Error:
            continue
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, before)


@contextmanager
def other_clock() -> Iterator[None]:
    """Run with a clock that stands in 2001, for whatever reads it by Python's own functions."""
    exchanged = _exchanged()
    _exchange({id(old): (old, new) for old, new in exchanged})
    try:
        yield
    finally:
        # Once more over all modules: one first imported meanwhile holds what was exchanged.
        _exchange({id(new): (new, old) for old, new in exchanged})


def _exchange(by_id: dict[int, tuple[Any, Any]]) -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in _LEFT_ALONE or name in _LEFT_ALONE:
            continue
        names = getattr(module, "__dict__", None)
        if isinstance(names, dict):
            for key, value in list(names.items()):
                if id(value) in by_id and value is by_id[id(value)][0]:
                    names[key] = by_id[id(value)][1]


def _now_seconds() -> float:
    return _BASE_SECONDS + time.monotonic()


class _Stand(type):
    """The type of a class that stands for another: what is an instance of that is one of this."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, cls.__mro__[1])

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, cls.__mro__[1])


class _MovedDatetime(datetime, metaclass=_Stand):
    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return datetime(*args, **kwargs)  # noqa: DTZ001  as the caller says

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Any:
        return datetime.fromtimestamp(_now_seconds(), tz)

    @classmethod
    def utcnow(cls) -> Any:
        return datetime.fromtimestamp(_now_seconds(), UTC).replace(tzinfo=None)

    @classmethod
    def today(cls) -> Any:
        return datetime.fromtimestamp(_now_seconds())  # noqa: DTZ006  as the original


class _MovedDate(date, metaclass=_Stand):
    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return date(*args, **kwargs)

    @classmethod
    def today(cls) -> Any:
        return date.fromtimestamp(_now_seconds())  # noqa: DTZ012  as the original


def _exchanged() -> list[tuple[Any, Any]]:
    """Return what tells the time, each with what stands for it."""
    gmtime, localtime, strftime = time.gmtime, time.localtime, time.strftime
    asctime, ctime = time.asctime, time.ctime

    def moved(of: Callable[..., Any]) -> Callable[..., Any]:
        return lambda seconds=None: of(_now_seconds() if seconds is None else seconds)

    return [
        (datetime, _MovedDatetime),
        (date, _MovedDate),
        (time.time, _now_seconds),
        (time.time_ns, lambda: int(_now_seconds() * 1e9)),
        (gmtime, moved(gmtime)),
        (localtime, moved(localtime)),
        (ctime, moved(ctime)),
        (strftime, lambda layout, t=None: strftime(layout, localtime(_now_seconds()) if t is None else t)),
        (asctime, lambda t=None: asctime(localtime(_now_seconds()) if t is None else t)),
    ]


@contextmanager
def no_network() -> Iterator[None]:
    """Refuse every connection, and every name asked of a server, that Python code opens."""
    import socket

    def refuse(*arguments: Any, **_: Any) -> Any:
        address = arguments[1] if arguments and isinstance(arguments[0], socket.socket) else arguments[:2]
        raise NetworkError(f"it opens a connection to {address!r}, and no network may be used here")

    methods = ("connect", "connect_ex", "sendto")
    before = {name: vars(socket.socket).get(name) for name in methods}
    asked = socket.getaddrinfo
    for name in methods:
        setattr(socket.socket, name, refuse)
    socket.getaddrinfo = refuse
    try:
        yield
    finally:
        socket.getaddrinfo = asked
        for name, method in before.items():
            if method is None:
                delattr(socket.socket, name)  # it was inherited
            else:
                setattr(socket.socket, name, method)


class _Backwards:
    """What os.scandir() returns, the other way round."""

    def __init__(self, entries: list[Any]) -> None:
        self._entries: Iterator[Any] = reversed(entries)

    def __iter__(self) -> Iterator[Any]:
        return self._entries

    def __next__(self) -> Any:
        return next(self._entries)

    def __enter__(self) -> _Backwards:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._entries = iter(())


@contextmanager
def other_disk() -> Iterator[None]:
    """Run with folders that are listed the other way round, whichever that is on this disk."""
    scandir, listdir = os.scandir, os.listdir

    def scan(*path: Any) -> Any:
        with scandir(*path) as entries:
            return _Backwards(list(entries))

    os.scandir = scan  # type: ignore[assignment]
    os.listdir = lambda *path: listdir(*path)[::-1]  # type: ignore[assignment]
    try:
        yield
    finally:
        os.scandir, os.listdir = scandir, listdir


def elsewhere() -> Iterator[tuple[str, Callable[[], AbstractContextManager[None]]]]:
    """Yield the surroundings in which this process can run, each with the words for it."""
    yield "in the same surroundings", nullcontext
    yield "in another time zone", other_zone
    yield "in another locale", other_locale
    yield "at another time", other_clock
