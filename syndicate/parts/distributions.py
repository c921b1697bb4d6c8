"""Which distributions are installed, and whether any offers plugins, found out without importlib.metadata.

Few sites have a plugin, and the import of importlib.metadata, with all of `email`, takes as long as the rest of a small
export.
"""

# A Path for each of a hundred distributions costs more than looking at it.
# ruff: noqa: PTH123, PTH208

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterable
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

# A new version of one may change the bytes of documents.
LIBRARIES = ("comrak", "feedgen", "lxml", "nh3", "msgspec", "selectolax", "PyYAML", "python-dateutil", "imagesize")
_SUFFIXES = (".dist-info", ".egg-info")


def may_offer(group: str) -> bool:
    """Tell whether importlib.metadata may find entry points of *group*; where it does not look as usual, it may."""
    if "importlib.metadata" in sys.modules:
        return True
    if any(finder is not PathFinder and hasattr(finder, "find_distributions") for finder in sys.meta_path):
        return True
    header = f"{group}]".encode()
    return any(_holds(os.fspath(folder), header) for folder in sys.path)


def versions_of(names: Iterable[str]) -> list[str]:
    """Return the versions of the distributions called *names*, as the folders of what pip installs tell them; else ask.

    Raises PackageNotFoundError for one that is not installed.
    """
    found: dict[str, str] = {}
    for folder in map(os.fspath, reversed(sys.path)):
        try:
            entries = os.listdir(folder or ".")
        except OSError:
            continue
        for entry in entries:
            if entry.endswith(".dist-info"):
                name, _, version = entry.removesuffix(".dist-info").partition("-")
                found[normal_name(name)] = version
    return [found.get(normal_name(name)) or _version(name) for name in names]


def wanted_distributions() -> tuple[str, ...] | None:
    """Return the distributions whose plugins are taken in, None: all; SYNDICATE_PLUGINS names them, empty: none."""
    named = os.environ.get("SYNDICATE_PLUGINS")
    return None if named is None else tuple(named.replace(",", " ").split())


def installed(group: str, taken: Collection[str]) -> dict[str, EntryPoint]:
    """Return name -> entry point of *group* of each distribution that is wanted, in the order of their names.

    A name of *taken* is syndicate's own, and stays that; of two distributions with one name the first has it.
    """
    wanted = wanted_distributions()
    if wanted == () or not may_offer(group):
        return {}
    from importlib.metadata import entry_points

    names = None if wanted is None else {normal_name(name) for name in wanted}
    found: dict[str, EntryPoint] = {}
    for entry in sorted(entry_points(group=group), key=lambda each: (each.name, distribution_of(each))):
        if entry.name not in taken and (names is None or normal_name(distribution_of(entry)) in names):
            found.setdefault(entry.name, entry)
    return found


def distribution_of(entry: EntryPoint) -> str:
    """Return the name of the distribution that *entry* belongs to."""
    return entry.dist.name if entry.dist else ""


def normal_name(name: str) -> str:
    """Return what all spellings of a distribution's *name* share (PyPA, "Names and normalization"; PEP 503)."""
    return re.sub(r"[-_.]+", "_", name).lower()


def _version(name: str) -> str:
    from importlib.metadata import version

    return version(name)


def _holds(folder: str, header: bytes) -> bool:
    """Tell whether a distribution in *folder* has entry points below *header*, or lies there in an unusual way."""
    if folder.lower().rstrip("/\\").endswith(".egg"):
        return True
    try:
        names = os.listdir(folder or ".")
    except NotADirectoryError:
        return True  # an archive
    except OSError:
        return False  # e.g. the archive of the standard library, which is seldom there
    for name in names:
        if name.lower().endswith(_SUFFIXES):
            try:
                with open(f"{folder or '.'}/{name}/entry_points.txt", "rb") as file:
                    if header in file.read():
                        return True
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError:
                return True
    return False
