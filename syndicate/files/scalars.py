"""Single raw values: where one stands, whether it says anything, flags, lengths of time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
# ISO 8601 without years and months, whose lengths vary.
_ISO_DURATION = (
    r"P(?=.)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:[.,]\d{1,9})?)S)?)?"
)
_CLOCK_DURATION = r"(?:(\d{1,4}):)?(\d{1,3}):([0-5]\d(?:\.\d{1,9})?)"
_SECONDS = r"\d{1,9}(?:\.\d{1,9})?"


def is_given(value: Any) -> bool:
    """Tell whether *value* says anything: templates of editors leave `image: ""` behind."""
    return value is not None and not (isinstance(value, str) and not value.strip())


def flag(value: Any) -> bool | None:
    """Return what *value* switches, None if it is no flag."""
    if isinstance(value, bool):
        return value
    return _FLAGS.get(value.strip().lower()) if isinstance(value, str) else None


def duration_seconds(value: Any) -> float | None:
    """Return the length of time that *value* names, None if it names none.

    >>> duration_seconds("PT5M24S"), duration_seconds("5:24"), duration_seconds(324)
    (324.0, 324.0, 324.0)
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if 0 <= value < 2**53 else None
    if not isinstance(value, str):
        return None
    text = value.strip()
    if re.fullmatch(_SECONDS, text):
        return float(text)
    if iso := re.fullmatch(_ISO_DURATION, text):
        units = (604_800, 86_400, 3_600, 60, 1)
        return sum(
            (float(part.replace(",", ".")) * unit for part, unit in zip(iso.groups("0"), units, strict=True)), 0.0
        )
    if clock := re.fullmatch(_CLOCK_DURATION, text):
        return int(clock[1] or 0) * 3_600 + int(clock[2]) * 60 + float(clock[3])
    return None


MISSING = object()
MAX_DEPTH = 100  # of the lists and mappings in a value


def bounded(value: Any) -> Any:
    """Return *value*. Raises RecursionError if it is nested deeper than any front matter is."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [item for item in level if isinstance(item, dict | list)]
        if not level:
            return value
        level = [inner for item in level for inner in (item.values() if isinstance(item, dict) else item)]
    raise RecursionError


def value_at(value: Any, path: Iterable[str | int], otherwise: Any = None) -> Any:
    """Return what stands at *path* in plain values, *otherwise* where nothing does."""
    for step in path:
        if type(value) is str:
            return otherwise
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return otherwise
    return value
