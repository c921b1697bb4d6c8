"""Trees of HTML as browsers build them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser


def parse_html(html: str) -> LexborHTMLParser:
    """Return the tree of the document *html*.

    Without events: those of <option> end the process where a tree is odd, and who only reads needs none.
    """
    from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

    return LexborHTMLParser(html, options=LexborDocumentOptions.WO_EVENTS)
