"""The lines of a record: one JSON object each, sorted, so that it can be read, compared and merged line by line.

Of two branches that git could not merge both sides are read: what one of them knows was published. The first line says
what the file is. The files of the output folder come first, so that the articles need not be read where none changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from syndicate.model.errors import PublishError, RecordError, excerpt
from syndicate.model.paths import path_parts
from syndicate.model.patterns import pattern
from syndicate.record.text import LongText, Writer
from syndicate.store.rows import instant

_HEAD = b'{"record":"syndicate","version":1}'
_LATER = pattern(rb'\{"record":"syndicate","version":(?!1\D)[1-9]\d*[,}]')
_MARKERS = (b"<<<<<<< ", b"=======", b">>>>>>> ", b"||||||| ")  # of a merge that git left to a person
FILE, _ARTICLE = b'\n{"record":"file"', b'\n{"record":"article"'
Instant = Annotated[datetime, Meta(tz=True)]
Text = Annotated[str, Meta(min_length=1)]


class _Line(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="record", forbid_unknown_fields=True
):
    """A line says what it is of; a key that it may not have makes it none."""


class FileLine(_Line, frozen=True, kw_only=True, tag="file"):
    """A file of the output folder.

    path    relative to the output folder, "/" between its parts
    digest  of its bytes: BLAKE2b with 16 bytes, of 4 MiB and more SHA-256, in hexadecimal digits
    feed    the path of the feed's entry in the settings, with {topic} or the like in it where there is a feed for each
    topic   the label of the feed, where it is one of these
    archive  the path of the document of the feed's archive that it is, or, of the feed itself, of the one that is open
    e_tag    by which an object store told it when it had been sent there; "": it is in no store, or on its way
    cache_control  the header of that name that it was sent with
    """

    path: str
    digest: str
    feed: str = ""
    topic: str = ""
    archive: str = ""
    e_tag: str = ""
    cache_control: str = ""


class ArticleLine(_Line, frozen=True, kw_only=True, tag="article", gc=False):
    """An article that was in a feed.

    source     the file or the address that it is read from, relative to the site's folder
    url        of its page; "": the id is its URL
    before     other URLs that it has had, sorted
    mark       of its title and date, see mark_of()
    published  the `now` of the export that first published it
    changed    the `now` of the last export that found another source, URL, title or date, or that it went or came back
    gone       the `now` of the export that first found it withdrawn; None: it is not
    archives   paths of the documents of archives that it is in, sorted
    feeds      paths of the feeds with tombstones that it has been in, sorted: these alone name it once it is withdrawn
    """

    id: Text
    source: str = ""
    url: str = ""
    before: tuple[str, ...] = ()
    mark: str = ""
    published: Instant
    changed: Instant | None = None
    gone: Instant | None = None
    archives: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        return self.url or self.id

    @property
    def dated(self) -> datetime:
        """The date that its mark tells; the beginning of 1970 where it tells none."""
        try:
            return instant(int(self.mark[8:], 16))
        except ValueError:
            return instant(0)

    @property
    def touched(self) -> datetime:
        return self.changed or self.published


class UnsortedError(Exception):
    """A text is not as articles_text() makes it."""


class SortedLines:
    """The lines of *text*, as articles_text() makes it: of one all need not be read, of all few are in memory."""

    def __init__(self, text: LongText) -> None:
        self._text = text

    def __bool__(self) -> bool:
        return self._text.size_bytes > 0

    def __iter__(self) -> Iterator[ArticleLine]:
        """Yield all lines. Raises UnsortedError behind the last that is in order."""
        before = ""
        for part in self._text.parts():
            try:
                lines = _article_decoder.decode_lines(part)
            except _NO_LINE:
                raise UnsortedError from None
            if b"\r" in part or part.count(b"\n") != len(lines):  # as Windows, or an editor, has left it
                raise UnsortedError
            for line in lines:
                if line.id <= before:
                    raise UnsortedError
                before = line.id
                yield line

    def find(self, id_: str) -> ArticleLine | None:
        return self._place(id_)[2]

    def get(self, id_: str) -> ArticleLine:
        if (found := self.find(id_)) is None:
            raise LookupError(id_)
        return found

    def live_count(self) -> int:
        return sum(part.count(b"\n") - part.count(b',"gone":"') for part in self._text.parts())

    def have_urls(self) -> bool:
        """Tell whether a line may name a URL that is not its id."""
        return any(b'"url"' in part for part in self._text.parts())

    def _place(self, id_: str) -> tuple[int, int, ArticleLine | None]:
        """Return where the line of *id_* begins and ends, and it itself; None: it would begin there."""
        low, high = 0, self._text.size_bytes
        while low < high:
            start, found = self._text.line_at((low + high) // 2, low)
            end = start + len(found)
            line = _article_decoder.decode(found)
            if line.id == id_:
                return start, end, line
            low, high = (end, high) if line.id < id_ else (low, start)
        return low, low, None

    def changed(self, lines: Mapping[str, ArticleLine | None]) -> LongText:
        """Return the text with *lines*, by id, instead of those of the same id; None: without it."""
        made, done = Writer(), 0
        for id_, line in sorted(lines.items()):
            start, end, _ = self._place(id_)
            made.copy(self._text, done, start)
            if line:
                made.put(articles_text([line]))
            done = end
        made.copy(self._text, done, self._text.size_bytes)
        return made.text


_decoder = msgspec.json.Decoder(FileLine | ArticleLine)
_article_decoder = msgspec.json.Decoder(ArticleLine)
_encoder = msgspec.json.Encoder()
_NO_LINE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # what a line that is none makes of decoding


def end_of_files(text: bytes) -> int:
    """Return where in the text of a record its articles begin: at its end where they stand among files."""
    first = text.find(_ARTICLE)
    return len(text) if first < 0 or text.find(FILE, first) >= 0 else first + 1


def read_lines(text: bytes, name: str, first: int = 1) -> list[FileLine | ArticleLine]:
    """Return the lines of *text*, which begins with line *first* of the record in the file *name*.

    Raises RecordError with the first line that is none: half of a record is never believed.
    """
    if first > 1:
        try:
            return _decoder.decode_lines(text)
        except _NO_LINE:
            pass  # Found again below, with its line; or what a merge has left there.
    head, *lines = text.split(b"\n")
    # The head may stand below a marker, or where somebody has sorted the lines.
    if first == 1 and head.rstrip() != _HEAD and _HEAD not in map(bytes.rstrip, lines):
        advice = "a later version of syndicate has written it; use that version" if _LATER.match(head) else _ADVICE
        raise RecordError(f"{name}:1: expected {_HEAD.decode()}, found {_shown(head)}; {advice}")
    found = []
    for number, line in enumerate([head, *lines], first):
        if not line.strip() or line.rstrip() == _HEAD or line.startswith(_MARKERS):
            continue
        try:
            made = _decoder.decode(line)
            if isinstance(made, FileLine):
                path_parts(made.path)
        except (*_NO_LINE, PublishError) as error:
            raise RecordError(
                f"{name}:{number}: is no line of a record ({error}), found {_shown(line)}; {_ADVICE}"
            ) from error
        found.append(made)
    return found


_ADVICE = "take the file from your repository or a backup, or remove it: what was published before is then not known"


def _shown(line: bytes) -> str:
    return excerpt(line.decode("utf-8", "replace"))


def merged(lines: Iterable[ArticleLine]) -> dict[str, ArticleLine]:
    """Return *lines* by id, of which two branches may have brought one each: the later one, with the past of both."""
    found: dict[str, ArticleLine] = {}
    for line in lines:
        other = found.setdefault(line.id, line)
        if other is not line:
            older, newer = sorted((other, line), key=lambda one: (one.touched, _encoder.encode(one)))
            before = {older.page, *older.before, *newer.before} - {newer.page}
            published = min(older.published, newer.published)
            archives = tuple(sorted({*older.archives, *newer.archives})) if newer.gone is None else ()
            feeds = tuple(sorted({*older.feeds, *newer.feeds}))
            found[line.id] = replace(
                newer, before=tuple(sorted(before)), published=published, archives=archives, feeds=feeds
            )
    return found


def files_text(files: Iterable[FileLine]) -> bytes:
    """Return the text of a record up to that of its articles: of *files*, sorted, each once."""
    lines = {_encoder.encode(line): line for line in files}
    return b"\n".join([_HEAD, *sorted(lines, key=lambda text: (lines[text].path, text)), b""])


def articles_text(lines: Iterable[ArticleLine]) -> bytes:
    return encoded(sorted(lines, key=lambda line: line.id))


def encoded(lines: Sequence[ArticleLine]) -> bytes:
    """Return the text of *lines* in this order."""
    return _encoder.encode_lines(lines)
