"""Bodies that a feed may carry: nothing that runs, nothing relative, and a count of what was left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from syndicate.html.quick import QuickCleaning
from syndicate.html.rules import ATTRIBUTES, GLOBAL_ATTRIBUTES, LINK_SCHEMES, TAGS
from syndicate.model.errors import TooLargeError
from syndicate.model.patterns import pattern
from syndicate.model.text import xml_text

if TYPE_CHECKING:
    from syndicate.html.tree import Tree

_ROUNDS = 8
MORE = re.compile(r"<!--\s{0,9}(?:more|truncate)\s{0,9}-->")
# What Ghost shows to members alone, in the HTML that it exports; one that nothing closes goes to the end.
_GATED = pattern(
    r"<!--\s{0,9}kg-gated-block:begin(?![^\n>]{0,200}nonMember:[\"']?true).*?(?:<!--\s{0,9}kg-gated-block:end\s{0,9}-->|\Z)",
    re.DOTALL,
)


class Cleaned(msgspec.Struct, frozen=True):
    """A body that a feed may carry."""

    html: str = ""
    dropped: Mapping[str, int] = {}  # what was left out, e.g. "script", "unsafe link" -> how often
    teaser: str = ""  # what stands above the author's mark <!--more-->, which Docusaurus calls <!-- truncate -->


def clean_html(html: str, base_url: str) -> Cleaned:
    """Return *html* with nothing in it that runs, and every URL absolute.

    base_url  absolute URL of the page it stands on

    Cleaning what is clean changes nothing, and whoever parses it sees the tree that was cleaned: it is read once more
    before it is returned, unless it is such that any parser sees the same. A tag that hides what follows and that
    nothing closes is text.

    Raises TooLargeError where it is too large, or nested too deeply, for any parser to read.
    """
    html = clean_characters(html)
    if (quick := quickly_cleaned(html, base_url)) is not None:
        return quick
    return parsed_clean(html, base_url)


def quickly_cleaned(html: str, base_url: str) -> Cleaned | None:
    """Return *html* cleaned where no parser need look at it."""
    cleaning = QuickCleaning(base_url)
    parts = [
        cleaning.part(part) for part in (MORE.split(html, maxsplit=1) if "!" in html and "<!--" in html else [html])
    ]
    if None in parts:
        return None
    teaser = (parts[0] or "").strip() if parts[1:] else ""
    return Cleaned("".join(filter(None, parts)).strip(), dict(cleaning.dropped), teaser)


def parsed_clean(html: str, base_url: str) -> Cleaned:
    """Do as clean_html() with *html* without characters that XML forbids: a parser looks at it, whatever it is."""
    from syndicate.html.bounds import is_harmless  # here and below, for hardly any text of Markdown comes so far
    from syndicate.html.mentioned_tags import HIDING, mentioned_tags_as_text
    from syndicate.html.tree import Tree

    tree = Tree(html, base_url, may_be_deep=False) if is_harmless(html) else None
    if tree is None or tree.has_stand_ins or not HIDING.isdisjoint(tree.tags):
        html = mentioned_tags_as_text(html)
        tree = _tree(html, base_url)
    cleaned = _cleaned(tree, base_url)
    if (mark := MORE.search(html)) is None:
        return cleaned
    return Cleaned(cleaned.html, cleaned.dropped, clean_prepared(html[: mark.start()], base_url).html)


def prepared(html: str) -> str:
    """Return *html* as clean_prepared() takes it: what depends on all of it is done."""
    from syndicate.html.mentioned_tags import mentioned_tags_as_text

    return mentioned_tags_as_text(clean_characters(html))


def clean_prepared(html: str, base_url: str) -> Cleaned:
    """Do as clean_html() with prepared *html*, or with its beginning."""
    return _cleaned(_tree(html, base_url), base_url)


def cleaned_body(html: str, base_url: str) -> Any:
    """Return the changed tree of prepared *html*, None where there is none: for its text, it was not read once more."""
    return _tree(html, base_url).clean()


def _tree(html: str, base_url: str) -> Tree:
    from syndicate.html.bounds import check_html_bounds
    from syndicate.html.tree import Tree

    return Tree(html, base_url, may_be_deep=not check_html_bounds(html))


def _cleaned(tree: Tree, base_url: str) -> Cleaned:
    from syndicate.html.tree import START_OF_PRE

    body = tree.clean()
    cleaned = written = "" if body is None else body.inner_html or ""
    if not cleaned or cleaned.isspace():
        return Cleaned(dropped=dict(tree.dropped))
    clean = _cleaner(frozenset(tree.frames), tree.has_spans).clean
    for _ in range(_ROUNDS):
        before, cleaned = cleaned, clean_characters(clean(cleaned), START_OF_PRE)
        if cleaned == before:
            html = cleaned.replace(START_OF_PRE, "\n").strip()
            # A paragraph in another, once what stood between them is out, is read as several of which some say nothing.
            if cleaned.count("<p") != written.count("<p"):
                html = _cleaned(_tree(html, base_url), base_url).html
            return Cleaned(html, dict(tree.dropped))
    raise TooLargeError("its HTML means another thing each time it is read; check it with a validator")


def clean_characters(html: str, kept: str = "") -> str:
    """Return *html* with line breaks that are one character, without what XML forbids but *kept*, nor Ghost's gates."""
    if "!" in html and "kg-gated-block" in html:  # one character is found many times as fast as several
        html = _GATED.sub("", html)
    if "\r" in html:
        html = html.replace("\r\n", "\n").replace("\r", "\n")
    return kept.join(map(xml_text, html.split(kept))) if kept and kept in html else xml_text(html)


@lru_cache(maxsize=8)
def _cleaner(frames: frozenset[str], has_spans: bool) -> Any:  # noqa: FBT001  of a cache
    """Return nh3's cleaner, which lets frames of *frames* pass, and <span> where it *has_spans*."""
    import nh3

    attributes = {tag: set(names) for tag, names in ATTRIBUTES.items()} | {"*": set(GLOBAL_ATTRIBUTES)}
    attributes["iframe"] = attributes["iframe"] - {"src"}
    return nh3.Cleaner(
        tags=set(TAGS - ({"iframe"} if not frames else set()) - ({"span"} if not has_spans else set())),
        attributes=attributes,
        tag_attribute_values={"iframe": {"src": set(frames)}},
        url_schemes={"http", "https", *LINK_SCHEMES},
        link_rel=None,
    )
