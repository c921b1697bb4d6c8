"""Markdown, HTML and text files that begin with YAML between two lines of ``---``.

Of each file only the head is read, however large the body.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

import msgspec

from syndicate import (
    Article,
    ArticleFields,
    Fault,
    Item,
    Origin,
    Source,
    SourceContext,
    SyndicateError,
    describe,
    excerpt,
    hookimpl,
    list_files,
    open_file,
    parse_yaml,
    path_below,
)

SUFFIXES = (".md", ".markdown", ".html", ".htm", ".txt")
MAX_HEAD_BYTES = 1 << 20
_CHUNK_BYTES = 8 << 10

_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*(?<![^\xbf\n])---[ \t]*\r?\n")
_CLOSING = re.compile(rb"\n(?:---|\.\.\.)[ \t]*\r?(?:\n|\Z)")
_ADVICE = "begin the file with a line --- and end the head with another"


@hookimpl
def syndicate_sources() -> list[Source]:
    return [Source(name="front-matter", open=FrontMatter)]


class Head(msgspec.Struct, frozen=True):
    """The front matter of a file.

    text      between the two lines
    line      of the opening ---, from 1
    end_byte  of the closing line
    """

    text: str
    line: int
    end_byte: int


class FrontMatter:
    """Reads the files that the context names.

    Raises UsageError where its paths, fields or URL pattern make no sense.
    """

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        self._fields = ArticleFields(
            context.site,
            names=context.fields,
            url_pattern=context.url_pattern,
            may_be_undated=context.may_be_undated,
        )
        path_below(context, "")

    def items(self) -> Iterable[Item | Fault]:
        return list_files(self._context, SUFFIXES)

    def read(self, item: Item) -> Iterator[Article | Fault]:
        key = item.key
        head = self._head(key)
        if isinstance(head, Fault):
            yield head
            return
        tree = parse_yaml(head.text, path=key, first_line=head.line + 1)
        if tree.faults:
            yield from tree.faults
            if not tree.value:
                return
        if not isinstance(tree.value, dict):
            if tree.value is None:
                message = "the front matter is empty; write at least title: and date:"
                yield Fault(path=key, line=head.line, column=1, message=message)
            else:
                yield tree.fault(
                    (), f"expected 'key: value' lines, found {describe(tree.value)}; write e.g. title: Tides"
                )
            return
        origin = Origin(path=key, line=head.line)
        found = self._fields.read(tree, origin, path_below(self._context, key))
        if isinstance(found, list):
            yield from found
        elif not tree.faults:
            yield found

    def content(self, article: Article) -> str:
        """Return what stands below the head of an HTML file; Markdown and plain text are not rendered here: "".

        Raises SyndicateError if the file has gone since its head was read, or cannot be read any more.
        """
        key = article.origin.path if article.origin else ""
        if not key.lower().endswith((".html", ".htm")):
            return ""
        try:
            with os.fdopen(open_file(self._context, key), "rb") as stream:
                found = _read_head(stream.fileno(), key)
                if isinstance(found, Fault):
                    return ""
                stream.seek(found.end_byte)
                return stream.read().decode(errors="replace")
        except OSError as error:
            reason = error.strerror or error
            raise SyndicateError(f"{key}: its body cannot be read: {reason}; export again when it is there") from error

    def _head(self, key: str) -> Head | Fault:
        try:
            descriptor = open_file(self._context, key)
        except OSError as error:
            return Fault(path=key, message=f"cannot be read: {error.strerror or error}")
        try:
            return _read_head(descriptor, key)
        except OSError as error:
            return Fault(path=key, message=f"cannot be read: {error.strerror or error}")
        finally:
            os.close(descriptor)


def _read_head(descriptor: int, key: str) -> Head | Fault:
    """Return the front matter of the file open at *descriptor*; what follows is not read."""
    read = os.read(descriptor, _CHUNK_BYTES)
    at_end = not read
    opening = None
    searched = 0
    while True:
        if opening is None and (opening := _OPENING.match(read)) is not None:
            searched = opening.end() - 1
        if opening is not None:
            closing = _CLOSING.search(read, searched)
            if closing is not None and (at_end or closing[0].endswith(b"\n")):
                return _decoded(read, opening, closing.start() + 1, closing.end(), key)
            # The closing line may lie across the end of what is read.
            searched = max(searched, read.rfind(b"\n"))
        if at_end or len(read) > MAX_HEAD_BYTES or (opening is None and not _may_open(read)):
            return _unusable(read, opening, at_end=at_end, key=key)
        chunk = os.read(descriptor, _CHUNK_BYTES)
        at_end = not chunk
        read += chunk


def _may_open(read: bytes) -> bool:
    """Tell whether the opening line may be yet to come: so far there are blank lines only, and a piece of one."""
    return read.removeprefix(b"\xef\xbb\xbf").strip() in (b"", b"-", b"--", b"---")


def _decoded(read: bytes, opening: re.Match[bytes], end: int, end_byte: int, key: str) -> Head | Fault:
    line = read.count(b"\n", 0, opening.end())
    raw = read[opening.end() : end]
    if b"\0" in raw:
        place = _place(read, opening.end() + raw.index(b"\0"))
        return _fault(key, place, "holds a NUL character; save the file as UTF-8 text")
    try:
        return Head(raw.decode(), line, end_byte)
    except UnicodeDecodeError as error:
        place = _place(read, opening.end() + error.start)
        message = f"the byte 0x{raw[error.start]:02X} is not UTF-8; save the file as UTF-8"
        return _fault(key, place, message)


def _unusable(read: bytes, opening: re.Match[bytes] | None, *, at_end: bool, key: str) -> Fault:
    """Return what is wrong with a file in which no head was found."""
    if read.startswith((b"\xff\xfe", b"\xfe\xff")) or read[:4] in (b"-\0-\0", b"\0-\0-"):
        return _fault(key, (1, 1), "is UTF-16; save the file as UTF-8")
    if opening is not None:
        place = (read.count(b"\n", 0, opening.end()), 1)
        if not at_end:
            limit = f"{MAX_HEAD_BYTES >> 20} MiB"
            return _fault(key, place, f"the front matter does not end within {limit}; close it with a line ---")
        return _fault(key, place, "the front matter that opens here is never closed; end it with a line ---")
    leave_out = f"or leave the file out by {excerpt('!' + key, 200)} in source.paths"
    text = read.removeprefix(b"\xef\xbb\xbf")
    if not text.strip():
        return _fault(key, (1, 1), f"is empty; write front matter, {leave_out}")
    start = len(text) - len(text.lstrip())
    line = text[start : start + 1000].splitlines()[0].decode(errors="replace").rstrip()
    place = _place(text, start)
    if b"\r" in text and b"\n" not in text:
        return _fault(key, (1, 1), "its lines end in a lone CR; save the file with the line ends of Unix or Windows")
    if line == "---":
        return _fault(key, place, "the front matter that opens here is never closed; end it with a line ---")
    if line in ("+++", "{"):
        kind = "TOML" if line == "+++" else "JSON"
        return _fault(key, place, f"front matter in {kind} is not read; write YAML between two lines ---, {leave_out}")
    return _fault(key, place, f"no front matter: the first line is {excerpt(line)}; {_ADVICE}, {leave_out}")


def _place(read: bytes, index: int) -> tuple[int, int]:
    start = read.rfind(b"\n", 0, index) + 1
    column = len(read[start:index].decode(errors="replace").removeprefix("\ufeff")) + 1
    return read.count(b"\n", 0, index) + 1, column


def _fault(key: str, place: tuple[int, int], message: str) -> Fault:
    return Fault(path=key, line=place[0], column=place[1], message=message)
