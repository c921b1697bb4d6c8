"""The head of a file in YAML, TOML and JSON, and where the body begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicate import Fault, SourceContext
from syndicate.files import Head, parse_head, read_article_head, read_body, read_head
from syndicate.model.feed import Site


@pytest.fixture
def context(tmp_path: Path) -> SourceContext:
    return SourceContext(root=str(tmp_path), paths=(".",), site=Site(title="T", url="https://e.org/"))


def write(context: SourceContext, data: str | bytes) -> None:
    raw = data if isinstance(data, bytes) else data.encode()
    (Path(context.root) / "a.md").write_bytes(raw)


HEADS = [
    ("---\ntitle: A\n---\n", "yaml", (2, 8)),
    ("---\ntitle: A\n...\n", "yaml", (2, 8)),
    ("\ufeff\n\n--- \r\ntitle: A\r\n--- \r\n", "yaml", (4, 8)),
    ('+++\ntitle = "A"\n+++\n', "toml", (2, 9)),
    ('\ufeff\r\n+++\r\ntitle = "A"\r\n+++ \r\n', "toml", (3, 9)),
    ('+++\ntext = """\n---\n"""\ntitle = "A"\n+++\n', "toml", (5, 9)),
    ("---\ntitle: A\n-------------\n", "yaml", (2, 8)),
    ("---\r\ntitle: A\r\n---- \r\n", "yaml", (2, 8)),
    ('+++\ntitle = "A"\n+++++++\n', "toml", (2, 9)),
    ('{"title": "A"}\n', "json", (1, 11)),
    ('\ufeff\n{\n  "x": "}\\"{",\n  "title": "A"}\r\n', "json", (4, 12)),
    ('{"x": {"y": [{}]}, "title": "A"} \n', "json", (1, 29)),
    ('{\n"x": {\n},\n"title": "A"\n}\n', "json", (4, 10)),
    ('{\n  "x": "\\"{",\n  "title": "A"\n}\n', "json", (3, 12)),
]


@pytest.mark.parametrize(("head", "language", "place"), HEADS)
@pytest.mark.parametrize("body", ["", "\nBody\n", "--- \n+++\n{}\n", "\0\xff"])
def test_a_head_is_read_in_its_language_and_the_body_begins_behind_it(
    context: SourceContext, head: str, language: str, place: tuple[int, int], body: str
) -> None:
    write(context, head + body)
    found = read_head(context, "a.md")
    assert isinstance(found, Head)
    assert found.language == language
    tree = parse_head(found, "a.md")
    assert (tree.value["title"], tree.position(("title",)), tree.faults) == ("A", place, ())
    text = read_body(context, "a.md")
    assert (text, text.first_line) == (body, head.count("\n") + 1)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("+++\ntitle = 'A'\n", "a.md:1:1: the front matter that opens here is never closed; end it with a line +++"),
        ("\n---\ntitle: A\n", "a.md:2:1: the front matter that opens here is never closed; end it with a line ---"),
        ("+++", "a.md:1:1: the front matter that opens here is never closed; end it with a line +++"),
        ('\n  {"a": {', "a.md:2:3: the front matter in JSON that opens here is never closed; end it with a }"),
        (b'{"a": "\xff"}', "a.md:1:8: the byte 0xFF is not UTF-8; save the file as UTF-8"),
        (b"+++\na = '\0'\n+++\n", "a.md:2:6: holds a NUL character; save the file as UTF-8 text"),
        ("---\na: 1\n--\n", "a.md:1:1: the front matter that opens here is never closed; end it with a line ---"),
        ("+++\na = 1\n---\n", "a.md:1:1: the front matter that opens here is never closed; end it with a line +++"),
        ("---\na: 1\n ---\n", "a.md:1:1: the front matter that opens here is never closed; end it with a line ---"),
        ("----\na: 1\n----\n", "a.md:1:1: the first line, '----', opens no front matter; write --- alone"),
        ("\n---a: 1\nb: 2\n---\n", "a.md:2:1: the first line, '---a: 1', opens no front matter; write --- alone"),
        ("++++\na = 1\n++++\n", "a.md:1:1: the first line, '++++', opens no front matter; write +++ alone"),
    ],
)
def test_a_head_that_is_none_is_told_with_its_place(context: SourceContext, data: str | bytes, expected: str) -> None:
    write(context, data)
    found = read_head(context, "a.md")
    assert isinstance(found, Fault)
    assert str(found) == expected


def test_a_table_is_told_what_to_become(context: SourceContext) -> None:
    (Path(context.root) / "news.CSV").write_text("title,date\nT,2024-01-30\n")
    found = read_head(context, "news.CSV")
    assert isinstance(found, Fault)
    assert "the first line is 'title,date'; no source reads tables: write a file .jsonl" in found.message
    (Path(context.root) / "cms.db").write_bytes(b"SQLite format 3\0\x10\0")
    found = read_head(context, "cms.db")
    assert isinstance(found, Fault)
    assert "no source reads tables: write a file .jsonl" in found.message


def test_a_built_page_is_told_what_reads_it(context: SourceContext) -> None:
    (Path(context.root) / "a.html").write_text("<!DOCTYPE html>\n<title>Tides</title>\n")
    found = read_head(context, "a.html")
    assert isinstance(found, Fault)
    assert (
        "the first line is '<!DOCTYPE html>'; if it is a page that a generator has built, --source html"
        in found.message
    )


@pytest.mark.parametrize("text", [b"- title: Tides\n", b"---\n- title: Tides\n", b"tides: {title: Tides}\n"])
def test_a_list_of_articles_in_yaml_is_told_what_is_read(context: SourceContext, text: bytes) -> None:
    (Path(context.root) / "news.yml").write_bytes(text)
    found = read_head(context, "news.yml")
    assert isinstance(found, Fault)
    assert "no source reads articles of YAML or TOML alone: write a file .jsonl that has each one" in found.message


@pytest.mark.parametrize(
    ("data", "body"),
    [
        ("---\ntitle: A\n---Text\n\n---\n", "Text\n\n---\n"),
        ("---\ntitle: A\n--- # Text\nmore", " # Text\nmore"),
        ("---\ntitle: A\n---- Text", "- Text"),
        ('+++\ntitle = "A"\n+++Text\nmore\n', "Text\nmore\n"),
        ('+++\ntitle = "A"\ntext = """\n+++ b/x\n"""\n  +++ \nText\n', "Text\n"),
        (" \t---\ntitle: A\n---\nText", "Text"),
        (' +++\ntitle = "A"\n+++\nText', "Text"),
        ("--- # of tides\ntitle: A\n---\nText", "Text"),
    ],
)
def test_lines_around_a_head_are_those_that_generators_take(context: SourceContext, data: str, body: str) -> None:
    write(context, data)
    found = read_article_head(context, "a.md")
    assert not isinstance(found, list)
    assert (found.fields.value["title"], found.fields.faults, read_body(context, "a.md")) == ("A", (), body)


def test_the_lines_of_a_body_end_in_one_way(context: SourceContext) -> None:
    write(context, "---\r\ntitle: A\r\n---\r\na\r\n\rb\n")
    assert read_body(context, "a.md") == "a\n\nb\n"


@pytest.mark.parametrize("line", ["---Text", "--- Text"])
@pytest.mark.parametrize("between", ["", "\n", "# all of them\n\n", "#".ljust(9_000) + "\n"])
@pytest.mark.parametrize("key", ["draft: true", "'draft' : true"])
def test_no_key_becomes_text_behind_a_line_that_only_begins_as_one_that_closes(
    context: SourceContext, line: str, between: str, key: str
) -> None:
    for after in (f"{line}\n{between}{key}\n", f"---{key}\n"):
        write(context, f"---\ntitle: A\n{after}---\n\nText\n")
        assert read_body(context, "a.md") == "\nText\n"


@pytest.mark.parametrize("size", range(8_150, 8_196))
def test_a_closing_line_with_text_may_lie_across_two_chunks(context: SourceContext, size: int) -> None:
    opening = "---\n# "
    for below, is_body in (("Body\n", True), ("\ndraft: true\n---\n", False)):
        write(context, opening.ljust(size, "x") + f"\n---Text\n{below}{'more ' * 2_000}")
        found = read_head(context, "a.md")
        assert isinstance(found, Head)
        assert found.text.endswith("x\n") is is_body


@pytest.mark.parametrize("size", range(8_170, 8_196))
def test_a_longer_closing_line_may_lie_across_two_chunks(context: SourceContext, size: int) -> None:
    opening = "---\n# "
    write(context, opening.ljust(size, "x") + "\n-------------\nBody")
    assert isinstance(read_head(context, "a.md"), Head)
    assert read_body(context, "a.md") == "Body"


@pytest.mark.parametrize(
    "begin", ["{% extends 'a' %}", "{{ title }}", "{# a #}", "{: .note }", "{::options /}", "{#if a}"]
)
def test_what_begins_with_a_brace_is_no_json_unless_a_name_follows(context: SourceContext, begin: str) -> None:
    write(context, f"\n{begin}\n")
    found = read_head(context, "a.md")
    assert isinstance(found, Fault)
    assert found.message.startswith("no front matter: the first line is ")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("+++\na = 1\nb = \n+++\n", ["a.md:3:5: is not TOML: invalid value; correct it here"]),
        ('\n{"a": 1,\n "a": 2}\n', []),
        ("+++\n+++\n", []),
        ("{}\n", []),
        ('{"a" 1}\n', ["a.md:1:6: is not JSON: expecting ':' delimiter; correct it here"]),
    ],
)
def test_what_is_wrong_in_a_head_is_told_with_its_place(context: SourceContext, data: str, expected: list[str]) -> None:
    write(context, data)
    found = read_article_head(context, "a.md")
    assert [str(fault) for fault in found] == expected if isinstance(found, list) else expected == []


@pytest.mark.parametrize(
    "unit", ['\\"', '"', "{", "}", '{"', '""', "\\", "[", " ", "\n", "{}", "\n---a", "\n+++a", "-", "\n#"]
)
def test_a_megabyte_of_beginnings_takes_no_longer_than_its_length(context: SourceContext, unit: str) -> None:
    for start in ("{", '{"', "+++\n", "---\n", "---\n---a", "+++\n+++a", "---", ""):
        write(context, start + unit * ((1 << 20) // len(unit)))
        found = read_head(context, "a.md")
        assert isinstance(found, Fault | Head)


def test_a_body_longer_than_any_article_is_refused(context: SourceContext) -> None:
    from syndicate import ContentError

    write(context, "---\ntitle: A\n---\n")
    with (Path(context.root) / "a.md").open("ab") as file:
        file.truncate((64 << 20) + 100)
    with pytest.raises(ContentError, match=r"a.md: its body is longer than 64 MiB, which no article is"):
        read_body(context, "a.md")
