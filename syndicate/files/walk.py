"""Walks through folders of a site for the files that a source reads, in the order of their keys.

Hidden names are passed over, and links are not followed out of the site.
"""

# A Path for each of 100,000 files costs more than listing them.
# ruff: noqa: PTH100, PTH110, PTH112, PTH116, PTH117, PTH118

from __future__ import annotations

import os
import stat
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from itertools import compress, islice
from typing import Any

from syndicate.files.globs import MAGIC, compiled, fixed_part, glob_regex, suffixes_in
from syndicate.files.inside import is_inside
from syndicate.files.portable import relative_path
from syndicate.model.errors import Fault, UsageError, excerpt, suggest
from syndicate.model.paths import is_store_url, shown_place
from syndicate.parts.contract import SourceContext
from syndicate.parts.items import Run

_IGNORED = frozenset({"node_modules"})
_LOOKED_AT = 2_000  # names below a link at most
_AT_ONCE = 1000  # files at most that are looked at together
# Below a folder that is open a file is found in less time; on Windows listing has already told all about it.
_LOOKS_BELOW = os.stat in os.supports_dir_fd and os.stat in os.supports_follow_symlinks
_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
KeyedFault = tuple[str, Fault]
_Entries = dict[str, os.DirEntry[str]]
_Names = tuple[str, list[str], _Entries]  # a folder, the names of files in it, and their entries if they are of use


class Walk:
    """Looks for files, and yields runs of them and, each with its key, faults; in the order of the keys."""

    def __init__(self, context: SourceContext, suffixes: tuple[str, ...], *, follows_links: bool) -> None:
        self.context = context
        self.follows_links = follows_links
        self.suffixes = suffixes
        self.root = os.path.realpath(context.root)
        self.skipped = {seen_from_site(context.root, path) for path in context.skip}
        left_out = [seen_from_site(context.root, path[1:]) for path in context.paths if path.startswith("!")]
        # A pattern that names a folder leaves out all that lies in it.
        pattern = "|".join(f"(?:{glob_regex(path)})(?:/.*)?" for path in left_out)
        self.left_out = compiled(pattern).fullmatch if left_out else None

    def named(self, path: str) -> Iterator[Run | KeyedFault]:
        """Return what one configured *path* names. Raises UsageError if it lies outside, or on the web."""
        if is_store_url(path):
            from syndicate.files.objects.listing import list_objects

            return list_objects(path, self.suffixes, self._is_skipped)
        if ":/" in path[2:]:  # no drive of Windows
            raise UsageError(
                f"{shown_place(path)} is on the web, and files are read: name the site's folder; feeds on the web are read by"
                " --source feed of the plugin syndicate-feed-source"
            )
        key = seen_from_site(self.context.root, path)
        return self._glob(key, path) if MAGIC.search(key) else self._place(key)

    def _place(self, key: str) -> Iterator[Run | KeyedFault]:
        place = os.path.join(self.root, key)
        try:
            real = os.path.realpath(place, strict=True)
            status = os.stat(real)
        except OSError as error:
            yield _complaint(key, f"{_reason(error)}; correct it{self._alike(key)}")
            return
        if not is_inside(real, self.root):
            yield _complaint(key, f"is a link to {excerpt(real)}, outside the site's folder, and is not followed")
            return
        key = relative_path(real, self.root)
        if stat.S_ISDIR(status.st_mode):
            yield from self._files("" if key == "." else key, self.suffixes)
        elif not self._is_skipped(key):
            found = _stamp(key, status)
            yield (key, found) if isinstance(found, Fault) else Run([key], [found])

    def _glob(self, pattern: str, path: str) -> Iterator[Run | KeyedFault]:
        folder = fixed_part(pattern)
        if not os.path.isdir(os.path.join(self.root, folder)):
            yield _complaint(path, f"no such folder; correct it{self._alike(folder)}")
            return
        matches = compiled(glob_regex(pattern)).fullmatch
        matched = False
        for found in self._files(folder, suffixes_in(pattern, self.suffixes)):
            if isinstance(found, Run):
                chosen = [matches(key) is not None for key in found.keys]
                run = Run(list(compress(found.keys, chosen)), list(compress(found.stamps, chosen)))
                if not run.keys:
                    continue
                yield run
            else:
                yield found
            matched = True
        if not matched:
            yield _complaint(path, "no file matches; correct the pattern, or take it out")

    def _alike(self, key: str) -> str:
        """Return the end of a sentence: which place beside *key*, where nothing is, may be meant."""
        above = key.rpartition("/")[0]
        folder = os.path.realpath(os.path.join(self.root, above))
        try:
            names = [entry.name for entry in os.scandir(folder)] if is_inside(folder, self.root) else []
        except OSError:
            names = []
        return suggest(key, [f"{above}/{name}" if above else name for name in names], cutoff=0.7)

    def _files(self, folder: str, suffixes: tuple[str, ...]) -> Iterator[Run | KeyedFault]:
        """Yield what lies in *folder* and below; no more than one folder's names are held for each level."""
        pending: list[str | _Names | KeyedFault] = [folder]  # the next one is the last; a text is a folder
        while pending:
            found = pending.pop()
            if isinstance(found, str):
                pending += reversed(self._in_folder(found, suffixes))
            elif isinstance(found[1], Fault):
                yield found[0], found[1]
            else:
                for start in range(0, len(found[1]), _AT_ONCE):
                    yield from self._looked_at(found[0], found[1][start : start + _AT_ONCE], found[2])

    def _looked_at(self, folder: str, names: list[str], entries: _Entries) -> list[Run | KeyedFault]:
        above = f"{folder}/" if folder else ""
        keys: list[str] = []
        stamps: list[tuple[int, ...] | str | None] = []
        found: list[Run | KeyedFault] = [Run(keys, stamps)]
        opened = -1
        try:
            for name in names:
                key = above + name
                try:
                    if entries:
                        status = entries[name].stat(follow_symlinks=False)
                    else:
                        if opened < 0:
                            opened = os.open(os.path.join(self.root, folder), _FOLDER_FLAGS)
                        status = os.stat(name, dir_fd=opened, follow_symlinks=False)
                    if self.follows_links and stat.S_ISLNK(status.st_mode):
                        status = os.stat(os.path.join(self.root, key))
                except OSError as error:
                    stamp: Fault | tuple[int, ...] = _fault(key, f"cannot be read: {_reason(error)}")
                else:
                    if stat.S_ISREG(status.st_mode) and key.isascii():
                        keys.append(key)
                        stamps.append((status.st_size, status.st_mtime_ns))
                        continue
                    stamp = _stamp(key, status)
                if isinstance(stamp, Fault):
                    keys, stamps = [], []
                    found += [(key, stamp), Run(keys, stamps)]
                else:
                    keys.append(key)
                    stamps.append(stamp)
        finally:
            if opened >= 0:
                os.close(opened)
        return [one for one in found if one[0]]

    def _in_folder(self, folder: str, suffixes: tuple[str, ...]) -> list[str | _Names | KeyedFault]:
        """Return what is in *folder*, in the order of the keys: files as their names, folders, faults."""
        if folder in self.skipped:
            return []
        try:
            entries = list(os.scandir(os.path.join(self.root, folder)))
        except OSError as error:
            return [(folder, _fault(folder or ".", f"cannot be listed: {_reason(error)}", is_further=True))]
        names: list[str] = []
        others: dict[str, str | KeyedFault] = {}  # by what it is sorted by: of a folder, its name and "/"
        above = f"{folder}/" if folder else ""
        left_out = self.left_out
        for entry in entries:
            name = entry.name
            if name[0] == "." or name in _IGNORED or (left_out is not None and left_out(above + name)):
                continue
            if name.endswith(suffixes) and entry.is_file(follow_symlinks=False):
                names.append(name)
            else:
                self._note_other(entry, above + name, suffixes, names, others)
        names.sort()
        kept = {} if _LOOKS_BELOW else {entry.name: entry for entry in entries}
        found: list[str | _Names | KeyedFault] = []
        done = 0
        for name in sorted(others):
            before = bisect_left(names, name, done)
            found += [(folder, names[done:before], kept), others[name]]
            done = before
        return [*found, (folder, names[done:], kept)]

    def _note_other(
        self,
        entry: os.DirEntry[str],
        key: str,
        suffixes: tuple[str, ...],
        names: list[str],
        others: dict[str, str | KeyedFault],
    ) -> None:
        """Put *entry*, whose suffix may be written otherwise, or which may be no file, among names or others."""
        name = entry.name
        has_suffix = name.lower().endswith(suffixes)
        if has_suffix and entry.is_file(follow_symlinks=False):
            names.append(name)
        elif entry.is_symlink():
            if (has_suffix or os.path.isdir(entry.path)) and (fault := self._link(key, entry.path)):
                others[name] = key, fault
            elif self.follows_links and self._is_followed(key, entry):
                if entry.is_dir():
                    others[f"{name}/"] = key
                else:
                    names.append(name)
        elif entry.is_dir(follow_symlinks=False):
            others[f"{name}/"] = key
        elif has_suffix:
            names.append(name)

    def _is_followed(self, key: str, entry: os.DirEntry[str]) -> bool:
        """Tell whether a link leads to what is not hidden or left out; a folder not by another link, nor around."""
        link, real = os.path.join(self.root, key), os.path.realpath(entry.path)
        place = relative_path(real, self.root)
        if self._is_skipped(f"{place}/") or any(part[0] == "." or part in _IGNORED for part in place.split("/")):
            return False
        above = os.path.dirname(link)  # noqa: PTH120
        return entry.is_file() or (os.path.realpath(above) == above and not is_inside(link, real))

    def _link(self, key: str, path: str) -> Fault | None:
        """Return the fault of a link that leads out of the site's folder, nowhere, or to what no path names."""
        real = os.path.realpath(path)
        if not is_inside(real, self.root):
            outside = f"is a link to {excerpt(real)}, outside the site's folder, and is not followed"
            return _fault(key, f"{outside}; copy what it names")
        if not os.path.exists(real):
            return _fault(key, "is a link that leads nowhere; take it out")
        place = relative_path(real, self.root)
        if any(is_inside(real, base) or is_inside(base, real) for base in self._named) or self._is_skipped(f"{place}/"):
            return None  # It is read there, or left out.
        looked_at = islice((name for _, _, names in os.walk(real) for name in names), _LOOKED_AT)
        if os.path.isdir(real) and not any(name.lower().endswith(self.suffixes) for name in looked_at):
            return None  # pictures, say
        unnamed = f"is a link to {excerpt(place)}, which no path of source.paths names, and is not followed"
        return _fault(key, f"{unnamed}; name that, too")

    @cached_property
    def _named(self) -> list[str]:
        """The folders and files that the paths name, with links followed."""
        paths = (path for path in self.context.paths if path[:1] not in ("-", "!") and not is_store_url(path))
        keys = (
            fixed_part(key) if MAGIC.search(key := seen_from_site(self.context.root, path)) else key for path in paths
        )
        return [os.path.realpath(os.path.join(self.root, key)) for key in keys]

    def _is_skipped(self, key: str) -> bool:
        is_left_out = self.left_out is not None and self.left_out(key) is not None
        return is_left_out or any(key.startswith(f"{skip}/") for skip in self.skipped)


def _stamp(key: str, status: os.stat_result) -> tuple[int, ...] | Fault:
    if not stat.S_ISREG(status.st_mode):
        return _fault(key, "is not a regular file; take it out of the folder")
    if not key.isascii() and _printable(key) != key:
        return _fault(key, "its name is not UTF-8; rename it")
    return status.st_size, status.st_mtime_ns


def _complaint(path: str, message: str) -> KeyedFault:
    """Return the fault of a configured *path*, where nobody knows which articles there would be."""
    return path, _fault(path or ".", message, field="source.paths", is_further=True)


def _fault(path: str, message: str, **others: Any) -> Fault:
    return Fault(path=_printable(path), message=message, **others)


def seen_from_site(root: str, path: str) -> str:
    """Return *path* as seen from the site's folder, "" for that folder itself.

    The URL of a place in a store stays one. Raises UsageError if it lies outside.
    """
    if is_store_url(path):
        return path.rstrip("/")
    if os.path.isabs(path):
        path = relative_path(path, os.path.abspath(root))
    path = os.path.normpath(path).replace(os.sep, "/")
    if path == ".." or path.startswith("../") or os.path.isabs(path):
        raise UsageError(f"source.paths: {excerpt(path)} lies outside the site's folder; paths are relative to it")
    return "" if path == "." else path


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode() if not path.isascii() else path


def _reason(error: OSError) -> str:
    return {
        "FileNotFoundError": "no such file or folder",
        "PermissionError": "permission is denied",
        "NotADirectoryError": "a part of the path is no folder",
    }.get(type(error).__name__, error.strerror or type(error).__name__)
