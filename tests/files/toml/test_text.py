"""TOML with positions: plain values, and where each of them stands."""

from __future__ import annotations

import pytest

from syndicate.files import TomlTree, parse_toml

TEXT = '''\
# """ a comment with quotes
title = "Tides" # '''  # the rest of the text is put together below, for its own quotes

WHOLE = (
    TEXT
    + "'''\n"
    + 'a.b = 1_000\n"x.y" = true\n"q\\"r" = 0x1F\n'
    + 'text = """\nbad = 1\n"""\n'
    + "last = 2024-05-01T09:00:00+02:00\n"
    + "lists = [\n  [1],\n  [2]\n]\n"
    + "[params]\n  key = 'v'\n"
    + "[[menu.main]]\nname = 'A'\n[menu.main.params]\nicon = 1\n[[menu.main]]\n  name = 'B'\n"
    + '["with [[ in it"]\nz = 1.50\n'
)


@pytest.fixture
def tree() -> TomlTree:
    return parse_toml(WHOLE, path="hugo.toml")


def test_values_are_plain(tree: TomlTree) -> None:
    assert tree.faults == ()
    assert tree.value["a"] == {"b": 1000}
    assert tree.value["last"] == "2024-05-01T09:00:00+02:00"
    assert tree.value["menu"]["main"][1] == {"name": "B"}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("title",), (2, 9)),
        (("a", "b"), (3, 7)),
        (("x.y",), (4, 9)),
        (('q"r',), (5, 10)),
        (("text",), (6, 8)),
        (("bad",), (1, 1)),
        (("last",), (9, 8)),
        (("lists", 0), (10, 9)),
        (("params", "key"), (15, 9)),
        (("params",), (14, 2)),
        (("menu", "main", 0, "name"), (17, 8)),
        (("menu", "main", 0, "params", "icon"), (19, 8)),
        (("menu", "main", 1, "name"), (21, 10)),
        (("with [[ in it", "z"), (23, 5)),
        (("nowhere",), (1, 1)),
    ],
)
def test_a_value_knows_where_it_stands(tree: TomlTree, path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert tree.position(path) == place


def test_a_key_knows_where_it_stands_and_how_its_value_is_written(tree: TomlTree) -> None:
    assert tree.position(("params", "key"), of_key=True) == (15, 3)
    written = [
        tree.text(path) for path in (("a", "b"), ("x.y",), ('q"r',), ("with [[ in it", "z"), ("lists",), ("no",))
    ]
    assert written == ["1_000", "true", "0x1F", "1.50", "", ""]
    assert (tree.has(("menu", "main", 1)), tree.has(("menu", "main", 2))) == (True, False)
    assert str(tree.fault(("params", "key"), "wrong")) == "hugo.toml:15:9: params.key: wrong"


def test_a_head_is_told_by_the_lines_of_its_file() -> None:
    tree = parse_toml("a = 1\r\n  b = 2\r\n", path="a.md", first_line=2)
    assert (tree.position(("b",)), tree.value) == ((3, 7), {"a": 1, "b": 2})
    assert parse_toml("\ufeffa = 1", path="a.toml").position(("a",)) == (1, 5)


TABLE = """params = { # of a theme
  title = "no { here, #}",
  z = [ 1,
    2, { c = "}" , } , ],  # the last
}
z = 3
"""


def test_an_inline_table_may_have_several_lines_as_in_toml_1_1() -> None:
    tree = parse_toml(TABLE, path="hugo.toml")
    assert (tree.faults, tree.value) == ((), {"params": {"title": "no { here, #}", "z": [1, 2, {"c": "}"}]}, "z": 3})
    assert (tree.position(("params",)), tree.position(("z",))) == ((1, 10), (6, 5))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a = 2024-05-01 09:30", "2024-05-01T09:30:00"), ("a = 2024-05-01T09:30+02:00", "2024-05-01T09:30:00+02:00"),
        ("a = 2024-05-01T09:30Z", "2024-05-01T09:30:00+00:00"), ("a = 09:30 # 10:30", "09:30:00"),
        (r'a = "\e[0m \x41 \\x41 10:30"', "\x1b[0m A \\x41 10:30"), (r'"\x61" = "\e"', "\x1b"),
        (r"a = ['\e', 09:30]", ["\\e", "09:30:00"]),
    ],
)  # fmt: skip
def test_times_and_escapes_may_be_those_of_toml_1_1(text: str, value: object) -> None:
    tree = parse_toml(text, path="a.md")
    assert (tree.faults, tree.value, tree.position(("a",))[0]) == ((), {"a": value}, 1)


@pytest.mark.parametrize("depth", [*range(90, 110), 240, 900])
def test_deep_values_are_read_or_refused(depth: int) -> None:
    tree = parse_toml("a = " + "[" * depth + "]" * depth, path="a.md")
    assert [fault.message for fault in tree.faults] == ["is nested too deeply; no front matter is"] * (depth > 99)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1\r\n  b = \r\n", "a.md:3:7: is not TOML: invalid value; correct it here"),
        ("a = 1\na = 2\n", "a.md:3:6: is not TOML: cannot overwrite a value; correct it here"),
        ('a = 1\nb = "x', "a.md:3:1: is not TOML: unterminated string; correct it here"),
        ("a = [\n\n", "a.md:4:1: is not TOML: invalid value; correct it here"),
        ("a = 2024-02-30", "a.md:2:5: is not TOML: invalid date or datetime; correct it here"),
        ('a = "\\q4"\n', "a.md:2:8: is not TOML: unescaped '\\' in a string; correct it here"),
        ("a = {" + ",\n" * 100_000, "a.md:2:6: is not TOML: invalid initial character for a key part; correct it here"),
        ("a = " + "[" * 100_000, "a.md:2: is nested too deeply; no front matter is"),
        ("a = " + "1" * 5_000, "a.md:2: holds a number that is too long; write it as a text"),
        ("b = 1\n" + "a." * 50_000 + "a = 1", "a.md:3:1: has more than 100 dots, which no key needs"),
        ("[" + "a . " * 50_000, "a.md:2:2: has more than 100 dots, which no key needs"),
    ],
)
def test_what_is_no_toml_is_told_where_it_goes_wrong(text: str, expected: str) -> None:
    tree = parse_toml(text, path="a.md", first_line=2)
    assert [str(fault) for fault in tree.faults] == [expected]
    assert tree.value is None


@pytest.mark.parametrize(
    "text",
    [
        '# """\n' * 100_000 + "zz = 1",
        "".join(f"b{number} = '''\n'''\n" for number in range(20_000)) + "zz = 1",
        'a = """' + '\\"' * 300_000 + '"""\nzz = 1',
        'a = "' + "x" * 1_000_000 + '"\nzz = 1',
        "a" * 1_000_000 + " = 1\nzz = 1",
        " " * 1_000_000 + "zz = 1",
        "a = [" + "1," * 100_000 + "]\nzz = 1",
    ],
    ids=range(7),
)
def test_a_megabyte_is_placed_in_time_that_grows_with_its_length(text: str) -> None:
    tree = parse_toml(text, path="a.toml")
    line = text.count("\n") + 1
    assert tree.position(("zz",)) == (line, len(text) - text.rfind("\n") - 1)
