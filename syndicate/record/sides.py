"""Both sides of a comparison: the articles of all documents, and which of them are the same ones.

Articles are matched by id; those that are left on either side by their page, by title and date, and by the path of
their page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import urlsplit

import msgspec

from syndicate.model.article import EPOCH
from syndicate.model.digests import blake2b
from syndicate.model.errors import ArticleError
from syndicate.model.instants import parse_instant, rfc3339
from syndicate.model.text import REFERENCE, one_line
from syndicate.model.urls import atom_id, is_absolute_iri
from syndicate.record.entries import Entry

_REFERENCE = re.compile(REFERENCE)
_AS_WRITTEN = re.compile(r"(?i)(</?(?:pre|textarea)\b[^<>]*>)")


class Known(msgspec.Struct, kw_only=True):
    """What one side knows of an article.

    aside  kind of document -> digest of each field, where the document beside it does not have it
    """

    id: str
    url: str
    title: str
    date: str
    feeds: dict[str, None]
    aside: dict[str, dict[str, bytes]]


class Side:
    """The articles of all documents of one side; `mapped` are those of sitemaps, which tell no id, by their URL."""

    def __init__(self) -> None:
        self.known: dict[str, Known] = {}
        self.mapped: dict[str, Known] = {}

    def note(self, entry: Entry, path: str) -> None:
        table = self.mapped if entry.kind == "sitemap" else self.known
        known = table.get(entry.id)
        if known is None:
            known = table[entry.id] = Known(
                id=entry.id, url=entry.url, title=entry.title, date=entry.date, feeds={}, aside={}
            )
        known.feeds[path] = None

    def put_aside(self, entry: Entry) -> None:
        known = (self.mapped if entry.kind == "sitemap" else self.known)[entry.id]
        digests = {name: _digest(normal(name, value)) for name, value in entry.fields.items()}
        known.aside.setdefault(entry.kind, digests)

    def rename(self, ids: Mapping[str, str]) -> None:
        """Let what is known of an article under one of *ids* be known of it under the other one."""
        for was in self.known.keys() & ids.keys():
            of_atom = self.known.pop(was)
            known = self.known.setdefault(ids[was], msgspec.structs.replace(of_atom, id=ids[was]))
            known.feeds.update(of_atom.feeds)
            known.aside.update(of_atom.aside)

    def ids_by_url(self) -> dict[str, str]:
        ids = {known.url: id_ for id_, known in self.known.items()}
        return {url.partition("#")[0]: id_ for url, id_ in ids.items() if "#" in url} | ids  # sitemaps name pages

    def resolve(self, *ids: Mapping[str, str]) -> None:
        """Let what sitemaps know be known of the articles at their URLs, by the first of *ids* that names one."""
        for url, mapped in self.mapped.items():
            id_ = next((table[url] for table in ids if url in table), url)
            if (known := self.known.get(id_)) is None:
                known = self.known[id_] = mapped if id_ == url else msgspec.structs.replace(mapped, id=id_)
            known.feeds.update(mapped.feeds)
            known.aside.update(mapped.aside)


def ids_by_iri(sides: Iterable[Side], site_url: str) -> dict[str, str]:
    """Return the ids on *sides* that are no URIs, by those that Atom has in their place."""
    named = (known for side in sides for known in side.known.values() if known.id and not is_absolute_iri(known.id))
    return {atom_id(known.id, site_url, _date(known.date)): known.id for known in named}


def changed_fields(old: Mapping[str, str], new: Mapping[str, str]) -> set[str]:
    """Return the names of the fields that say something else in *new* than in *old*."""
    if old == new:
        return set()
    return {
        name
        for name in old.keys() | new.keys()
        if old.get(name) != new.get(name) and normal(name, old.get(name, "")) != normal(name, new.get(name, ""))
    }


def changed_aside(before: Known, known: Known) -> set[str]:
    nothing = _digest("")
    return {
        name
        for kind, old in before.aside.items()
        for new in (known.aside.get(kind),)
        if new is not None
        for name in old.keys() | new.keys()
        if old.get(name, nothing) != new.get(name, nothing)
    }


def other_ids(old: dict[str, Known], new: dict[str, Known]) -> dict[str, str]:
    """Return new id -> old id of the articles that are on both sides with different ids; each is told by one alone."""
    found: dict[str, str] = {}
    ways: tuple[Callable[[Known], object], ...] = (
        lambda known: known.url,
        lambda known: (normal("title", known.title), normal("date", known.date)) if known.date else None,
        lambda known: urlsplit(known.url).path.removesuffix("index.html").strip("/"),
    )
    for way in ways:
        there, here = _alone(old, way, set(found.values())), _alone(new, way, found.keys())
        found.update((id_, there[key]) for key, id_ in here.items() if key in there)
    return found


def _alone(side: dict[str, Known], way: Callable[[Known], object], taken: Collection[str]) -> dict[object, str]:
    """Return key -> id of those on *side* that no other one shares its key with, and that are not *taken*."""
    ids: dict[object, list[str]] = {}
    for id_, known in side.items():
        if id_ not in taken and (key := way(known)):
            ids.setdefault(key, []).append(id_)
    return {key: several[0] for key, several in ids.items() if len(several) == 1}


def _date(text: str) -> datetime:
    try:
        return parse_instant(text, UTC)
    except (ValueError, ArticleError):
        return EPOCH


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def normal(field: str, value: str) -> str:
    """Return *value* of *field* in a form that all who mean the same share: one zone, and white space that counts."""
    if field in ("date", "updated"):
        try:
            return rfc3339(parse_instant(value, UTC))
        except (ValueError, ArticleError):
            return value.strip()
    return _normal_html(value) if field in ("content", "summary") else one_line(value)


def _normal_html(html: str) -> str:
    """Return *html* with its white space folded where browsers fold it, and its characters written out."""
    parts = _AS_WRITTEN.split(html)
    depth = 0
    for place, part in enumerate(parts):
        if place % 2:
            depth = max(0, depth - 1) if part.startswith("</") else depth + 1
        elif depth:
            parts[place] = part.replace("\r\n", "\n")
        else:
            parts[place] = re.sub(r"[ \t\r\n\f]+", " ", part)
    return _REFERENCE.sub(_character, "".join(parts)).strip()


def _character(reference: re.Match[str]) -> str:
    """Return the character that *reference* stands for, unless it would read as markup."""
    from html import unescape

    character = unescape(reference[0])
    return reference[0] if character in ("<", ">", "&") else character
