"""The instruction by which a browser shows a feed in XML with a stylesheet (https://www.w3.org/TR/xml-stylesheet/)."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urlsplit, urlunsplit

from syndicate.model.errors import FormatError
from syndicate.model.feed import Feed
from syndicate.model.text import escape_attribute, escape_text
from syndicate.model.urls import absolute_url


def with_stylesheet(xml: bytes, stylesheet: str, feed: Feed) -> bytes:
    """Return *xml*, a document of *feed* that begins with a line of its declaration, with the instruction behind that.

    stylesheet  URL of a CSS file, absolute or relative to the site's home page; "": *xml* stays as it is

    The instruction has the URL as seen from the feed's own where both have one host, so that it holds for a copy of the
    site elsewhere. Raises FormatError where *stylesheet* is no URL.
    """
    if not stylesheet:
        return xml
    try:
        url = absolute_url(stylesheet, feed.site.base_url)
    except ValueError as error:
        raise FormatError(f"options.stylesheet: {error}") from error
    href = escape_attribute(_seen_from(feed.url, url))
    declaration, line_break, rest = xml.partition(b"\n")
    return b'%b\n<?xml-stylesheet type="text/css" href="%b"?>%b%b' % (declaration, href.encode(), line_break, rest)


def text_as_html(text: str, *, is_seen: bool) -> str:
    """Return plain *text* as the same in HTML.

    is_seen  people may see what is returned itself, for no stylesheet can read HTML: an "&" with a space behind it,
             which begins no reference to a character (HTML, "Character references"), then stays as it is
    """
    return text if is_seen and not re.search(r"<|&(?!\s|\Z)", text) else escape_text(text)


def _seen_from(base: str, url: str) -> str:
    """Return a relative reference that leads from *base* to *url*, both absolute; *url* where hosts differ."""
    own, other = urlsplit(base), urlsplit(url)
    if own[:2] != other[:2] or any(
        "//" in each.path for each in (own, other)
    ):  # empty steps, which some drop and browsers do not
        return url
    path = posixpath.relpath(other.path or "/", posixpath.dirname(own.path) or "/")
    path = f"./{path}" if ":" in path.partition("/")[0] else path  # else it would be read as a scheme
    return urlunsplit(("", "", path, other.query, other.fragment))
