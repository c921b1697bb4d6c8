"""Dates, as each standard spells them. The calendar is that of the standard library; what others write is model/instants.

What an export reads is as people write it, and what is judged here must be spelt as its standard has it: so the grammars
are these.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING

from syndicate_validate.vocabulary import value

if TYPE_CHECKING:
    from syndicate_validate.nodes import Node

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RFC822 = re.compile(
    r"(?:(?P<weekday>[^\W\d]+)(?P<comma>,? ?)\s*)?(?P<day>\d\d?)\s+(?P<month>[A-Za-z]+)\s+(?P<year>\d{4}|\d\d)\s+"
    r"(?P<time>\d\d?:\d\d(?P<second>:\d\d)?)\s*(?P<zone>[+-]\d{4}|[A-Za-z]{1,3})",
    re.ASCII,
)
_ZONES = {"UT", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT"}
_DAY = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_SECOND = r":\d\d(?:\.\d+)?"
_TIME = r"(?P<time>(?:[01]\d|2[0-3]):\d\d{})"
_OFFSET = r"Z|[+-](?:[01]\d|2[0-3]):[0-5]\d"
_ISO = {
    "rfc3339": f"{_DAY}T{_TIME.format(_SECOND)}(?P<zone>{_OFFSET})",
    "w3c": rf"(?P<year>\d{{4}})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T{_TIME.format(f'(?:{_SECOND})?')}(?P<zone>{_OFFSET}))?)?)?",
    "iso": rf"{_DAY}T{_TIME.format(f'(?:{_SECOND})?')}(?P<zone>{_OFFSET}|[+-]\d{{4}})?",
}


@value("rfc822", most=100)
def rfc822(text: str, node: Node, attribute: str) -> None:
    """RFC 822 section 5.1, years of four digits allowed (RSS 2.0)."""
    bare = re.sub(r"\s*\([^()]*\)", "", text)  # comments, section 3.4.3
    found = _RFC822.fullmatch(bare)
    when = _of_mail(found) if found else None
    weekday = (found["weekday"] or "")[:3].title() if found else ""
    if found is None or when is None or (weekday and weekday not in _DAYS):
        node.tell("date-rfc822", text, attribute)
        return
    zone = found["zone"]
    if weekday and weekday != _DAYS[when.weekday()]:
        node.tell("date-weekday", text, attribute, day=_DAYS[when.weekday()])
    elif (
        len(found["year"]) == 2
        or bare != text
        or (weekday and (len(found["weekday"]) != 3 or found["comma"] != ", "))
        or found["month"] not in _MONTHS
        or (zone[3:] not in ("00", "15", "30", "45") if zone[0] in "+-" else zone not in _ZONES)
        or not found["second"]
    ):
        node.tell("date-rfc822-form", text, attribute)
    _plausible(when, text, node, attribute)


def _of_mail(found: re.Match[str]) -> datetime | None:
    month = found["month"][:3].title()
    try:
        when = parsedate_to_datetime(f"{found['day']} {month} {found['year']} {_clock(found['time'])} {found['zone']}")
    except (ValueError, TypeError, OverflowError):
        return None
    return (when if when.tzinfo is not None else when.replace(tzinfo=UTC)) if month in _MONTHS else None


def _iso(
    pattern: re.Pattern[str],
    code: str,
    is_of_document: bool,  # noqa: FBT001  of a partial
    text: str,
    node: Node,
    attribute: str,
) -> None:
    found = pattern.fullmatch(text)
    when = instant(**found.groupdict()) if found else None
    if when is None:
        node.tell(code, text, attribute)
    elif is_of_document:
        _plausible(when, text, node, attribute)


for _name, _grammar, _code, _is_of_document in (
    ("rfc3339", "rfc3339", "date-rfc3339", True),  # section 5.6, with capital T and Z (RFC 4287 section 3.3)
    ("w3c-date", "w3c", "date-w3c", True),  # a year, a month, a day, or a time with a zone
    ("w3c-date-any", "w3c", "date-w3c", False),  # of an event, which may lie anywhere
    ("iso-date", "iso", "date-w3c", False),
):
    value(_name, most=100)(partial(_iso, re.compile(_ISO[_grammar], re.ASCII), _code, _is_of_document))


def instant(
    year: str, month: str | None = None, day: str | None = None, time: str | None = None, zone: str | None = None
) -> datetime | None:
    """Return the beginning of a year, a month, a day, or of a second, which may be a leap second; None: there is none."""
    try:
        return datetime.fromisoformat(f"{year}-{month or '01'}-{day or '01'}T{_clock(time or '00:00')}{zone or 'Z'}")
    except ValueError:
        return None


def _clock(time: str) -> str:
    """Return *time*, a leap second as the one before, for no calendar knows when there is one."""
    return re.sub(r"(:\d\d):60(?=$|\.)", r"\1:59", time)


def _plausible(when: datetime, text: str, node: Node, attribute: str) -> None:
    if when.year < 1970 or when > node.document.now + timedelta(days=1):
        node.tell("date-implausible", text, attribute)
