"""Publish into a folder: all or nothing, only what changed.

Each document is staged next to its place, under a hidden name. When all are staged, they are renamed into their places,
and each old file is backed up under another hidden name until the last rename. So every file is whole at any time, old
or new, even if the process is killed. An error or an interrupt restores the old files.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syndicate.files.portable import ON_WINDOWS, despite_readers, relative_path, system_reason
from syndicate.model.background import Task, later
from syndicate.model.digests import LARGE_BYTES, document_hash
from syndicate.model.errors import PublishError, UsageError
from syndicate.model.feed import Document
from syndicate.model.paths import shown_place
from syndicate.parts.contract import PublishedFile
from syndicate.pipeline.publish.places import Places
from syndicate.pipeline.publish.runs import RunFile, sweep_dead_runs
from syndicate.pipeline.publish.staging import (
    CHUNK_BYTES,
    NEW_FILE,
    Change,
    Finishing,
    back_up,
    bring_to_disk,
    compare,
    digest_of,
    hidden_name,
    remove,
    restore,
    sweep,
)
from syndicate.pipeline.publish.target import Removal, file_of

if TYPE_CHECKING:
    from syndicate.record.elsewhere import Folder
    from syndicate.record.lines import FileLine

_AT_ONCE = 4  # files that are brought to the disk
_UNSYNCED_MAX = 64  # files that are open

FEED_SUFFIXES = (".xml", ".json", ".rss", ".atom")


def check_folder(output: Path) -> None:
    """Raise UsageError if a file is in the place of the folder *output*, or of a folder above it, or is meant by it."""
    if str(output).startswith(("s3:", "gs:", "az:")):
        raise UsageError(
            f"output: {shown_place(str(output))} is no folder; the URL of a store has //, which a Path loses: s3://bucket/news"
        )
    if output.suffix.lower() in FEED_SUFFIXES and not os.path.lexists(output):
        advice = f"write --output {output.parent} --format NAME={output.name}, or > {output} behind one --format"
        raise UsageError(f"output: {output} is named like a file, and is to be a folder; for one file {advice}")
    for place in (output, *output.parents):
        if os.path.isdir(place):
            return
        if os.path.lexists(place):
            named = "is no folder" if place == output else f"cannot be made: {place} is no folder"
            raise UsageError(f"output: {output} {named}; name another place, or move that away")


class FolderTarget:
    """A folder of this machine as a Target.

    makes_digests  whether anybody asks for those of what is published into it
    """

    def __init__(self, folder: Path, *, makes_digests: bool = True) -> None:
        self._folder = folder
        self._makes_digests = makes_digests
        self.folder = str(folder)

    def __str__(self) -> str:
        return self.folder

    def key(self, root: str) -> str:
        return relative_path(self._folder, root)

    def check(self) -> None:
        check_folder(self._folder)

    def begin(self, *, dry_run: bool) -> _Run:
        if not dry_run:
            sweep_dead_runs(self._folder)
        return _Run(self._folder, dry_run=dry_run, makes_digests=self._makes_digests)

    def sweep(self) -> None:
        sweep_dead_runs(self._folder)

    def stamp(self, path: str) -> tuple[int, int] | None:
        """Return size in bytes and time of change in ns of the regular file at *path*; None: there is none."""
        try:
            found = os.lstat(self._folder / path)
        except OSError:
            return None
        return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None

    def e_tag(self, path: str) -> str:  # noqa: ARG002
        return ""

    def digest(self, path: str) -> str | None:
        return digest_of(str(self._folder / path))

    def beginning(self, path: str) -> bytes:
        from syndicate.record.foreign import BEGINNING_BYTES

        try:
            with open(self._folder / path, "rb", buffering=0) as file:
                return file.read(BEGINNING_BYTES) if self.stamp(path) else b""
        except OSError:
            return b""

    def stands(self) -> bool:
        return self._folder.is_dir() and any(self._folder.iterdir())

    def place(self) -> Folder:
        from syndicate.record.elsewhere import Folder

        return Folder(self._folder)


class _Run:
    """One publication into a folder: what was done so far, and must be undone on a failure.

    Each step is noted before it is taken, so that an interrupt between the two leaves no unknown change.
    """

    def __init__(self, directory: Path, *, dry_run: bool, makes_digests: bool) -> None:
        self.directory = directory
        self.dry_run = dry_run
        self.makes_digests = makes_digests
        self.places = Places(directory)
        self._published: list[PublishedFile] = []
        self._unfinished: dict[str, Finishing] = {}  # by the paths of their documents
        self._unsynced: list[tuple[str, int]] = []  # path of a small document, and the descriptor of its file
        self.changes: list[Change] = []
        self.made: list[str] = []  # folders, outermost first
        self.is_replaced = False
        self.run_file = RunFile(os.path.realpath(directory))

    def stage(self, document: Document, cache_control: str, before: Sequence[FileLine] | None) -> None:  # noqa: ARG002
        """Compare *document* with the file in its place and, if they differ, write it next to that file."""
        with self._sentence(document.path):
            target = self.places.target(document.path)
            state, mode = compare(target, document)
            if state != "unchanged" and not self.dry_run:
                self._write(document, target, mode)
        digest = ""
        if self.makes_digests and document.path not in self._unfinished:
            made = document_hash(document.size_bytes)
            for chunk in document.chunks():
                made.update(chunk)
            digest = made.hexdigest()
        self._published.append(file_of(document, state=state, digest=digest))

    @property
    def published(self) -> list[PublishedFile]:
        self._finish()
        return self._published

    def _sync(self) -> None:
        """Have the small files on the disk: several at a time, for a disk takes hardly longer than for one."""

        def sync(unsynced: list[tuple[str, int]]) -> None:
            for one in unsynced:
                with self._sentence(one[0]):
                    bring_to_disk(one[1])
                    self._unsynced.remove(one)
                    os.close(one[1])  # some disks say here alone that they are full

        shares = (self._unsynced[first::_AT_ONCE] for first in range(_AT_ONCE))
        tasks = [Task(partial(sync, share)) for share in shares if share]
        try:
            for task in tasks:
                task.start()
            for task in tasks:
                task.end()
        finally:
            for task in tasks:  # after a failure, or an interrupt
                task.wait()
            _close(self._unsynced)

    def _finish(self) -> None:
        """Have all that is staged whole, and on the disk."""
        self._sync()
        for place, file in enumerate(self._published):
            if file.path in self._unfinished:
                with self._sentence(file.path):
                    self._published[place] = replace(file, digest=self._unfinished[file.path].end())
                del self._unfinished[file.path]

    def _stop(self, paths: Iterable[str]) -> None:
        for path in paths:
            if path in self._unfinished:
                self._unfinished[path].stop()
                del self._unfinished[path]

    def remove(self, removal: Removal) -> None:
        """Stage a removal; what is no regular file in the folder with the bytes of then stays where it is."""
        try:
            target = self.places.target(removal.path, is_removed=True)
        except PublishError:  # it would lead out by a link, or a document of now stands in its way
            return
        digest = next((one for one in removal.digests if digest_of(target, one) == one), "")
        if not digest:
            return
        size = os.lstat(target).st_size
        if not self.dry_run:
            self.changes.append(Change(path=removal.path, target=target, staged=""))
        self._published.append(
            PublishedFile(path=removal.path, media_type="", size_bytes=size, state="removed", digest=digest)
        )

    def leave(self, file: PublishedFile) -> None:
        with self._sentence(file.path):
            self.places.target(file.path)
        self._published.append(file)

    def retract(self, paths: frozenset[str]) -> None:
        self._sync()
        self._stop(paths)
        for change in self.changes:
            if change.path in paths:
                remove(change.staged)
        self.changes = [change for change in self.changes if change.path not in paths]
        self._published = [published for published in self._published if published.path not in paths]
        self.places.free(paths)
        for folder in reversed(self.made.copy()):
            with suppress(OSError):  # Another document is in it.
                os.rmdir(folder)
                self.made.remove(folder)

    def replace(self) -> None:
        """Rename all staged files into their places, with backups until the last rename."""
        self._finish()
        for change in self.changes:
            with self._sentence(change.path):
                back_up(change)
        for change in self.changes:
            with self._sentence(change.path):
                change.is_replacing = True
                if change.staged:
                    despite_readers(os.replace, change.staged, change.target)
                else:
                    despite_readers(os.unlink, change.target)
        self.is_replaced = True
        sweep(self.changes)

    def clean(self) -> None:
        """Remove every hidden file of this run; unless everything was replaced, restore the old files first.

        Raises PublishError if an old file could not be restored; the message names its backup.
        """
        lost = []
        _close(self._unsynced)
        self._stop(list(self._unfinished))
        for change in self.changes:
            if change.is_replacing and not self.is_replaced and not os.path.lexists(change.staged):
                try:
                    restore(change)
                except OSError as error:
                    change.is_lost = True
                    place = (
                        f"what stood there is kept as {change.backup}"
                        if change.backup
                        else "it is there now; remove it"
                    )
                    lost.append(f"{self._name(change.path)}: cannot be put back: {system_reason(error)}; {place}")
            change.is_replacing = False
            remove(change.staged)
            if change.backup and not change.is_lost:
                if change.is_large:  # the system takes long
                    later(partial(remove, change.backup))
                else:
                    remove(change.backup)
        self.changes.clear()
        self.run_file.close()
        if not self.is_replaced:
            for folder in reversed(self.made):
                with suppress(OSError):  # Never made, or somebody else has put something in it.
                    os.rmdir(folder)
        if lost:
            raise PublishError("; ".join(lost))

    def _write(self, document: Document, target: str, mode: int | None) -> None:
        folder = os.path.dirname(target)
        # Another publish may fail meanwhile, and remove the folder that it made and this one found: make it again.
        for _ in range(3):
            self._make(folder)
            try:
                self.run_file.note(folder)
            except FileNotFoundError:
                continue
            change = Change(path=document.path, target=target, staged=hidden_name(folder, ".new"))
            self.changes.append(change)
            try:
                descriptor = os.open(change.staged, NEW_FILE, 0o666)
                break
            except FileNotFoundError:
                self.changes.pop()
        else:
            raise FileNotFoundError(None, "the folder disappears while it is written to")
        finishing: Finishing | None = None
        if document.size_bytes >= LARGE_BYTES:
            change.is_large = True
            finishing = self._unfinished[document.path] = Finishing(change.staged, descriptor, document.size_bytes)
        else:
            self._unsynced.append((document.path, descriptor))
        # On Windows a mode says no more than read-only; and a disk that knows no modes refuses to have them set.
        if mode is not None and not ON_WINDOWS and stat.S_IMODE(os.fstat(descriptor).st_mode) != mode:
            os.chmod(change.staged, mode)  # Before the first byte, so that nobody reads more than the old mode allows.
        if finishing is not None:
            finishing.begin()
        for chunk in document.chunks():
            rest = memoryview(chunk)
            while rest:
                rest = rest[os.write(descriptor, rest[:CHUNK_BYTES]) :]
        change.written_at = os.fstat(descriptor).st_mtime
        if finishing is not None:
            finishing.go_on()
        elif len(self._unsynced) == _UNSYNCED_MAX:
            self._sync()

    def _make(self, folder: str) -> None:
        missing = []
        while not os.path.isdir(folder):
            missing.append(folder)
            folder = os.path.dirname(folder)
        for step in reversed(missing):
            self.made.append(step)
            try:
                os.mkdir(step)
            except FileExistsError:
                self.made.pop()  # Another process made it, so it is not ours to remove.
                if not os.path.isdir(step):
                    raise

    def _name(self, path: str) -> str:
        return str(self.directory / path)

    @contextmanager
    def _sentence(self, path: str) -> Iterator[None]:
        """Turn an error of the system about *path* into a PublishError."""
        try:
            yield
        except (OSError, UnicodeError) as error:
            raise PublishError(
                f"{self._name(path)}: cannot be written: {system_reason(error)}; what stood in the output folder still stands"
            ) from error


def _close(unsynced: list[tuple[str, int]]) -> None:
    while unsynced:
        with suppress(OSError):
            os.close(unsynced.pop()[1])
