"""An article as a <url>, with what is asked of it later in front.

A piece of an article is a head and its <url>. In the head stand, in bytes of fixed places, lastmod and the publication
in seconds since 1970, two checksums of the URL, and flags for what is wrong with it: so thousands of pieces are gone
through at once.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from struct import Struct
from urllib.parse import unquote, urlsplit
from zlib import adler32, crc32

from syndicate import Article
from syndicate.files import glob_regex
from syndicate.model import escape_attribute, rfc3339

from . import AmpSitemapOptions

LOC_CHARACTERS = 2_048  # a <loc> has fewer ("XML tag definitions")
IMAGES_MAX = 1_000  # of one URL (Google)

# lastmod and publication, 8 bytes each; two checksums, 4 each; what is amiss, 1; in all 32. In the byte order of the
# machine, as arrays are.
HEAD = Struct("=qqIIB7x")
LONG, FOREIGN, CROWDED, UNLISTED = 1, 2, 4, 8
_ESCAPES = (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;"), ("&", "&amp;"))  # the last one last


def excluding(paths: Sequence[str], base_url: str) -> re.Pattern[str] | None:
    """Return what matches the paths of URLs, "/" behind each, that *paths* leave out below *base_url*."""
    globs = (path if path.endswith("**") else f"{path.rstrip('/')}/" for path in paths)
    regex = "|".join(glob_regex(glob, has_braces=True, has_brackets=False) for glob in globs)
    home = unquote(urlsplit(base_url).path).rstrip("/")
    return re.compile(f"{re.escape(home)}(?:{regex})", re.DOTALL) if paths else None


def piece(
    home_page: str, zone: tzinfo, options: AmpSitemapOptions, excluded: re.Pattern[str] | None, article: Article
) -> bytes:
    """Return the <url> of *article*, behind its head.

    The schema has a fixed order: loc, lastmod, then other vocabularies. changefreq and priority are left out: they
    would be guesses, and search engines pay no heed to them. A place in a page is no page of its own.
    """
    url = article.url.partition("#")[0]
    published = modified = int(article.modified_at.timestamp())
    xml = f"  <url>\n    <loc>{escape(url)}</loc>\n{lastmod(article.modified_at, zone)}"
    flags = 0
    if options.amp != "none":
        amp_url = article.amp_url if options.amp == "origin" else article.amp_cache_url
        if amp_url and amp_url != url:  # A page that is its own twin needs no link.
            # The one client known to read this link knows it by the prefix, not by the namespace.
            xml += f'    <xhtml:link rel="amphtml" href="{escape(amp_url)}"/>\n'
    if options.images and article.images:
        image_urls = [image.url for image in article.images]
        if len(image_urls) > 1:
            flags = CROWDED if len(image_urls) > IMAGES_MAX else 0
            image_urls = list(dict.fromkeys(image_urls))[:IMAGES_MAX]
        for image_url in image_urls:
            xml += f"    <image:image>\n      <image:loc>{escape(image_url)}</image:loc>\n    </image:image>\n"
    if not article.in_sitemaps or (excluded and excluded.fullmatch(unquote(urlsplit(url).path).rstrip("/") + "/")):
        flags = UNLISTED
    elif len(url) >= LOC_CHARACTERS:
        flags |= LONG
    elif not url.startswith(home_page) and _is_foreign(url, home_page):
        flags |= FOREIGN
    encoded_url = url.encode()
    if article.updated_at is not None:
        published = int(article.published_at.timestamp())
    # Of 100,000 URLs two have one CRC-32 as often as not.
    head = HEAD.pack(modified, published, crc32(encoded_url), adler32(encoded_url), flags)
    return head + f"{xml}  </url>\n".encode()


def lastmod(modified_at: datetime, zone: tzinfo) -> str:
    """Return the element, "" of a time before 1970: Google calls that an invalid date, and nobody crawls by it."""
    return f"    <lastmod>{rfc3339(modified_at, zone)}</lastmod>\n" if modified_at.timestamp() >= 0 else ""


def instants_of(heads: bytes) -> array[int]:
    return array("q", heads)[::4]


def publications_of(heads: bytes) -> array[int]:
    return array("q", heads)[1::4]


def url_checksums_of(heads: bytes) -> array[int]:
    """Return the checksums of each URL, as one number."""
    return array("Q", heads)[2::4]


def flags_of(heads: bytes) -> bytes:
    """Return what is amiss with each URL."""
    return heads[24 :: HEAD.size]


def escape(text: str) -> str:
    """Return *text* with the five characters escaped that "Entity escaping" names."""
    if "&" in text or "'" in text or "<" in text or ">" in text or '"' in text:
        return escape_attribute(text).replace("'", "&apos;")
    return text


def url_of(xml: bytes) -> str:
    """Return the URL that stands first in *xml*."""
    url = loc_of(xml)
    for character, escape in _ESCAPES:
        url = url.replace(escape, character)
    return url


def loc_of(xml: bytes) -> str:
    """Return the URL that stands first in *xml*, as it stands there."""
    return xml.partition(b"<loc>")[2].partition(b"</loc>")[0].decode()


def _is_foreign(url: str, home_page: str) -> bool:
    end = url.find("/", len("https://"))
    return origin(url if end < 0 else url[:end]) != home_page[:-1]


@lru_cache(maxsize=1024)
def origin(url: str) -> str:
    """Return protocol, host and port of *url*, the protocol's own port left out: ``https://example.org``."""
    protocol, _, rest = url.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    return f"{protocol}://{host.removesuffix(':443' if protocol == 'https' else ':80').removesuffix(':')}"
