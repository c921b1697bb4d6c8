"""Patterns of Pelican's URLs are filled in as the C library fills in dates."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis.strategies import datetimes, sampled_from

from syndicate.builtins.generators.pelican.patterns import filled


@given(date=datetimes(), letter=sampled_from("YmdHMSjyGVuwUWfc%"))
def test_a_part_of_a_date_is_what_the_c_library_makes_of_it(date: datetime, letter: str) -> None:
    expected = f"{date:%a %b} {date.day:2} {date:%H:%M:%S %Y}" if letter == "c" else f"{date:%{letter}}"
    assert filled(f"a/{{date:%{letter}}}/b", {"date": date}) == f"a/{expected}/b"
