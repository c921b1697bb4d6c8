"""The record of one output folder: its files that are ours, its articles, and what an export makes of both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from syndicate.files.private import held_folder
from syndicate.model.digests import blake2b
from syndicate.model.errors import RecordChangedError, RecordError
from syndicate.model.text import topic_key
from syndicate.parts.contract import PublishedFile
from syndicate.record.ids import Ids
from syndicate.record.lines import (
    FILE,
    ArticleLine,
    FileLine,
    SortedLines,
    articles_text,
    end_of_files,
    files_text,
    merged,
    read_lines,
)
from syndicate.record.text import HELD_BYTES, PART_BYTES, LongText, Stamp, filed, held, new_digest, stamp_of

FILENAME = "syndicate.record"


class RecordText(NamedTuple):
    """The text of a record: up to that of its articles, and that."""

    files: bytes
    articles: LongText


class Record:
    """What was published before this export.

    path      the file that it stands in
    text      of that file, without *articles*; b"" where there is none yet
    articles  the text of these, if they stand behind the files and are not in memory
    is_whole  whether this export writes all that belongs into the output folder; another one only adds to the record
    is_noted  whether what is published is noted; else it goes elsewhere, and the record only tells the ids of articles
    learns    whether ids are learned from what stands in the output folder though nothing is noted
    ids       who says what the ids of articles are
    stamp     of the file that *text* was read from, as stamp_of() has it
    """

    def __init__(
        self,
        path: Path,
        text: bytes = b"",
        articles: LongText | None = None,
        *,
        is_whole: bool = True,
        is_noted: bool = True,
        learns: bool = False,
        ids: Ids = Ids("frozen"),  # noqa: B008  it does not change
        stamp: Stamp | None = None,
    ) -> None:
        self.path = path
        self.ids = ids
        self._settled: LongText | None = None
        if articles is None:
            end = end_of_files(text)
            text, articles = text[:end], held(text[end:])
        self._text = RecordText(text, articles)
        self.is_whole = is_whole and is_noted
        self.is_noted = is_noted
        self.learns = learns or is_noted
        self._lines: dict[str, list[FileLine]] = {}
        self._among_files: list[ArticleLine] = []
        for line in read_lines(text, str(path)) if text else ():
            if isinstance(line, FileLine):
                self._lines.setdefault(line.path, []).append(line)
            else:
                self._among_files.append(line)
        self._stamp = stamp

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other exports from publishing with this record meanwhile, and the text true.

        Raises RecordChangedError if another one has published since the text was read.
        """
        # Where nobody waits (a disk without locks, no folder yet), what has changed is found all the same.
        with held_folder(self.path.parent):
            if self._stamp != stamp_of(self.path):
                raise RecordChangedError(f"{self.path}: another export has published meanwhile; export again")
            yield

    def again(self) -> Record:
        """Return the record as it stands by now. Raises RecordError as open_record() does."""
        return open_record(self.path, is_whole=self.is_whole, is_noted=self.is_noted, ids=self.ids)

    def says(self, text: RecordText) -> bool:
        files, articles = self._text
        return files == text.files and (articles is text.articles or articles.digest == text.articles.digest)

    def take(self, text: RecordText) -> None:
        """Take *text* for what stands in the file: this export has written it."""
        files, articles = text
        if articles.size_bytes > HELD_BYTES:  # what it was read from may be gone
            articles = filed(self.path, stamp_of(self.path), len(files), articles.size_bytes, articles.digest)
        self._text = RecordText(files, articles)

    @property
    def is_there(self) -> bool:
        return bool(self._text.files or self._text.articles.size_bytes)

    @property
    def text_of_articles(self) -> LongText:
        return self._text.articles

    @property
    def digest(self) -> bytes:
        return blake2b(self._text.files, digest_size=16, key=self.digest_of_articles or b"mixed").digest()

    @property
    def digest_of_articles(self) -> bytes:
        """The digest of the text of the articles; b"" where some stand elsewhere."""
        return b"" if self._among_files else self.text_of_articles.digest

    @property
    def digest_after(self) -> bytes:
        return self.digest_of_articles if self._settled is None else self._settled.digest

    def articles(self) -> dict[str, ArticleLine]:
        """Return the articles by id; they are read only now. Raises RecordError."""
        files, articles = self._text
        lines: list[FileLine | ArticleLine] = [*self._among_files]
        if articles.size_bytes:
            lines += read_lines(b"".join(articles.chunks()), str(self.path), files.count(b"\n") + 1)
        return merged(line for line in lines if isinstance(line, ArticleLine))

    def sorted_lines(self) -> SortedLines:
        """Return the lines of articles. Raises RecordError."""
        return SortedLines(self._standing())

    def articles_after(self) -> dict[str, ArticleLine]:
        return self.articles() if self._settled is None else {line.id: line for line in SortedLines(self._settled)}

    def lines(self, path: str) -> Sequence[FileLine]:
        """Return what is known of the file at *path*: more than one line where an export was killed."""
        return self._lines.get(path, ())

    @property
    def has_files(self) -> bool:
        return bool(self._lines)

    def digests(self) -> dict[str, set[str]]:
        """Return the digests that the file at each path may have."""
        return {path: {line.digest for line in lines} for path, lines in self._lines.items()}

    def settle(self, articles: LongText) -> None:
        """Let *articles* be the text of the articles once all is published."""
        self._settled = articles

    def emptied(self, entry: str) -> dict[str, str]:
        """Return the labels that had a feed of *entry* (of topics, authors ...), each with the path of that."""
        lines = (line for line in self._all() if line.topic and line.feed == entry and line.archive != line.path)
        return {line.topic: line.path for line in lines}

    def archives(self) -> dict[tuple[str, str], list[str]]:
        """Return the paths of all documents of archives, by the path of a feed's entry and the key of its topic."""
        found: dict[tuple[str, str], list[str]] = {}
        for line in self._all():
            if line.archive:
                found.setdefault((line.feed, topic_key(line.topic)), []).append(line.archive)
        return found

    def obsolete(self, written: Collection[str], failed: Collection[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield path and digests of each file that is not among those *written* now.

        failed  paths of the entries whose feeds are left out because a part fails: their files stay
        """
        for path, lines in sorted(self._lines.items()) if self.is_whole else ():
            if path not in written and not any(line.feed in failed for line in lines):
                yield path, frozenset(line.digest for line in lines)

    def agrees(self, files: Iterable[PublishedFile]) -> bool:
        """Tell whether the record says of *files*, and of no other, that they are published."""
        said = {line.path: line.digest for line in self._all()}
        return not self.is_noted or said == {file.path: file.digest for file in files}

    def text_during(self, lines: Iterable[FileLine]) -> RecordText:
        """Return the text while *lines* are being published: it holds wherever the export is killed."""
        return RecordText(files_text([*self._all(), *self._said(lines, is_settled=False)]), self._standing())

    def text_after(
        self, lines: Collection[FileLine], removed: Collection[str], failed: Collection[str], *, keeps_old: bool
    ) -> RecordText:
        """Return the text once *lines* are published and the files at the paths *removed* have gone.

        failed     as obsolete() takes it
        keeps_old  files that are not written any more stay ours
        """
        said = {line.path for line in lines}.union(removed)
        stays = keeps_old or not self.is_whole
        files = [
            *self._said(lines, is_settled=self.is_whole),
            *(one for one in self._all() if one.path not in said and (stays or one.feed in failed)),
        ]
        return RecordText(files_text(files), self._standing() if self._settled is None else self._settled)

    def _said(self, lines: Iterable[FileLine], *, is_settled: bool) -> Iterator[FileLine]:
        """Yield *lines*, none of which names a document of an archive before articles are said to be in that."""
        for line in lines:
            if is_settled or not line.archive:
                yield line
            else:
                known = [one.archive for one in self._lines.get(line.path, ()) if one.archive]
                yield replace(line, archive=max(known, default=""))

    def _standing(self) -> LongText:
        return held(articles_text(self.articles().values())) if self._among_files else self.text_of_articles

    def _all(self) -> Iterator[FileLine]:
        return (line for lines in self._lines.values() for line in lines)


def open_record(path: Path, *, is_whole: bool, is_noted: bool, ids: Ids) -> Record:
    """Return the record in the file at *path*, an empty one where there is none.

    is_whole, is_noted, ids  as Record has them

    Raises RecordError if it is damaged, or no regular file.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise RecordError(f"{path}: is no regular file; name another place under record: in the settings")
    stamp = stamp_of(path)  # before it is read: who writes between the two is found out
    try:
        files, articles = _read(path, stamp)
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); mend that, or write record: false") from error
    return Record(path, files, articles, is_whole=is_whole, is_noted=is_noted, ids=ids, stamp=stamp)


def _read(path: Path, stamp: Stamp | None) -> tuple[bytes, LongText | None]:
    """Return the text of the record at *path*, and that of its articles apart from it where it is long."""
    if stamp is None:
        return b"", None
    if stamp[1] <= HELD_BYTES:
        return path.read_bytes() or b"\n", None  # one without its first line is none
    with path.open("rb") as file:
        text = b""
        while (end := end_of_files(text)) == len(text) and (more := file.read(max(PART_BYTES, len(text)))):
            text += more
        digest = new_digest()
        digest.update(text[end:])
        last = b""  # of what was read, for a mark that two parts share
        while part := file.read(PART_BYTES):
            digest.update(part)
            if FILE in last + part:  # articles stand among files
                return path.read_bytes(), None
            last = part[1 - len(FILE) :]
        return text[:end], filed(path, stamp, end, file.tell() - end, digest.digest())
