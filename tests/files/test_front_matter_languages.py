"""The first line of a head may name the language of the rest, as gray-matter has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicate import Fault, Site, SourceContext
from syndicate.files import Head, parse_head, read_article_head, read_body, read_head

TEXTS = {
    "json": '{\n  "title": "Tides"\n}\n',
    "toml": 'title = "Tides"\n',
    "yaml": "title: Tides\n",
    "yml": "title: Tides\n",
}


def context(folder: Path) -> SourceContext:
    return SourceContext(root=str(folder), paths=(".",), site=Site(title="T", url="https://example.org/"))


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("opening", ["---{}\n", "--- {}\n", "\ufeff---{}\t\r\n", "\n\n---{}\n"])
def test_the_head_is_read_in_the_language_that_its_first_line_names(
    tmp_path: Path, language: str, opening: str
) -> None:
    (tmp_path / "a.md").write_text(opening.format(language) + TEXTS[language] + "---\nText\n")
    head = read_article_head(context(tmp_path), "a.md")
    assert not isinstance(head, list)
    assert head.fields.value == {"title": "Tides"}
    assert read_body(context(tmp_path), "a.md") == "Text\n"


@pytest.mark.parametrize(("language", "line"), [("json", 3), ("toml", 2), ("yaml", 2)])
def test_a_fault_in_it_stands_where_it_is_written(tmp_path: Path, language: str, line: int) -> None:
    (tmp_path / "a.md").write_text(f"---{language}\n{TEXTS[language]}---\n")
    head = read_article_head(context(tmp_path), "a.md")
    assert not isinstance(head, list)
    assert head.fields.fault(("title",), "is dull").line == line


def test_a_program_is_no_front_matter_and_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---js\nconst title = 'Tides';\n---\nText\n")
    head = read_head(context(tmp_path), "a.md")
    assert head == Head("const title = 'Tides';\n", 1, 33, "js")
    assert [str(fault) for fault in parse_head(head, "a.md").faults] == [
        "a.md:1:1: the front matter is a program in JavaScript, and programs of a site are not run; write it in YAML"
    ]


def test_a_language_that_nobody_knows_is_no_opening_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---coffee\ntitle: Tides\n---\n")
    head = read_head(context(tmp_path), "a.md")
    assert isinstance(head, Fault)
    assert head.message.startswith("the first line, '---coffee', opens no front matter")


def test_one_that_is_never_closed_says_how(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text('---json\n{"title": "Tides"}\n')
    head = read_head(context(tmp_path), "a.md")
    assert isinstance(head, Fault)
    assert str(head) == "a.md:1:1: the front matter that opens here is never closed; end it with a line ---"


def test_an_opening_line_behind_a_screen_of_blank_lines_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("\n" * (8192 - 6) + '---json\n{"title": "Tides"}\n---\n')
    head = read_article_head(context(tmp_path), "a.md")
    assert not isinstance(head, list)
    assert head.fields.value == {"title": "Tides"}
