from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis.strategies import datetimes, text, timezones

from syndicate import UsageError
from syndicate.model import parse_instant, rfc3339, time_zone, utc
from syndicate.model.instants import local_time

NEW_YORK = time_zone("America/New_York")


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2024-01-30T18:21:00Z", "2024-01-30T18:21:00Z"),
        ("2024-01-30T18:21:00.987654+05:45", "2024-01-30T12:36:00Z"),
        ("2019-03-26 12:38:00 -0500", "2019-03-26T17:38:00Z"),
        ("2019-03-26 12:38:00 -05:00", "2019-03-26T17:38:00Z"),
        ("2019-03-26 12:38 -5", "2019-03-26T17:38:00Z"),
        ("2019-03-26 12:38:00", "2019-03-26T16:38:00Z"),
        ("2024-02-14", "2024-02-14T05:00:00Z"),
        ("2024-7-4", "2024-07-04T04:00:00Z"),
        ("2024/02/14 08:00", "2024-02-14T13:00:00Z"),
        ("2024-02-14T08:00:00 UTC", "2024-02-14T08:00:00Z"),
        ("20240130T182100Z", "2024-01-30T18:21:00Z"),
        ("Tue, 30 Jan 2024 18:21:00 GMT", "2024-01-30T18:21:00Z"),
        ("30 Jan 2024 18:21:00 +0200", "2024-01-30T16:21:00Z"),
        ("Tue, 30 Jan 24 18:21 GMT", "2024-01-30T18:21:00Z"),
        ("Tuesday, 30-Jan-24 18:21:00 UTC", "2024-01-30T18:21:00Z"),
        ("30 Jan 99 18:21:00 +0200", "1999-01-30T16:21:00Z"),
        ("January 30, 2024", "2024-01-30T05:00:00Z"),
        ("Jan 30, 2024 5:00 PM", "2024-01-30T22:00:00Z"),
        ("January 30th, 2024", "2024-01-30T05:00:00Z"),
        ("7, Aug 2021", "2021-08-07T04:00:00Z"),
        ("1st of May 2024 at 9:00", "2024-05-01T13:00:00Z"),
        ("2024.02.14", "2024-02-14T05:00:00Z"),
        ("Tue Jan  2 18:21:00 2024", "2024-01-02T23:21:00Z"),
        ("2024-010-017", "2024-10-17T04:00:00Z"),
        ("18:21 2024/1/2", "2024-01-02T23:21:00Z"),
        ("2024-01-30 18:21:2", "2024-01-30T23:21:02Z"),
        ("Tue, 30 Jan 2024 18:21:00 GMT+2", "2024-01-30T16:21:00Z"),
        ("2024-1-30 6:5 p.m.", "2024-01-30T23:05:00Z"),
        ("Tue Jan 30 18:21:00 UTC 2024", "2024-01-30T18:21:00Z"),
        ("Tue Jan 30 18:21:00 +0200 2024", "2024-01-30T16:21:00Z"),
        ("Tue, 30 Jan 2024 18:21:00 PST", "2024-01-31T02:21:00Z"),
        ("Tue, 30 Jan 2024 18:21:00 -0800 (PST)", "2024-01-31T02:21:00Z"),
        ("Tue, 30 Jan 2024 18:21:00 UT", "2024-01-30T18:21:00Z"),
        ("2024-01-30 18:21 UT", "2024-01-30T18:21:00Z"),
        ("2024-01-30 18:21:00.5 +0200 CEST", "2024-01-30T16:21:00Z"),
        ("2024-01-30 18:21:00 +0000 UTC", "2024-01-30T18:21:00Z"),
        ("2024\u201101\u201330T18:21:00\u221205:00", "2024-01-30T23:21:00Z"),
        ("\uff12\uff10\uff12\uff14-01-30", "2024-01-30T05:00:00Z"),
        ("2024-01-30 18:21 PST", "2024-01-31T02:21:00Z"),
        ("2024-01-30 6:21 PM EST", "2024-01-30T23:21:00Z"),
        ("2024-01-30 18:21:00 UTC+8", "2024-01-30T10:21:00Z"),
        ("2024-07-30T18:21:00[Europe/Berlin]", "2024-07-30T16:21:00Z"),
        ("2024-01-30 18:21 America/Argentina/Ushuaia", "2024-01-30T21:21:00Z"),
        ("2024-01-30T18:21:00+02:00[Europe/Berlin]", "2024-01-30T16:21:00Z"),
        ("2024\u5e741\u670830\u65e5", "2024-01-30T05:00:00Z"),
        ("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00Z"),
        ("2017-01-01 05:29:60 +0530", "2017-01-01T00:00:00Z"),
        ("2024-02-29T24:00:00Z", "2024-03-01T00:00:00Z"),
        ("Tue,30 Jan 2024 18:21:00 GMT", "2024-01-30T18:21:00Z"),
        ("Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time)", "1969-02-14T03:02:00Z"),
        ("2024\ub144 1\uc6d4 30\uc77c 18:21", "2024-01-30T23:21:00Z"),
        ("2024-07-30T18:21:00+00:00[UTC]", "2024-07-30T18:21:00Z"),
        ("2024-07-30T18:21:00[Etc/GMT-6]", "2024-07-30T12:21:00Z"),
        ("30/Jan/2024 18:21:00 +0200", "2024-01-30T16:21:00Z"),
        ("1. May 2024", "2024-05-01T04:00:00Z"),
        ("20240130T18:21:00Z", "2024-01-30T18:21:00Z"),
        ("Tue Jul 30 18:21:00 CEST 2024", "2024-07-30T16:21:00Z"),
        ("30 Jan 2024 18:21 WET", "2024-01-30T18:21:00Z"),
        ("2024-01-30T18:21:00+02:00EET", "2024-01-30T16:21:00Z"),
        ("2024-01-30 18:21:00 +0200 +0200", "2024-01-30T16:21:00Z"),
        ("2024-01-30, 18:21", "2024-01-30T23:21:00Z"),
        ("2024 January 30 18:21 GMT", "2024-01-30T18:21:00Z"),
        ("2024-Jan-30", "2024-01-30T05:00:00Z"),
        ("\u09e8\u09e6\u09e8\u09ea-01-30T18:21:00+02:\u09e6\u09e6", "2024-01-30T16:21:00Z"),
    ],
)
def test_every_layout_of_real_sites_is_read(written: str, instant: str) -> None:
    assert rfc3339(parse_instant(written, NEW_YORK)) == instant


@pytest.mark.parametrize(
    "written",
    ["", "10", "2024", "yesterday", "01/02/2024", "2024-13-01", "2024-02-30", "2024-01-30T25:00:00Z", "12:30",
     "2024-01-30 18:21:61", "0001-01-01T00:00:00+14:00", "Tue, 99 Jan 2024", "30 Foo 2024", "1706638860",
     "01.02.2024", "2024.01", "Tue Jan 30 18:21:00 IST 2024", "30 Jan 2024 18:21:00 BST", "Jan 30th", "Sun, 22 Aug 0099", "2024\u201313\u201301",
     "2024-01-30 18:21 Europe/Atlantis", "2024-01-30 Europe/Berlin", "18:21 Europe/Berlin", "2024\u5e7413\u67081\u65e5", ":00" * 100_000],
)  # fmt: skip
def test_nothing_is_guessed(written: str) -> None:
    with pytest.raises(ValueError, match=r"write e\.g\. 2024-05-01T09:00:00"):
        parse_instant(written, UTC)


@given(text(max_size=40))
def test_any_text_is_an_instant_or_a_sentence(written: str) -> None:
    try:
        assert parse_instant(written, UTC).tzinfo is UTC
    except ValueError as error:
        assert "write e.g." in str(error)


@given(datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1), timezones=timezones()))  # noqa: DTZ001
def test_iso_8601_survives(instant: datetime) -> None:
    offset = instant.utcoffset() or timedelta()
    fixed = instant.replace(tzinfo=timezone(offset), fold=0)
    assert parse_instant(fixed.isoformat(), UTC) == utc(fixed)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="names no zone"):
        utc(datetime(2024, 1, 1))  # noqa: DTZ001


def test_a_misspelt_zone_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'Europe/Berlin'"):
        time_zone("Europe/Berln")


def test_a_zone_that_the_machine_may_lack_is_answered_with_what_has_it() -> None:
    with pytest.raises(UsageError, match=r"no time zone is named 'Mars/Olympus Mons'.*pip install tzdata"):
        time_zone("Mars/Olympus Mons")


@pytest.mark.parametrize("name", ["../etc/passwd", "/etc/localtime", "Europe/"])
def test_a_zone_name_opens_no_other_file(name: str) -> None:
    with pytest.raises(UsageError, match="no time zone is named"):
        time_zone(name)


@pytest.mark.parametrize(
    ("written", "zone", "shown"),
    [
        ("2024-05-01T09:00:00Z", "Europe/Berlin", "2024-05-01T11:00:00+02:00"),
        ("9999-12-31T23:59:59Z", "Europe/Berlin", "9999-12-31T23:59:59+00:00"),
        ("0001-01-01T00:00:00Z", "America/New_York", "0001-01-01T00:00:00+00:00"),
    ],
)
def test_clocks_show_the_years_that_there_are(written: str, zone: str, shown: str) -> None:
    assert local_time(parse_instant(written, UTC), time_zone(zone)).isoformat() == shown


@pytest.mark.parametrize(
    ("text", "hour"),
    [("2024-05-01 5:00 PM", 17), ("2024-05-01 12:30am", 0), ("2024-05-01 12:30:00 PM +0200", 10), ("2024-05-01 09:00 AM", 9),
     ("Wed May 01 2024 10:00:00 GMT+0200 (CEST)", 8), ("Wed May 01 2024 10:00:00 GMT-0500", 15)],
)  # fmt: skip
def test_halves_of_the_day_and_offsets_of_javascript_leave_nothing_to_guess(text: str, hour: int) -> None:
    assert parse_instant(text, UTC).hour == hour


@pytest.mark.parametrize("text", ["2024-05-01 13:00 PM", "2024-05-01 0:30 AM"])
def test_a_half_of_the_day_has_twelve_hours(text: str) -> None:
    with pytest.raises(ValueError, match="hours 1 to 12"):
        parse_instant(text, UTC)
