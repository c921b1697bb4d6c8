"""Patterns of URLs and paths, e.g. "posts/{date:%Y}/{slug}/", filled in without reaching into any object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from string import Formatter
from typing import Any

from syndicate import excerpt, suggest

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DIRECTIVE = re.compile("%(-?)(.)", re.DOTALL)
_NUMBERS = frozenset("dGHIjmMSuUVwWyY")


def filled(pattern: str, values: Mapping[str, Any]) -> str:
    """Return *pattern* with its placeholders filled in; texts only, and dates by their layout.

    Raises ValueError, its text a sentence, for a placeholder without a value.
    """
    parts: list[str] = []
    for literal, name, layout, conversion in Formatter().parse(pattern):
        parts.append(literal)
        if name is None:
            continue
        value = values.get(name)
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


def strftime(time: datetime, layout: str) -> str:
    """Return *time* by *layout*, names of months and days in English; "%-d" has no leading zero."""
    return _DIRECTIVE.sub(
        lambda found: _directive(time, found[2], is_stripped=bool(found[1]), as_it_is=found[0]), layout
    )


def _directive(time: datetime, letter: str, *, is_stripped: bool, as_it_is: str) -> str:
    month, day = _MONTHS[time.month - 1], _DAYS[time.weekday()]
    known = {
        "B": month,
        "b": month[:3],
        "A": day,
        "a": day[:3],
        "p": "AM" if time.hour < 12 else "PM",
        "c": f"{day[:3]} {month[:3]} {time.day:2} {time:%H:%M:%S %Y}",
        "x": f"{time:%m/%d/%y}",
        "X": f"{time:%H:%M:%S}",
        "Z": time.tzname() or "",
        "z": f"{time:%z}",
        "f": f"{time:%f}",
        "%": "%",
    }
    text = f"{time:%{letter}}" if letter in _NUMBERS else known.get(letter)
    if text is None:
        return as_it_is
    return (text.lstrip("0") or "0") if is_stripped else text
