"""The JSON-LD of a page (https://schema.org): its nodes, as far as they describe the page, a site or an article."""

from __future__ import annotations

import json
import re
from typing import Any

from syndicate import Fault
from syndicate.model import line_and_column

from .page import Page

ARTICLES = frozenset(
    "Article NewsArticle BlogPosting TechArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle ReviewNewsArticle "
    "BackgroundNewsArticle ScholarlyArticle SocialMediaPosting LiveBlogPosting Report SatiricalArticle".split()
)
_MAX_CHARACTERS = 1 << 20
_MAX_NODES = 1_000
_SCRIPT = re.compile(r"<script\b[^>]{0,500}?application/ld\+json[^>]{0,500}>", re.IGNORECASE)
# What templates leave around: comments for readers of 1999, CDATA, a semicolon.
_AROUND = re.compile(
    r"\A\s*+(?:<!--|(?://|/\*)?\s*+<!\[CDATA\[(?:\s*+\*/)?)|(?:-->|(?:(?://|/\*)\s*+)?\]\]>(?:\s*+\*/)?|;)\s*+\Z"
)

Node = dict[str, Any]


class JsonLd:
    """The nodes of a page.

    nodes   at the top of each script, of its lists and @graph, and what a page is about
    faults  one for each script that is no JSON
    """

    def __init__(self, page: Page) -> None:
        self.nodes: list[Node] = []
        self.faults: list[Fault] = []
        self._by_id: dict[str, Node] = {}
        for index, text in enumerate(page.scripts()):
            self._read(page, index, text)
        for node in self.nodes:
            if isinstance(node.get("@id"), str) and len(node) > 1:
                self._by_id.setdefault(node["@id"], node)

    def _read(self, page: Page, index: int, text: str) -> None:
        if len(text) > _MAX_CHARACTERS:
            self.faults.append(_fault(page, index, 0, f"is longer than {_MAX_CHARACTERS:,} characters"))
            return
        try:
            # Line breaks within texts are no JSON, but the most common mistake of templates; their meaning is clear.
            value = json.loads(_AROUND.sub("", text), strict=False)
        except json.JSONDecodeError as error:
            reason = f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
            self.faults.append(_fault(page, index, error.pos, reason))
        except (RecursionError, ValueError):
            self.faults.append(
                _fault(page, index, 0, "is not JSON: it is nested too deeply, or holds a number too long")
            )
        else:
            self._take(value, 0)

    def _take(self, value: Any, depth: int) -> None:
        if len(self.nodes) >= _MAX_NODES or depth > 4:
            return
        if isinstance(value, list):
            for item in value[:_MAX_NODES]:
                self._take(item, depth + 1)
        elif isinstance(value, dict):
            self.nodes.append(value)
            self._take(value.get("@graph"), depth + 1)
            if "WebPage" in types(value):
                self._take(value.get("mainEntity"), depth + 1)

    def of(self, *names: str) -> list[Node]:
        """Return the nodes of the types *names*, in the order of the names."""
        return [node for name in names for node in self.nodes if name in types(node)]

    def articles(self) -> list[Node]:
        return [node for node in self.nodes if ARTICLES.intersection(types(node))]

    def resolved(self, value: Any) -> list[Any]:
        """Return the one or several *values* of a property, with what they refer to in their place."""
        values = value if isinstance(value, list) else [] if value is None else [value]
        return [
            self._by_id.get(str(item.get("@id")), item) if isinstance(item, dict) and len(item) == 1 else item
            for item in values[:100]
        ]

    def texts(self, value: Any, key: str = "name") -> list[str]:
        """Return the texts among *value*, or the *key* of the nodes there."""
        found = [item.get(key) if isinstance(item, dict) else item for item in self.resolved(value)]
        return [item.strip() for item in found if isinstance(item, str) and item.strip()]


def types(node: Node) -> set[str]:
    given = node.get("@type")
    names = given if isinstance(given, list) else [given]
    return {name.rpartition("/")[2] for name in names[:10] if isinstance(name, str)}


def place_of(key: str) -> str:
    """Return the regular expression that finds *key* of a node in the file."""
    return rf"\"{re.escape(key)}\"\s*:"


def _fault(page: Page, index: int, offset: int, reason: str) -> Fault:
    scripts = list(_SCRIPT.finditer(page.text))
    line, column = (0, 0)
    if index < len(scripts):
        line, column = line_and_column(page.text, scripts[index].end() + offset)
    return Fault(path=page.path, line=line, column=column, field="JSON-LD", message=f"{reason}; correct it")
