"""Which files hold articles as JSON, and in what form: lines, or a document."""

# Without annotations from __future__: settings are checked by those of JsonOptions.

import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import IO

import msgspec

from syndicate import Article, Fault, Item, Origin, PassedOver, SourceContext, UsageError
from syndicate.builtins.sources.json_lines.bodies import body_html
from syndicate.builtins.sources.json_lines.rows import Rows
from syndicate.files import Place, file_digest, list_files, open_file, path_below, place_of
from syndicate.model import excerpt, field_name, of_one_article, suggest

LINES = (".jsonl", ".ndjson")
DOCUMENT = ".json"
MAX_LINE_BYTES = 64 << 20
_LOOK_BYTES = 1 << 20  # of a file that tell its form


class JsonOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where in a document the articles lie.

    items  path of the list of articles, e.g. db[0].data.posts; "": the document is that list, or one article
    """

    items: str = ""


class JsonLines:
    """Reads the files that the context names, and standard input where it names "-".

    Raises UsageError where its paths, fields, URL pattern or options make no sense.
    """

    has_many = True

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        self._rows = Rows(context)
        items = context.options.items if context.options is not None else ""
        place = place_of(items) if items else ()
        if place is None or None in place:
            raise UsageError(f"source.options.items: {excerpt(items)} is no path; write e.g. db[0].data.posts")
        self._place: Place = tuple(step for step in place if step is not None)
        # Standard input can be read only once, so it has no digest to compare.
        self.digest = None if "-" in context.paths else self._digest

    def _digest(self, item: Item) -> bytes | None:
        return file_digest(self._context, item.key)

    def items(self) -> Iterable[Item | Fault]:
        if "-" in self._context.paths:
            yield Item("-")
        # All of a site's folder has other documents too: settings, data, feeds.
        is_whole_site = any(os.path.normpath(path) == "." for path in self._context.paths)
        yield from list_files(self._context, LINES if is_whole_site else (*LINES, DOCUMENT))

    def read(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        if item.key == "-":
            yield from self._articles(sys.stdin.buffer, "-")
            return
        try:
            descriptor = open_file(self._context, item.key)
        except OSError as error:
            yield Fault(path=item.key, message=f"cannot be read: {error.strerror or error}")
            return
        with os.fdopen(descriptor, "rb") as stream:
            yield from self._articles(stream, item.key)

    def content(self, article: Article) -> str:
        return body_html(article.content_html)

    def _articles(self, stream: IO[bytes], path: str) -> Iterator[Article | Fault | PassedOver]:
        begun = _Begun(stream)
        if self._place or begun.is_document(may_be_pretty=path.lower().endswith(DOCUMENT)):
            yield from self._document(begun, path)
        else:
            yield from self._lines(begun, path)

    def _lines(self, stream: "_Begun", path: str) -> Iterator[Article | Fault | PassedOver]:
        seen: set[str] = set()
        for number, read in enumerate(stream.lines(MAX_LINE_BYTES), start=1):
            if len(read) > MAX_LINE_BYTES and not read.endswith(b"\n"):
                limit = f"{MAX_LINE_BYTES >> 20} MiB"
                yield Fault(path=path, line=number, message=f"is longer than {limit}; write one article a line")
                continue
            line = (read if number > 1 else read.removeprefix(b"\xef\xbb\xbf")).rstrip(b" \t\r\n")
            if line.strip():
                try:
                    text = line.decode()
                except UnicodeDecodeError as error:
                    column = len(line[: error.start].decode()) + 1
                    message = f"the byte 0x{line[error.start]:02X} is not UTF-8; write UTF-8"
                    yield Fault(path=path, line=number, column=column, message=message)
                    continue
                origin = Origin(path=path, line=number)
                yield from of_one_article(self._rows.read(text, origin, takes_lists=number == 1, seen=seen))

    def _document(self, stream: "_Begun", path: str) -> Iterator[Article | Fault | PassedOver]:
        from syndicate.builtins.sources.json_lines.stream import AbsentError, BrokenError, JsonStream

        # The name of a file that holds one article may say its date and its slug.
        is_one = not self._place and stream.begins_with(b"{")
        below = path_below(self._context, path) if is_one and path.lower().endswith(DOCUMENT) else ""
        seen: set[str] = set()
        try:
            for value in JsonStream(stream).values(self._place):
                origin = Origin(path=path, line=value.line)
                found = self._rows.read(
                    value.text,
                    origin,
                    value.column,
                    has_twins=value.has_twins,
                    path=below,
                    takes_lists=is_one,
                    seen=seen,
                )
                yield from of_one_article(found)
        except BrokenError as error:
            message = f"{error}; correct it here: what follows is not read"
            yield Fault(path=path, line=error.line, column=error.column, message=message)
        except AbsentError as error:
            hint = suggest(str(error.place[-1]), error.members)
            if not hint and error.members:
                hint = f"; beside it there are {', '.join(map(excerpt, error.members[:10]))}"
            elif not hint and len(error.place) == 1:
                hint = "; if the document is the list itself, take items out"
            message = f"holds nothing at {excerpt(field_name(error.place))}, where source.options.items looks{hint}"
            yield Fault(path=path, message=message)


class _Begun:
    """A stream of which the beginning was looked at; reads it from there on."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._begin = b""

    def read(self, size: int) -> bytes:
        begin, self._begin = self._begin, b""
        return begin or self._stream.read(size)

    def lines(self, limit: int) -> Iterator[bytes]:
        """Yield the lines; of one that is longer than *limit* its beginning, without an end."""
        *begin, last = self._begin.split(b"\n")
        yield from (line + b"\n" for line in begin)
        readline = self._stream.readline
        line = last + readline(max(limit + 1 - len(last), 1))
        while line:
            yield line
            is_cut = len(line) > limit
            while is_cut and line and not line.endswith(b"\n"):
                line = readline(_LOOK_BYTES)
            line = readline(limit + 1)

    def begins_with(self, mark: bytes) -> bool:
        return self._begin.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(mark)

    def is_document(self, *, may_be_pretty: bool) -> bool:
        """Tell whether this is no JSON Lines: a list, or an object that goes on over several lines.

        may_be_pretty  whether a file of one line, or of an object that ends on no line, is a document
        """
        self._look()
        if self.begins_with(b"[") or re.match(rb"(?:\xef\xbb\xbf)?\s*\{\s*$", self._begin):
            return True
        if not may_be_pretty:
            return False
        try:
            msgspec.json.decode(self._begin.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.DecodeError, ValueError, RecursionError):
            return True
        before = self._begin
        self._look()
        return not self._begin[len(before) :].strip()

    def _look(self) -> None:
        lines, size = [self._begin], 0
        while size < _LOOK_BYTES and (line := self._stream.readline(_LOOK_BYTES)):
            lines.append(line)
            size += len(line)
            if line.strip(b"\xef\xbb\xbf \t\r\n"):
                break
        self._begin = b"".join(lines)
