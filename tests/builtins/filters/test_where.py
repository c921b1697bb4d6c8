"""The filter that holds articles against conditions; what they mean is tests/parts/test_where.py."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from syndicate import FilterContext, Site, UsageError
from syndicate.builtins.filters import where
from tests.conftest import MakeArticle


def test_it_keeps_what_fits(make_article: MakeArticle, site: Site) -> None:
    (offered,) = where.syndicate_filters()
    setting = msgspec.convert({"type": "video", "language": "en"}, offered.options)
    stays = offered.build(setting, FilterContext(site=site, now=datetime(2024, 5, 1, tzinfo=UTC)))
    assert stays(make_article(kind="video"))
    assert not stays(make_article(kind="video", language="de"))
    assert not stays(make_article())
    assert offered.describe
    assert offered.describe(setting) == "where type is 'video' and language is 'en'"


def test_it_refuses_what_nothing_can_be_compared_with(site: Site) -> None:
    with pytest.raises(UsageError, match="priority: 'many' is not"):
        where.build({"priority": {"min": "many"}}, FilterContext(site=site, now=datetime(2024, 5, 1, tzinfo=UTC)))


def test_an_empty_selection_is_told_what_the_field_holds_or_which_is_meant(
    make_article: MakeArticle, site: Site
) -> None:
    def explained(setting: dict[str, object]) -> str:
        keeps = where.build(setting, FilterContext(site=site, now=datetime(2024, 5, 1, tzinfo=UTC)))
        return str(vars(keeps)["explain"](articles))

    articles = [make_article(kind="video", extra={"quality": {"stars": [3, 5]}}), make_article(kind="audio")]
    assert explained({"kind": "film"}) == "kind seen: 'audio' (1), 'video' (1)"
    assert explained({"quality.stars": 4}) == "quality.stars seen: '3' (1), '5' (1)"
    assert explained({"qualty": 4}) == "none of them has 'qualty', did you mean 'quality'?"
    assert explained({"titel": "x", "kind": "film"}).startswith("none of them has 'titel', did you mean 'title'?; kind")
    many = [make_article(kind=f"kind {number}") for number in range(12)]
    articles = many
    assert explained({"type": "film"}).endswith("'kind 5' (1) and 4 more")
