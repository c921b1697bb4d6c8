"""What numbers the lines of code, beside it or within: it is no part of the code, and who copies it wants none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# By Chroma (Hugo), Pygments (Sphinx, Pelican, MkDocs), Rouge (Jekyll), Prism, and others.
_PLACES = (
    ".ln, .lnt, .linenos, .lineno, .linenodiv, .line-number, .line-numbers-rows, .gutter, .rouge-gutter, "
    "pre [aria-hidden=true], code [aria-hidden=true], td.lntd:first-child, "
    'pre [style*="user-select:none"], pre [style*="user-select: none"]'
)
_WORDS = ("lineno", '"ln"', '"lnt', "line-number", "gutter", "aria-hidden", "user-select")


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
