"""Hugo's configuration: hugo.toml and its kin, and the folder config/, merged as Hugo merges them, with positions.

Keys are in lower case, as Hugo compares them. The environment is `production`, which is that of the command `hugo`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from syndicate import Finding
from syndicate.files import found_in, read_data, relative_path

from .options import ALL, ENVIRONMENT, STEMS, SUFFIXES, lowered

_MOST_FILES = 500
# config.toml is Zola's too, whose base_url this is; config.yaml and config.json are everybody's.
_TELLTALE = (
    "baseurl", "languagecode", "defaultcontentlanguage", "permalinks", "contentdir", "publishdir", "params",
    "outputs",
)  # fmt: skip
# What Hugo itself writes for the pages of a section, and what its documentation does; `/*` are those of none.
_SECTION = re.compile(r"/?(?:(?P<all>(?:\*\*)?)|([^/*?{},]+)/\*\*|\{([^/*?{},]+),\3/\*\*\}|\*)")
_FOLDERS = ("archetypes", "layouts", "themes", "content")
# To Hugo `**` needs no folder of its own, and crosses them; what stands in the way of a regular expression is escaped.
_OF_GLOBS = {"**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|"}


class Leaf(NamedTuple):
    """A value of the configuration: where it stands in which file."""

    tree: Any
    path: tuple[str | int, ...]
    value: Any


class Configuration:
    """The merged configuration; a key is named by the names on the way to it, in lower case."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, tree: Any, below: tuple[str, ...] = ()) -> None:
        """Lay what *tree* says over what is there, all of it below the key *below*."""
        into = self._root
        for name in below:
            inner = into.setdefault(name, {})
            if not isinstance(inner, dict):
                inner = into[name] = {}
            into = inner
        _merge(into, tree, (), tree.value)

    def value(self, *names: str) -> Any:
        return _plain(self._node(names))

    def finding(self, *names: str, value: Any = None) -> Finding:
        """Return the finding of what stands there, or of *value* that follows from it."""
        leaf = next(_leaves(self._node(names)), None)
        if leaf is None:
            return Finding(value=value)
        path = leaf.path if not isinstance(self._node(names), dict) else leaf.path[:-1]
        found = self.value(*names) if value is None else value
        if isinstance(leaf.value, list) and leaf.value and isinstance(leaf.value[0], dict):
            path = (*path, 0)  # a list of tables stands where the first does
        return found_in(leaf.tree, path, found)

    def said(self, language: str, *keys: tuple[str, ...]) -> tuple[tuple[str, ...], Any]:
        """Return where the first of *keys* that says anything stands, and what it says; ((), None): none does.

        Each is looked for below *language*, then at the site itself.
        """
        for place in (place for key in keys for place in (("languages", language, *key), key)):
            if (value := self.value(*place)) not in (None, "", [], {}):
                return place, value
        return (), None

    def names(self, *names: str) -> list[str]:
        node = self._node(names)
        return list(node) if isinstance(node, dict) else []

    def _node(self, names: tuple[str, ...]) -> Any:
        node: Any = self._root
        for name in names:
            node = node.get(name) if isinstance(node, dict) else None
        return node


def section_patterns(permalinks: Any) -> dict[str, str] | None:
    """Return section -> pattern of its pages, None where *permalinks* are patterns of other targets (Hugo 0.161).

    In the older forms the patterns stand there with the kind of page, or without it.
    """
    found: dict[str, str] = {}
    for rule in map(lowered, permalinks if isinstance(permalinks, list) else ()):
        target = lowered(rule.get("target"))
        is_meant = str(target.pop("environment", ENVIRONMENT)) == ENVIRONMENT
        if is_meant and str(target.pop("kind", "page")).lower() in ("page", "*"):
            section = _SECTION.fullmatch(str(target.pop("path", "")))
            if section is None or target or not isinstance(rule.get("pattern"), str):
                return None
            is_of_all = section["all"] is not None
            name = ALL if is_of_all else section[2] or section[3] or ""
            found.setdefault(name, rule["pattern"])  # the first that fits counts
            if is_of_all:
                break
    for key, pattern in permalinks.items() if isinstance(permalinks, dict) else ():
        if isinstance(pattern, str):
            found[key] = pattern
        elif key == "page" and isinstance(pattern, dict):
            found |= {section: text for section, text in pattern.items() if isinstance(text, str)}
    return found


def read_configuration(folder: str) -> Configuration | None:
    """Return the configuration in *folder*, None if there is none, or one that is another program's.

    Raises UsageError and SettingsError as read_data does.
    """
    found = Configuration()
    is_own = False
    for name in (f"{stem}{suffix}" for stem in STEMS for suffix in SUFFIXES):
        if (tree := read_data(folder, name)) is not None:
            if isinstance(tree.value, Mapping):
                keys = {str(key).lower() for key in tree.value}
                if name.startswith("config") and not _is_hugos(folder, keys, is_json=name.endswith(".json")):
                    return None
                found.add(tree)
            is_own = True
            break
    for environment in ("_default", ENVIRONMENT):
        for path in _files(folder, f"config/{environment}"):
            tree = read_data(folder, path)
            if tree is not None and isinstance(tree.value, Mapping):
                below = _below(path.rpartition("/")[2])
                # A file may be all about the key that it is named after, and name it: only so can it hold a list.
                is_wrapped = [str(key).lower() for key in tree.value] == [*below[-1:]]
                found.add(tree, below[:-1] if is_wrapped else below)
                is_own = True
    return found if is_own else None


def _is_hugos(folder: str, keys: set[str], *, is_json: bool) -> bool:
    if "base_url" in keys and "baseurl" not in keys:
        return False
    folders = sum(os.path.isdir(os.path.join(folder, name)) for name in _FOLDERS)  # noqa: PTH112, PTH118
    if "baseurl" in keys:
        return folders > 0 or not is_json  # config.json is a name that programs of every kind have
    is_there = os.path.isdir(os.path.join(folder, "config/_default"))  # noqa: PTH112, PTH118
    return folders > 1 and (is_there or not keys.isdisjoint((*_TELLTALE, "title", "theme")))


def _files(folder: str, below: str) -> Iterator[str]:
    """Yield the paths of the configuration files in a folder and its folders, in Hugo's order; no links."""
    count = 0
    for place, folders, files in os.walk(os.path.join(folder, below)):  # noqa: PTH118
        folders.sort()
        for name in sorted(files):
            path = os.path.join(place, name)  # noqa: PTH118
            if name.lower().endswith(SUFFIXES) and not os.path.islink(path):  # noqa: PTH114
                count += 1
                if count > _MOST_FILES:
                    return
                yield relative_path(path, folder)


def _below(name: str) -> tuple[str, ...]:
    """Return the key that a file is about: params.toml is about `params`, params.fr.toml about that of a language."""
    stem, _, language = name.rpartition(".")[0].lower().partition(".")
    if stem in STEMS and not language:
        return ()
    if not language:
        return ("menus",) if stem == "menu" else (stem,)
    return ("languages", language, *((stem,) if stem in ("params", "menus", "menu") else ()))


def _merge(into: dict[str, Any], tree: Any, path: tuple[str | int, ...], value: Mapping[str, Any]) -> None:
    for key, item in value.items():
        name = str(key).lower()
        if isinstance(item, Mapping):
            inner = into.get(name)
            if not isinstance(inner, dict):
                inner = into[name] = {}
            _merge(inner, tree, (*path, key), item)
        else:
            into[name] = Leaf(tree, (*path, key), item)


def _plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _plain(inner) for name, inner in node.items()}
    return node.value if isinstance(node, Leaf) else None


def _leaves(node: Any) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, dict):
        for inner in node.values():
            yield from _leaves(inner)


class Mounts:
    """What `module.mounts` says.

    folders     language, or "static" -> the folders that are mounted as its content; of several folders for one
                language, or for a part of its content, only the first can be read here
    unfollowed  mounts of other kinds: folder and target
    left_out    files of these folders that are mounted without them, as regular expressions
    """

    def __init__(
        self, given: Any, default: str, dimensions: Mapping[str, str], is_folder: Callable[[str], bool]
    ) -> None:
        from .cascade import is_built

        self.folders: dict[str, list[str]] = {}
        self.unfollowed: list[tuple[str, str]] = []
        self.left_out: list[str] = []
        for mount in map(lowered, given if isinstance(given, list) else []):
            path, target = (str(mount.get(key) or "").strip("/") for key in ("source", "target"))
            languages = texts(mount.get("lang")) or _mounted_languages(mount.get("sites")) or [default]
            keys = ["static"] if target == "static" else [language.lower() for language in languages]
            is_first = (
                target == "content"
                and is_built(mount.get("sites"), dimensions)
                and is_folder(path)
                and not any(map(self.folders.get, keys))
            )
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
