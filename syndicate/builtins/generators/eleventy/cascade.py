"""Eleventy's data cascade for one template: layouts, data files of folders and of the template, its front matter."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any

from syndicate import Fault, SourceContext
from syndicate.files import Head, Overlay, Place, RawTree, parse_head, place_inside, read_head, relative_path

from .files import digest_inside, is_unknown, read_values
from .javascript import JsTree, Program
from .options import COMPUTED, FILES, EleventyOptions

_OVERRIDE = "override:"
_AWESOME = "buildawesome"
_MAX_LAYOUTS = 10
# Names of the page of an article whose template makes a file for programs.
PAGES = ("webUrl", "canonical", "originalUrl", "original_url", "externalUrl", "external_url")
_FOLDERS_KNOWN = 1024
_NOTHING = JsTree("", "", 1, {}, {})
# What rules look at of a template's data.
_RULED = frozenset(
    "pagination eleventyExcludeFromCollections tags date title permalink dynamicPermalink slug canonical_url".split()
).union((COMPUTED, *PAGES))


@lru_cache(maxsize=4096)
def _name(key: str) -> str:
    """Return what *key* is called here: Build Awesome, as Eleventy 4 is called, has names of its own for its keys."""
    name = key.removeprefix(_OVERRIDE)
    return f"eleventy{name.removeprefix(_AWESOME)}" if name.startswith(_AWESOME) else name


@lru_cache(maxsize=4096)
def _is_ruled(key: str) -> bool:
    return _name(key) in _RULED or key.startswith(_OVERRIDE)


class Cascade:
    """The data of one template; a fault names the file that its value is from.

    said     what the data say under the names that rules look at, and under those that several templates share
    faults   everything that is wrong with their texts
    unknown  keys whose value is an expression of a program; COMPUTED: the permalink in the computed data is one
    """

    def __init__(self, origin: RawTree) -> None:
        self.said: dict[str, Any] = {}
        self.faults: tuple[Fault, ...] = ()
        self.unknown: set[str] = set()
        self._origin = origin
        self._trees: list[RawTree] = []
        self._shared: Cascade | None = None

    def below(self, tree: RawTree, is_ruled: Callable[[str], bool] = lambda _: True) -> Cascade:
        """Return this cascade with the front matter *tree* of a template on top.

        is_ruled  whether rules look at what stands under a key
        """
        found = Cascade(tree)
        found.said = dict(self.said)
        found.faults = self.faults
        found.unknown = set(self.unknown)
        found._trees = [*self._trees]
        found._shared = self
        found.add(tree, is_ruled)
        return found

    @cached_property
    def value(self) -> dict[str, Any]:
        return self.said if self._shared is None else self._shared.below(self._origin).said

    @property
    def entries(self) -> Any:
        """The entries of the value, as RawTree has them."""
        shared = self._shared.said if self._shared is not None else {}
        if _OVERRIDE in "".join(self._origin.entries):
            return Overlay(_NOTHING, self.value).entries
        changed = {name: self.said[name] for name in (*shared, "tags") if name in self.said}
        found = Overlay(self._origin, changed).entries
        return {**Overlay(_NOTHING, shared).entries, **found} if shared else found

    def add(self, tree: RawTree, is_ruled: Callable[[str], bool] = lambda _: True) -> None:
        """Put what *tree* says on top."""
        if tree.faults:
            self.faults += tuple(fault for fault in tree.faults if fault not in self.faults)
        if isinstance(tree, JsTree):
            whole = is_unknown(tree, ())
            names = {_name(str(place[0])) for place in tree.unknown if len(place) == 1}
            self.unknown |= {"permalink"} if whole else names
            if any(is_unknown(tree, (name, "permalink")) for name in (COMPUTED, f"{_AWESOME}Computed")):
                self.unknown.add(COMPUTED)
        if not tree.is_mapping:
            return
        self._trees.append(tree)
        shared = self.said
        for key, value in tree.some((lambda key: is_ruled(key) or key in shared) if shared else is_ruled).items():
            name = _name(key)
            if name == COMPUTED and isinstance(value, dict) and "permalink" in value:
                self.unknown.discard(COMPUTED)
            if name == "tags":
                value = _tags(value)  # noqa: PLW2901  as Eleventy cleans them, file by file
            shared[name] = _merged(shared[name], value) if not key.startswith(_OVERRIDE) and name in shared else value
            if name == "tags" and isinstance(shared[name], list):
                shared[name] = list(dict.fromkeys(shared[name]))
        if self.unknown:
            self.unknown -= {_name(key) for key in tree.entries} - {COMPUTED}

    def text(self, path: Place) -> str:
        """Return the scalar at *path* as it is written."""
        tree = self._tree_of(str(path[0])) if path else None
        return tree.text(path) if tree is not None else ""

    def fault(self, path: Place, message: str, *, of_key: bool = False) -> Fault:
        """Return the fault that *message* finds at *path*, in the file that says it."""
        tree = self._tree_of(str(path[0])) if path else None
        return (tree or self._origin).fault(path, message, of_key=of_key)

    def _tree_of(self, name: str) -> RawTree | None:
        return next((tree for tree in reversed(self._trees) if name in map(_name, tree.entries)), None)


class Cascades:
    """Gathers the data of templates; files that several share are read once."""

    def __init__(self, context: SourceContext, options: EleventyOptions) -> None:
        self._context = context
        self._options = options
        # For all templates.
        self._computed = tuple(f"{options.path(options.data)}/{name}" for name in (COMPUTED, f"{_AWESOME}Computed"))
        path = next((name for name in FILES if os.path.isfile(f"{context.root}/{name}")), "")  # noqa: PTH113  as above
        self._global = _global_tree(options.global_data, path)
        self._files: dict[str, RawTree | None] = {}
        self._layouts: dict[str, RawTree | None] = {}
        self._extensions = ("json", *options.data_formats)
        self._suffixes = tuple(f".{name.lower()}" for name in (*self._extensions, "mjs", "cjs", "js"))
        self._names: dict[str, frozenset[str] | None] = {}
        self._joined_of: dict[tuple[str, str], Cascade] = {}
        self._shared_trees = lru_cache(maxsize=_FOLDERS_KNOWN)(self._trees)
        self._shared_there = lru_cache(maxsize=_FOLDERS_KNOWN)(
            lambda folder, below: tuple(filter(self._is_there, self._places(folder, below)))
        )
        self._shared_digest = lru_cache(maxsize=_FOLDERS_KNOWN)(lambda place: digest_inside(context.root, place))
        self._shared_digests = lru_cache(maxsize=_FOLDERS_KNOWN)(
            lambda folder, below: tuple(
                part for place in self._shared_there(folder, below) for part in (place, self._shared_digest(place))
            )
        )

    def data(self, key: str, path: str, own: RawTree) -> Cascade:
        """Return the data of the template in the file *key*, at *path* below the input, whose front matter is *own*."""
        folder = key.rpartition("/")[0]
        shared = self._shared_trees(folder, path.rpartition("/")[0])
        names = self._data_names(folder)
        of_its_own: tuple[RawTree, ...] = ()
        if names or names is None:
            stem = posixpath.splitext(key)[0]
            places = self._variants(stem) if names is None else self._there(stem)
            of_its_own = tuple(tree for place in places if (tree := self._file(place)) is not None)
        layout = _name_of_layout([*shared, *of_its_own, own])
        if of_its_own:
            return self._joined((*shared, *of_its_own), layout).below(own, _is_ruled)
        found = self._joined_of.get((folder, layout))
        if found is None:
            if len(self._joined_of) >= _FOLDERS_KNOWN:
                self._joined_of.clear()
            found = self._joined_of[folder, layout] = self._joined(shared, layout)
        return found.below(own, _is_ruled)

    def _joined(self, trees: Sequence[RawTree], layout: str) -> Cascade:
        """Return what *layout*, its own layouts and the data files *trees* say, the last on top."""
        cascade = Cascade(_NOTHING)
        for tree in [*reversed(list(self._chain(layout))), *trees]:
            cascade.add(tree)
        return cascade

    def data_files_there(self, key: str, path: str) -> Iterator[str]:
        """Yield where data files of the template lie, the weakest first."""
        yield from self._shared_there(key.rpartition("/")[0], path.rpartition("/")[0])
        yield from self._there(posixpath.splitext(key)[0])

    def _there(self, stem: str) -> Iterator[str]:
        """Yield where data files lie of the one template at *stem*, its path without the suffix."""
        is_any = self._data_names(stem.rpartition("/")[0])  # most folders hold none
        return filter(self._is_there, self._variants(stem) if is_any else ())

    def _is_there(self, place: str) -> bool:
        folder, _, name = place.rpartition("/")
        names = self._data_names(folder)
        return names is None or name.lower() in names  # some disks do not tell one case from the other

    def _places(self, folder: str, below: str) -> Iterator[str]:
        """Yield where data files may be that all templates of *folder* share, the weakest first.

        below  the folder as seen from the input
        """
        folders = below.split("/") if below else []
        base = folder[: len(folder) - len(below)].rstrip("/")
        yield from (f"{path}.{extension}" for path in self._computed for extension in ("js", "mjs", "cjs"))
        places = [base] + [posixpath.join(base, *folders[:length]) for length in range(1, len(folders) + 1)]
        for place in places:
            name = self._options.data_name or place.rpartition("/")[2]
            if name:
                yield from self._variants(f"{place}/{name}" if place else name)

    def _data_names(self, folder: str) -> frozenset[str] | None:
        """Return the names in *folder* that data files may have, in lower case; each folder is listed once.

        None: it cannot be listed
        """
        if folder not in self._names:
            try:
                names = [name.lower() for name in os.listdir(f"{self._context.root}/{folder}")]  # noqa: PTH208  names only
            except FileNotFoundError:
                names = []
            except OSError:
                self._names[folder] = None
                return None
            self._names[folder] = frozenset(name for name in names if name.endswith(self._suffixes))
        return self._names[folder]

    def _variants(self, base: str) -> Iterator[str]:
        if not self._options.data_name or not base.endswith(f"/{self._options.data_name}"):
            for extension in reversed(self._extensions):
                yield f"{base}.{extension}"
        for suffix in ("11tydata", "data"):
            for extension in (*reversed(self._extensions), "mjs", "cjs", "js"):
                yield f"{base}.{suffix}.{extension}"

    def digests_there(self, key: str, path: str) -> Iterator[str | bytes | None]:
        """Yield path and digest of each data file of the template; shared files have one digest together."""
        yield from self._shared_digests(key.rpartition("/")[0], path.rpartition("/")[0])
        for place in self._there(posixpath.splitext(key)[0]):
            yield from (place, digest_inside(self._context.root, place))

    def _trees(self, folder: str, below: str) -> tuple[RawTree, ...]:
        """Return what the data files say that all templates of *folder* share, the weakest first."""
        files = (tree for place in self._shared_there(folder, below) if (tree := self._file(place)) is not None)
        return (*([self._global] if self._global else []), *files)

    def _file(self, path: str) -> RawTree | None:
        if path not in self._files:
            tree = read_values(self._context.root, path)
            if isinstance(tree, JsTree) and path.rpartition(".")[0] in self._computed:
                tree = tree.below(COMPUTED) if tree.is_mapping else None
            self._files[path] = tree
        return self._files[path]

    def _chain(self, layout: str) -> Iterator[RawTree]:
        """Yield the front matter of *layout*, of its own layout, and so on."""
        for _ in range(_MAX_LAYOUTS):
            if not layout:
                return
            if layout not in self._layouts:
                self._layouts[layout] = self._layout(self._options.layout_aliases.get(layout, layout))
            tree = self._layouts[layout]
            if tree is None:
                return
            yield tree
            layout = _name_of_layout([tree])

    def digest_of_layouts(self) -> str:
        """Return a fingerprint of the files below the folder of layouts."""
        folder = self._options.path(self._options.layouts or self._options.includes)
        found = blake2b(digest_size=16)
        names = []
        for place, _, files in os.walk(f"{self._context.root}/{folder}") if folder else ():
            below = relative_path(place, self._context.root)
            names += [f"{below}/{name}" for name in files]
        for name in sorted(names):
            digest = digest_inside(self._context.root, name)
            found.update(f"{name}\0{digest.hex() if digest else ''}\0".encode("utf-8", "surrogateescape"))
        return found.hexdigest()

    def _layout(self, name: str) -> RawTree | None:
        folder = self._options.path(self._options.layouts or self._options.includes)
        if ".." in name.split("/"):
            return None
        for suffix in ("", *(f".{extension}" for extension in self._options.formats)):
            path = posixpath.join(folder, name + suffix)
            head = read_head(self._context, path) if place_inside(self._context.root, path) is not None else None
            if isinstance(head, Head):
                tree = front_matter(head, path)
                # What is wrong with a layout is no fault of the articles.
                return tree if all(fault.is_warning for fault in tree.faults) else None
        return None


def _global_tree(data: Mapping[str, Any], path: str) -> JsTree | None:
    """Return what the configuration at *path* gives all templates, None where that is nothing."""
    places: dict[Place, tuple[int, int]] = {(): (0, 0)}
    value: dict[str, Any] = {}
    for name, found in data.items():
        if found is None or found == {"permalink": None}:
            places[(name,) if found is None else (name, "permalink")] = (0, -1)
        else:
            value[name] = found
    return JsTree("", path, 1, value, places) if data else None


def _name_of_layout(trees: list[RawTree]) -> str:
    for tree in reversed(trees):
        is_said = tree.is_mapping and "layout" in tree.entries
        if is_said and isinstance(layout := tree.some("layout".__eq__)["layout"], str):
            return layout
    return ""


def front_matter(head: Head, key: str) -> RawTree:
    """Return what *head* says; of a program the literal values."""
    if head.language == "js":
        return Program(head.text, key, head.line + 1).head()
    tree: Any = parse_head(head, key)
    found: RawTree = tree
    return found


def _merged(below: Any, above: Any) -> Any:
    """Return *above* on top of *below*: mappings key by key, lists one behind the other."""
    if isinstance(below, list) and isinstance(above, list):
        return below + above
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        names = {key: key.removeprefix(_OVERRIDE) for key in above}
        merged = dict(below)
        for key, name in names.items():
            merged[name] = _merged(below.get(name), above[key]) if key == name else above[key]
        return merged
    return above


def _tags(value: Any) -> Any:
    if isinstance(value, str):
        return [tag.strip() for tag in value.split(",") if tag.strip()]
    return (
        [str(tag).strip() for tag in value if isinstance(tag, str | int | float)] if isinstance(value, list) else value
    )
