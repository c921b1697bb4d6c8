"""The front matter of one file, as Jekyll finds it: between two lines of ---, the first of them the file's own first."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from syndicate import (
    Fault,
    Head,
    RawFields,
    SourceContext,
    SyndicateError,
    describe,
    open_file,
    parse_head,
    read_body,
    read_head,
)

from .ruby import plain_scalar

_MARK = b"\xef\xbb\xbf"
_FIRST_LINE = re.compile(rb"---[ \t\f\v]*\r?\n|---\s*\n")
_MAX_BODY_BYTES = 64 << 20
_NOT_PLAIN = frozenset("\"'|>&*!")


class Front(msgspec.Struct, frozen=True):
    """What a file says at its head.

    raw       its fields; none where it has no front matter
    line      of the first line of ---, 1 where there is none
    lines     of the head
    is_there  whether there is front matter at all
    """

    raw: Any
    line: int
    lines: list[str]
    is_there: bool

    def is_plain(self, path: tuple[str | int, ...]) -> bool:
        """Tell whether the scalar at *path* is written without quotes."""
        if isinstance(self.raw, RawFields):
            return False
        line, column = self.raw.position(path)
        index = line - self.line - 1
        return index < len(self.lines) and self.lines[index][column - 1 : column] not in _NOT_PLAIN

    def value(self, name: str) -> Any:
        """Return what *name* says to Ruby."""
        return self._value((name,), self.raw.value.get(name))

    def _value(self, path: tuple[str | int, ...], value: Any) -> Any:
        if isinstance(value, str):
            return plain_scalar(value) if self.is_plain(path) else value
        if isinstance(value, float):
            return plain_scalar(self.raw.text(path))
        if isinstance(value, list):
            return [self._value((*path, index), item) for index, item in enumerate(value)]
        return value


def read_front(context: SourceContext, key: str) -> Front | Sequence[Fault]:
    """Return the front matter of the file at *key*, or a fault for each thing that keeps it from being read."""
    try:
        if not has_front_matter(context, key):
            return Front(RawFields({}, key, 1), 1, [], is_there=False)
    except OSError as error:
        return [Fault(path=key, message=f"cannot be read: {error.strerror or error}")]
    head = read_head(context, key)
    if isinstance(head, Fault):
        return [head]
    tree = parse_head(Head(head.text, head.line, head.end_byte), key)
    if tree.faults and not tree.value:
        return tree.faults
    if tree.value is None:
        return Front(RawFields({}, key, head.line), head.line, [], is_there=True)
    if not isinstance(tree.value, dict):
        message = f"expected 'key: value' lines, found {describe(tree.value)}; write e.g. title: Tides"
        return [*tree.faults, tree.fault((), message)]
    return Front(tree, head.line, head.text.split("\n"), is_there=True)


def has_front_matter(context: SourceContext, key: str, *, allows_mark: bool = True) -> bool:
    """Tell whether the file at *key* begins with front matter.

    allows_mark  a byte order mark may stand before it; not in a collection, where Jekyll then copies the file as it is

    Raises OSError if it cannot be read.
    """
    descriptor = open_file(context, key)
    try:
        begin = os.read(descriptor, 4096)
    finally:
        os.close(descriptor)
    if allows_mark:
        begin = begin.removeprefix(_MARK)
    return _FIRST_LINE.match(begin) is not None


def body_of(context: SourceContext, key: str) -> str:
    """Return what stands below the front matter of the file at *key*, all of it where there is none.

    Raises SyndicateError if it cannot be read any more, or is longer than any article is.
    """
    try:
        if has_front_matter(context, key):
            return read_body(context, key)
        with os.fdopen(open_file(context, key), "rb") as file:
            body = file.read(_MAX_BODY_BYTES + 1)
    except OSError as error:
        reason = error.strerror or error
        raise SyndicateError(f"{key}: its body cannot be read: {reason}; export again when it is there") from error
    if len(body) > _MAX_BODY_BYTES:
        raise SyndicateError(f"{key}: its body is longer than {_MAX_BODY_BYTES >> 20} MiB, which no article is")
    return body.removeprefix(_MARK).decode(errors="replace")
