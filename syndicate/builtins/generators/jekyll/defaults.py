"""Front matter that stands in the configuration, for files by path and type: `defaults` of _config.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from .options import DefaultOptions
from .places import Place
from .ruby import matches_glob

_OLD_TYPES = {"page": "pages", "post": "posts", "draft": "drafts"}
_MAX_DEPTH = 100
_FOLDERS_KNOWN = 1024
_GLOB = re.compile(r"[*?\[{\\]")


class Defaults:
    """The default front matter of each file.

    collections_dir  folder of the collections, relative to the sources; scopes may name it
    """

    def __init__(self, defaults: tuple[DefaultOptions, ...], collections_dir: str = "") -> None:
        self._defaults = defaults
        self._prefix = f"{collections_dir}/" if collections_dir else ""
        self._of_folder = lru_cache(maxsize=_FOLDERS_KNOWN)(self._shared)

    def of(self, place: Place) -> Mapping[str, Any]:
        """Return the values of every scope that *place* is in: the longest path first, and then the one with a type."""
        shared = self._of_folder(place.label, place.path.rpartition("/")[0])
        return self._values(place) if shared is None else shared

    def are_shared(self, place: Place) -> bool:
        """Tell whether every document in the folder of *place* has the same."""
        return self._of_folder(place.label, place.path.rpartition("/")[0]) is not None

    def _shared(self, label: str, folder: str) -> Mapping[str, Any] | None:
        """Return the values of every document in *folder*, None where a scope may name only some of them."""
        if any(self._names_some(default.path, folder) for default in self._defaults):
            return None
        return self._values(Place.of(label, f"{folder}/." if folder else "."))

    def _names_some(self, scope: str, folder: str) -> bool:
        """Tell whether *scope* may name some of the documents in *folder* and not others."""
        below = f"{folder}/" if folder else ""
        if "*" not in scope:
            scope = scope.removeprefix(self._prefix)
            return scope != below and scope.startswith(below)
        if folder and self._matches(scope, folder):
            return False
        fixed, below = _GLOB.split(scope, maxsplit=1)[0].lstrip("/"), self._prefix + below
        return fixed.startswith(below) or below.startswith(fixed)

    def _values(self, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        before: DefaultOptions | None = None
        for default in self._defaults:
            if not self._applies(default, place):
                continue
            if before is None or _precedes(default, before):
                found = merged(found, default.values)
                before = default
            else:
                found = merged(default.values, found)
        return found

    def _applies(self, default: DefaultOptions, place: Place) -> bool:
        if default.type is not None and _OLD_TYPES.get(default.type, default.type) != place.label:
            return False
        scope = default.path
        if not scope:
            return True
        if "*" not in scope:
            return place.path.startswith(scope.removeprefix(self._prefix))
        return self._matches(scope, place.path)

    def _matches(self, scope: str, path: str) -> bool:
        # Jekyll asks the disk for what the glob names; of that, only the file and the folders around it can matter.
        parts = path.split("/")
        return any(matches_glob(scope, self._prefix + "/".join(parts[: length + 1])) for length in range(len(parts)))


def _precedes(new: DefaultOptions, old: DefaultOptions) -> bool:
    new_length, old_length = len(new.path.removeprefix("/")), len(old.path.removeprefix("/"))
    if new_length != old_length:
        return new_length > old_length
    return new.type is not None or old.type is None


def merged(base: Mapping[str, Any], over: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return *over* on top of *base*: mappings are joined, what is null takes nothing away."""
    if not base:
        return dict(over)
    found = dict(base)
    for name, value in over.items():
        old = found.get(name)
        if isinstance(old, dict) and isinstance(value, dict) and depth < _MAX_DEPTH:
            found[name] = merged(old, value, depth + 1)
        elif value is not None or name not in found:
            found[name] = value
    return found
