"""What is read as JSON is what libyaml's nodes are made into."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from syndicate.files import YamlTree, parse_yaml
from syndicate.files.yaml.plain_json import plain_json
from tests.files.yaml.test_plain import paths

SETTINGS = {
    "site": {"title": "A: the \u00fcber #1", "authors": ["Ann", "- Lee"], "rights": "", "<<": {"a": "~"}},
    "feeds": [{"format": "rss", "limit": 20, "allow_empty": False}, {"format": "atom", "each": None}, [], {}],
}
PLAIN = (
    *(json.dumps(SETTINGS, indent=indent, ensure_ascii=False) for indent in (None, 0, 2, 4)),
    json.dumps(SETTINGS, separators=(",", ":"), ensure_ascii=False) + "\n",
    '{"a":-1,"b":-0,"c":[true,false,null],"d":"https://example.org/?a=b#c"}', '{ "a" : [ ] , "b" : 999999999999999999 }',
    "{}", '{"a": ["b",\n"c"\n,"d"],\n "e": {\n\n}}', '{"": {"": ""}}', '{"a": "😀"}', f'{{"{"k" * 1000}": 1}}', '{"a": "\'x\' & *y ! | >"}',
)  # fmt: skip
OTHERWISE = (
    "", "[]", '"a"', "{a: b}", '{"a": b}', '{"a": 1, "a": 2}', '{"a": {"b": "c", "b": 1}}', '{"a": 1.5}', '{"a": 1e3}',
    '{"a": "b\\n"}', '{"a": "\\u0041"}', '{"a":\t1}', '{"a": 1,}', '{"a": 1} # c', '{"a": 1}\n---\n', '{"a"\n: 1}', '{"a"\n  : 1}',
    '{"a": 1000000000000000000}', '{"a": "\x85"}', '{"a": "\u2028"}', '{"a": "\ufeff"}', '{"a":\r\n1}', f'{{"{"k" * 1001}": 1}}',
    '{"a": ' + "[" * 60 + "]" * 60 + "}", '{"a": "\u00a0"}', '{"a": 1', "{'a': 1}",
)  # fmt: skip


def by_libyaml(text: str, monkeypatch: pytest.MonkeyPatch) -> YamlTree:
    with monkeypatch.context() as patch:
        patch.setattr("syndicate.files.yaml.text.plain_json", lambda _: None)
        return parse_yaml(text, path="x.yaml")


def assert_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found, expected = parse_yaml(text, path="x.yaml"), by_libyaml(text, monkeypatch)
    assert (repr(found.value), found.faults) == (repr(expected.value), expected.faults), text
    for path in paths(found.value):
        for place in (path, (*path, "no such key"), (*path, 9)):
            assert parse_yaml(text, path="x.yaml").has(place) == expected.has(place), (text, place)
            assert found.text(place) == expected.text(place), (text, place)
            assert found.position(place) == expected.position(place), (text, place)


@pytest.mark.parametrize("text", PLAIN)
def test_plain_json_is_what_libyaml_makes_of_it(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert plain_json(text) is not None
    assert_same(text, monkeypatch)


@pytest.mark.parametrize("text", OTHERWISE)
def test_what_yaml_may_read_otherwise_is_left_to_libyaml(text: str) -> None:
    assert plain_json(text) is None


words = st.text(st.sampled_from(" \"'abé:,{}[]#-&*!|>%@`~?\\\n\t0\u00a0\ufeff😀"), max_size=8) | st.text(max_size=3)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(words, values, max_size=4), st.sampled_from((None, 0, 1, 2)))
def test_any_json_is_what_libyaml_makes_of_it(
    monkeypatch: pytest.MonkeyPatch, mapping: dict[str, Any], indent: int | None
) -> None:
    text = json.dumps(mapping, indent=indent, ensure_ascii=False)
    if plain_json(text) is not None:
        assert_same(text, monkeypatch)
