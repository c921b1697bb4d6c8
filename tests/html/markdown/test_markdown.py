"""Markdown into HTML: CommonMark, and the extensions that sites use."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from syndicate import ContentError
from syndicate.html import markdown_html, without_open_fences
from syndicate.html.clean import clean_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        # Sections of the CommonMark specification 0.31
        ("\tcode", "<pre><code>code\n</code></pre>\n"),  # 2.2
        ("\\*a\\*", "<p>*a*</p>\n"),  # 2.4
        ("&copy; &#35;", "<p>© #</p>\n"),  # 2.5
        ("***", "<hr />\n"),  # 4.1
        ("Title\n===", '<h1 id="title">Title</h1>\n'),  # 4.3
        ("```py\n<b>\n```", '<pre><code class="language-py">&lt;b&gt;\n</code></pre>\n'),  # 4.5
        ("<div>\n*a*\n</div>", "<div>\n*a*\n</div>\n"),  # 4.6
        ("<div>\n\n*a*\n\n</div>", "<div>\n<p><em>a</em></p>\n</div>\n"),  # 4.6
        ("[b]\n\n[B]: /u 'T'", '<p><a href="/u" title="T">b</a></p>\n'),  # 4.7
        ("> a\nb", "<blockquote>\n<p>a\nb</p>\n</blockquote>\n"),  # 5.1
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),  # 5.3
        ("- a\n\n- b", "<ul>\n<li>\n<p>a</p>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>\n"),  # 5.3
        ("`` a`b ``", "<p><code>a`b</code></p>\n"),  # 6.1
        ("***a** b*", "<p><em><strong>a</strong> b</em></p>\n"),  # 6.2
        ("a*b*c a_b_c", "<p>a<em>b</em>c a_b_c</p>\n"),  # 6.2
        ("![a](<b c> 'd')", '<p><img src="b%20c" alt="a" title="d" /></p>\n'),  # 6.4
        ("<https://e.org>", '<p><a href="https://e.org">https://e.org</a></p>\n'),  # 6.5
        ("a <i>b</i>", "<p>a <i>b</i></p>\n"),  # 6.6
        ("a  \nb\\\nc", "<p>a<br />\nb<br />\nc</p>\n"),  # 6.7
        # Beyond it
        ("~~a~~", "<p><del>a</del></p>\n"),
        ("see https://e.org/x.", '<p>see <a href="https://e.org/x">https://e.org/x</a>.</p>\n'),
        ("`https://e.org`", "<p><code>https://e.org</code></p>\n"),
        ("~~https://e.org/a~~", '<p><del><a href="https://e.org/a">https://e.org/a</a></del></p>\n'),
        ("_https://e.org/_", '<p><em><a href="https://e.org/">https://e.org/</a></em></p>\n'),
        ("==https://e.org==", '<p>==<a href="https://e.org">https://e.org</a>==</p>\n'),
        ("www.e.org, a@e.org", '<p><a href="http://www.e.org">www.e.org</a>, <a href="mailto:a@e.org">a@e.org</a></p>\n'),
        ("- [x] a\n- [ ] b\n- [y] c", "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n<li>[y] c</li>\n</ul>\n"),
        ("- [ ] a\n\n- [X] b", "<ul>\n<li>\n<p>☐ a</p>\n</li>\n<li>\n<p>☑ b</p>\n</li>\n</ul>\n"),
        ("[x] a\n\n- \\[ ] b", "<p>[x] a</p>\n<ul>\n<li>[ ] b</li>\n</ul>\n"),
    ],
)  # fmt: skip
def test_markdown_means_what_the_specification_says(text: str, html: str) -> None:
    assert markdown_html(text) == html


def test_a_table_keeps_the_alignment_of_its_columns() -> None:
    html = clean_html(markdown_html("a | b\n--|-:\n1 | 2"), "https://e.org/").html
    assert '<th>a</th>\n<th align="right">b</th>' in html
    assert '<td>1</td>\n<td align="right">2</td>' in html


def test_headings_have_ids_of_their_own() -> None:
    found = markdown_html("# Öl & *Meer*\n# Öl & Meer\n# öl--meer-1\n# `x()`\n# ⚓\n# ⚓")
    ids = [part.partition('"')[0] for part in found.split('id="')[1:]]
    assert ids == ["öl--meer", "öl--meer-1", "öl--meer-1-1", "x", "section", "section-1"]


def test_footnotes_of_two_articles_lead_each_to_its_own() -> None:
    html = markdown_html("a[^1] b[^1]\n\n[^1]: note")
    one, two = (clean_html(html, f"https://e.org/{name}/").html for name in ("one", "two"))
    assert 'href="https://e.org/one/#fn-1"' in one
    assert 'href="https://e.org/one/#fnref-1"' in one
    assert two == one.replace("/one/", "/two/")
    assert 'id="fn-1"' in one


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a " * (1 << 20) + "a", "longer than 2 million characters"),
        ("\n|-" * 600_000, "more than 250,000 lines and marks"),
        ("**a" * 350_000, "more than 250,000 lines and marks"),
        (">" * 1_900_000, "more than 250,000 lines and marks"),
        ("1. a\n" * 380_000, "more than 250,000 lines and marks"),
        ("`" * 1_900_000, "more than 250,000 lines and marks"),
        ("&amp;" * 380_000, "more than 250,000 lines and marks"),
        (f"{'a|' * 1000}\n{'-|' * 1000}\n" + "b\n" * 80_000, "more columns and rows than any article"),
        ("> a\n" + ">" * 240_000, "quotations a thousand deep"),
        ("- " + " > " * 100_000, "quotations a thousand deep"),
        (f"> {'a|' * 2000}\n> {'-|' * 2000}\n" + "> b\n" * 4_000, "more columns and rows than any article"),
        ("a\n\n\n\n: b\n\n" * 20_000, "defines more than 4,000 terms"),
        ("- a\n  > : b\n\n" + "    a\n    ~ b\n\n" * 20_000, "defines more than 4,000 terms"),
    ],
)
def test_markdown_that_would_take_gigabytes_or_minutes_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        markdown_html(text, extensions=["alerts", "description_lists"])


@pytest.mark.parametrize(
    "text",
    [
        'a\n{: hidden="hidden"}',
        "*a*{hidden=true}",
        "# a {.b style='visibility:hidden'}",
        '::: {style="display: none"}\na\n:::',
        "| a |\n|---|\n{.wide hidden=1}",
        "a\n{: hidden}",
        "*a*{: .b hidden } c",
        "# a {hidden}",
        "[a]{hidden} b",
        "`a`{.b hidden} c",
    ],
)
def test_markdown_that_hides_a_part_by_attributes_is_refused(text: str) -> None:
    with pytest.raises(ContentError, match="hides a part by attributes"):
        markdown_html(text, extensions=["attribute_lists", "heading_attributes", "directives"])
    assert "a" in markdown_html(text)  # who knows no attributes shows it


@pytest.mark.parametrize(
    "text",
    [
        "`{: hidden=1}`",
        "    {: hidden=1}",
        "a {.hidden}",
        "{% a hidden=1 %}",
        "{{ a hidden=1 }}",
        "{style='display:block'}",
        "the {hidden} slot, {: unhidden}",
    ],
)
def test_what_only_looks_like_such_attributes_stays(text: str) -> None:
    markdown_html(text, extensions=["attribute_lists", "attributes_at_ends"])


def test_a_wide_table_and_a_long_one_are_tables() -> None:
    for columns, rows in ((200, 200), (30, 5_000)):
        html = markdown_html(f"{'a|' * columns}\n{'-|' * columns}\n{'b|' * columns}\n" + "b\n" * (rows - 1))
        assert (html.count("<th>"), html.count("<tr>")) == (columns, rows + 1)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ('<a href="/a">https://b.org</a> https://c.org', '<p><a href="/a">https://b.org</a> <a href="https://c.org">https://c.org</a></p>\n'),
        ('<a class="x"\nhref=/a>at <b>www.b.org</b>, x@c.org</a>', '<p><a class="x"\nhref=/a>at <b>www.b.org</b>, x@c.org</a></p>\n'),
        ('<a href="mailto:x@c.org">x@c.org</a>', '<p><a href="mailto:x@c.org">x@c.org</a></p>\n'),
        ('<a id="d"></a>https://c.org', '<p><a id="d"></a><a href="https://c.org">https://c.org</a></p>\n'),
        ("<a href=/a>b\n\nhttps://c.org", '<p><a href=/a>b</p>\n<p><a href="https://c.org">https://c.org</a></p>\n'),
    ],
)  # fmt: skip
def test_what_the_author_has_linked_leads_where_the_author_said(text: str, html: str) -> None:
    assert markdown_html(text) == html


@pytest.mark.parametrize("text", ["<a " + "href " * 40_000, "<a href>" * 20_000, "<a href=/a>https://b.org " * 8_000])
def test_anchors_that_nothing_closes_take_no_longer_than_their_length(text: str) -> None:
    begin = time.process_time()
    markdown_html(f"<div>\n{text}")
    assert time.process_time() - begin < 4


def test_of_a_line_of_addresses_by_the_thousand_none_is_a_link() -> None:
    assert "<a" not in markdown_html("a@b.c/" * 2_000)
    assert markdown_html("a@b.c\n" * 10_000).count("<a") == 10_000


def test_a_reference_to_a_control_is_the_sign_that_a_browser_shows() -> None:
    assert (
        markdown_html("don&#146;t &#x80; &#129; `&#146;`") == "<p>don\u2019t \u20ac \x81 <code>&amp;#146;</code></p>\n"
    )


@pytest.mark.parametrize(("extensions", "shown"), [((), "one"), (("last_notes",), "two")])
def test_one_note_of_a_name_is_shown_and_the_text_goes_on_as_text(extensions: tuple[str, ...], shown: str) -> None:
    text = "a[^n]\n\n[^n]: one\n\n> b\n\n> [^N]: two\n\n```\n[^n]: three\n```\n"
    body, notes = markdown_html(text, extensions=extensions).split("<hr />")
    assert "<p>b</p>" in body
    assert "<code>[^n]: three\n</code>" in body
    assert notes.count("<li") == 1
    assert f"<p>{shown} <a" in notes


def test_a_sign_for_a_shift_is_a_quotation_to_those_alone_whose_printers_make_one_of_it() -> None:
    for extensions, quoted in (
        ("smart", False),
        ("retext", False),
        ("typographer", True),
        ("smart tables_of_kramdown", True),
    ):
        html = markdown_html("a << b >> `c << d`", extensions=extensions.split())
        assert html == f"<p>a {'« b »' if quoted else '&lt;&lt; b &gt;&gt;'} <code>c &lt;&lt; d</code></p>\n"
    assert "«a» &lt;&lt;" in markdown_html("&laquo;a&raquo; \\<\\<", extensions=["smart"])


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <b>c</b>\n\n<div>\nx\n</div>\n\n<?php ?>\n", "<p>a c</p>\n"),
        ("a<br>\nb <i>c</i>\n<br />\nd", "<p>a\nb c\nd</p>\n"),
        ("a\n\n<!--more-->\n\nb <!--more-->", "<p>a</p>\n<!--more--><p>b </p>\n"),
        ("a <!-- more --> b", "<p>a <!--more--> b</p>\n"),
        ("a\n<!--more-->\nb", "<p>a</p>\n<!--more--><p>b</p>\n"),
        ("a\n<!-- more -->\nb", "<p>a</p>\n<!--more--><p>b</p>\n"),
        ("a <!--more--> b", "<p>a</p>\n<!--more--><p>b</p>\n"),
        ("~~~\na\n<!--more-->\nb\n~~~", "<pre><code>a\n&lt;!--more--&gt;\nb\n</code></pre>\n"),
        ("`<!--more-->`", "<p><code>&lt;!--more--&gt;</code></p>\n"),
    ],
)
def test_html_is_taken_out_but_for_the_mark_of_a_teaser(text: str, html: str) -> None:
    assert markdown_html(text, raw_html=False) == html


@pytest.mark.parametrize(
    "line", ["# a\n", "a\n=\n", "- [ ] a\n", "> a\n", "* a\n", "a~~", "[a][b", "<a ", "![", "[^1]"]
)
def test_many_of_one_kind_are_rendered(line: str) -> None:
    assert markdown_html(line * 2_000)


ROOT = Path(__file__).parents[3]
WRITTEN = [*ROOT.glob("*.md"), *sorted((ROOT / "tests/builtins").rglob("*.md")), *(ROOT / "examples").rglob("*.md")]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_foreign_reader_reads_what_people_write_in_the_same_way(path: Path) -> None:
    text = re.sub(r"\A(---|\+\+\+)\n.*?\n\1\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"^\[\^\w+\]:.*|\[\^\w+\]|\[[ x]\]", "", text, flags=re.MULTILINE)  # it knows no notes and no tasks
    reader = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable(["table", "strikethrough"])
    theirs = reader.render(text).replace("<s>", "<del>").replace("</s>", "</del>")
    theirs = re.sub(r'style="text-align:(\w+)"', r'align="\1"', theirs)
    ours = re.sub(r'(?<=<h\d) id="[^"]*"', "", markdown_html(text))
    assert ours.split() == theirs.split()


@pytest.mark.parametrize(
    "fence",
    [
        "```", "~~~", "````", "~~~ ruby", "- a\n\n  ```", "```\na\n~~~", "````\na\n```", "``` a\nb```",
        "```\na\n```\n\n~~~\nb\n~~~\n\n~~~",
    ],
)  # fmt: skip
def test_behind_a_fence_that_nothing_closes_a_comment_is_one(fence: str) -> None:
    text = f"a\n\n{fence}\nb\n\n<!-- c -->\n\nd\n"
    assert "<!-- c -->" in markdown_html(without_open_fences(text))


@pytest.mark.parametrize(
    "text",
    [
        "```\na\n```\n",
        "> ```\n> a\n> ```\n",
        "- ~~~~ a\n  b\n  ~~~~~\n",
        "    ```\n",
        "`a` ``` b ```\n",
        "> ```\n\na\n",
    ],
)
def test_code_that_is_closed_stays(text: str) -> None:
    assert without_open_fences(text) == text


def test_more_open_fences_than_anybody_forgets_are_refused() -> None:
    with pytest.raises(ContentError, match="fences that nothing closes"):
        without_open_fences("\n".join("`" * length for length in range(1400, 3, -1)))


@given(text=st.text(alphabet=st.sampled_from("ab *_`[]()<>!#-+|~:\\\n\t1.&^\"'x=日\u00a0"), max_size=80))
def test_any_text_is_markdown_that_can_be_cleaned(text: str) -> None:
    once = clean_html(markdown_html(text), "https://e.org/")
    assert clean_html(once.html, "https://e.org/").html == once.html


@given(
    st.lists(st.sampled_from(["a", "<br />", "1. a", "- b", "", ": c", "    d", "```", "| a | b |", "> q"]), max_size=9)
)
def test_a_text_of_windows_means_the_same(lines: list[str]) -> None:
    for raw_html in (True, False):
        html = markdown_html("\n".join(lines), raw_html=raw_html)
        assert markdown_html("\r\n".join(lines), raw_html=raw_html) == html


@pytest.mark.parametrize("definition", ["[a]: https://example.org/x", "> [a]: https://example.org/x\n> 'A title'"])
@pytest.mark.parametrize("times", [1, 3, 40])
def test_a_short_text_keeps_the_last_of_its_references(definition: str, times: int) -> None:
    html = markdown_html("\n".join(["[a], [b][a] and ![c][a]."] * times) + f"\n\n{definition}\n")
    assert html.count('href="https://example.org/x"') == 2 * times
    assert html.count('src="https://example.org/x"') == times


def test_room_for_references_shows_nowhere() -> None:
    html = markdown_html("    code\n\n[a] [a] [a]\n\n[a]: /long/enough/to/be/longer\n\n```\nnever closed")
    assert html.startswith("<pre><code>code\n")
    assert html.endswith("<pre><code>never closed</code></pre>\n")


def test_large_pictures_within_references_leave_room_for_what_follows() -> None:
    pictures = "".join(
        f"\n[image{number}]:{' ' * number}<data:image/png;base64,{'A' * 900_000}>\n" for number in range(3)
    )
    html = markdown_html(f"![][image0] ![][image1] ![][image2] [a]\n{pictures}\n[a]: /b\n")
    assert html.count('<img src="data:image/png;base64,"') == 3
    assert '<a href="/b">a</a>' in html


@pytest.mark.parametrize("address", ["https://a.bc/d_e*f", "www.a.bc/d_e*f"])
def test_a_bare_link_may_escape_its_signs(address: str) -> None:
    written = address.replace("_", r"\_").replace("*", r"\*")
    assert markdown_html(f"See {written}.") == markdown_html(f"See {address}.")


def test_an_address_in_angle_brackets_holds_what_is_written() -> None:
    html = markdown_html("<https://a.bc/d\\_e?f&g> https://a.bc/d\\_e?f&h")
    assert r">https://a.bc/d\_e?f&amp;g<" in html
    assert ">https://a.bc/d_e?f&amp;h<" in html


def test_escapes_in_links_take_no_time_however_many() -> None:
    assert "%5C" in markdown_html('<a href="' + "%5C" * 500_000 + '">x</a>' + " <https://a.bc/\\_>" * 2_000)


_ADDRESSES = """http://a.bc https://x.yz/q?a=b www.a.bc [a]( [a](http://b.cd) [a](https://www.b.cd) ](http://b.cd) [ ]
( ) * ` <http://q.rs> <div> </div> <a href="http://x.yz"> </a> :// // &#58; \\ ! w ww. foo [x]: [^1] [^1]: " = ="
ftp://f.tp mailto: http:// https:// www."""
_BITS = [*_ADDRESSES.split(), " ", "\n", "\n\n", "\n> ", "\n- "]


@given(st.lists(st.sampled_from(_BITS), max_size=25).map("".join))
def test_bare_links_are_found_wherever_there_may_be_any(text: str) -> None:
    address = '<p><a href="mailto:a@e.org">a@e.org</a></p>\n'  # for which all of a text is looked through
    assert address + markdown_html(text) == markdown_html(f"a@e.org\n\n{text}")
