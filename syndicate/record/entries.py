"""The entries of a published document, as readers find them there: RSS, Atom, JSON Feed, and URLs of sitemaps.

Whatever stands in such a document may be anybody's: entities are not followed, and no more is kept of an entry at a
time than its own text. Values stay as they are written; `record/sides.py` tells which of them say the same.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import reduce
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urljoin

import msgspec

from syndicate.model.errors import RecordError
from syndicate.model.text import one_line

MOST_BYTES = 256 << 20  # of a document, unpacked
_MOST_PARTS = 4_000_000  # elements of it, or values: each takes some hundred bytes
_ATOM, _SITEMAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_DC, _MEDIA = "{http://purl.org/dc/elements/1.1/}", "{http://search.yahoo.com/mrss/}"
_NEWS, _IMAGE = "{http://www.google.com/schemas/sitemap-news/0.9}", "{http://www.google.com/schemas/sitemap-image/1.1}"
_LANGUAGE, _BASE = (f"{{http://www.w3.org/XML/1998/namespace}}{name}" for name in ("lang", "base"))
_ORIGINAL_LINK = "{http://rssnamespace.org/feedburner/ext/1.0}origLink"  # where the link is one that counts readers
_ALTERNATE = ("alternate", "http://www.iana.org/assignments/relation/alternate")  # RFC 4287 section 4.2.7.2
_LONGEST_BASE = 2000  # characters, which are copied for each entry
_BEGINNINGS = (b"<", b"{", b"[")
_FURTHER, _TYPE = "\x1f", "\x1e"  # between several values of a field; before what kind of text one is

# What an element or a key says of an article, in the words of the model; what is not listed is "other".
_OF_RSS = {
    "title": "title", "link": "url", "guid": "id", "pubDate": "date", f"{_DC}date": "date",
    f"{_ATOM}updated": "updated", "{http://purl.org/dc/terms/}modified": "updated", "description": "summary",
    "{http://purl.org/rss/1.0/modules/content/}encoded": "content", "author": "authors",
    f"{_DC}creator": "authors", "category": "topics", "enclosure": "attachments",
    f"{_MEDIA}thumbnail": "images", f"{_DC}language": "language", "source": "provider",
}  # fmt: skip
_OF_ATOM = {
    f"{_ATOM}{name}": field
    for name, field in {
        "title": "title", "id": "id", "published": "date", "issued": "date", "updated": "updated", "modified": "updated",
        "summary": "summary", "content": "content", "author": "authors", "contributor": "authors", "category": "topics",
        "source": "provider",
    }.items()
}  # fmt: skip
_OF_SITEMAP = {
    f"{_SITEMAP}loc": "url",
    f"{_SITEMAP}lastmod": "updated",
    f"{_NEWS}news": "news",
    f"{_IMAGE}image": "images",
    "{http://www.w3.org/1999/xhtml}link": "links",
}
_OF_JSON = {
    "title": "title", "id": "id", "url": "url", "date_published": "date", "date_modified": "updated",
    "summary": "summary", "content_html": "content", "content_text": "content", "author": "authors",
    "authors": "authors", "tags": "topics", "attachments": "attachments", "image": "images",
    "banner_image": "images", "language": "language",
}  # fmt: skip
# What a feed says of itself, where that has another name in the model than there.
_OWN = {
    "subtitle": "description", "home_page_url": "links", "feed_url": "links", "link": "links",
    "author": "authors", "lastBuildDate": "updated", "pubDate": "updated", "category": "topics",
    "rights": "copyright",
}  # fmt: skip
_FIELDS_BY_ELEMENT = {"item": _OF_RSS, f"{_ATOM}entry": _OF_ATOM, f"{_SITEMAP}url": _OF_SITEMAP}
_KINDS = {"item": "rss", f"{_ATOM}entry": "atom", f"{_SITEMAP}url": "sitemap"}
# An entry of RSS 1.0 or Atom 0.3 -> its namespace, and that of what it is read as.
_OLDER = {
    "{http://purl.org/rss/1.0/}item": ("{http://purl.org/rss/1.0/}", ""),
    "{http://purl.org/atom/ns#}entry": ("{http://purl.org/atom/ns#}", _ATOM),
}
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


class Entry(NamedTuple):
    """An entry of a document, as it stands there; "" for what it does not say."""

    kind: str  # of the document: rss, atom, json or sitemap
    id: str
    url: str  # of the page; relative where the document does not say to what
    title: str
    date: str
    fields: dict[str, str]  # field of the model -> what is said of it; "other" for all that has no name there


class _JsonFeed(msgspec.Struct):
    version: str
    items: list[dict[str, Any]] = []


def unpacked(body: bytes) -> bytes:
    """Return the document *body* as it was before it was packed by gzip, if it was.

    Raises RecordError, the end of a sentence about it, where it is too large or is not whole.
    """
    if body.startswith(b"\x1f\x8b"):
        unpack, packed, body = zlib.decompressobj(wbits=31), body, b""
        try:
            body = unpack.decompress(packed, MOST_BYTES + 1)
        except zlib.error as error:
            raise RecordError(f"is not whole: {error}") from error
        if not unpack.eof and len(body) <= MOST_BYTES:
            raise RecordError("is not whole: its end is missing")
    if len(body) > MOST_BYTES:
        raise RecordError(f"is larger than {MOST_BYTES >> 20} MiB, which nobody reads")
    return body


def entries_of(body: bytes, own: dict[str, str] | None = None) -> Iterator[Entry]:
    """Yield the entries of the document *body*, none where it is something else than a feed or a sitemap.

    own  takes in what a feed says of itself, by field, once all entries are read

    Raises RecordError, the end of a sentence about it, where it is broken.
    """
    body = unpacked(body)
    begins = _first_byte(body)
    if begins not in _BEGINNINGS:
        return
    is_json = begins != b"<"
    if body.count(b"," if is_json else b"<") > _MOST_PARTS:
        raise RecordError(f"has more than {_MOST_PARTS:,} parts, which no reader takes")
    yield from _of_json(body, own) if is_json else _of_xml(body, own)


def may_hold_entries(body: bytes) -> bool:
    """Tell whether the document *body* begins as XML or JSON does, or is packed."""
    return body.startswith(b"\x1f\x8b") or _first_byte(body) in _BEGINNINGS


def _first_byte(body: bytes) -> bytes:
    """Return the first byte of *body* behind marks of its encoding and white space."""
    return body[:1000].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]


def _of_json(body: bytes, own: dict[str, str] | None) -> Iterator[Entry]:
    try:
        feed = msgspec.json.decode(body)
        items = msgspec.convert(feed, _JsonFeed).items if isinstance(feed, dict) and "version" in feed else []
    except msgspec.ValidationError:  # JSON of another kind
        return
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(f"is not well-formed JSON: {error}") from error
    if own is not None and isinstance(feed, dict) and "version" in feed:
        for key, value in feed.items():
            if key != "items":
                name = _OWN.get(str(key)) or str(key)
                own[name] = own.get(name, "") + _json_text(value)
    for item in items:
        fields: dict[str, list[str]] = {}
        for key, value in item.items():
            named, text = _OF_JSON.get(key), _json_text(value)
            fields.setdefault(named or "other", []).append(text if named else f"{key}={text}")
        said = {name: _FURTHER.join(several) for name, several in fields.items()}
        url = _text_of(item, "url") or _text_of(item, "external_url")
        id_ = said.pop("id", "")
        said["url"] = url
        url = _joined(url, _text_of(feed, "home_page_url") or _text_of(feed, "feed_url"))
        yield Entry("json", id_ or url, url or id_, _text_of(item, "title"), _text_of(item, "date_published"), said)


def _json_text(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value, order="sorted").decode()


def _text_of(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _of_xml(body: bytes, own: dict[str, str] | None) -> Iterator[Entry]:
    from lxml import etree

    found = etree.iterparse(
        BytesIO(body), events=("end",), tag=[*_KINDS, *_OLDER], resolve_entities=False, no_network=True, load_dtd=False
    )
    home: str | None = None
    try:
        for _, element in found:
            if _is_entry(element):
                above = element.getparent()
                if home is None:
                    home, own = _home_of(above), own if above.tag in ("channel", f"{_ATOM}feed") else None
                if element.tag in _OLDER:
                    _renew(element, *_OLDER[element.tag])
                yield _of_element(element, home)
                element.clear()
                while (first := above[0]) is not element:
                    _take_own(first, own)
                    above.remove(first)
        if own is not None and found.root.tag in ("rss", f"{_ATOM}feed"):
            for element in found.root if found.root.tag != "rss" else found.root.iterfind("channel/*"):
                _take_own(element, own)
            if language := found.root.get(_LANGUAGE):
                own["language"] = language
    except (etree.LxmlError, SyntaxError, ValueError) as error:
        raise RecordError(f"is not well-formed XML: {error}") from error


def _home_of(feed: Any) -> str:
    """Return where *feed* says that it stands, or which page it is of, whichever comes first; "": it says neither."""
    links = (*feed.iterfind("{*}link"), *feed.iterfind("{*}channel/{*}link"))
    own = (link.get("href") or link.text or "" for link in links if link.get("rel", "self") in ("self", *_ALTERNATE))
    url = next((url.strip() for url in own if "://" in url), "")
    return _joined(feed.base or url, url)


def _joined(url: str, *bases: str) -> str:
    """Return *url* as it is meant below *bases*, each of them below the one before it."""
    if not url or "://" in url:
        return url
    try:
        return reduce(urljoin, [*(base for base in bases if len(base) <= _LONGEST_BASE), url])
    except ValueError:
        return url


def _renew(entry: Any, older: str, newer: str) -> None:
    """Let *entry* and all in it have the namespace *newer* where they have the *older* one."""
    for element in entry.iter(f"{older}*"):
        element.tag = newer + element.tag.removeprefix(older)


def _take_own(element: Any, own: dict[str, str] | None) -> None:
    """Take in what *element*, which stands beside entries, says of their feed."""
    if own is not None and isinstance(element.tag, str) and element.tag not in _KINDS:
        key = element.tag.rpartition("}")[2]
        name = _OWN.get(key, key)
        is_text = name in ("title", "description", "copyright", "updated")
        own[name] = own.get(name, "") + (_value(element, "title", "atom") if is_text else _flat(element))


def _is_entry(element: Any) -> bool:
    """Tell whether *element* stands where an entry does, and not in the text of one."""
    above = element.getparent()
    if above is not None and element.tag == "item":
        return above.tag == "channel" and above.getparent() is not None and above.getparent().tag == "rss"
    return above is not None and above.getparent() is None


def _of_element(element: Any, home: str) -> Entry:
    table, kind = _FIELDS_BY_ELEMENT[element.tag], _KINDS[element.tag]
    fields: dict[str, list[str]] = {}
    for child in element:
        if not isinstance(child.tag, str):
            continue  # a comment, an instruction
        name = table.get(child.tag) or _field_by_attributes(child)
        fields.setdefault(name, []).append(_value(child, name, kind))
    said = {name: _FURTHER.join(several) for name, several in fields.items()}
    if kind == "atom" and (language := element.get(_LANGUAGE)):
        said["language"] = language
    id_, url, title = (said.get(name, "").partition(_FURTHER)[0].strip() for name in ("id", "url", "title"))
    said.pop("id", None)
    link = _joined(url, home, element.get(_BASE, ""))
    page = ("other" in said and element.findtext(_ORIGINAL_LINK, "").strip()) or link
    if kind == "sitemap":
        title = element.findtext(f"{_NEWS}news/{_NEWS}title") or ""
    date = said.get("date") or (said.get("updated", "") if kind == "atom" else "")
    # A guid that is a page is one only where nothing else names the page.
    id_ = id_ or element.get(_ABOUT) or link
    return Entry(kind, id_, page or id_, title.partition(_TYPE)[0].strip(), date.partition(_FURTHER)[0], said)


def _field_by_attributes(element: Any) -> str:
    """Return the field that links and files are of, which tell that by an attribute."""
    if element.tag == f"{_ATOM}link":
        rel = element.get("rel", "alternate")
        return "url" if rel in _ALTERNATE else "attachments" if rel == "enclosure" else "other"
    if element.tag in (f"{_MEDIA}content", f"{_MEDIA}group"):
        is_image = element.get("medium") == "image" or element.get("type", "").startswith("image/")
        return "images" if is_image else "attachments"
    return "other"


def _value(element: Any, name: str, kind: str) -> str:
    """Return what *element* says, on its own: the text where it has nothing else."""
    if element.tag == f"{_ATOM}link" and name == "url":
        return element.get("href") or ""
    if name in ("title", "summary", "content") and kind == "atom":
        type_ = element.get("type", "text")
        text = (element.text or "") if not len(element) else _markup(element)
        if type_ == "html" and "<" not in text:  # escaped text, which readers show as they do type="text"
            from html import unescape

            return unescape(text)
        return text if type_ == "text" else f"{text}{_TYPE}{type_}"
    if name == "id" or (not element.keys() and not len(element) and name != "other"):
        return element.text or ""
    return _flat(element)


def _flat(element: Any) -> str:
    """Return what *element* says by attributes and elements in it; neither order of attributes nor indents count."""
    inside = "".join(_flat(child) for child in element if isinstance(child.tag, str))
    texts = (element.text, *(child.tail for child in element))
    # A category without a label is shown by its term (RFC 4287 section 4.2.2).
    attributes = "".join(
        f" {name}={value}" for name, value in sorted(element.items()) if name != "label" or value != element.get("term")
    )
    return f"<{element.tag}{attributes}>{' '.join(filter(None, map(one_line, filter(None, texts))))}{inside}</>"


def _markup(element: Any) -> str:
    """Return *element* and all in it as it would stand in any document: canonical XML, without what is around it."""
    from lxml import etree

    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False).decode()
