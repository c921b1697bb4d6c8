"""The table of fields: each name in it is read, and read quickly."""

from __future__ import annotations

import pytest

from syndicate import Article, Site
from syndicate.articles import ArticleFields
from syndicate.articles.fields import FIELDS, Read
from syndicate.articles.flags import FLAGS
from syndicate.articles.values import RawValues
from syndicate.files import Head

SITE = Site(title="T", url="https://example.org/blog/", timezone="Europe/Berlin")
REQUIRED = {"title": ("title", "Tides"), "published_at": ("date", "2024-05-01")}
# The plain form of a value, by what reads it; and of a flag that is not raised by default.
PLAIN: dict[Read, str] = {
    RawValues.title: "High water",
    RawValues.label: "High water",
    RawValues.flag: "false",
    RawValues.summary: "High water",
    RawValues.text: "4711",
    RawValues.word: "video",
    RawValues.instant: "2024-05-02T09:00:00+02:00",
    RawValues.end: "2034-05-01T09:00:00+02:00",
    RawValues.last_change: "2024-05-02T09:00:00+02:00",
    RawValues.url: "https://example.org/tides/",
    RawValues.aliases: "[/tides/, /old/]",
    RawValues.topics: "[sea, moon]",
    RawValues.authors: "Ann Lee <ann@example.org>",
    RawValues.language: "en_GB",
    RawValues.images: "https://example.org/tides.jpg",
    RawValues.attachments: "https://example.org/tides.mp3",
    RawValues.provider: "Harbour Times",
}
# Their values take more than one part of a head. A field that is put here slows every site down that has it.
PLAIN_WAY_ONLY = {"duration", "size", "extra"}


def fields(*, quick: bool) -> ArticleFields:
    made = ArticleFields(SITE, has_extra=not quick, url_pattern="{site_url}/{slug}/")
    made._has_extra = False
    return made


def article(of: ArticleFields, lines: dict[str, tuple[str, str]]) -> Article:
    (found,) = of.read_head(Head(text(lines), 1, 0), "a.md", "a.md")
    assert isinstance(found, Article)
    return found


def text(lines: dict[str, tuple[str, str]]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in lines.values())


@pytest.mark.parametrize(
    ("field", "name"),
    [(field, name) for field, row in FIELDS.items() for name in row.names if field not in PLAIN_WAY_ONLY | set(FLAGS)],
)
def test_a_field_is_read_quickly_by_each_of_its_names(field: str, name: str) -> None:
    quick = FIELDS[field].quick
    assert quick is not None, f"{field} has no quick way: every head that gives it is read slowly"
    lines = {**REQUIRED, field: (name, "true" if field == "is_scheduled" else PLAIN[quick])}
    plain, made = article(fields(quick=False), lines), fields(quick=True)
    for _ in range(3):
        assert article(made, lines) == plain
    assert made._quick is not None
    assert made._quick.read(Head(text(lines), 1, 0), "a.md") is not None, (
        f"the quick way leaves {name} to the plain one"
    )
    assert article(made, lines) == plain != article(fields(quick=False), REQUIRED)


def test_no_name_stands_twice_in_a_row_of_the_table() -> None:
    for field, row in FIELDS.items():
        assert len(set(row.names)) == len(row.names), field


def test_a_field_that_is_made_of_its_value_alone_is_one_of_an_article() -> None:
    made = {field for field, row in FIELDS.items() if row.read is not None} - {"release_at"}  # of published_at
    assert made <= set(Article.__struct_fields__)
