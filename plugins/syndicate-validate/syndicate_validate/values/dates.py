"""Dates, as the formats have them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from syndicate_validate.vocabulary import value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate_validate.nodes import Node

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RFC822 = re.compile(
    r"(?:(?P<weekday>[^\W\d]+)(?P<comma>,? ?)\s*)?(?P<day>\d\d?)\s+(?P<month>[A-Za-z]+)\s+(?P<year>\d{4}|\d\d)\s+"
    r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s*(?P<zone>[+-]\d{4}|[A-Za-z]{1,4})",
    re.ASCII,
)
_ZONES = {"UT", "GMT", "UTC", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "Z"}
_RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_W3C = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


@value("rfc822", most=100)
def rfc822(text: str, node: Node, attribute: str) -> None:
    """RFC 822 section 5.1, years of four digits allowed (RSS 2.0)."""
    bare = re.sub(r"\s*\([^()]*\)", "", text)  # comments, section 3.4.3
    found = _RFC822.fullmatch(bare)
    month = found["month"][:3].title() if found else ""
    if not found or month not in _MONTHS or (found["zone"][0] not in "+-" and len(found["zone"]) > 3):
        node.tell("date-rfc822", text, attribute)
        return
    year = int(found["year"])
    year += 0 if len(found["year"]) == 4 else 1900 if year > 49 else 2000
    try:
        when = datetime(
            year,
            _MONTHS.index(month) + 1,
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"]),
            min(int(found["second"] or 0), 59),
            tzinfo=UTC,
        )
    except ValueError:
        node.tell("date-rfc822", text, attribute)
        return
    weekday = found["weekday"]
    if weekday and weekday[:3].title() not in _DAYS:
        node.tell("date-rfc822", text, attribute)
    elif weekday and _DAYS.index(weekday[:3].title()) != when.weekday():
        node.tell("date-weekday", text, attribute, day=_DAYS[when.weekday()])
    elif (
        len(found["year"]) == 2
        or bare != text
        or (weekday and (len(weekday) != 3 or found["comma"] != ", "))
        or found["month"] not in _MONTHS
        or (found["zone"][0].isalpha() and found["zone"] not in _ZONES)
        or found["zone"] in ("UTC", "Z")
        or (found["zone"][0] in "+-" and found["zone"][3:] not in ("00", "15", "30", "45"))
        or not found["second"]
    ):
        node.tell("date-rfc822-form", text, attribute)
    _plausible(when, text, node, attribute)


@value("rfc3339", most=100)
def rfc3339(text: str, node: Node, attribute: str) -> None:
    """RFC 3339 section 5.6, with capital T and Z (RFC 4287 section 3.3)."""
    found = _RFC3339.fullmatch(text)
    when = instant(found.groups()[:6]) if found else None
    if when is None:
        node.tell("date-rfc3339", text, attribute)
    else:
        _plausible(when, text, node, attribute)


@value("w3c-date", most=100)
def w3c_date(text: str, node: Node, attribute: str) -> None:
    """W3C note on date and time formats: a year, a month, a day, or a time with a zone."""
    found = _W3C.fullmatch(text)
    when = instant(found.groups()[:6]) if found else None
    if when is None:
        node.tell("date-w3c", text, attribute)
    else:
        _plausible(when, text, node, attribute)


@value("w3c-date-any", most=100)
def w3c_date_any(text: str, node: Node, attribute: str) -> None:
    """A date of an event, which may lie anywhere."""
    found = _W3C.fullmatch(text)
    if not found or instant(found.groups()[:6]) is None:
        node.tell("date-w3c", text, attribute)


@value("iso-date", most=100)
def iso_date(text: str, node: Node, attribute: str) -> None:
    found = _ISO.fullmatch(text)
    if not found or instant(found.groups()[:6]) is None:
        node.tell("date-w3c", text, attribute)


def instant(parts: Sequence[str | None]) -> datetime | None:
    year, month, day, hour, minute, second = (
        int(part or least) for part, least in zip(parts, (0, 1, 1, 0, 0, 0), strict=True)
    )
    try:
        return datetime(year, month, day, hour, minute, min(second, 59) if second <= 60 else second, tzinfo=UTC)
    except ValueError:
        return None


def _plausible(when: datetime, text: str, node: Node, attribute: str) -> None:
    if when.year < 1970 or when > node.document.now + timedelta(days=1):
        node.tell("date-implausible", text, attribute)
