"""Where things stand in a JSON text: what its decoders do not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_SPACE = re.compile(r"[ \t\r\n]*")


class _TwinError(Exception): ...


def _refuse_twins(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _TwinError


class JsonText:
    """A text that is JSON (RFC 8259); of any other, what is asked here makes no sense."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def has_twins(self) -> bool:
        """Tell whether an object has two members of one name; RFC 8259 section 4 leaves open which would count."""
        import json

        try:
            json.loads(self._text, object_pairs_hook=_refuse_twins, parse_int=str)
        except _TwinError:
            return True
        return False

    def twins(self) -> Iterator[tuple[str, int]]:
        """Yield name and column of each member that its object has had before."""
        for name, index in _twins(self._text, 0):
            yield name, index + 1

    def column(self, path: tuple[str | int, ...], *, of_key: bool = False) -> int:
        """Return the column of the value at *path*, or of its name; of the nearest value around it, if it is not there.

        The text counts as one line: columns go on over its line breaks.
        """
        index = _after_space(self._text, 0)
        for step in path:
            for name, key_index, value_index in _members(self._text, index):
                if name == step:
                    index = key_index if of_key and step == path[-1] else value_index
                    break
            else:
                break
        return index + 1


def _members(text: str, index: int) -> Iterator[tuple[str | int, int, int]]:
    """Yield name (or number), and where in *text* it and its value begin, for each member of what begins at *index*."""
    from json import JSONDecoder

    decode = JSONDecoder(parse_int=str).raw_decode
    index = _after_space(text, index)
    is_object = text[index] == "{"
    if not is_object and text[index] != "[":
        return
    number = 0
    index = _after_space(text, index + 1)
    while text[index] not in "]}":
        key_index = index
        key: str | int = number
        if is_object:
            key, index = decode(text, index)
            index = _after_space(text, _after_space(text, index) + 1)
        yield key, key_index, index
        _, index = decode(text, index)
        index = _after_space(text, index)
        if text[index] == ",":
            index = _after_space(text, index + 1)
        number += 1


def _after_space(text: str, index: int) -> int:
    found = _SPACE.match(text, index)
    return found.end() if found else index


def _twins(text: str, index: int) -> Iterator[tuple[str, int]]:
    """Yield name and place of each member that its object has had before, in *text* from *index*."""
    seen = set()
    for name, key_index, value_index in _members(text, index):
        if name in seen:
            yield str(name), key_index
        seen.add(name)
        if text[value_index] in "[{":
            yield from _twins(text, value_index)
