"""YAML text into plain values with positions, within bounds."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st

from syndicate import SyndicateError
from syndicate.files import parse_yaml
from syndicate.files.yaml.compose import parser


def value(text: str) -> Any:
    tree = parse_yaml(text, path="x.yaml")
    assert not tree.faults
    return tree.value


@pytest.mark.parametrize(
    "text", ["no", "Off", "y", "12:30", "0123", "0x1F", "1_000", "2024-01-30", ".nan", "1e999", "9" * 19]
)
def test_what_yaml_would_guess_at_stays_text(text: str) -> None:
    assert value(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "found"),
    [("true", True), ("FALSE", False), ("~", None), ("", None), ("Null", None), ("7", 7), ("-1", -1), ("1.10", 1.1), ("2e3", 2000.0)],
)  # fmt: skip
def test_flags_nothing_and_json_numbers_are_values(text: str, found: object) -> None:
    assert value(f"a: {text}") == {"a": found}


@pytest.mark.parametrize("text", ["'7'", '"true"', "|-\n  7", "!!str 7", "!ruby/object 7"])
def test_quoted_and_tagged_scalars_are_text(text: str) -> None:
    assert isinstance(value(f"a: {text}")["a"], str)


def test_a_tag_constructs_nothing() -> None:
    assert value("a: !!python/object/apply:os.system ['exit 1']") == {"a": ["exit 1"]}


def test_the_text_as_written_stays_in_reach() -> None:
    tree = parse_yaml("title: 1.10\nflags: [true, 0123]", path="x.md")
    assert tree.text(("title",)) == "1.10"
    assert tree.text(("flags", 0)) == "true"
    assert tree.text(("flags",)) == tree.text(("nowhere",)) == ""


def test_a_position_is_that_of_the_file() -> None:
    tree = parse_yaml("a:\r\n  - b: 1\r\n    ü: 22", path="x.md", first_line=3)
    assert tree.position(("a", 0, "ü")) == (5, 8)
    assert tree.position(("a", 0, "ü"), of_key=True) == (5, 5)
    assert tree.position(("a", 0, "missing")) == (4, 5)
    assert str(tree.fault(("a", 0, "b"), "too small")) == "x.md:4:8: a[0].b: too small"


def test_only_line_feeds_count_as_lines() -> None:
    tree = parse_yaml('a: "x\u2028y\u0085z"\nb: c', path="x.md")
    assert tree.position(("b",)) == (2, 4)


def test_merge_keys_are_honoured_and_own_keys_win() -> None:
    text = "base: &base {x: 1, y: 2}\nother: &other {x: 3, z: 4}\na:\n  <<: [*base, *other]\n  y: 5"
    assert value(text)["a"] == {"x": 1, "y": 5, "z": 4}
    assert parse_yaml(text, path="x").position(("a", "z")) == (2, 25)


def test_a_quoted_merge_sign_is_a_key() -> None:
    assert value('"<<": x') == {"<<": "x"}


def test_keys_are_text() -> None:
    assert value("2024: a\ntrue: b\n~: c") == {"2024": "a", "true": "b", "~": "c"}


def test_all_mistakes_are_told_in_one_run() -> None:
    tree = parse_yaml("a: 1\nb: 2\na: 3\n? [c]\n: 4\nd: {e: 1, e: 2}", path="x.md")
    assert [(fault.line, fault.column, fault.field) for fault in tree.faults] == [(3, 1, "a"), (4, 3, ""), (6, 11, "e")]
    assert "first in line 1" in tree.faults[0].message


def test_a_control_character_is_read_as_a_space() -> None:
    tree = parse_yaml("a: x\x01y\nb: \x7f1\nc: \ud800", path="x.md")
    assert tree.value == {"a": "x y", "b": 1, "c": None}
    assert tree.position(("b",)) == (2, 5)


def test_two_escapes_that_are_a_surrogate_pair_are_one_character_as_programs_in_javascript_write_it() -> None:
    tree = parse_yaml("a: \"\\ud83d\\udc1f \\u00e9\"\nb: '\\u00e9'\nc: 1", path="x.md")
    assert (tree.value, tree.faults) == ({"a": "\U0001f41f \u00e9", "b": "\\u00e9", "c": 1}, ())
    assert tree.position(("c",)) == (3, 4)
    (fault,) = parse_yaml('a: "\\ud83d"', path="x.md").faults
    assert "this escape names no character" in fault.message


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"])
def test_a_separator_of_lines_that_a_word_processor_left_ends_no_line(sign: str) -> None:
    tree = parse_yaml(f"a: x{sign}y\nb: 1", path="x.md")
    assert (tree.value, tree.faults, tree.position(("b",))) == ({"a": "x y", "b": 1}, (), (2, 4))


@pytest.mark.parametrize("text", ["", "# nothing", "\ufeff"])
def test_a_text_that_says_nothing_is_none(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)),
        "a0: &a0 {x: y}\n" + "".join(f"a{n}: &a{n} {{x: *a{n - 1}, y: *a{n - 1}}}\n" for n in range(1, 40)),
        "a: &a [*a, *a]",
        "a: &a {<<: *a}",
        "[" * 300_000,
        "{a: " * 100_000,
        "- " * 100_000 + "a",
        "- ? " * 100_000 + "a",
        "\n".join(" " * n + "a:" for n in range(1_000)),
        "a: " + "[" * 101 + "]" * 101,
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200)),
    ],
)
def test_a_bomb_is_one_fault_and_costs_little(text: str) -> None:
    started = time.process_time()
    tree = parse_yaml(text, path="x.md")
    assert len(tree.faults) == 1
    assert tree.value is None
    assert time.process_time() - started < 1


def test_a_hundred_levels_are_no_bomb() -> None:
    assert value("[" * 100 + "]" * 100)


def test_many_values_without_aliases_are_no_bomb() -> None:
    assert len(value("a: [" + "1," * 40_000 + "]")["a"]) == 40_000


def test_faults_and_warnings_end_somewhere() -> None:
    assert len(parse_yaml("? [a]\n: 1\n" * 5_000, path="x.md").faults) == 100
    tree = parse_yaml("a: 1\na: 2\n" * 5_000, path="x.md")
    assert (len(tree.faults), tree.value) == (100, {"a": 2})


def test_of_a_key_that_is_given_twice_the_last_counts() -> None:
    tree = parse_yaml("a: 1\nb: {c: x, c: y, d: 1, d: 1}\n'a': 3\n", path="x.md", first_line=2)
    assert (tree.value, tree.position(("a",))) == ({"a": 3, "b": {"c": "y", "d": 1}}, (4, 6))
    assert [(str(fault), fault.severity) for fault in tree.faults] == [
        ("x.md:3:11: c: the key 'c' is given twice, first in line 3, and the last counts; take one out", "warning"),
        ("x.md:4:1: a: the key 'a' is given twice, first in line 2, and the last counts; take one out", "warning"),
    ]


def test_a_key_that_is_given_twice_goes_before_what_is_merged() -> None:
    assert parse_yaml("d: &d {a: 1}\na: 2\na: 3\n<<: *d\n", path="x.md").value["a"] == 3


def test_without_the_c_parser_only_what_is_plain_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    parser.cache_clear()
    with pytest.raises(SyndicateError, match="without its C parser"):
        parse_yaml("a: {b: c}", path="x.md")
    assert parse_yaml("a: b\n", path="x.md").value == {"a": "b"}


# PyYAML writes these three line ends as they are, and its own reader folds them.
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029"))
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(words, plain, max_size=5))
def test_what_another_program_wrote_comes_back(mapping: dict[str, Any]) -> None:
    written = yaml.safe_dump(mapping, allow_unicode=True)
    assert value(written) == mapping


@given(st.text())
def test_any_text_is_read_or_is_at_fault(text: str) -> None:
    tree = parse_yaml(text, path="x.md")
    assert all(fault.line >= 1 and fault.column >= 1 and "\n" not in fault.message for fault in tree.faults)
