"""A page as its head describes it: meta, link and JSON-LD elements, and where in the file each of them stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from syndicate import Fault
from syndicate.files import Place
from syndicate.html import parse_page
from syndicate.model import field_name, line_and_column

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_MAX_METAS = 2_000
_MAX_SCRIPTS = 30
SEPARATOR = r"\s+(?:[-|\u2013\u2014\u00b7\u00ab\u00bb:\u2022~]|//?)\s+"  # of a page's title and its site's


class Found(NamedTuple):
    """A value on a page, and the regular expression that finds its place in the file."""

    value: str
    place: str


class Page:
    """Raises ValueError, its text what is wrong with the page, where it is nested too deeply."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.tree: LexborHTMLParser = parse_page(text)
        self._metas: dict[str, list[str]] = {}
        self.meta_pairs: list[tuple[str, str]] = []  # in the order of the page, for properties that come in groups
        for node in self.tree.css("meta[content]")[:_MAX_METAS]:
            attributes = node.attributes
            name = (attributes.get("property") or attributes.get("name") or "").strip().lower()
            prop = (attributes.get("itemprop") or "").strip().lower()
            if not name and prop.startswith("date"):
                name = prop  # Hugo says it of no item
            content = (attributes.get("content") or "").strip()
            if name and content:
                self._metas.setdefault(name, []).append(content)
                self.meta_pairs.append((name, content))

    def metas(self, *names: str) -> list[Found]:
        """Return what the meta elements of *names* say, best first."""
        place = r"<meta\b[^>]{0,2000}?\b(?:name|property|itemprop)\s*=\s*[\"']?%s\b"
        return [Found(value, place % re.escape(name)) for name in names for value in self._metas.get(name, ())]

    def texts(self, *names: str) -> list[str]:
        return [text for name in names for text in self._metas.get(name, ())]

    def namespaced(self) -> dict[str, str]:
        """Return what the meta elements say whose names have a prefix, e.g. og:locale; the first of each."""
        return {name: values[0][:1000] for name, values in list(self._metas.items())[:100] if ":" in name}

    def link(self, relation: str) -> list[Found]:
        """Return the addresses of the link elements of *relation*."""
        place = rf"<link\b[^>]{{0,500}}\brel\s*=\s*[\"']?[^\"'>]{{0,100}}{re.escape(relation)}"
        nodes = self.tree.css(f'link[rel~="{relation}" i][href]')[:20]
        return [Found(href, place) for node in nodes if (href := (node.attributes.get("href") or "").strip())]

    def scripts(self) -> list[str]:
        nodes = self.tree.css('script[type^="application/ld+json" i]')[:_MAX_SCRIPTS]
        return [node.text() for node in nodes]

    @property
    def html_attributes(self) -> dict[str, str | None]:
        node = self.tree.css_first("html")
        return dict(node.attributes) if node is not None else {}

    @property
    def title(self) -> str:
        node = self.tree.css_first("head title") or self.tree.css_first("title")
        return " ".join(node.text().split()) if node is not None else ""

    def position(self, place: str) -> tuple[int, int]:
        """Return line and column, both from 1, of the first match of the pattern *place*; (0, 0) if there is none."""
        found = re.compile(place, re.IGNORECASE).search(self.text) if place else None
        return line_and_column(self.text, found.start()) if found else (0, 0)

    def fault(self, place: str, message: str, field: str = "") -> Fault:
        line, column = self.position(place)
        return Fault(path=self.path, line=line, column=column, field=field, message=message)


class PageFields:
    """Raw fields of an article, each with its place on the page."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._places: dict[str, str] = {}
        self.value: dict[str, object] = {}
        self.faults: tuple[Fault, ...] = ()

    def put(self, name: str, value: object, place: str = "") -> None:
        if value:
            self.value[name] = value
            self._places[name] = place

    def take(self, name: str, found: Found | None) -> None:
        if found is not None:
            self.put(name, found.value, found.place)

    def text(self, path: Place) -> str:
        found: object = self.value
        for step in path:
            found = found[step]  # type: ignore[index]  # the path is of a value in it
        return str(found)

    def fault(self, path: Place, message: str, *, of_key: bool = False) -> Fault:  # noqa: ARG002  as YamlTree's
        place = self._places.get(str(path[0]), "") if path else ""
        message = message.replace("write date: and e.g.", "write article:published_time or datePublished, e.g.")
        return self._page.fault(place, message, field_name(path))
