"""Markdown into HTML."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def markdown_html(text: str, *, raw_html: bool = True) -> str:
    """Return *text*, CommonMark with tables, footnotes, strikethrough, task lists, bare links and heading ids, as HTML.

    raw_html  the HTML in it is passed on as it is: clean it before anybody sees it; else it is taken out, tags within a
              line without what they enclose
    """
    html: str = _renderer(raw_html).render(text)
    return html


@lru_cache(maxsize=2)
def _renderer(raw_html: bool) -> Any:  # noqa: FBT001  as above
    from markdown_it import MarkdownIt
    from mdit_py_plugins.anchors import anchors_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    renderer = MarkdownIt("commonmark", {"html": True, "linkify": True})
    renderer.enable(["table", "strikethrough", "linkify"])
    renderer.use(footnote_plugin).use(tasklists_plugin).use(anchors_plugin, max_level=6)
    if not raw_html:
        renderer.add_render_rule("html_block", lambda *_: "")
        renderer.add_render_rule("html_inline", lambda *_: "")
    return renderer
