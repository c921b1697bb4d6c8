"""Instants as people write them, read without guessing and without a clock."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from unicodedata import normalize

from syndicate.model.errors import UsageError, excerpt, suggest

# YAML 1.1's timestamp, and what Jekyll and Hugo sites write: "2019-03-26 12:38:00 -0500", "2024-1-5", "2024/01/30";
# and "2024-010-05" and "12:38:2" where somebody has typed a digit too many, or too few.
_LAYOUT = re.compile(
    r"(?P<year>\d{4})(?P<dash>[-/.])(?P<month>0?\d{1,2})(?P=dash)(?P<day>0?\d{1,2})"
    r"(?:(?:[Tt]|,?[ \t]+)(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d+)?)?"
    r"(?:[ \t]?(?P<half>[AaPp])\.?[Mm]\.?)?[ \t]*(?P<zone>[Zz]|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?)?)?"
)
# Day, month as a word, year: nothing to guess. "01/02/2024" is left out on purpose.
_MONTH = r"[A-Za-z]{3,9}"
_YEAR = r"[1-9]\d{3}"  # dateutil takes 0099 for 1999
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[ ]?[AaPp][Mm])?"
_NAMED = "[ECMP][DS]T|[WCE]ES?T"
_ZONE = rf"(?:Z|UTC|GMT|{_NAMED}|[+-]\d{{1,2}}(?::?\d{{2}})?)"
_WORDS = (
    rf"(?:{_MONTH},?[ ]+)?(?:{_NTH}(?:[.,][ ]?|[ /-])(?:of[ ])?{_MONTH}\.?,?[ ./-]{_YEAR}|{_MONTH}\.?[ ]{_NTH},?[ ]{_YEAR}"
    rf"|{_YEAR}(?:[ ]{_MONTH}[ ]|-{_MONTH}-)\d{{1,2}})"
    rf"(?:,?[ ]+(?:at[ ])?{_CLOCK}[ ]*{_ZONE}?)?"
)
# As the command `date` prints it, C's ctime(), and Go's and Ruby's layouts of that name.
_OF_CLOCKS = rf"(?:[A-Za-z]{{3}}[ ])?({_MONTH})[ ]+(\d{{1,2}})[ ]({_CLOCK}(?:[ ]{_ZONE})?)[ ](\d{{4}})"
# As e-mail and RSS write it; dateutil takes twenty times as long for the same.
_OF_MAIL = (
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4})"
    r" (\d{2}):(\d{2}):(\d{2}) (GMT|[+-]\d{4})"
)
# RFC 822 and RFC 850 write two digits; RFC 2822 section 4.3 says which century they are of.
_SHORT_YEAR = r"^((?:[A-Z][a-z]{2,8}, )?\d{1,2}[ -][A-Z][a-z]{2}[ -])(\d{2})(?= \d{2}:\d{2}\b)"
# RFC 822 section 5.1 has these zones of names, and GMT; those of Europe mean nothing else anywhere.
_HOURS = {
    "UT": "+00", "EST": "-05", "EDT": "-04", "CST": "-06", "CDT": "-05", "MST": "-07", "MDT": "-06",
    "PST": "-08", "PDT": "-07", "WET": "+00", "WEST": "+01", "CET": "+01", "CEST": "+02", "EET": "+02", "EEST": "+03",
}  # fmt: skip
# An offset and its name, as Go and mail programs write it
_SAID_TWICE = r"([+-]\d{2}:?\d{2})[ ]?(?:[A-Z]{3,5}|\1|\([^()]*\))$"
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_FROM_UTC = r"(?:GMT|UTC)([+-]\d{1,2}(?::?\d{2})?)(?: \([^()]*\))?$"  # as JavaScript's Date writes an offset
# RFC 9557 section 4.1, and people
_OF_ZONE = r"(.*:\d{2}\S*?)(?:[ ]|(?=\[))\[?(UTC|GMT|[A-Z][A-Za-z_]+(?:/[A-Z][\w+-]+){1,2})\]?$"
_OF_EAST_ASIA = r"(\d{4})[年년] ?(\d{1,2})[月월] ?(\d{1,2})[日일]"
_ZERO_YEAR = r"(?:^|[\s/])000[01](?![\d:])"
# Seconds or milliseconds since 1970, as programs count them; from 1973 on. Twelve digits that begin with 19 or 20 are a
# date without its dashes, perhaps.
_COUNTED = r"(-?\d{9,10})(?:\.\d+)?|(-?(?:(?!19|20)\d{12}|\d{13}))(?:\.\d+)?"
_TIME = r"\d:\d|\dT\d"
_TWO_DIGITS = [f"{number:02}" for number in range(60)]
_ADVICE = "write e.g. 2024-05-01T09:00:00+02:00"


def parse_instant(text: str, zone: tzinfo) -> datetime:
    """Return the instant that *text* names, aware, in UTC, whole seconds.

    text  ISO 8601 (``2024-01-30T18:21:00Z``), the layouts of Jekyll and Hugo (``2019-03-26 12:38:00 -0500``), a bare
          date, or a date with the month as a word (``Tue, 30 Jan 2024 18:21:00 GMT``, ``May 1st, 2024``); dashes and
          digits may be those of a word processor
    zone  the zone of a time that names none; a bare date is midnight there

    Raises ValueError, its text a sentence, for anything else: no part of a date is ever guessed.
    """
    text = text.strip()
    try:
        found = _parse(text, zone)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{excerpt(text)} is not a date ({error}); {_ADVICE}") from error
    if found is None:
        raise ValueError(f"{excerpt(text)} is not an ISO 8601 instant; {_ADVICE}")
    try:
        return utc(found if found.tzinfo is not None else found.replace(tzinfo=zone))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{excerpt(text)} is outside the years 1 to 9999; {_ADVICE}") from error


def is_no_date(text: str) -> bool:
    """Tell whether *text* is what programs write for a date that there is not.

    Go and .NET write the beginning of the year 1, in whatever zone, MySQL the year 0.

    >>> [is_no_date(text) for text in ("0001-01-01T00:00:00+09:00", "0000-00-00 00:00:00", "2001-01-01 00:00 +0000")]
    [True, True, False]
    """
    return "000" in text and re.search(_ZERO_YEAR, text) is not None


def parse_span(text: str, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return where the time that *text* names begins and ends, in UTC: a bare date is that whole day in *zone*.

    The end is the first instant that no longer belongs to the day. An instant has no length: it ends where it begins.

    >>> [rfc3339(instant) for instant in parse_span("2024-01-30", UTC)]
    ['2024-01-30T00:00:00Z', '2024-01-31T00:00:00Z']

    Raises ValueError as parse_instant does.
    """
    begin = parse_instant(text, zone)
    if re.search(_TIME, text, re.IGNORECASE):
        return begin, begin
    try:
        next_day = begin.astimezone(zone).date() + timedelta(days=1)
        return begin, utc(datetime.combine(next_day, time(), zone))
    except OverflowError:
        return begin, datetime.max.replace(tzinfo=UTC, microsecond=0)  # 9999-12-31, which people write for "for ever"


def _parse(text: str, zone: tzinfo) -> datetime | None:
    if len(text) >= 19 and text[4:5] == "-":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # Another layout, or a wrong one: judged below, with a better reason.
    layout = _LAYOUT.fullmatch(text)
    if layout:
        year, month, day = int(layout["year"]), int(layout["month"]), int(layout["day"])
        hour, minute, second = (int(layout[name] or 0) for name in ("hour", "minute", "second"))
        if layout["half"] and 1 <= hour <= 12:
            hour = hour % 12 + (12 if layout["half"] in "Pp" else 0)
        elif layout["half"]:
            raise ValueError("a half of the day has the hours 1 to 12")
        beyond = timedelta()
        if second == 60 and minute % 15 == 14:  # a leap second (RFC 3339 section 5.7), in whatever zone
            second, beyond = 59, timedelta(seconds=1)
        elif (hour, minute, second) == (24, 0, 0):  # the end of the day (ISO 8601)
            hour, beyond = 0, timedelta(days=1)
        return datetime(year, month, day, hour, minute, second, tzinfo=_offset(layout["zone"], zone)) + beyond
    if mail := re.fullmatch(_OF_MAIL, text):
        month = _MONTHS.index(mail[2]) // 3 + 1
        try:
            hour, minute, second = int(mail[4]), int(mail[5]), int(mail[6])
            return datetime(int(mail[3]), month, int(mail[1]), hour, minute, second, tzinfo=_offset(mail[7], zone))
        except ValueError:
            pass  # Dateutil says what is wrong.
    plain = text
    if not text.isascii():
        plain = re.sub(_OF_EAST_ASIA, r"\1-\2-\3", normalize("NFKC", text).translate(_DASHES))
    plain = re.sub(_SAID_TWICE, r"\1", re.sub(_FROM_UTC, r"\1", plain))
    plain = re.sub(r"^(\d{4})(\d\d)(\d\d)(?=T\d\d:)", r"\1-\2-\3", plain)
    plain = re.sub(r"^([A-Za-z]{3,9}),(?=\d)", r"\1, ", plain)  # RFC 5322 section 3.3 asks for no space there
    plain = re.sub(_OF_CLOCKS, r"\2 \1 \4 \3", plain)
    plain = re.sub(rf"^({_CLOCK})[ ]+(\d{{4}}[-/.][-/.\d]+)$", r"\2 \1", plain)  # as Windows' Notepad stamps the time
    plain = re.sub(_SHORT_YEAR, lambda found: f"{found[1]}{'20' if found[2] < '50' else '19'}{found[2]}", plain)
    plain = re.sub(rf"(?<=[\dMm])[ ]?({_NAMED}|UT)$", lambda found: f" {_HOURS[found[1]]}:00", plain)
    if plain != text:
        return _parse(plain, zone)
    if len(text) < 80 and (named := re.fullmatch(_OF_ZONE, text)):
        try:
            said = time_zone(named[2])
        except UsageError:
            return None
        found = _parse(named[1], said)
        return found if found is None or found.tzinfo is not None else found.replace(tzinfo=said)
    if re.fullmatch(_WORDS, text):
        from dateutil import parser

        # Every part that the default could fill in is demanded by the pattern above.
        return parser.parse(text, default=datetime(2000, 1, 1))  # noqa: DTZ001  the zone is the caller's
    from dateutil.parser import isoparse

    if re.fullmatch(r"\d{8}T\d{4,6}(?:Z|[+-]\d{2}:?\d{2})?|\d{8}|\d{4}-W\d{2}-\d", text):
        return isoparse(text)
    return None


@lru_cache(maxsize=64)
def _offset(text: str | None, zone: tzinfo) -> tzinfo:
    if not text:
        return zone
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    parsed = datetime.fromisoformat(f"2000-01-01T00:00:00{text[0]}{hours:02d}:{minutes:02d}").tzinfo
    assert parsed is not None  # noqa: S101  the text above always names an offset
    return parsed


def counted_instant(text: str) -> datetime | None:
    """Return the instant that *text* counts in seconds or milliseconds from the beginning of 1970; None for any other.

    >>> counted_instant("1706638860") == counted_instant("1706638860123")
    True
    """
    found = re.fullmatch(_COUNTED, text.strip())
    if found is None:
        return None
    seconds = int(found[1]) if found[1] else int(found[2]) // 1000
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def utc(instant: datetime) -> datetime:
    """Return the aware *instant* in UTC without fractions of a second, which some readers take for a zone.

    Raises ValueError if it is naive.
    """
    if instant.tzinfo is UTC and not instant.microsecond:
        return instant
    if instant.tzinfo is None:
        raise ValueError(f"{excerpt(instant.isoformat())} names no zone; {_ADVICE}")
    return instant.astimezone(UTC).replace(microsecond=0)


def local_time(instant: datetime, zone: tzinfo) -> datetime:
    """Return the aware *instant* as clocks in *zone* show it; in UTC where they would show no year from 1 to 9999."""
    try:
        return instant.astimezone(zone)
    except OverflowError:
        return utc(instant)


@lru_cache(maxsize=64)
def time_zone(name: str) -> tzinfo:
    """Return the zone that the IANA database calls *name*, e.g. "Europe/Berlin".

    Raises UsageError, with the nearest name that exists, if there is none.
    """
    if name.upper() in ("UTC", "Z", "GMT", ""):
        return UTC
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        # Small images of systems have none, others none by its old name, such as US/Pacific.
        lacking = "; write e.g. Europe/Berlin, or, if it exists and this machine lacks it, pip install tzdata"
        hint = suggest(name, available_timezones()) or lacking
        raise UsageError(f"no time zone is named {excerpt(name)}{hint}") from error


def zoned(instant: datetime, zone: tzinfo) -> datetime:
    """Return the aware *instant* with the offset that *zone* has then; in UTC where that has no whole minutes."""
    at = utc(instant)
    return at if zone is UTC else local_time(at, _offset_on(at.toordinal(), zone) or _offset_at(at, zone))


def _offset_at(instant: datetime, zone: tzinfo) -> tzinfo:
    offset = local_time(instant, zone).utcoffset()
    return UTC if not offset or offset.seconds % 60 else timezone(offset)


def period_of(instant: datetime, period: str, zone: tzinfo) -> str:
    """Return the "month" or "year" of *instant* in *zone*: ``2024-01``, ``2024``."""
    return zoned(instant, zone).isoformat()[: 7 if period == "month" else 4]


def rfc3339(instant: datetime, zone: tzinfo = UTC) -> str:
    """Return *instant* as RFC 3339 text with the offset of *zone*: ``2024-01-30T18:21:00Z``."""
    at, offset = utc(instant), "Z"
    if zone is not UTC:
        difference, offset = _as_written(_offset_on(at.toordinal(), zone) or _offset_at(at, zone))
        at += difference
    return f"{_day(at.toordinal())}T{_TWO_DIGITS[at.hour]}:{_TWO_DIGITS[at.minute]}:{_TWO_DIGITS[at.second]}{offset}"


@lru_cache(maxsize=4096)
def _offset_on(ordinal: int, zone: tzinfo) -> tzinfo | None:
    """Return the offset of *zone* all through the day of that *ordinal* in UTC; None where it changes.

    To ask the zone takes three times as long as all the rest, and articles share their days.
    """
    if ordinal == date.max.toordinal():
        return None
    begin, end = (_offset_at(datetime.fromordinal(day).replace(tzinfo=UTC), zone) for day in (ordinal, ordinal + 1))
    return begin if begin == end else None


@lru_cache(maxsize=64)
def _as_written(offset: tzinfo) -> tuple[timedelta, str]:
    """Return the *offset*, and how RFC 3339 writes it."""
    at = datetime(2000, 1, 1, tzinfo=offset)
    return at.utcoffset() or timedelta(), "Z" if offset is UTC else at.isoformat()[19:]


@lru_cache(maxsize=4096)
def _day(ordinal: int) -> str:
    """Return the day of that *ordinal*: articles share their days, and isoformat() takes three times as long."""
    return date.fromordinal(ordinal).isoformat()
