"""JSON Lines: one article a line, one fault for each mistake."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from syndicate import Article, Fault, Item, Origin, PassedOver, Site, SourceContext
from syndicate.builtins.sources.json_lines import JsonLines, source

GOOD = '"title":"Tides","url":"/a","published_at":"2024-01-30T10:00:00"'


@pytest.fixture
def reader(tmp_path: Path) -> JsonLines:
    site = Site(title="The Harbour Ledger", url="https://news.example.org/blog", timezone="Europe/Berlin")
    return JsonLines(SourceContext(root=str(tmp_path), paths=(".",), site=site))


def read(reader: JsonLines, tmp_path: Path, *lines: str | bytes) -> list[Article | Fault]:
    body = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    (tmp_path / "a.jsonl").write_bytes(body)
    return [entry for entry in reader.read(Item("a.jsonl")) if not isinstance(entry, PassedOver)]


def test_an_article_is_completed_by_the_site(reader: JsonLines, tmp_path: Path) -> None:
    line = f'{{{GOOD},"id":"7","images":[{{"url":"i.png"}}],"extra":{{"secured":"x","a":[{{"Secured":1}}]}}}}'
    (article,) = read(reader, tmp_path, line)
    assert isinstance(article, Article)
    assert article.url == "https://news.example.org/a"
    assert article.id == "tag:news.example.org,2024:7"
    assert article.published_at.isoformat() == "2024-01-30T09:00:00+00:00"
    assert article.images[0].url == "https://news.example.org/blog/i.png"
    assert article.extra == {"a": [{}]}
    assert article.origin is not None
    assert (article.origin.path, article.origin.line) == ("a.jsonl", 1)


@pytest.mark.parametrize(
    ("extra", "shown"),
    [
        ('{"private": true}', (False, True, False)),
        ('{"isDraft": "yes"}', (False, True, False)),
        ('{"published": "mabye"}', (False, True, False)),
        ('{"sitemap": {"disable": true}}', (True, False, False)),
        ('{"feed": {"excerpt_only": true}}', (True, True, True)),
        ('{"private": false, "title": "no", "url": "/no"}', (True, True, False)),
        ('{"hidden": true, "archived": true}', (True, True, False)),  # its generator has shown it
    ],
)
def test_words_that_withhold_count_in_what_a_generator_hands_over_of_a_page(
    reader: JsonLines, tmp_path: Path, extra: str, shown: tuple[bool, bool, bool]
) -> None:
    found = read(reader, tmp_path, f'{{{GOOD.replace("Tides", "<b>Tides</b>")},"extra":{extra}}}')
    (article,) = [entry for entry in found if isinstance(entry, Article)]
    assert (article.is_published, article.in_sitemaps, article.is_excerpt_only) == shown
    assert (article.title, article.url) == ("<b>Tides</b>", "https://news.example.org/a")
    assert article.extra == json.loads(extra)


def test_what_a_page_says_besides_counts_where_its_generator_says_nothing_of_it(
    reader: JsonLines, tmp_path: Path
) -> None:
    extra = {
        "expirydate": "2024-02-01",
        "enclosure": {"url": "/tides.mp3", "length": 9},
        "duration": "1:01",
        "featuredimage": "/tides.png",
        "lang": "fr",
        "lastmod": "2024-01-31",
        "title": "no",
        "date": "2020-01-01",
        "tags": ["no"],
        "url": "/no",
    }
    page = f'"extra":{json.dumps(extra)},"origin":{{"path":"posts/a.md"}}'
    said, silent, of_nobody = (
        read(reader, tmp_path, f"{{{GOOD},{more}}}")[0]
        for more in (f'{page},"language":"de","images":[{{"url":"/own.png"}}]', page, f'"extra":{json.dumps(extra)}')
    )
    assert isinstance(said, Article)
    assert isinstance(silent, Article)
    assert isinstance(of_nobody, Article)
    assert (said.language, [image.url[-8:] for image in said.images]) == ("de", ["/own.png"])
    assert (silent.language, [image.url[-10:] for image in silent.images]) == ("fr", ["/tides.png"])
    (sound,) = silent.attachments
    assert (sound.url, sound.size_bytes, sound.duration_seconds) == ("https://news.example.org/tides.mp3", 9, 61)
    assert [str(instant)[:10] for instant in (silent.expires_at, silent.updated_at)] == ["2024-01-31", "2024-01-30"]
    assert (silent.title, silent.url, silent.topics) == ("Tides", "https://news.example.org/a", ())
    assert (of_nobody.language, of_nobody.images, of_nobody.attachments, of_nobody.expires_at) == ("", (), (), None)


def test_what_cannot_be_read_in_extra_is_told_where_it_stands(reader: JsonLines, tmp_path: Path) -> None:
    line = f'{{{GOOD},"extra":{{"private":"mabye"}}}}'
    (fault,) = [entry for entry in read(reader, tmp_path, line) if isinstance(entry, Fault)]
    assert str(fault).startswith(f"a.jsonl:1:{line.index('mabye')}: extra.private: expected true or false")


def test_the_body_comes_with_the_article(reader: JsonLines, tmp_path: Path) -> None:
    (article,) = read(reader, tmp_path, f'{{{GOOD},"content_html":"<p>Low</p>"}}')
    assert isinstance(article, Article)
    assert reader.content(article) == "<p>Low</p>"


def test_bad_lines_are_told_of_and_good_lines_go_on(reader: JsonLines, tmp_path: Path) -> None:
    found = read(reader, tmp_path, b"\xef\xbb\xbf{" + GOOD.encode() + b"}\r", "  \r", "nope", f"{{{GOOD}}}")
    assert [type(entry).__name__ for entry in found] == ["Article", "Fault", "Article"]


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        (f'^{{{GOOD},"extra":{{"n":1e999}}}}', "", "no computer can"),
        (f'^{{{GOOD},"extra":{{"n":NaN}}}}', "", "NaN"),
        (f'^{{{GOOD},"summary":"\\ud800"}}', "", "half surrogate pairs"),
        ('^{"title":"Tides","url":"/a"}', "date", "no date says when"),
        ('{"title":^{"a":1},"url":"/a","published_at":"2024-01-30"}', "title", "expected a text, found a mapping"),
        ('{"title":"Tides","url":^"tel:1","published_at":"2024-01-30"}', "url", "is not a web address"),
        ('{"title":"Tides","url":"/a","published_at":^"soon"}', "published_at", "'soon' is not an ISO 8601 instant"),
        (f"{{{GOOD}^", "", "is not JSON"),
        (f"{{{GOOD}}} ^x", "", "Extra data"),
        ("^[1]", "", "expected an object, found a list"),
        pytest.param("^" + "[" * 100_000, "", "nested too deeply", id="deep"),
        (b'{"title":"\xc3\xbc^\xff"}', "", "the byte 0xFF is not UTF-8"),
    ],
)
def test_a_bad_line_is_told_of_where_the_mistake_stands(
    line: str | bytes, field: str, message: str, reader: JsonLines, tmp_path: Path
) -> None:
    before, after = (line.encode() if isinstance(line, str) else line).split(b"^")
    article, fault = read(reader, tmp_path, f"{{{GOOD}}}", before + after)
    assert isinstance(article, Article)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.column, fault.field) == (2, len(before.decode()) + 1, field)
    assert message in fault.message
    assert not fault.is_warning


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        (f'{{{GOOD},"images":[{{"url":"/a"}},{{"url": ^"ftp://x"}}]}}', "images[1].url", "is not a web address"),
        (
            f'{{{GOOD},"images":[{{"width":^"x","url":"/a"}}]}}',
            "images[0].width",
            "whole number of 0 or more, found the text 'x'",
        ),
        (f'{{{GOOD},"topics":["a", ^{{"x":3}}]}}', "topics[1]", "expected a text, found a mapping"),
        (f'{{{GOOD},"language":^"?"}}', "language", "is not a language tag"),
        (f'{{{GOOD},"authors":[^{{"name":""}}]}}', "authors[0]", "names nobody"),
        (f'{{{GOOD},"attachments":[^{{"url":"/a"}}]}}', "attachments[0]", "names no media type"),
        (f'{{{GOOD},"updated_at":^"soon"}}', "updated_at", "'soon' is not an ISO 8601 instant"),
        (f'{{{GOOD},^"title":"Again"}}', "title", "is given twice"),
        (f'{{{GOOD},"extra":{{"a":1,^"a":2}}}}', "a", "is given twice"),
        (f'{{{GOOD},"extra":{{"n":^{10**20}}}}}', "extra.n", "more than 64 bits"),
        pytest.param(
            f'{{{GOOD},"extra":{{"n":^{"[" * 150}{"]" * 150}}}}}', "extra.n", "nested too deeply", id="deep extra"
        ),
        pytest.param(
            f'{{{GOOD},"n":^{"[" * 150}{"]" * 150},"m":[],"id":7,"page":false,"null":null}}',
            "n",
            "nested too deeply",
            id="deep beside plain ones",
        ),
        (f'{{{GOOD},"content":^{{"rendered":"x"}}}}', "content", "content_html: content.rendered"),
    ],
)
def test_an_odd_optional_value_costs_that_value(
    line: str, field: str, message: str, reader: JsonLines, tmp_path: Path
) -> None:
    before, after = line.split("^")
    article, fault = sorted(read(reader, tmp_path, "", before + after), key=lambda found: isinstance(found, Fault))
    assert isinstance(article, Article)
    assert isinstance(fault, Fault)
    assert (fault.line, fault.column, fault.field) == (2, len(before) + 1, field)
    assert message in fault.message
    assert fault.is_warning


def test_all_mistakes_of_a_line_are_told(reader: JsonLines, tmp_path: Path) -> None:
    found = read(reader, tmp_path, '{"title":[],"url":"tel:1","published_at":"soon","images":5}')
    assert [fault.field for fault in found if isinstance(fault, Fault)] == ["title", "url", "published_at", "images"]


def test_a_line_without_end_is_a_fault(reader: JsonLines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_LINE_BYTES", 100)
    found = read(reader, tmp_path, "x" * 3_000_000, f"{{{GOOD}}}")
    assert [type(entry).__name__ for entry in found] == ["Fault", "Article"]


def test_standard_input_is_named_by_a_hyphen(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(f"{{{GOOD}}}\n".encode())))
    reader = JsonLines(SourceContext(root=str(tmp_path), paths=("-",), site=site))
    assert list(reader.items()) == [Item("-")]
    (article,) = reader.read(Item("-"))
    assert isinstance(article, Article)
    assert article.origin is not None
    assert article.origin.path == "-"


def test_files_are_found_by_suffix_and_any_file_by_its_name(tmp_path: Path, site: Site) -> None:
    for name in ("a.jsonl", "b.ndjson", "c.json", "d.log"):
        (tmp_path / name).write_text("")
    context = SourceContext(root=str(tmp_path), paths=(".", "d.log"), site=site)
    assert [item.key for item in JsonLines(context).items() if isinstance(item, Item)] == [
        "a.jsonl",
        "b.ndjson",
        "d.log",
    ]


# The page a line was made from


def test_faults_stand_at_the_page_that_a_line_was_made_from(reader: JsonLines, tmp_path: Path) -> None:
    line = {"title": "", "url": "/a/", "published_at": "soon", "origin": {"path": "content/a.md", "line": 3}}
    found = [str(fault).partition(" ")[0] for fault in read(reader, tmp_path, json.dumps(line))]
    assert found == ["content/a.md:3:", "content/a.md:3:"]


@pytest.mark.parametrize(
    "origin",
    [
        None, "a.md", {}, {"path": ""}, {"path": "/etc/passwd"}, {"path": "../a.md"}, {"path": "a/../../b"}, {"path": "a\\b"},
        {"path": "c:a"}, {"path": "a\x1bb"}, {"path": "a.md", "line": 0}, {"path": "a.md", "line": True}, {"path": 1},
    ],
)  # fmt: skip
def test_what_cannot_be_a_page_is_not_believed(reader: JsonLines, tmp_path: Path, origin: object) -> None:
    line = {"title": "A", "url": "/a/", "published_at": "2024-01-01T00:00:00Z", "origin": origin}
    (article,) = read(reader, tmp_path, json.dumps(line))
    assert isinstance(article, Article)
    assert article.origin == Origin(path="a.jsonl", line=1)
