"""Bodies that a feed may carry: nothing that runs, nothing relative, and a count of what was left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from syndicate.html.bounds import check_html_bounds
from syndicate.html.mentioned_tags import mentioned_tags_as_text
from syndicate.html.rules import ATTRIBUTES, GLOBAL_ATTRIBUTES, TAGS
from syndicate.html.tree import START_OF_PRE, Tree
from syndicate.model.errors import TooLargeError
from syndicate.model.text import xml_text

_ROUNDS = 8
MORE = re.compile(r"<!--\s{0,9}(?:more|truncate)\s{0,9}-->")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Cleaned(msgspec.Struct, frozen=True):
    """A body that a feed may carry.

    dropped  what was left out, e.g. "script", "unsafe link" -> how often
    teaser   what stands above the author's mark <!--more-->, which Docusaurus calls <!-- truncate -->
    """

    html: str = ""
    dropped: Mapping[str, int] = {}
    teaser: str = ""


def clean_html(html: str, base_url: str) -> Cleaned:
    """Return *html* with nothing in it that runs, and every URL absolute.

    base_url  absolute URL of the page it stands on

    Cleaning what is clean changes nothing, and whoever parses it sees the tree that was cleaned: it is read once more
    before it is returned. A tag that hides what follows and that nothing closes is text.

    Raises TooLargeError where it is too large, or nested too deeply, for any parser to read.
    """
    html = prepared(html)
    cleaned = clean_prepared(html, base_url)
    if (mark := MORE.search(html)) is None:
        return cleaned
    return Cleaned(cleaned.html, cleaned.dropped, clean_prepared(html[: mark.start()], base_url).html)


def prepared(html: str) -> str:
    """Return *html* as clean_prepared() takes it: what depends on all of it is done."""
    return mentioned_tags_as_text(_text(html))


def clean_prepared(html: str, base_url: str) -> Cleaned:
    """Do as clean_html() with *html*, or with its beginning."""
    if not html.strip():
        return Cleaned()
    is_bounded = check_html_bounds(html)
    tree = Tree(html, base_url, may_be_deep=not is_bounded)
    cleaned = tree.clean()
    clean = _cleaner(frozenset(tree.frames)).clean
    for _ in range(_ROUNDS):
        before, cleaned = cleaned, _text(clean(cleaned), START_OF_PRE)
        if cleaned == before:
            return Cleaned(cleaned.replace(START_OF_PRE, "\n").strip(), dict(tree.dropped))
    raise TooLargeError("its HTML means another thing each time it is read; check it with a validator")


def _text(html: str, kept: str = "") -> str:
    """Return *html* with line breaks that are one character, without what XML forbids but *kept*."""
    if html.isascii() and _ODD.search(html) is None:
        return html
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    return kept.join(map(xml_text, html.split(kept))) if kept else xml_text(html)


@lru_cache(maxsize=8)
def _cleaner(frames: frozenset[str]) -> Any:
    """Return nh3's cleaner, which lets frames of *frames* pass."""
    import nh3

    attributes = {tag: set(names) for tag, names in ATTRIBUTES.items()} | {"*": set(GLOBAL_ATTRIBUTES)}
    attributes["iframe"] = attributes["iframe"] - {"src"}
    return nh3.Cleaner(
        tags=set(TAGS if frames else TAGS - {"iframe"}),
        attributes=attributes,
        tag_attribute_values={"iframe": {"src": set(frames)}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
