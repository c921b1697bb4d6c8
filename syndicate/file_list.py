"""Which files a source reads: folders, globs and single files below the site's folder, in an order of their own.

Sources share this, so that hidden files, links and `!` mean one thing in all of them.
"""

# A Path for each of 100,000 files costs more than listing them.
# ruff: noqa: PTH100, PTH110, PTH112, PTH116, PTH117, PTH118, PTH122

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from functools import lru_cache
from heapq import merge
from operator import itemgetter

from syndicate.errors import Fault, UsageError, excerpt
from syndicate.parts import Item, SourceContext

_MAGIC = re.compile(r"[*?\[]")
_IGNORED = frozenset({"node_modules"})
_Keyed = tuple[str, Item | Fault]


def list_files(context: SourceContext, suffixes: tuple[str, ...]) -> Iterator[Item | Fault]:
    """Return an item for each file that the context's paths name, each once, sorted by path, and faults among them.

    suffixes  lower case, e.g. (".md",): what counts in a folder; a file named singly, or by a glob that ends in a
              suffix, may have another

    Hidden names, node_modules and the context's *skip* folders are passed over, links too: what they lead to is read at
    its own place, and one that leaves the site's folder is a fault. Items are stamped with size and time of change.
    """
    walk = _Walk(context, suffixes)
    streams = [walk.named(path) for path in context.paths if path != "-" and not path.startswith("!")]
    if len(streams) == 1:
        return map(itemgetter(1), streams[0])
    return map(itemgetter(1), _each_once(merge(*streams, key=itemgetter(0))))


def _each_once(found: Iterator[_Keyed]) -> Iterator[_Keyed]:
    last = None
    for keyed in found:
        if keyed[0] != last:
            last = keyed[0]
            yield keyed


def path_below(context: SourceContext, key: str) -> str:
    """Return *key* as seen from the folder by which the context's paths name it; the innermost, where several do."""
    for base in _bases(context.root, context.paths):
        if key.startswith(base):
            return key[len(base) :]
    return key


@lru_cache(maxsize=16)
def _bases(root: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders that *paths* name, "/" at their ends, the longest first."""
    bases: list[str] = []
    for path in paths:
        if path != "-" and not path.startswith("!"):
            folder = _relative(root, path)
            bases += [
                f"{_fixed_part(folder)}/",
                f"{folder.rpartition('/')[0]}/" if os.path.splitext(folder)[1] else "/",
            ]
    return tuple(sorted(set(bases), key=len, reverse=True))


class _Walk:
    """Looks for files, and yields each with its key, in the order of the keys."""

    def __init__(self, context: SourceContext, suffixes: tuple[str, ...]) -> None:
        self.context = context
        self.suffixes = suffixes
        self.root = os.path.realpath(context.root)
        self.skipped = {_relative(context.root, path) for path in context.skip}
        left_out = [_relative(context.root, path[1:]) for path in context.paths if path.startswith("!")]
        # A pattern that names a folder leaves out all that lies in it.
        pattern = "|".join(f"(?:{_regex(path)})(?:/.*)?" for path in left_out)
        self.left_out = _compiled(pattern).fullmatch if left_out else None

    def named(self, path: str) -> Iterator[_Keyed]:
        """Return what one configured *path* names. Raises UsageError if it lies outside."""
        key = _relative(self.context.root, path)
        return self._glob(key, path) if _MAGIC.search(key) else self._place(key)

    def _place(self, key: str) -> Iterator[_Keyed]:
        place = os.path.join(self.root, key)
        try:
            real = os.path.realpath(place, strict=True)
            status = os.stat(real)
        except OSError as error:
            yield _complaint(key, f"{_reason(error)}; correct source.paths")
            return
        if not self._is_inside(real):
            yield _complaint(key, f"is a link to {excerpt(real)}, outside the site's folder, and is not followed")
            return
        key = os.path.relpath(real, self.root).replace(os.sep, "/")
        if stat.S_ISDIR(status.st_mode):
            yield from self._files("" if key == "." else key, self.suffixes)
        elif not self._is_skipped(key):
            yield key, _item(key, status)

    def _glob(self, pattern: str, path: str) -> Iterator[_Keyed]:
        folder = _fixed_part(pattern)
        if not os.path.isdir(os.path.join(self.root, folder)):
            yield _complaint(path, "no such folder; correct source.paths")
            return
        suffix = os.path.splitext(pattern)[1].lower()
        matches = _compiled(_regex(pattern)).fullmatch
        matched = False
        for key, item in self._files(folder, self.suffixes if _MAGIC.search(suffix) or not suffix else (suffix,)):
            if isinstance(item, Fault) or matches(key):
                matched = True
                yield key, item
        if not matched:
            yield _complaint(path, "no file matches; correct the pattern in source.paths, or take it out")

    def _files(self, folder: str, suffixes: tuple[str, ...]) -> Iterator[_Keyed]:
        """Yield what lies in *folder* and below; no more than one folder's names are held for each level."""
        pending: list[tuple[str, os.DirEntry[str] | Fault | None]] = [(f"{folder}/", None)]  # the next one is the last
        while pending:
            key, entry = pending.pop()
            if entry is None:
                pending += self._in_folder(key[:-1], suffixes)
            elif isinstance(entry, Fault):
                yield key, entry
            else:
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError as error:
                    yield key, Fault(path=_printable(key), message=f"cannot be read: {_reason(error)}")
                else:
                    if key.isascii() and stat.S_ISREG(status.st_mode):
                        yield key, Item(key, (status.st_size, status.st_mtime_ns))
                    else:
                        yield key, _item(key, status)

    def _in_folder(self, folder: str, suffixes: tuple[str, ...]) -> list[tuple[str, os.DirEntry[str] | Fault | None]]:
        """Return files, faults and, as None, folders with a "/" at the end of their names, in reverse order."""
        if folder in self.skipped:
            return []
        try:
            entries = list(os.scandir(os.path.join(self.root, folder)))
        except OSError as error:
            return [(folder, Fault(path=_printable(folder or "."), message=f"cannot be listed: {_reason(error)}"))]
        found: list[tuple[str, os.DirEntry[str] | Fault | None]] = []
        above = f"{folder}/" if folder else ""
        left_out = self.left_out
        for entry in entries:
            name = entry.name
            key = above + name
            if name[0] == "." or name in _IGNORED or (left_out is not None and left_out(key)):
                continue
            has_suffix = name.lower().endswith(suffixes)
            if has_suffix and entry.is_file(follow_symlinks=False):
                found.append((key, entry))
            elif entry.is_symlink():
                if (has_suffix or entry.is_dir()) and (fault := self._link(key, entry.path)):
                    found.append((key, fault))
            elif entry.is_dir(follow_symlinks=False):
                found.append((f"{key}/", None))
            elif has_suffix:
                found.append((key, entry))
        found.sort(key=itemgetter(0), reverse=True)
        return found

    def _link(self, key: str, path: str) -> Fault | None:
        """Return the fault of a link that leads out of the site's folder, or nowhere."""
        real = os.path.realpath(path)
        if not self._is_inside(real):
            message = (
                f"is a link to {excerpt(real)}, outside the site's folder, and is not followed; copy what it names"
            )
            return Fault(path=_printable(key), message=message)
        if not os.path.exists(real):
            return Fault(path=_printable(key), message="is a link that leads nowhere; take it out")
        return None

    def _is_inside(self, real: str) -> bool:
        return real == self.root or real.startswith(self.root.rstrip(os.sep) + os.sep)

    def _is_skipped(self, key: str) -> bool:
        is_left_out = self.left_out is not None and self.left_out(key) is not None
        return is_left_out or any(key.startswith(f"{skip}/") for skip in self.skipped)


def _item(key: str, status: os.stat_result) -> Item | Fault:
    if not stat.S_ISREG(status.st_mode):
        return Fault(path=_printable(key), message="is not a regular file; take it out of the folder")
    if not key.isascii() and _printable(key) != key:
        return Fault(path=_printable(key), message="its name is not UTF-8; rename it")
    return Item(key, (status.st_size, status.st_mtime_ns))


def _complaint(path: str, message: str) -> _Keyed:
    return path, Fault(path=_printable(path or "."), message=message)


def _relative(root: str, path: str) -> str:
    """Return *path* as seen from the site's folder, "" for that folder itself.

    Raises UsageError if it lies outside.
    """
    if os.path.isabs(path):
        path = os.path.relpath(path, os.path.abspath(root))
    path = os.path.normpath(path).replace(os.sep, "/")
    if path == ".." or path.startswith("../") or os.path.isabs(path):
        raise UsageError(f"source.paths: {excerpt(path)} lies outside the site's folder; paths are relative to it")
    return "" if path == "." else path


def _fixed_part(pattern: str) -> str:
    """Return the folder above the first wildcard."""
    magic = _MAGIC.search(pattern)
    return pattern[: magic.start()].rpartition("/")[0] if magic else pattern


def _regex(pattern: str) -> str:
    """Return the regular expression of a glob: `*` and `?` stay within a folder, `**` crosses folders."""
    regex, index = "", 0
    while index < len(pattern):
        if pattern.startswith("**/", index):
            regex, index = regex + "(?:[^/]+/)*", index + 3
        elif pattern.startswith("**", index):
            regex, index = regex + ".*", index + 2
        elif pattern[index] == "*":
            regex, index = regex + "[^/]*", index + 1
        elif pattern[index] == "?":
            regex, index = regex + "[^/]", index + 1
        elif pattern[index] == "[" and (end := pattern.find("]", index + 2)) > 0:
            chosen = re.sub(r"([\\^\[&~|])", r"\\\1", pattern[index + 1 : end])
            negated = chosen.startswith(("!", "\\^"))
            regex += f"[^/{chosen.lstrip('!^' + chr(92))}]" if negated else f"[{chosen}]"
            index = end + 1
        else:
            regex, index = regex + re.escape(pattern[index]), index + 1
    return regex


def _compiled(regex: str) -> re.Pattern[str]:
    try:
        return re.compile(regex, re.DOTALL)
    except re.error as error:
        raise UsageError(f"source.paths: a pattern has brackets that match nothing ({error})") from error


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode() if not path.isascii() else path


def _reason(error: OSError) -> str:
    return {
        "FileNotFoundError": "no such file or folder",
        "PermissionError": "permission is denied",
        "NotADirectoryError": "a part of the path is no folder",
    }.get(type(error).__name__, error.strerror or type(error).__name__)
