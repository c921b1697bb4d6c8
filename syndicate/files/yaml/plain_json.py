"""YAML that is JSON, as programs write settings, read by the decoder of JSON where both mean the same by it."""

from __future__ import annotations

import re
from typing import Any

import msgspec

_MAX_LENGTH = 1_000  # of a key: libyaml gives up beyond 1,024 characters
_MAX_DEPTH = 50  # what is nested deeper is libyaml's, which counts exactly
_INTEGER_MAX = 10**18  # longer ones are text


class _NotPlainError(Exception):
    """The text holds what YAML reads otherwise, or may refuse."""


def plain_json(text: str) -> dict[str, Any] | None:
    """Return the mapping that *text* is, as parse_yaml makes it of libyaml's nodes; None where it is not plain JSON.

    Nothing is wrong with a text that is plain.
    """
    lines = text.replace("\n", "")
    # YAML knows other escapes, white space and line ends, and no line may break before a colon.
    if "\\" in text or not lines.isprintable() or "\n:" in text.replace(" ", ""):
        return None
    return decoded_json(text)


def decoded_json(text: str) -> dict[str, Any] | None:
    """Return the object that *text* is, as parse_json has it; None where that says more of it, or is at fault."""
    try:
        value = msgspec.json.decode(text)
        marks = (re.sub(r"\\.", "", text) if "\\" in text else text).count('"')
        # Of two members of one name the decoder keeps the last, with fewer quotation marks than there are.
        if type(value) is not dict or _texts(value, 0) * 2 != marks:
            return None
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError, _NotPlainError):
        return None
    return value


def _texts(value: Any, depth: int) -> int:
    """Return how many texts *value* holds, names of members among them. Raises _NotPlainError."""
    kind = type(value)
    if kind is str:
        return 1
    if kind is float or depth > _MAX_DEPTH or (kind is int and not -_INTEGER_MAX < value < _INTEGER_MAX):
        raise _NotPlainError
    if kind is list:
        return sum([1 if type(item) is str else _texts(item, depth + 1) for item in value])
    if kind is not dict:
        return 0
    if max(map(len, value), default=0) > _MAX_LENGTH:
        raise _NotPlainError
    return len(value) + sum([1 if type(item) is str else _texts(item, depth + 1) for item in value.values()])
