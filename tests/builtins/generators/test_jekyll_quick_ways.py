"""What is told at first sight of a Jekyll site is what a second look would tell."""

from __future__ import annotations

import re
from datetime import UTC
from posixpath import splitext
from urllib.parse import quote

from hypothesis import given
from hypothesis.strategies import booleans, from_regex, lists, sampled_from, text

from syndicate import Fault
from syndicate.builtins.generators.jekyll.defaults import Defaults
from syndicate.builtins.generators.jekyll.front import Front
from syndicate.builtins.generators.jekyll.options import DefaultOptions, JekyllOptions
from syndicate.builtins.generators.jekyll.permalinks import (
    _hyphened,
    escaped,
    lower,
    safe,
    slugify,
    template_of,
    titled,
)
from syndicate.builtins.generators.jekyll.places import Place, Places
from syndicate.builtins.generators.jekyll.settled import Settlements
from syndicate.files import Head, YamlTree, parse_head, parse_yaml

LETTERS = text("ab-Z9._~/%:@ ä\u00bd&'()!$*+,;=?#", max_size=12)
LINES = (
    "date: 2024-05-01 10:00:00", "date: '2024-05-01 10:00:00'", 'date: "2024-05-01\n  10:00:00"', "date : 2024-05-01 10:00:00",
    "date:", "date:   2024-05-01 10:00:00  # c", "date: &a 2024-05-01 10:00:00", "date:\n  2024-05-01 10:00:00",
    '"date": 2024-05-01 10:00:00', "<<: {date: 2024-05-01 10:00:00}", "title: Tides", "title: it's high", 'title: "Tides"',
    'title: "two\n  lines"', 'x: "\ndate: 2001-01-01 01:01:01"', "x: |\n  date: 1\n  'x", "tags: [a, b]", "tags: [a,\n'date: b']",
    'tags:\n- a\n- name: "x\n  y"', "tags:\n  - a\n  - 'b'", "y:\n  date: 'x'", "# it's a comment", '  # "indented', "", "- a",
    "z: a\rdate: 'x'", "z: a\u2028date: 'x'", "? date\n: x", "k: a: b", "'quoted': 1", "- - 'x", "  date: 1",
)  # fmt: skip

SAID = (
    "published: no", 'published: "no"', "published: yes", "tags: [a, yes]", 'tags: [a, "yes"]', "tags: a b", "tags:\n- c",
    "category: x", "categories: 12", "categories: [y]", "title: A", "layout: post", "redirect_to: /", "draft: true",
    "tags:\n" + "- 'yes'\n" * 30, "tags:\n" + "-  yes \n" * 30,
)  # fmt: skip


@given(text=LETTERS, is_pretty=booleans(), is_cased=booleans())
def test_a_slug_of_ascii_is_as_one_of_any_script(text: str, is_pretty: bool, is_cased: bool) -> None:  # noqa: FBT001
    slug = _hyphened(text, is_pretty=is_pretty).removeprefix("-").removesuffix("-")
    assert slugify(text, is_pretty=is_pretty, is_cased=is_cased) == (slug if is_cased else lower(slug))


@given(path=LETTERS)
def test_what_is_written_as_it_is_would_be_so_when_encoded(path: str) -> None:
    assert escaped(path) == quote(path, safe="/:@!$&'()*+,;=~")
    whole = re.sub("/+", "/", f"/{path}".replace("..", "/").replace("./", ""))
    assert safe(path) == quote(whole, safe="/:@!$&'()*+,;=~%")


@given(
    values=lists(LETTERS, min_size=2, max_size=2),
    between=sampled_from(("/", "//", "-", ".", "", "-a.", "/..", "///", "%s", "%25")),
)
def test_a_template_is_filled_in_as_by_encoding_each_of_its_values(values: list[str], between: str) -> None:
    template = template_of(f"/:title{between}:slug/")
    assert template.path(values) == safe(f"/{escaped(values[0])}{between}{escaped(values[1])}/")


@given(values=lists(LETTERS, min_size=3, max_size=3), between=sampled_from(("/", "//", ".", "/..", "%s", "%25")))
def test_a_template_filled_in_by_halves_makes_the_same_path(values: list[str], between: str) -> None:
    template = template_of(f"/:categories{between}:title{between}:collection/")
    filled = template.filled({"categories": values[0], "collection": values[2], "output_ext": ".html"})
    rest = dict(zip(template.names, values, strict=True))
    assert filled.path([rest[name] for name in filled.names]) == template.path(values)


@given(
    heads=lists(lists(sampled_from(SAID), max_size=4), min_size=1, max_size=6),
    paths=lists(sampled_from(("_posts/a.md", "_posts/b.md", "cat/_posts/a.md", "_notes/a.md")), min_size=6, max_size=6),
)
def test_what_is_settled_for_a_document_is_so_whichever_were_asked_for_before(
    heads: list[list[str]], paths: list[str]
) -> None:
    said = (DefaultOptions(values={"tags": ["d"], "layout": "x", "title": "T"}), DefaultOptions(path="_posts/a"))
    options = JekyllOptions(defaults=said)

    def settlements() -> Settlements:
        return Settlements(options, UTC, Defaults(said), {"title", "date"}.__contains__)

    known = settlements()
    for lines, path in zip(heads, paths, strict=False):
        text = "".join(f"{line}\n" for line in dict.fromkeys(lines))
        front = Front(parse_yaml(text, path="a.md"), {}, 1, text, is_there=True)
        place = Place.of("notes" if path.startswith("_notes") else "posts", path)
        faults: list[Fault] = []
        again: list[Fault] = []
        assert known.of(place, front, faults) == settlements().of(place, front, again)
        assert faults == again


@given(lines=lists(sampled_from(LINES), min_size=1, max_size=6), ending=sampled_from(("\n", "\r\n")))
def test_quotes_seen_in_a_line_are_those_that_a_parser_sees(lines: list[str], ending: str) -> None:
    head = "".join(f"{line}\n" for line in lines).replace("\n", ending)
    tree = parse_head(Head(head, 1, 0), "a.md")
    if (
        not isinstance(tree, YamlTree)
        or not isinstance(tree.value, dict)
        or not isinstance(tree.value.get("date"), str)
    ):
        return
    line, column = tree.position(("date",))
    assert tree.is_quoted("date") in (None, head.split("\n")[line - 2][column - 1] in "\"'")


@given(name=text("aB.9-~_", min_size=1, max_size=8), begin=sampled_from(("", ".", "2024-01-30-", "2024-01-30-.")))
def test_the_name_of_a_file_is_parted_as_the_system_parts_it(name: str, begin: str) -> None:
    place = Place.of("posts", f"_posts/{begin}{name}")
    assert (place.stem, place.suffix) == splitext(begin + name)


def test_quotes_of_most_heads_are_seen_at_first_sight() -> None:
    heads = "title: It's\ntags: [a, b]\nx:\n  - y: 'z'\ndate: 2024-05-01\n", "# c\r\n\r\ndate: '2024-05-01'\r\n"
    trees = [parse_yaml(head, path="a.md") for head in heads]
    assert [[tree.is_quoted(key) for key in ("date", "x")] for tree in trees] == [[False, None], [True, None]]


SCOPES = (
    "",
    "_posts",
    "_posts/",
    "_posts/2024",
    "_posts/sub/a",
    "*",
    "**/*.md",
    "_posts/*",
    "_p[o]sts/*",
    "{cat,_posts}/**",
    "/cat",
)
FOLDERS = ("_posts/", "_posts/sub/", "cat/_posts/", "cat/dog/_posts/", "")


@given(
    scopes=lists(sampled_from(SCOPES), max_size=5),
    folder=sampled_from(FOLDERS),
    name=sampled_from(("2024-01-01-a.md", "a.md", ".a.md", "2023-01-01-b.html")),
    collections_dir=sampled_from(("", "cat")),
)
def test_documents_of_one_folder_share_defaults_that_name_none_of_them(
    scopes: list[str], folder: str, name: str, collections_dir: str
) -> None:
    given = tuple(DefaultOptions(path=path, values={f"k{i}": path, "all": i}) for i, path in enumerate(scopes))
    defaults, place = Defaults(given, collections_dir), Place.of("posts", folder + name)
    assert defaults.of(place) == defaults._values(place)


PATTERNS = ("sub", "sub/", "/cat", "_posts/sub/", "*.html", "_x", "[z-a]", "[^a]x", "", "a?c", "_posts/2024*")


@given(
    path=from_regex(r"(?:(?:_posts|sub|cat|_x|abc)/){0,3}2024-01-01-(?:abc|x|_x)\.(?:md|html|txt)", fullmatch=True),
    include=lists(sampled_from(PATTERNS), max_size=2),
    exclude=lists(sampled_from(PATTERNS), max_size=3),
)
def test_a_place_is_the_same_whichever_files_were_asked_for_before(
    path: str, include: list[str], exclude: list[str]
) -> None:
    options = JekyllOptions(include=tuple(include), exclude=tuple(exclude))
    known = Places(options)
    for other in ("2024-01-01-y.md", "2024-01-01-z.txt"):
        known.place(f"{path.rpartition('/')[0]}/{other}".lstrip("/"))
    assert known.place(path) == Places(options).place(path)


def test_a_title_made_of_a_file_name_begins_as_titles_do() -> None:
    assert titled("ßa-ﬁn-ǆu-A-") == "Ssa Fin ǅu A"
