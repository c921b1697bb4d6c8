"""JSON with positions: plain values, and where each of them stands."""

from __future__ import annotations

import pytest

from syndicate.files import parse_json

TEXT = '\ufeff{\r\n  "title": "Tides",\r\n  "list": [1.50, {"deep": true}],\r\n  "esc\\"aped": null\r\n}'


@pytest.mark.parametrize(
    ("path", "place", "of_key", "text"),
    [
        (("title",), (3, 12), (3, 3), "Tides"),
        (("list", 0), (4, 12), (4, 12), "1.5"),
        (("list", 1, "deep"), (4, 27), (4, 19), "true"),
        (('esc"aped',), (5, 16), (5, 3), "null"),
        (("list", 7), (4, 11), (4, 11), ""),
        (("none",), (2, 1), (2, 1), ""),
    ],
)
def test_a_value_knows_where_it_stands(
    path: tuple[str | int, ...], place: tuple[int, int], of_key: tuple[int, int], text: str
) -> None:
    tree = parse_json(TEXT, path="a.json", first_line=2)
    assert (tree.position(path), tree.position(path, of_key=True), tree.text(path)) == (place, of_key, text)


def test_what_is_there_is_there() -> None:
    tree = parse_json(TEXT, path="a.json")
    assert (tree.has(("list", 1, "deep")), tree.has(("list", 2))) == (True, False)
    assert str(tree.fault(("list", 1, "deep"), "wrong")) == "a.json:3:27: list[1].deep: wrong"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1,\n  b: 2}', ["a.md:3:3: is not JSON: expecting property name enclosed in double quotes; correct it here"]),
        ('{"a": 1', ["a.md:2:8: is not JSON: expecting ',' delimiter; correct it here"]),
        ('{"a": NaN}', ["a.md:2:1: is not JSON: NaN is no JSON value; write a number or a text"]),
        ('{"a": ' + "1" * 5_000 + "}", ["a.md:2:1: holds a number that is too long; write it as a text"]),
        ("[" * 1_000_000, ["a.md:2:1: is nested too deeply; no front matter is"]),
    ],
)  # fmt: skip
def test_what_is_no_json_is_told_where_it_goes_wrong(text: str, expected: list[str]) -> None:
    assert [str(fault) for fault in parse_json(text, path="a.md", first_line=2).faults] == expected


def test_of_two_members_of_one_name_the_last_counts_and_is_told_of_where_it_says_another_thing() -> None:
    tree = parse_json('{"a": 1,\n "b": {"c": 1, "c": 2, "d": 1, "d": 1},\n\n "a": 3}', path="a.md", first_line=2)
    assert (tree.value, tree.position(("a",))) == ({"a": 3, "b": {"c": 2, "d": 1}}, (5, 7))
    assert [(str(fault), fault.severity) for fault in tree.faults] == [
        ("a.md:3:16: c: the key 'c' is given twice, and the last counts; keep one", "warning"),
        ("a.md:5:2: a: the key 'a' is given twice, and the last counts; keep one", "warning"),
    ]


@pytest.mark.parametrize("depth", [*range(900, 1_010, 10), 5_000])
def test_deep_values_are_read_or_refused(depth: int) -> None:
    for inside in ("1", '{"a": 1, "a": 2}'):
        tree = parse_json('{"a":' * depth + inside + "}" * depth, path="a.json")
        assert tree.faults or tree.position(("a",) * depth) == (1, 5 * depth + 1)


def test_many_members_take_no_longer_than_they_are_long() -> None:
    tree = parse_json("{" + '"a": 1,\n"a": 2,\n' * 25_000 + '"zz": 1}', path="a.json")
    assert (len(tree.faults), str(tree.faults[-1])) == (
        49_999,
        "a.json:50000:1: a: the key 'a' is given twice, and the last counts; keep one",
    )
    assert parse_json('{"a": [' + "1," * 100_000 + '1],\n"zz": 1}', path="a.json").position(("zz",)) == (2, 7)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": 1,\n "b": 2}', (2, 2)), ('{"c": "b",\n "b": 2}', (2, 2)), ('{"c": {"b": 1},\n "b": 2}', (2, 2)),
        ('{"c": "\\"b\\"",\n "b": 2}', (2, 2)), ('{"c": {"b": 1}}', (1, 1)), ('{\n"\\u0062": 1}', (2, 1)),
    ],
)  # fmt: skip
def test_a_key_is_found_at_its_own_place(text: str, place: tuple[int, int]) -> None:
    assert parse_json(text, path="a.json").position(("b",), of_key=True) == place


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\ud800", "\ufffd"), (r"a\uDFFF\ud83d", "a\ufffd\ufffd"), (r"\ud800\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\\ud800\ud800", "\\ud800\ufffd"),
    ],
)  # fmt: skip
def test_half_a_surrogate_pair_is_the_replacement_character(written: str, read: str) -> None:
    tree = parse_json(f'{{"a": "{written}",\n"b": 1}}', path="a.json")
    assert (tree.value, tree.faults, tree.position(("b",))) == ({"a": read, "b": 1}, (), (2, 6))
