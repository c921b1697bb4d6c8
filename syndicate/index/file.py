"""The file of an index: one export at a time uses it. A damaged index is made anew, a foreign file is left alone.

Beside it lies a file with the same name and ".sum". That file is locked while the index is in use, and holds the seal
of the index's checksum from when it was closed (see files.private), and that of its stamp: an index that nobody has
written to since, as the running system knows, is not read as a whole again. An index that does not match its seal was
half written, or changed or made by something or somebody else.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import suppress
from pathlib import Path, PurePath
from urllib.parse import quote

from syndicate.files.portable import despite_readers
from syndicate.files.private import KEY_VARIABLE, is_sealed, lock, open_private, seal, sealing_key, unlock
from syndicate.index.text_file import TextFile
from syndicate.model.digests import digest_of_open
from syndicate.store.store import Database, KnownUnusableError

VERSION = 10  # of the tables; an older index is made anew
_APPLICATION_ID = 0x53594E44  # "SYND"
_MAGIC = b"SQLite format 3\0"
_BESIDE = ("-journal", "-wal", "-shm")
_SEAL = re.compile(r"[0-9a-f]{64}")
_SEAL_LENGTH = 64
_BOOT = "/proc/sys/kernel/random/boot_id"  # Linux; elsewhere there is no stamp
_MADE_ANEW = (
    f"was damaged, or made with another key, and is made anew; to share it, set {KEY_VARIABLE} wherever it is used"
)
_NO_LOCKS = "its disk knows no locks; let index: name a file on another disk"


class IndexFile:
    """An index that is open and locked.

    connection  in autocommit mode; a transaction is open from the first change to save()
    is_new      it is empty: the file was missing, older, damaged or somebody else's
    is_written  whether it may be changed
    texts       that its tables know of
    note        a sentence about it that goes on from its name; "": nothing is to be said
    """

    def __init__(self, path: Path, root: Path | None = None, *, is_written: bool = True) -> None:
        """Open *path*.

        root        the site's folder: below it, no link leads to the index
        is_written  false: nothing is written, so that what is changed is lost with close()

        Raises KnownUnusableError where it cannot be used; the file is then not changed.
        """
        self.path = path
        self.note = ""
        self.is_written = is_written
        self.texts = TextFile(f"{path}.texts", is_written=is_written)
        self._sum = -1
        self._is_noted = True
        folders = path.parents[: path.parents.index(root)] if root in path.parents else (path.parent,)
        for place in (path, *folders):
            if place.is_symlink():
                raise KnownUnusableError(f"cannot be used: {place} is a link; name another file")
        try:
            self._key = sealing_key(is_made=is_written)
            if is_written:
                _make_folder(path.parent)
            self._sum = open_private(f"{path}.sum", os.O_RDWR | os.O_CREAT if is_written else os.O_RDONLY)
            _lock(self._sum, is_shared=not is_written)
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
            if not self.is_written:
                raise KnownUnusableError(self.note)
            self._remove()
            os.close(open_private(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL))
        way = f"{_uri(self.path.absolute())}?mode=rw{'' if self.is_written else '&nolock=1'}"
        self.connection = sqlite3.connect(way, uri=True, isolation_level=None, timeout=0, factory=Database)
        for pragma in (
            "page_size = 16384",  # writes in half the time of 4096; new files only
            "trusted_schema = OFF",
            "synchronous = OFF",  # after a loss of power the file does not match its checksum
            "locking_mode = EXCLUSIVE",
            # In KiB. Most pages are read once, in order: twice as fast through a cache that fits into the processor's.
            # A new index is written some per cent faster with a larger one.
            f"cache_size = {-4096 if self.is_new else -512}",
            "journal_mode = DELETE" if self.is_written else "journal_mode = MEMORY",
            *(() if self.is_written else ("cache_spill = OFF",)),  # what is changed stays in memory
        ):
            self.connection.execute(f"PRAGMA {pragma}")
        if self.is_new:
            self.connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            self.connection.execute(f"PRAGMA user_version = {VERSION}")
            self._is_noted = False

    def _is_sound(self) -> bool:
        """Tell whether the index matches its seal. Raises KnownUnusableError for a file that must be left alone."""
        if not os.path.lexists(self.path):
            return False
        with os.fdopen(open_private(self.path), "rb") as file:
            head = file.read(100)
        if not head:
            return False
        self.note = _MADE_ANEW
        if not head.startswith(_MAGIC) or int.from_bytes(head[68:72], "big") != _APPLICATION_ID:
            if not _SEAL.fullmatch(self._written()[0]):
                raise KnownUnusableError("is no index; name another file, or remove it")
            return False
        version = int.from_bytes(head[60:64], "big")
        if version > VERSION:
            raise KnownUnusableError("was made by a later version; use that, or name another file")
        if version < VERSION:
            self.note = ""
            return False
        # SQLite would believe a journal, whoever put it there.
        if any(os.path.lexists(f"{self.path}{suffix}") for suffix in _BESIDE):
            return False
        found, stamped = self._written()
        stamp, _ = self._stamp()
        if not (stamped and stamp and is_sealed(self._key, stamp, stamped)):
            if not is_sealed(self._key, checksum(self.path), found):
                return False
            self._note(found)
        self.note = ""
        return True

    def _stamp(self) -> tuple[bytes, int]:
        """Return what is another after any write to the index, and the time of its last change; b"" if nobody knows.

        A loss of power may leave times that are right and bytes that are not, so that it holds until then.
        """
        found = os.lstat(self.path)
        return file_stamp(found), found.st_ctime_ns

    def start_again(self) -> None:
        """Empty the file. Raises KnownUnusableError, which says nothing, where nothing is to be written."""
        self.connection.close()
        self.is_new = True
        self._open()

    def _remove(self) -> None:
        self.texts.remove()
        for suffix in ("", *_BESIDE):
            with suppress(FileNotFoundError):
                despite_readers(os.unlink, f"{self.path}{suffix}")

    def begin(self) -> None:
        if not self.connection.in_transaction:
            self._note("")
            self._is_noted = False
            self.connection.execute("BEGIN")

    def save(self) -> None:
        """Commit all changes. Raises sqlite3.Error or OSError."""
        if self.connection.in_transaction and self.is_written:
            self.connection.execute("COMMIT")

    def invalidate(self) -> None:
        """Remove the seal for good, so that the next export makes the index anew."""
        with suppress(OSError):
            self._note("")
        self._is_noted = True

    def close(self) -> None:
        """Close the file; changes that were not saved are lost."""
        try:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            self.connection.close()
            if not self._is_noted:
                self._note(seal(self._key, checksum(self.path)))
        except (OSError, sqlite3.Error):
            pass  # The file does not match its seal, so the next export makes it anew.
        finally:
            self._release()

    def _release(self) -> None:
        self.texts.close()
        if self._sum >= 0:
            unlock(self._sum)
            self._sum = -1

    def _written(self) -> tuple[str, str]:
        """Return the seals in the ".sum" file, of the checksum and of the stamp; "" for one that is not there."""
        os.lseek(self._sum, 0, os.SEEK_SET)
        found = os.read(self._sum, 200).decode("ascii", "replace")
        return found[:_SEAL_LENGTH], found[_SEAL_LENGTH:].removeprefix("\n")

    def _note(self, found: str) -> None:
        """Write *found*, the seal of the checksum, and that of the stamp."""
        if not self.is_written:
            return
        os.ftruncate(self._sum, 0)
        os.lseek(self._sum, 0, os.SEEK_SET)
        os.write(self._sum, found.encode())
        if not found:
            return
        stamp, changed_ns = self._stamp()
        # A write within the same tick of the system's clock would leave the times as they are.
        if stamp and os.fstat(self._sum).st_ctime_ns > changed_ns:
            os.write(self._sum, f"\n{seal(self._key, stamp)}".encode())


def _uri(path: PurePath) -> str:
    """Return *path* as SQLite takes it; of one on another machine of Windows, SQLite refuses what as_uri() makes."""
    place = path.as_posix()
    return f"file://{'' if place.startswith('/') else '/'}{quote(place, safe='/:')}"


def file_stamp(found: os.stat_result) -> bytes:
    """Return what is another after any write to the file of which *found* is the status; b"" if nobody knows."""
    try:
        with open(_BOOT, "rb") as file:  # noqa: PTH123  a Path takes longer than the file
            boot = file.read(100)
    except OSError:
        return b""
    times = found.st_mtime_ns, found.st_ctime_ns
    return b"%d %d %d %d %d " % (found.st_dev, found.st_ino, found.st_size, *times) + boot


def _make_folder(folder: Path) -> None:
    """Make the index's folder if it is missing, with a .gitignore that leaves it out."""
    if folder.is_dir():
        return
    folder.mkdir(parents=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8", newline="\n")


def _lock(descriptor: int, *, is_shared: bool) -> None:
    """Lock the file until it is closed. Raises KnownUnusableError if another process has locked it."""
    try:
        lock(descriptor, is_shared=is_shared)
    except (BlockingIOError, PermissionError) as error:
        raise KnownUnusableError("is in use by another export") from error
    except OSError as error:
        raise KnownUnusableError(f"cannot be used: {error.strerror}: {_NO_LOCKS}") from error


def _reason(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error)
    if reason == "database is locked":
        reason += f" by another program, or {_NO_LOCKS}"
    return f"cannot be used: {reason}"


def checksum(path: Path) -> bytes:
    """Return the size of the file at *path* and its digest, which no other file has. Raises OSError."""
    with path.open("rb", buffering=0) as file:
        return f"{os.fstat(file.fileno()).st_size} {digest_of_open(file)}".encode()
