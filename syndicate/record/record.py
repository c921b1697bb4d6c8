"""The record of one output folder: its files that are ours, its articles, and what an export makes of both."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from syndicate.files.private import held_folder
from syndicate.model.digests import blake2b
from syndicate.model.errors import RecordChangedError, RecordError
from syndicate.model.text import topic_key
from syndicate.parts.contract import PublishedFile
from syndicate.record.ids import Ids
from syndicate.record.lines import ArticleLine, FileLine, articles_text, end_of_files, merged, read_lines, text_of

FILENAME = "syndicate.record"


class Record:
    """What was published before this export.

    path      the file that it stands in
    text      of that file; b"" where there is none yet
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
        *,
        is_whole: bool = True,
        is_noted: bool = True,
        learns: bool = False,
        ids: Ids = Ids("frozen"),  # noqa: B008  it does not change
        stamp: tuple[int, int, int] | None = None,
    ) -> None:
        self.path = path
        self.ids = ids
        self._settled: bytes | None = None
        self._digest_settled: bytes | None = None
        self.take(text)
        self.is_whole = is_whole and is_noted
        self.is_noted = is_noted
        self.learns = learns or is_noted
        files = text[: self._end_of_files]
        self._lines: dict[str, list[FileLine]] = {}
        self._among_files: list[ArticleLine] = []
        for line in read_lines(files, str(path)) if files else ():
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

    def take(self, text: bytes) -> None:
        """Take *text* for what stands in the file: this export has written it."""
        self.text = text
        self._end_of_files = end_of_files(text)
        # Of a million articles it takes so much memory that it is not held twice.
        settled = self._settled or b""
        is_settled = bool(settled) and len(text) == self._end_of_files + len(settled) and text.endswith(settled)
        self.text_of_articles = settled if is_settled else text[self._end_of_files :]
        self._digest = self._digest_settled if is_settled else None

    @property
    def digest(self) -> bytes:
        """The digest of the text."""
        files = self.text[: self._end_of_files]
        return blake2b(files, digest_size=16, key=self.digest_of_articles or b"mixed").digest()

    @property
    def digest_of_articles(self) -> bytes:
        """The digest of the text of the articles; b"" where some stand elsewhere."""
        if self._among_files:
            return b""
        if self._digest is None:
            self._digest = _digest(self.text_of_articles)
        return self._digest

    @property
    def digest_after(self) -> bytes:
        """The same once all is published."""
        if self._settled is None:
            return self.digest_of_articles
        if self._digest_settled is None:
            self._digest_settled = _digest(self._settled)
        return self._digest_settled

    def articles(self) -> dict[str, ArticleLine]:
        """Return the articles by id; they are read only now. Raises RecordError."""
        lines: list[FileLine | ArticleLine] = [*self._among_files]
        if self.text_of_articles:
            lines += read_lines(
                self.text_of_articles, str(self.path), self.text.count(b"\n", 0, self._end_of_files) + 1
            )
        return merged(line for line in lines if isinstance(line, ArticleLine))

    def articles_after(self) -> dict[str, ArticleLine]:
        """Return the articles by id as they are once all is published."""
        if self._settled is None:
            return self.articles()
        return {line.id: line for line in read_lines(self._settled, str(self.path), 2) if isinstance(line, ArticleLine)}

    def lines(self, path: str) -> Sequence[FileLine]:
        """Return what is known of the file at *path*: more than one line where an export was killed."""
        return self._lines.get(path, ())

    @property
    def has_files(self) -> bool:
        """Whether anything is known of files."""
        return bool(self._lines)

    def digests(self) -> dict[str, set[str]]:
        """Return the digests that the file at each path may have."""
        return {path: {line.digest for line in lines} for path, lines in self._lines.items()}

    def settle(self, articles: bytes) -> None:
        """Let *articles* be the text of the articles once all is published."""
        self._settled, self._digest_settled = articles, None

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

    def text_during(self, lines: Iterable[FileLine]) -> bytes:
        """Return the text while *lines* are being published: it holds wherever the export is killed."""
        return text_of([*self._all(), *self._said(lines, is_settled=False)], self._standing())

    def text_after(
        self, lines: Collection[FileLine], removed: Collection[str], failed: Collection[str], *, keeps_old: bool
    ) -> bytes:
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
        return text_of(files, self._standing() if self._settled is None else self._settled)

    def _said(self, lines: Iterable[FileLine], *, is_settled: bool) -> Iterator[FileLine]:
        """Yield *lines*, none of which names a document of an archive before articles are said to be in that."""
        for line in lines:
            if is_settled or not line.archive:
                yield line
            else:
                known = [one.archive for one in self._lines.get(line.path, ()) if one.archive]
                yield replace(line, archive=max(known, default=""))

    def _standing(self) -> bytes:
        """Return the text of the articles as it stands."""
        if not self._among_files:
            return self.text_of_articles
        return articles_text(self.articles().values())

    def _all(self) -> Iterator[FileLine]:
        return (line for lines in self._lines.values() for line in lines)


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=16).digest()


def stamp_of(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when another file takes the place of the one at *path*; None: there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def open_record(path: Path, *, is_whole: bool, is_noted: bool, ids: Ids) -> Record:
    """Return the record in the file at *path*, an empty one where there is none.

    is_whole, is_noted, ids  as Record has them

    Raises RecordError if it is damaged, or no regular file.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise RecordError(f"{path}: is no regular file; name another place under record: in the settings")
    stamp = stamp_of(path)  # before it is read: who writes between the two is found out
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        text = b""
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); mend that, or write record: false") from error
    return Record(path, text, is_whole=is_whole, is_noted=is_noted, ids=ids, stamp=stamp)
