"""The text of a page: Markdown as Hugo's Goldmark means it, HTML as it stands; shortcodes only Hugo can render."""

from __future__ import annotations

import re

from syndicate import ContentError
from syndicate.html import check_template_syntax, markdown_html
from syndicate.model import excerpt

from .places import HTML, MARKDOWN

# "{{</* name */>}}" is how a page shows a shortcode instead of calling it.
_SHOWN = re.compile(r"\{\{([<%])\s*/\*(.*?)\*/\s*([>%])\}\}", re.DOTALL)
_MARKUP = {
    "": None, "md": ".md", "markdown": ".md", "goldmark": ".md", "mmark": None, "blackfriday": ".md",
    "html": ".html", "htm": ".html",
}  # fmt: skip


def body_html(body: str, key: str, suffix: str, *, markup: str = "", raw_html: bool = False) -> str:
    """Return the *body* of the file at *key* as HTML.

    suffix    of the file, unless its front matter names another *markup*
    raw_html  HTML in Markdown is kept; else it is dropped, as Hugo does unless `unsafe` is set

    Raises ContentError for shortcodes and for what is neither Markdown nor HTML.
    """
    kind = _MARKUP.get(markup.lower(), markup) or suffix
    check_template_syntax(_SHOWN.sub("", body), key, ("hugo",))
    body = _SHOWN.sub(lambda found: f"{{{{{found[1]}{found[2]}{found[3]}}}}}", body)
    if kind in HTML:
        return body
    if kind not in MARKDOWN:
        raise ContentError(f"{key}: is written in {excerpt(kind.lstrip('.'))}, which only the site's generator renders")
    return markdown_html(body, raw_html=raw_html, extensions=("heading_attributes",))
