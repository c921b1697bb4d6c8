"""Markdown into HTML."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def markdown_html(text: str) -> str:
    """Return *text*, CommonMark with tables, footnotes, strikethrough, task lists, bare links and heading ids, as HTML.

    The HTML in it is passed on as it is: clean it before anybody sees it.
    """
    html: str = _renderer().render(text)
    return html


@lru_cache(maxsize=1)
def _renderer() -> Any:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.anchors import anchors_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    renderer = MarkdownIt("commonmark", {"html": True, "linkify": True})
    renderer.enable(["table", "strikethrough", "linkify"])
    return renderer.use(footnote_plugin).use(tasklists_plugin).use(anchors_plugin, max_level=6)
