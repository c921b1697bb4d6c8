"""The record of one output folder: which of its files are ours, and what an export makes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from syndicate.model.errors import RecordError
from syndicate.parts.contract import PublishedFile
from syndicate.record.lines import FileLine, read_lines, text_of

FILENAME = "syndicate.record"


class Record:
    """What was published before this export.

    path      the file that it stands in
    text      of that file; b"" where there is none yet
    is_whole  whether this export writes all that belongs into the output folder; another one only adds to the record
    """

    def __init__(self, path: Path, text: bytes = b"", *, is_whole: bool = True) -> None:
        self.path = path
        self.text = text
        self.is_whole = is_whole
        self._lines: dict[str, list[FileLine]] = {}
        for line in read_lines(text, str(path)) if text else ():
            self._lines.setdefault(line.path, []).append(line)

    def emptied(self, entry: str) -> dict[str, str]:
        """Return the topics that had a feed of *entry*, each with the path of that."""
        return {line.topic: line.path for line in self._all() if line.topic and line.feed == entry}

    def obsolete(self, written: Collection[str], failed: Collection[str]) -> Iterator[tuple[str, frozenset[str]]]:
        """Yield path and digests of each file that is not among those *written* now.

        failed  paths of the entries whose feeds are left out because a part fails: their files stay
        """
        for path, lines in sorted(self._lines.items()) if self.is_whole else ():
            if path not in written and not any(line.feed in failed for line in lines):
                yield path, frozenset(line.digest for line in lines)

    def agrees(self, files: Iterable[PublishedFile]) -> bool:
        """Tell whether the record says of *files*, and of no other, that they are published."""
        return {line.path: line.digest for line in self._all()} == {file.path: file.digest for file in files}

    def text_during(self, lines: Iterable[FileLine]) -> bytes:
        """Return the text while *lines* are being published: it holds wherever the export is killed."""
        return text_of([*self._all(), *lines])

    def text_after(
        self, lines: Collection[FileLine], removed: Collection[str], failed: Collection[str], *, keeps_old: bool
    ) -> bytes:
        """Return the text once *lines* are published and the files at the paths *removed* have gone.

        failed     as obsolete() takes it
        keeps_old  files that are not written any more stay ours
        """
        said = {line.path for line in lines}.union(removed)
        stays = keeps_old or not self.is_whole
        return text_of(
            [*lines, *(one for one in self._all() if one.path not in said and (stays or one.feed in failed))]
        )

    def _all(self) -> Iterator[FileLine]:
        return (line for lines in self._lines.values() for line in lines)


def open_record(path: Path, *, is_whole: bool = True) -> Record:
    """Return the record in the file at *path*, an empty one where there is none.

    is_whole  as Record has it

    Raises RecordError if it is damaged, or no regular file.
    """
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise RecordError(f"{path}: is no regular file; name another place under record: in the settings")
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        text = b""
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}); mend that, or write record: false") from error
    return Record(path, text, is_whole=is_whole)
