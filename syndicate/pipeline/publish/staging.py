"""Hidden files next to their places: staged, backed up, restored, swept. Each function is one step of publish().

A hidden name is ``.syndicate-<pid>-<run>-<number>.new`` (staged, or the file of a run: see `runs`) or
``...-<number>-<seconds>.old`` (backup).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from errno import EINVAL, ENOSYS, ENOTSUP
from itertools import count
from threading import Event
from typing import Literal

import msgspec

from syndicate.files.portable import ON_WINDOWS, despite_readers
from syndicate.files.private import unlock
from syndicate.model.background import Task
from syndicate.model.digests import digest_of_open, document_hash, take_rest
from syndicate.model.feed import Document, LongDocument

CHUNK_BYTES = 1 << 20
_SWEPT_AFTER_SECONDS = 3600
_LOOK_SECONDS = 0.02
HIDDEN = re.compile(r"\.syndicate-(?P<pid>\d{1,10})-(?P<run>[0-9a-f]{8})-\d+(?:-(?P<seconds>\d+))?\.(?:new|old)")
# Two processes with one pid (after a restart, or in two containers) differ in this; it is in no published byte.
RUN = os.urandom(4).hex()
_NUMBERS = count()
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


class Change(msgspec.Struct, kw_only=True):
    """A file that is to replace another, or a file that is to go."""

    path: str  # of the document
    target: str
    staged: str  # "": the file goes
    backup: str = ""  # of the old file; "": there was none
    written_at: float = 0.0  # seconds, by the clock of the disk
    is_large: bool = False
    is_replacing: bool = False
    is_lost: bool = False  # the backup could not be put back


def compare(target: str, document: Document) -> tuple[Literal["new", "changed", "unchanged"], int | None]:
    """Return the state of *target* if *document* were written there, and the mode to keep, None where there is none."""
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
    return ("unchanged" if found.st_size == document.size_bytes and _is_same(target, document) else "changed"), mode


def _is_same(target: str, document: Document) -> bool:
    try:
        with open(target, "rb", buffering=0) as file:
            at = 0
            for piece in document.pieces if isinstance(document, LongDocument) else ():
                if isinstance(piece, bytes):  # what is new tells soonest
                    file.seek(at)
                    if file.read(len(piece)) != piece:
                        return False
                at += len(piece) if isinstance(piece, bytes) else piece.size_bytes
            file.seek(0)
            for chunk in document.chunks():
                for offset in range(0, len(chunk), CHUNK_BYTES):
                    found = file.read(min(CHUNK_BYTES, len(chunk) - offset))
                    if not found or not chunk.startswith(found, offset):
                        return False
            return not file.read(1)
    except (FileNotFoundError, PermissionError):
        return False  # Deleted meanwhile, or not ours to read; it can be replaced all the same.


def digest_of(target: str, like: str = "") -> str | None:
    """Return the digest of the regular file at *target*, as PublishedFile has it; None: there is none, or no access.

    like  as document_hash() takes it
    """
    try:
        if not stat.S_ISREG(os.lstat(target).st_mode):
            return None
        with open(target, "rb", buffering=0) as file:
            return digest_of_open(file, like)
    except OSError:
        return None


def bring_to_disk(descriptor: int) -> None:
    """Have what is written to *descriptor* on the disk; a file system that cannot say when it is there is believed."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (EINVAL, ENOSYS, ENOTSUP):
            raise


class Finishing:
    """What threads do for a large file while it is written, and go on with while others are: its digest, and that it
    is on the disk.

    path        of the file, which is read for its digest: nothing is held in memory for that
    descriptor  by which it is written; closed by end() or stop()
    """

    def __init__(self, path: str, descriptor: int, size_bytes: int) -> None:
        self._file = open(path, "rb", buffering=0)  # noqa: SIM115  stop() closes it
        self._descriptor = descriptor
        self._size_bytes = size_bytes
        self._digest = ""
        self._is_written = Event()
        self._tasks = Task(self._make_digest), Task(self._bring_to_disk)

    def begin(self) -> None:
        for task in self._tasks:
            task.start()

    def _make_digest(self) -> None:
        digest, is_whole = document_hash(self._size_bytes), False  # what it is made by is loaded here, too
        while not is_whole:
            is_whole = self._is_written.wait(_LOOK_SECONDS)
            take_rest(digest, self._file)
        if self._file.tell() != self._size_bytes:
            raise OSError(None, "what was written is not there whole")
        self._digest = digest.hexdigest()

    def _bring_to_disk(self) -> None:
        while not self._is_written.wait(_LOOK_SECONDS):
            bring_to_disk(self._descriptor)
        bring_to_disk(self._descriptor)

    def go_on(self) -> None:
        """Take in that all is written."""
        self._is_written.set()

    def end(self) -> str:
        """Return the digest when all is done. Raises OSError."""
        self.go_on()
        for task in self._tasks:
            task.end()
        self.stop()
        return self._digest

    def stop(self) -> None:
        """Do no more; calling it twice does no harm."""
        self.go_on()
        for task in self._tasks:
            task.wait()
        self._file.close()
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)


def back_up(change: Change) -> None:
    """Give the old file of *change* a second name; it stays in its place too."""
    change.backup = hidden_name(os.path.dirname(change.target), f"-{max(0, int(change.written_at))}.old")
    try:
        if os.path.islink(change.target):
            os.symlink(os.readlink(change.target), change.backup)
        else:
            os.link(change.target, change.backup)
    except FileNotFoundError:
        change.backup = ""
    except OSError:
        # A disk without hard links (FAT), or a system that denies them for somebody else's file:
        # some say so before they look whether there is one.
        import shutil

        try:
            shutil.copyfile(change.target, change.backup, follow_symlinks=False)
        except FileNotFoundError:
            change.backup = ""
        else:
            with suppress(OSError):  # such a disk may know no modes either
                shutil.copystat(change.target, change.backup, follow_symlinks=False)


def restore(change: Change) -> None:
    """Restore the old file of *change*, or remove the new one if there was none; calling it twice does no harm."""
    with suppress(FileNotFoundError):
        if change.backup:
            despite_readers(os.replace, change.backup, change.target)
        else:
            despite_readers(os.unlink, change.target)


def _is_left(entry: os.DirEntry[str], hidden: re.Match[str], written_at: float) -> bool:
    """Tell whether a killed run left *entry*: its process has ended, and it is an hour older than our own file.

    Both times are by the disk's clock, which may not be this machine's. A backup has the time of the old file, so its
    name says when it was made.
    """
    made_at = float(hidden["seconds"] or entry.stat(follow_symlinks=False).st_mtime)
    if written_at - made_at <= _SWEPT_AFTER_SECONDS:
        return False
    return has_ended(int(hidden["pid"]), hidden["run"])


def has_ended(pid: int, run: str) -> bool:
    """Tell whether the export *run* of the process *pid* of this machine is sure to have ended."""
    if pid == os.getpid():
        return run != RUN
    if ON_WINDOWS:
        return False  # os.kill(pid, 0) would be Ctrl-C there.
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        pass  # It is another user's.
    return False


def hidden_name(folder: str, end: str) -> str:
    return os.path.join(folder, f".syndicate-{os.getpid()}-{RUN}-{next(_NUMBERS)}{end}")


def remove(path: str) -> None:
    # A file that cannot be removed is swept by a later run; the export has not failed.
    with suppress(OSError):
        despite_readers(os.unlink, path)


def remove_open(path: str, descriptor: int) -> None:
    """Remove the file at *path*, which is open as *descriptor*, and close that; Windows wants it closed first."""
    if ON_WINDOWS:
        unlock(descriptor)
    remove(path)
    if not ON_WINDOWS:
        unlock(descriptor)  # a lock on it ends only here


def sweep(changes: Iterable[Change]) -> None:
    """Remove what killed runs left in the folders that *changes* wrote to."""
    for folder, written_at in {os.path.dirname(change.target): change.written_at for change in changes}.items():
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                hidden = HIDDEN.fullmatch(entry.name)
                if hidden and _is_left(entry, hidden, written_at):
                    remove(entry.path)
