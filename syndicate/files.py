"""Publish documents: all or nothing, only what changed.

Each document is staged beside its place, under a hidden name; when all are, they are renamed into their places, and what
stood there is kept under another hidden name until the last rename. So a reader, and a killed process, find each file
whole, old or new; an error or an interrupt puts back what stood before.

A hidden name is ``.syndicate-<pid>-<run>-<number>.new`` (staged) or ``...-<number>-<seconds>.old`` (kept).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Literal

import msgspec

from syndicate.errors import PublishError, excerpt
from syndicate.model import Document
from syndicate.paths import folded_name, path_parts

_CHUNK_BYTES = 1 << 20
_SWEPT_AFTER_SECONDS = 3600
_HIDDEN = re.compile(r"\.syndicate-(?P<pid>\d{1,10})-(?P<run>[0-9a-f]{8})-\d+(?:-(?P<seconds>\d+))?\.(?:new|old)")
# Two processes with one pid (after a restart, or in two containers) differ in this; it reaches no published byte.
_RUN = os.urandom(4).hex()
_NUMBERS = count()


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A document in its place."""

    path: str  # relative to the output folder, "/" between its parts
    state: Literal["new", "changed", "unchanged"]
    size_bytes: int
    entry_count: int = 0  # articles in it
    media_type: str


class Withdrawal(msgspec.Struct, frozen=True):
    """Stands among documents and takes earlier ones back: their feed turned out not to be fit for publishing."""

    paths: frozenset[str]


def publish(documents: Iterable[Document | Withdrawal], directory: Path, *, dry_run: bool = False) -> list[Published]:
    """Put *documents* in their places under *directory*; files whose bytes would not change are not touched.

    documents  taken one at a time; what they raise passes through, and nothing is published
    directory  the output folder; made if it is missing and there is something to put in it
    dry_run    compare and tell, write nothing

    An interrupt before the last rename leaves everything as it was; one after it, everything published.

    Raises PublishError, which names the file and the reason, if a path leads out of *directory* or is used twice, or if
    a file cannot be written; whatever stood there before still stands.
    """
    run = _Run(Path(directory))
    # A second interrupt may come while the first is being answered: clean() can be run again from any point.
    try:
        try:
            for document in documents:
                if isinstance(document, Withdrawal):
                    run.withdraw(document.paths)
                else:
                    run.stage(document, dry_run=dry_run)
            run.replace()
        finally:
            run.clean()
    except BaseException:
        run.clean()
        raise
    return run.published


class _Change(msgspec.Struct, kw_only=True):
    """A file on its way into its place."""

    path: str  # of the document
    target: str
    staged: str
    kept: str = ""  # what stood in the place; "": nothing did
    written_at: float = 0.0  # seconds, by the clock of the disk
    is_replacing: bool = False
    is_lost: bool = False  # what was kept could not be put back


class _Run:
    """One call of publish(): what was done so far, and so what must be undone.

    Each step is noted before it is taken, so that an interrupt between the two leaves nothing unknown.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.root = os.path.realpath(directory)
        self.published: list[Published] = []
        self.changes: list[_Change] = []
        self.made: list[str] = []  # folders, outermost first
        self.folders: dict[tuple[str, ...], str] = {}  # parts of a path -> the folder they lead to
        self.places: dict[str, str] = {}  # folded place -> the path of the document that takes it
        self.ways: dict[str, str] = {}  # folded folder -> the path of a document below it
        self.is_replaced = False

    def stage(self, document: Document, *, dry_run: bool) -> None:
        """Compare *document* with what stands in its place and, where they differ, write it beside that place."""
        path, body = document.path, document.body
        with self._sentence(path):
            target = self._target(path)
            state, mode = _compare(target, body)
            if state != "unchanged" and not dry_run:
                self._write(path, target, body, mode)
        published = Published(
            path=path,
            state=state,
            size_bytes=len(body),
            entry_count=document.entry_count,
            media_type=document.media_type,
        )
        self.published.append(published)

    def withdraw(self, paths: frozenset[str]) -> None:
        """Forget the documents of *paths*, as if they had never come."""
        for change in self.changes:
            if change.path in paths:
                _remove(change.staged)
        self.changes = [change for change in self.changes if change.path not in paths]
        self.published = [published for published in self.published if published.path not in paths]
        self.places = {place: path for place, path in self.places.items() if path not in paths}
        self.ways = {way: path for way, path in self.ways.items() if path not in paths}
        for folder in reversed(self.made.copy()):
            with suppress(OSError):  # Another document is in it.
                os.rmdir(folder)
                self.made.remove(folder)

    def replace(self) -> None:
        """Rename what was staged, keeping what it replaces until all is renamed."""
        for change in self.changes:
            with self._sentence(change.path):
                _keep(change)
        for change in self.changes:
            with self._sentence(change.path):
                change.is_replacing = True
                os.replace(change.staged, change.target)
        self.is_replaced = True
        self._sweep()

    def clean(self) -> None:
        """Remove every hidden file of this run, having first put back what it replaced unless all of it is replaced.

        Raises PublishError if something could not be put back; the message says where it is kept.
        """
        lost = []
        for change in self.changes:
            if change.is_replacing and not self.is_replaced and not os.path.lexists(change.staged):
                try:
                    _restore(change)
                except OSError as error:
                    change.is_lost = True
                    place = (
                        f"what stood there is kept as {change.kept}" if change.kept else "it is there now; remove it"
                    )
                    lost.append(f"{self._name(change.path)}: cannot be put back: {_reason(error)}; {place}")
            change.is_replacing = False
            _remove(change.staged)
            if change.kept and not change.is_lost:
                _remove(change.kept)
        if not self.is_replaced:
            for folder in reversed(self.made):
                with suppress(OSError):  # Never made, or somebody else has put something in it.
                    os.rmdir(folder)
        if lost:
            raise PublishError("\n".join(lost))

    def _target(self, path: str) -> str:
        """Return where *path* leads, every link on the way followed; the file itself may be a link and is not."""
        *way, name = path_parts(path)
        folder = self.folders.get(tuple(way))
        if folder is None:
            folder = os.path.realpath(os.path.join(self.root, *way))
            if folder != self.root and not folder.startswith(self.root.rstrip(os.sep) + os.sep):
                raise PublishError(
                    f"{self._name(path)}: leads out of the output folder by a link, to {excerpt(folder, 200)}; "
                    "remove the link"
                )
            self.folders[tuple(way)] = folder
        target = os.path.join(folder, name)
        self._claim(path, os.path.relpath(target, self.root).split(os.sep))
        return target

    def _claim(self, path: str, place: list[str]) -> None:
        folded = [folded_name(part) for part in place]
        key = "/".join(folded)
        if key in self.places:
            other = self.places[key]
            if other == path:
                raise PublishError(f"{excerpt(path, 200)}: two documents have this path; give one of them another")
            raise PublishError(
                f"{excerpt(path, 200)}: is one file with {excerpt(other, 200)} on some systems; give one another name"
            )
        if key in self.ways:
            raise PublishError(
                f"{excerpt(path, 200)}: is also a folder, for {excerpt(self.ways[key], 200)}; rename one"
            )
        for length in range(1, len(folded)):
            way = "/".join(folded[:length])
            if way in self.places:
                raise PublishError(
                    f"{excerpt(path, 200)}: needs a folder where {excerpt(self.places[way], 200)} is a file; rename one"
                )
            self.ways.setdefault(way, path)
        self.places[key] = path

    def _write(self, path: str, target: str, body: bytes, mode: int | None) -> None:
        folder = os.path.dirname(target)
        # Another publish may fail just then, and remove the folder that it made and we found: we make it again.
        for _ in range(3):
            self._make(folder)
            change = _Change(path=path, target=target, staged=_hidden(folder, ".new"))
            self.changes.append(change)
            try:
                descriptor = os.open(change.staged, _NEW_FILE, 0o666)
                break
            except FileNotFoundError:
                self.changes.pop()
        else:
            raise FileNotFoundError(None, "the folder disappears while it is written to")
        try:
            if mode is not None:
                os.chmod(change.staged, mode)  # Before the first byte: who could not read the old file gets no glimpse.
            rest = memoryview(body)
            while rest:
                rest = rest[os.write(descriptor, rest[:_CHUNK_BYTES]) :]
            os.fsync(descriptor)
            change.written_at = os.fstat(descriptor).st_mtime
        finally:
            os.close(descriptor)

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
                self.made.pop()  # Somebody else was first, so it is not ours to remove.
                if not os.path.isdir(step):
                    raise

    def _sweep(self) -> None:
        """Remove what killed runs left in the folders that this one wrote to."""
        for folder, written_at in {
            os.path.dirname(change.target): change.written_at for change in self.changes
        }.items():
            with suppress(OSError), os.scandir(folder) as entries:
                for entry in entries:
                    hidden = _HIDDEN.fullmatch(entry.name)
                    if hidden and _is_left(entry, hidden, written_at):
                        _remove(entry.path)

    def _name(self, path: str) -> str:
        return str(self.directory / path)

    @contextmanager
    def _sentence(self, path: str) -> Iterator[None]:
        """Turn what the system has to say about *path* into a PublishError."""
        try:
            yield
        except (OSError, UnicodeError) as error:
            raise PublishError(
                f"{self._name(path)}: cannot be written: {_reason(error)}; what stood in the output folder still stands"
            ) from error


_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def _compare(target: str, body: bytes) -> tuple[Literal["new", "changed", "unchanged"], int | None]:
    """Return the state that *body* gives *target*, and the mode to keep, None where there is none."""
    try:
        found = os.lstat(target)
    except FileNotFoundError:
        return "new", None
    if stat.S_ISLNK(found.st_mode):
        return "changed", None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(None, "a folder stands in its place")
    if not stat.S_ISREG(found.st_mode):
        raise OSError(None, "what stands in its place is no file")
    mode = stat.S_IMODE(found.st_mode) & 0o777
    return ("unchanged" if found.st_size == len(body) and _is_same(target, body) else "changed"), mode


def _is_same(target: str, body: bytes) -> bool:
    try:
        with open(target, "rb", buffering=0) as file:
            offset = 0
            while chunk := file.read(_CHUNK_BYTES):
                if not body.startswith(chunk, offset):
                    return False
                offset += len(chunk)
            return offset == len(body)
    except (FileNotFoundError, PermissionError):
        return False  # Gone since, or not ours to read; it can be replaced all the same.


def _keep(change: _Change) -> None:
    """Give what stands in the place of *change* a second name; it is still there under the first."""
    change.kept = _hidden(os.path.dirname(change.target), f"-{max(0, int(change.written_at))}.old")
    try:
        if os.path.islink(change.target):
            os.symlink(os.readlink(change.target), change.kept)
        else:
            os.link(change.target, change.kept)
    except FileNotFoundError:
        change.kept = ""
    except OSError:
        # A disk without hard links (FAT), or a system that denies them for somebody else's file.
        import shutil

        shutil.copy2(change.target, change.kept, follow_symlinks=False)


def _restore(change: _Change) -> None:
    """Put back what stood in the place of *change*, or nothing if nothing did; done already is done."""
    with suppress(FileNotFoundError):
        if change.kept:
            os.replace(change.kept, change.target)
        else:
            os.unlink(change.target)


def _is_left(entry: os.DirEntry[str], hidden: re.Match[str], written_at: float) -> bool:
    """Tell whether a killed run left *entry*: its process is gone, and it is an hour older than our own file.

    Both ages are by the disk's clock, which may not be this machine's. A kept file has its old age and so tells in its
    name when it was kept.
    """
    made_at = float(hidden["seconds"] or entry.stat(follow_symlinks=False).st_mtime)
    if written_at - made_at <= _SWEPT_AFTER_SECONDS:
        return False
    pid = int(hidden["pid"])
    if pid == os.getpid():
        return hidden["run"] != _RUN
    if os.name == "nt":
        return False  # os.kill(pid, 0) would be Ctrl-C there.
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False
    return False


def _hidden(folder: str, end: str) -> str:
    return os.path.join(folder, f".syndicate-{os.getpid()}-{_RUN}-{next(_NUMBERS)}{end}")


def _remove(path: str) -> None:
    # A file that cannot be removed is swept by a later run; it is no reason to call the export failed.
    with suppress(OSError):
        os.unlink(path)


def _reason(error: OSError | UnicodeError) -> str:
    return getattr(error, "strerror", None) or str(error)
