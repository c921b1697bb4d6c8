"""The text of a page as Sphinx renders it, for pages that this build did not write, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.logging import suppress_logging
from sphinx.util.osutil import relative_uri

if TYPE_CHECKING:
    from sphinx.builders.html import StandaloneHTMLBuilder

# The mark behind each heading (html_permalinks), which means nothing in a feed.
_PERMALINK = re.compile(r'<a\b[^>]*\bclass="headerlink"[^>]*>.*?</a>', re.DOTALL)


def rendered(builder: StandaloneHTMLBuilder, docname: str, section: str = "", *, title: str = "") -> str:
    """Return the page *docname* as HTML, links relative to its URL; without its heading, if that says the *title*.

    section  id of the part to render; "": all

    A build writes only what has changed, and in several processes where it is told to; the kept doctrees are always whole.
    What they give cause to warn of, the build has said.
    """
    if not hasattr(builder, "docsettings"):  # this build wrote no page
        builder.prepare_writing(set())
    with suppress_logging():
        doctree = builder.env.get_and_resolve_doctree(docname, builder)
        builder.imgpath = relative_uri(builder.get_target_uri(docname), builder.imagedir)
        builder.post_process_images(doctree)
        _cut(doctree, section, title)
        doctree.settings = builder.docsettings
        builder.secnumbers = builder.env.toc_secnumbers.get(docname, {})
        builder.fignumbers = builder.env.toc_fignumbers.get(docname, {})
        builder.dlpath = relative_uri(builder.get_target_uri(docname), "_downloads")
        builder.current_docname = docname
        visitor: Any = builder.create_translator(doctree, builder)
        doctree.walkabout(visitor)
    return _PERMALINK.sub("", "".join(visitor.fragment))


def _cut(doctree: nodes.document, section: str, said: str) -> None:
    """Leave of *doctree* what *section*, or the page, holds beside a heading with the title that is *said* anyway."""
    parts = list(doctree.findall(nodes.section))
    part = next((part for part in parts if not section or section in part["ids"]), None)
    if part is None:
        return
    title = part.next_node(nodes.title)
    if title is not None and title.parent is part and title.astext().split() == said.split():
        part.remove(title)
    if section:
        doctree.children = []
        doctree.extend(part.children)
