"""Values and globs as Ruby takes them: scalars of YAML 1.1, and dates as Jekyll then reads them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import datetime, tzinfo
from fnmatch import translate
from functools import lru_cache
from typing import Any

from syndicate.files import alternatives
from syndicate.model import parse_instant

_FLAGS = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
_STARTS = frozenset("+-.0123456789yYnNoOtTfF")  # of flags and numbers
_LONGEST = 30  # of them
_OCTAL = re.compile(r"[-+]?0[0-7_,]+")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9](?:[0-9]|,[0-9]|_[0-9])*)")
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_,]*\.[0-9]*|\.[0-9]+)(?:[eE][-+][0-9]+)?")
_HEX = re.compile(r"[-+]?0x[0-9a-fA-F_]+")
# Psych reads a timestamp without a zone as UTC; one without seconds is text, and then local.
_ZONELESS = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d\d:\d\d(?:\.\d*)?")
_SPACES = re.compile(r"[ \t\n\v\f\r\0]+")  # of ASCII only
_ZONES = {"UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_NAMED_ZONE = re.compile(rf"(.*\d)\s*({'|'.join(_ZONES)})")
_HALF_DAY = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[ T]+(\d{1,2}):(\d\d)(:\d\d)?\s*([AaPp])[Mm](\s*[+-]\d\d:?\d\d)?")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
# With a zone, on a day that every month has: nothing that Ruby reads in its own way.
_WHOLE = re.compile(r"\d{4}-\d\d-(?:[01]\d|2[0-8])[T ]\d\d:\d\d:\d\d(?:Z| ?[+-]\d\d:?\d\d)")
# Ruby takes the second year for the name of a zone that it does not know.
_YEAR_AS_ZONE = re.compile(r"(\d{4}-\d{1,2}-\d{1,2} +\d{1,2}:\d\d(?::\d\d)?) +\d{4}(?: +[+-]\d{4})?")
_SHORT_YEAR = re.compile(r"(\d\d)(-\d{1,2}-\d{1,2})")


def plain_scalar(text: str) -> bool | float | str:
    """Return what Psych makes of *text* written without quotes, where our own reader leaves it as text.

    >>> [plain_scalar(text) for text in ("yes", "Off", "0123", "1_000", ".5", "y", "08", "1e3")]
    [True, False, 83, 1000, 0.5, 'y', '08', '1e3']
    """
    if text[:1] not in _STARTS or len(text) > _LONGEST:
        return text
    if (flag := _FLAGS.get(text.lower())) is not None:
        return flag
    digits = text.replace("_", "").replace(",", "")
    if _OCTAL.fullmatch(text):
        return int(digits, 8)
    if _HEX.fullmatch(text):
        return int(digits, 16)
    if _FLOAT.fullmatch(text):
        return float(digits)
    return int(digits) if _INTEGER.fullmatch(text) else text


def as_text(value: Any) -> str:
    """Return *value* as Ruby's to_s does."""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def is_true(value: Any) -> bool:
    """Tell whether *value* is true to Ruby: all but nil and false is, zero and empty texts too."""
    return value is not None and value is not False


def words(value: Any) -> list[Any]:
    """Return the items of a list, or of a text split at white space, as Jekyll reads `tags` and `categories`."""
    if isinstance(value, str):
        return [word for word in _SPACES.split(value) if word]
    return _flat(value) if isinstance(value, list) else []


def one_or_many(value: Any) -> list[Any]:
    """Return a list that stands as one value, never parted, or as a list, as Jekyll reads `tag` and `category`."""
    return _flat([value])


def _flat(values: list[Any]) -> list[Any]:
    if set(map(type, values)) <= {str}:
        return list(values)
    found: list[Any] = []
    pending = list(reversed(values))
    while pending:
        value = pending.pop()
        if isinstance(value, list):
            pending += reversed(value)
        elif value is not None:
            found.append(value)
    return found


def is_zoneless(text: str) -> bool:
    """Tell whether *text* is a time without a zone, which means another one between quotes than without."""
    return _ZONELESS.fullmatch(text.strip()) is not None


def has_two_readings(text: str) -> bool:
    """Tell whether day and month of *text* may be taken for each other; Ruby takes the first for the day."""
    found = _DAY_FIRST.match(text.strip())
    return found is not None and found[1].lstrip("0") != found[3].lstrip("0") and int(found[1]) <= 12 >= int(found[3])


def is_whole(text: str) -> bool:
    """Tell whether *text* is an instant that Ruby reads as everybody does, with quotes and without."""
    return _WHOLE.fullmatch(text) is not None


def instant(text: str, zone: tzinfo, *, is_plain: bool) -> datetime:
    """Return the instant that Jekyll takes *text* for, in *zone*.

    is_plain  it stands in YAML without quotes

    Raises ValueError, its text a sentence, for what Ruby would guess.
    """
    text = text.strip()
    return in_zone(_as_everybody(text, is_plain=is_plain), zone)


def _as_everybody(text: str, *, is_plain: bool) -> str:
    """Return what Ruby takes *text* for, as everybody reads it."""
    if found := _DAY_FIRST.match(text):
        text = f"{found[4]}-{found[3]}-{int(found[1]):02d}{text[found.end() :]}"
    if is_plain and is_zoneless(text):
        text += "Z"
    elif found := _YEAR_AS_ZONE.fullmatch(text):
        text = found[1]
    elif found := _NAMED_ZONE.fullmatch(text):
        text = f"{found[1]} {_ZONES[found[2]]:+03d}00"
    elif found := _HALF_DAY.fullmatch(text):
        hour = int(found[2]) % 12 + (12 if found[5] in "Pp" else 0)
        text = f"{found[1]} {hour:02d}:{found[3]}{found[4] or ':00'}{(found[6] or '').strip()}"
    elif found := _SHORT_YEAR.fullmatch(text):
        text = f"{20 if int(found[1]) < 69 else 19}{found[1]}{found[2]}"
    if (found := _DAY.match(text)) and 28 < int(found[3]) <= 31 and 1 <= int(found[2]) <= 12:
        text = f"{_real_day(*map(int, found.groups()))}{text[found.end() :]}"
    return text


def in_zone(text: str, zone: tzinfo) -> datetime:
    """Return the instant that *text* is to everybody, in *zone*. Raises ValueError as instant() does."""
    at = parse_instant(text, zone)
    try:
        return at.astimezone(zone)
    except OverflowError:  # the year 10000, or 0, in that zone
        return at


def _real_day(year: int, month: int, day: int) -> str:
    """Return the day that Ruby takes for the 29th to 31st of a month without one: of the next month."""
    beyond = day - monthrange(year, month)[1] if year else 0
    return f"{year:04d}-{month + 1:02d}-{beyond:02d}" if beyond > 0 else f"{year:04d}-{month:02d}-{day:02d}"


def matches_glob(pattern: str, path: str) -> bool:
    """Tell whether *pattern* names *path*: `*` stays within a folder, `**/` crosses folders, `{a,b}` is either.

    Takes time in proportion to the product of both, whatever they are.

    >>> matches_glob("api/**/{a,b}*.md", "api/x/y/beta.md"), matches_glob("*", ".hidden"), matches_glob("*", "a/b")
    (True, False, False)
    """
    parts = path.split("/")
    return any(_matches(alternative.strip("/").split("/"), parts) for alternative in alternatives(pattern))


def _matches(patterns: list[str], parts: list[str]) -> bool:
    reached = {0}  # how many of the parts the patterns so far may have taken
    for index, pattern in enumerate(patterns):
        if pattern == "**" and index < len(patterns) - 1:
            further = set(reached)
            for start in reached:
                while start < len(parts) and not parts[start].startswith("."):
                    start += 1  # noqa: PLW2901  each folder more may be taken
                    if start in further:
                        break
                    further.add(start)
            reached = further
        else:
            segment = _segment(pattern)
            reached = {start + 1 for start in reached if start < len(parts) and segment.match(parts[start])}
    return len(parts) in reached


@lru_cache(maxsize=2048)  # more than the alternatives of a pattern
def _segment(pattern: str) -> re.Pattern[str]:
    hidden = "" if pattern.startswith(".") else r"(?!\.)"
    try:
        return re.compile(hidden + translate(pattern.replace("[^", "[!")))
    except re.error:
        return re.compile("(?!)")
