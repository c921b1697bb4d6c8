"""Keys that nobody reads and that look like a date, a picture, a recording, an address or the like: each is told once.

The name is looked at first, so that articles without such a key cost nothing; then the value must be one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import tzinfo
from functools import lru_cache
from typing import Any

from syndicate.articles.look_alikes import parts_of, slip_of
from syndicate.articles.names import Keys, remembered
from syndicate.articles.words import folded
from syndicate.files.scalars import is_given
from syndicate.files.tree import Raw
from syndicate.model.errors import excerpt, field_name
from syndicate.model.instants import counted_instant, parse_instant
from syndicate.model.urls import is_absolute_url
from syndicate.parts.contract import PassedOver

# Parts of names, e.g. of photoUrl and photo_url; of the last one the end will do, as in postdate.
_PICTURES = frozenset(
    "picture photo photograph image img thumbnail thumb banner poster illustration figure hero cover teaser".split()
)
_RECORDINGS = frozenset("audio video podcast episode recording sound media file mp enclosure".split())  # mp: of mp3
_DATES = frozenset(
    "date datetime timestamp created modified updated published posted revised reviewed edited changed written "
    "issued lastmod mtime datum fecha".split()
)
_ADDRESSES = frozenset("url uri href link permalink canonical".split())
# What a slip of the hand may be of, and the kind that it is.
_MISSPELT = {
    "title": "title",
    **dict.fromkeys(("date", "published"), "date"),
    **dict.fromkeys(("categories", "category", "topics", "tags"), "topic"),
}
_ENDS = ("date", "image", "photo", "picture", "thumbnail", "url", "link")
# What is no article's: a date of an event, what a picture shows, the face of a person, the address of a repository.
_OF_OTHERS = frozenset(
    "start end event birth due begin startdate enddate eventdate birthdate duedate alt caption credit author avatar "
    "icon logo favicon background redirect redirects alias aliases nav menu navigation edit repo repository github "
    "gitlab twitter mastodon bluesky facebook linkedin instagram youtube vimeo video audio podcast demo code slides "
    "poster pdf download buy shop comment comments discussion issue api feed".split()
)
_PICTURE = r"\S.*\.(?:jpe?g|png|gif|webp|avif|svg)(?:[?#]\S*)?"
_RECORDING = r"\S.*\.(?:mp[34]|m4[abv]|aac|og[agv]|opus|wav|flac|mov|webm)(?:[?#]\S*)?"
_ADDRESS_HERE = r"/[^\s/]\S*"
_FILE_NAMES = ("url", "src", "path", "file", "href", "image")
_LONGEST = 2_000  # characters of a value that is looked at


_IsOne = Callable[[Any, tzinfo], bool]


def _is_date(value: Any, zone: tzinfo) -> bool:
    try:
        text = str(value) if isinstance(value, str | int) else ""
        return len(text) < _LONGEST and bool(counted_instant(text) or parse_instant(text, zone))
    except ValueError:
        return False


def _is_file(pattern: str) -> _IsOne:
    def is_one(value: Any, zone: tzinfo) -> bool:
        if isinstance(value, list):
            return bool(value) and is_one(value[0], zone)
        if isinstance(value, dict):
            return any(is_one(value.get(name), zone) for name in _FILE_NAMES)
        return (
            isinstance(value, str)
            and len(value) < _LONGEST
            and re.fullmatch(pattern, value.strip(), re.IGNORECASE) is not None
        )

    return is_one


def _is_address(value: Any, zone: tzinfo) -> bool:  # noqa: ARG001  as the others
    if not isinstance(value, str) or len(value) > _LONGEST:
        return False
    return is_absolute_url(value.strip()) or re.fullmatch(_ADDRESS_HERE, value.strip()) is not None


def _is_title(value: Any, zone: tzinfo) -> bool:  # noqa: ARG001  as the others
    return isinstance(value, str)


def _is_topic(value: Any, zone: tzinfo) -> bool:  # noqa: ARG001  as the others
    return isinstance(value, str) or (isinstance(value, list) and bool(value) and isinstance(value[0], str))


# What a value looks like -> parts of names that say so, what tells such a value, fields that it may be of.
_KINDS: Mapping[str, tuple[frozenset[str], _IsOne, str]] = {
    "recording": (_RECORDINGS, _is_file(_RECORDING), "attachments"),
    "picture": (_PICTURES, _is_file(_PICTURE), "images"),
    "date": (_DATES, _is_date, "published_at or updated_at"),
    "address": (_ADDRESSES, _is_address, "url or original_url"),
    "title": (frozenset(), _is_title, "title"),
    "topic": (frozenset(), _is_topic, "topics"),
    "date of release": (frozenset(), _is_date, "release_at"),
    "date of expiry": (frozenset(), _is_date, "expires_at"),
}


def kind_of(name: str) -> str:
    """Return what a raw field of this *name* looks like, "" where it is nothing of interest.

    >>> kind_of("heroPhoto"), kind_of("reviewed_at"), kind_of("canonicalURL"), kind_of("event_date"), kind_of("og:url")
    ('picture', 'date', 'address', '', '')
    >>> kind_of("embargo_end_in_print")
    'date of release'
    """
    parts = parts_of(name)
    if not parts or ":" in name:
        return ""
    if "embargo" in parts:
        return "date of release"
    if not parts.isdisjoint(_RECORDINGS):
        return "recording"
    if not parts.isdisjoint(_OF_OTHERS):
        return ""
    for kind, (words, _, _) in _KINDS.items():
        if not parts.isdisjoint(words):
            return kind
    end = next((end for end in _ENDS if any(part.endswith(end) for part in parts)), "")
    if end:
        return "date" if end == "date" else "address" if end in _ADDRESSES else "picture"
    return _MISSPELT.get(slip_of(name.lower(), _MISSPELT), "")


class UnreadKeys:
    """Finds keys of articles that nobody reads and that look as if somebody should.

    known  names that are read, or that are no matter of feeds
    zone   of dates that name none
    kinds  what other names look like, as `folded` has them
    """

    def __init__(self, known: Iterable[str], zone: tzinfo, kinds: Mapping[str, str]) -> None:
        names = frozenset(map(folded, known))
        # WordPress writes each date twice. Who reads one of the two does not need the other.
        self._known = names.union(*((f"{name}gmt", name.removesuffix("gmt")) for name in names))
        self.zone = zone
        self._kinds = kinds
        self.names = remembered(self._names)

    def _names(self, keys: Keys) -> tuple[tuple[str, str], ...]:
        """Return those of *keys* whose names look like one of a kind, each with the kind."""
        return tuple((key, kind) for key in keys if (kind := self._kind(key)))

    def _kind(self, key: str) -> str:
        name = folded(key)
        return self._kinds.get(name) or ("" if name in self._known else kind_of(key))

    def is_one(self, kind: str, value: Any) -> bool:
        return is_given(value) and _KINDS[kind][1](value, self.zone)

    def hint(self, mapping: Mapping[str, Any], kind: str) -> str:
        """Return the end of a sentence about a value of this *kind* that is missing: what looks like it."""
        key = next(
            (key for key, its in self.names(tuple(mapping)) if its == kind and self.is_one(kind, mapping[key])), ""
        )
        return f"; {excerpt(key)} looks like it, and nobody reads that unless source.fields names it" if key else ""

    def notes(self, raw: Raw, mapping: Mapping[str, Any], path: str, *, has_title: bool) -> list[PassedOver]:
        """Return what the report says of the article of *mapping*, which stands in the file at *path*.

        has_title  what looks like another title is none then
        """
        names = self.names(tuple(mapping))
        unread = [(key, kind) for key, kind in names if kind != "title" or not has_title]
        return self.told([(key, kind) for key, kind in unread if self.is_one(kind, mapping[key])], raw, path)

    @staticmethod
    def told(unread: Iterable[tuple[str, str]], raw: Raw, path: str) -> list[PassedOver]:
        """Return what the report says of keys that nobody reads, each with its kind, as notes() does."""
        notes = []
        for key, kind in unread:
            place = raw.fault((key,), "", of_key=True)
            if not path or place.path == path:  # else a file for many articles says it
                notes.append(unread_note(key, kind, place.path, place.line))
        return notes


def unread_note(key: str, kind: str, path: str, line: int) -> PassedOver:
    """Return that nobody reads *key*, which looks like a *kind*."""
    one, many = _sentences(key, kind)
    return PassedOver(path, one, many, line, key)


@lru_cache(maxsize=256)
def _sentences(key: str, kind: str) -> tuple[str, str]:
    rest = (
        f"{field_name((key,))}, which looks like {'an' if kind == 'address' else 'a'} {kind} and which nobody reads; "
    )
    meant = slip_of(key.lower(), _MISSPELT)
    rest += f"write {meant}, or " if meant else ""
    rest += f"name it in source.fields, under {_KINDS[kind][2]} if it is that of the article, else under extra"
    return f"article has {rest}", f"articles have {rest}"
