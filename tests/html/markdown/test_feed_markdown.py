"""Markdown beside its HTML: what may go out uncleaned, and what must not."""

from __future__ import annotations

import pickle
import re
import time

import pytest
from hypothesis import given, strategies as st
from markdown_it import MarkdownIt

from syndicate import ContentError
from syndicate.html import RenderedMarkdown, markdown_html
from syndicate.html.clean import clean_html
from syndicate.html.markdown.feed_markdown import _ATTRIBUTES, feed_markdown

PAGE = "https://e.org/posts/a/"


def carried(text: str) -> str:
    html = markdown_html(text)
    return feed_markdown(html, clean_html(html, PAGE), PAGE, "a.md")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Head\n\nA *tide* & a `code`.\n\n```py\nx = [1]\n```\n\n1 < 2\n", None),
        ("[a](b.html) ![c](/d.png 'e') [f](#g) [h](https://other.org/)", "[a](https://e.org/posts/a/b.html) "
         "![c](https://e.org/d.png 'e') [f](https://e.org/posts/a/#g) [h](https://other.org/)"),
        ("[a][b] and then [b]\n\n[b]: ../c\n\nMore.", "[a][b] and then [b]\n\n[b]: https://e.org/posts/c\n\nMore."),
        ("<https://e.org/?a=1> <mailto:a@e.org> <ann@e.org>", None),
        ("A[^1].\n\n[^1]: A note of [tides](/t).", "A[^1].\n\n[^1]: A note of [tides](https://e.org/t)."),
        ("above\n\n<!--more-->\n\nbelow", "above\n\n\n\nbelow"),
        ("a\r\n\r\nb\x0bc", "a\n\nb c"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done", None),
        ("&lt;b&gt; &copy; AT&T", None),
        ("`[a](b)`", None),
    ],
)  # fmt: skip
def test_markdown_goes_out_with_absolute_addresses(text: str, expected: str | None) -> None:
    assert carried(text).strip() == (text if expected is None else expected).strip()


HOSTILE = [
    # what cleaning takes out of its HTML
    "[a](javascript:alert(1))", "![a](data:image/svg+xml;base64,AAAA)", "[a](vbscript:x)", "<javascript:alert(1)>",
    "[a]\n\n[a]: javascript:alert(1)", "[a](java&#x0A;script:alert(1))", "[a](&#106;avascript:alert(1))",
    "[a](&#x6A;&#97;vascript&colon;alert(1))", "[a](javascript&Tab;:alert(1))", "[a](<java\tscript:alert(1)>)",
    # what other readers may find, though nothing is of it in our HTML
    "[a]: javascript:alert(1)\n", "`[a](javascript:alert(1))`", "[a](&amp;#106;avascript:alert(1))",
    r"[a](java\script:alert(1))", "[a](java\u200bscript:alert(1))", "> [a]: data:text/html,x",
    "<script>alert(1)</script>", "`<script>alert(1)</script>`", "    <script>alert(1)</script>", r"\<script>x",
    "```\n<img src=x onerror=alert(1)>\n```", "<x-y>", "</p>", "<!-- note to self -->", "<?php x ?>", "<%= x %>",
    "<![CDATA[x]]>", '<https://e.org/"onclick=x>', "<a", "a<b",
    '![a](b "c" onerror="alert(1)")', '![a](b"onerror="alert(1))',
    # attributes and tags of dialects
    'a\n{: onclick="x"}', "[a](b){onclick=x}", '# a {style="x"}', "{::comment}secret{:/comment}",
    # templates
    "{{ secret }}", "{% include a %}", "`{{ code }}`", "{{< figure >}}", "{# nunjucks #}",
    # what HTML does not show
    "a\n\n[//]: # (a note to self)", "a\n\n[comment]: <> (a note)", "a\n\n[^1]: A note nobody sees.",
    '::: encrypt password="1"\na\n:::', "- a\n\n  :::hidden\n  b\n  :::", "```js\na // hide-line\nb\n```",
    "- a\n\n  [//]: # (a note)", "> [x]: /y 'a note'", "[a]\n\n[a]: /b\n\n[A]: /c 'secret'",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("around", ["{}", "Words before.\n\n{}\n\nWords after."])
def test_what_may_mean_more_to_some_reader_stays_at_home(text: str, around: str) -> None:
    with pytest.raises(ContentError, match=r"^a\.md"):
        carried(around.replace("{}", text))


def test_why_it_stays_at_home_is_said() -> None:
    for text, said in (
        ("<b>a</b>", "a.md: holds raw HTML"),
        ("{{ a }}", "a.md: holds the template tag '{{ a }}'"),
        ("[a](javascript:b)", "a.md: holds unsafe link, which is cleaned out"),
        ("[a]: /b", "a.md: defines a link that stands nowhere in it"),
        ("[a](b) `[a](b)`", "a.md: holds a relative address that cannot be made absolute"),
        ("- a\n{: .b}", "a.md: holds attributes"),
        ("[a](&amp;#106;avascript:b)", "a.md: holds an address that runs"),
    ):
        with pytest.raises(ContentError, match=re.escape(said)):
            carried(text)


@pytest.mark.parametrize("unit", ['"', "'a on", '" on', "{a on ", "[a](b '"])
def test_a_line_of_quotes_takes_no_longer_than_its_length(unit: str) -> None:
    begin = time.process_time()
    assert _ATTRIBUTES.search(unit * (400_000 // len(unit))) is None
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("change", [str.strip, str.lower, lambda html: html + " ", lambda html: html.replace("a", "b")])
def test_who_changes_the_html_has_its_markdown_no_more(change: object) -> None:
    html = change(markdown_html("a"))  # type: ignore[operator]
    assert not isinstance(html, RenderedMarkdown)
    with pytest.raises(ContentError, match="is not Markdown alone"):
        feed_markdown(html, clean_html(html, PAGE), PAGE, "a.md")


def test_it_can_be_handed_to_another_process() -> None:
    html = pickle.loads(pickle.dumps(markdown_html("*a*")))
    assert (html, html.markdown) == ("<p><em>a</em></p>\n", "*a*")


@given(st.text(alphabet=st.sampled_from(" \n`*_[](){}<>!#&;:/\\\"'=abjo-+.~|1javscriptonerror"), max_size=60))
def test_what_goes_out_has_no_tag_and_no_address_that_runs_for_another_reader(text: str) -> None:
    try:
        markdown = carried(text)
    except ContentError:
        return
    html = MarkdownIt("commonmark", {"html": True}).render(markdown)
    cleaned = clean_html(html, "https://elsewhere.invalid/")
    assert not cleaned.dropped, markdown
