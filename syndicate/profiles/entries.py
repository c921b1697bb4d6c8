"""The facts of a feed in RSS 2.0 or Atom, read entry after entry: no more than one is in memory.

Elements have the names that they have in RSS, with the usual prefixes: what Atom calls id is a guid here, its published
a pubDate, its content content:encoded.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from syndicate.model.instants import parse_instant

if TYPE_CHECKING:
    from lxml.etree import _Element

Facts = dict[str, float | tuple[str, ...]]

_ATOM = "http://www.w3.org/2005/Atom"
_PREFIXES = {
    _ATOM: "atom",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "http://www.smartnews.be/snf": "snf",
    "http://schemas.ingestion.microsoft.com/common/": "mi",
}
_RSS_NAMES = {
    "atom:id": "guid", "atom:title": "title", "atom:subtitle": "description", "atom:summary": "description",
    "atom:content": "content:encoded", "atom:published": "pubDate", "atom:category": "category",
    "atom:author": "dc:creator", "atom:rights": "copyright",
}  # fmt: skip
# Of titles; what else looks like one is words, e.g. of a programming language: List<String>.
_TAG = re.compile(
    r"</?(a|b|big|br|code|div|em|font|h[1-6]|i|img|p|s|small|span|strong|su[bp]|u)(?=[\s/>])", re.IGNORECASE
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
_LEAD = re.compile(r"\s*(?:<(?:p|figure|div|a|picture)\b[^>]*>\s*)*<img\b(?P<attributes>[^>]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)=["']([^"']*)["']""")


class Entry(msgspec.Struct, frozen=True):
    """What is known of an entry; line and id are for messages, the id for who wrote it."""

    id: str
    line: int
    facts: Facts


def read_entries(body: bytes, now: datetime | None = None) -> tuple[Facts, list[Entry]]:
    """Return the facts of the feed *body*, and its entries.

    now  ages are counted to it; None: nothing is known of ages

    Raises ValueError where it is no RSS 2.0 or Atom.
    """
    from lxml import etree

    entries: list[Entry] = []
    languages: set[str] = set()
    kinds: set[bool] = set()
    channel: _Element | None = None
    parsing = etree.iterparse(
        io.BytesIO(body), events=("start", "end"), resolve_entities=False, no_network=True, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        for event, element in parsing:
            name = element.tag
            if event == "start":
                if channel is None and name in ("channel", f"{{{_ATOM}}}feed"):
                    channel = element
            elif name in ("item", f"{{{_ATOM}}}entry") and element.getparent() is channel:
                own = _text(element.find("{http://purl.org/dc/elements/1.1/}language")) or _language(element)
                languages.update([own] if own else [])
                kinds.add(_has_video(element))
                entries.append(_entry(element, now, _host(channel)))
                element.clear()
                element.getparent().remove(element)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error
    if channel is None:
        raise ValueError("it is neither RSS 2.0 nor Atom")
    of_feed = _of_feed(channel, body, len(entries), languages)
    return of_feed | {"feed.kinds": len(kinds)}, entries


def _of_feed(channel: _Element, body: bytes, count: int, languages: set[str]) -> Facts:
    children = _children(channel)
    own = _said(children, "language") or _language(channel)
    description = _said(children, "description")
    return {
        "feed.entries": count,
        "feed.bytes": len(body),
        "feed.languages": len({language.lower() for language in languages | ({own} if own else set())}),
        "feed.title.characters": len(_said(children, "title")),
        "feed.description.characters": len(description),
        "feed.description.bytes": len(description.encode()),
        "feed.namespaces": tuple(_PREFIXES[uri] for uri in channel.nsmap.values() if uri in _PREFIXES),
        "feed.elements": (*_named(children), *(["language"] if own and "language" not in children else [])),
        "feed.encoding": ((channel.getroottree().docinfo.encoding or "utf-8").lower(),),
        "feed.categories": tuple(each.get("text", "") for each in children.get("itunes:category", [])),
    }


def _entry(item: Any, now: datetime | None, own_host: str) -> Entry:
    from lxml import etree

    children = _children(item)
    title, guid = _said(children, "title"), _said(children, "guid")
    link, description = _link(children), _html_text(_said(children, "description"))
    html = _said(children, "content:encoded")
    facts: Facts = {
        "title.characters": len(title),
        "title.markup": tuple(dict.fromkeys(_TAG.findall(title))),
        "description.characters": len(description),
        "description.words": len(description.split()),
        "entry.bytes": len(etree.tostring(item, encoding="utf-8", with_tail=False)),
        "categories": len(children.get("category", [])),
        "elements": (*_named(children), *(["link"] if link and "link" not in children else [])),
        "link.parameters": tuple(dict.fromkeys(name for name, _ in parse_qsl(urlsplit(link).query))),
        "link.scheme": (urlsplit(link).scheme,) if link else (),
        "link.other-host": tuple({_plain_host(link)} - {own_host, ""}) if own_host else (),
        "guid": _guid(children, guid),
        **_of_text(html or _said(children, "description")),
        **_of_enclosure(children),
    }
    pictures = _pictures(item, children)
    facts |= _of_pictures(pictures)
    facts |= _of_lead(html, pictures)
    published = _said(children, "pubDate")
    if now is not None and (at := _instant(published)) is not None:
        facts["age.days"] = (now - at).days
    return Entry(id=guid or link, line=item.sourceline or 0, facts=facts)


def _host(channel: Any) -> str:
    """Return the host that the feed's own link leads to, "" if none stands above the entry that has ended."""
    return _plain_host(_link(_children(channel)))


def _plain_host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _has_video(item: Any) -> bool:
    media = (*item.iter("{http://search.yahoo.com/mrss/}content"), *item.iter("enclosure", f"{{{_ATOM}}}link"))
    return any("video" in (each.get("medium"), each.get("type", "").partition("/")[0]) for each in media)


def _children(parent: _Element) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for child in parent:
        if isinstance(child.tag, str):
            uri, _, local = child.tag.rpartition("}")
            prefix = _PREFIXES.get(uri[1:], "?" if uri else "")
            name = f"{prefix}:{local}" if prefix else local
            if parent.tag in (f"{{{_ATOM}}}entry", f"{{{_ATOM}}}feed"):
                if name == "atom:link":
                    name = {"alternate": "link", "enclosure": "enclosure"}.get(child.get("rel", "alternate"), name)
                name = _RSS_NAMES.get(name, name)
            if len(child) or child.text or child.attrib:  # one that is empty says nothing
                found.setdefault(name, []).append(child)
    return found


def _named(children: Mapping[str, list[Any]]) -> tuple[str, ...]:
    """Return the names of *children*; what stands in <media:group> counts, too."""
    inner = [name for group in children.get("media:group", []) for name in _children(group)]
    return (*children, *inner)


def _said(children: Mapping[str, list[Any]], name: str) -> str:
    """Return the text of the first of *children* called *name*, "" if there is none."""
    return _text(children.get(name, [None])[0])


def _text(element: Any) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""


def _language(element: _Element) -> str:
    return element.get("{http://www.w3.org/XML/1998/namespace}lang", "")


def _link(children: Mapping[str, list[Any]]) -> str:
    for link in children.get("link", []):
        return link.get("href") or _text(link)
    return ""


def _guid(children: Mapping[str, list[Any]], guid: str) -> tuple[str, ...]:
    """Return "unmarked" where readers take for a URL what is none, as isPermaLink is true unless it is said."""
    for element in children.get("guid", []):
        is_link = element.tag == "guid" and element.get("isPermaLink", "true") == "true"
        return ("unmarked",) if is_link and not guid.startswith(("http://", "https://")) else ("marked",)
    return ()


def _instant(text: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        found = parse_instant(text, UTC) if text[:4].isdigit() else parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo is not None else None


def _html_text(html: str) -> str:
    tree = _parsed(html)
    return " ".join("".join(tree.itertext()).split()) if tree is not None else ""


def _parsed(html: str) -> Any:
    from lxml import etree

    if not html.strip():
        return None
    try:
        return etree.fromstring(
            html.encode(), etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
        )
    except etree.XMLSyntaxError:  # it holds nothing
        return None


def _of_text(html: str) -> Facts:
    tree = _parsed(html)
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)] if tree is not None else []
    inside = [node for node in nodes if node.tag not in ("html", "body")]
    hosts = [_plain_host(node.get("src", "")) for node in inside if node.tag == "iframe"]
    return {
        "text.words": len(" ".join(tree.itertext()).split()) if tree is not None else 0,
        "text.tags": tuple(dict.fromkeys(node.tag for node in inside)),
        "text.attributes": tuple(
            dict.fromkeys("data-*" if name.startswith("data-") else name for node in inside for name in node.attrib)
        ),
        "text.frames": tuple(dict.fromkeys(filter(None, hosts))),
    }


def _of_lead(html: str, pictures: list[Mapping[str, str]]) -> Facts:
    found = _LEAD.match(html)
    if found is None:
        return {"lead.pictures": 0}
    image = dict(_ATTRIBUTE.findall(found["attributes"]))
    facts: Facts = {
        "lead.pictures": 1,
        "lead.repeated": sum(1 for each in pictures if each["url"] == unescape(image.get("src", ""))),
    }
    return facts | {f"lead.{side}": size for side in ("width", "height") if (size := _number(image, side))}


def _pictures(item: _Element, children: Mapping[str, list[Any]]) -> list[Mapping[str, str]]:
    """Return the attributes of what shows pictures, those of <media:thumbnail> only where there is no other."""
    media = "{http://search.yahoo.com/mrss/}"
    found: list[Mapping[str, str]] = []
    for element in (*item.iter(f"{media}content"), *children.get("enclosure", [])):
        url = element.get("url") or element.get("href") or ""
        kind = element.get("medium") or element.get("type", "").partition("/")[0]
        if kind == "image" or (not kind and _PICTURE.search(urlsplit(url).path)):
            found.append({**_given(element), "url": url})
    if not found:
        found = [{**_given(element), "url": element.get("url") or ""} for element in item.iter(f"{media}thumbnail")]
    return found


def _given(element: _Element) -> dict[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _of_pictures(pictures: list[Mapping[str, str]]) -> Facts:
    facts: Facts = {"pictures": len({each["url"] for each in pictures})}
    if not pictures:
        return facts
    best = max(pictures, key=lambda each: _number(each, "width") * _number(each, "height"))
    width, height, size_bytes = (_number(best, name) for name in ("width", "height", "fileSize"))
    if width and height:
        facts |= {
            "picture.longer-side": max(width, height),
            "picture.shorter-side": min(width, height),
            "picture.width": width,
            "picture.height": height,
            "picture.ratio": round(width / height, 2),
        }
    if size_bytes:
        facts["picture.bytes"] = size_bytes
    if best.get("type"):
        facts["picture.type"] = (best["type"].lower(),)
    return facts


def _number(attributes: Mapping[str, str], name: str) -> int:
    text = attributes.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _of_enclosure(children: Mapping[str, list[Any]]) -> Facts:
    for element in children.get("enclosure", []):
        given = ["url" if name == "href" else name for name, value in element.attrib.items() if value]
        kind = element.get("type", "").lower()
        return {"enclosure.attributes": tuple(given), "enclosure.type": (kind,) if kind else ()}
    return {}
