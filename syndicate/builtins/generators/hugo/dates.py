"""The dates of a page, by the names in the configuration: https://gohugo.io/configuration/front-matter/."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from posixpath import splitext
from typing import Any, NamedTuple

import msgspec

from syndicate.model import counted_instant, is_no_date, parse_instant

from .options import HugoOptions

_ALIASES = {"lastmod": ("modified",), "publishdate": ("pubdate", "published"), "expirydate": ("unpublishdate",)}
_DEFAULTS = {
    "date": ("date", "publishdate", "lastmod"),
    "publish_date": ("publishdate", "date"),
    "lastmod": (":git", "lastmod", "date", "publishdate"),
    "expiry_date": ("expirydate",),
}
_OFFSET = re.compile(
    r":\d\d(?:[.,]\d+)?\s*(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?(?: [A-Z]{3,5})?)?$",
    re.IGNORECASE,
)
_FILENAME = ":filename"
_ZERO = datetime(1, 1, 1, tzinfo=UTC)  # Go's date that is none
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")


class Found(msgspec.Struct, frozen=True):
    """A date that a page has."""

    name: str  # as it stands in front matter, in lower case; "" where the file's name says it
    text: str  # as it is written
    local: datetime  # the instant, in the zone that it is written in


class Wrong(msgspec.Struct, frozen=True):
    """A date that is none: by which name it stands, and why."""

    name: str
    message: str


class Dated(NamedTuple):
    """The dates of a page."""

    found: dict[str, Found]  # by "date", "publish_date", "lastmod" and "expiry_date"
    wrong: dict[str, Wrong]  # by the name in front matter


class Dates:
    """Finds the dates of pages.

    zone  of dates that name none
    names  that they may have in front matter, in lower case
    """

    def __init__(self, options: HugoOptions) -> None:
        given = {
            "date": options.date,
            "publish_date": options.publish_date,
            "lastmod": options.lastmod,
            "expiry_date": options.expiry_date,
        }
        self._chains = {
            field: tuple(dict.fromkeys(_expanded(names, _DEFAULTS[field]))) for field, names in given.items()
        }
        self.names = frozenset(name for chain in self._chains.values() for name in chain)
        self._chains_of = lru_cache(maxsize=256)(self._cut_chains)

    def find(self, fields: Mapping[str, Any], base_name: str, zone: tzinfo) -> Dated:
        """Return the first date that each chain comes upon.

        fields     front matter, names in lower case
        base_name  of the file, or of its bundle
        """
        found: dict[str, Found] = {}
        wrong: dict[str, Wrong] = {}
        for of, names in self._chains_of(self.names.intersection(fields)):
            for name in names:
                one = _of_name(base_name, zone) if name == _FILENAME else _written(name, fields[name], zone)
                if one is None:
                    continue
                if isinstance(one, Wrong):
                    wrong[name] = one
                    continue
                if one.local.year > 1 or not one.name:
                    found.update(dict.fromkeys(of, one))
                break
        return Dated(found, wrong)

    def is_of_expiry(self, name: str) -> bool:
        """Tell whether the date *name* says until when a page is shown."""
        return name in self._chains["expiry_date"]

    def _cut_chains(self, given: frozenset[str]) -> list[tuple[list[str], tuple[str, ...]]]:
        """Return the names in each chain that are *given*, and that of the file, behind the fields that share them."""
        fields_of: dict[tuple[str, ...], list[str]] = {}
        for field, chain in self._chains.items():
            cut = (name for name in chain if name == _FILENAME or (name in given and name[:1] != ":"))
            fields_of.setdefault(tuple(cut), []).append(field)
        return [(fields, names) for names, fields in fields_of.items() if names]


def slug_of_name(base_name: str) -> str:
    """Return what stands behind the date in the name of a file, without what looks like a suffix even so."""
    return splitext(base_name[10:])[0].strip(" -_")


def _of_name(base_name: str, zone: tzinfo) -> Found | None:
    found = _DATED.match(base_name)
    local = _local(found[0], zone) if found else None
    return Found("", found[0], local) if found and isinstance(local, datetime) else None


def _written(name: str, value: Any, zone: tzinfo) -> Found | Wrong | None:
    """Return the date that *value* is, None where it says nothing; a number counts seconds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = _local(str(value), zone)
        return None if isinstance(found, str) else Found(name, str(value), found)
    if not isinstance(value, str) or not value.strip():
        return None
    if is_no_date(value):
        return Found(name, value, _ZERO)
    local = _local(value, zone)
    return Wrong(name, local) if isinstance(local, str) else Found(name, value, local)


def _local(text: str, zone: tzinfo) -> datetime | str:
    """Return the instant that *text* names, in the zone that it is written in; why it names none, as a sentence."""
    try:
        if text[-1] == "Z" and text[-4:-3] == ":" and text[-3:-1].isdecimal():  # as most write it
            return parse_instant(text, UTC)
        found = _OFFSET.search(text.strip()[-40:])
        if found and found["utc"]:
            return parse_instant(text, UTC)
        if found and found["sign"]:
            offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
            return parse_instant(text, UTC).astimezone(timezone(-offset if found["sign"] == "-" else offset))
        counted = counted_instant(text)
        return counted.astimezone(zone) if counted else parse_instant(text, zone).astimezone(zone)
    except (ValueError, OverflowError) as error:
        return str(error)


def _expanded(names: tuple[str, ...], defaults: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        for one in defaults if name.lower() == ":default" else (name.lower(),):
            yield one
            yield from _ALIASES.get(one, ())
