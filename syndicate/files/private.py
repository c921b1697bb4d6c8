"""Files that syndicate keeps for itself: never through a link, for their owner alone, and sealed with a key.

A stranger who writes to a site's folder (a commit, a shared folder, a cache of CI) may put a link, a pipe or a file of
his own into the place of such a file. A seal shows whether the holder of the key wrote the bytes.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

from syndicate.files.inside import OPEN_FLAGS
from syndicate.files.portable import ON_WINDOWS, despite_readers
from syndicate.model.digests import blake2b
from syndicate.model.errors import no_room

KEY_VARIABLE = "SYNDICATE_INDEX_KEY"
_FOLLOWS_NOTHING = OPEN_FLAGS & ~os.O_RDONLY
_REFUSES_LINKS = hasattr(os, "O_NOFOLLOW")
_LOCKED_BYTE = (1 << 31) - 2  # behind the end: on Windows nobody else reads what is locked
_POLL_SECONDS = 0.05
_KEY_BYTES = 32
_locked: set[int] = set()  # descriptors of this process


@contextmanager
def temporary_file_in_use() -> Iterator[None]:
    """Turn what the system says of a temporary file that is made or written into an UnavailableError."""
    try:
        yield
    except OSError as error:
        raise no_room(error) from error


def open_private(path: str | Path, flags: int = os.O_RDONLY) -> int:
    """Return a descriptor of the regular file at *path*; one that is made is for its owner alone.

    flags  of os.open(). A link is not followed, a file that has a second name is not opened, a pipe is not waited for

    Raises OSError, its strerror a sentence.
    """
    if not _REFUSES_LINKS and Path(path).is_symlink():
        raise OSError(0, f"{path} is a link; remove it")
    descriptor = os.open(path, flags | _FOLLOWS_NOTHING, 0o600)
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
        os.close(descriptor)
        wrong = "has a second name (a hard link); remove it"
        if not stat.S_ISREG(found.st_mode):
            wrong = "is not a regular file; name another place, or move that away"
        raise OSError(0, f"{path} {wrong}")
    return descriptor


def lock(descriptor: int, *, is_shared: bool = False, waits: bool = False) -> None:
    """Lock the file until unlock(). Raises BlockingIOError or PermissionError if another process has locked it.

    waits  until that one lets go of it
    """
    if sys.platform == "win32":
        import msvcrt

        place = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            while True:
                try:
                    msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
                except PermissionError:
                    if not waits:
                        raise
                else:
                    return
                sleep(_POLL_SECONDS)  # LK_LOCK gives up after ten seconds
        finally:
            os.lseek(descriptor, place, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(descriptor, (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | (0 if waits else fcntl.LOCK_NB))
    _locked.add(descriptor)


def unlock(descriptor: int) -> None:
    """Close the file, and with it its lock, if there is one."""
    _locked.discard(descriptor)
    os.close(descriptor)


def _inherit_nothing() -> None:
    """Close the locked files of the process that this one was forked off: its locks would last as long as this one."""
    while _locked:
        os.close(_locked.pop())


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_inherit_nothing)


@contextmanager
def held_folder(folder: Path) -> Iterator[None]:
    """Keep others that ask for *folder* waiting meanwhile; nobody waits where it is missing, or has no locks."""
    descriptor, place = -1, folder
    with suppress(OSError):
        if ON_WINDOWS:  # which opens no folder
            place = folder / ".syndicate-held"
            descriptor = open_private(place, os.O_RDWR | os.O_CREAT)
        else:
            descriptor = os.open(folder, os.O_RDONLY)
        lock(descriptor, waits=True)
    try:
        yield
    finally:
        if descriptor >= 0:
            unlock(descriptor)
            if place != folder:
                with suppress(OSError):  # who waits has it open, and removes it
                    place.unlink()


def sealing_key(*, is_made: bool = True) -> bytes:
    """Return the key of seals: made of SYNDICATE_INDEX_KEY, else that of the user.

    is_made  a user who has no key gets one

    Raises OSError, its strerror a sentence, where there is no place for a key, or others may know it.
    """
    if given := os.environ.get(KEY_VARIABLE, "").strip():
        return blake2b(given.encode("utf-8", "surrogateescape"), digest_size=_KEY_BYTES).digest()
    advice = f"set {KEY_VARIABLE}"
    try:
        place = _state_folder() / "syndicate" / "index.key"
    except RuntimeError as error:  # no home
        raise OSError(0, f"there is no home for its key; {advice}") from error
    try:
        if is_made and not os.path.lexists(place):
            _make_key(place)
        descriptor = open_private(place)
    except OSError as error:
        raise OSError(0, f"its key {place} cannot be read or made ({error.strerror}); {advice}") from error
    with os.fdopen(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        key = file.read(_KEY_BYTES + 1)
    if hasattr(os, "geteuid") and (found.st_uid != os.geteuid() or found.st_mode & 0o077):
        raise OSError(0, f"its key {place} may be known to others; remove it")
    if len(key) != _KEY_BYTES:
        raise OSError(0, f"its key {place} is not whole; remove it")
    return key


def _state_folder() -> Path:
    given = os.environ.get("XDG_STATE_HOME", "") or (os.environ.get("LOCALAPPDATA", "") if ON_WINDOWS else "")
    return Path(given) if os.path.isabs(given) else Path.home() / ".local" / "state"  # noqa: PTH117


def _make_key(place: Path) -> None:
    """Make a key at *place*; of two processes that do so at once the last one's stays."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staged = place.with_name(f"{place.name}.{os.urandom(8).hex()}")
    descriptor = open_private(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    with os.fdopen(descriptor, "wb") as file:
        file.write(os.urandom(_KEY_BYTES))
    despite_readers(os.replace, staged, place)


def seal(key: bytes, message: bytes) -> str:
    """Return the keyed BLAKE2b of *message* (RFC 7693 section 2.9), in hexadecimal digits."""
    return blake2b(message, digest_size=_KEY_BYTES, key=key).hexdigest()


def is_sealed(key: bytes, message: bytes, found: str) -> bool:
    # How long it takes to compare seals of seals tells nothing of the right one.
    return seal(key, seal(key, message).encode()) == seal(key, found.encode("utf-8", "replace"))
