"""The file of an index: one export at a time uses it. A damaged index is made anew, a foreign file is left alone.

Beside it lies a file with the same name and ".sum". That file is locked while the index is in use, and holds the
index's checksum from when it was closed. An index that does not match its checksum was half written, or changed by
something else.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

from syndicate.index.checksum import checksum
from syndicate.store.known import KnownUnusableError

VERSION = 4  # of the tables; an older index is made anew
_APPLICATION_ID = 0x53594E44  # "SYND"
_MAGIC = b"SQLite format 3\0"


class IndexFile:
    """An index that is open and locked.

    connection  in autocommit mode; a transaction is open from the first change to save()
    is_new      it is empty: the file was missing, older or damaged
    is_damaged  the file did not match its checksum
    """

    def __init__(self, path: Path) -> None:
        """Open *path*. Raises KnownUnusableError where it cannot be used; the file is then not changed."""
        self.path = path
        self.is_damaged = False
        self._sum = -1
        self._is_noted = True
        for place in (path, path.parent):
            if place.is_symlink():
                raise KnownUnusableError(f"cannot be used: {place} is a link; name another file")
        try:
            _make_folder(path.parent)
            self._sum = os.open(f"{path}.sum", os.O_RDWR | os.O_CREAT, 0o666)
            _lock(self._sum)
            self.is_new = not self._is_sound()
            self._open()
        except (OSError, sqlite3.Error) as error:
            self._release()
            raise KnownUnusableError(_reason(error)) from error
        except BaseException:
            self._release()
            raise

    def _open(self) -> None:
        if self.is_new:
            self._remove()
        self.connection = sqlite3.connect(self.path, isolation_level=None, timeout=0)
        for pragma in (
            "page_size = 16384",  # writes in half the time of 4096; new files only
            "trusted_schema = OFF",
            "synchronous = OFF",  # after a loss of power the file does not match its checksum
            "locking_mode = EXCLUSIVE",
            # In KiB. Most pages are read once, in order: twice as fast through a cache that fits into the processor's.
            # A new index is written some per cent faster with a larger one.
            f"cache_size = {-4096 if self.is_new else -512}",
            "journal_mode = DELETE",
        ):
            self.connection.execute(f"PRAGMA {pragma}")
        if self.is_new:
            self.connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            self.connection.execute(f"PRAGMA user_version = {VERSION}")

    def _is_sound(self) -> bool:
        """Tell whether the index matches its checksum. Raises KnownUnusableError for a file that must be left alone."""
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            return False
        if not size:
            return False
        with self.path.open("rb") as file:
            head = file.read(100)
        if not head.startswith(_MAGIC) or int.from_bytes(head[68:72], "big") != _APPLICATION_ID:
            if self._written() is None:
                raise KnownUnusableError("is no index; name another file, or remove it")
            self.is_damaged = True
            return False
        version = int.from_bytes(head[60:64], "big")
        if version > VERSION:
            raise KnownUnusableError("was made by a later version; use that, or name another file")
        if version < VERSION:
            return False
        self.is_damaged = self._written() != checksum(self.path) or Path(f"{self.path}-journal").exists()
        return not self.is_damaged

    def start_again(self) -> None:
        """Empty the file."""
        self.connection.close()
        self.is_new = True
        self._open()

    def _remove(self) -> None:
        for suffix in ("", "-journal", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def begin(self) -> None:
        """Open a transaction, and remove the checksum until close()."""
        if not self.connection.in_transaction:
            self._note(None)
            self._is_noted = False
            self.connection.execute("BEGIN")

    def save(self) -> None:
        """Commit all changes. Raises sqlite3.Error or OSError."""
        if self.connection.in_transaction:
            self.connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file; changes that were not saved are lost."""
        try:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self.connection.close()
            if not self._is_noted:
                self._note(checksum(self.path))  # some 20 ms for 100,000 articles
        except (OSError, sqlite3.Error):
            pass  # The file does not match its checksum, so the next export makes it anew.
        finally:
            self._release()

    def _release(self) -> None:
        if self._sum >= 0:
            os.close(self._sum)  # and with it the lock
            self._sum = -1

    def _written(self) -> str | None:
        """Return the checksum in the ".sum" file, None if there is none."""
        os.lseek(self._sum, 0, os.SEEK_SET)
        return os.read(self._sum, 100).decode("ascii", "replace") or None

    def _note(self, checksum: str | None) -> None:
        os.ftruncate(self._sum, 0)
        if checksum is not None:
            os.lseek(self._sum, 0, os.SEEK_SET)
            os.write(self._sum, checksum.encode())


def _make_folder(folder: Path) -> None:
    """Make the index's folder if it is missing, with a .gitignore that leaves it out."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")


def _lock(descriptor: int) -> None:
    """Lock the file until it is closed. Raises KnownUnusableError if another process has locked it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise KnownUnusableError("is in use by another export") from error


def _reason(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    return f"cannot be used: {reason}"
