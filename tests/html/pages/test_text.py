"""The text of an article out of the page around it, as themes and generators mark their pages."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from syndicate.html.clean import clean_html
from syndicate.html.pages.page import MAX_DEPTH, parse_page
from syndicate.html.pages.text import article_text, check_selector

URL = "https://example.org/tides/"


def text(html: str, title: str = "Tides", element: str = "") -> str:
    found = article_text(html, URL, title=title, element=element)
    return "" if found is None else " ".join(found.html.split())


MINIMA = """<body><header class="site-header"><a class="site-title">Ledger</a><nav class="site-nav">About</nav></header>
<main class="page-content"><div class="wrapper"><article class="post h-entry">
<header class="post-header"><h1 class="post-title p-name">Tides</h1><p class="post-meta"><time class="dt-published"
datetime="2024-01-30">Jan 30</time></p></header><div class="post-content e-content"><p>Text</p></div>
<a class="u-url" href="/tides/" hidden></a></article></div></main><footer class="site-footer">Ledger</footer>"""
PAPERMOD = """<main class="main"><article class="post-single"><header class="post-header"><div class="breadcrumbs">Home</div>
<h1 class="post-title entry-hint-parent">Tides</h1><div class="post-meta">January 30</div></header><div class="toc">
<details><summary>Contents</summary><a href="#a">A</a></details></div><div class="post-content"><h2 id="a">A<a hidden
class="anchor" aria-hidden="true" href="#a">#</a></h2><p>Text</p></div><footer class="post-footer"><ul
class="post-tags"><li><a href="/tags/sea/">Sea</a></ul><nav class="paginav">Next</nav></footer></article></main>"""
ANANKE = """<main><article class="flex-l mw8 center"><header class="mt4 w-100"><aside>POSTS</aside><h1 class="f1">Tides</h1>
<time class="f6" datetime="2024-01-30">January 30</time></header><div class="nested-copy-line-height lh-copy"><p>Text</p><ul
class="pa0"><li class="list di"><a href="/tags/sea/" class="link">Sea</a></li></ul></div><aside class="w-30-l"><div><p>Related
</p><a href="/fog/">Related Fog</a></div></aside></article></main>"""
WORDPRESS = """<div id="content"><article class="post type-post hentry"><header class="entry-header"><h1
class="entry-title">Tides</h1><div class="entry-meta">By Ann</div></header><div class="entry-content"><p>Text</p><div
class="sharedaddy sd-sharing-enabled"><a href="x">Share</a></div><div id="jp-relatedposts" class="jp-relatedposts">Fog
</div></div><footer class="entry-footer">Sea</footer></article><div id="comments" class="comments-area"><article
class="comment-body"><div class="entry-content">A comment that is much longer than the text</div></article></div></div>"""
ELEVENTY = """<main id="main"><heading-anchors><h1>Tides</h1><ul class="post-metadata"><li><time datetime="2024-01-30">30 January
</time></li><li><a href="/tags/sea/" class="post-tag">sea</a></li></ul><p>Text</p><ul class="links-nextprev"><li
class="links-nextprev-prev">&larr; <a href="/fog/">Fog</a></li></ul></heading-anchors></main>"""
DOCUSAURUS = """<main class="col col--7"><article><header><h1 class="title_f1Hy">Tides</h1><div class="container_mt6G">
<time datetime="2024-01-30">January 30</time> · One min read</div></header><div id="__blog-post-container"
class="markdown"><h2 class="anchor anchorWithStickyNavbar_LWe7" id="a">A<a href="#a" class="hash-link" title="Direct link to A">
&#8203;</a></h2><p>Text</p></div><footer class="row docusaurus-blog-post-footer">Tags: <a href="/blog/tags/sea">sea</a></footer>
</article><nav class="pagination-nav">Newer</nav></main><div class="tableOfContents_bqdL"><a href="#a">A</a></div>"""
ASTRO = """<main><article><div class="prose"><div class="title"><div class="date"><time datetime="2024-01-30">Jan 30</time></div>
<h1>Tides</h1><hr></div><p>Text</p></div></article></main>"""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (MINIMA, "<p>Text</p>"),
        (PAPERMOD, '<h2 id="a">A</h2><p>Text</p>'),
        (ANANKE, '<div class="nested-copy-line-height lh-copy"><p>Text</p></div>'),
        (WORDPRESS, "<p>Text</p>"),
        (ELEVENTY, "<heading-anchors><p>Text</p></heading-anchors>"),
        (
            DOCUSAURUS,
            '<div id="__blog-post-container" class="markdown"><h2 class="anchor anchorWithStickyNavbar_LWe7" id="a">A</h2>'
            "<p>Text</p></div>",
        ),
        (ASTRO, '<div class="prose"><p>Text</p></div>'),
    ],
    ids=["minima", "papermod", "ananke", "wordpress", "eleventy", "docusaurus", "astro"],
)
def test_the_text_of_a_themes_page_is_found(page: str, expected: str) -> None:
    assert text(page).replace("> <", "><") == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<article>A</article><p itemprop='x articleBody'>B</p>", "B"),
        ("<article>A<div class=e-content>B</div></article>", "B"),
        ("<main>A<article>B</article></main>", "B"),
        ("<div role=main>A</div><p>B", "A"),
        ("<article>Short</article><article>The longest of both</article>", "The longest of both"),
        ("<article><h1>One</h1>A</article><article>The longest of both</article>", "<h1>One</h1>A"),
        ("<article><div class=post-body>A</div>-<div class=post-body>B</div></article>", '<div class="post-body">A</div>-<div class="post-body">B</div>'),
        ("<aside><article>Elsewhere</article></aside><main>A</main>", "A"),
        ("<article> </article><main>A</main>", "A"),
        ("<article><img src=a.png></article>", '<img src="a.png">'),
        ("<body><div>No article</div>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_most_exact_element_is_taken(page: str, expected: str) -> None:
    assert text(page) == expected


@pytest.mark.parametrize(
    "kept",
    [
        '<pre><code><span class="c1 comment">x</span><span class="nav share" hidden="">y</span></code></pre>',
        '<p>In <code><i class="comment">code</i></code></p>',
        '<div class="share"><p>The class is on all of the article, which is a text of some length.</p></div>',
        '<blockquote><p>Said</p><footer class="meta">Ann</footer></blockquote>',
        '<figure><img src="a.png"><figcaption class="post-meta">Caption</figcaption></figure>',
        '<aside class="footnote-list"><p>A note of the article, with <a href="#a">one</a> link</p></aside>',
        '<p>Written by <a class="h-card" href="/ann">Ann</a> in <time datetime="1969">1969</time>.</p>',
        '<ul><li><input type="checkbox" disabled=""> Task</li></ul>',
        '<p class="commentary">On comments</p>',
        '<p><a id="here"></a>Anchored</p>',
        '<p>See <a href="/tags/sea/">the sea</a>, of which we wrote much before.</p>',
        "<h1>Another heading</h1>",
        '<section class="footnotes"><ol><li>Note</li></ol></section>',
    ],
)  # fmt: skip
def test_what_belongs_to_the_text_stays(kept: str) -> None:
    assert text(f"<article><p>Text</p>{kept}</article>") == f"<p>Text</p>{kept}"


@pytest.mark.parametrize(
    "dropped",
    [
        "<nav>Way</nav>",
        "<div role=navigation>Way</div>",
        "<div hidden>x</div>",
        "<span aria-hidden=true>x</span>",
        "<p style='color: red; display : none'>x</p>",
        "<span class=sr-only>x</span>",
        "<section id=comments>" + "Long comments. " * 50 + "</section>",
        "<div class=post__shareButtons><a href=x>x</a></div>",
        "<div class=related-posts>x</div>",
        "<div class='ad'>x</div>",
        "<form><input><button>Subscribe</button></form>",
        "<div class=newsletter-signup>x</div>",
        "<ol class=breadcrumb><li>x</li></ol>",
        "<div class=table-of-contents><a href=#a>a</a></div>",
        "<p>Tags: <a href=/tags/a/>a</a>, <a rel=tag href=/x>x</a></p>",
        "<span itemprop=author>Ann</span>",
        "<script>x()</script><style>x{}</style><template>x</template><svg><title>x</title></svg>",
        "<!-- x -->",
        "<span role=tooltip>x</span><b role=status>Copied!</b><clipboard-copy>Copy</clipboard-copy>",
        "<p class=last-modified>x</p>",
        "<div class='section ablog__prev-next'>x</div><section id=quarto-citation>x</section>",
        "<a href=#a><span class=sr-only>Section titled A</span></a>",
    ],
)
def test_what_stands_around_the_text_goes(dropped: str) -> None:
    whole = "<p>The text of the article itself, which is as long as an article is.</p>"
    assert text(f"<article>{whole}{dropped}</article>") == whole


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ('<p>Four <span aria-hidden="true">★</span> of five</p>', '<p>Four <span aria-hidden="true">★</span> of five</p>'),
        ('<p><a href="/x">On <b><i aria-hidden="true">→</i></b></a></p>', '<p><a href="/x">On <b><i aria-hidden="true">→</i></b></a></p>'),
        ('<p><span aria-hidden="true"><b>T</b>he</span><span class="sr-only">The</span> tide</p>', '<p><span aria-hidden="true"><b>T</b>he</span> tide</p>'),
        ('<table><tr><td><span aria-hidden="true">✓</span><span class="sr-only">yes</span></td></tr></table>',
         '<table><tbody><tr><td><span aria-hidden="true">✓</span></td></tr></tbody></table>'),
        ('<p>x<span class="k"><span><math><mi>x</mi></math></span><span aria-hidden="true">x</span></span> <i aria-hidden="true">★</i></p>',
         '<p>x<span class="k"><span><math><mi>x</mi></math></span></span> <i aria-hidden="true">★</i></p>'),
        ('<p>Home <i class="material-icons" aria-hidden="true">home</i></p>', "<p>Home </p>"),
        ('<p>Home <i aria-hidden="true">\ue88a</i></p>', "<p>Home </p>"),
        ('<dl><dt>Term <a aria-hidden="true" href="#t">#</a></dt></dl>', "<dl><dt>Term </dt></dl>"),
        ('<dl><dt>Term <a href="#t"><span aria-hidden="true">¶</span></a></dt></dl>', "<dl><dt>Term </dt></dl>"),
        ('<h2><span aria-hidden="true">★</span>Head</h2>', "<h2>Head</h2>"),
        ('<p>Text</p><p aria-hidden="true">Again</p>', "<p>Text</p>"),
        ('<table><tr><td><i aria-hidden="true">1</i></td><td><pre>x</pre></td></tr></table>',
         "<table><tbody><tr><td></td><td><pre>x</pre></td></tr></tbody></table>"),
    ],
    ids=["sign", "in a link", "read out otherwise", "in a cell", "formula", "icon by name", "icon by number", "anchor",
         "in an anchor", "heading", "block", "line number"],
)  # fmt: skip
def test_what_only_screen_readers_pass_over_stays_in_prose(prose: str, expected: str) -> None:
    assert text(f"<article><p>Text</p>{prose}</article>") == f"<p>Text</p>{expected}"


def test_a_group_of_headings_goes_with_all_that_it_says_of_the_article() -> None:
    whole = "<p>The text of the article itself, which is as long as an article is, and longer than its head.</p>"
    head = "<hgroup><h1>Tides</h1><p>Written in May. Tagged <a href=/tag/sea>Sea</a>.</p></hgroup>"
    assert text(f"<article>{head}{whole}</article>", "Tides") == whole


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("<h1>Tides</h1>", "Tides"),
        ("<h1>“Tides” — again</h1>", '"Tides" - again'),
        ("<h1>The tides turn</h1>", "The tides turn | Ledger"),
        ("<h2>Tides</h2>", "Tides"),
        ("<h1 class=entry-title>Something else</h1>", "Tides"),
        ("<div><h1><a href=/tides/>Tides</a></h1><p>By Ann, <time>30 January</time></p></div>", "Tides"),
        ("<h1>Tides</h1>\n<p><time datetime=2024-01-30>30 January</time></p>", "Tides"),
        ("<p><time datetime=2024-01-30>30 January</time></p><h1>Tides</h1>", "Tides"),
    ],
)
def test_the_title_goes_with_its_byline(heading: str, title: str) -> None:
    assert text(f"<article>{heading}<p>Text</p></article>", title) == "<p>Text</p>"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('<pre><code><span class="line"><span class="ln">1</span><span class="cl">x = 1</span></span></code></pre>',
         '<pre><code><span class="line"><span class="cl">x = 1</span></span></code></pre>'),
        ('<pre><span class="linenos">10</span>x = 1</pre>', "<pre>x = 1</pre>"),
        ('<pre><code><span aria-hidden="true">1</span>x</code></pre>', "<pre><code>x</code></pre>"),
        ('<table class="lntable"><tr><td class="lntd"><pre><code><span class="lnt">1 </span></code></pre></td><td class="lntd"><pre><code>12</code></pre></td></tr></table>',
         '<table class="lntable"><tbody><tr><td class="lntd"><pre><code>12</code></pre></td></tr></tbody></table>'),
        ('<pre><code><span class="ln">let</span> 1</code></pre>', '<pre><code><span class="ln">let</span> 1</code></pre>'),
        ('<p><span class="ln">1</span></p>', '<p><span class="ln">1</span></p>'),
    ],
    ids=["hugo", "sphinx", "hidden", "table", "no number", "no code"],
)  # fmt: skip
def test_the_numbers_of_its_lines_are_no_code(code: str, expected: str) -> None:
    assert text(f"<article><p>Text</p>{code}</article>") == f"<p>Text</p>{expected}"


@pytest.mark.parametrize(
    ("link", "heading"),
    [
        ('Ebb <a href="#ebb">Permalink to “Ebb”</a>', "Ebb "),
        ('Ebb<a class="anchor" href="#ebb">link</a>', "Ebb"),
        ('<a href="#ebb">Ebb</a>', '<a href="#ebb">Ebb</a>'),
        ('1. <a href="#ebb">Ebb</a>', '1. <a href="#ebb">Ebb</a>'),
        ('The <a href="#theory">Theory</a>', 'The <a href="#theory">Theory</a>'),
        ('1 <a href="/law#s1">Section 1</a>', '1 <a href="/law#s1">Section 1</a>'),
    ],
)
def test_words_in_a_heading_that_link_to_it_and_say_it_again_are_no_part_of_it(link: str, heading: str) -> None:
    assert text(f'<article><h2 id="ebb">{link}</h2><p>Text</p></article>') == f'<h2 id="ebb">{heading}</h2><p>Text</p>'


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<html dir=rtl><article><p>A</article>", '<div dir="rtl"><p>A</p></div>'),
        ("<html dir=rtl><body dir=ltr><article><p>A</article>", "<p>A</p>"),
        ("<html dir=ltr><article dir=RTL><p>A</article>", '<div dir="rtl"><p>A</p></div>'),
    ],
)
def test_a_text_from_right_to_left_stays_one(page: str, expected: str) -> None:
    assert text(page) == expected


def test_a_date_in_a_sentence_is_no_byline() -> None:
    sentence = f"<p>In <time>1969</time>, {'men walked on the moon and ' * 4}came home.</p>"
    assert text(f"<article><h1>Tides</h1>{sentence}</article>") == sentence


def test_a_picture_of_amp_that_closes_itself_holds_nothing_of_what_follows() -> None:
    assert text('<article><amp-img src="/a.png" /><p>Text</p></article>') == '<img src="/a.png"><p>Text</p>'


def test_the_picture_without_scripts_is_not_a_second_one() -> None:
    lazy = '<img data-src="a.png">'
    assert text(f"<article>{lazy}<noscript><img src='a.png'></noscript></article>") == lazy


def test_a_selector_of_the_settings_goes_before_all_else() -> None:
    assert text("<article>A</article><div id=x>B</div>", element="#x") == "B"
    assert text("<article>A</article>", element="#x") == ""


@pytest.mark.parametrize("selector", ["a..b", "[", "div >", "::x", "", "a:foo"])
def test_what_is_no_selector_is_refused(selector: str) -> None:
    with pytest.raises(ValueError, match="is not a CSS selector"):
        check_selector(selector)


@pytest.mark.parametrize(
    ("head", "base"),
    [
        ("", URL),
        ("<base href='/m/'>", "https://example.org/m/"),
        ("<base target=x><base href='//cdn.example.org'>", "https://cdn.example.org"),
        ("<base href='http://['>", URL),
    ],
)
def test_the_base_of_relative_urls_is_the_pages(head: str, base: str) -> None:
    found = article_text(f"<head>{head}</head><article>A</article>", URL)
    assert found is not None
    assert found.base_url == base


@pytest.mark.parametrize("tag", ["div", "b", "ul><li", "table><tr><td", "section><p"])
def test_a_page_nested_more_deeply_than_any_is_refused_before_it_is_parsed(tag: str) -> None:
    with pytest.raises(ValueError, match=f"more than {MAX_DEPTH} elements deep"):
        parse_page(f"<{tag}>" * 100_000)


@pytest.mark.parametrize(
    "piece",
    [
        r"<script>['<a href=\"/b\">b<\/a>']</script>",  # JSON in a page has its end tags so
        '<svg viewBox="0 0 1 1"><g><path d="M0 0"/><rect x="1" /></g></svg>',
        "<svg><title>a</title></svg><style>a{}</style>",
    ],
)
def test_tags_in_scripts_and_drawings_make_no_page_deep(piece: str) -> None:
    assert text(f"<article><p>Text</p>{piece * 1_000}</article>") == "<p>Text</p>"


@pytest.mark.parametrize("piece", ["<path/>", "<svg><div><path/></div>", "<svg></svg><b><script>'<b>'</script>"])
def test_what_looks_like_a_drawing_hides_no_depth(piece: str) -> None:
    with pytest.raises(ValueError, match=f"more than {MAX_DEPTH} elements deep"):
        parse_page(piece * 100_000)


@pytest.mark.parametrize("piece", ["<li><dd>", "\n<i></b>", "</form><aside>", "<dt><ul></ol>"])
def test_the_end_of_what_is_not_open_takes_no_depth_away(piece: str) -> None:
    with pytest.raises(ValueError, match=f"more than {MAX_DEPTH} elements deep"):
        parse_page(piece * 100_000)


def test_many_elements_in_a_row_are_not_deep() -> None:
    page = "<article>" + "<p>Text<br><img src=a>" * 5_000 + "<li>Item" * 5_000 + "</article>"
    assert text(page).count("<p>") == 5_000
    rows = "<dt>Ebb<dd>Low", "<div><span>Ebb</div>", "<ul><li><a href=b>Ebb</ul></a>"
    for row in rows:
        assert text(f"<article><p>Text</p>{row * 2_000}</article>").count("Ebb") == 2_000


@given(st.lists(st.sampled_from(["<div>", "</div>", "<p>", "<article>", "</article>", "<h1>Tides", "</h1>", "<pre>", "</pre>",
                                 "<nav>", "</nav>", "<div class=comments>", "<time>1", "x ", "<table>", "<td>", "<b>", "</b>",
                                 "<aside>", "<header>", "</header>", "<template>", "<svg>", "<!--", "-->", "<span hidden>"]), max_size=40))  # fmt: skip
def test_any_page_gives_a_text_or_none(pieces: list[str]) -> None:
    text("".join(pieces))


def test_code_keeps_the_language_that_its_highlighter_puts_around_it() -> None:
    page = """<article><p>Text</p>
        <div class="language-ruby highlighter-rouge"><div class="highlight"><pre class="highlight"><code>a</code></pre></div></div>
        <div class="highlight"><pre tabindex="0"><code class="x language-go" data-lang="go">b</code></pre></div>
        <pre><code>c</code></pre></article>"""
    found = article_text(page, "https://e.org/")
    assert found is not None
    cleaned = clean_html(found.html, "https://e.org/").html
    assert re.findall("<code.*?</code>", cleaned) == [
        '<code class="language-ruby">a</code>', '<code class="language-go">b</code>', "<code>c</code>",
    ]  # fmt: skip


def test_the_name_of_a_language_that_stands_above_code_is_no_text() -> None:
    page = '<article><p>Text</p><div class="language-js vp-adaptive-theme"><span class="lang">js</span><pre><code>a</code></pre></div></article>'
    found = article_text(page, "https://e.org/")
    assert found is not None
    assert (
        clean_html(found.html, "https://e.org/").html
        == '<p>Text</p><div><pre><code class="language-js">a</code></pre></div>'
    )


@pytest.mark.parametrize("words", ["contents topic", "contents local topic", "contents local"])
def test_docutils_contents_are_no_text(words: str) -> None:
    contents = f'<div class="{words}"><p>On this page</p><ul><li><a href="#a">A</a></li></ul></div>'
    found = article_text(f"<article><p>The text of it is longer.</p>{contents}<h2>A</h2></article>", "https://e.org/")
    assert found is not None
    assert "On this page" not in found.html


def test_numbers_that_nobody_can_select_are_no_code() -> None:
    line = '<span style="display:flex"><span style="white-space:pre;-webkit-user-select:none;user-select:none">1</span><span>a</span></span>'
    found = article_text(f"<article><p>Text</p><pre><code>{line}</code></pre></article>", "https://e.org/")
    assert found is not None
    assert re.sub("<.*?>", "", found.html) == "Texta"


def test_a_link_to_a_topic_of_another_site_is_text() -> None:
    page = '<article><p>Text of the article.</p><p><a href="https://other.org/topic/1">Other</a></p><p><a href="/topic/2">Own</a></p></article>'
    found = article_text(page, "https://e.org/")
    assert found is not None
    assert re.sub("<.*?>", " ", found.html).split() == ["Text", "of", "the", "article.", "Other"]


def test_a_link_with_nothing_in_it_is_no_text() -> None:
    code = '<pre><code><a id="l1" href="#l1"></a>a\n<a id="l2" href="#l2"></a>b</code></pre>'
    page = f'<article><a href="/edit/a.md" title="Edit"><svg></svg></a>{code}<a href="/"><img src="a.png"></a><a id="t"></a></article>'
    assert text(page) == '<pre><code>a b</code></pre><a href="/"><img src="a.png"></a><a id="t"></a>'


def test_the_id_of_a_heading_which_is_made_of_its_words_is_no_mark() -> None:
    assert text('<article><h2 id="social-media">Social Media</h2><p>Text</p></article>').startswith("<h2")
    assert text('<article><p>Text</p><h2 class="comments-title">Comments</h2></article>') == "<p>Text</p>"


def test_what_follows_the_heading_of_material_for_comments_is_none_of_the_text() -> None:
    assert text('<article><p>Text</p><h2 id="__comments">Comments</h2><p>Be kind.</p> more</article>') == "<p>Text</p>"


def test_cards_of_other_articles_are_none_of_the_text() -> None:
    card = '<article><a href="/fog/"><img src="f.png"></a><h3><a href="/fog/">Fog</a></h3><p>A teaser of some length.</p></article>'
    prose = "<p>Text that is longer than cards, and stands in no article of its own.</p>" * 4
    assert text(f"<main><h1>Tides</h1>{prose}<section>{card * 3}</section></main>") == f"{prose}<section></section>"
    own = card.replace("/fog/", "/tides/")
    assert text(f"<main>{own}{card}{card}</main>").startswith('<a href="/tides/"><img')


def test_the_id_of_a_phrase_is_no_mark() -> None:
    assert text('<article><p>To <a href="#n" id="skip_link-ref">skip</a> it.</p></article>').count("skip</a>") == 1


@pytest.mark.parametrize(
    "tabs",
    [
        # Docusaurus, minified; Starlight; sphinx-tabs
        "<div><ul role=tablist><li role=tab>C</li> <li role=tab>Go</li></ul><div><div role=tabpanel>c</div><div role=tabpanel hidden>go</div></div></div>",
        '<x-tabs><div><ul role="tablist"><li><a role="tab">C</a><li><a role="tab"><svg></svg> Go</a></ul></div><p role="tabpanel">c</p><p role="tabpanel" style="display: none" aria-hidden="true">go</p></x-tabs>',
        # Material for MkDocs; VitePress
        '<div><input type="radio" id="a"><input type="radio" id="b"><div><label for="a">C</label><label for="b">Go</label></div>\n<div><p>c</p><p>go</p></div></div>',
        "<div><div><input type=radio id=a><label for=a>C</label><input type=radio id=b><label for=b>Go</label></div><div><pre>c</pre><pre>go</pre></div></div>",
    ],
)
def test_each_panel_of_tabs_is_shown_below_its_label(tabs: str) -> None:
    shown = " ".join(re.sub("<[^>]*>", " ", clean_html(text(f"<article>{tabs}</article>"), URL).html).split())
    assert shown == "C c Go go" == " ".join(re.sub("<[^>]*>", " ", clean_html(tabs, URL).html).split())


@pytest.mark.parametrize(
    "tabs",
    [
        "<p role=tabpanel hidden>secret</p>a b",
        "<b role=tablist><i role=tab>a</i> <i role=tab>b</i></b><i role=tabpanel></i>",
        "<b role=tablist><i role=tab>a</i><i role=tab> </i><i role=tabpanel></i><i role=tabpanel>b</i></b>",
        "<input type=radio id=x><p>a <label for=x>b</label></p><ul><li></li></ul>",
        "<div><p><input type=radio id=x><label for=x>a</label><label for=x>b</label></p></div><ul><li></li><li></li></ul>",
    ],
)
def test_what_looks_like_tabs_keeps_its_words(tabs: str) -> None:
    assert re.findall(r"\b\w+\b", re.sub("<[^>]*>", " ", text(f"<article><p></p>{tabs}</article>"))) == ["a", "b"]


def test_a_thousand_tabs_cost_no_more_than_their_words() -> None:
    tabs = "<ul role=tablist><li role=tab>a</ul><p role=tabpanel hidden>x</p>" * 1000
    assert text(f"<article>{tabs}</article>").count(">x<") == 1000


def test_headings_and_links_that_are_buttons_are_read_with_what_they_open() -> None:
    page = """<article><h2><button aria-expanded="false" aria-controls="a"><svg></svg>Why?</button></h2><div id="a" hidden>So.</div>
    <dl><dt><button aria-controls="a">When?</button></dt></dl><a href="/a.pdf"><button>Get it</button></a><button>Copy</button><p hidden id="b">no</p></article>"""
    assert text(page) == '<h2>Why?</h2><div id="a">So.</div> <dl><dt>When?</dt></dl><a href="/a.pdf">Get it</a>'


def test_buttons_beside_a_heading_are_none_of_it_and_links_open_nothing_that_is_hidden() -> None:
    page = """<article><h2>Why <button aria-controls="a">Copy</button></h2><h3><button>#</button>So</h3>
    <a href="/b"><button aria-controls="a">Get it</button></a><h2><button>When</button></h2><p hidden id="a">no</p><p hidden id>no</p></article>"""
    assert text(page) == '<h2>Why </h2><h3>So</h3> <a href="/b">Get it</a><h2>When</h2>'


def test_many_buttons_open_what_is_theirs_in_no_more_than_linear_time() -> None:
    page = "".join(f'<h2><button aria-controls="a{n}">b</button></h2><p id="a{n}" hidden>c</p>' for n in range(2000))
    assert text(f"<article>{page}</article>").count("c</p>") == 2000


def test_a_note_in_the_margin_is_told_from_the_sentence_and_what_shows_it_is_no_text() -> None:
    note = '<label for="n" class="margin-toggle">⊕</label><input type="checkbox" id="n" class="margin-toggle"><span class="sidenote">b</span>'
    assert text(f'<article><p>a{note} c</p><li><input type="checkbox">d</article>') == (
        '<p>a [<span class="sidenote">b</span>] c</p><li><input type="checkbox">d</li>'
    )
