"""Markdown into HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from syndicate.model.errors import TooLargeError

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

MAX_CHARACTERS = 2 << 20
MAX_BRACKETS = 50_000  # each may open a link and costs twenty times what a letter does
# A word with more brackets and quotes than this is no address: linkify-it takes the square of their number.
_MAX_PAIRS = 50
_PAIRS = re.compile(r"[(\[{\"'\u201c\u2018\u00ab]")

_TASK = re.compile(r"\[([ \u00a0xX])\][ \t\u00a0]")


def markdown_html(text: str, *, raw_html: bool = True) -> str:
    """Return *text*, CommonMark with tables, footnotes, strikethrough, task lists, bare links and heading ids, as HTML.

    raw_html  the HTML in it is passed on as it is: clean it before anybody sees it; else it is taken out, tags within a
              line without what they enclose

    The boxes of task lists are characters.

    Raises ContentError where it is longer than any article.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooLargeError(
            f"its Markdown is longer than {MAX_CHARACTERS >> 20} million characters, which no article is"
        )
    if text.count("[") > MAX_BRACKETS:
        raise TooLargeError(f"its Markdown holds more than {MAX_BRACKETS:,} opening brackets, which no article does")
    has_links = all(len(_PAIRS.findall(word)) <= _MAX_PAIRS for word in text.split() if len(word) > _MAX_PAIRS)
    html: str = _renderer(has_links, raw_html).render(text)
    return html


@lru_cache(maxsize=4)
def _renderer(has_links: bool, raw_html: bool) -> Any:  # noqa: FBT001  of a cache
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    # Where the nesting goes deeper than maxNesting, text is lost.
    renderer = MarkdownIt("commonmark", {"html": True, "linkify": has_links, "maxNesting": 50})
    renderer.enable(["table", "strikethrough", *(["linkify"] if has_links else [])])
    renderer.use(footnote_plugin)
    renderer.core.ruler.push("task_boxes", _task_boxes)
    renderer.core.ruler.push("heading_ids", _heading_ids)
    if not raw_html:
        renderer.add_render_rule("html_block", lambda *_: "")
        renderer.add_render_rule("html_inline", lambda *_: "")
    return renderer


def _task_boxes(state: StateCore) -> None:
    """Make "[ ]" and "[x]" at the beginning of a list's items boxes (GitHub Flavored Markdown section 5.3)."""
    for item, paragraph, inline in _threes(state.tokens):
        if item.type != "list_item_open" or paragraph.type != "paragraph_open" or not inline.children:
            continue
        text = inline.children[0]
        if text.type == "text" and (found := _TASK.match(text.content)):
            text.content = f"{'☐' if found[1].isspace() else '☑'} {text.content[found.end() :]}"


def _heading_ids(state: StateCore) -> None:
    """Give each heading an id made from its text, as GitHub does."""
    taken: dict[str, int] = {}
    for heading, inline, _ in _threes(state.tokens):
        if heading.type != "heading_open":
            continue
        words = "".join(child.content for child in inline.children or [] if child.type in ("text", "code_inline"))
        slug = re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-") or "section"
        name = slug
        while name in taken:
            name = f"{slug}-{taken[slug]}"
            taken[slug] += 1
        taken[name] = 1
        heading.attrSet("id", name)


def _threes(tokens: list[Token]) -> Iterator[tuple[Token, Token, Token]]:
    return zip(tokens, tokens[1:], tokens[2:], strict=False)
