"""What was told to whom: a JSON file that is replaced whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from syndicate.files import despite_readers

VERSION = 1


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """An article as it was last told.

    modified_at   its own date
    digest        of what readers see of it: not everybody writes a date after an edit
    published_at  its place in a feed, newest first
    feed          URL of that feed with the article which reaches back furthest
    """

    modified_at: datetime
    digest: str
    published_at: datetime
    feed: str


class Memory(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """
    hubs      hub -> URL of a feed -> digest of the file that the hub was told of
    articles  URL -> what IndexNow was told; None: it was never told anything
    """

    version: int = VERSION
    hubs: dict[str, dict[str, str]] = {}
    articles: dict[str, Known] | None = None


class MemoryFileError(Exception):
    """The file cannot be used; the text is a sentence."""


def load(path: Path) -> Memory:
    """Return what stands in the file at *path*; an empty memory where there is none."""
    _check_place(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Memory()
    except OSError as error:
        raise MemoryFileError(f"{path}: cannot be read ({error.strerror or error}); correct state") from error
    try:
        memory = msgspec.json.decode(data, type=Memory)
    except msgspec.DecodeError as error:
        message = f"{path}: is not what notify wrote ({error}); restore it, or delete it to begin anew"
        raise MemoryFileError(message) from error
    if memory.version != VERSION:
        raise MemoryFileError(
            f"{path}: is of version {memory.version}, and this syndicate-notify knows {VERSION}; upgrade it"
        )
    return memory


def _check_place(path: Path) -> None:
    """Raise MemoryFileError where something stands in the place of the file that is none, as a link or a pipe of a stranger's."""
    for place, is_kind, kind in ((path.parent, stat.S_ISDIR, "folder"), (path, stat.S_ISREG, "file")):
        with suppress(OSError):  # who reads or writes it says so
            if not is_kind(place.lstat().st_mode):
                raise MemoryFileError(f"{place}: is no plain {kind}; remove it, or correct state")


def save(memory: Memory, path: Path) -> None:
    """Put *memory* into the file at *path*, its folder made if it is missing.

    Raises MemoryFileError where that fails; whatever stood there before still stands.
    """
    _check_place(path)
    staged = path.with_name(f".{path.name}-{os.getpid()}-{os.urandom(4).hex()}.new")
    data = msgspec.json.format(msgspec.json.encode(memory, order="deterministic"), indent=1) + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with staged.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            despite_readers(os.replace, staged, path)
        finally:
            with suppress(OSError):
                staged.unlink()
    except OSError as error:
        raise MemoryFileError(f"{path}: cannot be written ({error.strerror or error}); correct state") from error
