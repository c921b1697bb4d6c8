from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from syndicate.files.check import Checker


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    limit: Annotated[int, msgspec.Meta(ge=1)] | None = None
    content: Literal["none", "summary", "full"] = "summary"
    switch: bool | dict[str, Any] = True
    hubs: str | tuple[str, ...] = ()
    ratio: Annotated[float, msgspec.Meta(description="a number, said in words")] = 1.0


class Root(msgspec.Struct, forbid_unknown_fields=True):
    title: str = ""
    entries: tuple[Entry, ...] = ()
    fields: dict[str, str | tuple[str, ...]] = {}


def check(value: object, raw: dict[tuple[object, ...], str] | None = None) -> tuple[object, list[str]]:
    checker = Checker(lambda *_: ("file", 0, 0), (raw or {}).get)
    made = checker.convert(value, Root)
    return made, [f"{fault.field}: {fault.message}" for fault in checker.faults]


def test_a_right_value_becomes_the_type() -> None:
    value = {
        "entries": [{"name": "a", "limit": 2, "hubs": ["h"], "switch": {"x": 1}, "ratio": 2}],
        "fields": {"a": "b"},
    }
    made, mistakes = check(value)
    assert mistakes == []
    assert made == Root(entries=(Entry(name="a", limit=2, hubs=("h",), switch={"x": 1}, ratio=2.0),), fields={"a": "b"})


def test_every_mistake_is_found_in_one_run() -> None:
    value = {
        "titel": "x",
        "entries": [
            {"name": "a", "limit": "ten", "content": "ful"},
            {"limit": 0, "hubs": ["h", {}], "ratio": "much"},
            "text",
        ],
        "fields": [],
    }
    _, mistakes = check(value)
    assert mistakes == [
        "titel: unknown key; did you mean 'title'?",
        "entries[0].limit: expected a whole number of at least 1, found 'ten'",
        "entries[0].content: expected full or none or summary, found 'ful'; did you mean 'full'?",
        "entries[1]: 'name' is missing; write name: ...",
        "entries[1].limit: expected a whole number of at least 1, found '0'",
        "entries[1].hubs[1]: expected a text, found a mapping",
        "entries[1].ratio: expected a number, found 'much'",
        "entries[2]: expected a mapping, found the text 'text'",
        "fields: expected a mapping, found a list",
    ]


def test_a_number_where_a_text_is_wanted_is_the_text_as_written() -> None:
    made, mistakes = check({"title": 1.1}, {("title",): "1.10"})
    assert (made, mistakes) == (Root(title="1.10"), [])


def test_yes_and_no_are_true_and_false_where_a_switch_is_wanted() -> None:
    made, _ = check({"entries": [{"name": "a", "switch": "no"}]})
    assert made == Root(entries=(Entry(name="a", switch=False),))


def test_true_is_no_number() -> None:
    _, mistakes = check({"entries": [{"name": "a", "limit": True}]})
    assert mistakes == ["entries[0].limit: expected a whole number of at least 1, found true"]


def test_a_key_with_nothing_behind_it_is_left_out_unless_it_is_required() -> None:
    made, mistakes = check({"title": None, "entries": None, "fields": None})
    assert (made, mistakes) == (Root(), [])
    _, mistakes = check({"entries": [{"name": None}]})
    assert mistakes == ["entries[0].name: expected a text, found nothing"]


def test_what_is_no_mapping_at_all_is_told_what_one_looks_like() -> None:
    _, mistakes = check(["title"])
    assert mistakes == [": expected a mapping, found a list; write lines like key: value"]


class Bounds(msgspec.Struct, forbid_unknown_fields=True):
    logo: Annotated[str, msgspec.Meta(pattern=r"^https?://")] = "https://e.org/"
    name: Annotated[str, msgspec.Meta(min_length=2, max_length=4)] = "ab"
    share: Annotated[float, msgspec.Meta(gt=0, le=1)] = 1
    step: Annotated[int, msgspec.Meta(multiple_of=5)] = 5
    words: Annotated[tuple[str, ...], msgspec.Meta(max_length=2)] = ()


def test_every_constraint_of_a_type_counts() -> None:
    checker = Checker(lambda *_: ("file", 0, 0))
    checker.convert({"logo": "/logo.png", "name": "a", "share": 3, "step": 4, "words": ["a", "b", "c"]}, Bounds)
    assert [f"{fault.field}: {fault.message}" for fault in checker.faults] == [
        "logo: expected a text that fits the pattern ^https?://, found '/logo.png'",
        "name: expected a text of at least 2 characters and of at most 4 characters, found 'a'",
        "share: expected a number above 0 and at most 1, found '3'",
        "step: expected a whole number, found '4'",
        "words: expected a list of at most 2 entries, found 3",
    ]
    right = Bounds(logo="http://e.org", name="abcd", share=0.5, step=10, words=("a", "b"))
    values = {"logo": "http://e.org", "name": "abcd", "share": 0.5, "step": 10, "words": ["a", "b"]}
    assert Checker(lambda *_: ("file", 0, 0)).convert(values, Bounds) == right


def test_no_place_is_looked_for_where_nothing_is_wrong() -> None:
    def place(*_: object) -> tuple[str, int, int]:
        raise AssertionError

    assert Checker(place).convert("all", int | Literal["all"]) == "all"
