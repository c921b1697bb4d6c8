"""What sites hold and what files say, found without syndicate: the exports are counted against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, tzinfo
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import feedparser
import yaml
from lxml import etree

Head = dict[str, Any]

# Where a URL stands in our files, by the names of elements, of attributes and of members.
_URL_ELEMENTS = frozenset({"link", "url", "loc", "id", "icon", "logo", "uri"})
_URL_ATTRIBUTES = frozenset({"href", "src", "url"})
_URL_MEMBERS = frozenset({"id", "icon", "favicon", "image", "banner_image", "avatar"})
_SECRET_CHARACTERS = 32  # so many of an encrypted value are a leak


def heads(folder: Path) -> dict[str, Head]:
    """Return the front matter of every article below *folder*, by path."""
    return {
        path.relative_to(folder).as_posix(): yaml.load(path.read_text().split("---\n")[1], Loader=yaml.CSafeLoader)
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".md", ".html")
    }


def is_out(path: str, head: Head, now: datetime) -> bool:
    """Tell whether the article may be seen at *now*."""
    is_hidden = head.get("published") is False or head.get("draft") is True or head.get("removed") is True
    return (
        not is_hidden and published_at(path, head) <= now and ("expires" not in head or instant(head["expires"]) > now)
    )


def out(articles: Mapping[str, Head], now: datetime) -> dict[str, Head]:
    """Return the articles that may be seen at *now*."""
    return {path: head for path, head in articles.items() if is_out(path, head, now)}


def published_at(path: str, head: Head, zone: tzinfo = UTC) -> datetime:
    """Return when the article was published, by its head or else by the name of its file."""
    return instant(head.get("publishedDateTime") or date.fromisoformat(Path(path).name[:10]), zone)


def modified_at(path: str, head: Head, zone: tzinfo = UTC) -> datetime:
    return instant(head["updatedDateTime"], zone) if "updatedDateTime" in head else published_at(path, head, zone)


def instant(value: date | str, zone: tzinfo = UTC) -> datetime:
    """Return what PyYAML makes of a date as an instant; a day begins at midnight of *zone*."""
    if isinstance(value, str):
        return datetime.strptime(value, "%Y-%m-%d %H:%M:%S %z")
    return value if isinstance(value, datetime) else datetime.combine(value, time(), zone)


def line(text: str) -> str:
    """Return *text* on one line, with entities decoded."""
    return " ".join(unescape(text).split())


def titles(articles: Mapping[str, Head]) -> list[str]:
    return sorted(line(head["title"]) for head in articles.values())


def secrets(articles: Mapping[str, Head]) -> set[str]:
    """Return how each value of a key `secured` begins, however deep it lies."""
    return {value[:_SECRET_CHARACTERS] for head in articles.values() for value in _values_of(head, "secured")}


def _values_of(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner) if key == name else _values_of(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _values_of(inner, name)


def texts(value: Any) -> Iterator[str]:
    """Yield every text in *value*, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


class Entry(NamedTuple):
    """An article as a reader meets it."""

    id: str
    title: str
    url: str


def entries(path: str, body: bytes) -> list[Entry]:
    """Return the entries of an RSS, Atom or JSON feed in their order, as a foreign parser reads them."""
    if path.endswith(".json"):
        return [Entry(item["id"], item["title"], item["url"]) for item in json.loads(body)["items"]]
    parsed = feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False)
    assert not parsed.bozo, parsed.bozo_exception
    return [Entry(entry.id, entry.title, entry.link) for entry in parsed.entries]


def sitemap(body: bytes) -> dict[str, datetime]:
    """Return the locs of a sitemap with their lastmods."""
    return {_text(url, "loc"): datetime.fromisoformat(_text(url, "lastmod")) for url in etree.fromstring(body)}


def _text(parent: etree._Element, name: str) -> str:
    text = parent.findtext(f"{{*}}{name}")
    assert text is not None
    return text


def names(path: str, body: bytes) -> set[str]:
    """Return the names of all elements and attributes, or of all members, in lower case."""
    if path.endswith(".json"):
        return {name.lower() for name, _ in _members(json.loads(body))}
    found = etree.fromstring(body).iter(etree.Element)
    written = {str(name) for element in found for name in (element.tag, *element.attrib)}
    return {etree.QName(name).localname.lower() for name in written}


def urls(path: str, body: bytes) -> Iterator[str]:
    """Yield what stands where a URL must, and the links of the HTML in between."""
    if path.endswith(".json"):
        found = [(name, value) for name, value in _members(json.loads(body)) if isinstance(value, str)]
        yield from (value for name, value in found if name in _URL_MEMBERS or name.endswith("url"))
        yield from _links(value for name, value in found if name == "content_html")
        return
    root = etree.fromstring(body)
    for element in root.iter(etree.Element):
        if etree.QName(element).localname in _URL_ELEMENTS and element.text and element.text.strip():
            yield element.text
        yield from (str(value) for name, value in element.attrib.items() if name in _URL_ATTRIBUTES)
    yield from _links(str(text) for text in root.itertext())


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the name and value of every member of JSON, however deep."""
    if isinstance(value, dict):
        yield from value.items()
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _members(inner)


def _links(written: Iterable[str]) -> Iterator[str]:
    for text in written:
        yield from re.findall(r"""<[^<>]*\s(?:href|src)\s*=\s*["']?([^"'\s>]*)""", text)
