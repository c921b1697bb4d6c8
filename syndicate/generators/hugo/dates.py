"""The dates of a page, as the chain of names in the configuration says: https://gohugo.io/configuration/front-matter/."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any

import msgspec

from syndicate import parse_instant

from .options import HugoOptions

_ALIASES = {"lastmod": ("modified",), "publishdate": ("pubdate", "published"), "expirydate": ("unpublishdate",)}
_DEFAULTS = {
    "date": ("date", "publishdate", "lastmod"),
    "publish_date": ("publishdate", "date"),
    "lastmod": (":git", "lastmod", "date", "publishdate"),
    "expiry_date": ("expirydate",),
}
_OFFSET = re.compile(
    r":\d\d(?:[.,]\d+)?\s*(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?)?$", re.IGNORECASE
)
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}")


class Found(msgspec.Struct, frozen=True):
    """A date that a page has.

    name   as it stands in front matter, in lower case; "" where the file's name says it
    text   as it is written
    local  the instant, in the zone that it is written in
    """

    name: str
    text: str
    local: datetime


class Wrong(msgspec.Struct, frozen=True):
    """A date that is none: by which name it stands, and why."""

    name: str
    message: str


class Dates:
    """Finds the dates of pages.

    zone  of dates that name none
    """

    def __init__(self, options: HugoOptions) -> None:
        given = {
            "date": options.date,
            "publish_date": options.publish_date,
            "lastmod": options.lastmod,
            "expiry_date": options.expiry_date,
        }
        self.chains = {
            field: tuple(dict.fromkeys(_expanded(names, _DEFAULTS[field]))) for field, names in given.items()
        }

    def find(self, field: str, fields: Mapping[str, Any], base_name: str, zone: tzinfo) -> Found | Wrong | None:
        """Return the first date that the chain of *field* comes upon, None if there is none.

        field      "date", "publish_date", "lastmod" or "expiry_date"
        fields     front matter, names in lower case
        base_name  of the file, or of its bundle
        """
        for name in self.chains[field]:
            if name == ":filename":
                found = _DATED.match(base_name)
                if found and isinstance(local := _local(found[0], zone), datetime):
                    return Found("", found[0], local)
            elif not name.startswith(":"):
                value = fields.get(name)
                if not isinstance(value, str) or not value.strip():
                    continue
                local = _local(value, zone)
                if isinstance(local, str):
                    return Wrong(name, local)
                return Found(name, value, local) if local.year > 1 else None
        return None


def slug_of_name(base_name: str) -> str:
    """Return what stands behind the date in the name of a file."""
    return base_name[10:].strip(" -_")


def _local(text: str, zone: tzinfo) -> datetime | str:
    # A page's date is asked for by several chains; what is long is none, and not worth keeping.
    return _read(text, zone) if len(text) < 100 else _read.__wrapped__(text, zone)


@lru_cache(maxsize=4096)
def _read(text: str, zone: tzinfo) -> datetime | str:
    """Return the instant that *text* names, in the zone that it is written in; why it names none, as a sentence."""
    try:
        found = _OFFSET.search(text.strip()[-40:])
        if found and found["utc"]:
            return parse_instant(text, UTC)
        if found and found["sign"]:
            offset = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
            return parse_instant(text, UTC).astimezone(timezone(-offset if found["sign"] == "-" else offset))
        return parse_instant(text, zone).astimezone(zone)
    except (ValueError, OverflowError) as error:
        return str(error)


def _expanded(names: tuple[str, ...], defaults: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        for one in defaults if name.lower() == ":default" else (name.lower(),):
            yield one
            yield from _ALIASES.get(one, ())
