"""Paths that reach into the values of an article."""

from __future__ import annotations

from typing import Any

import pytest

from syndicate import Article, Fault, Site
from syndicate.articles import ArticleFields
from syndicate.files import Head, place_of, reach

VALUE = {"a": {"b": [{"c": 1}, {"c": None}, {"d": 2}, {"c": [3, 4]}]}, "t": "text", "n": [[1], [2, 3]]}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b[0].c", 1), ("a.b[3].c[1]", 4), ("a.b[*].c", [1, [3, 4]]), ("n[*][*]", [1, 2, 3]), ("n[*][1]", [3]),
        ("a.b[1].c", None), ("a.b[9].c", None), ("a.x", None), ("t[0]", None), ("t.x", None), ("a[0]", None), ("a.b[*].x", None),
        ("t[*]", None), ("a.b.c", None),
    ],
)  # fmt: skip
def test_a_path_leads_to_a_value_or_nowhere(path: str, found: Any) -> None:
    steps = place_of(path)
    assert steps is not None
    assert reach(VALUE, steps) == found


@pytest.mark.parametrize("path", ["", ".", "a.", ".a", "a..b", "a[", "a[b]", "a[-1]", "a[0]b", "a]", "[]"])
def test_what_is_no_path_is_a_name(path: str) -> None:
    assert place_of(path) is None


def articles(head: str, fields: dict[str, tuple[str, ...]], *, has_extra: bool) -> list[Any]:
    made = ArticleFields(Site(title="T", url="https://e.org/"), names=fields, has_extra=has_extra)
    return [made.read_head(Head(head, 2, 0), "a.md", "a.md") for _ in range(9)][-1]


@pytest.mark.parametrize("has_extra", [True, False])
def test_front_matter_is_reached_into_too(*, has_extra: bool) -> None:
    head = "seo:\n  title: Tides\n  changed: soon\n  version: 1.10\ndate: 2024-05-01\nurl: /a\nauthor.name: Ann\n"
    fields: dict[str, tuple[str, ...]] = {
        "title": ("seo.title",), "updated_at": ("seo.changed",), "authors": ("author.name",), "summary": ("seo.version",),
    }  # fmt: skip
    article, warning = articles(head, fields, has_extra=has_extra)
    assert isinstance(article, Article)
    assert isinstance(warning, Fault)
    assert (article.title, article.authors[0].name, article.summary) == ("Tides", "Ann", "1.10")
    assert (warning.line, warning.column, warning.field) == (5, 12, "seo.changed")


def test_what_was_gathered_of_a_list_is_wrong_where_that_stands() -> None:
    head = "title: T\ndate: 2024-05-01\nurl: /a\nterms:\n  - name: Sea\n  - name: {odd: x}\n  - name: 5\n"
    article, warning = articles(head, {"topics": ("terms[*].name",)}, has_extra=True)
    assert article.topics == ("Sea", "5")
    assert (warning.field, warning.line) == ("terms", 7)
