"""The URLs of sitemaps as a tree of the site's folders."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import etree

from syndicate_preview.documents import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syndicate import Document

_NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


class Branch:
    """A folder of the site, or a page in one; `count` is that of the URLs in it and below."""

    def __init__(self) -> None:
        self.count = 0
        self.url = ""  # of the page that the folder itself is
        self.changed = ""  # as the sitemap says it
        self.branches: dict[str, Branch] = {}

    def at(self, path: str) -> Branch | None:
        """Return the branch below this one at *path*, names with "/" between; None if there is none."""
        found: Branch | None = self
        for name in filter(None, path.split("/")):
            found = found.branches.get(name) if found else None
        return found

    def add(self, url: str, changed: str) -> None:
        """Add the page at *url*."""
        parts = urlsplit(url)
        self.count += 1
        branch = self
        for name in (parts.netloc, *filter(None, parts.path.split("/")), *([f"?{parts.query}"] if parts.query else [])):
            branch = branch.branches.setdefault(name, Branch())
            branch.count += 1
        branch.url, branch.changed = url, changed


def tree_of(documents: Iterable[Document]) -> Branch:
    """Return the tree of all URLs of *documents*; a branch without any where none of these is a sitemap."""
    root = Branch()
    for document in documents:
        body = unpacked(document.body)
        if f"{_NAMESPACE[1:-1]}".encode() not in body[:2000]:
            continue
        for _, node in etree.iterparse(BytesIO(body), tag=f"{_NAMESPACE}url", resolve_entities=False, no_network=True):
            root.add(node.findtext(f"{_NAMESPACE}loc") or "", node.findtext(f"{_NAMESPACE}lastmod") or "")
            node.clear()
    return root


def shown_name(name: str) -> str:
    """Return *name*, a part of a URL, as people read it."""
    return unquote(name)
