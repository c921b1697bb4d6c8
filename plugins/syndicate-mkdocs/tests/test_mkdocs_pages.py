"""A page into an article, without MkDocs around it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from syndicate import Article, Author, Fault, PassedOver, Site, SourceContext
from syndicate_mkdocs.pages import Articles, Page

CONTEXT = SourceContext(root=".", paths=(), site=Site(title="T", url="https://e.org/", timezone="Europe/Berlin"))


def read(
    meta: dict[str, Any], content: str = "", source: str = "", **fields: Any
) -> list[Article | Fault | PassedOver]:
    page: dict[str, Any] = {"path": "docs/a.md", "url": "https://e.org/a/", "title": "Title", "source": lambda: source}
    return list(Articles(CONTEXT).read(Page(meta=meta, content=content, **page | fields)))


def article(*given: Any, **fields: Any) -> Article:
    (found,) = read(*given, **fields)
    assert isinstance(found, Article), found
    return found


def test_a_page_without_a_date_is_no_article() -> None:
    assert read({"title": "No"}, "<p>x</p>") == []
    assert read({}, "<p>x</p>", "# Just text\n") == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (date(2024, 7, 1), "2024-06-30T22:00:00+00:00"),
        (datetime.fromisoformat("2024-07-01T09:00:00"), "2024-07-01T07:00:00+00:00"),
        ("2024-07-01 9:00 +0200", "2024-07-01T07:00:00+00:00"),
    ],
)
def test_a_time_without_a_zone_takes_the_sites(written: object, meant: str) -> None:
    assert article({"date": written}).published_at.isoformat() == meant


def test_a_date_in_a_post_takes_the_sites_zone_although_material_has_given_it_utc() -> None:
    source = "---\ndate:\n  created: 2024-07-01 09:00:00\n  updated: 2024-07-02\n---\n"
    material = {"date": {"created": datetime.fromisoformat("2024-07-01T09:00:00+00:00"), "updated": None}}
    found = article(material, "", source)
    assert found.published_at.isoformat() == "2024-07-01T07:00:00+00:00"
    assert found.updated_at is not None
    assert found.updated_at.isoformat() == "2024-07-01T22:00:00+00:00"


def test_the_title_is_that_of_the_page_and_the_heading_is_not_said_twice() -> None:
    content = '<h1 id="t">C++ &lt;vector&gt;<a class="headerlink" href="#t">&para;</a></h1>\n<p>Text</p>'
    found = article({"date": "2024-01-01"}, content, title="In the navigation")
    assert (found.title, found.content_html) == ("C++ <vector>", "\n<p>Text</p>")


@pytest.mark.parametrize(
    ("rss", "summary"), [({"feed_description": "For feeds"}, "For feeds"), ({}, "All"), (True, "All")]
)
def test_what_a_page_says_for_feeds_alone_is_its_summary(rss: object, summary: str) -> None:
    assert article({"date": "2024-01-01", "description": "All", "rss": rss}).summary == summary


def test_a_heading_is_found_where_a_plugin_has_made_a_document_of_the_text() -> None:
    content = "<html><head></head><body><div><h1>Tides</h1><p>Text</p></div></body></html>"
    found = article({"date": "2024-01-01"}, content, title="In the navigation")
    assert (found.title, found.content_html) == ("Tides", "<p>Text</p></div></body></html>")


def test_a_heading_that_says_something_else_than_the_title_stays() -> None:
    content = "<h1>A long story</h1><p>Text</p>"
    assert article({"date": "2024-01-01", "title": "Short"}, content).content_html == content
    assert article({"date": "2024-01-01", "title": "A *long*  story"}, content).content_html == content
    assert article({"date": "2024-01-01", "title": "A long  story"}, content).content_html == "<p>Text</p>"


def test_a_page_without_a_heading_is_called_what_mkdocs_calls_it() -> None:
    assert article({"date": "2024-01-01"}, "<p>Text</p>", title="By its file").title == "By its file"


def test_marks_behind_headings_are_not_text() -> None:
    content = '<p>a</p><h2 id="b">B<a class="headerlink" href="#b" title="Permanent link">&para;</a></h2>'
    assert article({"date": "2024-01-01"}, content).content_html == '<p>a</p><h2 id="b">B</h2>'


def test_a_line_of_code_has_no_target_of_its_own() -> None:
    content = '<p>a</p><pre><code><a id="__codelineno-0-1" name="__codelineno-0-1" href="#__codelineno-0-1"></a>x</code></pre>'
    assert article({"date": "2024-01-01"}, content).content_html == "<p>a</p><pre><code>x</code></pre>"


def test_the_excerpt_is_the_summary_where_the_author_wrote_none() -> None:
    icon = '<span class="twemoji"><svg viewBox="0 0 24 24"><title>x</title><path d="M1"/></svg></span>'
    note = '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>'
    content = f"<h1>T</h1><p>First <b>words</b>{icon}{note}.</p><!-- more --><p>Rest.</p>"
    assert article({"date": "2024-01-01"}, content).summary == "First words."
    assert article({"date": "2024-01-01", "description": "Mine"}, content).summary == "Mine"
    assert article({"date": "2024-01-01"}, "<p>Whole.</p>").summary == ""


def test_categories_and_tags_are_topics() -> None:
    assert article({"date": "2024-01-01", "categories": ["A", "B"], "tags": "B, C"}).topics == ("A", "B", "C")
    assert article({"date": "2024-01-01", "tags": ["X", 1.1]}, "", "---\ntags: [X, 1.10]\n---\n").topics == (
        "X",
        "1.10",
    )


def test_authors_are_those_that_the_blog_knows() -> None:
    ann = {"name": "Ann", "url": "/ann/", "avatar": "https://e.org/ann.png"}
    found = article({"date": "2024-01-01", "authors": ["ann"]}, authors=(ann,)).authors
    assert found == (Author(name="Ann", url="https://e.org/ann/", avatar_url="https://e.org/ann.png"),)
    assert article({"date": "2024-01-01", "author": "Ben"}).authors == (Author(name="Ben"),)


def test_an_author_may_be_one_that_the_settings_know_by_a_key() -> None:
    ann = Author(name="Ann Lee", email="ann@example.org")
    page = Page(
        path="docs/a.md",
        url="https://e.org/a/",
        title="T",
        meta={"date": "2024-01-01", "authors": ["ann"]},
        content="",
        source=str,
    )
    (found,) = Articles(replace(CONTEXT, authors={"ann": ann})).read(page)
    assert isinstance(found, Article)
    assert found.authors == (ann,)


def test_the_address_is_mkdocs_own_whatever_the_front_matter_says() -> None:
    assert (
        article({"date": "2024-01-01", "url": "https://x.org/", "permalink": "/x", "slug": "x"}).url
        == "https://e.org/a/"
    )


def test_a_draft_says_so() -> None:
    assert article({"date": "2024-01-01", "draft": True}).is_published is False


def test_front_matter_that_holds_itself_is_a_fault_of_its_page() -> None:
    loop: dict[str, Any] = {"date": "2024-01-01"}
    loop["self"] = loop
    (fault,) = read(loop)
    assert str(fault) == "docs/a.md:1: holds more than 10,000 values, or nests them too deeply; write less"


def test_front_matter_that_stands_for_millions_of_values_is_one_too() -> None:
    value: Any = "x"
    for _ in range(8):
        value = [value] * 10
    (fault,) = read({"date": "2024-01-01", "bomb": value})
    assert "10,000 values" in str(fault)
