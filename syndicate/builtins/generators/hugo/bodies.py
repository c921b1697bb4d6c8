"""The text of a page: Markdown as Hugo's Goldmark means it, HTML as it stands; shortcodes only Hugo can render."""

from __future__ import annotations

from collections.abc import Collection

from syndicate import ContentError
from syndicate.html import markdown_html
from syndicate.model import excerpt

from .options import MARKDOWN_EXTENSIONS
from .places import HTML, MARKDOWN
from .shortcodes import Shortcodes

_MARKUP = {
    "": None, "md": ".md", "markdown": ".md", "goldmark": ".md", "mmark": None, "blackfriday": ".md",
    "html": ".html", "htm": ".html",
}  # fmt: skip


def body_html(
    body: str,
    key: str,
    suffix: str,
    shortcodes: Shortcodes,
    *,
    markup: str = "",
    raw_html: bool = False,
    extensions: Collection[str] = MARKDOWN_EXTENSIONS,
) -> str:
    """Return the *body* of the file at *key* as HTML.

    suffix      of the file, unless its front matter names another *markup*
    raw_html    HTML in Markdown is kept; else it is dropped, as Hugo does unless `unsafe` is set
    extensions  what the Markdown has beside CommonMark

    Raises ContentError for shortcodes that only Hugo can render, and for what is neither Markdown nor HTML.
    """
    kind = _MARKUP.get(markup.lower(), markup) or suffix
    if kind not in MARKDOWN and kind not in HTML:
        raise ContentError(f"{key}: is written in {excerpt(kind.lstrip('.'))}, which only the site's generator renders")
    return shortcodes.rendered(
        body, key, lambda text: text if kind in HTML else markdown_html(text, raw_html=raw_html, extensions=extensions)
    )
