"""Pictures and attachments in the site itself: size and type are taken from the file, not from what the article says.

A URL below the site's home page leads to a file in the built site, else in a folder of assets, else next to the
article's own file, else in the site's folder. No other file is looked at, and nothing is fetched from the web. Of a
file in an object store its head is fetched, once for each version of it, together with those of the next articles.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec.structs import replace

from syndicate.files.inside import is_page_of_folder, open_inside, place_inside
from syndicate.model.article import Article, Attachment, Image
from syndicate.model.paths import is_store_url
from syndicate.model.urls import media_type_of
from syndicate.pipeline.complete.notes import Notes
from syndicate.pipeline.memory import Memory
from syndicate.settings.plan import Bodies

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from syndicate.files.objects.reading import ObjectHead

# Suffixes of pages; a picture may lie next to a page.
_PAGES = (
    ".md", ".markdown", ".mdoc", ".mdx", ".svx", ".html", ".htm", ".txt", ".rst", ".njk", ".liquid", ".adoc",
    ".org",
)  # fmt: skip

# What Git LFS leaves of a file that it has not fetched, https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
_LFS_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\n(?:[^\n]{1,500}\n){1,12}?size (\d{1,15})\n")
_FACTS_MAX = 50_000  # files whose facts are cached
_IN_FLIGHT = 64  # requests
TOGETHER = 64  # articles whose files in a store are looked at together

File = TypeVar("File", Image, Attachment)
Found = TypeVar("Found")


class Facts(msgspec.Struct, frozen=True):
    """Size and type of a file; None: not known."""

    size_bytes: int
    media_type: str | None = None
    picture_size: tuple[int, int] | None = None


class LocalFiles:
    """Completes pictures and attachments of articles; each file is looked at once for all feeds.

    memory  has what exports before have found out about files in a store
    """

    def __init__(self, bodies: Bodies, memory: Memory | None = None) -> None:
        self._root = bodies.root
        self._memory = memory or Memory()
        self._base = urlsplit(bodies.site.base_url)
        folders = [
            folder.rstrip("/") if is_store_url(folder) else os.path.normpath(folder)
            for folder in (bodies.built, *bodies.assets)
            if self._is_folder(folder)
        ]
        self._served = tuple(dict.fromkeys(folders))
        self._places = " or ".join("the site's folder" if folder == os.curdir else folder for folder in self._served)
        self._is_in_store = any(map(is_store_url, folders))
        self._facts: dict[tuple[str, str], Facts | None] = {}
        self._pool: ThreadPoolExecutor | None = None

    def complete(
        self, article: Article, notes: Notes, following: Callable[[], Iterable[Article]] = lambda: ()
    ) -> Article:
        """Return *article* with the real sizes and types of the site's files; *notes* take in what is wrong.

        following  gives the next articles; their files in a store are looked at together with those of this one
        """
        if not self._root or not (article.images or article.attachments):
            return article
        images = tuple(self._true(image, article, notes, following) for image in article.images)
        attachments = tuple(self._true(one, article, notes, following) for one in article.attachments)
        if images == article.images and attachments == article.attachments:
            return article
        return replace(article, images=images, attachments=attachments)

    def _true(self, file: File, article: Article, notes: Notes, following: Callable[[], Iterable[Article]]) -> File:
        """Return *file* of *article* with its real size and type."""
        path = self._path(file.url)
        if path is None:
            return file
        notes.touches_files = True
        key = path, self._path_beside_page(article, file.url)
        if key not in self._facts:
            together = following() if self._is_in_store or is_store_url(key[1]) else ()
            self._look_at({key: file.media_type or media_type_of(file.url)} | self._unknown(together))
        facts = self._facts[key]
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

    def _unknown(self, articles: Iterable[Article]) -> dict[tuple[str, str], str | None]:
        """Return the files of *articles* whose facts are not known, each with the type that it is said to have."""
        found: dict[tuple[str, str], str | None] = {}
        for article in articles:
            files: tuple[Image | Attachment, ...] = (*article.images, *article.attachments)
            for file in files:
                if (path := self._path(file.url)) is None:
                    continue
                key = path, self._path_beside_page(article, file.url)
                if key not in self._facts:
                    found[key] = file.media_type or media_type_of(file.url)
        return found

    def _look_at(self, wanted: Mapping[tuple[str, str], str | None]) -> None:
        """Cache the facts of the files *wanted*; many requests are made at once.

        A file in a store that is said to be no picture has the type that is said: it is not fetched.
        """
        found = self._together([partial(self._look, *key, said) for key, said in wanted.items()])
        unknown: dict[tuple[str, str], ObjectHead] = {}
        facts: dict[tuple[str, str], Facts | None] = {}
        for (key, said), one in zip(wanted.items(), found, strict=True):
            if one is None or isinstance(one, Facts):
                facts[key] = one
            elif said and not said.startswith("image/"):
                facts[key] = Facts(one.size_bytes, said)
            elif one.stamp and (known := self._memory.file_facts(one.url, one.stamp)) is not None:
                facts[key] = msgspec.msgpack.decode(known, type=Facts)
            else:
                unknown[key] = one
        made = self._together([partial(_facts, one, one.size_bytes, wanted[key]) for key, one in unknown.items()])
        for (key, one), new in zip(unknown.items(), made, strict=True):
            facts[key] = new
            if one.stamp:
                self._memory.remember_file_facts(one.url, one.stamp, msgspec.msgpack.encode(new))
        while self._facts and len(self._facts) + len(facts) > _FACTS_MAX:
            del self._facts[next(iter(self._facts))]
        self._facts |= facts

    def _together(self, calls: Sequence[Callable[[], Found]]) -> list[Found]:
        """Return what *calls* return; several wait at once."""
        if len(calls) < 2:
            return [call() for call in calls]
        from concurrent.futures import ThreadPoolExecutor

        self._pool = self._pool or ThreadPoolExecutor(_IN_FLIGHT)
        return list(self._pool.map(lambda call: call(), calls))

    # From a URL to a file

    def _is_folder(self, folder: str) -> bool:
        if is_store_url(folder):
            return True
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
        if path is None:
            return None
        places = self._places_of(path, self._path_beside_page(article, url))
        return next(filter(None, (open_inside(self._root, place) for place in places)), None)

    def _places_of(self, path: str, beside: str) -> list[str]:
        """Return where the file at *path* of the site may be, best first."""
        places = [f"{folder}/{path}" for folder in self._served if folder != os.curdir]
        places += [beside] if beside else []
        # Jekyll serves the files in the site's folder, except those in folders that begin with an underscore.
        return places + ([path] if not any(step.startswith("_") for step in path.split("/")) else [])

    def _look(self, path: str, beside: str, media_type_said: str | None) -> Facts | ObjectHead | None:
        """Return the facts of the file at *path* of the site, None if there is no such file; of an object its head."""
        for place in self._places_of(path, beside):
            if is_store_url(place):
                from syndicate.files.objects.reading import head_of

                if (head := head_of(place)) is not None:
                    return head
                continue
            descriptor = open_inside(self._root, place)
            if descriptor is None:
                continue
            try:
                with os.fdopen(descriptor, "rb") as file:
                    return _facts(file, os.fstat(descriptor).st_size, media_type_said)
            except OSError:
                continue  # A file that cannot be read counts as missing.
        return None


def _facts(file: Any, size_bytes: int, media_type_said: str | None) -> Facts:
    from syndicate.files.signatures import HEAD_BYTES, media_type_of_head, picture_size

    head = file.read(HEAD_BYTES)
    if pointer := _LFS_POINTER.match(head):  # in a clone without what it stands for
        size_bytes = int(pointer[1])
    media_type = media_type_of_head(head, media_type_said)
    is_picture = media_type is not None and media_type.startswith("image/")
    return Facts(size_bytes, media_type, picture_size(file, media_type, head) if is_picture and media_type else None)


def _note(notes: Notes, file: Image | Attachment, article: Article, wrong: str) -> None:
    of = article.origin.path if article.origin else article.url
    notes.files = [*notes.files, (file.url, f"{urlsplit(file.url).path} of {of}: {wrong}")]
