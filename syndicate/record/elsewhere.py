"""Where documents stand that an export is compared with, or that ids are learned from: a folder, or a site."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import quote, urljoin, urlsplit

from msgspec.structs import replace

from syndicate.model.errors import PluginError, RecordError, UsageError, excerpt
from syndicate.model.paths import path_parts, shown_place
from syndicate.parts.calls import blamed
from syndicate.parts.contract import Source, SourceContext
from syndicate.record.entries import MOST_BYTES
from syndicate.settings.feeds.each import PLACEHOLDER

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry

_FEED_TYPES = {"application/rss+xml": "rss", "application/atom+xml": "atom", "application/feed+json": "json"}
_MOST_LINKS = 20  # to feeds, of one page


class Place(Protocol):
    """Where documents stand, by the paths that an export gives them.

    name  as the user would name it
    """

    name: str

    def is_same(self, other: Place) -> bool:
        """Tell whether this and *other* are one place."""

    def read(self, path: str) -> bytes | None:
        """Return the bytes at *path*, None where nothing stands there. Raises RecordError where nobody can tell."""

    def feeds(self, paths: Iterable[str], patterns: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
        """Yield name and bytes of what stands at *paths*, and of further pages; {topic} and the like are any text.

        patterns  of other files of a folder that follow
        """


class Folder:
    """Documents in a folder; what is no regular file in it is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = str(folder)

    def is_same(self, other: Place) -> bool:
        return isinstance(other, Folder) and os.path.realpath(self.name) == os.path.realpath(other.name)

    def read(self, path: str) -> bytes | None:
        place = self._folder.joinpath(*path_parts(path))
        if place.is_symlink() or not place.is_file():
            return None
        try:
            if place.stat().st_size > MOST_BYTES:
                raise RecordError(f"{place}: is larger than {MOST_BYTES >> 20} MiB, which nobody reads")
            return place.read_bytes()
        except OSError as error:
            raise RecordError(f"{place}: cannot be read: {error.strerror}") from error

    def feeds(self, paths: Iterable[str], patterns: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
        further = (pattern for path in paths for pattern in feed_patterns(path))
        files = (file for pattern in (*further, *patterns) for file in sorted(self._folder.glob(pattern)))
        for path in dict.fromkeys(file.relative_to(self._folder).as_posix() for file in files):
            try:
                body = self.read(path)
            except RecordError:
                continue
            if body is not None:
                yield path, body


def feed_patterns(path: str) -> tuple[str, ...]:
    """Return the patterns of the files of the feed at *path*, its further pages too."""
    start, dot, suffix = re.sub(PLACEHOLDER, "*", path.replace("[", "[[]")).rpartition(".")
    return (f"{start}{dot}{suffix}", f"{start}-[0-9]*{dot}{suffix}") if start else ()


class Web:
    """Documents at a site on the web.

    url      of the site, or of one feed of it
    fetch    (url) -> what stands there, with `body` and `url`, where redirects led to; None: nothing

    Where no document stands at a path of ours, the feeds that the page at *url* names stand for ours of their kind.
    """

    def __init__(self, url: str, fetch: Any) -> None:
        self.name = url
        self._fetch = lru_cache(maxsize=2)(fetch)
        last = urlsplit(url).path.rpartition("/")[2]
        self._is_document = "." in last
        self._base = url if url.endswith("/") or self._is_document else f"{url}/"

    def is_same(self, other: Place) -> bool:
        return isinstance(other, Web) and self.name == other.name

    def read(self, path: str) -> bytes | None:
        if self._is_document:
            return self._body(self.name) if urlsplit(self.name).path.endswith(f"/{quote(path)}") else None
        return self._body(urljoin(self._base, quote(path)))

    def feeds(self, paths: Iterable[str], patterns: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:  # noqa: ARG002
        is_any = False
        for path in () if self._is_document else paths:
            if not re.search(PLACEHOLDER, path) and (body := self.read(path)) is not None:
                is_any = True
                yield path, body
        if not is_any:
            yield from self.announced()

    def announced(self) -> Iterator[tuple[str, bytes]]:
        """Yield the feed at the URL itself, else the first feed of each kind that the page there names."""
        fetched = self._fetch(self.name)
        if fetched is None:
            raise RecordError(f"{self.name}: nothing stands there; name the home page of the site, or a feed")
        if not _is_page(fetched.body):
            yield self.name, fetched.body
            return
        for url in _announced(fetched.body, fetched.url):
            if (body := self._body(url)) is not None:
                yield url, body

    def _body(self, url: str) -> bytes | None:
        fetched = self._fetch(url)
        # A site may answer with a page, and 200, for whatever it does not have.
        return None if fetched is None or _is_page(fetched.body) else fetched.body


class Saved(Web):
    """One feed in a file: that of a site which is no longer there, say."""

    def __init__(self, file: Path) -> None:
        body = Folder(file.parent).read(file.name)
        super().__init__(str(file), lambda _: None if body is None else _Fetched(body, file.name))
        self._is_document = True

    def read(self, path: str) -> bytes | None:
        return self._body(self.name) if Path(self.name).name == path else None


class _Fetched(NamedTuple):
    body: bytes
    url: str


def _is_page(body: bytes) -> bool:
    begins = body[:500].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return begins.startswith((b"<!doctype html", b"<html")) or not begins


def _announced(body: bytes, url: str) -> Iterator[str]:
    """Yield the URL of the first feed of each kind that the page *body* at *url* names; all are of its own origin."""
    from syndicate.html import decode_page, parse_page

    try:
        links = parse_page(decode_page(body)).css("link[rel~=alternate][href]")[:_MOST_LINKS]
    except ValueError as error:
        raise RecordError(f"{url}: {error}; name a feed of the site") from error
    kinds: set[str] = set()
    for link in links:
        kind = _FEED_TYPES.get((link.attributes.get("type") or "").partition(";")[0].strip().lower())
        try:
            found = urljoin(url, (link.attributes.get("href") or "").strip())
            # Who writes the page may not send us to another server: nobody has named that one.
            is_own = urlsplit(found)[:2] == urlsplit(url)[:2]
        except ValueError:
            continue
        if kind and is_own and kind not in kinds:
            kinds.add(kind)
            yield found


def place_at(named: str | Path, registry: Registry, context: SourceContext) -> Folder | Web:
    """Return the place that is *named* by a URL, a folder or the file of a feed.

    Raises UsageError where it is neither, or where nobody here reads the web.
    """
    text = os.fspath(named)
    if not text.lower().startswith(("http://", "https://")):
        place = Path(text)
        if not place.exists():
            message = "is no folder and no file; name a folder with feeds, one feed, or a URL"
            raise UsageError(f"against: {excerpt(text, 200)} {message}")
        return Folder(place) if place.is_dir() else Saved(place)
    try:
        source = registry.get(Source, "feed")
    except PluginError:
        fetch = None
    else:
        label = f"source feed of {registry.plugin_of(Source, 'feed')}"
        with blamed(label):
            fetch = getattr(source.open(replace(context, paths=(), options=None)), "fetch", None)
    if fetch is None:
        raise UsageError(
            f"against: {shown_place(text)} is on the web, which the plugin syndicate-feed-source reads; "
            "pip install syndicate-feed-source, or name a folder"
        )

    def fetched(url: str) -> Any:
        with blamed(label):
            return fetch(url)

    return Web(text, fetched)
