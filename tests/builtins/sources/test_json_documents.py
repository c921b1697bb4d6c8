"""Articles in JSON documents, and by the names and paths of dumps."""

from __future__ import annotations

import io
import json
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from syndicate import Article, Fault, Item, PassedOver, Site, SourceContext, UsageError
from syndicate.builtins.sources.json_lines import JsonLines, JsonOptions, stream
from syndicate.builtins.sources.json_lines.own_form import OwnForm
from syndicate.builtins.sources.json_lines.stream import JsonStream
from syndicate.testing import sample_articles

SITE = Site(title="The Harbour Ledger", url="https://news.example.org/blog", timezone="Europe/Berlin")
ROW = {"title": "Tides", "url": "/a", "published_at": "2024-01-30T10:00:00"}
Read = Callable[..., list[Article | Fault | PassedOver]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return what reads a file of these contents."""

    def read(body: object, name: str = "a.json", items: str = "", **context: Any) -> list[Article | Fault | PassedOver]:
        text = body if isinstance(body, bytes | str) else json.dumps(body, indent=1)
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        asked = SourceContext(root=str(tmp_path), paths=(name,), site=SITE, options=JsonOptions(items=items), **context)
        reader = JsonLines(asked)
        return [entry for item in reader.items() if isinstance(item, Item) for entry in reader.read(item)]

    return read


def one(found: list[Article | Fault | PassedOver]) -> Article:
    (article,) = found
    assert isinstance(article, Article), article
    return article


def titles(found: list[Article | Fault | PassedOver]) -> list[str]:
    return [entry.title if isinstance(entry, Article) else str(entry) for entry in found]


# Where the articles lie


@pytest.mark.parametrize(
    ("body", "items"),
    [
        ([ROW, {**ROW, "title": "Fog"}], ""),
        (json.dumps([ROW, {**ROW, "title": "Fog"}]), ""),
        (f"{json.dumps(ROW)}\n\n{json.dumps({**ROW, 'title': 'Fog'})}\n", ""),
        (f"{json.dumps([ROW], indent=2)}\n{json.dumps([{**ROW, 'title': 'Fog'}])}", ""),
        (f"{json.dumps(ROW, indent=2)}{json.dumps({**ROW, 'title': 'Fog'}, indent=2)}", ""),
        (
            {"meta": {"posts": [1]}, "data": {"tags": [[1]], "posts": [ROW, {**ROW, "title": "Fog"}], "z": 0}},
            "data.posts",
        ),
        ({"db": [{"x": 1}, {"data": {"posts": [ROW, {**ROW, "title": "Fog"}]}}]}, "db[1].data.posts"),
        ([{"posts": [ROW]}, {"posts": [{**ROW, "title": "Fog"}]}], "[0].posts"),
        ("﻿ " + json.dumps([ROW, {**ROW, "title": "Fog"}]), ""),
    ],
    ids=["list", "on one line", "lines", "lists", "objects", "in objects", "in a list", "in a list alone", "mark"],
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_articles_are_read_wherever_they_lie(body: object, items: str, name: str, read: Read) -> None:
    if isinstance(body, list) and items == "[0].posts":
        assert titles(read(body, name, items)) == ["Tides"]
    else:
        assert titles(read(body, name, items)) == ["Tides", "Fog"]


def test_one_object_is_one_article_and_its_file_may_name_it(read: Read) -> None:
    row = {"title": "Fog", "date": None, "body": "*Thick*"}
    article = one(read(row, "2024-02-01-fog.json", url_pattern="{site_url}/{slug}/"))
    assert (article.url, article.published_at.isoformat()) == (
        "https://news.example.org/blog/fog/",
        "2024-01-31T23:00:00+00:00",
    )


def test_standard_input_takes_a_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(json.dumps([ROW], indent=2).encode())))
    reader = JsonLines(SourceContext(root=str(tmp_path), paths=("-",), site=SITE))
    assert titles(list(reader.read(Item("-")))) == ["Tides"]


def test_a_folder_has_documents_where_it_is_named(tmp_path: Path) -> None:
    for name in ("posts/a.json", "posts/b.jsonl", "package.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")

    def keys(*paths: str) -> list[str]:
        items = JsonLines(SourceContext(root=str(tmp_path), paths=paths, site=SITE)).items()
        return [item.key for item in items if isinstance(item, Item)]

    assert keys("posts") == ["posts/a.json", "posts/b.jsonl"]
    assert keys(".") == ["posts/b.jsonl"]
    assert keys("package.json") == ["package.json"]


@pytest.mark.parametrize(
    ("body", "items", "said"),
    [
        ('[\n {"title": "T"},\n  nope]', "", "a.json:3:3: is not JSON: expecting value; correct it here"),
        ("[1 2]", "", "a.json:1:4: is not JSON: expecting ',' or ']'"),
        ('{"a" 1}', "a", "a.json:1:6: is not JSON: expecting ':'"),
        ("{1: 1}", "a", "a.json:1:2: is not JSON: expecting the name of a member in double quotes"),
        ('[{"title": "T"}', "", "a.json:1:16: is not JSON: it ends before all is closed"),
        ('[{"title": "T', "", "a.json:1:12: is not JSON: unterminated string"),
        ("[" * 100_000, "", "is nested too deeply"),
        (f"[{'[' * 100_000}", "", "is nested too deeply"),
        (b'[{"title": "\xc3\xbc\n\xff"}]', "", "a.json:2:1: the byte 0xFF is not UTF-8"),
        ("[3]", "", "a.json:1:2: expected an object, found the number 3"),
        (
            {"posts": []},
            "post",
            "a.json: holds nothing at 'post', where source.options.items looks; did you mean 'posts'?",
        ),
        ({"zzz": []}, "post", "beside it there are 'zzz'"),
        ({"posts": 3}, "posts[0]", "holds nothing at 'posts[0]'"),
        (
            [{}],
            "posts",
            "holds nothing at 'posts', where source.options.items looks; if the document is the list itself, take items out",
        ),
        ({"data": {"list": [{"a": 1}, {"a": 1}], "posts": [ROW]}}, "", "write source.options.items: data.posts"),
        ({"a1": ROW, "b2": ROW}, "", "holds objects by their keys"),
        ("", "", None),
        ("[]", "", None),
    ],
)
def test_what_is_no_document_is_told_of(body: object, items: str, said: str | None, read: Read) -> None:
    faults = [entry for entry in read(body, items=items) if isinstance(entry, Fault)]
    if said is None:
        assert faults == []
    else:
        assert said in str(faults[-1])


def test_what_stands_before_a_mistake_is_read(read: Read) -> None:
    assert titles(read(f"[{json.dumps(ROW)}, {{]"))[0] == "Tides"


def test_a_path_to_the_articles_must_be_one(read: Read) -> None:
    with pytest.raises(UsageError, match=r"source\.options\.items: 'a\.\.b' is no path; write e\.g\."):
        read([], items="a..b")


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_a_document_is_the_same_in_whatever_pieces_it_comes(size: int) -> None:
    class Slow(io.BytesIO):
        def read(self, length: int | None = -1, /) -> bytes:  # noqa: ARG002
            return super().read(size)

    row = {"title": 'Tid\\es "ä" 😀', "n": -12.5e3, "l": [True, None, "]"], "s": "\u2028"}
    body = json.dumps({"a": [1234567, "x"], "b": [row, 1234567, row]}, indent=1, ensure_ascii=size % 2 == 0).encode()
    found = list(JsonStream(Slow(body)).values(("b",)))
    assert [json.loads(value.text) for value in found] == [row, 1234567, row]
    lines = body.decode().split("\n")
    assert [lines[value.line - 1][value.column - 1 :][:1] for value in found] == ["{", "1", "{"]


def test_memory_does_not_grow_with_a_document() -> None:
    row = json.dumps({"title": "T", "text": "x" * 2000}).encode()

    class Endless(io.RawIOBase):
        left = 30_000

        def read(self, length: int = -1, /) -> bytes:
            count = min(self.left, max(length // len(row), 1))
            begin = b"[" if self.left == 30_000 else b""
            self.left -= count
            return begin + b",".join([row] * count) + ((b"," if self.left else b"]") if count else b"")

    tracemalloc.start()
    try:
        assert sum(1 for _ in JsonStream(Endless()).values()) == 30_000  # 60 MB
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()


def test_a_value_that_no_article_has_is_not_gone_on_with(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_LENGTH", 1 << 20)
    (fault,) = read('["' + "x" * 3_000_000)
    assert "one value is longer than 1 million characters" in str(fault)


# By other names


def test_the_usual_names_are_known(read: Read) -> None:
    row = {
        "mood": None, "title": "Tides", "permalink": "/a/", "date": 1706608800, "updatedAt": "1706608800123",
        "tags": [{"id": 1, "name": "Sea"}, "Moon"], "author": {"name": "Ann Lee"}, "excerpt": "", "description": "Low",
        "html": "<p>x</p>", "coverImage": "/i.png", "lang": "en_GB", "quality": 5,
    }  # fmt: skip
    article = one(read([row]))
    assert article.topics == ("Sea", "Moon")
    assert article.summary == "Low"
    assert article.published_at.isoformat() == article.updated_at.isoformat() == "2024-01-30T10:00:00+00:00"  # type: ignore[union-attr]
    assert (article.authors[0].name, article.language, article.content_html) == ("Ann Lee", "en-GB", "<p>x</p>")
    assert article.extra == {"mood": None, "quality": 5}


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        (1706608800, "2024-01-30T10:00:00"), (1706608800.75, "2024-01-30T10:00:00"), (1706608800123, "2024-01-30T10:00:00"),
        ("1706608800", "2024-01-30T10:00:00"), (-300000000, "1960-06-29T18:40:00"), (20240130, "2024-01-29T23:00:00"),
        (100000000000, "1973-03-03T09:46:40"),
    ],
)  # fmt: skip
def test_seconds_and_milliseconds_are_dates(written: object, instant: str, read: Read) -> None:
    assert one(read([{**ROW, "published_at": written}])).published_at.isoformat() == f"{instant}+00:00"


@pytest.mark.parametrize("written", [0, 2024, 202401301000, 12345678, True, [1], 17066088001234567])
def test_a_number_that_may_be_anything_is_no_date(written: object, read: Read) -> None:
    (fault,) = read([{**ROW, "published_at": written}])
    assert isinstance(fault, Fault)


def test_settings_name_the_fields_and_paths_reach_in(read: Read) -> None:
    row = {
        "title": {"rendered": "Tides &amp; fog"}, "link": "/a/", "date": "2024-01-30",
        "content": {"rendered": "<p>x</p>"}, "a.b": "literal", "a": {"b": "reached"},
        "_embedded": {"author": [{"name": "Ann Lee"}, {"name": "Bo"}], "terms": [[{"n": "Sea"}], [], [{"n": "Moon"}]]},
    }  # fmt: skip
    fields = {
        "title": ("title.rendered",), "url": ("link",), "authors": ("_embedded.author[0].name",), "summary": ("a.b",),
        "topics": ("none[0]", "_embedded.terms[*][*].n"), "content_html": ("content.rendered",),
    }  # fmt: skip
    article = one(read([row], fields=fields))
    assert (article.title, article.url) == ("Tides & fog", "https://news.example.org/a/")
    assert ([author.name for author in article.authors], article.topics) == (["Ann Lee"], ("Sea", "Moon"))
    assert (article.summary, article.content_html) == ("literal", "<p>x</p>")
    assert article.extra["title"] == {"rendered": "Tides &amp; fog"}
    assert "title.rendered" not in article.extra


def test_a_mistake_stands_where_the_path_leads(read: Read) -> None:
    row = '[\n{"title": "T", "url": "/a", "seo": {"date": "2024-01-30",\n "changed": "soon"}}]'
    fields = {"published_at": ("seo.date",), "updated_at": ("seo.changed",)}
    _, warning = read(row, fields=fields)
    assert isinstance(warning, Fault)
    assert (warning.line, warning.column, warning.field, warning.is_warning) == (3, 13, "seo.changed", True)


def test_a_pattern_makes_the_address_of_a_slug(read: Read) -> None:
    row = {"title": "T", "date": "2024-01-30", "slug": "tides"}
    assert one(read([row], url_pattern="{site_url}/{year}/{slug}/")).url == "https://news.example.org/blog/2024/tides/"
    (fault,) = read([{**row, "slug": None}], url_pattern="{site_url}/{slug}/")
    assert "names no slug, of which source.url makes the URL" in str(fault)


def test_a_field_that_there_is_not_is_refused(read: Read) -> None:
    with pytest.raises(UsageError, match=r"no field is named 'titel'; did you mean 'title'"):
        read([ROW], fields={"titel": ("a",)})


@pytest.mark.parametrize(
    "words",
    [
        {"draft": True}, {"published": 0}, {"status": "draft"}, {"status": "sent"}, {"visibility": "paid"},
        {"password": "x"}, {"deleted_at": "2024-03-01T00:00:00Z"}, {"deletedAt": 1706608800}, {"is_published": False},
        {"isPrivate": 1}, {"is_removed": True, "title": "x"},
    ],
)  # fmt: skip
def test_what_is_withheld_by_any_word_stays_in(words: dict[str, Any], read: Read) -> None:
    article = one(read([{**ROW, **words}]))
    assert not article.is_published or article.is_removed


@pytest.mark.parametrize(
    "words",
    [{"deleted_at": None}, {"deleted_at": ""}, {"deleted_at": "0000-00-00 00:00:00"}, {"deleted_at": 0},
     {"published": 1}, {"visibility": "public"}, {"password": ""}, {"status": "publish"}, {"expires": 0}],
)  # fmt: skip
def test_what_says_the_contrary_withholds_nothing(words: dict[str, Any], read: Read) -> None:
    article = one(read([{**ROW, **words}]))
    assert article.is_published
    assert not article.is_removed


def test_settings_switch_words_in_the_models_own_form_too(read: Read) -> None:
    assert one(read([{**ROW, "is_published": False}], withheld={"published": False})).is_published
    assert not one(read([{**ROW, "in_sitemaps": False, "updated_at": "soon"}])[:1]).in_sitemaps


@pytest.mark.parametrize(
    ("row", "lacking"),
    [
        ({"title": "T", "published_at": None, "url": "/a"}, "no date"),
        ({"title": "T", "date": "2024-01-30"}, "no URL"),
        ({"url": "/a"}, "no title and no date"),
    ],
)
def test_a_row_that_is_withheld_may_be_unfinished(read: Read, row: dict[str, Any], lacking: str) -> None:
    *_, note = read([{**ROW}, {**row, "status": "draft"}])
    assert isinstance(note, PassedOver)
    assert (note.one, note.line) == (f"article is withheld, and has {lacking} yet", 7)


def test_text_of_the_model_stands_as_it_is_whatever_else_is_wrong(read: Read) -> None:
    row = {**ROW, "title": "The <br> element", "summary": "**Bold**", "extra": {"tags": ["no"], "secured": "x"}}
    plain = one(read([row]))
    odd, _ = read([{**row, "language": "?"}])
    assert isinstance(odd, Article)
    assert (odd.title, odd.summary, odd.extra, odd.topics) == (plain.title, plain.summary, plain.extra, ())
    assert (odd.title, odd.summary, odd.extra) == ("The <br> element", "**Bold**", {"tags": ["no"]})


@pytest.mark.parametrize(
    ("given", "html"),
    [
        ({"html": "<p>x</p>"}, "<p>x</p>"), ({"markdown": "*x*"}, "<p><em>x</em></p>"), ({"content_text": "a < b"}, "<p>a &lt; b</p>"),
        ({"body": " <p>x</p>"}, " <p>x</p>"), ({"content": "*x*"}, "<p><em>x</em></p>"), ({"html": None, "body": "y"}, "<p>y</p>"),
        ({"body_html": "<p>x</p>", "body": "y"}, "<p>x</p>"), ({"bodyHtml": "<p>x</p>"}, "<p>x</p>"), ({"post_content": "*x*"}, "<p><em>x</em></p>"),
    ],
)  # fmt: skip
def test_a_text_is_html_markdown_or_plain(given: dict[str, Any], html: str, read: Read, tmp_path: Path) -> None:
    article = one(read([{**ROW, **given}]))
    reader = JsonLines(SourceContext(root=str(tmp_path), paths=("a.json",), site=SITE))
    assert reader.content(article).rstrip("\n") == html


def test_a_text_that_the_settings_name_counts_more_than_another(read: Read) -> None:
    row = {**ROW, "body_html": "<p>Shown to members</p>", "teaser": "*x*"}
    assert one(read([row], fields={"content_markdown": ("teaser",)})).content_html.endswith("*x*")


def test_the_columns_of_a_table_may_be_in_capitals(read: Read) -> None:
    article = one(
        read([{"TITLE": "T", "URL": "/a", "DATE": "2024-01-30", "BODY": "<p>x</p>", "TAGS": "a, b", "BY": False}])
    )
    assert (article.title, article.content_html, article.topics) == ("T", "<p>x</p>", ("a", "b"))


def test_advice_names_the_member_that_holds_the_text(read: Read) -> None:
    *_, fault = read([{**ROW, "title": {"_type": "localeString", "en": "Tides"}}])
    assert isinstance(fault, Fault)
    assert fault.message.endswith("e.g. title.en")


def test_a_title_is_taken_from_the_text(read: Read) -> None:
    assert one(read([{**ROW, "title": None, "body": "# High water\n\nText"}])).title == "High water"


def test_a_misspelt_key_is_named_once(read: Read) -> None:
    rows = [{**ROW, "url": f"/{n}", "sumary": "x", "uuid": "y", "image": "/i.png", "c1": 1} for n in range(3)]
    notes = [entry for entry in read(rows) if isinstance(entry, PassedOver) and "did you mean" in entry.one]
    assert [(note.path, note.one) for note in notes] == [
        ("a.json:6:3", "file of rows has sumary, which nobody reads; did you mean 'summary'?")
    ]


def test_a_key_like_a_field_that_the_settings_find_elsewhere_is_no_misspelling(read: Read) -> None:
    row = {**ROW, "author": 1, "_embedded": {"author": [{"name": "Ann Lee"}]}}
    (article,) = read([row], fields={"authors": ("_embedded.author[*]",)})
    assert isinstance(article, Article)
    assert article.authors[0].name == "Ann Lee"


# In the model's own form


@pytest.mark.parametrize("article", sample_articles(), ids=lambda article: article.title[:20])
def test_the_quick_way_and_the_plain_one_agree(article: Article, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    line = msgspec.json.encode(article)
    quick = read(line, "a.jsonl")
    monkeypatch.setattr(OwnForm, "article", lambda *_: None)
    assert read(line, "a.jsonl") == quick


ODD: list[Any] = [None, False, True, 0, -1, 1.5, 10**20, "", " ", "odd", "\x00", "http://", "//", "a" * 3000, [], {}, [None], [[]], [{}],
       [0], [""], ["odd"], [{"name": 5}], [{"url": 5}], [{"url": "/a"}], {"a": 1}, {"name": []}, {"url": "ftp://x"}]  # fmt: skip


@pytest.mark.parametrize("field", sorted(set(Article.__struct_fields__) - {"title", "url", "published_at"}))
def test_no_optional_value_costs_the_article(field: str, read: Read) -> None:
    lines = "\n".join(json.dumps({**ROW, "url": f"/{number}", field: value}) for number, value in enumerate(ODD))
    for name, body in (("a.jsonl", lines), ("a.json", f"[{lines.replace(chr(10), ',')}]")):
        found = read(body, name)
        assert sum(isinstance(entry, Article) for entry in found) == len(ODD)
        assert all(entry.is_warning for entry in found if isinstance(entry, Fault))


def test_a_number_for_a_status_is_named(read: Read) -> None:
    *_, note = read([{**ROW, "status": 1}])
    assert isinstance(note, PassedOver)
    assert "status: '1', a value that looks like one that withholds; write draft or published" in note.one
