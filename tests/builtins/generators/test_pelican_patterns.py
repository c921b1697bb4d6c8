"""Patterns of Pelican's URLs are filled in as the C library fills in dates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis.strategies import datetimes, sampled_from

from syndicate.builtins.generators.pelican.options import PelicanOptions
from syndicate.builtins.generators.pelican.places import Located, filled


@given(date=datetimes(), letter=sampled_from("YmdHMSjyGVuwUWfc%"))
def test_a_part_of_a_date_is_what_the_c_library_makes_of_it(date: datetime, letter: str) -> None:
    expected = f"{date:%a %b} {date.day:2} {date:%H:%M:%S %Y}" if letter == "c" else f"{date:%{letter}}"
    assert filled(f"a/{{date:%{letter}}}/b", {"date": date}) == f"a/{expected}/b"


def test_a_number_of_a_date_has_the_width_that_is_asked_for() -> None:
    date = datetime(2024, 5, 1, 9, tzinfo=UTC)
    assert filled("{date.year}/{date.month:02d}/{date.day}/{date.hour:02}/", {"date": date}) == "2024/05/1/09/"


@pytest.mark.parametrize("pattern", ["{date.resolution}", "{date.year:9999999}", "{slug.year}"])
def test_nothing_else_of_a_date_is_reached_into(pattern: str) -> None:
    with pytest.raises(ValueError, match="asks for"):
        filled(pattern, {"date": datetime(2024, 5, 1, tzinfo=UTC), "slug": "x"})


@pytest.mark.parametrize(
    ("locale", "layout", "expected"),
    [
        ("fr_FR.UTF-8", "%B", "names as fr_FR.UTF-8 has them"),
        (("deu", "de_DE"), "%-d-%b", "names as de_DE has them"),
        ("fr_FR.UTF-8", "%Y-%m", "2024-05/x.html"),
        (("usa", "en_US.utf8", "fr_FR"), "%B", "May/x.html"),
        ("C", "%b", "May/x.html"),
        ((), "%A", "Wednesday/x.html"),
    ],
)
def test_names_in_another_language_are_not_guessed(locale: str | tuple[str, ...], layout: str, expected: str) -> None:
    options = PelicanOptions(locale=locale, article_url=f"{{date:{layout}}}/{{slug}}.html")
    found = Located(options, {"slug": "x"}, "x.md", datetime(2024, 5, 1, tzinfo=UTC), is_page=False)
    try:
        said = found.url
    except ValueError as error:
        said = str(error)
    assert expected in said
