"""What is read without libyaml is what libyaml's nodes are made into."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from syndicate.files import YamlTree, parse_yaml
from syndicate.files.yaml.entries import sound_entries

ROOT = Path(__file__).parents[3]
VALUES = (
    'Tides|\'it\'\'s\'|\'\'|""|"a \\"b\\" \\\\ c"|"\\\\\\"\\\\\\\\"|"a\\nb"|"\\x41"|[]|[ ]|[a]|[a, b]|[a,b,]|[a,,b]|[,]|[a b, \'c\', "d"]|[1, -1, ~, true]|[a|'
    "['a' b]|[a]b|[- a]|[-1]|[a: b]|[[a]]|{}|{a: 1}|~|null|Null|NULL|nUll|true|True|TRUE|yes|no|on|off|=|<<|0|-0|00|007|0o7|0x1F|"
    "1|-1|- 1|--1|+1|1_000|1.5|1.|.5|-.5|1e3|1E-3|1.0e5|1e400|1e99|.inf|.nan|123456789012345678|1234567890123456789|12:30|"
    "{format: rss, path: rss.xml}|{ a: 1 , b: 'c: d', c: \"{topic}.xml\" }|{a: 1, a: 2}|{a: 1,}|{a: }|{a:1}|{a: b: c}|{a: b #c}|{a: b, c}|{a: -1}|"
    "{a: b c  }|{a: b}c|{a: b} # c|{a: [b]}|{a: {b: c}}|{a: b|{a: b, 'c': d}|{<<: a}|{a: 'it''s'}|{a: \"b\\\"c\"}|{a: true, b: null, c: ~}|{a:  b}|"
    "2024-05-01|2024-05-01T09:00:00Z|a:b|a: b|a :b|a :|a:|: a|:a|a #b|a# b|#b|a#|? a|?a|- a|-a|-|--- a|---|...|&a b|*a|!a b|!!str 1|"
    "| |>|>-|%a|@a|`a|'a|\"a|'a' b|\"a\" b|'a'#b|'a' #b|a'b|a\"b|a,b|a]b|a}b|https://example.org/a?b=c#d|a\tb|\ta|a\t|é|Küste|"
    "\u00a0a|a\u00a0|a\u0085b|a\u2028b|a\ufeffb|\ufeff|😀|\ue000|\ufffe|\x7f|a\\b|\\|'\\'|a  |   a|a   # c|'a'  |[a]  # c"
).split("|")
SHAPES = (
    "k: {}\n", "k:   {}  \n", "a: 1\nk: {}\nb: 2\n", "k:\n  - {}\n  - b\n", "k:\n- {}\n- b\nc: d\n", "k:\n  a: {}\n  b: c\n",
    "k:\n  - a: {}\n    b: c\n", "k: {}\n  more\n", "k: {}\n  - more\n", "k:\n  {}\n", "{}: k\n", "- {}\n", "{}\n", "k: {}",
    "k: {}\r\nb: c\r\n", "k: [{}]\n", "k: [a, {}]\n",
)  # fmt: skip
TEXTS = (
    "", "\n", "# c\n", "k:\n", "k:\n# c\n", "k:\n  # c\n  a: b\n", "k:\n\n\n  a: b\n\n", "k: a\nk: b\n", "k:\n  a: b\n a: c\n",
    "k:\n   a: b\n  c: d\n", " k: a\n", " k: a\nb: c\n", "k:\n  - a\n - b\n", "k:\n  - a\n  b: c\n", "k:\n- a\nb:\n- c\n",
    "k:\n  -   a: b\n      c: d\n", "k:\n  - a:\n    - b\n    c: d\n", "k:\n  - a:\n  - b:\n", "k:\n  - a:\n      b: c\n  - d\n",
    "k:\n  - - a\n", "k:\n  -\n    a: b\n", "k:\n  - # c\n    a\n", "a: b\n- c\n", "- a\nb: c\n", "a b: c\n", "a : c\n", "a:b\n",
    "'a': b\n", "? a\n: b\n", "<<: a\n", "true: a\nnull: b\n1: c\n", "k: a\n---\nb: c\n", "k: a\n...\n", "k: a\n--- b\n", "%YAML 1.1\n",
    "k: a\n\tb: c\n", "k: |\n  a: b\n", "k: >\n  a\n", "k: 'a\n  b'\n", "k: &x a\nb: *x\n", "\ufeffk: a\n", "k: a\rb: c\r",
    "k:\n  a: b\nk:\n  c: d\n", "k: a # c\nb: 'd' # e\n", "k: a\n # c\nb: d\n", "k:#c\n", "k: #c\n  a: b\n",
    "".join(f"{'  ' * depth}k:\n" for depth in range(120)), f"{'k' * 2000}: a\n", f"k: {'a' * 100_000}\n",
    "k:\n  - a:\n\n    b: c\n", "k:\n  - a\n\n  - b\n   \n", "k: a\n   \nb: c\n", "k:\n    - a: b\n      c:\n      - d\n      e: f\n",
)  # fmt: skip
PIECES = (
    *"\n \"'\\\t\r[]{},&*!|>?%@`~#:-=é\u0085\u2028\ufeff\u00a0\x00\ufffe", "  ", "- ", ": ", " #", "\r\n", "null", "1e3", ".5", "---\n",
    "...\n", "<<: ", "key: v\n", "  k: v\n", "- i\n", '""', "[a, b]", '\\"', "# c\n",
)  # fmt: skip


def by_libyaml(text: str, monkeypatch: pytest.MonkeyPatch) -> YamlTree:
    with monkeypatch.context() as patch:
        patch.setattr("syndicate.files.yaml.text.sound_entries", lambda _: None)
        return parse_yaml(text, path="a.md", first_line=2)


def assert_same(text: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Assert that both ways read one thing from *text*; tell whether it is plain."""
    if sound_entries(text.removeprefix("\ufeff")) is None:
        return False
    found, expected = parse_yaml(text, path="a.md", first_line=2), by_libyaml(text, monkeypatch)
    assert (repr(found.value), found.faults) == (repr(expected.value), expected.faults), text
    for path in paths(found.value):
        for place in (path, (*path, "no such key"), (*path, 9)):
            assert found.text(place) == expected.text(place), (text, place)
            assert found.position(place) == expected.position(place), (text, place)
            assert found.position(place, of_key=True) == expected.position(place, of_key=True), (text, place)
            assert found.has(place) == expected.has(place), (text, place)
            assert found.fault(place, "is wrong") == expected.fault(place, "is wrong"), (text, place)
    return True


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in members:
        yield from paths(item, (*path, step))


def heads(folder: Path) -> list[str]:
    found = []
    for path in sorted(folder.rglob("*.md")):
        head = re.match(r"---[ \t]*\r?\n(.*?\n)---", path.read_bytes().decode(errors="replace"), re.DOTALL)
        if head and "node_modules" not in path.parts:
            found.append(head[1])
    return found


@pytest.mark.parametrize("shape", SHAPES)
def test_every_value_is_the_one_of_libyaml(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in VALUES:
        assert_same(shape.replace("{}", value), monkeypatch)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_every_shape_is_the_one_of_libyaml(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same(text, monkeypatch)


@pytest.mark.parametrize(
    "text",
    [
        "title: Tides\n",
        "a:\n  - b: 'c'\n    d: 1\n  - e\n",
        "tags: [a, 'b']\n",
        "a: b\r\n",
        'feeds:\n  - {format: rss, path: "{topic}.xml"}\n',
    ],
)
def test_what_most_heads_hold_is_plain(text: str) -> None:
    assert sound_entries(text) is not None


def test_heads_that_say_the_same_share_no_value() -> None:
    text = "provider:\n  name: Harbour\n  topics: [a, b]\n"
    first, second = (parse_yaml(text, path="a.md").value for _ in range(2))
    assert first == second
    assert first["provider"] is not second["provider"]
    first["provider"]["topics"].append("c")
    assert parse_yaml(text, path="a.md").value == second


def test_the_heads_of_this_repository_are_those_of_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = sum(assert_same(head, monkeypatch) for head in heads(ROOT))
    assert plain > 100


@pytest.mark.parametrize("seed", range(8))
def test_a_head_with_something_changed_is_that_of_libyaml(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(seed)
    pool = [*heads(ROOT)[:: seed + 1], *TEXTS[:-4]]
    plain = sum(assert_same(changed(rng, pool), monkeypatch) for _ in range(500))
    assert plain > 50


def changed(rng: random.Random, pool: list[str]) -> str:
    text = rng.choice(pool)[:2000]
    for _ in range(rng.randint(1, 3)):
        index = rng.randint(0, len(text))
        lines = text.splitlines(keepends=True) or [""]
        chosen = rng.randrange(len(lines))
        others = rng.choice(pool).splitlines(keepends=True) or [""]
        match rng.randrange(6):
            case 0:
                text = text[:index] + rng.choice(PIECES) + text[index:]
            case 1:
                text = text[:index] + rng.choice(PIECES) + text[index + 1 :]
            case 2:
                text = text[:index] + text[index + rng.randint(1, 3) :]
            case 3:
                lines[chosen] = " " * rng.randint(0, 4) + lines[chosen].lstrip(" ")
                text = "".join(lines)
            case 4:
                text = "".join(lines[:chosen] + lines[chosen + 1 :])
            case _:
                start = rng.randrange(len(others))
                text = "".join([*lines[:chosen], *others[start : start + 4], *lines[chosen:]])
    return text
