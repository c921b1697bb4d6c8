"""Elements of a built page: what is above and below them, how long they are, and what their marks say."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from syndicate.html.pages import marks

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# Elements of sentences.
PHRASES = frozenset("a abbr b bdi em font i mark s small span strong sub sup u".split())
MEDIA = "img, picture, video, audio, iframe, object, embed, math"


def outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    ids = {node.mem_id: node for node in nodes}  # one may match in several ways
    return [node for node in ids.values() if not any(above.mem_id in ids for above in above_of(node))]


def above_of(node: LexborNode) -> list[LexborNode]:
    found = []
    while (node := node.parent) is not None:  # type: ignore[assignment]  # the loop ends there
        found.append(node)
    return found


def children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True))


def length_of(node: LexborNode) -> int:
    return len("".join(node.text().split()))


def mark_on(node: LexborNode) -> marks.Mark:
    attributes = node.attributes
    # That of a heading is made of its words, that of a phrase says where notes lead to.
    own_id = "" if node.tag in HEADINGS or node.tag in PHRASES else attributes.get("id") or ""
    words = f"{attributes.get('class') or ''} {own_id}"
    return marks.mark_of(words, is_block=node.tag in marks.BLOCK_TAGS) if words != " " else ""


def is_teaser(node: LexborNode, url: str) -> bool:
    """Tell whether the heading of the `article` *node*, on the page at *url*, leads to another page of the site."""
    heading = node.css_first("h1, h2, h3, h4, h5, h6")
    link = None if heading is None else heading.css_first("a[href]") or heading.parent
    if node.tag != "article" or heading is None or link is None or length_of(link) < length_of(heading):
        return False
    try:
        target, own = urlsplit(urljoin(url, link.attributes.get("href") or "")), urlsplit(url)
    except ValueError:
        return False
    return target.netloc == own.netloc and target.path.rstrip("/") != own.path.rstrip("/")
