"""TOML and JSON that are read quickly say what their plain ways make of them; all else is left to those."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from syndicate.files import parse_json, parse_toml
from syndicate.files.toml.plain import plain_toml
from syndicate.files.yaml.plain_json import decoded_json
from tests.benchmarks.articles import Generator
from tests.benchmarks.shapes import shaped
from tests.files.yaml.test_plain import changed

TOML = (
    'title = "Tides"\ndate = 2024-05-01T09:00:00Z\ntags = ["a", "b"]\n[extra]\nn = 1\n[[extra.images]]\nurl = "/a"\n[[extra.images]]\n',
    "a = 1\n[a]\n", "[a]\nb = 1\n[a]\n", "[a.b]\n[a]\nb = 1\n", "[[a]]\n[a]\n", "a = []\n[[a]]\n", "[a]\n[[a]]\n", "[[a]]\nb = 1\n[a.c]\nd = 2\n",
    "a = 1\na = 2\n", "a.b = 1\n", "[a.b]\n[[a]]\n", "[[a.b]]\n[[a]]\n", "[a]\nb = 1\n[a.b]\n", "x = 1 # c\n# c\n\n[t] # c\n", "1 = 2\n", "[1.2]\n",
    *(f"k = {value}\n" for value in (
        "true", "True", "0", "-0", "+1", "01", "1_0", "0x1", "1.5", "1e3", "-1", "123456789012345678", "1234567890123456789", "inf", "null",
        '"\\u00e9"', '"\\ud800"', '"\\U0001F600"', '"\\/"', '"\\e"', '"a\\nb"', '"a" "b"', "'a'", '"""a"""', "[]", "[ ]", "[1, 'a']", "[1,]", "[[1]]",
        "[1, \n2]", "{ a = 1 }", "2024-05-01", "2024-5-1", "2024-02-30", "2024-05-01 09:00:00", "2024-05-01t09:00:00z", "2024-05-01T09:00:00-00:00",
        "2024-05-01T09:00:00+23:59", "2024-05-01T24:00:00Z", "2024-05-01T09:00:60Z", "2024-05-01T09:00Z", "2024-05-01T09:00:00.5Z", "09:00:00",
        "2024-05-01T09:00:00+24:00", "", "1 2", '"a\tb"', '"a\x7f"', '"\u00a0"', '"\ufeff"',
    )),
)  # fmt: skip
JSON = (
    '{"title": "Tides", "tags": ["a", {"b": null}], "n": [1, true]}', '{"a": 1, "a": 1}', '{"a": {"b": 1, "b": 2}}', '{"a\\"b": "c\\\\\\""}',
    *(f'{{"k": {value}}}' for value in (
        "1.5", "1e400", "-0", "1" * 18, "1" * 19, "1" * 30, "NaN", "tru", "01", '"\\ud83d\\ude00"', '"\\ud800"', '"\\u00"', '"\\x"', '"a\nb"', '"a\tb"',
        '"\u2028"', '"\\/"', "[1,]", "[]]", "'a'", '"\ufffe"', '"\x7f"',
    )),
)  # fmt: skip
WAYS: dict[str, tuple[tuple[str, ...], Callable[[str], Any], Callable[..., Any], str]] = {
    "toml": (TOML, plain_toml, parse_toml, "syndicate.files.toml.text.plain_toml"),
    "json": (JSON, decoded_json, parse_json, "syndicate.files.json_text.decoded_json"),
}


def is_quick(language: str, text: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Tell whether *text* is read quickly; assert that it then says what its plain way makes of it, and has no fault."""
    _, quick, parse, name = WAYS[language]
    found = quick(text)
    with monkeypatch.context() as patch:
        patch.setattr(name, lambda _: None)
        expected = parse(text, path="a.md", first_line=2)
    if found is not None:
        assert (repr(found), ()) == (repr(expected.value), expected.faults), text
    whole = parse(text, path="a.md", first_line=2)
    assert (repr(whole.value), whole.faults) == (repr(expected.value), expected.faults), text
    return found is not None


def head(language: str, number: int) -> str:
    """Return the head of article *number* of the benchmark."""
    text = shaped(Generator().article(number).head, number, language).partition("\n\nA paragraph")[0]
    return text.removeprefix("+++\n").removesuffix("+++\n").removesuffix("+++")


@pytest.mark.parametrize("language", WAYS)
def test_each_text_says_what_its_plain_way_makes_of_it(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = [is_quick(language, text, monkeypatch) for text in WAYS[language][0]]
    assert quick[0]
    assert not all(quick)


@pytest.mark.parametrize("language", WAYS)
def test_the_heads_of_articles_are_read_quickly(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(is_quick(language, head(language, number), monkeypatch) for number in range(50))


@pytest.mark.parametrize("language", WAYS)
@pytest.mark.parametrize("seed", range(6))
def test_a_text_with_something_changed_says_what_its_plain_way_makes_of_it(
    language: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(f"{language} {seed}")
    pool = [*WAYS[language][0], *(head(language, number) for number in range(20))]
    assert sum(is_quick(language, changed(rng, pool), monkeypatch) for _ in range(400)) > 20
