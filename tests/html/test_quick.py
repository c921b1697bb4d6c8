"""The short way of cleaning: the same as by parsers, for bodies that are a tree as they are written, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from time import process_time

import pytest

from syndicate.html import markdown_html
from syndicate.html.clean import parsed_clean, quickly_cleaned

BASE = "https://e.org/blog/post/"
BASES = (BASE, BASE, "https://e.org", "https://e.org/a//b/c?d#e", "http://localhost:1313/a/b.html")
_PHRASES = ["a", "abbr", "b", "code", "em", "i", "kbd", "s", "span", "strong", "sup"]
_BLOCKS = ["blockquote", "div", "dl", "figure", "h2", "ol", "p", "pre", "section", "table", "ul"]
_VOID = ["br", "hr", "img"]
_INSIDE = {"dl": ["dt", "dd"], "ol": ["li"], "table": ["thead", "tbody"], "tbody": ["tr"], "thead": ["tr"], "tr": ["th", "td"], "ul": ["li"]}  # fmt: skip
_TEXTS = ["a", " b ", "\n", "\n", "\xa0", "é", "&amp;", "&lt;b&gt;", "&quot;", "'"]  # fmt: skip
_MARKUP = ["&nbsp;", "&", ">", "<!--more-->", "<!-- c -->", "<script>", "<x-y>"]
_NAMES = "alt aria-hidden data-cfemail hidden aria-label class data-src height href id lang loading onclick src start style title width value".split()
_VALUES = [
    *("", " ", "a b", "0", "1", "true", "&amp;", "&lt;", "\xa0", "language-js", "x language-js{1}", "ln", "gutter", "color:red", "display:none", "katex-html", "until-found"),
    *("/a/", "../b/", "?q", "#n", "c d.png", "//e.org/y", "https://e.org", "https://e.org/x?a=1&amp;b=2", "/d/?a=1&amp;amp;b#c", "mailto:a@e.org", "tel:1"),
    *("javascript:x()", "data:image/png;base64,A", "http://[::1]/", "https://e.org:99999/", "https://xn--a.org/", "https://1.2.3.400/"),
    *("/", "../", "../../c/d", "../../../e/", "https://e.org/y/", "https://e.org/y.html#n", "/cdn-cgi/l", "//y/", "/..", "/a/../b"),
    *("HTTPS://E.ORG/", "https://e..org/", "https://a_b.org/", "https://-e.org/", "https://e.org/a\\b", "https://e.org/|", "/a%zz"),
]  # fmt: skip


def attributes(rng: Random, name: str) -> str:
    names = [rng.choice(_NAMES) for _ in range(rng.choice((0, 0, 0, 1, 2)))]
    if name in ("a", "img") and rng.random() < 0.9:
        names.insert(0, "href" if name == "a" else "src")
    quote = rng.choice('""""\'')
    return "".join(f" {one}={quote}{rng.choice(_VALUES)}{quote}" for one in names)


def body(rng: Random, names: Sequence[str] = (*_PHRASES, *_BLOCKS, *_VOID), depth: int = 0) -> str:
    """Return HTML as people and programs write it, mostly with each element where it may stand, and closed."""
    pieces = []
    for _ in range(rng.randint(0, 3 if depth < 5 else 0)):
        name = rng.choice(names)
        if rng.random() < 0.3:
            pieces.append(rng.choice(_TEXTS if rng.random() < 0.9 else _MARKUP))
        elif name in _VOID:
            pieces.append(f"<{name}{attributes(rng, name)}{rng.choice(('', ' /'))}>")
        else:
            inside: Sequence[str] = [*_PHRASES, *_VOID] if name in (*_PHRASES, "h2", "p", "pre") else names
            inside = rng.choice((_PHRASES, _BLOCKS)) if rng.random() < 0.15 else _INSIDE.get(name, inside)
            end = f"</{name}>" if rng.random() < 0.98 else ""
            pieces.append(f"<{name}{attributes(rng, name)}>{body(rng, inside, depth + 1)}{end}")
    return "".join(pieces)


def test_the_short_way_gives_what_parsers_give() -> None:
    count = 0
    for seed in range(6_000):
        html, base = body(Random(seed)), BASES[seed % len(BASES)]
        quick = quickly_cleaned(html, base)
        if quick is not None:
            count += bool(quick.html)
            assert quick == parsed_clean(html, base), (html, base)
    assert count > 600


@pytest.mark.parametrize(
    "text",
    [
        '# Tides\n\nIt *turns* at **noon**, says [the log](../log/ "Log") & `ebb`.\n\n* * *\n\nA "quoted" ~~word~~.',
        "- a\n- [x] b\n  1. c\n\n> d\n\n```js\nx < y && z\n```\n\n![p](/p.png)\n\n<https://example.com/a?b=c&d=e>",
        "| a | b |\n|---|--:|\n| `c` | www.example.com |\n\nnote[^1]\n\n[^1]: Said *so*.\n",
        'Teaser.\n\n<!-- more -->\n\n<figure class="wide"><img src="/a.jpg" loading="lazy" style="width:9%"><figcaption>c</figcaption></figure>',
    ],
    ids=["prose", "lists and code", "table and note", "teaser and picture"],
)  # fmt: skip
def test_what_markdown_is_made_into_takes_the_short_way(text: str) -> None:
    html = str(markdown_html(text))
    found = quickly_cleaned(html, BASE)
    assert found is not None
    assert found == parsed_clean(html, BASE)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a<p>b</p>", "<p>a</p></p>", "<p><em>a</p></em>", "<p><div>a</div></p>", "<em><p>a</p></em>", "<li>a</li>",
        '<a href="/a"><a href="/b">c</a></a>', '<a href="/a"><em><a href="/b">c</a></em></a>', "<h2><h3>a</h3></h2>",
        "<table>a<tbody></tbody></table>", "<table><tr><td>a</td></tr></table>", "<table><tbody><tr>a</tr></tbody></table>",
        "<table><thead><tr><th>a</th>b</tr></thead></table>", "<p> <em> </em></p>", "<p>\xa0</p>", "<pre>\na</pre>", "<pre><span></span><span>\na</span></pre>",
        "<script>a</script>", "<P>a</P>", "<x-y>a</x-y>", "<svg></svg>", "<p>a > b</p>", "<p>a & b</p>", "<p>&nbsp;a</p>",
        "<p>a</p><!-- c -->", "<p>a <!--more--> b</p>", "<p id=a>b</p>", "<p/>a</p>", '<p id="a" id="b">c</p>', "<img>", "a <",
        '<a href="javascript:x()">a</a>', '<a href="https://1.2.3.400/">a</a>', '<a href="https://xn--a.org/">a</a>',
        '<img src="/a.png" width="1" height="1">', '<img src="/a.png" data-src="/b.png">', '<img alt="a">',
        '<pre><code><span style="color:red">a</span></code></pre>', '<div style="x">a</div>', '<td style="text-align:left">a</td>',
        '<pre><span class="ln">1</span></pre>', '<code><b aria-hidden="true">1</b></code>', '<p title="&quot;">a</p>',
        '<p hidden="">a</p>', '<p><span style="display:none">a</span></p>', '<p><b class="katex-html">a</b></p>',
        '<p><b data-cfemail="0a">a</b></p>', '<p><a href="/cdn-cgi/l/email-protection#0a">a</a></p>',
        '<p><span>a</span><span id="b">c</span></p>', "<p>a > <em>b</em></p>", '<p><a href="/cdn-cgi/l">a</a></p>',
        "<ul><p>a</p></ul>", '<a href="/a/"><b><a href="/b/">c</a></b></a>', "<h2><p>a</p></h2>",
        "<em>" * 99 + "a" + "</em>" * 99, "<br>" * 20_001,
    ],
)  # fmt: skip
def test_what_parsers_change_is_left_to_them(html: str) -> None:
    assert quickly_cleaned(html, BASE) is None


@pytest.mark.parametrize(
    "piece",
    [
        "<p>",
        "<p> </p>",
        "<p><em>",
        "<p><em><code>a</code>",
        "<li><a href='/a/'>b",
        "<td>",
        "<a href='x",
        "<p><img>",
        "&amp;",
        "<tr> \n",
        '<a href="https://a.a.a.a/">',
    ],
)
def test_no_body_takes_longer_than_it_is_long(piece: str) -> None:
    html = piece * (100_000 // len(piece))
    begin = process_time()
    quickly_cleaned(html, BASE)
    assert process_time() - begin < 2
