"""Bodies that a feed may carry: nothing that runs, nothing relative; what was left out is counted."""

from __future__ import annotations

import gc
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import given, strategies as st

from syndicate.html import article_text, markdown_html
from syndicate.html.clean import clean_html, prepared
from syndicate.html.rules import ATTRIBUTES, GLOBAL_ATTRIBUTES, LINK_SCHEMES, TAGS, frame_url
from syndicate.html.summary import beginning_summary
from syndicate.model.errors import ContentError

BASE = "https://e.org/blog/post/"


def clean(html: str) -> str:
    return clean_html(html, BASE).html


def dropped(html: str) -> dict[str, int]:
    return dict(clean_html(html, BASE).dropped)


# A parser by the letter of the HTML Standard is the judge.


def elements(html: str) -> list[Any]:
    return [node for node in html5lib.parseFragment(html, namespaceHTMLElements=False).iter() if node.tag != "DOCUMENT_FRAGMENT"]  # fmt: skip


def text(html: str) -> str:
    return "".join(html5lib.parseFragment(html, namespaceHTMLElements=False).itertext())


def tree(html: str) -> list[tuple[str, dict[str, str], str, str]]:
    return [(node.tag, dict(node.attrib), node.text or "", node.tail or "") for node in elements(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        (" \n", ""),
        ("<p>Hi</p>\n", "<p>Hi</p>"),
        ("plain & simple", "plain &amp; simple"),
        ("a\x0bb\ufffec\ufdd0", "a bc"),
        ("<p>a\r\nb&#13;c</p>", "<p>a\nb\nc</p>"),
        ("<p>never closed", "<p>never closed</p>"),
        ("</div><p>a</p></body></html><p>b", "<p>a</p><p>b</p>"),
        ("<p>a</p><p> &nbsp; </p><p><b></b></p><p>b</p>", "<p>a</p><p>b</p>"),
        ('<p><img src="/a.png"></p>', '<p><img src="https://e.org/a.png"></p>'),
        ('<p class="x" id="i" lang="de" data-x="1" role="note">a</p>', '<p id="i" lang="de">a</p>'),
        ("<x-note>a <font color=red>b</font></x-note>", "a b"),
        ("<title>t</title><meta charset=x><p>a", "<p>a</p>"),
        ('<pre><code class="x language-c++ y">a</code></pre>', '<pre><code class="language-c++">a</code></pre>'),
        ('<pre><code class="language-js{1,3-4}">a</code></pre>', '<pre><code class="language-js">a</code></pre>'),
        ('<pre><code class="language-rust,ignore">a</code></pre>', '<pre><code class="language-rust">a</code></pre>'),
        ('<pre><code class="language-{r, echo=FALSE}">a</code></pre>', '<pre><code class="language-r">a</code></pre>'),
        ('<pre><code class="language-{.c++}">a</code></pre>', '<pre><code class="language-c++">a</code></pre>'),
        ("<pre><code class='language-{a=\"b\"}'>a</code></pre>", "<pre><code>a</code></pre>"),
        ('<code class="x">a</code><p class="language-x">a</p>', "<code>a</code><p>a</p>"),
        ('<td style="text-align: right">', ""),
        ('<table><tr><td style="text-align:right">1', '<table><tbody><tr><td align="right">1</td></tr></tbody></table>'),
    ],
)  # fmt: skip
def test_what_a_reader_renders_stays(html: str, expected: str) -> None:
    assert clean(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<table><caption>c</caption><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td colspan="2">b</td></tr></tbody></table>',
        '<ol start="3" reversed=""><li value="5">a</li></ol>',
        '<figure><img src="https://e.org/a.png" alt="A" width="9"><figcaption>c</figcaption></figure>',
        '<details open=""><summary>s</summary>t</details>',
        "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>",
        "<dl><dt>a</dt><dd>b</dd></dl>",
        '<abbr title="x">a</abbr><mark>b</mark><time datetime="2024-01-01">c</time><sub>d</sub><sup>e</sup>',
        '<del cite="https://e.org/x">a</del><ins datetime="2024-01-01">b</ins><kbd>c</kbd><samp>d</samp><var>e</var>',
        '<blockquote cite="https://e.org/x"><p>a</p></blockquote><q>b</q><bdi dir="rtl">c</bdi><wbr><hr><br>',
        '<picture><source srcset="https://e.org/a.webp 2x" media="(min-width: 9px)" type="image/webp"><img src="https://e.org/a.png"></picture>',
        '<video src="https://e.org/v.mp4" poster="https://e.org/p.png" controls=""><track src="https://e.org/v.vtt" kind="captions"></video>',
        '<iframe src="https://www.youtube-nocookie.com/embed/x?start=9&amp;a=b" width="5" height="4" allowfullscreen="" title="t"></iframe>',
    ],
)  # fmt: skip
def test_what_is_allowed_is_untouched(html: str) -> None:
    found = clean_html(html, BASE)
    assert (tree(found.html), found.dropped) == (tree(html), {})
    assert clean(found.html) == found.html


@pytest.mark.parametrize(
    ("numbered", "code"),
    [
        ('<table><tr><td class="linenos"><div class="linenodiv"><pre><a href="#l-1">1</a>\n2</pre></div></td><td><pre>x\ny</pre></td></tr></table>',
         "<table><tbody><tr><td><pre>x\ny</pre></td></tr></tbody></table>"),
        ('<pre><span class="lineno">1</span>ln -s 7</pre>', "<pre>ln -s 7</pre>"),
        ('<table><tr><td class="gutter">12 apples</td></tr></table>', "<table><tbody><tr><td>12 apples</td></tr></tbody></table>"),
        ("<pre data-linenos><code><table><tr><td>1</td><td>x\n</td></tr></table></code></pre>",
         "<pre><code><table><tbody><tr><td>x\n</td></tr></tbody></table></code></pre>"),
    ],
    ids=["beside it", "in it", "no number", "syntect"],
)  # fmt: skip
def test_numbers_of_lines_are_no_code(numbered: str, code: str) -> None:
    assert clean(numbered) == code


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('<code><span class="giallo-l"><span class="giallo-ln">1</span><span>a</span></span><span class="giallo-l">b</span></code>',
         "<code>a\nb</code>"),
        ('<div class="ec-line"><div class="gutter"><div class="ln">1</div></div><div class="code">a</div></div>'
         '<div class="ec-line"><div class="code">\n</div></div><div class="ec-line"><div class="code">  b</div></div>', "a\n\n  b"),
        ('<div class="token-line"><span>a</span></div><div class="token-line"><span></span></div><div class="token-line">b</div>',
         "a\n\nb"),
        ('<span class="token-line">a<br></span><span class="token-line">b<br></span>', "a<br>b<br>"),
    ],
    ids=["Giallo", "Expressive Code", "Prism in React", "Docusaurus"],
)  # fmt: skip
def test_lines_of_code_that_only_css_ends_end(lines: str, code: str) -> None:
    assert clean(f"<pre>{lines}</pre>") == f"<pre>{code}</pre>"


@pytest.mark.parametrize(
    "inside",
    ["a\n  b\t c", "\na", "\n\na", "<code>\n a\n\n</code>", "  a  ", "&lt;script&gt;\n&amp;", "<x-y>\n\n</x-y>a", "\n"],
)
def test_preformatted_text_keeps_its_white_space(inside: str) -> None:
    html = f"<div><pre>{inside}</pre></div>"
    assert text(clean(html)) == text(html)
    assert clean(clean(html)) == clean(html)


@pytest.mark.parametrize(
    ("html", "expected", "counts"),
    [
        ("<script>x()</script><p>a</p><script src=/x></script>", "<p>a</p>", {"script": 2}),
        ("<style>p{}</style><p style='color:red'>a</p>", "<p>a</p>", {"style sheet": 1, "style": 1}),
        ('<p onclick="x()" ONLOAD=y>a</p>', "<p>a</p>", {"event handler": 2}),
        ("<form action=/x><p>Mail</p><input><button>ok</button></form>a", "a", {"form": 1}),
        ("<input name=q><select><option>x</select><textarea>y</textarea>a", "a", {"form control": 3}),
        ("<pre><code>x</code><button>Copy</button></pre>", "<pre><code>x</code></pre>", {}),  # missed by nobody
        ("<p>a<button title=Copy><i class=bi></i></button> <button>b</button></p>", "<p>a </p>", {"form control": 1}),
        ("<object data=x><p>a</object><object data=></object><applet></applet>b", "<p>a</p>b", {"embedded object": 3}),
        ("<svg><script>x</script><a href=x>y</a></svg><canvas>c</canvas>b", "b", {"drawing": 2}),
        ('<svg/>a<b>c</b> <SVG class="x"/> <svg class=y />d', "a<b>c</b>  d", {"drawing": 3}),
        ("<svg a=b/>c", "&lt;svg a=b/&gt;c", {}),
        ('<a href="javascript:x()">b</a><q cite="data:x">c</q>', "<a>b</a><q>c</q>", {"unsafe link": 2}),
        ('<img src="data:image/png;base64,AA"><p>a', "<p>a</p>", {"embedded picture": 1}),
        ('<img src=/t.gif width=1 height="1">a', "a", {"tracking pixel": 1}),
        ("<template><script>x</script></template><!-- c -->a", "a", {}),
        ("<title>Tides</title><datalist><option>x</datalist>a", "a", {"text": 2}),
        ('<pre style="color:red"><code><span style="color:red">x</span></code></pre>', "<pre><code>x</code></pre>", {}),
    ],
)
def test_what_is_left_out_is_counted(html: str, expected: str, counts: dict[str, int]) -> None:
    assert (clean(html), dropped(html)) == (expected, counts)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="../b c">b</a>', '<a href="https://e.org/blog/b%20c">b</a>'),
        ('<a href="#note">b</a>', '<a href="https://e.org/blog/post/#note">b</a>'),
        ('<a href="">b</a>', '<a href="https://e.org/blog/post/">b</a>'),
        ('<a href="?q=1&amp;r=2">b</a>', '<a href="https://e.org/blog/post/?q=1&amp;r=2">b</a>'),
        ('<a href="//cdn.org/x">b</a>', '<a href="https://cdn.org/x">b</a>'),
        ('<a href=" /x\n/y ">b</a>', '<a href="https://e.org/x/y">b</a>'),
        ('<a href="https://k%C3%BCste.example/">b</a>', '<a href="https://xn--kste-0ra.example/">b</a>'),
        ('<a href="/küste">b</a>', '<a href="https://e.org/k%C3%BCste">b</a>'),
        ('<a href="mailto:a@e.org">b</a>', '<a href="mailto:a@e.org">b</a>'),
        ('<a href="TEL:+49 1">b</a>', '<a href="tel:+49%201">b</a>'),
        ('<a href="XMPP:a@e.org?join">b</a>', '<a href="xmpp:a@e.org?join">b</a>'),
        ('<a href="magnet:?xt=urn:btih:1&amp;dn=x">b</a>', '<a href="magnet:?xt=urn:btih:1&amp;dn=x">b</a>'),
        ('<a href="gemini://e.org/x y">b</a>', '<a href="gemini://e.org/x%20y">b</a>'),
        ('<img src="ftp://e.org/a.png">', ""),
        ('<a href=" java\nscript:x()">b</a>', "<a>b</a>"),
        ('<a href="&#1;javascript:x()">b</a>', "<a>b</a>"),
        ('<a href="vbscript:x">b</a>', "<a>b</a>"),
        ('<a href="data:text/html,x">b</a>', "<a>b</a>"),
        ('<a href="file:///etc/passwd">b</a>', "<a>b</a>"),
        ('<a href="http://[x">b</a>', "<a>b</a>"),
        ('<a href="https://user:pw@e.org/">b</a>', "<a>b</a>"),
        ('<img src="mailto:a@e.org">', ""),
        ('<img src=" ">', ""),
        ('<a href="/a/./b/">b</a>', '<a href="https://e.org/a/b/">b</a>'),
        ('<a href="https://x.org/a/../b?">b</a>', '<a href="https://x.org/b">b</a>'),
        ('<a href="b?#">b</a>', '<a href="https://e.org/blog/post/b">b</a>'),
        ('<a href="../b?#c?">b</a>', '<a href="https://e.org/blog/b#c?">b</a>'),
        ('<a href="../b?c?#d#">b</a>', '<a href="https://e.org/blog/b?c?#d%23">b</a>'),
        ('<img src="/a.png" alt="A">', '<img src="https://e.org/a.png" alt="A">'),
        ('<img src=a srcset="a.png 1x, /b,c.png 2x">', '<img src="https://e.org/blog/post/a" srcset="https://e.org/blog/post/a.png 1x, https://e.org/b%2Cc.png 2x">'),
        ('<img srcset=" ,/a.png 640w,, b.png">', '<img srcset="https://e.org/a.png 640w, https://e.org/blog/post/b.png" src="https://e.org/a.png">'),
        ('<img srcset="javascript:x() 1x">', ""),
        ('<img srcset="http://[x 1x, data:image/png;base64,AA 2x">', ""),
        ('<img srcset=" , ">', ""),
        # One without a size ends with its comma.
        ('<img srcset="a.png, /b.png 2x">', '<img srcset="https://e.org/blog/post/a.png, https://e.org/b.png 2x" src="https://e.org/blog/post/a.png">'),
        ('<picture><source srcset="/a.webp,\n /b.webp , /c.webp 3x"><img src="/a.png"></picture>', '<picture><source srcset="https://e.org/a.webp, https://e.org/b.webp, https://e.org/c.webp 3x"><img src="https://e.org/a.png"></picture>'),
        ('<video src="v.mp4" poster="p.png" autoplay></video>',
         '<video src="https://e.org/blog/post/v.mp4" poster="https://e.org/blog/post/p.png" controls=""></video>'),
        ('<audio><source src="a.mp3"></audio>', '<audio controls=""><source src="https://e.org/blog/post/a.mp3"></audio>'),
    ],
)  # fmt: skip
def test_every_address_is_absolute_or_gone(html: str, expected: str) -> None:
    assert clean(html) == expected
    assert clean(expected) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img data-src="/a.png">', '<img src="https://e.org/a.png">'),
        ('<img src="data:image/gif;base64,R0" data-original="/a.png">', '<img src="https://e.org/a.png">'),
        ('<img src="/img/placeholder.svg" data-lazy-src="/a.png">', '<img src="https://e.org/a.png">'),
        ('<img src="/tiny.jpg" class="lazyload" data-src="/a.png">', '<img src="https://e.org/a.png">'),
        ('<img src="/a.png" data-src="/b.png">', '<img src="https://e.org/a.png">'),
        ('<img src="/img/spinner.gif" data-src="/b.png">', '<img src="https://e.org/b.png">'),
        ('<img src="blank.gif" data-original-src="/a.png">', '<img src="https://e.org/a.png">'),
        ('<img src="/images/lazyload.gif#center" data-echo="/a.png">', '<img src="https://e.org/a.png">'),
        ('<img data-srcset="/a.png 1x">', '<img srcset="https://e.org/a.png 1x" src="https://e.org/a.png">'),
        ('<img data-src="/a.png"><noscript><img src="/a.png"></noscript>b', '<img src="https://e.org/a.png">b'),
        ('<img class=x> <noscript><img src="/a.png"></noscript>b', '<img src="https://e.org/a.png">b'),
        ('<img src="data:image/gif;base64,R0" data-nimg="fill"><noscript><img src="/a.png"></noscript>b', '<img src="https://e.org/a.png">b'),
        ('<img src="/a.png" srcset="/a b.png 1x, /c.png 2x 9h, /d.png 3x">', '<img src="https://e.org/a.png" srcset="https://e.org/c.png 2x, https://e.org/d.png 3x">'),
        ('<p>a</p><noscript><img src="/a.png"></noscript>', '<p>a</p><img src="https://e.org/a.png">'),
        ('<noscript><pre>of a gist</pre></noscript><script src="//gist"></script>', "<pre>of a gist</pre>"),
        ("<noscript>Please enable JavaScript</noscript>a", "a"),
        ('<video data-src="/v.mp4"></video>', '<video src="https://e.org/v.mp4" controls=""></video>'),
    ],
)  # fmt: skip
def test_a_lazy_picture_is_found_without_its_script(html: str, expected: str) -> None:
    assert tree(clean(html)) == tree(expected)


_MATH = '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<amp-img src="/a.png" /><p>b</p><lite-youtube videoid="c"/>d', '<img src="https://e.org/a.png"><p>b</p><iframe src="https://www.youtube.com/embed/c"></iframe>d'),
        ('<amp-img src="/a.png" alt="A" layout=fill><noscript><img src="/a.png"></noscript></amp-img>b', '<img src="https://e.org/a.png" alt="A">b'),
        ('<amp-video poster="/p.png"><source src="/a.mp4"></amp-video>', '<video poster="https://e.org/p.png" controls=""><source src="https://e.org/a.mp4"></video>'),
        ('<amp-youtube data-videoid="a/b"></amp-youtube>', '<iframe src="https://www.youtube.com/embed/a%2Fb"></iframe>'),
        ('<lite-youtube videoid=a title="T"><a href="/x">Play</a></lite-youtube>', '<iframe title="T" src="https://www.youtube.com/embed/a"></iframe>'),
        ('<amp-iframe src="https://x.org/a"></amp-iframe>', '<a href="https://x.org/a">https://x.org/a</a>'),
        ('a <script type="math/tex; mode=display">x^2</script>', "a <code>x^2</code>"),
        (f'<span class="katex"><span class="katex-mathml">{_MATH}</span><span class="katex-html" aria-hidden="true">x</span></span>', "<code>x</code>"),
        ('<a href="/cdn-cgi/l/email-protection" data-cfemail="543931142c7a3b2633">[email]</a>', '<a href="mailto:me@x.org">me@x.org</a>'),
        ('<a href="/cdn-cgi/l/email-protection#543931142c7a3b2633">write</a>', '<a href="mailto:me@x.org">write</a>'),
        ('<a href="/cdn-cgi/l/email-protection#54f">write</a>', '<a href="https://e.org/cdn-cgi/l/email-protection#54f">write</a>'),
        ('<object data="/a.svg" title="A"></object>', '<img src="https://e.org/a.svg" alt="A">'),
        ('<object data="/a.pdf"><p>The <a href="/a.pdf">paper</a></p></object>', '<p>The <a href="https://e.org/a.pdf">paper</a></p>'),
        ('<embed src="/a.pdf" type="application/pdf">', '<a href="https://e.org/a.pdf">https://e.org/a.pdf</a>'),
        ('<div class="kg-card"><audio src="/a.mp3"></audio>Song<div class="kg-audio-player">0:00<div>/3:12</div></div></div>', '<div><audio src="https://e.org/a.mp3" controls=""></audio>Song</div>'),
        ('<figure class="kg-video-card" data-kg-thumbnail="/p.png"><video src="/a.mp4" poster="https://img.spacergif.org/x.png"></video><div class="kg-video-player-container">0:00</div></figure>', '<figure><video src="https://e.org/a.mp4" poster="https://e.org/p.png" controls=""></video></figure>'),
        ('<figure class="kg-video-card"><video src="/a.mp4" poster="https://img.spacergif.org/x.png"></video></figure>', '<figure><video src="https://e.org/a.mp4" controls=""></video></figure>'),
        ('a <img class="wp-smiley" alt="\U0001f600" src="/1.png"> <img alt="\u2764\ufe0f" class="twemoji" src="/2.svg">', "a \U0001f600 \u2764\ufe0f"),
        ('<p><img alt="" src="/d.png#only-dark"> <img alt="" src="/l.png#only-light"></p>', '<p> <img alt="" src="https://e.org/l.png#only-light"></p>'),
        ('<img class="emoji" alt=":cat:" src="/1.png">', '<img alt=":cat:" src="https://e.org/1.png">'),
        ('<a href="/a">T<span class="kg-bookmark-metadata"><img src="/i.png">AnnSite</span></a>', '<a href="https://e.org/a">T</a>'),
    ],
)  # fmt: skip
def test_what_stands_in_for_another_element_becomes_that(html: str, expected: str) -> None:
    assert clean(html) == expected
    assert clean(expected) == expected


@pytest.mark.parametrize(
    "attribute", ["hidden", 'style="color: red; display:none"', "style='visibility: hidden'", "popover", "popover=auto"]
)
def test_what_the_page_hides_stays_out(attribute: str) -> None:
    assert (clean(f"a<div {attribute}>b<p>c</p></div>"), dropped(f"<p {attribute}>a")) == ("a", {})
    assert clean("<p hidden=until-found>a</p>") == "<p>a</p>"


def test_a_dialog_that_a_script_opens_stays_out() -> None:
    assert clean("a<dialog><p>b</p></dialog>") == "a"
    assert clean("<dialog open>a</dialog>") == "a"


def test_what_ghost_shows_to_members_alone_stays_out() -> None:
    begin, end = '<!--kg-gated-block:begin nonMember:{} memberSegment:"status:free" -->', "<!--kg-gated-block:end-->"
    html = f"<p>a</p>{begin.format('false')}<p>b</p>{end}{begin.format('true')}<p>c</p>{end}<p>d</p>{begin.format('false')}<p>e</p>"
    assert clean(html) == "<p>a</p><p>c</p><p>d</p>"
    assert prepared(html) == f"<p>a</p>{begin.format('true')}<p>c</p>{end}<p>d</p>"


@pytest.mark.parametrize(
    ("html", "expected", "frames"),
    [
        ('<iframe src="//youtube.com/embed/x" srcdoc="y" name="z" allow="camera"></iframe>', '<iframe src="https://youtube.com/embed/x"></iframe>', 0),
        ('<iframe src="http://player.vimeo.com/video/1"></iframe>', '<iframe src="https://player.vimeo.com/video/1"></iframe>', 0),
        ('<iframe data-src="https://player.vimeo.com/video/1" src="about:blank"></iframe>', '<iframe src="https://player.vimeo.com/video/1"></iframe>', 0),
        ('<iframe src="https://codepen.io/x" title="A pen"></iframe>', '<a href="https://codepen.io/x">A pen</a>', 1),
        ('<iframe src="/map?a&b"></iframe>', '<a href="https://e.org/map?a&amp;b">https://e.org/map?a&amp;b</a>', 1),
        ('<iframe src="https://ads.org/x" width=0 height=0></iframe>a', "a", 1),
        ('<iframe src="https://ads.org/x" style="display: none"></iframe>a', "a", 0),
        ('<iframe src="javascript:x"></iframe><iframe srcdoc="<p>x"></iframe>a', "a", 2),
        ("<iframe><script>x</script></iframe>a", "a", 1),
    ],
)  # fmt: skip
def test_a_frame_stays_where_a_named_host_shows_a_video(html: str, expected: str, frames: int) -> None:
    assert (clean(html), dropped(html).get("frame", 0)) == (expected, frames)
    assert clean(expected) == expected


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com.evil.org/embed/x",
        "https://evil.org/www.youtube.com/embed/x",
        "https://www.youtube.com:8443/embed/x",
        "https://www.youtube.com@evil.org/embed/x",
        "https://www.youtube.com/redirect?q=x",
        "ftp://www.youtube.com/embed/x",
        "https://www.youtube.com\\@evil.org/embed/x",
    ],
)
def test_a_host_that_only_looks_like_one_shows_nothing(url: str) -> None:
    assert frame_url(url) is None
    assert "<iframe" not in clean(f'<iframe src="{url}"></iframe>')


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<li><input type=checkbox disabled checked> done</li>", "<li>☑ done</li>"),
        ("<li><input type=checkbox> to do</li>", "<li>☐ to do</li>"),
        ('<math><mi>x</mi><annotation encoding="application/x-tex">x^2</annotation></math>', "<code>x^2</code>"),
        ("<math><mi>x</mi><mo>&lt;</mo></math>", "<code>x&lt;</code>"),
        ('<math alttext="x^2"><msup><mi>x</mi><mn>2</mn></msup></math>', "<code>x^2</code>"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "<code>1/2</code>"),
        (
            "<math><munderover><mo>S</mo><mi>i</mi><mi>n</mi></munderover><munder><mi>m</mi><mi>k</mi></munder></math>",
            "<code>S_i^nm_k</code>",
        ),
        (
            "<math><mtable><mtr><mtd>1</mtd><mtd>2</mtd></mtr><mtr><mtd>3</mtd><mtd>4</mtd></mtr></mtable></math>",
            "<code>[1, 2; 3, 4]</code>",
        ),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math>", "<code>(a+b)/2</code>"),
        (
            "<math><msub><mi>x</mi><mn>1</mn></msub><msup><mi>e</mi><mrow><mo>-</mo><mi>x</mi></mrow></msup></math>",
            "<code>x_1e^(-x)</code>",
        ),
        ("<math><msqrt><mn>2</mn></msqrt><mroot><mi>x</mi><mn>3</mn></mroot></math>", "<code>√23√x</code>"),
        ("<math><msubsup><mo>∫</mo><mn>0</mn><mi>n</mi></msubsup></math>", "<code>∫_0^n</code>"),
        ("<math><mi>" + "<x/>" * 900 + "y</mi></math>", "<code>y</code>"),
    ],
)
def test_what_needs_a_form_or_a_formula_survives_as_text(html: str, expected: str) -> None:
    assert clean(html) == expected


@pytest.mark.parametrize("tag", "title template script style textarea select button form object iframe svg".split())
def test_a_tag_that_is_mentioned_hides_nothing(tag: str) -> None:
    said = f"<p>Use the <{tag}> element.</p><p>Then <{tag.upper()} a='b'> again.</p>"
    found = clean_html(said, BASE)
    assert text(found.html) == f"Use the <{tag}> element.Then <{tag.upper()} a='b'> again."
    assert found.dropped == {}
    assert (
        clean(f"<p>a</p><{tag}>b</{tag}><p>Use <{tag}> here")
        == f"<p>a</p>{clean(f'<{tag}>b</{tag}>')}<p>Use &lt;{tag}&gt; here</p>"
    )
    assert clean(f'<p title="<{tag}>">a</p><!-- <{tag}> --><p>b</p>') == f'<p title="&lt;{tag}&gt;">a</p><p>b</p>'


@pytest.mark.parametrize(
    ("html", "teaser", "whole"),
    [
        ("<p>a</p><p>b</p><!--more--><p>c</p>", "<p>a</p><p>b</p>", "<p>a</p><p>b</p><p>c</p>"),
        ("<p>a <!-- more --> b <!--more--></p>", "<p>a </p>", "<p>a  b </p>"),
        ("<p>a</p><p><!--more--></p><p>c</p>", "<p>a</p>", "<p>a</p><p>c</p>"),
        ("<p title=x><!--more--></p><p>c</p>", "", "<p>c</p>"),
        ("<pre>&lt;!--more--&gt;</pre><!-- evermore -->", "", "<pre>&lt;!--more--&gt;</pre>"),
        ("<p>a\ufdd1b</p>", "", "<p>ab</p>"),
    ],
)
def test_the_authors_mark_ends_the_teaser_and_goes(html: str, teaser: str, whole: str) -> None:
    found = clean_html(html, BASE)
    assert (found.teaser, found.html) == (teaser, whole)


# Nothing that is left can run


def assert_harmless(html: str) -> None:
    for element in elements(html):
        assert element.tag in TAGS
        allowed = ATTRIBUTES.get(element.tag, frozenset()) | GLOBAL_ATTRIBUTES
        assert set(element.attrib) <= allowed, element.attrib
        for name in ("href", "src", "cite", "poster"):
            if (url := element.get(name)) is not None:
                assert urlsplit(url).scheme in ("http", "https", *(LINK_SCHEMES if name == "href" else ()))
        for candidate in filter(None, (element.get("srcset") or "").split(", ")):
            assert candidate.startswith(("http://", "https://"))
        if element.tag == "iframe":
            assert frame_url(element.get("src")) == element.get("src")


# One of each kind: how published collections of attacks try to have something run.
ATTACKS = [
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script/x src=//evil></script>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<body onload=alert(1) background=javascript:x><p>a",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload=alert(1)/>#x'></svg>",
    "<svg><style><!--</style><img src=x onerror=alert(1)>--></svg>",
    "<math><a xlink:href=javascript:alert(1)>x</a></math>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<xmp><p title='</xmp><svg/onload=alert(1)>'></xmp>",
    "<select><template><style><!--</template><a rel='--></style></select><img src=x onerror=alert(1)>'>",
    "<a href=javascript&colon;alert(1)>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='&#14; javascript:alert(1)'>x</a>",
    "<a href='javascript&#0000058alert(1)'>x</a>",
    "<a href='\u0000javascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href=x: href=javascript:alert(1) ping=//evil target=_blank>x</a>",
    "<area href=javascript:alert(1)><map name=m></map>",
    "<base href=javascript:alert(1)//><a href=x>x</a>",
    "<link rel=stylesheet href=//evil><link rel=import href=//evil>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import '//evil';</style><p style=\"background:url(javascript:alert(1))\">a",
    "<p style='width:expression(alert(1))'>a",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)><param name=x></object><embed src=//evil>",
    "<form action=javascript:alert(1)><input type=submit formaction=javascript:alert(1)></form>",
    "<button formaction=javascript:alert(1) autofocus onfocus=alert(1)>x</button>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<video><source onerror=alert(1)></video><video poster=javascript:alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee><isindex type=image src=1 onerror=alert(1)>",
    "<input onfocus=alert(1) autofocus><keygen onfocus=alert(1) autofocus>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>x",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?><?php x ?>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "<title><img title='</title><img src=x onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
    "<p is=x-evil id=x tabindex=1 onfocus=alert(1) contenteditable accesskey=x>a",
    "<custom-tag onpointerenter=alert(1)>x</custom-tag>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u00bcscript\u00bealert(1)\u00bc/script\u00be",
    "<img src=x:alert(1) srcset='javascript:alert(1), data:text/html,x 2x'>",
    "<a href='//evil\\@e.org'>x</a><a href='https:\\\\evil'>x</a>",
    "<plaintext><script>alert(1)</script>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_leaves_nothing_that_runs(attack: str) -> None:
    for html in (
        attack,
        f"<p>{attack}</p>",
        f"<table><tr><td>{attack}",
        f"<pre>\n{attack}</pre>",
        f'<b title="{attack}">',
    ):
        found = clean(html)
        assert_harmless(found)
        assert clean(found) == found


FRAGMENTS = [
    *"<>/='\" a&;#x\0\n\t日\u00a0",
    *"<p> </p> <pre> </pre> <b> </b> <a> </a> <a\x20href= javascript: <table> <tr> <td> </table> <svg> </svg> <math> <mtext>".split(" "),
    *"<style> </style> <script> </script> <!-- --> <noscript> </noscript> <select> <option> <template> <textarea> <title>".split(" "),
    *"<form> <input\x20type=checkbox> <iframe\x20src=//youtube.com/embed/x> </iframe> <img\x20src=x> onerror= style= srcset=".split(" "),
    *"<li> <ul> <x-y> </x-y> <font> <mglyph> <foreignObject> <desc> <![CDATA[ ]]> &lt; &#13; &#10; <br> <button> <p".split(" "),
]  # fmt: skip


@given(html=st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join))
def test_what_is_clean_stays_as_it_is_and_cannot_run(html: str) -> None:
    try:
        once = clean(html)
    except ContentError:
        return
    assert clean(once) == once
    assert_harmless(once)


@given(html=st.text(alphabet=st.sampled_from("<>/='\" ahrefscript:onimg&;#x\0\n日"), max_size=60))
def test_any_text_can_be_cleaned(html: str) -> None:
    once = clean(html)
    assert clean(once) == once
    assert_harmless(once)


# What no parser should be given


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<div>" * 200_000, "its HTML is nested more than 256 elements deep, which no article is"),
        ("<table><tr><td>" * 70_000, "nested more than 256"),
        ("<div></b>" * 300, "nested more than 256"),
        ('<div title="</div>">' * 300, "nested more than 256"),
        ("<div><!--</div>-->" * 300, "nested more than 256"),
        ("<div><script></div></script>" * 300, "nested more than 256"),
        ("<x/>" * 2_000, "nested more than 256"),
        ("<svg></svg>" + "<x/>" * 2_000, "nested more than 1,024"),
        ("<svg>" + "<x/>" * 20_001 + "</svg>", r"more than 20,000 tags that end in />"),
        ("<a" + " b" * 20_000 + ">", "a tag of its HTML has more than 256 attributes"),
        ("<html a><body b>" + "".join(f"<html a{n}>" for n in range(300)), "more than 256 attributes"),
        ("<b>" * 250 + "<p>x" * 20_000, r"leaves 250 elements like <b> open over 20,250 tags; close them"),
        ("<svg><style><x" + "></style></svg>" + "<p>" * 20_000, "more than 20,000 tags, and scripts among drawings"),
        ("&" * 250_001, "more than 250,000 '&'"),
        ("<br>" * 150_001, "more than 150,000 elements"),
        ("</p>" * 150_001, "more than 150,000 elements"),
        ("x" * (16 << 20) + "x", "longer than 16 million characters"),
    ],
)  # fmt: skip
def test_what_would_take_the_square_of_its_length_is_refused(html: str, reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        clean(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>a" * 2_000,
        "<li>a" * 2_000,
        "<div>a</div>" * 2_000,
        "<br/><hr/><img src=/x />" * 1_000,
        "<svg>" + "<path d='x'/>" * 2_000 + "</svg>a",
        "<script>" + "'<div>'+" * 2_000 + "</script>a",
        "<!--" + "<div>" * 2_000 + "-->a",
        "<p title='" + "<div>" * 2_000 + "'>a",
        "<!><!-->" + "a",
        '<img srcset="' + "," * 100_000 + '">a',
    ],
)
def test_what_articles_have_is_not_refused(html: str) -> None:
    assert clean(html)


def test_labels_of_tabs_are_words_of_their_own() -> None:
    html = clean_html("<div><label>Tab A</label><label>Tab B</label></div>", "https://e.org/").html
    assert html == "<div>Tab A Tab B </div>"


def test_colours_around_code_are_no_loss() -> None:
    html = '<div class="highlight"><div style="a:b"><table style="c:d"><tr><td style="e:f"><pre style="g:h">x</pre></table></div>'
    assert clean_html(html, "https://e.org/").dropped == {}
    assert clean_html('<p style="a:b">x</p>', "https://e.org/").dropped == {"style": 1}


def test_a_text_leaves_nothing_to_the_garbage_collector() -> None:
    """The command has it run seldom: cycles of each text would pile up."""
    page = f"<html><body><nav>a</nav><article><h1>T</h1>{'<p>Text <a href=/a>b</a></p>' * 20}</article></body></html>"

    def make() -> None:
        clean_html(markdown_html("# A\n\n- b *c* [d](/e)[^1]\n\n| a | b |\n|---|---|\n\n[^1]: f\n"), BASE)
        beginning_summary(page, BASE, 300)
        article_text(page, BASE, title="T")

    make()
    gc.collect()
    gc.disable()
    try:
        for _ in range(20):
            make()
        assert gc.collect() < 20
    finally:
        gc.enable()


@pytest.mark.parametrize("tag", ["object", "marquee"])
def test_a_paragraph_that_what_is_taken_out_has_parted_is_clean_at_once(tag: str) -> None:
    once = clean_html(f"<p><em><{tag}><p>X</p></{tag}></em></p>", "https://example.org/").html
    assert once == clean_html(once, "https://example.org/").html
    assert clean_html(f"<p><{tag}><p>X</p></{tag}>", "https://example.org/").html == "<p>X</p>"
