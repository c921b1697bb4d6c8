"""An article as a <url>, with what is asked of it later in front.

A piece of an article is a head and its <url>. In the head stands, in bytes of fixed places, lastmod as it is written, CRC-32
of the URL, and what is amiss with it: so thousands of pieces are gone through at once.
"""

from __future__ import annotations

import re
from itertools import islice
from zlib import crc32

from syndicate import Article, escape_attribute

from . import AmpSitemapOptions

LOC_CHARACTERS = 2_048  # a <loc> has fewer ("XML tag definitions")
IMAGES_MAX = 1_000  # of one URL (Google)

LASTMOD_BYTES = 20
HEAD_BYTES = 28
LONG, FOREIGN, CROWDED = 1, 2, 4
_ESCAPES = (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&apos;"), ("&", "&amp;"))  # the last one last


def piece(home_page: str, options: AmpSitemapOptions, article: Article) -> bytes:
    """Return the <url> of *article*, behind its head.

    The schema has a fixed order: loc, lastmod, then other vocabularies. changefreq and priority are left out: they would
    be guesses, and search engines pay no heed to them.
    """
    url = article.url
    images = article.images if options.images else ()
    lastmod = f"{article.modified_at.isoformat()[:19]}Z"  # an article's instants are in UTC, whole seconds
    xml = f"  <url>\n    <loc>{escape(url)}</loc>\n    <lastmod>{lastmod}</lastmod>\n"
    amp_url = _amp_url(article, options)
    if amp_url:
        # The one client known to read this link knows it by the prefix, not by the namespace.
        xml += f'    <xhtml:link rel="amphtml" href="{escape(amp_url)}"/>\n'
    for image_url in islice(dict.fromkeys(image.url for image in images), IMAGES_MAX) if images else ():
        xml += f"    <image:image>\n      <image:loc>{escape(image_url)}</image:loc>\n    </image:image>\n"
    flags = CROWDED if len(images) > IMAGES_MAX else 0
    if len(url) >= LOC_CHARACTERS:
        flags |= LONG
    elif not url.startswith(home_page) and origin(url) != home_page[:-1]:
        flags |= FOREIGN
    head = lastmod.encode() + crc32(url.encode()).to_bytes(4, "big") + flags.to_bytes(4, "big")
    return head + f"{xml}  </url>\n".encode()


def _amp_url(article: Article, options: AmpSitemapOptions) -> str | None:
    """Return the AMP twin to link; a page that is its own twin needs no link."""
    if options.amp == "none":
        return None
    url = article.amp_url if options.amp == "origin" else article.amp_cache_url
    return url if url != article.url else None


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


def origin(url: str) -> str:
    """Return protocol, host and port of *url*, the protocol's own port left out: ``https://example.org``."""
    protocol, _, rest = url.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    return f"{protocol}://{host.removesuffix(':443' if protocol == 'https' else ':80').removesuffix(':')}"
