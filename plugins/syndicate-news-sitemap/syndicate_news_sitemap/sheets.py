"""Sitemaps of chosen articles, several and their index where one has no room: https://www.sitemaps.org/protocol.html."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from posixpath import basename, splitext
from urllib.parse import quote

import msgspec

from syndicate import Document, Feed, FormatError
from syndicate.model import absolute_url, excerpt, first_few, rfc3339, time_zone

BYTES_MAX = 52_428_800  # of a sitemap ("Using Sitemap index files")
LOC_CHARACTERS = 2_048  # a <loc> has fewer ("XML tag definitions")
MEDIA_TYPE = "application/xml"


class Kind(msgspec.Struct, frozen=True):
    """What sitemaps of one format share.

    name       of the format, for messages
    namespace  its declaration, a space in front
    most       entries of a sitemap
    """

    name: str
    namespace: str
    most: int


class Url(msgspec.Struct, frozen=True):
    """One <url>; the home page, which stands in for others, is no entry."""

    loc: str
    modified_at: datetime
    is_entry: bool
    xml: bytes


def sitemaps(
    feed: Feed, path: str, urls: Iterable[Url], warnings: tuple[str, ...], kind: Kind, bytes_max: int = BYTES_MAX
) -> Iterator[Document]:
    """Yield one sitemap of *urls* at *path*, or, where they are too many, several beside it and their index there.

    The index comes last, so that it never names what is not there. Raises FormatError if one is too large for a sitemap.
    """
    escape = escaper()
    stem, suffix = splitext(path)
    index: list[bytes] = []
    for sheet, is_last in _fill(urls, kind, bytes_max):
        if is_last and not index:
            yield _sitemap(path, sheet, warnings, kind)
            return
        part = f"{stem}-{len(index) + 1}{suffix}"
        loc = escape(absolute_url(quote(basename(part)), feed.url))
        lastmod = rfc3339(max(url.modified_at for url in sheet), time_zone(feed.site.timezone))
        index.append(f"  <sitemap>\n    <loc>{loc}</loc>\n    <lastmod>{lastmod}</lastmod>\n  </sitemap>\n".encode())
        yield _sitemap(part, sheet, warnings, kind)
        warnings = ()
    yield Document(path=path, body=_xml("sitemapindex", "", index), media_type=MEDIA_TYPE)


def home_page(feed: Feed) -> Url:
    """Return the <url> of the home page: it stands in where nothing is to be listed, for the schema wants one."""
    xml = f"  <url>\n    <loc>{escaper()(feed.site.url)}</loc>\n  </url>\n"
    return Url(feed.site.url, feed.updated_at, is_entry=False, xml=xml.encode())


def survey(feed: Feed) -> tuple[Sequence[int], tuple[str, ...]]:
    """Return the places of the articles to be listed, newest first, and what the person who exports should know.

    Of several articles with one URL the newest is listed.
    """
    seen = [(article.published_at, article.url, article.in_sitemaps) for article in feed.articles]
    place: dict[str, int] = {}
    for number in sorted(range(len(seen)), key=lambda number: seen[number][0], reverse=True):
        if seen[number][2]:
            place.setdefault(seen[number][1], number)

    home = _origin(feed.site.url)
    foreign = [url for url in place if _origin(url) != home]
    long = [url for url in place if len(url) >= LOC_CHARACTERS and _origin(url) == home]
    warnings = []
    if foreign:
        warnings.append(
            f"{len(foreign)} of {len(place)} URLs left out, for they are not on {home}: {first_few(foreign, 3, excerpt)}; a sitemap may "
            "only name URLs of its own protocol and host (sitemaps.org, 'Sitemap file location')"
        )
    if long:
        warnings.append(
            f"{len(long)} of {len(place)} URLs left out, for a <loc> must have fewer than {LOC_CHARACTERS:,} characters "
            f"(sitemaps.org, 'XML tag definitions'): {first_few(long, 3, excerpt)}; shorten them"
        )
    for url in (*foreign, *long):
        del place[url]
    return tuple(place.values()), tuple(warnings)


def _origin(url: str) -> str:
    """Return protocol, host and port of *url*, the protocol's own port left out: ``https://example.org``."""
    protocol, _, rest = url.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    return f"{protocol}://{host.removesuffix(':443' if protocol == 'https' else ':80').removesuffix(':')}"


def escaper() -> Callable[[str], str]:
    # Imported here, since it brings urllib.request along.
    from xml.sax.saxutils import escape

    # "Entity escaping" names five characters; two of them are not among escape()'s own.
    return partial(escape, entities={"'": "&apos;", '"': "&quot;"})


def _fill(urls: Iterable[Url], kind: Kind, bytes_max: int) -> Iterator[tuple[list[Url], bool]]:
    """Yield sheets filled with *urls* to the brim, and whether each is the last.

    Raises FormatError if one is too large for a sheet of its own.
    """
    frame_bytes = len(_xml("urlset", kind.namespace, ()))
    sheet: list[Url] = []
    size_bytes = frame_bytes
    for url in urls:
        if frame_bytes + len(url.xml) > bytes_max:
            raise FormatError(
                f"{kind.name}: {excerpt(url.loc)} alone needs {len(url.xml):,} bytes, more than a sitemap may have "
                "(sitemaps.org, 'Using Sitemap index files'); shorten its title"
            )
        if len(sheet) == kind.most or size_bytes + len(url.xml) > bytes_max:
            yield sheet, False
            sheet, size_bytes = [], frame_bytes
        sheet.append(url)
        size_bytes += len(url.xml)
    yield sheet, True


def _sitemap(path: str, sheet: Sequence[Url], warnings: tuple[str, ...], kind: Kind) -> Document:
    return Document(
        path=path,
        body=_xml("urlset", kind.namespace, (url.xml for url in sheet)),
        media_type=MEDIA_TYPE,
        entry_count=sum(url.is_entry for url in sheet),
        warnings=warnings,
    )


def _xml(root: str, namespaces: str, entries: Iterable[bytes]) -> bytes:
    opening = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{namespaces}>\n'
    )
    return b"".join((opening.encode(), *entries, f"</{root}>\n".encode()))
