"""Whose settings and plugins are believed, and how far those of a stranger reach.

Settings are looked for above the folder that a person names, as git looks for a repository; so, as with git's
safe.directory (CVE-2022-24765), what another user has put there is refused until somebody says that it is safe.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from syndicate.files.inside import place_inside
from syndicate.model.errors import excerpt

SAFE_FOLDERS = "SYNDICATE_SAFE_FOLDERS"
_REPOSITORIES = (".git", ".hg", ".svn", ".jj")


def folders_up(folder: Path) -> Iterator[Path]:
    """Yield *folder* and those above it, to the root of its repository or the border of its file system."""
    device = None
    for place in (folder, *folder.parents):
        found = place.stat().st_dev
        if device not in (None, found):
            return
        device = found
        yield place
        if _is_repository(place):
            return


def _is_repository(folder: Path) -> bool:
    return any(os.path.lexists(folder / name) for name in _REPOSITORIES)


def stranger_fault(path: Path) -> str:
    """Return why the file at *path* is not believed, as a sentence that continues its name; "" if it is.

    It belongs to the user who exports, of whose sudo this process is, or lies in a folder of SYNDICATE_SAFE_FOLDERS.
    """
    if not hasattr(os, "geteuid"):
        return ""  # Windows: a folder of another user's cannot be written to by everybody, as /tmp can
    own = {os.geteuid()}
    if 0 in own and os.environ.get("SUDO_UID", "").isdecimal():
        own.add(int(os.environ["SUDO_UID"]))
    if {path.lstat().st_uid, path.stat().st_uid} <= own or _is_safe(path):
        return ""
    folder = path.absolute().parent
    return f"belongs to another user; if you trust what lies there, set {SAFE_FOLDERS}={folder} and export again"


def _is_safe(path: Path) -> bool:
    folders = os.environ.get(SAFE_FOLDERS, "").split(os.pathsep)
    return "*" in folders or any(
        Path(folder).is_absolute() and place_inside(folder, str(path.absolute())) for folder in folders
    )


def outside_fault(folder: Path, path: str) -> str:
    """Return why *path* of the settings for *folder* is not written to where their plugins are refused; "" if it is."""
    root = next((place for place in folders_up(folder.resolve()) if _is_repository(place)), folder)
    if place_inside(str(root), str(folder.resolve() / path)) is not None:
        return ""
    return f"{excerpt(path)} leads out of the repository, which --no-site-plugins refuses; name a place in it"
