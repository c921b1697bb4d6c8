"""Articles of a time: ``dates: {since: 2024-01-01, until: 2024-03-31}``, ``dates: {days: 2}``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from syndicate import Article, Filter, FilterContext, UsageError, hookimpl
from syndicate.model import excerpt, parse_span, rfc3339, time_zone


class DatesOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From when to when; all that is set holds. A time that names no zone is one of the site's zone.

    hours days  that long before the export, to the second
    field       which instant of an article counts: its publication, or its last significant change
    """

    since: str | None = None  # that instant belongs to the time; a bare date begins at midnight
    until: str | None = None  # that instant is the first that does not belong; of a bare date the whole day does
    hours: float | None = None
    days: float | None = None
    field: Literal["published", "updated"] = "published"


@hookimpl
def syndicate_filters() -> list[Filter]:
    return [Filter(name="dates", build=build, options=DatesOptions, describe=describe, asks_for="keys")]


def build(setting: DatesOptions, context: FilterContext) -> Callable[[Article], bool]:
    """Return whether an article is of the time of *setting*. Raises UsageError for an impossible or empty time."""
    since = [_span("since", setting.since, context)[0]] if setting.since is not None else []
    end = _span("until", setting.until, context)[1] if setting.until is not None else None
    if since and end and since[0] >= end:
        raise UsageError(
            f"since: {excerpt(setting.since)} is not before until, {excerpt(setting.until)}, so no article can be between"
        )
    for name, amount in (("hours", setting.hours), ("days", setting.days)):
        if amount is not None:
            since.append(_before(context.now, name, amount))
    if not since and end is None:
        raise UsageError("dates: expected since, until, hours or days, found none of them; write e.g. {days: 2}")
    begin = max(since, default=None)
    is_updated = setting.field == "updated"

    def is_of_the_time(article: Article) -> bool:
        instant = article.modified_at if is_updated else article.published_at
        return (begin is None or instant >= begin) and (end is None or instant < end)

    return is_of_the_time


def describe(setting: DatesOptions) -> str:
    words = []
    if setting.since is not None:
        words.append(f"since {excerpt(setting.since)}")
    if setting.until is not None:
        words.append(f"until {excerpt(setting.until)}")
    for unit, amount in (("hours", setting.hours), ("days", setting.days)):
        if amount is not None:
            words.append(f"in the last {amount:g} {unit}")
    return " and ".join([f"{setting.field} {words[0]}", *words[1:]]) if words else setting.field


def _span(name: str, text: str, context: FilterContext) -> tuple[datetime, datetime]:
    try:
        return parse_span(text, time_zone(context.site.timezone))
    except ValueError as error:
        raise UsageError(f"{name}: {error}") from error


def _before(now: datetime, name: str, amount: float) -> datetime:
    if not amount > 0:
        raise UsageError(f"{name}: expected more than 0, found {excerpt(f'{amount:g}')}")
    try:
        return now - timedelta(**{name: amount})
    except (OverflowError, ValueError) as error:
        raise UsageError(
            f"{name}: {excerpt(f'{amount:g}')} before {rfc3339(now)} there was no time; leave {name} out"
        ) from error
