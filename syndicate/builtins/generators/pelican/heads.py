"""The metadata of an article's file, whatever it is written in, with the place of each value."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from syndicate import Fault, SourceContext
from syndicate.files import RawTree, open_file

MAX_FILE_BYTES = 64 << 20
MAX_HEAD_BYTES = 1 << 20
_CHUNK_BYTES = 64 << 10
Place = tuple[int, int]  # line and column, from 1


class Said(NamedTuple):
    """What a file says under one name, more than once or on several lines, and where that begins."""

    values: list[str]
    place: Place


class FileHead(RawTree):
    """The metadata of a file as raw fields, as ArticleFields reads them.

    path    of the file, as messages name it
    value   name in lower case -> a text, or a list of texts
    places  where the values stand, of those that stand in the file
    """

    __slots__ = ("path", "places", "value")
    faults = ()  # those of the text are told in its place

    def __init__(self, path: str, value: dict[str, Any], places: Mapping[str, Place]) -> None:
        self.path = path
        self.value = value
        self.places = places

    def position(self, path: tuple[str | int, ...] = (), *, of_key: bool = False) -> Place:  # noqa: ARG002  as YamlTree's
        """Return line and column of the value at *path*; of the file's beginning, where it does not stand there."""
        return self.places.get(str(path[0]), (1, 1)) if path else (1, 1)

    def has(self, path: tuple[str | int, ...]) -> bool:
        return bool(path) and path[0] in self.places


def read_bytes(context: SourceContext, key: str, most: int) -> bytes | Fault:
    """Return the first *most* bytes of the file at *key*, or what keeps them from being read."""
    try:
        descriptor = open_file(context, key)
        try:
            data = b""
            while asked := min(max(len(data), _CHUNK_BYTES), most - len(data)):
                data += (chunk := os.read(descriptor, asked))
                if len(chunk) < asked:
                    break  # the end of the file
            return data
        finally:
            os.close(descriptor)
    except OSError as error:
        return Fault(path=key, message=f"cannot be read: {error.strerror or error}")


def read_text(context: SourceContext, key: str, *, head_only: bool = False) -> str | Fault:
    """Return the text of the file at *key*, its lines ended by "\\n", or what keeps it from being read.

    head_only  read no more than a head may be long
    """
    data = read_bytes(context, key, MAX_HEAD_BYTES if head_only else MAX_FILE_BYTES + 1)
    return data if isinstance(data, Fault) else text_of(data, key, head_only=head_only)


def text_of(data: bytes, key: str, *, head_only: bool = False) -> str | Fault:
    """Return the text that *data* are, as read_text does."""
    if head_only and len(data) == MAX_HEAD_BYTES:
        data = data[: data.rfind(b"\n") + 1]
    if len(data) > MAX_FILE_BYTES:
        return Fault(path=key, message=f"is longer than {MAX_FILE_BYTES >> 20} MiB, which no article is")
    try:
        text = data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        line, start = data.count(b"\n", 0, error.start) + 1, data.rfind(b"\n", 0, error.start) + 1
        message = f"the byte 0x{data[error.start]:02X} is not UTF-8; save the file as UTF-8"
        column = len(data[start : error.start].decode(errors="replace")) + 1
        return Fault(path=key, line=line, column=column, message=message)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
