"""Pictures and attachments in the site itself: size and type are taken from the file, not from what the article says.

A URL below the site's home page leads to a file in the built site, else in a folder of assets, else next to the
article's own file, else in the site's folder. No other file is looked at, and nothing is fetched.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TypeVar
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec.structs import replace

from syndicate.files.inside import is_page_of_folder, open_inside, place_inside
from syndicate.model.article import Article, Attachment, Image
from syndicate.model.media_types import media_type_of
from syndicate.pipeline.complete.notes import Notes
from syndicate.settings.plan import Bodies

# Suffixes of pages; a picture may lie next to a page.
_PAGES = (".md", ".markdown", ".mdx", ".html", ".htm", ".txt", ".rst", ".njk", ".liquid", ".adoc", ".org")

_FACTS_MAX = 50_000  # files whose facts are cached

File = TypeVar("File", Image, Attachment)


class Facts(msgspec.Struct, frozen=True):
    """Size and type of a file; None: not known."""

    size_bytes: int
    media_type: str | None = None
    picture_size: tuple[int, int] | None = None


class LocalFiles:
    """Completes pictures and attachments of articles; each file is looked at once for all feeds."""

    def __init__(self, bodies: Bodies) -> None:
        self._root = bodies.root
        self._base = urlsplit(bodies.site.base_url)
        folders = [os.path.normpath(folder) for folder in (bodies.built, *bodies.assets) if self._is_folder(folder)]
        self._served = tuple(dict.fromkeys(folders))
        self._places = " or ".join("the site's folder" if folder == os.curdir else folder for folder in self._served)
        self._facts: dict[tuple[str, str], Facts | None] = {}

    def complete(self, article: Article, notes: Notes) -> Article:
        """Return *article* with the real sizes and types of the site's files; *notes* take in what is wrong."""
        if not self._root or not (article.images or article.attachments):
            return article
        images = tuple(self._true(image, article, notes) for image in article.images)
        attachments = tuple(self._true(attachment, article, notes) for attachment in article.attachments)
        if images == article.images and attachments == article.attachments:
            return article
        return replace(article, images=images, attachments=attachments)

    def _true(self, file: File, article: Article, notes: Notes) -> File:
        """Return *file* of *article* with its real size and type."""
        path = self._path(file.url)
        if path is None:
            return file
        notes.touches_files = True
        facts = self._facts_of(
            path, self._path_beside_page(article, file.url), file.media_type or media_type_of(file.url)
        )
        if facts is None:
            # A file may be made by the build: it is missing only if a served folder is there to look into.
            if self._served and "." in path.rpartition("/")[2]:
                _note(notes, file, article, f"no such file below {self._places}")
            return file
        if not facts.size_bytes:
            _note(notes, file, article, "the file is empty")
        if isinstance(file, Attachment):
            return replace(file, size_bytes=facts.size_bytes, media_type=facts.media_type or file.media_type)
        if facts.media_type and not facts.media_type.startswith("image/"):
            _note(notes, file, article, f"the file is {facts.media_type}, no picture")
            return file
        width, height = facts.picture_size or (file.width, file.height)
        media_type = facts.media_type or file.media_type
        return replace(file, size_bytes=facts.size_bytes, media_type=media_type, width=width, height=height)

    def _facts_of(self, path: str, beside: str, media_type_said: str | None) -> Facts | None:
        """Return the facts that _look() finds, cached by file."""
        key = (path, beside)
        if key not in self._facts:
            if len(self._facts) >= _FACTS_MAX:
                del self._facts[next(iter(self._facts))]
            self._facts[key] = self._look(path, beside, media_type_said)
        return self._facts[key]

    # From a URL to a file

    def _is_folder(self, folder: str) -> bool:
        place = place_inside(self._root, folder) if folder else None
        return place is not None and os.path.isdir(place)  # noqa: PTH112

    def _path(self, url: str) -> str | None:
        """Return the path of *url* below the site's home page; None if it leads elsewhere, or to no file."""
        parts = urlsplit(url)
        if parts.netloc.lower() != self._base.netloc.lower() or not parts.path.startswith(self._base.path):
            return None
        steps = unquote(parts.path[len(self._base.path) :]).split("/")
        # Hidden files are no part of a site, and ".." leads out of it.
        if any(not step or step.startswith(".") or "\\" in step or not step.isprintable() for step in steps):
            return None
        return "/".join(steps)

    def _path_beside_page(self, article: Article, url: str) -> str:
        """Return the path of the file, next to the article's own, that is served at *url*; "" if there is none.

        The page of a folder's own file has the folder's URL, any other page a URL in the folder.
        """
        origin = article.origin.path if article.origin else ""
        folder, _, name = origin.rpartition("/")
        if not name.lower().endswith(_PAGES):
            return ""
        page = urlsplit(article.url).path.rstrip("/")
        page = f"{page}/" if is_page_of_folder(name) else f"{page.rpartition('/')[0]}/"
        path = urlsplit(url).path
        if not path.startswith(page):
            return ""
        return f"{folder}/{unquote(path[len(page) :])}".lstrip("/")

    def open(self, article: Article, url: str) -> int | None:
        """Return a descriptor of the file that is served at *url*, opened for reading; None if the site has none."""
        path = self._path(url)
        return None if path is None else next(self._opened(path, self._path_beside_page(article, url)), None)

    def _opened(self, path: str, beside: str) -> Iterator[int]:
        """Yield a descriptor of each file that may be the one at *path* of the site, best first."""
        places = [f"{folder}/{path}" for folder in self._served if folder != os.curdir]
        places += [beside] if beside else []
        # Jekyll serves the files in the site's folder, except those in folders that begin with an underscore.
        places += [path] if not any(step.startswith("_") for step in path.split("/")) else []
        for place in places:
            if (descriptor := open_inside(self._root, place)) is not None:
                yield descriptor

    def _look(self, path: str, beside: str, media_type_said: str | None) -> Facts | None:
        """Return the facts of the file at *path* of the site, None if there is no such file."""
        for descriptor in self._opened(path, beside):
            try:
                from syndicate.files.signatures import HEAD_BYTES, media_type_of_head, picture_size

                with os.fdopen(descriptor, "rb") as file:
                    size_bytes = os.fstat(descriptor).st_size
                    head = file.read(HEAD_BYTES)
                    media_type = media_type_of_head(head, media_type_said)
                    is_picture = media_type is not None and media_type.startswith("image/")
                    size = picture_size(file, media_type, head) if is_picture and media_type else None
            except OSError:
                continue  # A file that cannot be read counts as missing.
            return Facts(size_bytes, media_type, size)
        return None


def _note(notes: Notes, file: Image | Attachment, article: Article, wrong: str) -> None:
    of = article.origin.path if article.origin else article.url
    notes.files = [*notes.files, (file.url, f"{urlsplit(file.url).path} of {of}: {wrong}")]
