"""Ids of articles from feeds that stand somewhere: of who published them before there was a record, or elsewhere.

Only ids are learned: what is in such a feed is neither ours, nor published by us, nor withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from syndicate.model.errors import ArticleError, RecordError
from syndicate.model.instants import parse_instant
from syndicate.model.text import label_text
from syndicate.model.urls import absolute_url, is_absolute_iri
from syndicate.record.entries import Entry, entries_of
from syndicate.record.lines import ArticleLine
from syndicate.store.rows import mark_of, seconds

# Where generators and their plugins write feeds: whose ids readers know, whatever ours are called.
USUAL = (
    *("*.xml", "*.atom", "*.rss", "*.json", "feed/*", "feeds/*", "rss/*", "atom/*"),
    *(f"*/{name}" for name in ("index.xml", "feed.xml", "rss.xml", "atom.xml", "feed.json")),
)
_FEED = re.compile(rb"<rss[\s>]|<feed[\s>]|jsonfeed\.org/version/")
_BEGINNING = 4096


def learn(documents: Iterable[bytes], now: datetime) -> Iterator[ArticleLine]:
    """Yield a line for each article of the feeds among *documents*; of two ids of one URL the first counts.

    now  of this export
    """
    at = now.astimezone(UTC).replace(microsecond=0)
    seen: set[str] = set()
    for document in documents:
        for entry in _entries(document):
            try:
                url = absolute_url(entry.url)
            except (ArticleError, ValueError):
                continue
            if is_absolute_iri(entry.id) and seen.isdisjoint((entry.id, url)):
                seen.update((entry.id, url))
                page = "" if url == entry.id else url
                yield ArticleLine(id=entry.id, url=page, mark=_mark(entry), published=at)


def _entries(document: bytes) -> list[Entry]:
    """Return the entries of the feed *document*; none where it is no feed, or a broken one."""
    if not _FEED.search(document[:_BEGINNING]):
        return []
    try:
        return [entry for entry in entries_of(document) if entry.kind != "sitemap"]
    except RecordError:
        return []


def _mark(entry: Entry) -> str:
    """Return the mark of *entry*, "" where it tells no date that anybody can read."""
    try:
        return mark_of(label_text(entry.title), seconds(parse_instant(entry.date, UTC)))
    except (ValueError, ArticleError):
        return ""
