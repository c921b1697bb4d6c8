"""What stands beside an article's text, in the element that holds it: it is no part of what a feed shows.

Marks can mislead: none takes away most of the text, and nothing but the numbers of its lines is ever taken out of code.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from syndicate.html.clean import MORE
from syndicate.html.pages import marks
from syndicate.html.pages.nodes import (
    HEADINGS,
    MEDIA,
    PHRASES,
    above_of,
    children,
    is_teaser,
    length_of,
    mark_on,
    outermost,
)
from syndicate.html.rules import is_unseen
from syndicate.html.tree import is_stand_in

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_TOPIC_LINK = re.compile(r"(?:^|/)(?:tags?|categor(?:y|ies)|topics?|labels?)(?:/|#|\?|$)|/tags?-", re.IGNORECASE)
_ABSOLUTE = re.compile(r"\s*(?:https?:)?//([^/?#\s]*)", re.IGNORECASE)
_BEFORE_TOPICS = re.compile(
    r"\W*+(?:[\w ]{1,30}[:\uff1a]|Tags|Tagged(?: with)?|Filed under|Posted in|in)?\W*", re.IGNORECASE
)
# What holds sentences.
_PROSE = frozenset("p li dt dd td th blockquote figcaption caption".split())
_ICON = re.compile("icon|symbol|ligature", re.IGNORECASE)  # the name of a picture, to fonts of icons
_LONGEST_HEADING = 1000  # characters
_BYLINE_LENGTH = 80  # characters beside a date: more is a sentence of the text


class _Heading(NamedTuple):
    words: str
    ids: frozenset[str]  # of the places that it is at: its own, and those of what is around it


def beside(root: LexborNode, title: str, url: str) -> list[LexborNode]:
    """Return the outermost nodes below *root* that are none of the text of the article at *url*."""
    whole = length_of(root)
    found: list[LexborNode] = []
    pending: list[tuple[LexborNode, bool, _Heading | None]] = [(child, False, None) for child in children(root)]
    while pending:
        node, is_quoted, heading = pending.pop()
        if not node.is_element_node:
            if node.is_comment_node and not MORE.fullmatch(
                node.html or ""
            ):  # the author's mark tells what a summary is
                found.append(node)
            continue
        if node.tag in marks.CODE_TAGS:
            continue
        if _is_beside(node, whole, title, url, is_quoted=is_quoted) or (heading and _is_anchor(node, heading)):
            found.append(node)
            continue
        is_quoted = is_quoted or node.tag in marks.QUOTING_TAGS
        if heading is None and node.tag in HEADINGS:
            ids = (around.attributes.get("id") for around in (node, *above_of(node)))
            heading = _Heading(node.text(), frozenset(id_ for id_ in ids if id_))
        pending += [(child, is_quoted, heading) for child in children(node)]
    return found


def nothing_to_read(root: LexborNode) -> list[LexborNode]:
    """Return links below *root* with nothing in them, as lines of code have, and what Material has below comments."""
    found = [link for link in root.css("a[href]") if not link.text().strip() and link.css_first(MEDIA) is None]
    below = root.css_first("#__comments")
    while below is not None:
        found.append(below)
        below = below.next
    return outermost(found)


def _is_beside(node: LexborNode, whole: int, title: str, url: str, *, is_quoted: bool) -> bool:
    tag, attributes = node.tag, node.attributes
    if tag in marks.SILENT_TAGS or attributes.get("role") in marks.SILENT_ROLES:
        return True
    if tag == "input":
        return attributes.get("type") != "checkbox" or mark_on(node) == "invisible"  # it is of a task list
    if tag == "noscript":
        before = node.prev
        while before is not None and not before.is_element_node:
            before = before.prev
        picture = before.css_first("img") if before is not None else None
        return picture is not None and not is_stand_in(picture)  # the same picture, for those without scripts
    if is_unseen(attributes):
        return True
    if attributes.get("aria-hidden") == "true" and not _is_read(node):
        return True
    mark = mark_on(node)
    if mark == "invisible":
        return True
    if mark == "thread":
        return length_of(node) < whole
    if is_quoted:
        return False
    if tag in ("header", "hgroup"):
        heading = node.css_first("h1, h2")
        return heading is not None and _is_title(heading, title) and _is_small(node, whole)
    items = attributes.get("itemprop")
    if tag == "footer" or mark == "beside" or (items and marks.is_field(items)) or is_teaser(node, url):
        return _is_small(node, whole)
    if tag == "aside":
        return _links(node) * 2 > length_of(node)
    return tag in ("ul", "ol", "div", "p") and _is_of_topics(node, urlsplit(url).netloc)


def _is_read(node: LexborNode) -> bool:
    """Tell whether *node*, which aria-hidden keeps from screen readers alone, is part of what others read in prose.

    No part is what is drawn by fonts of icons, what links to its own place, and a formula that MathML says as well.
    """
    words = node.text()
    if node.tag == "a" or not words or any(unicodedata.category(char) == "Co" for char in words):
        return False
    if _ICON.search(node.attributes.get("class") or "") and any(map(str.isalnum, words)):
        return False
    for above in (node, *above_of(node)):
        if above.tag in _PROSE and above is not node:
            # The numbers of lines stand in cells of their own.
            return above.tag != "td" or above.parent is None or above.parent.css_first("pre") is None
        if above.tag not in PHRASES or _is_anchor(above) or above.css_first("math") is not None:
            return False
    return False


def _is_small(node: LexborNode, whole: int) -> bool:
    """Tell whether *node* is no more than half of the text, or links for the most part."""
    length = length_of(node)
    return length * 2 <= whole or _links(node) * 10 > length * 7


def _links(node: LexborNode) -> int:
    return sum(map(length_of, node.css("a")))


def _is_of_topics(node: LexborNode, host: str) -> bool:
    """Tell whether *node* is a row of links to the pages of topics, of the site at *host*."""
    links = node.css("a[href]")
    if not links or len(links) > 50:
        return False
    if not all(
        "tag" in (link.attributes.get("rel") or "").split() or _is_topic_link(link.attributes.get("href") or "", host)
        for link in links
    ):
        return False
    ids = {link.mem_id for link in links}
    texts = (found for found in node.traverse(include_text=True) if found.is_text_node)
    rest = "".join(found.text() for found in texts if not any(above.mem_id in ids for above in above_of(found)))
    return _BEFORE_TOPICS.fullmatch(rest) is not None


def _is_topic_link(href: str, host: str) -> bool:
    found = _ABSOLUTE.match(href)
    return (found is None or found[1].lower() == host.lower()) and _TOPIC_LINK.search(href) is not None


def _is_anchor(node: LexborNode, heading: _Heading | None = None) -> bool:
    """Tell whether *node*, in a *heading*, is what links to it: a sign, or words such as `Permalink to “Tides”`."""
    _, mark, place = (node.attributes.get("href") or "").partition("#") if node.tag == "a" else ("",) * 3
    if not mark:
        return False
    words = node.text()
    if not any(map(str.isalnum, words)):
        return True
    if heading is None or len(heading.words) > _LONGEST_HEADING or unquote(place) not in heading.ids:
        return False
    rest = _letters(heading.words.replace(words, "", 1))
    return rest != "" and (rest in _letters(words) or _letters(words) in ("link", "permalink", "anchor"))


def _is_title(heading: LexborNode, title: str) -> bool:
    attributes = heading.attributes
    if marks.is_titled(attributes.get("class") or "") or "headline" in (attributes.get("itemprop") or "").split():
        return True
    said, known = _letters(heading.text()), _letters(title)
    if not said or not known or said == known:
        return said == known and bool(said)
    return (said in known or known in said) and min(len(said), len(known)) * 5 >= max(len(said), len(known)) * 3


def _letters(text: str) -> str:
    """Return what two spellings of a title share: quotes, dashes and spaces differ from page to feed."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def title_block(root: LexborNode, title: str) -> list[LexborNode]:
    """Return the heading that says *title*, with the byline and date that stand beside it."""
    heading = next((found for found in root.css("h1")[:1] + root.css("h2")[:1] if _is_title(found, title)), None)
    if heading is None or any(above.tag in marks.QUOTING_TAGS for above in above_of(heading)):
        return []
    block = heading
    while (parent := block.parent) is not None and parent.mem_id != root.mem_id:
        if not all(node.mem_id == block.mem_id or _is_byline(node) for node in children(parent)):
            break
        block = parent
    found = [block]
    for step in ("prev", "next"):
        node = getattr(block, step)
        while node is not None and _is_byline(node):
            if node.is_element_node:
                found.append(node)
            node = getattr(node, step)
    return found


def _is_byline(node: LexborNode) -> bool:
    """Tell whether *node*, next to the title, says who wrote it and when, or nothing."""
    if not node.is_element_node:
        return node.is_comment_node or not node.text().strip()
    if node.tag in ("time", "hr"):
        return True
    if node.tag in HEADINGS or node.tag in marks.CODE_TAGS or node.tag in marks.QUOTING_TAGS:
        return False
    if not node.text().strip():
        return node.css_first(MEDIA) is None
    times = node.css("time")
    if not times and node.css_first("[rel~=author]") is None:
        return False
    return (
        length_of(node) - sum(map(length_of, times)) <= _BYLINE_LENGTH and node.css_first("p + p, pre, ul + p") is None
    )
