"""Conditions on the fields of an article, from the settings and from the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from syndicate import Article, Author, Image, Provider, Site, UsageError
from syndicate.parts import Condition, WhereOptions, describe_where, where_test
from syndicate.parts.where import merge_where, parse_where

SITE = Site(title="S", url="https://example.org/", language="en-GB", timezone="Europe/Berlin")

Make = Callable[..., Article]


@pytest.fixture
def article(make_article: Make) -> Article:
    return make_article(
        title="Tides turn",
        kind="video",
        published_at=datetime(2024, 1, 30, 18, 21, tzinfo=UTC),
        topics=("AI", "Élections"),
        authors=(Author(name="Ann", email="ann@example.org"), Author(name="Bob")),
        images=(Image(url="https://example.org/a.png", width=640),),
        provider=Provider(name="The Herald", domain="herald.example"),
        extra={
            "priority": 87,
            "rank": "007",
            "score": "3.5",
            "paid": True,
            "free": "FALSE",
            "section": "Küste",
            "tags": ["one", 2],
            "geo": {"city": "Kiel", "height": "12"},
            "places": [{"city": "Kiel"}, {"city": "Bonn"}],
            "a.b": "dotted",
            "nothing": None,
            "reviewed": "2024-03-05",
            "seen": datetime(2024, 3, 5, 22, 30, tzinfo=UTC),
            "title": "another",
            "empty": "",
        },
    )


@pytest.mark.parametrize(
    ("where", "fits"),
    [
        # Text, whatever its case
        ({"title": "tides TURN"}, True),
        ({"title": "tides"}, False),
        ({"kind": "video"}, True),
        ({"type": "Video"}, True),
        ({"section": "KÜSTE"}, True),
        ({"section": "Ku\u0308ste"}, True),
        ({"section": "Kuste"}, False),
        ({"summary": ""}, True),
        ({"empty": ""}, True),
        # Numbers, also as text
        ({"priority": 87}, True),
        ({"priority": "87"}, True),
        ({"priority": "87.0"}, True),
        ({"priority": 87.5}, False),
        ({"rank": 7}, True),
        ({"rank": "7"}, True),
        ({"score": 3.5}, True),
        ({"score": "35e-1"}, True),
        ({"priority": True}, False),
        ({"section": 1}, False),
        # True and false
        ({"is_published": True}, True),
        ({"is_published": "true"}, True),
        ({"is_published": "False"}, False),
        ({"is_removed": False}, True),
        ({"paid": True}, True),
        ({"paid": "true"}, True),
        ({"paid": 1}, False),
        ({"paid": "yes"}, False),
        ({"free": False}, True),
        # Instants
        ({"published_at": "2024-01-30T18:21:00Z"}, True),
        ({"published_at": "2024-01-30 19:21"}, True),
        ({"published_at": "2024-01-30"}, True),
        ({"published_at": "2024-01-31"}, False),
        ({"published_at": {"min": "2024-01-30", "max": "2024-01-30"}}, True),
        ({"published_at": {"min": "2024-01-30T18:21:00Z", "max": "2024-01-30T18:21:00Z"}}, True),
        ({"published_at": {"min": "2024-01-30T18:21:01Z"}}, False),
        ({"published_at": {"max": "2024-01-29"}}, False),
        ({"published_at": {"not": "2024-01-30"}}, False),
        ({"seen": "2024-03-05"}, True),
        ({"seen": {"min": "2024-03-05T23:30:00+01:00"}}, True),
        ({"seen": {"min": "2024-03-06"}}, False),
        ({"reviewed": "2024-03-05"}, True),
        ({"reviewed": {"min": "2024-03-01", "max": "2024-03-05"}}, True),
        ({"reviewed": {"max": "2024-03-04"}}, False),
        ({"updated_at": {"min": "2000-01-01"}}, False),
        # One of several, on both sides
        ({"kind": ["audio", "video"]}, True),
        ({"kind": {"in": ["audio", "text"]}}, False),
        ({"kind": {"in": "video"}}, True),
        ({"topics": "elections"}, True),
        ({"topics": ["Sport", "ai"]}, True),
        ({"topics": "A"}, False),
        ({"topics": {"not": "ai"}}, False),
        ({"authors": "bob"}, True),
        ({"authors": "ann@example.org"}, False),
        ({"authors.email": "ann@example.org"}, True),
        ({"images.width": {"min": 600}}, True),
        ({"tags": "ONE"}, True),
        ({"tags": 2}, True),
        ({"tags": {"min": 2}}, True),
        ({"tags": {"equals": "one", "in": [2, 3]}}, True),
        # Where a field stands
        ({"provider": "the herald"}, True),
        ({"provider.domain": "herald.example"}, True),
        ({"provider.name": "The Times"}, False),
        ({"geo.city": "kiel"}, True),
        ({"extra.geo.city": "kiel"}, True),
        ({"geo.height": {"min": 12, "max": 12}}, True),
        ({"geo": "Kiel"}, False),
        ({"geo.city.part": "Kiel"}, False),
        ({"places.city": "Bonn"}, True),
        ({"a.b": "dotted"}, True),
        ({"extra.title": "another"}, True),
        # Limits
        ({"priority": {"min": 87, "max": 87}}, True),
        ({"priority": {"min": "87.5"}}, False),
        ({"priority": {"max": 100, "not": 87}}, False),
        ({"score": {"min": 3, "max": "4"}}, True),
        ({"section": {"min": 0}}, False),
        ({"paid": {"min": 0}}, False),
        # What an article lacks
        ({"missing": "x"}, False),
        ({"missing": ""}, False),
        ({"missing": {"min": 0}}, False),
        ({"missing": {"max": 0}}, False),
        ({"missing": {"not": "x"}}, True),
        ({"nothing": "None"}, False),
        ({"nothing": {"not": "x"}}, True),
        ({"amp_url": {"not": "x"}}, True),
        ({"attachments": "https://example.org/a.png"}, False),
        # All of them
        ({}, True),
        ({"kind": "video", "priority": {"min": 5}}, True),
        ({"kind": "video", "priority": {"min": 90}}, False),
        ({"kind": {"equals": "video", "not": ["audio", "text"]}}, True),
    ],
)
def test_what_fits(article: Article, where: dict[str, Any], *, fits: bool) -> None:
    assert where_test(where, SITE)(article) is fits
    assert where_test(msgspec.convert(where, WhereOptions), SITE)(article) is fits


@pytest.mark.parametrize(
    ("language", "of_site", "wanted", "fits"),
    [
        ("en-US", "", "en", True),
        ("EN", "", "en", True),
        ("en", "", "en-US", False),
        ("eng", "", "en", False),
        ("", "en-GB", "en", True),
        ("", "en-GB", "en-gb", True),
        ("de", "en", "en", False),
        ("", "", "en", False),
        ("", "", "*", False),
        ("de", "", "*", True),
        ("de", "", ["en", "de"], True),
        ("en-US", "", {"not": "en"}, False),
        ("", "", {"not": "en"}, True),
    ],
)
def test_rfc4647_3_3_1_a_language_fits_a_range_that_begins_it(
    make_article: Make, language: str, of_site: str, wanted: Any, *, fits: bool
) -> None:
    site = Site(title="S", url="https://example.org/", language=of_site)
    assert where_test({"language": wanted}, site)(make_article(language=language)) is fits


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"priority": {"min": "many"}}, "priority: 'many' is not an ISO 8601 instant"),
        ({"priority": {"max": ""}}, "and no number"),
        ({"priority": {"min": 5, "max": 4}}, "priority: min '5' is more than max '4'"),
        ({"priority": {"min": 5, "max": "2024-01-01"}}, "priority: min '5' and max '2024-01-01' are a number and none"),
        ({"published_at": {"min": 5}}, "published_at: '5' is not an ISO 8601 instant"),
        ({"published_at": {"min": "2024-02-01", "max": "2024-01-01"}}, "is later than max '2024-01-01'"),
        ({"published_at": "yesterday"}, "published_at: 'yesterday' is not"),
        ({"expires_at": {"not": "never"}}, "expires_at: 'never' is not"),
        ({"is_published": "yes"}, "is_published: expected true or false, found 'yes'"),
        ({"is_removed": {"min": 1}}, "is_removed: has no order"),
        ({"topics": {"max": 1}}, "topics: has no order"),
        ({"language": "en_US"}, "language: 'en_US' is not a language range (RFC 4647); write e.g. en or pt-BR"),
        ({"provider.nmae": "x"}, "provider.nmae: provider has no field 'nmae'; did you mean 'name'?"),
        ({"kind": {}}, "kind: expected a condition, found an empty mapping"),
        ({"kind": []}, "kind: expected at least one value, found an empty list"),
        ({"kind": {"not": []}}, "kind: expected at least one value, found an empty list"),
        ({"": "x"}, "where: '' names no field"),
        ({"extra": "x"}, "where: 'extra' names no field"),
        ({"extra.": "x"}, "where: 'extra.' names no field"),
        ({"a..b": "x"}, "where: 'a..b' names no field"),
        ({"kind": {"is": "x"}}, "where: Object contains unknown field `is`"),
        ({"kind": None}, "where: Expected"),
    ],
)
def test_a_condition_that_nothing_can_be_compared_with_is_refused(where: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        where_test(where, SITE)
    assert message in str(caught.value)


@given(wanted=st.one_of(st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans()))
def test_every_value_fits_itself_and_not_its_negation(wanted: str | float | bool) -> None:  # noqa: FBT001
    article = Article(
        title="T", url="https://example.org/", published_at=datetime(2024, 1, 1, tzinfo=UTC), extra={"field": wanted}
    )
    for setting in wanted, [wanted], {"equals": wanted}:
        assert where_test({"field": setting}, SITE)(article)
    assert not where_test({"field": {"not": wanted}}, SITE)(article)
    assert where_test({"field": str(wanted)}, SITE)(article)  # as the command line says it


@given(wanted=st.text(), found=st.one_of(st.text(), st.integers(), st.lists(st.text()), st.none()))
def test_no_text_makes_a_comparison_fail(wanted: str, found: Any) -> None:
    article = Article(
        title="T", url="https://example.org/", published_at=datetime(2024, 1, 1, tzinfo=UTC), extra={"field": found}
    )
    is_equal = where_test({"field": wanted}, SITE)(article)
    assert where_test({"field": {"not": wanted}}, SITE)(article) is not is_equal
    where_test({"field": {"min": "2024-01-01", "max": "2024-02-01"}}, SITE)(article)
    where_test({"field": {"min": 1}}, SITE)(article)


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("type=video", ("type", "video")),
        (" type = video ", ("type", "video")),
        ("priority>=5", ("priority", {"min": "5"})),
        ("priority<=5", ("priority", {"max": "5"})),
        ("type!=video", ("type", {"not": "video"})),
        ("url=https://example.org/?a=b", ("url", "https://example.org/?a=b")),
        ("summary=", ("summary", "")),
        ("my key=a\nb", ("my key", "a\nb")),
        ("a=!b", ("a", "!b")),
    ],
)
def test_a_condition_of_the_command_line(text: str, parsed: tuple[str, Any]) -> None:
    assert parse_where(text) == parsed
    assert merge_where([text]) == dict([parsed])


@pytest.mark.parametrize(
    "text", ["", "type", "=video", "!=x", " =x", "type==video", "p>5", "p<5", "p=>5", "p=<5", "a!b=c", ">=5"]
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no condition; write KEY=VALUE, KEY!=VALUE, KEY>=VALUE or KEY<=VALUE"):
        parse_where(text)


@pytest.mark.parametrize(
    ("texts", "merged"),
    [
        ([], {}),
        (["a=1", "b=2"], {"a": "1", "b": "2"}),
        (["a=1", "a=2"], {"a": ["1", "2"]}),
        (["a=1", "a=1"], {"a": "1"}),
        (["a>=1", "a<=2"], {"a": {"min": "1", "max": "2"}}),
        (["a!=1", "a!=2"], {"a": {"not": ["1", "2"]}}),
        (["a=1", "a=2", "a!=3", "a>=0"], {"a": {"in": ["1", "2"], "not": "3", "min": "0"}}),
    ],
)
def test_conditions_of_the_command_line_together(texts: list[str], merged: dict[str, Any]) -> None:
    assert merge_where(texts) == merged
    assert msgspec.convert(merged, WhereOptions) is not None
    where_test(merged, SITE)


def test_a_second_limit_is_refused() -> None:
    with pytest.raises(UsageError, match="a: two lowest values, '1' and '2'; leave one of them out"):
        merge_where(["a>=1", "a>=2"])


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"kind": "video"}, "where kind is 'video'"),
        ({"kind": ["video", "audio"]}, "where kind is 'video' or 'audio'"),
        ({"kind": {"not": ["a", "b"]}}, "where kind is neither 'a' nor 'b'"),
        ({"paid": True, "priority": {"min": 5, "max": 6, "not": 7}},
         "where paid is 'true' and priority is not '7' and priority is at least '5' and priority is at most '6'"),
        ({}, "whatever they hold"),
    ],
)  # fmt: skip
def test_the_words_for_what_is_left(where: dict[str, Any], words: str) -> None:
    assert describe_where(where) == words


def test_a_condition_says_in_and_not_in_settings() -> None:
    assert msgspec.convert({"in": ["a"], "not": "b"}, Condition) == Condition(in_=("a",), not_="b")
