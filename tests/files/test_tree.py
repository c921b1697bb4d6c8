"""Raw fields that know where they stand, and what a generator's rules lay over them."""

from __future__ import annotations

import pytest

from syndicate.files import Overlay, RawFields, RawTree, parse_json, parse_toml, parse_yaml
from syndicate.files.yaml.entries import value_of

YAML = parse_yaml("title: Tides\ndate: 2024-01-01\ndraft: no\nlist: [1.50]\n", path="a.md", first_line=2)


def test_an_overlay_adds_replaces_and_takes_away() -> None:
    over = Overlay(YAML, {"url": "/tides/", "date": "2024-02-02", "draft": None})
    assert over.value == {"title": "Tides", "date": "2024-02-02", "draft": None, "list": [1.5], "url": "/tides/"}
    assert YAML.value["date"] == "2024-01-01"


def test_a_scalar_is_as_the_article_writes_it_or_as_the_rules_make_it() -> None:
    over = Overlay(YAML, {"date": "2024-02-02", "is_new": True, "weight": 3})
    paths: list[tuple[str | int, ...]] = [("title",), ("list", 0), ("date",), ("is_new",), ("weight",)]
    assert [over.text(path) for path in paths] == ["Tides", "1.50", "2024-02-02", "true", "3"]


def test_a_fault_stands_where_the_value_came_from() -> None:
    over = Overlay(YAML, {"url": "/x", "date": "?"}, places={"url": ("title",)})
    assert str(over.fault(("url",), "wrong")) == "a.md:2:8: title: wrong"
    assert str(over.fault(("date",), "wrong")) == "a.md:3:7: date: wrong"
    assert str(over.fault(("date",), "wrong", of_key=True)) == "a.md:3:1: date: wrong"
    assert str(over.fault(("slug",), "wrong")).startswith("a.md:2:1: slug: wrong")


TREES = (
    parse_yaml("a: [abc]\nb: 1.50\nc: 'x'\n", path="a.md"),
    parse_yaml("a: &x [abc]\nb: 1.50\nc: 'x'\n", path="a.md"),  # read by its nodes
    parse_toml('a = ["abc"]\nb = 1.50\nc = "x"\n', path="a.md"),
    parse_json('{"a": ["abc"], "b": 1.50, "c": "x"}', path="a.md"),
)


@pytest.mark.parametrize("tree", TREES)
def test_what_rules_look_at_is_read_and_the_rest_is_there_all_the_same(tree: RawTree) -> None:
    some = tree.some({"a", "c", "no such key"}.__contains__)
    assert {key: some[key] for key in ("a", "c")} == {"a": ["abc"], "c": "x"}
    assert (tree.is_mapping, list(tree.entries), tree.value["b"]) == (True, ["a", "b", "c"], 1.5)
    assert not parse_yaml("- a\n", path="a.md").is_mapping


@pytest.mark.parametrize("tree", TREES)
def test_the_entries_of_an_overlay_say_what_it_says(tree: RawTree) -> None:
    over = Overlay(tree, {"d": True, "b": None})
    assert {key: value_of(entry) for key, entry in over.entries.items()} == over.value
    assert list(over.entries) == list(over.value) == ["a", "b", "c", "d"]


def test_faults_of_the_article_itself_stay() -> None:
    broken = parse_yaml("title: A\ntitle: B\n", path="a.md")
    assert broken.faults
    assert Overlay(broken, {"url": "/"}).faults == broken.faults
    assert Overlay(parse_toml("a = 1", path="a.md"), {}).faults == ()


def test_fields_from_elsewhere_have_one_line() -> None:
    raw = RawFields({"a": {"b": [True]}}, "feed.xml", line=7)
    assert (raw.text(("a", "b", 0)), raw.faults) == ("true", ())
    assert str(raw.fault(("a", "b", 0), "wrong")) == "feed.xml:7: a.b[0]: wrong"


@pytest.mark.parametrize(
    "tree",
    [
        parse_yaml("a: [abc]\n", path="a.md"),
        parse_toml('a = ["abc"]\n', path="a.md"),
        parse_json('{"a": ["abc"]}', path="a.md"),
    ],
)
def test_a_tree_of_any_language_tells_what_is_there(tree: RawTree) -> None:
    assert [tree.has(place) for place in ((), ("a",), ("a", 0), ("a", 1), ("b",))] == [True, True, True, False, False]
    assert not tree.has(("a", 0, 0))  # a text has no parts
    assert (tree.text(("a", 0)), tree.text(("a",)), tree.text(("a", 0, 0)), tree.text(("b",))) == ("abc", "", "", "")
    assert tree.fault(("b",), "wrong").line == 1
