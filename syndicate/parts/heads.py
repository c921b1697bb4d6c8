"""Heads of feeds in XML: feedgen's generator of them, and the instruction by which a browser shows a feed."""

from __future__ import annotations

import posixpath
import re
import sys
from datetime import UTC
from functools import lru_cache
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from syndicate.model.errors import FormatError
from syndicate.model.feed import Feed
from syndicate.model.text import escape_attribute, escape_text
from syndicate.model.urls import absolute_url


def feed_generator(extension: type, form: str) -> Any:
    """Return a FeedGenerator of feedgen for one head, with *extension* as its ``syndicate``.

    form  "rss" or "atom", the form that the extension is of

    dateutil, which feedgen opens, stays shut until something asks for it.
    """
    generator = _feedgen().FeedGenerator()
    generator.register_extension("syndicate", extension, None, atom=form == "atom", rss=form == "rss")
    return generator


def with_stylesheet(xml: bytes, stylesheet: str, feed: Feed) -> bytes:
    """Return *xml*, a document of *feed* that begins with a line of its declaration, with the instruction behind that
    (https://www.w3.org/TR/xml-stylesheet/).

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


class _Later(ModuleType):
    """The module of that name, opened when something of it is asked for, whoever asks."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


@lru_cache(maxsize=1)
def _feedgen() -> ModuleType:
    """Return feedgen.feed.

    It opens dateutil's parser, for dates that are text, and its zones, for the time of the export, which each head
    replaces: a seventh of what an export of twenty articles costs. Both stay behind a name until they are asked for;
    UTC is Python's own.
    """
    later = {name: _Later(name) for name in ("dateutil.parser", "dateutil.tz")}
    later["dateutil.tz"].__dict__["tzutc"] = lambda: UTC
    placed = {name: module for name, module in later.items() if sys.modules.setdefault(name, module) is module}
    try:
        from feedgen import entry, feed
    finally:
        for name, module in placed.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]
    feed.dateutil = entry.dateutil = SimpleNamespace(parser=later["dateutil.parser"], tz=later["dateutil.tz"])
    return feed  # type: ignore[no-any-return]  # feedgen has no types
