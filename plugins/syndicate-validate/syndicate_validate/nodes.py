"""An element while it is open, and what is kept of it for the checks of the elements around it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import msgspec

from syndicate_validate.findings import Findings
from syndicate_validate.vocabulary import Definition

# Of one name in one element; all are counted.
_MAX_KEPT = 32
# Characters of one element that are looked at.
MAX_TEXT = 2 << 20


class Document(msgspec.Struct, eq=False):
    """What rules may ask about the document as a whole.

    format    "rss", "rdf", "atom", "sitemap", "opml" or "json"
    version   e.g. "2.0"
    url       where it was fetched from, "" if it lies in a file
    now       the instant that dates are compared with
    ids       digests of what must be there once only, by kind
    declared  prefixes of the known namespaces that are declared
    used      prefixes of those of them whose elements were seen
    topics    where the feed itself is, as it says
    """

    findings: Findings
    now: datetime
    url: str = ""
    format: str = ""
    version: str = ""
    encoding: str = ""
    ids: dict[str, dict[int, Any]] = {}
    declared: set[str] = set()
    used: set[str] = set()
    size_bytes: int = 0
    news: int = 0
    topics: list[str] = []

    def first_of(self, kind: str, text: str, beside: object = None) -> object:
        """Return what stood beside *text* when it was seen first, *beside* if that is now. Bounded: about 10^6 texts."""
        seen = self.ids.setdefault(kind, {})
        digest = hash(text)
        if digest not in seen and len(seen) > 1_000_000:
            return beside
        return seen.setdefault(digest, beside)


class Node(msgspec.Struct, eq=False):
    """An element: its name as tables have it, its attributes, its children so far, and its text when it has ended.

    raw      its text with the white space around it
    is_free  nothing is said of what it holds
    """

    name: str
    parent: Node | None
    document: Document
    line: int
    column: int
    attributes: dict[str, str] = {}
    children: dict[str, list[Node]] = {}
    counts: dict[str, int] = {}
    pieces: list[str] = []
    length: int = 0
    raw: str = ""
    text: str = ""
    definition: Definition | None = None
    is_free: bool = False
    last_order: int = -1

    @property
    def label(self) -> str:
        """The name that messages have."""
        name = self.name.removeprefix("-:")
        return f"{self.parent.name}/{name}" if self.parent is not None else name

    @property
    def base(self) -> str:
        """The xml:base that holds here, "" if none is written."""
        above = self.parent.base if self.parent is not None else ""
        return urljoin(above, self.attributes["xml:base"]) if "xml:base" in self.attributes else above

    def forget(self) -> None:
        """Let go of what only this element's own checks may ask for: the children of its children."""
        for children in self.children.values():
            for child in children:
                child.children = {}

    def keep(self, child: Node) -> None:
        """Keep *child*, which has ended."""
        kept = self.children.setdefault(child.name, [])
        if len(kept) < _MAX_KEPT:
            kept.append(child)

    def all(self, name: str) -> list[Node]:
        return self.children.get(name, [])

    def one(self, name: str) -> Node | None:
        found = self.children.get(name)
        return found[0] if found else None

    def said(self, name: str) -> str:
        """Return the text of the child *name*, "" if there is none."""
        found = self.children.get(name)
        return found[0].text if found else ""

    def ancestors(self) -> Iterator[Node]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def tell(self, code: str, value: str = "", attribute: str = "", **words: object) -> None:
        """Note that the rule *code* is broken here."""
        self.document.findings.add(
            code,
            self.line,
            self.column,
            element=self.label,
            attribute=attribute,
            value=value,
            clause=self.definition.clause if self.definition is not None else "",
            words=words,
        )
