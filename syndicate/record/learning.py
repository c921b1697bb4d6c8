"""Ids of articles from feeds that stand somewhere: of who published them before there was a record, or elsewhere.

Only ids are learned: what is in such a feed is neither ours, nor published by us, nor withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote, urljoin, urlsplit

from syndicate.model.errors import ArticleError, RecordError, count, excerpt
from syndicate.model.instants import parse_instant
from syndicate.model.text import label_text
from syndicate.model.urls import absolute_url, is_absolute_iri
from syndicate.record.entries import Entry, entries_of
from syndicate.record.identity import shown
from syndicate.record.lines import ArticleLine
from syndicate.store.rows import mark_of, seconds

# Where generators and their plugins write feeds: whose ids readers know, whatever ours are called.
USUAL = (
    *("*.xml", "*.atom", "*.rss", "*.rdf", "*.json", "feed/*", "feeds/*", "rss/*", "atom/*"),
    *(f"*/{name}" for name in ("index.xml", "feed.xml", "rss.xml", "atom.xml", "feed.json")),
)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]|jsonfeed\.org\\?/version\\?/")
_BEGINNING = 4096
_END = 300  # where the keys of JSON are sorted, its version comes last
_CAMPAIGN = re.compile(r"(?<=[?&])utm_[^&#]*&?")  # what counts who comes by a feed
_NO_QUERY = re.compile(r"[?&](?=#|$)")


def learn(
    documents: Iterable[tuple[str, bytes]], now: datetime, site_url: str, notes: list[str]
) -> Iterator[ArticleLine]:
    """Yield a line for each article of the feeds among *documents*; of two feeds with one URL the first counts.

    documents  with the path or the URL that each stands at
    now        of this export
    notes      takes in a sentence about the ids that no article can have
    """
    at = now.astimezone(UTC).replace(microsecond=0)
    home = urljoin(site_url, "/")
    # An old feed has the scheme of its time.
    host = re.compile(rf"\Ahttps?://(?:www\.)?{re.escape(urlsplit(home).netloc.removeprefix('www.'))}/", re.IGNORECASE)
    seen: set[str] = set()
    others: set[str] = set()
    for path, document in documents:
        here: set[str] = set()  # pages of this feed; of several entries at one the title and date tell
        base = path if "://" in path else urljoin(site_url, quote(path, errors="replace"))
        for entry in _entries(document):
            try:
                url = absolute_url(_NO_QUERY.sub("", _CAMPAIGN.sub("", host.sub(home, entry.url.strip()))), base)
            except (ArticleError, ValueError):
                url = entry.id  # title and date may tell of which article it is
            if not is_absolute_iri(entry.id):
                if not entry.id.startswith("/"):  # as of a site that did not know its address, whose feed nobody has
                    others.update(filter(None, [entry.id]))
            elif entry.id not in seen and (url in here or url not in seen):
                page = "" if url in here or url == entry.id else url
                seen.update((entry.id, url))
                here.add(url)
                yield ArticleLine(id=entry.id, url=page, mark=_mark(entry), published=at)
    if others:
        notes.append(
            f"old feeds have {count(len(others), 'id')} that no feed of ours can have, for ids are absolute URIs here; "
            f"readers see an article with one of them as new: {shown(map(excerpt, sorted(others)))}"
        )


def _entries(document: bytes) -> list[Entry]:
    """Return the entries of the feed *document*; none where it is no feed, or a broken one."""
    if not _FEED.search(document[:_BEGINNING] + document[-_END:]):
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
