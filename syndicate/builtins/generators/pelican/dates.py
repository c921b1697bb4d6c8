"""Dates as Pelican reads them, by python-dateutil; what that would fill in from the clock is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from syndicate.model import excerpt

# Dateutil reads them in the same way, and takes a hundred times as long.
_PLAIN = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2})?(?:(?<=:\d{2}:\d{2})(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?)?"
)
_MAX_LENGTH = 100
_ADVICE = "write e.g. 2024-05-01 09:00"
# Two days that share no part: a date that differs by them leaves something out.
_DEFAULTS = (datetime(2000, 1, 2), datetime(2004, 3, 4))  # noqa: DTZ001  the zone is added below


def read_date(text: str, zone: tzinfo) -> datetime:
    """Return the aware time that *text* names, in *zone* if it names none.

    Raises ValueError, its text a sentence, where it names none, or leaves out year, month or day.
    """
    text = re.sub(" +", " ", text.strip())
    if _PLAIN.fullmatch(text):
        try:
            plain = datetime.fromisoformat(text)
            return plain if plain.tzinfo is not None else plain.replace(tzinfo=zone)
        except ValueError as error:
            raise ValueError(f"{excerpt(text)} is not a date ({error}); {_ADVICE}") from error
    if not text or len(text) > _MAX_LENGTH:
        raise ValueError(f"{excerpt(text)} is not a date; {_ADVICE}")
    from dateutil.parser import parse

    try:
        first, second = (parse(text, default=default, tzinfos=_zone) for default in _DEFAULTS)
    except (ValueError, OverflowError, TypeError, RecursionError) as error:
        raise ValueError(f"{excerpt(text)} is not a date; {_ADVICE}") from error
    if first != second:
        raise ValueError(f"{excerpt(text)} leaves out the year, the month or the day; {_ADVICE}")
    return first if first.tzinfo is not None else first.replace(tzinfo=zone)


def _zone(_name: str | None, offset: int | None) -> tzinfo | None:
    """Return the zone of *offset* seconds; names of zones alone mean this or that, and are passed over."""
    if offset is None:
        return None
    return timezone(timedelta(seconds=offset)) if abs(offset) < 86_400 else UTC
