"""Articles of a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from syndicate import Article, FilterContext, Site, UsageError
from syndicate.builtins.filters import dates
from syndicate.model import parse_instant, parse_span, rfc3339, time_zone

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
BERLIN = Site(title="S", url="https://example.org/", timezone="Europe/Berlin")

Make = Callable[..., Article]


def build(site: Site = BERLIN, **setting: Any) -> Callable[[Article], bool]:
    return dates.build(msgspec.convert(setting, dates.DatesOptions), FilterContext(site=site, now=NOW))


@pytest.mark.parametrize(
    ("setting", "published_at", "is_of_the_time"),
    [
        # An instant: the first belongs, the last does not.
        ({"since": "2024-01-30T10:00:00Z"}, "2024-01-30T10:00:00Z", True),
        ({"since": "2024-01-30T10:00:00Z"}, "2024-01-30T09:59:59Z", False),
        ({"until": "2024-01-30T10:00:00Z"}, "2024-01-30T09:59:59Z", True),
        ({"until": "2024-01-30T10:00:00Z"}, "2024-01-30T10:00:00Z", False),
        # A bare date: the whole day, in the zone of the site (in January one hour before UTC).
        ({"since": "2024-01-30"}, "2024-01-29T23:00:00Z", True),
        ({"since": "2024-01-30"}, "2024-01-29T22:59:59Z", False),
        ({"until": "2024-01-30"}, "2024-01-30T22:59:59Z", True),
        ({"until": "2024-01-30"}, "2024-01-30T23:00:00Z", False),
        ({"since": "2024-01-30", "until": "2024-01-30"}, "2024-01-30T12:00:00Z", True),
        ({"until": "9999-12-31"}, "9999-12-31T12:00:00Z", True),
        # An offset of its own, a time without one, the month as a word.
        ({"since": "2024-01-30 10:00:00 -0500"}, "2024-01-30T14:59:59Z", False),
        ({"since": "2024-01-30 10:00"}, "2024-01-30T09:00:00Z", True),
        ({"until": "30 Jan 2024"}, "2024-01-30T22:59:59Z", True),
        # A window, back from now.
        ({"hours": 48}, "2024-04-29T12:00:00Z", True),
        ({"hours": 48}, "2024-04-29T11:59:59Z", False),
        ({"days": 0.5}, "2024-05-01T00:00:00Z", True),
        ({"days": 0.5}, "2024-04-30T23:59:59Z", False),
        ({"hours": 48, "days": 1}, "2024-04-30T11:00:00Z", False),
        ({"days": 2, "since": "2024-05-01"}, "2024-04-30T12:00:00Z", False),
        ({"days": 2, "since": "2024-01-01"}, "2024-04-01T12:00:00Z", False),
        ({"days": 2, "until": "2024-04-30"}, "2024-04-30T12:00:00Z", True),
    ],
)
def test_when_an_article_is_of_the_time(
    make_article: Make, setting: dict[str, Any], published_at: str, *, is_of_the_time: bool
) -> None:
    article = make_article(published_at=parse_instant(published_at, UTC))
    assert build(**setting)(article) is is_of_the_time


def test_the_last_change_counts_if_asked_for(make_article: Make) -> None:
    old, new = datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 4, 30, tzinfo=UTC)
    edited = make_article(published_at=old, updated_at=new)
    assert not build(since="2024-01-01")(edited)
    assert build(since="2024-01-01", field="updated")(edited)
    assert build(since="2024-01-01", field="updated")(make_article(published_at=new))


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"since": "yesterday"}, "since: 'yesterday' is not an ISO 8601 instant; write e.g. 2024-05-01T09:00:00+02:00"),
        ({"until": "2024-02-30"}, "until: '2024-02-30' is not a date"),
        ({"until": "10"}, "until: '10' is not"),
        ({"since": ""}, "since: '' is not"),
        ({"since": "2024-02-01", "until": "2024-01-01"}, "since: '2024-02-01' is not before until, '2024-01-01'"),
        ({"since": "2024-01-01T00:00Z", "until": "2024-01-01T00:00Z"}, "so no article can be between"),
        ({"hours": 0}, "hours: expected more than 0, found '0'"),
        ({"days": -1}, "days: expected more than 0, found '-1'"),
        ({"days": float("nan")}, "days: expected more than 0, found 'nan'"),
        ({"days": 1e9}, "days: '1e+09' before 2024-05-01T12:00:00Z there was no time; leave days out"),
        ({"hours": float("inf")}, "hours: 'inf' before"),
        ({}, "dates: expected since, until, hours or days, found none of them"),
        ({"field": "updated"}, "dates: expected since, until, hours or days, found none of them"),
    ],
)
def test_a_time_that_cannot_be_is_refused_by_name(setting: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        build(**setting)
    assert message in str(caught.value)


@pytest.mark.parametrize("setting", [{"from": "2024-01-01"}, {"since": 2024}, {"field": "expired"}, {"days": "two"}])
def test_a_setting_of_another_shape_is_refused(setting: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        build(**setting)


def test_the_words_for_what_is_left() -> None:
    assert dates.describe(dates.DatesOptions(since="2024-01-01", days=2)) == (
        "published since '2024-01-01' and in the last 2 days"
    )
    assert dates.describe(dates.DatesOptions(until="2024-01-01", field="updated")) == "updated until '2024-01-01'"


@pytest.mark.parametrize(
    ("text", "zone", "begin", "end"),
    [
        ("2024-03-31", "Europe/Berlin", "2024-03-30T23:00:00Z", "2024-03-31T22:00:00Z"),  # 23 hours
        ("2024-10-27", "Europe/Berlin", "2024-10-26T22:00:00Z", "2024-10-27T23:00:00Z"),  # 25 hours
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),  # no midnight
        ("2024-1-5", "UTC", "2024-01-05T00:00:00Z", "2024-01-06T00:00:00Z"),
        ("2024-01-05T00:00:00Z", "UTC", "2024-01-05T00:00:00Z", "2024-01-05T00:00:00Z"),
        ("20240105T0000", "UTC", "2024-01-05T00:00:00Z", "2024-01-05T00:00:00Z"),
        ("Jan 5, 2024", "UTC", "2024-01-05T00:00:00Z", "2024-01-06T00:00:00Z"),
        ("9999-12-31", "UTC", "9999-12-31T00:00:00Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_the_span_of_a_day_is_the_day_of_its_zone(text: str, zone: str, begin: str, end: str) -> None:
    assert tuple(map(rfc3339, parse_span(text, time_zone(zone)))) == (begin, end)
