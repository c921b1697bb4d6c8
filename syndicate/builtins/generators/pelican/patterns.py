"""Patterns of URLs and paths, e.g. "posts/{date:%Y}/{slug}/", filled in without reaching into any object."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from string import Formatter
from typing import Any

from syndicate.model import excerpt, suggest

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DIRECTIVE = re.compile("%(-?)(.)", re.DOTALL)
_PARTS = frozenset(("year", "month", "day", "hour", "minute", "second"))  # {date.month:02d}
_WIDTH = r"0?\d?d?"
_NUMBERS = frozenset("dGHIjmMSuUVwWyY")


def filled(pattern: str, values: Mapping[str, Any]) -> str:
    """Return *pattern* with its placeholders filled in; texts only, and dates by their layout.

    Raises ValueError, its text a sentence, for a placeholder without a value.
    """
    parts: list[str] = []
    for literal, name, layout, conversion in _parsed(pattern):
        parts.append(literal)
        if name is None:
            continue
        value = values.get(name)
        whole, _, part = name.partition(".")
        if part in _PARTS and isinstance(time := values.get(whole), datetime) and re.fullmatch(_WIDTH, layout or ""):
            parts.append(format(getattr(time, part), layout or ""))
            continue
        if value is None or conversion:
            raise ValueError(
                f"the URL {excerpt(pattern)} asks for {excerpt(name)}, which nothing here says{suggest(name, values)}"
            )
        if isinstance(value, datetime):
            parts.append(strftime(value, layout) if layout else value.isoformat(" "))
        elif layout:
            raise ValueError(f"the URL {excerpt(pattern)} asks for a layout of {excerpt(name)}, which only dates have")
        else:
            parts.append(str(value))
    return "".join(parts)


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> tuple[tuple[str, str | None, str | None, str | None], ...]:
    return tuple(Formatter().parse(pattern))


def strftime(time: datetime, layout: str) -> str:
    """Return *time* by *layout*, names of months and days in English; "%-d" has no leading zero."""
    return _DIRECTIVE.sub(
        lambda found: _directive(time, found[2], is_stripped=bool(found[1]), as_it_is=found[0]), layout
    )


def _directive(time: datetime, letter: str, *, is_stripped: bool, as_it_is: str) -> str:
    if letter in _NUMBERS:
        text = _number(time, letter)
    elif (known := _KNOWN.get(letter)) is not None:
        text = known(time)
    else:
        return as_it_is
    return (text.lstrip("0") or "0") if is_stripped else text


def _number(time: datetime, letter: str) -> str:
    # What most URLs have takes a tenth of the time without the C library.
    match letter:
        case "Y" if time.year >= 1000:
            return str(time.year)
        case "m":
            return f"{time.month:02d}"
        case "d":
            return f"{time.day:02d}"
    return f"{time:%{letter}}"


_KNOWN: Mapping[str, Callable[[datetime], str]] = {
    "B": lambda time: _MONTHS[time.month - 1],
    "b": lambda time: _MONTHS[time.month - 1][:3],
    "A": lambda time: _DAYS[time.weekday()],
    "a": lambda time: _DAYS[time.weekday()][:3],
    "p": lambda time: "AM" if time.hour < 12 else "PM",
    "c": lambda time: f"{_DAYS[time.weekday()][:3]} {_MONTHS[time.month - 1][:3]} {time.day:2} {time:%H:%M:%S %Y}",
    "x": lambda time: f"{time:%m/%d/%y}",
    "X": lambda time: f"{time:%H:%M:%S}",
    "Z": lambda time: time.tzname() or "",
    "z": lambda time: f"{time:%z}",
    "f": lambda time: f"{time:%f}",
    "%": lambda _: "%",
}
