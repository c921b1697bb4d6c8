"""The texts of an index, in a file of their own beside it, so that nobody reads all of them to seal a change of one.

Nothing in it is believed: the index, which is sealed, says where a text stands and what its digest is. So a file that
is damaged, cut off, of another index or by somebody else costs no more than the texts that it does not hold.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import FileIO

from syndicate.files.portable import despite_readers
from syndicate.files.private import open_private

_MAGIC = b"texts of syndicate\n"


class TextFile:
    """The file at *path*, opened when it is asked for something.

    is_written  whether it may be made and changed
    end         its size in bytes; 0: nobody has looked
    """

    def __init__(self, path: str, *, is_written: bool) -> None:
        self.end = 0
        self._path = path
        self._is_written = is_written
        self._file: FileIO | None = None

    def _open(self) -> FileIO:
        """Open the file. Raises OSError, for one that somebody else made, too."""
        if self._file is not None:
            return self._file
        flags = os.O_RDWR | os.O_CREAT if self._is_written else os.O_RDONLY
        file = FileIO(open_private(self._path, flags), "r+" if self._is_written else "r")
        found = file.read(len(_MAGIC)) or b""
        if self._is_written and found != _MAGIC and _MAGIC.startswith(found):  # of an export that got no further
            self._write(file, 0, _MAGIC)
        elif found != _MAGIC:
            file.close()
            raise OSError(0, f"{self._path} holds no texts of an index; move it away")
        self.end = file.seek(0, os.SEEK_END)
        self._file = file
        return file

    def is_there(self) -> bool:
        return os.path.lexists(self._path)

    def append(self, text: bytes) -> int:
        """Write *text* behind all others; return where it stands. Raises OSError."""
        file = self._open()
        at = self.end
        self._write(file, at, text)
        self.end = at + len(text)
        return at

    def _write(self, file: FileIO, at: int, text: bytes) -> None:
        file.seek(at)
        if file.write(text) != len(text):
            raise OSError(0, "the disk is full")

    def read(self, at: int, size_bytes: int) -> bytes:
        with suppress(OSError):
            file = self._open()
            file.seek(at)
            return file.read(size_bytes) or b""
        return b""

    def gather(self, places: Iterable[tuple[int, int]]) -> Iterator[int]:
        """Move texts together, and what is between them out; yield where each stands then. Raises OSError.

        places  where they stand and how long they are, in the order of the file
        """
        file = self._open()
        end = len(_MAGIC)
        for at, size_bytes in places:
            if at != end:
                self._write(file, end, self.read(at, size_bytes))
            yield end
            end += size_bytes
        file.truncate(end)
        self.end = end

    def remove(self) -> None:
        with suppress(OSError):
            if self.is_there():
                self._open()
                self.close()
                despite_readers(os.unlink, self._path)

    def close(self) -> None:
        """Close the file; it can be asked again."""
        if self._file is not None:
            self._file.close()
            self._file = None
