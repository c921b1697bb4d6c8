"""The dates of a document as Jekyll reads them: of its front matter, its file's name, the time of its file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from syndicate import Fault, Item
from syndicate.model import excerpt, is_no_date, rfc3339

from .front import Front
from .places import Place
from .ruby import as_text, has_two_readings, in_zone, instant, is_whole, is_zoneless

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # fromtimestamp() of Windows knows nothing before it
_STAND_IN = datetime(1970, 1, 1, tzinfo=UTC)


class Dates:
    """The dates of the documents of a site in *zone*."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def of(
        self,
        place: Place,
        front: Front,
        values: dict[str, Any],
        item: Item,
        changes: dict[str, Any],
        faults: list[Fault],
    ) -> datetime | None:
        """Return the date that Jekyll takes for the document's, in the site's zone; None where there is none.

        Put it among *changes*, unless everybody reads it as Jekyll does.
        """
        given = values.get("date")
        date = None
        if given is not None and (text := as_text(given)).strip() and not is_no_date(text):
            if type(given) is not str and front.own.get("date") is not None:
                text = front.raw.text(("date",))
            is_as_everybody = is_whole(text)
            try:
                date = in_zone(text, self._zone) if is_as_everybody else self._instant(front, "date", text)
            except ValueError as error:
                if not place.date and not place.is_draft:
                    return None  # the field's own fault says it, where it stands
                faults.append(front.raw.fault(("date",), str(error)).as_warning())
            else:
                if is_as_everybody:
                    return date
                if not text[:4].isdecimal() and has_two_readings(text):
                    message = (
                        f"{excerpt(text)} is {date:%Y-%m-%d} to Jekyll; write that, which nobody takes for another day"
                    )
                    faults.append(front.raw.fault(("date",), message).as_warning())
        if date is None and place.date:
            try:
                date = instant(place.date, self._zone, is_plain=False)
            except ValueError as error:
                faults.append(front.raw.fault((), f"in the file's name, {error}"))
                date = _STAND_IN  # the rest can be checked
        elif date is None and place.is_draft and isinstance(item.stamp, tuple):
            date = (_EPOCH + timedelta(seconds=item.stamp[1] // 1_000_000_000)).astimezone(self._zone)
        if date is not None:
            changes["date"] = rfc3339(date)
        return date

    def other(self, front: Front, name: str, value: Any) -> datetime | None:
        """Return the instant that *value* of the key *name* is to Jekyll; None where the field reads it as it is."""
        if not isinstance(value, str) or is_no_date(value) or is_whole(value):
            return None
        try:
            return self._instant(front, name, value)
        except ValueError:
            return None

    def _instant(self, front: Front, name: str, text: str) -> datetime:
        """Return the instant that Jekyll takes *text* of the key *name* for. Raises ValueError as instant() does."""
        is_own = front.own.get(name) is not None
        is_plain = not is_own or (is_zoneless(text) and front.is_plain((name,)))
        return instant(text, self._zone, is_plain=is_plain)
