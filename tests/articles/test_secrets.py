"""What nobody may see is taken out however deep it lies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, dictionaries, floats, integers, lists, none, recursive, sampled_from, text

from syndicate import Article, Site
from syndicate.articles import ArticleFields
from syndicate.articles.secrets import SECRETS, _public, public
from syndicate.files import parse_yaml

SITE = Site(title="T", url="https://e.org/")
KEYS = (
    sampled_from(("secured", "Secured", "SECURED", "a", "se", "cured", "\u017fecured", "se-cured", "Key", "\u212aey"))
    | text()
)
VALUES = recursive(
    none() | booleans() | integers() | floats(allow_nan=False) | text() | sampled_from(("secured", "key")),
    lambda inner: lists(inner) | dictionaries(KEYS, inner),
)


@given(value=VALUES)
def test_looking_first_whether_a_name_is_there_changes_nothing(value: Any) -> None:
    for secrets in (SECRETS, frozenset({"key"}), frozenset()):
        assert public(value, secrets) == _public(value, secrets)


@pytest.mark.parametrize("name", ["\u212aey", "KEY", "\u212aEY", "k_e-y", "Ke y "])
def test_a_name_is_secret_in_any_spelling(name: str) -> None:
    assert public([{name: 1, "a": {name: 2}}], frozenset({"key"})) == [{"a": {}}]


@pytest.mark.parametrize("name", ["accessToken", "Post Password", "api-key", "clientSecret"])
def test_the_usual_secrets_are_none_of_an_articles_extra(name: str) -> None:
    head = {"title": "T", "date": "2024-01-01", "url": "/a", name: "s3cret", "x": {name: "s3cret"}}
    found, *_ = ArticleFields(SITE, has_extra=True).read(parse_yaml(json.dumps(head), path="a.md"))
    assert isinstance(found, Article)
    assert found.extra == {"x": {}}


def test_a_value_of_another_kind_and_one_nested_deeply_are_looked_through_too() -> None:
    deep: Any = {"secured": 1, "a": object}
    for _ in range(200):
        deep = [deep]
    found = public(deep, SECRETS)
    for _ in range(200):
        found = found[0]
    assert found == {"a": object}
