"""Heads of files: what the libraries that Pelican uses read in them, and where each value stands."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis.strategies import lists, sampled_from, text

from syndicate import Site, SourceContext
from syndicate.builtins.generators.pelican import html_heads, markdown_heads, restructured
from syndicate.builtins.generators.pelican.heads import Said, read_bytes, read_text
from syndicate.builtins.generators.pelican.metadata import read_date
from tests.builtins.generators.pelican_build import REASON
from tests.conftest import require

BERLIN = ZoneInfo("Europe/Berlin")


def values(head: dict[str, Said]) -> dict[str, list[str]]:
    return {name: said.values for name, said in head.items()}


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, 300_000])
@pytest.mark.parametrize("most", [10, 65_536, 200_000, 1 << 20])
def test_as_much_of_a_file_is_read_as_is_asked_for(tmp_path: Path, size: int, most: int) -> None:
    whole = (b"0123456789" * 30_000)[:size]
    (tmp_path / "a.md").write_bytes(whole)
    context = SourceContext(root=str(tmp_path), paths=(".",), site=Site(title="T", url="https://example.org/"))
    assert read_bytes(context, "a.md", most) == whole[:most]


# Markdown


@given(
    lists(
        sampled_from(
            [
                "Title: a",
                "title:  Tides ",
                "Tags: a, b",
                "a:",
                "a: ",
                "é: b",
                "a:\u00a0b",
                "x:\ty",
                "    more",
                "---",
                "",
                "a b",
            ]
        )
    )
)
def test_a_line_that_is_told_at_a_glance_says_what_it_says_otherwise(lines: list[str]) -> None:
    text = "\n".join(lines)
    at_a_glance = markdown_heads.split(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown_heads, "_PLAIN", re.compile("(?!)"))
        (head, body), (other, rest) = at_a_glance, markdown_heads.split(text)
    assert (values(head), body) == (values(other), rest)
    assert [said.place[0] for said in head.values()] == [said.place[0] for said in other.values()]


def test_the_place_of_a_value_is_behind_its_name() -> None:
    assert markdown_heads.split("a:  a\nTags: Tags\n")[0] == {"a": Said(["a"], (1, 5)), "tags": Said(["Tags"], (2, 7))}


@settings(max_examples=400)
@given(
    lists(sampled_from([*"abAB: -_.#é\t", "\n", "\n    ", "---", "...", "Title: ", "tags:", "\n\n"]), max_size=25).map(
        "".join
    )
)
def test_the_head_of_markdown_is_what_python_markdown_reads(written: str) -> None:
    require(find_spec("markdown"), REASON)
    from markdown import Markdown

    reader = Markdown(extensions=["markdown.extensions.meta"])
    reader.convert(written)
    # White space alone is nothing to Python-Markdown, and its lines end where ours do.
    assert values(markdown_heads.split(written)[0]) == getattr(reader, "Meta", {})


def test_each_value_of_markdown_stands_somewhere() -> None:
    head, body = markdown_heads.split("---\nTitle:  Tides\n  Tags: a,\n\tb\n\tc\nEmpty:\n...\nText\n")
    assert values(head) == {"title": ["Tides"], "tags": ["a,", "b", "c"], "empty": [""]}
    assert [said.place for said in head.values()] == [(2, 9), (3, 9), (6, 7)]
    assert body == "Text\n"


# reStructuredText


PIECES = [
    "=",
    "==",
    "=====",
    "#####",
    "-----",
    "\n",
    "\n\n",
    "Tides",
    "Öl",
    " ",
    ":date: 2024-01-01",
    ":tags: a, b",
    "*",
    "`",
]
PIECES += [":a b: c", "    more", "text", "..", ".. comment", "- ", "::", "_", "日本", ":author:", ":summary: x", "|"]


@settings(max_examples=600, deadline=None)
@given(lists(sampled_from(PIECES), max_size=14).map("".join))
def test_a_head_read_without_docutils_is_what_docutils_reads(written: str) -> None:
    require(find_spec("docutils"), REASON)
    quick = restructured.quick_head(written)
    whole = restructured.read_head(written, "a.rst")
    if quick is not None and isinstance(whole, dict):
        assert {name: _folded(found) for name, found in values(quick).items()} == {
            name: _folded(found) for name, found in values(whole).items()
        }


def _folded(found: list[str]) -> list[str]:
    return [part for item in found for word in re.split("[;,]", item) if (part := " ".join(word.split()))]


def test_each_value_of_restructured_text_stands_somewhere() -> None:
    head = restructured.quick_head("\n=======\n Tides\n=======\n\n:date: 2024-01-01\n:Tags: a,\n   b\n\nText\n")
    assert head is not None
    assert values(head) == {"title": ["Tides"], "date": ["2024-01-01"], "tags": ["a,\nb"]}
    assert [said.place for said in head.values()] == [(3, 2), (6, 8), (7, 8)]


@pytest.mark.parametrize(
    "written",
    [
        "Title *with* markup\n===================\n\n:date: 2024-01-01\n",
        "Title\n=====\nSub\n---\n\n:date: 2024-01-01\n",
        "One\n===\n\n:date: 2024-01-01\n\nText\n\nTwo\n===\n",
        ".. comment\n\nTitle\n=====\n",
        "Too long a title\n=====\n",
    ],
)
def test_what_is_not_plain_is_left_to_docutils(written: str) -> None:
    assert restructured.quick_head(written) is None


def test_two_sections_in_one_style_leave_no_title() -> None:
    require(find_spec("docutils"), REASON)
    assert restructured.read_head("One\n===\n\n:date: 2024-01-01\n\nText\n\nTwo\n===\n\nText\n", "a.rst") == {}


def test_what_pelican_builds_in_spite_of_a_notice_is_no_fault() -> None:
    require(find_spec("docutils"), REASON)
    # Two links by one name are a notice to docutils, below a warning: Pelican builds the page.
    written = "A *title*\n=========\n\n:date: 2024-01-01\n\n`one <https://a.org>`_ `one <https://a.org>`_ `A title`_\n\nTwo\n---\n"
    assert isinstance(restructured.read_head(written, "a.rst"), dict)


# HTML


def test_each_value_of_html_stands_somewhere() -> None:
    head, body = html_heads.split(
        '<html><head>\n<title>A &amp; B</title>\n<meta name="Tags"\n  content="a, b"><meta name="keywords" content="c"/>\n'
        '<meta charset="utf-8"></head><body>\n<p>Text</p></body></html>'
    )
    assert values(head) == {"title": ["A &amp; B"], "tags": ["a, b", "c"]}
    assert [said.place for said in head.values()] == [(2, 8), (4, 12)]
    assert body.strip() == "<p>Text</p>"


# Bytes


def test_bytes_that_are_no_utf_8_have_a_place(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("Title: Öl\nTags: Küste\n".encode("latin-1").replace(b"\xd6", "Ö".encode()))
    site = Site(title="x", url="https://example.org/")
    found = read_text(SourceContext(root=str(tmp_path), paths=(".",), site=site), "a.md")
    assert str(found) == "a.md:2:8: the byte 0xFC is not UTF-8; save the file as UTF-8"


# Dates


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-01-30", "2024-01-29T23:00:00Z"),
        ("2024-01-30 18:21", "2024-01-30T17:21:00Z"),
        ("2024-01-30T18:21:07-05:00", "2024-01-30T23:21:07Z"),
        ("2024-01-30 18:21 UTC", "2024-01-30T18:21:00Z"),
        ("January 30, 2024 6:21 pm", "2024-01-30T17:21:00Z"),
        ("30/01/2024", "2024-01-29T23:00:00Z"),
        ("01/02/2024", "2024-01-01T23:00:00Z"),
        ("20240130", "2024-01-29T23:00:00Z"),
        ("2024-01-30 18:21 XYZ", "2024-01-30T17:21:00Z"),
    ],
)
def test_a_date_is_read_as_pelican_reads_it(written: str, expected: str) -> None:
    assert read_date(written, BERLIN).astimezone(UTC) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    "written", ["", "January 2024", "2024", "Tuesday", "18:21", "2024-02-30", "x" * 200, "1" * 90, "tomorrow"]
)
def test_a_date_that_leaves_something_to_the_clock_is_none(written: str) -> None:
    with pytest.raises(ValueError, match=r"; write e\.g\. 2024-05-01 09:00"):
        read_date(written, BERLIN)


@given(text(max_size=40))
def test_any_text_is_a_date_or_a_sentence(written: str) -> None:
    try:
        assert read_date(written, BERLIN).tzinfo is not None
    except ValueError as error:
        assert "write e.g." in str(error)
