"""Sitemaps with links to AMP twins: https://www.sitemaps.org/protocol.html and Google's image sitemaps 1.1.

The feed is looked through once before the first document, so that the warnings can speak of every URL and one that
several articles share is written once; what is written of each lies in a temporary file until then, and one document at a
time stands in memory.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from io import BytesIO
from itertools import islice
from posixpath import basename, splitext
from tempfile import SpooledTemporaryFile
from typing import Literal, NamedTuple
from urllib.parse import quote, urljoin

import msgspec

from syndicate import Article, Document, Feed, Format, FormatError, escape_attribute, excerpt, hookimpl

URLS_MAX = 50_000  # of a sitemap; also the sitemaps of an index ("Using Sitemap index files")
BYTES_MAX = 52_428_800  # of a sitemap or an index, before compression
LOC_CHARACTERS = 2_048  # a <loc> has fewer ("XML tag definitions")
IMAGES_MAX = 1_000  # of one URL (Google)

_MEMORY_BYTES = 1 << 24
_GROUP = 4096  # entries that are written and read at once

_XHTML = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_IMAGE = ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


class AmpSitemapOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a sitemap holds.

    amp           the AMP twin that a URL is linked with: the publisher's own page, or the AMP cache's copy of it
    foreign_urls  what becomes of URLs that have not the site's protocol, host and port
    gzip          whether the documents, an index too, are compressed and called .gz
    images        whether an article's pictures are listed
    """

    amp: Literal["origin", "cache", "none"] = "origin"
    foreign_urls: Literal["keep", "leave-out"] = "keep"
    gzip: bool = False
    images: bool = True


@hookimpl
def syndicate_formats() -> list[Format]:
    return [
        Format(
            name="amp-sitemap",
            media_type="application/xml",
            filename="sitemap.xml",
            render=render,
            options=AmpSitemapOptions,
            is_paged=False,
            is_sitemap=True,
            has_text=False,
            asks_for="article",
        )
    ]


def render(feed: Feed, path: str, options: AmpSitemapOptions) -> Iterator[Document]:
    """Render *feed* as one sitemap at *path*, or, where one is too small, as several beside it and their index there.

    The index comes last, so that it never names what is not there. URLs keep the order of the feed.

    Raises FormatError if even an index is too small, or a sitemap too small for one article.
    """
    return split(feed, path, options, entries_max=URLS_MAX, bytes_max=BYTES_MAX)


def split(feed: Feed, path: str, options: AmpSitemapOptions, *, entries_max: int, bytes_max: int) -> Iterator[Document]:
    """Yield the documents of *feed*, none of more than *entries_max* entries or *bytes_max* bytes before compression."""
    is_gzipped = options.gzip or path.endswith(".gz")
    stem, suffix = splitext(path.removesuffix(".gz"))
    # An index is compressed too: so robots.txt names one address, however many URLs the site comes to have.
    suffix += ".gz" if is_gzipped else ""
    with _Entries() as entries:
        warnings = _survey(feed, options, entries)
        namespaces = (_XHTML if options.amp != "none" else "") + (_IMAGE if options.images else "")
        blank = partial(_Sheet, "urlset", namespaces, entries_max, bytes_max)
        index = _Sheet("sitemapindex", "", entries_max, bytes_max)
        for sheet, is_last in _fill(blank, entries):
            if is_last and not index.entry_count:
                yield _document(stem + suffix, sheet, sheet.entry_count, warnings, is_gzipped=is_gzipped)
                return
            part = f"{stem}-{index.entry_count + 1}{suffix}"
            if not index.add(_index_entry(urljoin(feed.url, quote(basename(part))), sheet.newest)):
                raise FormatError(
                    f"amp-sitemap: {len(feed.articles)} articles need more sitemaps than the {index.entry_count} that one index "
                    "can name (sitemaps.org, 'Using Sitemap index files'); give each topic a feed of its own"
                )
            yield _document(part, sheet, sheet.entry_count, warnings, is_gzipped=is_gzipped)
            warnings = ()
        yield _document(stem + suffix, index, 0, (), is_gzipped=is_gzipped)


def _survey(feed: Feed, options: AmpSitemapOptions, entries: _Entries) -> tuple[str, ...]:
    """Put the <url> of each article into *entries*, and return what the person who exports should know.

    Articles are looked at once: which URLs stay is known after the last of them.
    """
    hashes = array("q")  # of the URLs, which themselves would take more memory than all else
    kept = entries.kept
    home = _origin(feed.site.url)
    home_page = f"{home}/"

    def is_long(url: str) -> bool:
        return len(url) >= LOC_CHARACTERS

    def is_foreign(url: str) -> bool:
        return _origin(url) != home and not url.startswith(home_page)

    long, foreign, crowded = _Some(), _Some(), _Some()
    for number, article in enumerate(feed.articles):
        url = article.url
        hashes.append(hash(url))
        entries.add(_entry(article, options))
        if is_long(url):
            long.add(url)
            kept[number] = 0
        elif not url.startswith(home_page) and is_foreign(url):
            foreign.add(url)
            kept[number] = options.foreign_urls == "keep"
        if options.images and len(article.images) > IMAGES_MAX:
            crowded.add(url)
    count = len(hashes)
    for older in _shadowed(feed, hashes):
        url = feed.articles[older].url
        kept[older] = 0
        count -= 1
        long.count -= is_long(url)
        foreign.count -= is_foreign(url) and not is_long(url)

    warnings = []
    if long.count:
        warnings.append(
            f"{long.count} of {count} URLs left out, for a <loc> must have fewer than {LOC_CHARACTERS:,} characters "
            f"(sitemaps.org, 'XML tag definitions'): {long}; shorten them"
        )
    if foreign.count and options.foreign_urls == "keep":
        warnings.append(
            f"{foreign.count} of {count} URLs are not on {home}: {foreign}; search engines ask for URLs of the "
            "sitemap's own protocol and host (sitemaps.org, 'Sitemap file location') and take others only from a host "
            "whose robots.txt names this sitemap or, Google, that is verified too; foreign_urls: leave-out drops them"
        )
    if crowded.count:
        warnings.append(
            f"{crowded.count} of {len(kept)} articles have more than {IMAGES_MAX:,} images, and only so many are listed: "
            f"{crowded}"
        )
    if not any(kept):
        warnings.append(
            f"no URL is left, and a sitemap must have one: the home page {feed.site.url} stands in; "
            "export at least one article"
        )
        # No lastmod: nothing tells when the home page changed.
        home_entry = f"  <url>\n    <loc>{_escape(feed.site.url)}</loc>\n  </url>\n".encode()
        entries.add(_Entry(b"", home_entry))
    return tuple(warnings)


class _Some:
    """URLs of which a warning names the first three."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self.count = 0

    def add(self, url: str) -> None:
        self.count += 1
        if len(self._first) < 4 and url not in self._first:
            self._first.append(url)

    def __str__(self) -> str:
        return ", ".join(map(excerpt, self._first[:3])) + (", …" if len(self._first) > 3 else "")


def _shadowed(feed: Feed, hashes: array[int]) -> Iterator[int]:
    """Yield the places of articles whose URL a newer one has too; of two that are as new, the first one counts."""
    once: set[int] = set()
    again: set[int] = set()
    for found in hashes:
        (again if found in once else once).add(found)
    if not again:
        return
    by_hash: dict[int, list[int]] = {}
    for number, found in enumerate(hashes):
        if found in again:
            by_hash.setdefault(found, []).append(number)
    for numbers in by_hash.values():
        newest: dict[str, tuple[int, datetime]] = {}
        for number in numbers:
            article = feed.articles[number]
            other = newest.get(article.url)
            if other is None or article.modified_at > other[1]:
                newest[article.url] = (number, article.modified_at)
            if other is not None:
                yield other[0] if newest[article.url][0] == number else number


def _origin(url: str) -> str:
    """Return protocol, host and port of *url*, the protocol's own port left out: ``https://example.org``."""
    protocol, _, rest = url.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    return f"{protocol}://{host.removesuffix(':443' if protocol == 'https' else ':80').removesuffix(':')}"


class _Entry(NamedTuple):
    """One <url> or <sitemap>, and its lastmod, b"" for none."""

    lastmod: bytes
    xml: bytes


class _Entries:
    """Entries in order, as bytes: a few in memory, more in a temporary file. Only those that are `kept` are given back."""

    def __init__(self) -> None:
        self.kept = bytearray()  # a 1 or a 0 for each
        self._sizes: array[int] = array("q")
        self._lastmod_sizes = bytearray()
        self._new: list[bytes] = []
        self._file = SpooledTemporaryFile(max_size=_MEMORY_BYTES)  # noqa: SIM115  closed with the entries

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, entry: _Entry) -> None:
        self.kept.append(1)
        self._sizes.append(len(entry.lastmod) + len(entry.xml))
        self._lastmod_sizes.append(len(entry.lastmod))
        self._new += entry
        if len(self._new) >= 2 * _GROUP and len(self._sizes) % _GROUP == 0:
            self._flush()

    def _flush(self) -> None:
        self._file.write(b"".join(self._new))
        self._new = []

    def __iter__(self) -> Iterator[_Entry]:
        self._flush()
        self._file.seek(0)
        for start in range(0, len(self._sizes), _GROUP):
            sizes = self._sizes[start : start + _GROUP]
            read = self._file.read(sum(sizes))
            end = 0
            for place, size in enumerate(sizes, start):
                begin, end = end, end + size
                if self.kept[place]:
                    middle = begin + self._lastmod_sizes[place]
                    yield _Entry(read[begin:middle], read[middle:end])


def _entry(article: Article, options: AmpSitemapOptions) -> _Entry:
    """Return the <url> of *article*.

    The schema has a fixed order: loc, lastmod, then other vocabularies. changefreq and priority are left out: they would
    be guesses, and search engines pay no heed to them.
    """
    lastmod = f"{article.modified_at.isoformat()[:19]}Z"  # an article's instants are in UTC, whole seconds
    xml = f"  <url>\n    <loc>{_escape(article.url)}</loc>\n    <lastmod>{lastmod}</lastmod>\n"
    amp_url = _amp_url(article, options)
    if amp_url:
        # The one client known to read this link knows it by the prefix, not by the namespace.
        xml += f'    <xhtml:link rel="amphtml" href="{_escape(amp_url)}"/>\n'
    if options.images and article.images:
        for image_url in islice(dict.fromkeys(image.url for image in article.images), IMAGES_MAX):
            xml += f"    <image:image>\n      <image:loc>{_escape(image_url)}</image:loc>\n    </image:image>\n"
    return _Entry(lastmod.encode(), f"{xml}  </url>\n".encode())


def _amp_url(article: Article, options: AmpSitemapOptions) -> str | None:
    """Return the AMP twin to link; a page that is its own twin needs no link."""
    if options.amp == "none":
        return None
    url = article.amp_url if options.amp == "origin" else article.amp_cache_url
    return url if url != article.url else None


def _index_entry(url: str, newest: bytes) -> _Entry:
    lastmod = f"    <lastmod>{newest.decode()}</lastmod>\n" if newest else ""
    return _Entry(newest, f"  <sitemap>\n    <loc>{_escape(url)}</loc>\n{lastmod}  </sitemap>\n".encode())


def _escape(text: str) -> str:
    """Return *text* with the five characters escaped that "Entity escaping" names."""
    if "&" in text or "'" in text or "<" in text or ">" in text or '"' in text:
        return escape_attribute(text).replace("'", "&apos;")
    return text


class _Sheet:
    """A document while it fills."""

    def __init__(self, root: str, namespaces: str, entries_max: int, bytes_max: int) -> None:
        self.entry_count = 0
        self.newest = b""  # of one width, so that bytes are in the order of the instants
        self._entries_max = entries_max
        self._closing = f"</{root}>\n".encode()
        self._written = BytesIO()
        self._written.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{namespaces}>\n'.encode()
        )
        self._left_bytes = bytes_max - self._written.tell() - len(self._closing)

    def add(self, entry: _Entry) -> bool:
        """Write *entry*, or tell that it does not fit."""
        lastmod, xml = entry
        if self.entry_count == self._entries_max or len(xml) > self._left_bytes:
            return False
        self._left_bytes -= self._written.write(xml)
        self.entry_count += 1
        self.newest = max(self.newest, lastmod)
        return True

    def close(self) -> bytes:
        """Return the finished document."""
        self._written.write(self._closing)
        return self._written.getvalue()


def _fill(blank: Callable[[], _Sheet], entries: Iterable[_Entry]) -> Iterator[tuple[_Sheet, bool]]:
    """Yield sheets filled with *entries* to the brim, and whether each is the last.

    Raises FormatError if an entry is too large for a sheet of its own.
    """
    sheet = blank()
    for entry in entries:
        if sheet.add(entry):
            continue
        if sheet.entry_count:
            yield sheet, False
            sheet = blank()
            if sheet.add(entry):
                continue
        loc = entry.xml.partition(b"<loc>")[2].partition(b"</loc>")[0].decode()
        raise FormatError(
            f"amp-sitemap: {excerpt(loc)} alone needs {len(entry.xml)} bytes, more than a sitemap may have "
            "(sitemaps.org, 'Using Sitemap index files'); give the article fewer images, or write images: false"
        )
    yield sheet, True


def _document(path: str, sheet: _Sheet, entry_count: int, warnings: tuple[str, ...], *, is_gzipped: bool) -> Document:
    body = sheet.close()
    if not is_gzipped:
        return Document(path=path, body=body, media_type="application/xml", entry_count=entry_count, warnings=warnings)
    import gzip

    # gzip.compress() lets zlib write the header, which then names the system; GzipFile's is the same everywhere.
    written = BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=written, mtime=0) as file:
        file.write(body)
    return Document(
        path=path, body=written.getvalue(), media_type="application/gzip", entry_count=entry_count, warnings=warnings
    )
