"""Feeds that say the same after a build as before it keep the time they were written.

MkDocs empties its folder at the beginning of each build, so what stood there is remembered before.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from glob import escape
from hashlib import sha256
from pathlib import Path, PurePosixPath

from syndicate.settings import Plan


def patterns_of(plan: Plan) -> list[str]:
    """Return globs of all files that *plan* may write: feeds of `each`, and further pages, too."""
    found = []
    for feed in plan.feeds:
        path = PurePosixPath(
            "*".join(map(escape, feed.path.split(feed.each.placeholder) if feed.each else [feed.path]))
        )
        suffix = "".join(path.suffixes)
        found += [str(path), str(path.with_name(f"{path.name.removesuffix(suffix)}-*{suffix}"))]
    return found


class Kept:
    """What stood in *folder* before MkDocs emptied it."""

    def __init__(self, folder: Path, patterns: Iterable[str]) -> None:
        self._folder = folder
        self._stood: dict[str, tuple[bytes, int]] = {}
        for pattern in patterns:
            for place in folder.glob(pattern):
                if place.is_file() and not place.is_symlink():
                    path = place.relative_to(folder).as_posix()
                    self._stood[path] = (_digest(place), place.stat().st_mtime_ns)

    def is_untouched(self, path: str) -> bool:
        """Tell whether the file at *path* is the one that stood there, or there is none."""
        place = self._folder / path
        return not place.exists() or self._stood.get(path, (b"", 0))[1] == place.stat().st_mtime_ns

    def restore(self, paths: Iterable[str]) -> None:
        """Give the files at *paths* the time they had, where their bytes are those that stood there."""
        for path in paths:
            digest, written_ns = self._stood.get(path, (b"", 0))
            place = self._folder / path
            if digest and digest == _digest(place):
                os.utime(place, ns=(place.stat().st_atime_ns, written_ns))


def _digest(place: Path) -> bytes:
    return sha256(place.read_bytes()).digest()
