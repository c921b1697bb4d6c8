"""Elements of a built page: what is above and below them, how long they are, and what their marks say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.html.pages import marks

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
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
    own_id = "" if node.tag in HEADINGS else attributes.get("id") or ""  # that of a heading is made of its words
    words = f"{attributes.get('class') or ''} {own_id}"
    return marks.mark_of(words, is_block=node.tag in marks.BLOCK_TAGS) if words != " " else ""
