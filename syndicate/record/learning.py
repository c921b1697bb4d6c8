"""Ids of articles from feeds that stand in a folder: of who published them before there was a record, or elsewhere.

Only ids are learned: what is in such a feed is neither ours, nor published by us, nor withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from syndicate.model.errors import ArticleError
from syndicate.model.instants import parse_instant
from syndicate.model.text import label_text
from syndicate.model.urls import absolute_url, is_absolute_iri
from syndicate.record.lines import ArticleLine
from syndicate.store.rows import mark_of, seconds

_ATOM = "{http://www.w3.org/2005/Atom}"
_MOST_BYTES = 64 << 20
# Where generators and their plugins write feeds: whose ids readers know, whatever ours are called.
_USUAL = (
    *("*.xml", "*.atom", "*.rss", "*.json", "feed/*", "feeds/*", "rss/*", "atom/*"),
    *(f"*/{name}" for name in ("index.xml", "feed.xml", "rss.xml", "atom.xml", "feed.json")),
)
_FEED = re.compile(rb"<rss[\s>]|<feed[\s>]|jsonfeed\.org/version/")
_BEGINNING = 4096


class Entry(NamedTuple):
    """An entry of a feed, as it stands there."""

    id: str
    url: str
    title: str
    date: str


class _JsonItem(msgspec.Struct):
    id: str | int = ""
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    date_published: str | None = None


class _JsonFeed(msgspec.Struct):
    version: str
    items: list[_JsonItem] = []


def learn(folder: Path, paths: Iterable[str], now: datetime) -> Iterator[ArticleLine]:
    """Yield a line for each article of the feeds in *folder*; of two ids of one URL the first counts.

    paths  of feeds, with {topic} for any text, read before those at places that are usual; RSS, Atom and JSON Feed are
           read, all else is passed over
    now    of this export
    """
    at = now.astimezone(UTC).replace(microsecond=0)
    seen: set[str] = set()
    found = [file for path in paths for file in _files(folder, path)]
    found += [file for pattern in _USUAL for file in sorted(folder.glob(pattern)) if _is_plain(file)]
    for file in dict.fromkeys(found):
        text = file.read_bytes()
        for entry in entries_of(text) if _FEED.search(text[:_BEGINNING]) else ():
            try:
                url = absolute_url(entry.url)
            except (ArticleError, ValueError):
                continue
            if is_absolute_iri(entry.id) and seen.isdisjoint((entry.id, url)):
                seen.update((entry.id, url))
                page = "" if url == entry.id else url
                yield ArticleLine(id=entry.id, url=page, mark=_mark(entry), published=at)


def _files(folder: Path, path: str) -> Iterator[Path]:
    """Yield the files of the feed at *path*, its further pages too."""
    start, dot, suffix = path.replace("[", "[[]").replace("{topic}", "*").rpartition(".")
    for pattern in (f"{start}{dot}{suffix}", f"{start}-[0-9]*{dot}{suffix}") if start else ():
        for file in sorted(folder.glob(pattern)):
            if _is_plain(file):
                yield file


def _is_plain(file: Path) -> bool:
    return file.is_file() and not file.is_symlink() and file.stat().st_size <= _MOST_BYTES


def entries_of(text: bytes) -> list[Entry]:
    """Return the entries of the feed *text*, none where it is no feed, or a broken one."""
    if text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        try:
            items = msgspec.json.decode(text, type=_JsonFeed).items
        except (msgspec.DecodeError, RecursionError):
            return []
        return [
            Entry(str(one.id), one.url or one.external_url or str(one.id), one.title or "", one.date_published or "")
            for one in items
        ]
    from lxml import etree

    try:
        root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return []
    if root.tag == f"{_ATOM}feed":
        return [_of_atom(entry) for entry in root.iterfind(f"{_ATOM}entry")]
    return [_of_rss(item) for item in root.iterfind("channel/item")] if root.tag == "rss" else []


def _of_atom(entry: Any) -> Entry:
    links = [link for link in entry.iterfind(f"{_ATOM}link") if link.get("rel", "alternate") == "alternate"]
    url = links[0].get("href", "") if links else ""
    id_, title, published, updated = (
        _text(entry, f"{_ATOM}{name}") for name in ("id", "title", "published", "updated")
    )
    return Entry(id_, url or id_, title, published or updated)


def _of_rss(item: Any) -> Entry:
    url, guid = _text(item, "link"), _text(item, "guid")
    return Entry(guid or url, url or guid, _text(item, "title"), _text(item, "pubDate"))


def _text(element: Any, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _mark(entry: Entry) -> str:
    """Return the mark of *entry*, "" where it tells no date that anybody can read."""
    try:
        return mark_of(label_text(entry.title), seconds(parse_instant(entry.date, UTC)))
    except (ValueError, ArticleError):
        return ""
