"""Which files are pages, of which language and section: leaf bundles, branch bundles, files that lie in a bundle.

Only the names of files and folders count, and for HTML its first character.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import msgspec

from syndicate import SourceContext, UsageError
from syndicate.files import open_file
from syndicate.model import excerpt

from .cascade import is_built
from .options import HugoOptions, Language

MARKDOWN = (".md", ".markdown", ".mdown")
HTML = (".html", ".htm")
# Hugo renders these by other programs, or by a library that there is none of here.
OTHERS = (".adoc", ".asciidoc", ".ad", ".org", ".rst", ".rest", ".pandoc", ".pdc")
SUFFIXES = (*MARKDOWN, *HTML, *OTHERS)
_LEAF, _BRANCH = "index.", "_index."
# What a name says of whom the page is for since Hugo 0.153, as in a._role_member_._version_v2.0.0_.md.
_IDENTIFIER = re.compile(r"\._[^/]*?_(?=\.)")
_DIMENSION = re.compile(r"\._(language|role|version)_(.+?)_(?=\.)")
# A repetition inside a repetition: matching it can take exponential time.
_ENDLESS = re.compile(r"\([^)]*[*+{][^)]*\)[*+{]")
_ASKED_AGAIN = 256  # a page is asked for its place by its digest, and by its article a hundred pages later


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a file lies in the site."""

    key: str  # of the item
    language: str
    path: str  # below the folder of its language, e.g. "posts/tides/index.fr.md"
    folder: str  # likewise; of a leaf bundle the folder around it
    base_name: str  # of the file, without language and suffix; of a leaf bundle the name of its folder
    is_bundle: bool
    is_branch: bool  # it tells about the section or term that its folder is
    suffix: str

    @property
    def section(self) -> str:
        """The first folder, "" in the root."""
        return self.folder.partition("/")[0]

    @property
    def dimensions(self) -> dict[str, list[str]]:
        """The roles and versions that the name of the file says the page is for."""
        return _named(self.path.rpartition("/")[2])


class Around(NamedTuple):
    """What lies around all pages of a folder in one language.

    branches  keys of the _index files, innermost first
    sections  folders of the section that they are in: the innermost with an _index file, else the first folder
    """

    branches: tuple[str, ...]
    sections: tuple[str, ...]


class _Folder(NamedTuple):
    """A folder that may hold pages."""

    language: str  # of those whose names tell none
    path: str  # below the folder of that language
    is_leaf: bool


class Places:
    """Where the files of one site lie; what is found of a folder is cached.

    Raises UsageError for options that make no sense.
    """

    def __init__(self, context: SourceContext, options: HugoOptions) -> None:
        self._context = context
        self.languages = {key.lower(): language for key, language in options.languages.items()}
        self.default_language = options.default_language.lower()
        self._dimensions = options.dimensions
        self.languages.setdefault(self.default_language, Language())
        roots: dict[str, str] = {}
        for key in sorted(self.languages, key=lambda key: key != self.default_language):
            content = self.languages[key].content or options.content
            root = os.path.normpath(content).replace(os.sep, "/")
            if not root.startswith(("/", "..")):  # outside of the site nothing is read
                roots.setdefault(root, key)
        self._roots = sorted(roots.items(), key=lambda root: -len(root[0]))  # a folder within another goes before it
        self._ignored = [_compiled(pattern) for pattern in options.ignore_files]
        self._names: dict[str, tuple[str, ...]] = {}
        self._leaves: dict[str, bool] = {}
        self.place = lru_cache(maxsize=_ASKED_AGAIN)(self._place)
        self.around = lru_cache(maxsize=None)(self._around)
        self._folder = lru_cache(maxsize=None)(self._find_folder)
        self.branch = lru_cache(maxsize=None)(self._find_branch)

    def is_html_alone(self, place: Place) -> bool:
        """Tell whether a file of HTML begins with a tag: Hugo takes it for a resource."""
        if place.suffix not in HTML:
            return False
        start = (self.beginning(place) or b"").removeprefix(b"\xef\xbb\xbf").lstrip()
        return start.startswith(b"<") and not start.startswith(b"<!--")

    def beginning(self, place: Place) -> bytes | None:
        try:
            descriptor = open_file(self._context, place.key)
        except OSError:
            return None
        try:
            return os.read(descriptor, 4096)
        except OSError:
            return None
        finally:
            os.close(descriptor)

    def beside(self, place: Place) -> tuple[str, ...]:
        """Return the names of the files in the folder of *place*, and of folders, with "/" at the end."""
        folder = place.key.rpartition("/")[0]
        return self._listed("", folder, only_content=False)

    def _place(self, key: str) -> Place | None:
        """Return where the file at *key* lies, None where it is no content of its own: a resource, or ignored."""
        outer, _, name = key.rpartition("/")
        inside = self._folder(outer)
        if inside is None or (inside.is_leaf and not name.startswith(_LEAF)):
            return None
        if self._ignored and any(pattern.search(f"/{key}") for pattern in self._ignored):
            return None
        language, base_name, suffix = self._parsed(name, inside.language)
        folder = inside.path
        path = f"{folder}/{name}" if folder else name
        is_branch = base_name == "_index" and not inside.is_leaf and name.startswith(_BRANCH)
        if inside.is_leaf:
            beside = self._listed("", outer) if base_name != "index" else ()
            if any(self._parsed(other, inside.language)[1] == "index" for other in beside):
                return None  # index.old.md beside index.md, and what is in a language that the site has not
            above, _, own = folder.rpartition("/")
            if own != "index":
                folder, base_name = above, own
        return Place(
            key=key,
            language=language,
            path=path,
            folder=folder,
            base_name=base_name,
            is_bundle=inside.is_leaf,
            is_branch=is_branch,
            suffix=suffix,
        )

    def _find_folder(self, outer: str) -> _Folder | None:
        """Return what the folder *outer* of the site is; None if it holds no pages, e.g. in a leaf bundle."""
        found = next(
            ((root, key) for root, key in self._roots if root == "." or f"{outer}/".startswith(f"{root}/")), None
        )
        if found is None:
            return None
        root, language = found
        folder = outer if root == "." else outer[len(root) + 1 :]
        parts = folder.split("/") if folder else []
        if any(self._is_leaf("/".join(parts[:length])) for length in range(len(parts))):
            return None
        return _Folder(language, folder, self._is_leaf(folder))

    def _around(self, folder: str, language: str) -> Around:
        """Return what lies around the pages of *folder*, a path below that of the *language*."""
        parts = folder.split("/") if folder else []
        found = [self.branch("/".join(parts[:length]), language) for length in range(len(parts) + 1)]
        innermost = max((length for length in range(2, len(parts) + 1) if found[length] is not None), default=1)
        return Around(tuple(key for key in reversed(found) if key is not None), tuple(parts[:innermost]))

    def _find_branch(self, folder: str, language: str) -> str | None:
        for root, of_root in self._roots:
            for name in self._listed(root, folder):
                if (
                    name.startswith(_BRANCH)
                    and self._parsed(name, of_root)[:2] == (language, "_index")
                    and is_built(None, self._dimensions, _named(name))
                ):
                    return "/".join(part for part in (root if root != "." else "", folder, name) if part)
        return None

    def _parsed(self, name: str, language: str) -> tuple[str, str, str]:
        """Return the language of a file, its name without that, and its suffix in lower case."""
        if name.count(".") == 1 and name[0] != ".":
            stem, _, suffix = name.partition(".")
            return language, stem, f".{suffix.lower()}"
        stem, suffix = os.path.splitext(name)  # noqa: PTH122
        if "._" in name and (said := _IDENTIFIER.search(name)):
            own = dict(_DIMENSION.findall(name.lower())).get("language", "")
            if own in self.languages:
                language = own
            stem = stem[: said.start()]
        base, own = os.path.splitext(stem)  # noqa: PTH122
        if own and own[1:].lower() in self.languages:
            return own[1:].lower(), base, suffix.lower()
        return language, stem, suffix.lower()

    def _is_leaf(self, folder: str) -> bool:
        """Tell whether *folder*, in any language, holds an index file and no _index file."""
        if folder not in self._leaves:
            names = [name for root, _ in self._roots for name in self._listed(root, folder)]
            is_branch = any(name.startswith(_BRANCH) for name in names)
            self._leaves[folder] = not is_branch and any(name.startswith(_LEAF) for name in names)
        return self._leaves[folder]

    def _listed(self, root: str, folder: str, *, only_content: bool = True) -> tuple[str, ...]:
        place = "/".join(part for part in (root, folder) if part and part != ".")
        cached = f"{place}\0{only_content}"
        if cached not in self._names:
            self._names[cached] = tuple(self._read_folder(place, only_content=only_content))
        return self._names[cached]

    def _read_folder(self, place: str, *, only_content: bool) -> Iterator[str]:
        try:
            entries = sorted(os.scandir(f"{self._context.root}/{place}"), key=lambda entry: entry.name)
        except OSError:
            return
        for entry in entries:
            name = entry.name
            if not entry.is_file(follow_symlinks=False):
                if not only_content and entry.is_dir(follow_symlinks=False):
                    yield f"{name}/"
                continue
            if not only_content:
                yield name
            elif name.startswith((_LEAF, _BRANCH)) and name.lower().endswith(SUFFIXES):
                key = f"{place}/{name}" if place else name
                if not name.lower().endswith(HTML) or not self._begins_with_tag(key):
                    yield name

    def _begins_with_tag(self, key: str) -> bool:
        html = Place(
            key=key, language="", path="", folder="", base_name="", is_bundle=False, is_branch=False, suffix=".html"
        )
        return self.is_html_alone(html)


def _named(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for dimension, value in _DIMENSION.findall(name.lower()) if "._" in name else ():
        if dimension != "language":
            found.setdefault(f"{dimension}s", []).append(value)
    return found


def _compiled(pattern: str) -> re.Pattern[str]:
    if len(pattern) > 500 or _ENDLESS.search(pattern):
        raise UsageError(
            f"ignoreFiles: {excerpt(pattern)} can take for ever to match; name the files by '!' in source.paths"
        )
    try:
        return re.compile(pattern)
    except re.error as error:
        raise UsageError(f"ignoreFiles: {excerpt(pattern)} is no regular expression ({error}); correct it") from error
