"""The text of a page: Markdown as Hugo's Goldmark means it, HTML as it stands; shortcodes only Hugo can render."""

from __future__ import annotations

import re

from syndicate import ContentError
from syndicate.html import check_template_syntax, markdown_html
from syndicate.model import excerpt

from .places import HTML, MARKDOWN

# "{{</* name */>}}" is how a page shows a shortcode instead of calling it.
_SHOWN = re.compile(r"\{\{([<%])\s*/\*(.*?)\*/\s*([>%])\}\}", re.DOTALL)
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
_ATTRIBUTES = re.compile(r"( {0,3}#{1,6}[ \t].*?)[ \t]*\{[ \t]*[#.:A-Za-z][^{}]*\}[ \t]*#*[ \t]*")
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
    return markdown_html(_without_attributes(body), raw_html=raw_html)


def _without_attributes(body: str) -> str:
    """Return *body* without the attributes of headings, e.g. {#id}; code blocks stay as they are."""
    lines, fence = [], ""
    for line in body.splitlines():
        found = _FENCE.match(line)
        if found and not fence:
            fence = found[1]
        elif found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        heading = None if fence else _ATTRIBUTES.fullmatch(line)
        lines.append(heading[1] if heading else line)
    return "\n".join(lines)
