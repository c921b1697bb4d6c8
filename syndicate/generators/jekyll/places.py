"""Which files of a Jekyll site are documents, and of which collection: by their place and name alone."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache
from posixpath import basename, splitext

import msgspec

from .globs import matches_glob
from .options import JekyllOptions

_DATED_NAME = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>[^/]*)(?P<ext>\.[^.]+)", re.DOTALL)
_SUFFIXED_NAME = re.compile(r"(?P<slug>.*)(?P<ext>\.[^.]+)", re.DOTALL)
_LABEL = re.compile(r"[^a-z0-9_\-.]", re.IGNORECASE)
_SPECIAL = (".", "_", "#", "~")
POSTS, PAGES = "posts", "pages"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a document stands.

    label     its collection: "posts" of drafts, too; "pages" of a page
    path      relative to the folder of the collections, as Jekyll calls it
    is_draft  it lies in a folder `_drafts`
    """

    label: str
    path: str
    is_draft: bool = False

    @property
    def folder(self) -> str:
        """The folder of its collection."""
        return f"_{self.label}"

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return splitext(basename(self.path))[0]

    @property
    def suffix(self) -> str:
        """With its dot."""
        return splitext(basename(self.path))[1]

    @property
    def date(self) -> str:
        """The date in the file's name, "" if it has none."""
        found = _DATED_NAME.fullmatch(basename(self.path))
        return found["date"] if found else ""

    @property
    def slug(self) -> str:
        """What the file's name says beside date and suffix."""
        name = basename(self.path)
        found = _DATED_NAME.fullmatch(name) or _SUFFIXED_NAME.fullmatch(name)
        return (found["slug"] if found else name).rstrip(".")

    @property
    def categories(self) -> list[str]:
        """The folders above the folder of the posts."""
        folder = "_drafts" if self.is_draft else self.folder
        if self.label == PAGES or self.path.startswith(folder):
            return []
        above = re.sub(f"{re.escape(folder)}.*", "", self.path)
        return [name for name in above.split("/") if name and name not in (folder, basename(self.path))]


class Places:
    """Knows the place of each document of a site."""

    def __init__(self, options: JekyllOptions) -> None:
        self._options = options
        self._source = _folder(options.source)
        self._destination = _folder(options.destination)
        self._collections_dir = _folder(options.collections_dir)
        self._exclude = [pattern for pattern in options.exclude if pattern not in options.include]
        self._labels = {
            _LABEL.sub("", name): collection
            for name, collection in options.collections.items()
            if name not in (POSTS, "data")
        }
        self._suffixes = {f".{ext}" for ext in (*options.markdown_ext, *options.html_ext)} | {".html", ".htm", ".xhtml"}

    def place(self, key: str) -> Place | None:
        """Return the place of the file at *key*, relative to the site's folder; None if it is no document."""
        if self._source:
            if not key.startswith(f"{self._source}/"):
                return None
            key = key[len(self._source) + 1 :]
        if splitext(key)[1].lower() not in self._suffixes:
            return None
        return self._of_collection(key) or self._post(key) or self._page(key)

    def is_markdown(self, key: str) -> bool:
        return splitext(key)[1].lower()[1:] in self._options.markdown_ext

    def output_suffix(self, place: Place) -> str:
        """Return the suffix of the page that is built."""
        suffix = place.suffix
        converted = (*self._options.markdown_ext, *self._options.html_ext)
        return ".html" if suffix.lower()[1:] in converted else suffix

    def _post(self, key: str) -> Place | None:
        parts = key.split("/")
        for index, name in enumerate(parts[:-1]):
            if name == "_posts" or (name == "_drafts" and self._options.show_drafts):
                folder, entry = "/".join(parts[:index]), "/".join(parts[index + 1 :])
                if not f"/{folder}".startswith(f"/{self._collections_dir}"):
                    return None
                named = _DATED_NAME if name == "_posts" else _SUFFIXED_NAME
                if not named.fullmatch(basename(entry)) or self._is_left_out(entry, "/".join(parts[: index + 1])):
                    return None
                path = key.removeprefix(f"{self._collections_dir}/") if self._collections_dir else key
                return Place(label=POSTS, path=path, is_draft=name == "_drafts")
            if not self._is_walked(parts[: index + 1]):
                return None
        return None

    def _of_collection(self, key: str) -> Place | None:
        path = key
        if self._collections_dir:
            if not key.startswith(f"{self._collections_dir}/"):
                return None
            path = key[len(self._collections_dir) + 1 :]
        folder, _, entry = path.partition("/")
        collection = self._labels.get(folder[1:]) if folder.startswith("_") and entry else None
        if collection is None or not (collection.output and collection.articles):
            return None
        return None if self._is_left_out(entry, folder) else Place(label=folder[1:], path=path)

    def _page(self, key: str) -> Place | None:
        if not any(matches_glob(pattern, key) for pattern in self._options.pages):
            return None
        folder, _, name = key.rpartition("/")
        if self._is_left_out(name, folder) or not (not folder or self._is_walked(folder.split("/"))):
            return None
        return Place(label=PAGES, path=key)

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
        path = f"{base}/{entry}" if base else entry
        is_included = any(
            _matches(pattern, name, is_folder=is_folder)
            for pattern in self._options.include
            for name in (entry, basename(entry))
        )
        if is_included:
            return False
        if any(_matches(pattern, path, is_folder=is_folder) for pattern in self._exclude):
            return True
        return entry.startswith(_SPECIAL) or basename(entry).startswith(_SPECIAL) or entry.endswith("~")


def _matches(pattern: str, path: str, *, is_folder: bool) -> bool:
    """Tell whether *path* is what *pattern* names, or begins so, as Jekyll compares them."""
    pattern = pattern.lstrip("/")
    return (
        path.startswith(pattern) or (is_folder and pattern == f"{path}/") or _compiled(pattern).match(path) is not None
    )


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(translate(pattern.replace("[^", "[!")))
    except re.error:
        return re.compile("(?!)")


def _folder(path: str) -> str:
    """Return *path* without what says nothing: "./docs/" is "docs"."""
    return "/".join(part for part in path.split("/") if part not in ("", "."))
