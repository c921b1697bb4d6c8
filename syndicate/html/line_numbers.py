"""Lines of code: what numbers them is no part of the code, which nobody wants to copy; where CSS ends them they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# By Chroma (Hugo), Pygments (Sphinx, Pelican, MkDocs), Rouge (Jekyll), Prism, and others.
_PLACES = (
    ".ln, .lnt, .giallo-ln, .linenos, .lineno, .linenodiv, .line-number, .line-numbers-rows, .gutter, .rouge-gutter, "
    "pre [aria-hidden=true], code [aria-hidden=true], td.lntd:first-child, pre[data-linenos] td:first-child, "
    'pre [style*="user-select:none"], pre [style*="user-select: none"]'
)
# Lines that CSS alone makes blocks: by Giallo (Zola 0.22), Expressive Code (Astro), Prism in React.
_BLOCKS = ("giallo-l", "ec-line", "token-line", "code-line")
_WORDS = ("lineno", '"ln"', '"lnt', "line-number", "gutter", "aria-hidden", "user-select", *_BLOCKS)


def may_have_line_numbers(html: str) -> bool:
    """Tell whether *html* has a word of those by which they are known; most has none."""
    return ("<pre" in html or "<code" in html) and may_number_lines(html)


def may_number_lines(tag: str) -> bool:
    """Tell whether *tag*, or one of several, may be known by such a word."""
    return any(word in tag for word in _WORDS)


def line_numbers(root: LexborNode) -> list[LexborNode]:
    """Return the outermost nodes that number the lines of code: cells of a table beside it, counters within it."""
    from syndicate.html.pages.nodes import above_of, outermost  # most texts have none

    return [
        node
        for node in outermost(root.css(_PLACES))
        if not "".join(node.text().split()).strip("0123456789.:")
        and any(around.tag in ("pre", "code", "table") for around in (node, *above_of(node)))
    ]


def end_lines(root: LexborNode) -> None:
    """Put a line break behind each line of code that only CSS keeps from the next, and take blocks out of code."""
    for line in root.css(", ".join(f"pre .{name} + .{name}" for name in _BLOCKS)):
        before = line.prev
        if before is not None and before.is_element_node and not before.text().endswith("\n") and not before.css("br"):
            line.insert_before("\n")
    for block in root.css(", ".join(f"pre div.{name}, pre .{name} div" for name in _BLOCKS)):
        block.unwrap()
