"""Articles on topics."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from syndicate import Article, FilterContext, Site, UsageError
from syndicate.builtins.filters import topics

CONTEXT = FilterContext(site=Site(title="S", url="https://example.org/"), now=datetime(2024, 5, 1, tzinfo=UTC))

Make = Callable[..., Article]


def stays(article: Article, setting: Any) -> bool:
    return topics.build(msgspec.convert(setting, topics.Setting), CONTEXT)(article)


@pytest.mark.parametrize(
    ("setting", "is_on"),
    [
        ("AI", True),
        (["ai"], True),
        ([" AI "], True),
        (["Sport", "AI"], True),
        (["Sport"], False),
        (["A"], False),
        ("elections", True),
        ("ÉLECTIONS", True),
        ({"any": ["Sport", "ai"]}, True),
        ({"any": "ai"}, True),
        ({"all": ["ai", "Elections"]}, True),
        ({"all": ["ai", "Sport"]}, False),
        ({"none": ["Sport"]}, True),
        ({"none": ["Sport", "AI"]}, False),
        ({"any": ["AI"], "none": ["Élections"]}, False),
        ({"any": ["Sport"], "all": ["AI"]}, False),
        ({"any": ["AI"], "all": ["Elections"], "none": ["Sport"]}, True),
    ],
)
def test_an_article_on_ai_and_elections(make_article: Make, setting: Any, *, is_on: bool) -> None:
    assert stays(make_article(topics=("AI", "Élections")), setting) is is_on


def test_an_article_on_nothing_is_on_no_topic_and_free_of_all(make_article: Make) -> None:
    assert not stays(make_article(), "AI")
    assert not stays(make_article(), {"all": ["AI"]})
    assert stays(make_article(), {"none": ["AI"]})


@pytest.mark.parametrize("setting", [[], {}, {"any": []}, "", [" "], ["AI", ""], {"none": ["\n"]}])
def test_a_setting_that_names_no_topic_is_refused(setting: Any) -> None:
    with pytest.raises(UsageError, match=r"topics: expected at least one topic, found .*; write e\.g\. \[AI, Feeds\]"):
        topics.build(msgspec.convert(setting, topics.Setting), CONTEXT)


@pytest.mark.parametrize("setting", [{"some": ["AI"]}, 7, None, [7]])
def test_a_setting_of_another_shape_is_refused(setting: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(setting, topics.Setting)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("AI", "on topic 'AI'"),
        (["AI", "Feeds"], "on any of 'AI', 'Feeds'"),
        ({"all": ["AI", "Feeds"]}, "on all of 'AI', 'Feeds'"),
        ({"none": "x"}, "not on 'x'"),
        ({"any": "AI", "none": ["x", "y"]}, "on topic 'AI' and not on 'x' or 'y'"),
    ],
)
def test_the_words_for_what_is_left(setting: Any, words: str) -> None:
    assert topics.describe(msgspec.convert(setting, topics.Setting)) == words
