"""Files in the site's folder, looked for so that no link leads out of it."""

# Paths are as people and URLs write them, and a Path for each costs more than looking.
# ruff: noqa: PTH118

from __future__ import annotations

import os
import stat
from typing import BinaryIO

from syndicate.model.paths import is_store_url

_PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
# On Windows some of them are missing.
OPEN_FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):
    OPEN_FLAGS |= getattr(os, _name, 0)
NOT_THERE = "is no file in the site's folder, to which paths are relative (links out of it are not followed)"


def is_inside(real: str, root: str) -> bool:
    """Tell whether the path *real* is the folder *root* or in it; both are real paths."""
    return real == root or real.startswith(root.rstrip(os.sep) + os.sep)


def place_inside(root: str, path: str) -> str | None:
    """Return where *path*, seen from the folder *root*, really lies; None if that is outside of it."""
    if "\0" in path:
        return None
    whole = os.path.realpath(root)
    try:
        place = os.path.realpath(os.path.join(whole, path))
    except (OSError, ValueError):
        return None
    return place if is_inside(place, whole) else None


def open_inside(root: str, path: str) -> int | None:
    """Return a descriptor of the regular file at *path*, opened for reading; None if there is none, or it lies outside.

    Neither a pipe nor a device is waited for. A *path* that is the URL of an object in a store is fetched.
    """
    if is_store_url(path):
        from syndicate.files.objects.reading import open_object

        try:
            return open_object(path)[0]
        except FileNotFoundError:
            return None
    try:
        # Most that is asked for is not there, and a device may do something when it is opened.
        if not stat.S_ISREG(os.stat(os.path.join(root, path)).st_mode):  # noqa: PTH116
            return None
    except (OSError, ValueError):
        return None
    place = place_inside(root, path)
    if place is None:
        return None
    try:
        descriptor = os.open(place, OPEN_FLAGS)
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    return descriptor


def text_inside(root: str, path: str, most_bytes: int) -> str | None:
    """Return the text of the file that open_inside() opens; None if there is none, or it is longer, or no UTF-8."""
    if (descriptor := open_inside(root, path)) is None:
        return None
    try:
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(most_bytes + 1)
        return data.decode() if len(data) <= most_bytes else None
    except (OSError, UnicodeDecodeError):
        return None


def open_regular(path: str | os.PathLike[str], *, follows_links: bool = True) -> BinaryIO:
    """Return the regular file at *path*, opened for reading; a pipe is not waited for.

    Raises OSError, its strerror a sentence, for anything else.
    """
    flags = OPEN_FLAGS & ~getattr(os, "O_NOFOLLOW", 0) if follows_links else OPEN_FLAGS
    file = open(path, "rb", opener=lambda place, _: os.open(place, flags))  # noqa: SIM115
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(0, "is not a regular file")
    return file


def beginning_of(path: str | os.PathLike[str], most_bytes: int, *, follows_links: bool = True) -> bytes:
    """Return the first *most_bytes* of the file that open_regular() opens; b"" where it cannot be read."""
    try:
        with open_regular(path, follows_links=follows_links) as file:
            return file.read(most_bytes)
    except OSError:
        return b""


def page_files(path: str, *, is_folder: bool) -> list[str]:
    """Return the files that a server may give for the URL path *path*, the likeliest first.

    is_folder  the URL ends in "/"
    """
    indexes = [f"{path}/index{suffix}".removeprefix("/") for suffix in _PAGE_SUFFIXES]
    if is_folder:
        return [*indexes, f"{path}.html"] if path else indexes
    if path.lower().endswith(_PAGE_SUFFIXES):
        return [path, *indexes]
    return [f"{path}.html", indexes[0], path, *indexes[1:], f"{path}.htm", f"{path}.xhtml"]


def is_page_of_folder(name: str) -> bool:
    """Tell whether the file *name* becomes the page of the folder that it lies in: index.md, _index.md ..."""
    return name.partition(".")[0] in ("index", "_index")
