"""Folders that Hugo's configuration mounts: as content, as static files, or as what nobody here follows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .configuration import lowered

# To Hugo `**` needs no folder of its own, and crosses them; what stands in the way of a regular expression is escaped.
_OF_GLOBS = {"**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|"}


class Mounts:
    """What `module.mounts` says.

    folders     language, or "static" -> the folders that are mounted as its content; of several folders for one
                language, or for a part of its content, only the first can be read here
    unfollowed  mounts of other kinds: folder and target
    left_out    files of these folders that are mounted without them, as regular expressions
    """

    def __init__(self, given: Any, default: str, is_folder: Callable[[str], bool]) -> None:
        self.folders: dict[str, list[str]] = {}
        self.unfollowed: list[tuple[str, str]] = []
        self.left_out: list[str] = []
        for mount in map(lowered, given if isinstance(given, list) else []):
            path, target = (str(mount.get(key) or "").strip("/") for key in ("source", "target"))
            languages = texts(mount.get("lang")) or _mounted_languages(mount.get("sites")) or [default]
            keys = ["static"] if target == "static" else [language.lower() for language in languages]
            is_first = target == "content" and is_folder(path) and not any(map(self.folders.get, keys))
            if target == "static" or is_first:
                for key in keys:
                    self.folders.setdefault(key, []).append(path)
                self.left_out += _left_out(path, mount)
            elif target.split("/")[0] in ("content", "" if path.startswith("node_modules/") else "static"):
                # What packages of npm put among the static files is fonts and scripts.
                self.unfollowed.append((path, target))


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _mounted_languages(sites: Any) -> list[str]:
    """Return the languages that a mount is for in the words of Hugo 0.153: sites.matrix.languages."""
    for name in ("matrix", "languages"):
        sites = lowered(sites).get(name)
    return [name for name in texts(sites) if "*" not in name]


def _left_out(path: str, mount: dict[str, Any]) -> list[str]:
    """Return what finds the files of the folder at *path* that *mount* leaves out; Hugo looks at no case."""
    given = texts(mount.get("files"))  # Hugo 0.153; to it "!a" is a name, and "! a" takes that name out
    out = [*texts(mount.get("excludefiles")), *(glob[1:] for glob in given if glob.startswith("!"))]
    wanted = [*texts(mount.get("includefiles")), *(glob for glob in given if not glob.startswith("! "))]
    start = f"(?i)^/{re.escape(path)}/"
    left_in = [f"{start}(?!(?:{'|'.join(map(_glob_regex, wanted))})$)"] if wanted else []
    return [f"{start}(?:{_glob_regex(glob)})(?:/|$)" for glob in out] + left_in


def _glob_regex(glob: str) -> str:
    parts = re.split(r"(\*\*|[*?{},])" if "{" in glob else r"(\*\*|[*?])", glob.strip().strip("/"))
    return "".join(_OF_GLOBS.get(part) or re.escape(part) for part in parts)
