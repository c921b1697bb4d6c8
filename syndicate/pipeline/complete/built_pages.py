"""The pages that a site's generator has built: the URL of an article -> the file of its page -> the text on it."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes, urlsplit

import msgspec

from syndicate.files.inside import open_inside, page_files
from syndicate.html.pages.page import MAX_PAGE_BYTES, decode_page
from syndicate.html.pages.text import PageText, article_text
from syndicate.model.article import Article
from syndicate.model.errors import excerpt
from syndicate.settings.plan import Bodies


class NoText(msgspec.Struct, frozen=True):
    """The reason why an article has no text on its built page: the end of a sentence about the page."""

    reason: str


class Page(msgspec.Struct, frozen=True):
    """The bytes of the file at *path*, below the built folder."""

    path: str
    data: bytes
    stamp: tuple[int, int]  # its size in bytes and its time of change in ns, before it was read
    before: tuple[str, ...] = ()  # paths that were looked at before it, where there is no file


class BuiltPages:
    """Reads the texts of articles from the folder that the plan names, and opens nothing outside it."""

    def __init__(self, bodies: Bodies) -> None:
        self._element = bodies.element
        self._name = bodies.built
        # The folder itself may be a link, or lie outside the site's folder; no link in it may lead out of it.
        self._folder = os.path.realpath(os.path.join(bodies.root, bodies.built))  # noqa: PTH118  may be absolute
        home = urlsplit(bodies.site.base_url)
        self._host = _host(home.netloc)
        self._base = home.path
        self.is_there = os.path.isdir(self._folder)  # noqa: PTH112  as above

    def belongs(self, article: Article) -> bool:
        """Tell whether *article* has its text on a page that belongs to this site, and so may have been built."""
        return self.is_there and not article.content_html and _host(urlsplit(article.url).netloc) == self._host

    def page(self, article: Article) -> Page | NoText | None:
        """Return the page of *article*, or why there is none; None where nobody looks for one."""
        if not self.belongs(article):
            return None
        tried: list[str] = []
        for path in self._paths(article.url):
            found = self._read(path)
            if isinstance(found, NoText):
                return found
            if found is not None:
                return Page(path, *found, tuple(tried))
            tried.append(path)
        missing = excerpt(self._place(tried[0] if tried else ""), 200)
        return NoText(f"there is no file {missing}; build the site first, or correct source.built")

    def is_as_before(self, before: tuple[str, ...], path: str, stamp: tuple[int, int]) -> bool:
        """Tell whether the file at *path* still has its *stamp*, and none is at the paths *before* it."""
        return self._stamp(path) == stamp and not any(map(self._stamp, before))

    def _stamp(self, path: str) -> tuple[int, int] | None:
        try:
            found = os.stat(os.path.join(self._folder, path))  # noqa: PTH116, PTH118  a Path takes longer
        except (OSError, ValueError):
            return None
        return (found.st_size, found.st_mtime_ns) if stat.S_ISREG(found.st_mode) else None

    def text(self, article: Article, page: Page) -> PageText | NoText:
        """Return the text of *article* on its *page*, or why there is none."""
        place = self._place(page.path)
        try:
            found = article_text(decode_page(page.data), article.url, title=article.title, element=self._element)
        except ValueError as error:
            return NoText(f"{place} {error}")
        if found is None:
            sought = f"matches {excerpt(self._element)}" if self._element else "holds an article"
            return NoText(f"nothing in {excerpt(place, 200)} {sought}; set source.element to its CSS selector")
        return found

    def _place(self, path: str) -> str:
        return os.path.normpath(f"{self._name}/{path}")

    def _paths(self, url: str) -> Iterator[str]:
        """Yield the paths, below the built folder, that the page at *url* may have, best first."""
        path = urlsplit(url).path
        below = [path.removeprefix(self._base)] if path.startswith(self._base) else []
        seen = set()
        for candidate in (*below, path):  # some generators repeat the path of the home page, some do not
            # Names of files may have either Unicode form; a few sites are saved with percent-encoded names.
            decoded = unquote_to_bytes(candidate).decode("utf-8", "surrogateescape")
            forms = [decoded, *(unicodedata.normalize(form, decoded) for form in ("NFC", "NFD")), candidate]
            for form in forms:
                parts = [part for part in form.split("/") if part]
                if any(_is_unsafe(part) for part in parts):
                    continue
                for name in page_files("/".join(parts), is_folder=form.endswith("/") or not parts):
                    if name not in seen:
                        seen.add(name)
                        yield name

    def _read(self, path: str) -> tuple[bytes, tuple[int, int]] | NoText | None:
        """Return the bytes of the file at *path* and its stamp, None if there is none in the folder."""
        descriptor = open_inside(self._folder, path)
        if descriptor is None:
            return None
        try:
            with os.fdopen(descriptor, "rb") as file:
                found = os.fstat(descriptor)
                data = file.read(MAX_PAGE_BYTES + 1)
        except OSError as error:
            return NoText(f"{excerpt(self._place(path), 200)} cannot be read: {error.strerror}")
        if len(data) > MAX_PAGE_BYTES:
            return NoText(f"{excerpt(self._place(path), 200)} is larger than {MAX_PAGE_BYTES >> 20} MiB")
        return data, (found.st_size, found.st_mtime_ns)


def _is_unsafe(part: str) -> bool:
    """Tell whether *part* of a path is no plain name of a file or a folder on some system."""
    return part in (".", "..") or "\0" in part or "\\" in part or (os.name == "nt" and ":" in part)


def _host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")
