"""A summary where there is none: the first paragraph, cut at a word."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

import pytest
from hypothesis import given, settings, strategies as st

from syndicate.html import markdown_html
from syndicate.html.clean import clean_html
from syndicate.html.markdown.beginning import CUT, beginning_wanted
from syndicate.html.markdown.dialects import EXTENSIONS
from syndicate.html.summary import beginning_summary, content_summary, cut, says_the_same, summary_of, without_title
from syndicate.model.errors import TooLargeError


@pytest.mark.parametrize(
    ("html", "summary"),
    [
        ("", ""),
        ("<p>One.</p><p>Two.</p>", "One."),
        ("<h1>Title</h1><p>One &amp; &lt;b&gt;</p>", "One & <b>"),
        ("<p><img src='https://e.org/a.png' alt='A'></p><p>One</p>", "One"),
        ("<figure><p>Caption</p></figure><table><tr><td><p>Cell</p></table><p>One</p>", "One"),
        ("<blockquote><p>Said</p></blockquote><p>One</p>", "One"),
        ("<p>a<br>b\n <em>c</em>d</p>", "a b cd"),
        ('<p>One<sup id="fnref1"><a href="https://e.org/#fn1">[1]</a></sup> two<sup>2</sup></p>', "One two2"),
        (
            '<p>One <a id="id1" href="https://e.org/a.html#f">[1]</a>, <a href="/b#c">two [2]</a> <a href="/c">[3]</a></p>',
            "One, two [2] [3]",
        ),
        ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字</p>", "漢字"),
        ("plain <b>text</b>", "plain text"),
        ("<ul><li>One</li><li>Two</li></ul>", "One Two"),
        ("<div>One</div><div>Two</div>", "One Two"),
        ("<pre><code>x = 1</code></pre>", ""),
        ("<h2>Only a title</h2>", ""),
        ("<div><div><p>Deep</p></div></div>", "Deep"),
        ("<blockquote><p>All of it</p></blockquote>", "All of it"),
        ('<p><a href="https://v.e.org/1">https://v.e.org/1</a></p><p>One</p>', "One"),
        ("<p><em>HTTP://e.org/a?b#c</em></p><div><p>https://e.org is up</p></div>", "https://e.org is up"),
        ("<div><p><strong>Note</strong></p><p>One</p></div>", "One"),
        ("<div><p><strong>Note</strong></p></div><p>One</p>", "One"),
        ("<div><p><strong>Noted</strong></p><p>One</p></div>", "Noted"),
        ("<div><p>Tip</p></div>", "Tip"),
        ("<p><strong>Note</strong></p><p>One</p>", "Note"),
        ("<p>https://e.org/a</p><ul><li>One</li></ul>", "https://e.org/a One"),
    ],
)
def test_a_summary_is_the_first_paragraph_as_plain_text(html: str, summary: str) -> None:
    assert summary_of(html, 300) == summary


@pytest.mark.parametrize(
    ("text", "length", "expected"),
    [
        ("The tide turns", 14, "The tide turns"),
        ("The tide turns", 13, "The tide…"),
        ("The tide, turns", 10, "The tide…"),
        ("The tide turns", 9, "The tide…"),
        ("Tide", 1, "…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("a Donaudampfschifffahrt", 10, "a Donauda…"),
        ("潮が満ちて船が出る", 5, "潮が満ち…"),
        ("cafe\u0301s", 5, "caf…"),
        ("ab👩\u200d👧c", 5, "ab…"),
        ("abc👍🏽d", 5, "abc…"),
        ("a🇩🇪🇫🇷b", 5, "a🇩🇪…"),
        ("कखगि", 3, "कख…"),
    ],
)
def test_a_text_is_cut_at_a_word_or_between_a_readers_characters(text: str, length: int, expected: str) -> None:
    assert cut(text, length) == expected


@given(text=st.text(max_size=80).map(lambda text: " ".join(text.split())), length=st.integers(1, 60))
def test_a_cut_text_is_as_short_as_asked_and_the_beginning_of_the_text(text: str, length: int) -> None:
    found = cut(text, length)
    assert len(found) <= length
    if found != text:
        assert found.endswith("…")
        assert text.startswith(found[:-1])
        assert not unicodedata.combining(text[len(found) - 1]) or len(found) == 1 or text[len(found) - 1] == " "


def test_of_a_long_text_only_the_beginning_is_read() -> None:
    assert summary_of("<p>" + "word " * 2_000_000 + "</p>", 10) == "word word…"
    assert summary_of("<div>" * 200 + "a<br>" * 100_000, 10) == "a a a a a…"


@pytest.mark.parametrize(
    ("html", "summary"),
    [
        ("<p>One</p><p>Two</p><!--more--><p>Three</p>", "One Two"),
        ("<p>One <!-- more --> two</p>", "One"),
        ("<!--more--><p>One</p>", "One"),
        ("<figure><img src=/a.png></figure><!--more--><p>One</p>", "One"),
    ],
)
def test_the_authors_own_teaser_is_the_summary(html: str, summary: str) -> None:
    found = clean_html(html, "https://e.org/")
    assert summary_of(found.html, 300, found.teaser) == summary
    assert beginning_summary(html, "https://e.org/", 300) == (summary, True)


BEGINNINGS = ["<p>One</p>", "<p>https://e.org/</p>", "<p> </p>", "<blockquote><p>Said</p></blockquote>", "<script>'<p>no</p>'</script>", "<title>",
              "<table><tr><td><p>Cell</p></table>", "<b>", "</b>", "<aside>", "</aside>", "text ", "x" * 3000, "<img alt='</p>'>",
              "<!--more-->", "<!-- </p> -->", "<textarea>", "</textarea>", "<ul><li>Item</ul>", "<p>Two",
              '<p>A <a href="/x" title="y">b</a> &amp;amp; <code>c</code> <em>d</p>', "<p>\xa0</p>", "<p>&nbsp;&copy;</p>",
              "<p>\u200b</p>", "<p><br />E<sup>2</sup></p>"]  # fmt: skip


@given(html=st.lists(st.sampled_from(BEGINNINGS), max_size=20).map("".join))
def test_the_beginning_of_a_text_has_the_summary_of_the_whole(html: str) -> None:
    whole = clean_html(html, "https://e.org/")
    assert beginning_summary(html, "https://e.org/", 300)[0] == summary_of(whole.html, 300, whole.teaser)


def test_of_a_long_text_only_the_beginning_is_cleaned() -> None:
    html = "<div><p>One</p>" + "<p>Two</p>" * 1000 + "<div>" * 1000
    assert beginning_summary(html, "https://e.org/", 300) == ("One", True)
    with pytest.raises(TooLargeError):
        clean_html(html, "https://e.org/")


BLOCKS = ["One *two* [link][a] and [note][^1] or [a].", "- x\n- y", "- x\n\n- y", "- x\n  - y\n\n  - z\n- w", "# Head", "Head\n====",
          "```\ncode\n\nmore\n```", "```", "> Said", "| a | b |\n|---|---|\n| c | d |", "[a]: /x", "[^1]: Note", "<div>", "</div>",
          "<!--more-->", "1. one\n\n   Two", "    code", "![picture](/a.png)", "a\\[b] [c\\]d]", "word " * 300, "`[a]`", "\n\n",
          "Term", "[TOC]", ": details", "Term\n: details", "Plain\ntext", "Text\n- item", "Text\n```", "\xa0", "<b>", "Long text. " * 50,
          "    - deep", "\"Said\" it's &lt; `x`"]  # fmt: skip


def test_a_text_without_a_paragraph_takes_the_short_way_of_cleaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syndicate.html.summary.clean_prepared", None)
    html = '<h2>Log</h2><ul><li><a href="/a/?b=1&amp;c=2">One</a></li><li>Two</li></ul>'
    assert beginning_summary(html, "https://e.org/", 300) == ("One Two", False)


@settings(max_examples=300)
@given(
    blocks=st.lists(st.sampled_from(BLOCKS), max_size=14),
    end=st.lists(st.sampled_from(BLOCKS), max_size=4),
    extensions=st.sampled_from([(), ("description_lists",), sorted(EXTENSIONS)]),
)
def test_the_beginning_of_markdown_has_the_summary_of_the_whole(
    blocks: list[str], end: list[str], extensions: Collection[str]
) -> None:
    text = "\n\n".join([*blocks, "Word " * 900, *end])
    whole = clean_html(markdown_html(text, extensions=extensions), "https://e.org/")
    assert content_summary(lambda: markdown_html(text, extensions=extensions), "https://e.org/", 300) == summary_of(
        whole.html, 300, whole.teaser
    )


@pytest.mark.parametrize("below", ["<div>\n\n", "- x\n\n", "[^1]: Note\n\n", "# Head\n\n", "```\n\n"])
def test_of_markdown_that_begins_with_a_paragraph_no_more_is_rendered(below: str) -> None:
    with beginning_wanted():
        html = markdown_html("One *two* [link](/x).\nThree.\n\n" + below * 1000)
    assert html == f'<p>One <em>two</em> <a href="/x">link</a>.\nThree.</p>\n{CUT}'


def test_of_long_markdown_only_the_beginning_is_rendered() -> None:
    text = "# Head\n\nOne.\n\n" + "Two.\n\n" * 1000
    with beginning_wanted():
        assert markdown_html(text).endswith(CUT)
        assert len(markdown_html(text)) < 5000
    assert CUT not in markdown_html(text)


@pytest.mark.parametrize(
    ("summary", "html", "same"),
    [
        ("One two", "<p>One <b>two</b></p>", True),
        ("One two", "<p>One</p>\n<p>two</p>", True),
        ("One", "<p>One two</p>", False),
        ("One…", "<p>One</p>", False),
        ("One & <two>", "<p>One &amp; &lt;two&gt;</p>", True),
        ("One", '<p title="a > <b>">One</p>', True),
        ("One", '<p title="a > <b>">One two</p>', False),
        ("", "", False),
        ("", "<p></p>", False),
        ("One", "<p>One</p>" + "<br>" * 1000, False),
    ],
)
def test_a_summary_that_says_all_is_known(summary: str, html: str, same: bool) -> None:  # noqa: FBT001
    assert says_the_same(summary, html) is same


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h1>The tide</h1><p>a</p>", "<p>a</p>"),
        ('<h2 id="x">The <em>Tide</em></h2>\n<p>a</p>', "<p>a</p>"),
        ("<h1>The tide turns</h1><p>a</p>", "<h1>The tide turns</h1><p>a</p>"),
        ("<p>a</p><h1>The tide</h1>", "<p>a</p><h1>The tide</h1>"),
        ("<h3>The tide</h3><p>a</p>", "<h3>The tide</h3><p>a</p>"),
        ("<h1>The tide</h1>", "<h1>The tide</h1>"),
    ],
)
def test_a_first_heading_that_repeats_the_title_goes(html: str, expected: str) -> None:
    assert without_title(html, "The Tide") == expected
