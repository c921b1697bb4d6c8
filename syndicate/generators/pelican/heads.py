"""The metadata of an article's file, whatever it is written in, with the place of each value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from syndicate import Fault, SourceContext, SyndicateError, field_name, open_file

MAX_FILE_BYTES = 64 << 20
_MAX_MIB = MAX_FILE_BYTES >> 20
Place = tuple[int, int]  # line and column, from 1


class Said(NamedTuple):
    """What a file says under one name, more than once or on several lines, and where that begins."""

    values: list[str]
    place: Place


class FileHead:
    """The metadata of a file as raw fields, as ArticleFields reads them.

    path    of the file, as messages name it
    value   name in lower case -> a text, or a list of texts
    places  where the values stand, of those that stand in the file
    """

    __slots__ = ("faults", "path", "places", "value")

    def __init__(
        self, path: str, value: dict[str, Any], places: Mapping[str, Place], faults: tuple[Fault, ...] = ()
    ) -> None:
        self.path = path
        self.value = value
        self.places = places
        self.faults = faults

    def position(self, path: tuple[str | int, ...] = (), *, of_key: bool = False) -> Place:  # noqa: ARG002  as YamlTree's
        """Return line and column of the value at *path*; of the file's beginning, where it does not stand there."""
        return self.places.get(str(path[0]), (1, 1)) if path else (1, 1)

    def has(self, path: tuple[str | int, ...]) -> bool:
        """Tell whether the file itself says something at *path*."""
        return bool(path) and path[0] in self.places

    def text(self, path: tuple[str | int, ...]) -> str:
        """Return the scalar at *path*."""
        found: Any = self.value
        for step in path:
            found = found[step]
        return str(found)

    def fault(self, path: tuple[str | int, ...], message: str, *, of_key: bool = False) -> Fault:
        """Return the fault that *message* finds at *path*."""
        line, column = self.position(path, of_key=of_key)
        return Fault(path=self.path, line=line, column=column, field=field_name(path), message=message)


def read_text(context: SourceContext, key: str) -> str:
    """Return the text of the file at *key*, its lines ended by "\\n".

    Raises SyndicateError if it cannot be read, is longer than any article is, or is not UTF-8.
    """
    try:
        with os.fdopen(open_file(context, key), "rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise SyndicateError(f"{key}: cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_FILE_BYTES:
        raise SyndicateError(f"{key}: is longer than {_MAX_MIB} MiB, which no article is")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8"
        raise SyndicateError(f"{key}:{line}: {message}") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
