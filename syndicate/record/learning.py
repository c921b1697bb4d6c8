"""Ids of articles from feeds that stand somewhere: of who published them before there was a record, or elsewhere.

Only ids are learned: what is in such a feed is neither ours, nor published by us, nor withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import quote, urljoin, urlsplit

from msgspec.structs import replace

from syndicate.model.errors import ArticleError, RecordError, count, excerpt, shown
from syndicate.model.instants import parse_instant
from syndicate.model.text import label_text
from syndicate.model.urls import absolute_url, atom_id, id_text, is_absolute_iri, is_iri, is_of_one_machine
from syndicate.record.entries import Entry, entries_of
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
_TYPED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."})  # noqa: RUF001
_CAMPAIGN = re.compile(r"(?<=[?&])utm_[^&#]*&?")  # what counts who comes by a feed
_NO_QUERY = re.compile(r"[?&](?=#|$)")


def learn(documents: Iterable[tuple[str, bytes]], now: datetime, site_url: str, notes: list[str]) -> list[ArticleLine]:
    """Return a line for each article of the feeds among *documents*; of two feeds with one URL the first counts.

    documents  with the path or the URL that each stands at
    now        of this export
    notes      takes in a sentence about the ids of Atom that cannot stay

    An id that is no IRI is one all the same where RSS or JSON Feed has it; at its page it comes before that of Atom,
    which is made of it: atom_id().
    """
    at = now.astimezone(UTC).replace(microsecond=0)
    home = urljoin(site_url, "/")
    # An old feed has the scheme of its time.
    host = re.compile(rf"\Ahttps?://(?:www\.)?{re.escape(urlsplit(home).netloc.removeprefix('www.'))}/", re.IGNORECASE)
    seen: set[str] = set()
    others: set[str] = set()
    lines: list[ArticleLine] = []
    of_atom: dict[str, int] = {}  # page -> number of its line
    for path, document in documents:
        here: set[str] = set()  # pages of this feed; of several entries at one the title and date tell
        base = path if "://" in path else urljoin(site_url, quote(path, errors="replace"))
        for entry in _entries(document):
            id_ = id_text(entry.id)
            is_named = not is_iri(id_)
            try:
                url = absolute_url(_NO_QUERY.sub("", _CAMPAIGN.sub("", host.sub(home, entry.url.strip()))), base)
            except (ArticleError, ValueError):
                url = id_  # title and date may tell of which article it is
            if is_named and entry.url == entry.id:
                url = id_  # likewise
            # A link that stands in for an id is none; a path is of a site that did not know its address; and what has
            # the address of one machine was looked at before it was published.
            is_none = is_named and (id_.startswith("/") or (entry.fields.get("url") and id_ == entry.url))
            if not id_ or is_none or is_of_one_machine(url):
                continue
            if entry.kind == "atom" and not is_absolute_iri(id_):
                others.add(id_)
            elif is_named and url in of_atom and id_ not in seen:
                place = of_atom.pop(url)
                before, lines[place] = lines[place], replace(lines[place], id=id_)
                seen.add(id_)
                here.add(url)
                if before.id != atom_id(id_, site_url, before.dated):
                    others.add(before.id)
            elif id_ not in seen and (url in here or url not in seen):
                page = "" if url in here or url == id_ else url
                seen.update((id_, url))
                here.add(url)
                if entry.kind == "atom" and page:
                    of_atom[page] = len(lines)
                lines.append(ArticleLine(id=id_, url=page, mark=_mark(entry), published=at))
    if others:
        notes.append(
            f"old Atom feeds have {count(len(others), 'id')} that no Atom feed of ours has, for those are absolute "
            "IRIs, made of the ids that RSS or JSON Feed has; readers of Atom see an article with one of them as new: "
            f"{shown(map(excerpt, sorted(others)))}"
        )
    return lines


def _entries(document: bytes) -> list[Entry]:
    """Return the entries of the feed *document*; none where it is no feed, or a broken one."""
    if not _FEED.search(document[:_BEGINNING] + document[-_END:]):
        return []
    try:
        return [entry for entry in entries_of(document) if entry.kind != "sitemap"]
    except RecordError:
        return []


def _mark(entry: Entry) -> str:
    """Return the mark of *entry*, "" where it tells no date that anybody can read.

    Behind it stands that of the title as it is typed, where a generator has made typography of that for its feed.
    """
    try:
        title, at = label_text(entry.title), seconds(parse_instant(entry.date, UTC))
    except (ValueError, ArticleError):
        return ""
    typed = title.translate(_TYPED)
    return mark_of(title, at) + (mark_of(typed, at) if typed != title else "")
