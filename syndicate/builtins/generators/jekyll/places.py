"""Which files of a Jekyll site are documents, and of which collection: by their place and name alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache
from itertools import chain
from posixpath import basename, splitext
from typing import Literal

import msgspec

from .options import OWN_FOLDERS, PLAIN_EXT, TEXT_EXT, CollectionOptions, JekyllOptions
from .ruby import matches_glob

_DATED_NAME = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>[^/]*)(?P<ext>\.[^.]+)", re.DOTALL)
_SUFFIXED_NAME = re.compile(r"(?P<slug>.*)(?P<ext>\.[^.]+)", re.DOTALL)
_LABEL = re.compile(r"[^a-z0-9_\-.]", re.IGNORECASE)
_HTML = {".html", ".htm", ".xhtml"}
# Files of values, which have no text, and are no posts.
_DATA = (".yml", ".yaml")
_SPECIAL = (".", "_", "#", "~")
POSTS, PAGES = "posts", "pages"
_PLACES_KNOWN = 256  # more than are looked at before they are read
_FOLDERS_KNOWN = 1024


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a document stands, and what its name says."""

    label: str  # its collection: "posts" of drafts, too; "pages" of a page
    path: str  # relative to the folder of the collections, as Jekyll calls it
    suffix: str  # with its dot
    date: str  # the date in the file's name, "" if it has none
    slug: str  # what the file's name says beside date and suffix
    is_draft: bool = False  # it lies in a folder `_drafts`

    @classmethod
    def of(cls, label: str, path: str, *, is_draft: bool = False, dated: re.Match[str] | None = None) -> Place:
        name = path.rpartition("/")[2]
        if dated := dated or _DATED_NAME.fullmatch(name):
            date, slug, suffix = dated.groups()
        else:
            found = _SUFFIXED_NAME.fullmatch(name)
            date, slug, suffix = "", found["slug"] if found else name, _suffix_of(name)
        return cls(label=label, path=path, suffix=suffix, date=date, slug=slug.rstrip("."), is_draft=is_draft)

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return splitext(self.path.rpartition("/")[2])[0]

    @property
    def folder(self) -> str:
        """The folder of its collection."""
        return f"_{self.label}"

    @property
    def categories(self) -> list[str]:
        """The folders above the folder of the posts."""
        folder = "_drafts" if self.is_draft else self.folder
        if self.label == PAGES or self.path.startswith(folder):
            return []
        above = re.sub(f"{re.escape(folder)}.*", "", self.path)
        return [name for name in above.split("/") if name and name not in (folder, basename(self.path))]


class _Root(msgspec.Struct, frozen=True):
    """What the folder of a file makes of it, if its own name and the patterns of the site let it."""

    label: str  # as Place has it
    base: str  # the folder of the collection, or of the posts, relative to the sources
    below: str  # of the file's folder, from there: "" or with "/" at its end
    path: str  # of the file's folder, as Place has it: "" or with "/" at its end
    named: re.Pattern[str] | None = None  # what the file's name is to be, None: whatever it is
    is_draft: bool = False  # as Place has it


class Places:
    """Knows the place of each document of a site."""

    def __init__(self, options: JekyllOptions) -> None:
        self._options = options
        self._source = _folder(options.source)
        self._destination = _folder(options.destination)
        self._collections_dir = _folder(options.collections_dir)
        self._include = Patterns(options.include)
        self._exclude = Patterns(pattern for pattern in options.exclude if pattern not in options.include)
        self._labels = {
            _LABEL.sub("", name): collection
            for name, collection in options.collections.items()
            if name not in (POSTS, "data")
        }
        self._converted = frozenset((*options.markdown_ext, *options.html_ext))
        self._suffixes = {f".{ext}" for ext in (*self._converted, *TEXT_EXT)} | _HTML
        # Each is asked for its digest first and to be read soon after, and most share their folder.
        self.place = lru_cache(maxsize=_PLACES_KNOWN)(self._place)
        self._roots = lru_cache(maxsize=_FOLDERS_KNOWN)(self._roots_of)

    def _place(self, key: str) -> Place | None:
        """Return the place of the file at *key*, relative to the site's folder; None if it is no document."""
        if self._source:
            if not key.startswith(f"{self._source}/"):
                return None
            key = key[len(self._source) + 1 :]
        folder, _, name = key.rpartition("/")
        suffix = _suffix_of(name).lower()
        is_text = suffix in self._suffixes
        if suffix in _DATA:
            return None
        for root in self._roots(folder):
            # Whatever has the name of a post is one; a collection holds pictures, too.
            named = None if root.named is None else root.named.fullmatch(name)
            is_named = is_text if root.named is None else named is not None
            if is_named and not self._is_left_out(root.below + name, root.base):
                dated = named if root.named is _DATED_NAME else None
                return Place.of(root.label, root.path + name, is_draft=root.is_draft, dated=dated)
        return self._page(key) if is_text else None

    def beside_articles(self, path: str) -> Place | None:
        """Return the place of a document, at *path* of the sources, of a collection that has pages and no articles."""
        below = path.removeprefix(f"{self._collections_dir}/")
        label = below.partition("/")[0].removeprefix("_")
        collection = self._labels.get(label)
        is_one = below.startswith("_") and collection is not None and collection.output
        return Place.of(label, below) if is_one else None

    def is_text(self, place: Place) -> bool:
        """Tell whether the suffix of the document at *place* is that of a text."""
        return place.suffix.lower() in self._suffixes

    def markup(self, key: str) -> Literal["markdown", "html", "plain", ""]:
        """Return how the text of the file at *key* is written, "" where only the site's generator can read it."""
        suffix = splitext(key)[1].lower()
        if suffix[1:] in self._options.markdown_ext:
            return "markdown"
        if suffix in _HTML:
            return "html"
        return "plain" if suffix[1:] in PLAIN_EXT and suffix[1:] not in self._converted else ""

    def output_suffix(self, place: Place) -> str:
        return ".html" if place.suffix.lower()[1:] in self._converted else place.suffix

    def _roots_of(self, folder: str) -> tuple[_Root, ...]:
        """Return what a file in *folder*, relative to the sources, may be: best first."""
        return tuple(root for root in (self._collection(folder), self._posts(folder)) if root is not None)

    def _collection(self, folder: str) -> _Root | None:
        path = f"{folder}/"
        if self._collections_dir:
            if not path.startswith(f"{self._collections_dir}/"):
                return None
            path = path[len(self._collections_dir) + 1 :]
        base, slash, below = path.partition("/")
        collection = self._labels.get(base[1:]) if base.startswith("_") and slash else None
        if collection is None or not (collection.output and collection.articles):
            return None
        return _Root(base[1:], base, below, path)

    def _posts(self, folder: str) -> _Root | None:
        parts = folder.split("/")
        for index, name in enumerate(parts):
            if name == "_posts" or (name == "_drafts" and self._options.show_drafts):
                above = "/".join(parts[:index])
                if not f"/{above}".startswith(f"/{self._collections_dir}"):
                    return None
                path = f"{folder}/"
                if self._collections_dir:
                    path = path.removeprefix(f"{self._collections_dir}/")
                below = "".join(f"{part}/" for part in parts[index + 1 :])
                base = "/".join(parts[: index + 1])
                is_draft = name == "_drafts"
                return _Root(POSTS, base, below, path, _SUFFIXED_NAME if is_draft else _DATED_NAME, is_draft)
            if not self._is_walked(parts[: index + 1]):
                return None
        return None

    def _page(self, key: str) -> Place | None:
        if not any(matches_glob(pattern, key) for pattern in self._options.pages):
            return None
        folder, _, name = key.rpartition("/")
        if self._is_left_out(name, folder) or not (not folder or self._is_walked(folder.split("/"))):
            return None
        return Place.of(PAGES, key)

    def _is_walked(self, parts: list[str]) -> bool:
        """Tell whether Jekyll goes down into the folder *parts*, having gone into the one above."""
        folder = "/".join(parts)
        site_folder = f"{self._source}/{folder}" if self._source else folder
        return site_folder != self._destination and not self._is_left_out(
            parts[-1], "/".join(parts[:-1]), is_folder=True
        )

    def _is_left_out(self, entry: str, base: str, *, is_folder: bool = False) -> bool:
        if entry.endswith("."):
            return True
        name = entry.rpartition("/")[2]
        is_special = entry.startswith(_SPECIAL) or name.startswith(_SPECIAL) or entry.endswith("~")
        if not is_special and not self._exclude.match(f"{base}/{entry}" if base else entry, is_folder=is_folder):
            return False
        included = self._include.match
        return not (included(entry, is_folder=is_folder) or (name != entry and included(name, is_folder=is_folder)))


def named_collections(paths: Iterable[str], options: JekyllOptions) -> dict[str, CollectionOptions]:
    """Return the collections that *paths*, relative to the site's folder, make of folders they lead into."""
    above = [*_folder(options.source).split("/"), *_folder(options.collections_dir).split("/")]
    base = "".join(f"{part}/" for part in above if part)
    folders = {path[len(base) :].split("/")[0] for path in paths if path.startswith(f"{base}_")} - OWN_FOLDERS
    return {folder[1:]: CollectionOptions(output=True) for folder in sorted(folders)}


class Patterns:
    """Paths as a configuration names them: whole, by their beginning or by a glob."""

    def __init__(self, patterns: Iterable[str]) -> None:
        given = [pattern.lstrip("/") for pattern in patterns]
        self._folders = frozenset(given)
        self._begins = re.compile("|".join(chain(map(re.escape, given), map(_glob, given))) or "(?!)").match

    def match(self, path: str, *, is_folder: bool) -> bool:
        """Tell whether *path* is what one of them names, or begins so, as Jekyll compares them."""
        return self._begins(path) is not None or (is_folder and f"{path}/" in self._folders)


def _glob(pattern: str) -> str:
    made = translate(pattern.replace("[^", "[!"))
    try:
        re.compile(made)
    except re.error:
        return "(?!)"
    return made


def _suffix_of(name: str) -> str:
    return name[dot:] if name[:1] != "." and (dot := name.rfind(".")) >= 0 else splitext(name)[1]


def _folder(path: str) -> str:
    """Return *path* without what says nothing: "./docs/" is "docs"."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))
