"""The front matter of one file, as Jekyll finds it: between two lines of ---, the first of which begins the file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from operator import is_
from typing import Any

import msgspec

from syndicate import Fault, SourceContext, SyndicateError
from syndicate.files import Head, RawFields, open_file, parse_head, read_body, read_head
from syndicate.model import describe

from .ruby import plain_scalar

_MARK = b"\xef\xbb\xbf"
_FIRST_LINE = re.compile(rb"---[ \t\f\v]*\r?\n|---\s*\n")
_MAX_BODY_BYTES = 64 << 20
_NOT_PLAIN = frozenset("\"'|>&*!")


class Front(msgspec.Struct, frozen=True):
    """What a file says at its head."""

    raw: Any  # its fields; none where it has no front matter
    own: dict[str, Any]  # those of them that Jekyll's rules look at in each document
    line: int  # of the first line of ---, 1 where there is none
    text: str  # of the head
    is_there: bool  # whether there is front matter at all
    is_first: bool = False  # whether the first line of --- is sure to begin with the first byte of the file

    def some(self, is_wanted: Callable[[str], bool]) -> dict[str, Any]:
        """Return what it says under names that *is_wanted*, perhaps under others: not to be changed."""
        return self.raw.some(is_wanted) if self.text else {}

    def is_plain(self, path: tuple[str | int, ...]) -> bool:
        """Tell whether the scalar at *path* is written without quotes."""
        if isinstance(self.raw, RawFields):
            return False
        if len(path) == 1 and (is_quoted := self.raw.is_quoted(path[0])) is not None:
            return not is_quoted
        line, column = self.raw.position(path)
        index = line - self.line - 1
        lines = self.text.split("\n")
        return index < len(lines) and lines[index][column - 1 : column] not in _NOT_PLAIN

    def value(self, path: tuple[str | int, ...], value: Any) -> Any:
        """Return what the *value* at *path* says to Ruby, itself where that is no other than in plain YAML."""
        if isinstance(value, str):
            read = plain_scalar(value)
            # Most texts say the same with quotes and without.
            return read if read is not value and self.is_plain(path) else value
        if isinstance(value, float):
            return plain_scalar(self.raw.text(path))
        if isinstance(value, list):
            plain = [plain_scalar(item) if type(item) is str else None for item in value]
            if all(map(is_, plain, value)):
                return value
            return [self.value((*path, index), item) for index, item in enumerate(value)]
        return value

    def resolved(self, own: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
        """Return the fields *own*, those of *names* as Ruby reads them."""
        said = {
            name: value for name in names if name in own and (value := self.value((name,), own[name])) is not own[name]
        }
        return {**own, **said} if said else own


def read_front(context: SourceContext, key: str, is_own: Callable[[str], bool]) -> Front | Sequence[Fault]:
    """Return the front matter of the file at *key*, or a fault for each thing that keeps it from being read.

    is_own  whether a field of this name is among those of Front.own
    """
    head = read_head(context, key)
    is_first = isinstance(head, Head) and _is_first(head)
    if not is_first:
        try:
            if not has_front_matter(context, key):
                return Front(RawFields({}, key, 1), {}, 1, "", is_there=False)
        except OSError as error:
            return [Fault(path=key, message=f"cannot be read: {error.strerror or error}")]
    if isinstance(head, Fault):
        return [head]
    # Whatever the first line says, it is YAML to Jekyll.
    tree = parse_head(head if head.language == "yaml" else Head(head.text, head.line, head.end_byte), key)
    if tree.is_mapping and (not tree.faults or tree.value):
        return Front(tree, tree.some(is_own), head.line, head.text, is_there=True, is_first=is_first)
    if tree.faults and not tree.value:
        return tree.faults
    if tree.value is None:
        return Front(RawFields({}, key, head.line), {}, head.line, "", is_there=True, is_first=is_first)
    message = f"expected 'key: value' lines, found {describe(tree.value)}; write e.g. title: Tides"
    return [*tree.faults, tree.fault((), message)]


def _is_first(head: Head) -> bool:
    """Tell whether *head* is sure to stand between two lines of --- without anything before or beside them."""
    text_bytes = len(head.text) if head.text.isascii() else len(head.text.encode())
    # There is no room for anything else.
    return head.line == 1 and head.language == "yaml" and head.end_byte - text_bytes == len("---\n---\n")


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


def is_readable(context: SourceContext, key: str) -> bool:
    """Tell whether the file at *key* is UTF-8, without which Jekyll passes it over."""
    try:
        with os.fdopen(open_file(context, key), "rb") as file:
            file.read(_MAX_BODY_BYTES).decode()
    except (OSError, UnicodeDecodeError):
        return False
    return True


def body_of(context: SourceContext, key: str, teaser_end: str) -> str:
    """Return what stands below the front matter of the file at *key*, all of it where there is none.

    teaser_end  what ends the author's teaser, where it is another mark than <!--more-->

    Raises SyndicateError if it cannot be read any more, or is longer than any article is.
    """
    try:
        if has_front_matter(context, key):
            return read_body(context, key, teaser_end)
        with os.fdopen(open_file(context, key), "rb") as file:
            body = file.read(_MAX_BODY_BYTES + 1)
    except OSError as error:
        reason = error.strerror or error
        raise SyndicateError(f"{key}: its body cannot be read: {reason}; export again when it is there") from error
    if len(body) > _MAX_BODY_BYTES:
        raise SyndicateError(f"{key}: its body is longer than {_MAX_BODY_BYTES >> 20} MiB, which no article is")
    return body.removeprefix(_MARK).decode(errors="replace")


def with_mark(body: str, teaser_end: str) -> str:
    """Return *body* with <!--more--> where *teaser_end* stands, which is shown where it is no comment."""
    above, found, below = body.partition(teaser_end)
    if not found:
        return body
    shown = found.lstrip("\n")
    above += found[: len(found) - len(shown)]
    if shown.startswith("<!--"):
        return f"{above}<!--more-->{below}"
    gap = "\n\n" if above.endswith("\n\n") else ""  # so that a rule begins a line
    return f"{above}<!--more-->{gap}{shown}{below}"
