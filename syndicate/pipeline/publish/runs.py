"""Which runs are alive, and where their hidden files lie: so what a killed one left is swept by the next export.

Beside the files that it stages, a run keeps a file in the output folder: locked as long as its process lives, on any
machine that shares the disk, and with a line for each folder in which it has put hidden files.
"""

from __future__ import annotations

import os
from contextlib import suppress

from syndicate.files.inside import place_inside
from syndicate.files.portable import relative_path
from syndicate.files.private import lock, open_private, unlock
from syndicate.pipeline.publish.staging import HIDDEN, hidden_name, remove, remove_open

_FIRST_LINE = b"syndicate: files on their way to their places, in these folders:\n"
_MOST_BYTES = 1 << 20


class RunFile:
    """The file of one run that publishes into the folder *root*; made when the first folder is noted."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._path = ""
        self._descriptor = -1
        self._folders: set[str] = set()

    def note(self, folder: str) -> None:
        """Note that hidden files are put into *folder*; it is the root or below it, and is there."""
        if folder in self._folders:
            return
        while self._descriptor < 0:
            self._path = hidden_name(self._root, ".new")
            self._descriptor = open_private(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
            with suppress(OSError):  # A disk without locks: nobody takes this run for dead, and nobody sweeps at once.
                lock(self._descriptor)
            if not os.fstat(self._descriptor).st_nlink:
                unlock(self._descriptor)  # Another export came between, and swept it.
                self._descriptor = -1
                continue
            os.write(self._descriptor, _FIRST_LINE)
        os.write(self._descriptor, os.fsencode(relative_path(folder, self._root)) + b"\n")
        self._folders.add(folder)

    def close(self) -> None:
        """Remove the file; calling it twice does no harm."""
        if self._descriptor >= 0:
            remove_open(self._path, self._descriptor)
            self._descriptor = -1


def sweep_dead_runs(root: str | os.PathLike[str]) -> None:
    """Remove what runs without a living process left in the folder *root* and below."""
    root = os.fspath(root)
    with suppress(OSError), os.scandir(root) as entries:
        for entry in entries:
            if (hidden := HIDDEN.fullmatch(entry.name)) and entry.name.endswith(".new"):
                with suppress(OSError):
                    _sweep_if_dead(root, entry.path, f".syndicate-{hidden['pid']}-{hidden['run']}-")


def _sweep_if_dead(root: str, path: str, begin: str) -> None:
    """If the file at *path* is that of a run which is dead, remove all whose names have its *begin*, itself last."""
    descriptor, is_dead = open_private(path, os.O_RDWR), False
    try:
        read = os.read(descriptor, _MOST_BYTES)
        if not read.startswith(_FIRST_LINE):
            return
        lock(descriptor)
        if not os.fstat(descriptor).st_nlink:
            return  # The run has ended meanwhile, and its process may have begun another.
        for folder in os.fsdecode(read[len(_FIRST_LINE) :]).splitlines():
            place = place_inside(root, folder)
            with suppress(OSError), os.scandir(place or root) as entries:
                for entry in entries:
                    if entry.name.startswith(begin) and HIDDEN.fullmatch(entry.name) and entry.path != path:
                        remove(entry.path)
        is_dead = True
    finally:
        if is_dead:
            remove_open(path, descriptor)
        else:
            unlock(descriptor)
