"""What dialects of Markdown have beside CommonMark is shown as their generators' pages show it."""

from __future__ import annotations

import re
import time
from html import unescape

import pytest

from syndicate import UsageError
from syndicate.html import markdown_html
from syndicate.html.clean import clean_html
from syndicate.html.markdown.dialects import EXTENSIONS


@pytest.mark.parametrize(
    ("extension", "text", "html"),
    [
        ("abbreviations", "The HTML\n\n*[HTML]: Hyper", "<p>The HTML</p>\n"),
        ("alerts", "> [!NOTE]\n> a", '<div class="markdown-alert markdown-alert-note">\n<p class="markdown-alert-title">Note</p>\n<p>a</p>\n</div>\n'),
        ("attribute_lists", 'A *b*{.x} [l](/x){target="_blank" #id} `{.a}`{: .b}\n{: .c}\n', '<p>A <em>b</em> <a href="/x">l</a> <code>{.a}</code></p>\n'),
        ("attribute_lists", "x{y} f(x){ return } {a b}", "<p>x{y} f(x){ return } {a b}</p>\n"),
        ("contents", "[TOC]\n\n[[_toc_]]\n\na [TOC]", "<p>a [TOC]</p>\n"),
        ("contents", "2^3\n\n///Footnotes Go Here///", "<p>2^3</p>\n"),
        ("abbreviations", "The HTML\n\n*[HTML] : Hyper", "<p>The HTML</p>\n"),
        ("attribute_lists", "a { .x } | b {#y}|\n-|-\n`{.c} |` {.d} |*e*{.f}|", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>`{.c}</td>\n<td>`</td>\n</tr>\n</tbody>\n</table>\n"),
        ("heading_attributes", "# A {-}\n\n# B { - }\n\n# C {-d}", '<h1 id="a">A</h1>\n<h1 id="b">B</h1>\n<h1 id="c--d">C {-d}</h1>\n'),
        ("attribute_lists", "[a] <https://e.org>{.b}\n\n[a]: /c {.d}\n", '<p><a href="/c">a</a> <a href="https://e.org">https://e.org</a></p>\n'),
        ("tilde_definitions", "> a\n>  ~ b\n\n~~~\n~ c\n~~~\n~~d~~", "<blockquote>\n<p>a\n: b</p>\n</blockquote>\n<pre><code>~ c\n</code></pre>\n<p><del>d</del></p>\n"),
        ("directives headings_of_python", "a\n\n//// note | *T*\n    attrs: {id: x}\n\nb\n/// details | U\n    open: true\nc\n///\n////\n\n/// html | div.x\nd\n///\n\n/// no\ne\n///", "<p>a</p>\n<div>\n<p><em><strong>T</strong></em></p>\n<p>b</p>\n<details><summary>U</summary>\n<p>c</p>\n</details>\n</div>\n<div>\n<p>d</p>\n</div>\n<p>/// no\ne\n///</p>\n"),
        ("containers", "::: a\nb\n:::::\nc\n:::\n", "<div>\n<p>b</p>\n</div>\n<p>c\n:::</p>\n"),
        ("directives", ":::: tip\n::: info\na\n::::\nb\n", "<div>\n<p><strong>Tip</strong></p>\n<div>\n<p><strong>Info</strong></p>\n<p>a</p>\n</div>\n</div>\n<p>b</p>\n"),
        ("superscript", "x^2^ 2^4 + 3^5 x^a\\ b^ [^1] \\^c^ <a title='d^ e^'> `^f g^`\n\n[^1]: j", '<p>x<sup>2</sup> 2^4 + 3^5 x<sup>a\xa0b</sup> <sup class="footnote-ref"><a href="#fn-1" id="fnref-1" data-footnote-ref>1</a></sup> ^c^ <a title=\'d^ e^\'> <code>^f g^</code></p>\n<hr />\n<section class="footnotes" data-footnotes>\n<ol>\n<li id="fn-1">\n<p>j <a href="#fnref-1" class="footnote-backref" data-footnote-backref data-footnote-backref-idx="1" aria-label="Back to reference 1">↩</a></p>\n</li>\n</ol>\n</section>\n'),
        ("subscript", "H~2~O ~~a b~~ H~2 and CO~2 https://e.org/~a ~/b `~c d~`", '<p>H<sub>2</sub>O <del>a b</del> H~2 and CO~2 <a href="https://e.org/~a">https://e.org/~a</a> ~/b <code>~c d~</code></p>\n'),
        ("tables_of_kramdown", "$$|x| = 5$$\n\n$$|a|\n= |b|$$", "<p>$$|x| = 5$$</p>\n<p>$$|a|\n= |b|$$</p>\n"),
        ("last_notes", "[a] [b]\n\n[a]: /x\n[b]: /y\n\n[A]: /z\n", '<p><a href="/z">a</a> <a href="/y">b</a></p>\n'),
        ("odd_titles_of_kramdown", "[a]: <b c> 'd'\n[e]: f g.pdf\n[h]: i j 'k'\n\n[a] [e] [h]", '<p><a href="b%20c" title="d">a</a> <a href="f%20g.pdf">e</a> <a href="i%20j">h</a></p>\n'),
        ("odd_titles_of_python", "[//]: # (b (c) d)\n[a]: <b c>\n\n[a]", '<p><a href="b%20c">a</a></p>\n'),
        ("description_lists", "A\n: b\n\n    c\n: d", "<dl>\n<dt>A</dt>\n<dd>\n<p>b</p>\n<p>c</p>\n</dd>\n<dd>\n<p>d</p>\n</dd>\n</dl>\n"),
        ("directives", ":::tip\n*a*\n:::\nb", "<div>\n<p><strong>Tip</strong></p>\n<p><em>a</em></p>\n</div>\n<p>b</p>\n"),
        ("directives", "::::info[My *own*]\na\n:::raw\nb\n:::\n::::", "<div>\n<p><strong>My <em>own</em></strong></p>\n<p>a</p>\n<div>\n<p>b</p>\n</div>\n</div>\n"),
        ("directives", "::: details Click\na\n:::", "<details><summary>Click</summary>\n<p>a</p>\n</details>\n"),
        ("directives", "- a\n\n  :::tip T\n  b\n  :::\n- c", "<ul>\n<li>\n<p>a</p>\n<div>\n<p><strong>T</strong></p>\n<p>b</p>\n</div>\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>\n"),
        ("directives", "!!! note\n    a\n\n        code\nb", "<div>\n<p><strong>Note</strong></p>\n<p>a</p>\n<pre><code>code\n</code></pre>\n</div>\n<p>b</p>\n"),
        ("directives", '??? tip "T"\n    !!! danger ""\n        a', "<div>\n<p><strong>T</strong></p>\n<div>\n<p>a</p>\n</div>\n</div>\n"),
        ("directives", '=== "A"\n    a\n\n=== "B"\n    b', "<div>\n<p><strong>A</strong></p>\n<p>a</p>\n</div>\n<div>\n<p><strong>B</strong></p>\n<p>b</p>\n</div>\n"),
        ("attributes_at_ends", "a {.b}\n\n- c { #d }\n\n`{.e}`\n{f}", "<p>a </p>\n<ul>\n<li>c </li>\n</ul>\n<p><code>{.e}</code>\n{f}</p>\n".replace(" <", "<")),
        ("containers", "a\n::: note B\n*c*\n:::\n!!! d", "<p>a</p>\n<div>\n<p><em>c</em></p>\n</div>\n<p>!!! d</p>\n"),
        ("directives", '!!! "a" "b"\n    c\n\n=== d\n', "<p>!!! &quot;a&quot; &quot;b&quot;\nc</p>\n<p>=== d</p>\n"),
        ("plain_indents", "a\n\n    *b*\n    c\n\n- d\n\n        e\n\n```\n    f\n```", "<p>a</p>\n<p><em>b</em>\nc</p>\n<ul>\n<li>\n<p>d</p>\n<p>e</p>\n</li>\n</ul>\n<pre><code>    f\n</code></pre>\n"),
        ("plain_indents", "    # a\n\n    > b\n\n    1. c\n\n\t---\n\n    -d *e*", "<p># a</p>\n<p>&gt; b</p>\n<p>1. c</p>\n<p>---</p>\n<p>-d <em>e</em></p>\n"),
        ("plain_indents", "a\n\n    ```js\n    b\n    ```\n\n- c\n\n    ```\n    d\n    ```\n\n*e*", "<p>a</p>\n<p><code>js b </code></p>\n<ul>\n<li>\n<p>c</p>\n<pre><code>d\n</code></pre>\n</li>\n</ul>\n<p><em>e</em></p>\n"),
        ("plain_indents", "    ~~~\n\n*b*", "<p>~~~</p>\n<p><em>b</em></p>\n"),
        ("raw_blocks", "<hr id=a\n  class=b>\n*c*\n\n<hr\n\nd", "<hr id=a\n  class=b>\n<p><em>c</em></p>\n<hr\n<p>d</p>\n"),
        ("smart", "`a` '80s! 'b'", "<p><code>a</code> \u201980s! \u2018b\u2019</p>\n"),
        ("directives", 'a\n\n::: encrypt password="1"\nb\n\n::: tip\nc\n:::\n:::\n\nd', "<p>a</p>\n<div hidden>\n<p>b</p>\n<div>\n<p><strong>Tip</strong></p>\n<p>c</p>\n</div>\n</div>\n<p>d</p>\n"),
        ("directives", ":::encrypted{password=x}\nb\n:::\n::: {.private}\nc\n:::\na", "<div hidden>\n<p>b</p>\n</div>\n<div hidden>\n<p>c</p>\n</div>\n<p>a</p>\n"),
        ("containers", "::: Hidden\nb\n:::\na", "<div hidden>\n<p>b</p>\n</div>\n<p>a</p>\n"),
        ("directives", "a\n:::\nb\n!!!\nc", "<p>a\n:::\nb\n!!!\nc</p>\n"),
        ("hard_spaces", "**a\xa0** _\xa0b_ `*\xa0`", "<p><strong>a\xa0</strong> <em>\xa0b</em> <code>*\xa0</code></p>\n"),
        ("directives", ':::: {.columns}\n::: {.callout-tip collapse="true" title="*T*"}\na\n:::\n:::: {#fig-a}\nb\n:::\n:::::\nc', "<div>\n<div>\n<p><em><strong>T</strong></em></p>\n<p>a</p>\n</div>\n<div>\n<p>b</p>\n</div>\n</div>\n<p>c</p>\n"),
        ("directives", "::: {.callout-note}\n\n## *T* {.x}\na\n:::\n::: {.callout-note}\n```\n# a\n```\n:::\n::: {.x}\n# a\n:::", '<div>\n<p><em><strong>T</strong></em></p>\n<p>a</p>\n</div>\n<div>\n<p><strong>Note</strong></p>\n<pre><code># a\n</code></pre>\n</div>\n<div>\n<h1 id="a">a</h1>\n</div>\n'),
        ("heading_attributes", "# {verb} {object}\n\n# B {c=d}", '<h1 id="verb-object">{verb} {object}</h1>\n<h1 id="b">B</h1>\n'),
        ("heading_attributes", "# A `{b}` {#c .d}\n\nE {: #f}\n---\n# {x y", '<h1 id="c">A <code>{b}</code></h1>\n<h2 id="f">E</h2>\n<h1 id="x-y">{x y</h1>\n'),
        ("highlight", "==a== b == c == https://e.org/?a==b", '<p><mark>a</mark> b == c == <a href="https://e.org/?a==b">https://e.org/?a==b</a></p>\n'),
        ("cjk_friendly_emphasis", "潮**来了。**还没有", "<p>潮<strong>来了。</strong>还没有</p>\n"),
        ("inline_html", "<img src=a>\n*b*\n\n<span id=c />\n## D\n\n1. e\n<br>\n2. f", '<p><img src=a>\n<em>b</em></p>\n<p><span id=c /></p>\n<h2 id="d">D</h2>\n<ol>\n<li>e\n<br></li>\n<li>f</li>\n</ol>\n'),
        ("inline_html", "<hgroup>\n*b*\n</hgroup>", "<hgroup>\n*b*\n</hgroup>\n"),
        ("plain_tildes", "8~10, 3~5 ~~a~~", "<p>8~10, 3~5 ~~a~~</p>\n"),
        ("description_lists", "A\n*B*\n: c", "<dl>\n<dt>A</dt>\n<dt><em>B</em></dt>\n<dd>\n<p>c</p>\n</dd>\n</dl>\n"),
        ("loose_references", "a [b]\n[b]: /c\nd\n\n```\ne\n[b]: /c\n```", '<p>a <a href="/c">b</a></p>\n<p>d</p>\n<pre><code>e\n[b]: /c\n</code></pre>\n'),
        ("spaced_references", "[a] [ B ] `[a] [b]` [a] [c]\n- [x] [b]\n\n[b]: /b", '<p><a href="/b">a</a> <code>[a] [b]</code> [a] [c]</p>\n<ul>\n<li>☑ <a href="/b">b</a></li>\n</ul>\n'),
        ("parted_lists", "a\n* b\n1. c\n\n- d\n- e\n", "<p>a\n* b\n1. c</p>\n<ul>\n<li>d</li>\n<li>e</li>\n</ul>\n"),
        ("parted_lists", "# A\n- b\n\n- c\n\nd\n---\n- e\n", '<h1 id="a">A</h1>\n<ul>\n<li>\n<p>b</p>\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>\n<h2 id="d">d</h2>\n<ul>\n<li>e</li>\n</ul>\n'),
        ("parted_lists", "> a\n> - b\n\n> - c\n", "<blockquote>\n<p>a\n- b</p>\n</blockquote>\n<blockquote>\n<ul>\n<li>c</li>\n</ul>\n</blockquote>\n"),
        ("double_tildes", "<div>\n~1 b~ <b>\n</div>", "<div>\n&#0000126;1 b&#0000126; <b>\n</div>\n"),
        ("dot_lists", "<div>\n1) a\n</div>", "<div>\n1&#41; a\n</div>\n"),
        ("spaced_links", '![a](b c (1).png) [d](e f "G") `[h](i j)` [k](l (m n) [o](p "q")', '<p><img src="b%20c%20(1).png" alt="a" /> <a href="e%20f" title="G">d</a> <code>[h](i j)</code> [k](l (m n) <a href="p" title="q">o</a></p>\n'),
        ("tight_emphasis", "**a:**b, c**, d** *(e)*f g*!* `**h:**i` <a title='*(j)*k'> [l](m*(n)*o)", "<p><strong>a:</strong>b, c<strong>, d</strong> <em>(e)</em>f g<em>!</em> <code>**h:**i</code> <a title='*(j)*k'> <a href=\"m*(n)*o\">l</a></p>\n"),
        ("tight_emphasis", "**a** (*b*) c*d*e *f, g*. 2*(3)", "<p><strong>a</strong> (<em>b</em>) c<em>d</em>e <em>f, g</em>. 2*(3)</p>\n"),
        ("tight_headings", "#A\nb #c\n##d##\n\\#e\n# f \\#", '<h1 id="a">A</h1>\n<p>b #c</p>\n<h2 id="d">d</h2>\n<p>#e</p>\n<h1 id="f-">f #</h1>\n'),
        ("markdown_in_html", '<div class="x" markdown="1">\n*a*\n</div>\nb', '<div class="x">\n<p><em>a</em></p>\n</div>\nb\n'),
        ("math", "a $x_1*y_1*$ $$z$$ $5 and $6", "<p>a <code>x_1*y_1*</code> <code>z</code> $5 and $6</p>\n"),
        ("math_display", "a $x$ $$z_1*b*$$", "<p>a $x$ <code>z_1*b*</code></p>\n"),
        ("shortcodes", "a :smile: 10:30:20 `:smile:`", "<p>a 😄 10:30:20 <code>:smile:</code></p>\n"),
        ("code_in_cells", "a `b|c` d\n\n| `a|b` | c |\n|---|---|\n| d | ``e|`f`` |\n\n`g|h`", "<p>a <code>b|c</code> d</p>\n<table>\n<thead>\n<tr>\n<th><code>a|b</code></th>\n<th>c</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>d</td>\n<td><code>e|`f</code></td>\n</tr>\n</tbody>\n</table>\n<p><code>g|h</code></p>\n"),
        ("description_lists", "A\n\n~ b\n> c\n> ~ d", "<p>A</p>\n<p>~ b</p>\n<blockquote>\n<p>c\n~ d</p>\n</blockquote>\n"),
        ("description_lists", "> A\n> : b\n>\n>     c", "<blockquote>\n<dl>\n<dt>A</dt>\n<dd>\n<p>b</p>\n<p>c</p>\n</dd>\n</dl>\n</blockquote>\n"),
        ("headings_of_kramdown", " # a\n\nb\nc\n---\n\nd\n***\n\ne\n2. f\n\ng\n ==\n\nh\n--", '<p># a</p>\n<p>b\nc\n\u2014</p>\n<p>d\n***</p>\n<p>e</p>\n<ol start="2">\n<li>f</li>\n</ol>\n<p>g\n==</p>\n<h2 id="h">h</h2>\n'),
        ("headings_of_python", "a\nb\n---\nc\n===\n\n---\nd\n===\n\n- e\n\n   # f\n", '<p>a\nb</p>\n<hr />\n<h1 id="c">c</h1>\n<hr />\n<h1 id="d">d</h1>\n<ul>\n<li>\n<p>e</p>\n<h1 id="f">f</h1>\n</li>\n</ul>\n'),
        ("https_links", "www.e.org http://www.e.org", '<p><a href="https://www.e.org">www.e.org</a> <a href="http://www.e.org">http://www.e.org</a></p>\n'),
        ("plain_backslashes_of_kramdown", r"\@a \"b\" \\@ `\@` [c](/d\@e)", '<p>\\@a &quot;b&quot; \\@ <code>\\@</code> <a href="/d@e">c</a></p>\n'),
        ("plain_backslashes_of_python", 'a\\\nb \\"c\\" \\*d [e](/f "g\\"")', '<p>a\\\nb \\&quot;c\\&quot; *d <a href="/f" title="g&quot;">e</a></p>\n'),
        ("raw_blocks", "<div>\n\n    <p>*a*</p>\n\n</div>\n\n*b*\n\n<div>\n\n*c*", "<div>\n\n    <p>*a*</p>\n\n</div>\n<p><em>b</em></p>\n<div>\n<p><em>c</em></p>\n"),
        ("raw_blocks", "<div><div>a</div>\n\n*b*\n</div>\n*c*\n\n```\n<div>\n\n</div>\n```", "<div><div>a</div>\n\n*b*\n</div>\n<p><em>c</em></p>\n<pre><code>&lt;div&gt;\n\n&lt;/div&gt;\n</code></pre>\n"),
        ("raw_blocks", "<p>a</p>\n<pre>b\n\n# c\n</pre>\n*d*", "<p>a</p>\n<pre>b\n\n# c\n</pre>\n<p><em>d</em></p>\n"),
        ("raw_blocks", "<iframe></iframe>\n*a*\n\n<hr>\n*b*\n\n<figcaption>x</figcaption>\n<b>y</b> *c*\n\n<pre>\n<div>\n\n</div>\n</pre>\n", "<iframe></iframe>\n<p><em>a</em></p>\n<hr>\n<p><em>b</em></p>\n<figcaption>x</figcaption>\n<p><b>y</b> <em>c</em></p>\n<pre>\n<div>\n\n</div>\n</pre>\n"),
        ("raw_blocks", '<div markdown="1">\n<figcaption>\na\n</figcaption>\n![b](c)\n</div>\n', '<div markdown="1">\n<figcaption>\na\n</figcaption>\n<p><img src="c" alt="b" /></p>\n</div>\n'),
        ("raw_blocks", "<p>a</p><pre>b\n    c\n</pre><p>d</p><pre>\n    *e*\n</pre>\n*f*", "<p>a</p><pre>b\n    c\n</pre><p>d</p><pre>\n    *e*\n</pre>\n<p><em>f</em></p>\n"),
        ("odd_titles_of_kramdown", "# A\n[//]: # (b (c) d)\n\n1. e\n\n    [//]: # f g\n\n[h]: <> (i (j) k)\nl\n[m]: n o\n", '<h1 id="a">A</h1>\n<ol>\n<li>e</li>\n</ol>\n<p>l\n[m]: n o</p>\n'),
        ("odd_titles_of_kramdown", "[a]: b 'c' d\n\n  [//]: # (e (f) g)\n\n[h]: i j \"k \"l\"\n\n[m]: n o p \"q\" r", "<p>[a]: b 'c' d</p>\n<p>[m]: n o p &quot;q&quot; r</p>\n"),
        ("odd_titles_of_python", '[//]: # (b (c) d)\n\n[//]: # "e "f" g"\n\n[h]: i j\n', "<p>[h]: i j</p>\n"),
        ("plain_dollars", "**$a** *$b* [$c](d) [$e](f) $$g$$ `$h` http://i.org/$j$ $k$", '<p><strong>$a</strong> <em>$b</em> <a href="d">$c</a> <a href="f">$e</a> $$g$$ <code>$h</code> <a href="http://i.org/$j$">http://i.org/$j$</a> $k$</p>\n'),
        ("plain_dollars", "a `b\n$c` <i>$d</i> &#36; `&#36;`", "<p>a <code>b $c</code> <i>$d</i> $ <code>&amp;#36;</code></p>\n"),
        ("plain_backslashes_of_kramdown", "a `b\n\\&c` \\%", "<p>a <code>b \\&amp;c</code> \\%</p>\n"),
        ("double_tildes", "a `b\nc~d` e~f", "<p>a <code>b c~d</code> e~f</p>\n"),
        ("math_display", "**$a** **$b** [$c](d) [$e](f) $x*y*z$ $$g$$", '<p><strong>$a</strong> <strong>$b</strong> <a href="d">$c</a> <a href="f">$e</a> $x*y*z$ <code>g</code></p>\n'),
        ("attribute_lists", '![a](b){:width="200px", .c}\n{.d, .e}\n\n- f\n\n    > g\n    {.h}\n', '<p><img src="b" alt="a" /></p>\n<ul>\n<li>\n<p>f</p>\n<blockquote>\n<p>g</p>\n</blockquote>\n</li>\n</ul>\n'),
        ("tight_headings", "##\xa0A", '<h2 id="a">A</h2>\n'),
        ("parted_references", "[a] [b] [^n]\n\n[^n]: note\n[a]: /c\n[b]: /d\n", '<p><a href="/c">a</a> <a href="/d">b</a> <sup class="footnote-ref"><a href="#fn-n" id="fnref-n" data-footnote-ref>1</a></sup></p>\n<hr />\n<section class="footnotes" data-footnotes>\n<ol>\n<li id="fn-n">\n<p>note <a href="#fnref-n" class="footnote-backref" data-footnote-backref data-footnote-backref-idx="1" aria-label="Back to reference 1">↩</a></p>\n</li>\n</ol>\n</section>\n'),
        ("icons", ":material-check: a :octicons-x-16: `:material-b:`{.c} :smile:", "<p>a <code>:material-b:</code>{.c} :smile:</p>\n"),
        ("keys", "++ctrl+page-up++ C++ i++ `++a++` a++b++", "<p><kbd>Ctrl</kbd>+<kbd>Page Up</kbd> C++ i++ <code>++a++</code> a++b++</p>\n"),
        ("heading_attributes", "## A ## {#b}\n\n## C# {#d}", '<h2 id="b">A</h2>\n<h2 id="d">C#</h2>\n'),
        ("spaced_references", "[a\nb] [c] x[^d] [c] [`e`] [c] [![](f)] [c] \\[g] [c]\n\n[c]: /h", '<p><a href="/h">a\nb</a> x[^d] <a href="/h">c</a> <a href="/h"><code>e</code></a> <a href="/h"><img src="f" alt="" /></a> [g] <a href="/h">c</a></p>\n'),
        ("quoted_titles", '[a](/b "c "d" e") `[a](/b "c "d" e")`', '<p><a href="/b" title="c &quot;d&quot; e">a</a> <code>[a](/b &quot;c &quot;d&quot; e&quot;)</code></p>\n'),
        ("parsed_html", "<div>\n**a**\n</div>\nb", "<div>\n<p><strong>a</strong></p>\n</div>\n<p>b</p>\n"),
        ("parsed_html", "<div>\n```\n*a*\n```\n*b*\n</div>", "<div>\n<pre><code>*a*\n</code></pre>\n<p><em>b</em></p>\n</div>\n"),
        ("parsed_html", "<center>*a* [b](c)</center>\n<p>d</p>", '<center>\n<p><em>a</em> <a href="c">b</a></p>\n</center>\n<p>d</p>\n'),
        ("parsed_html", "<table>\n  <tr>\n    <td>a</td>\n  </tr>\n</table>\n", "<table>\n  <tr>\n    <td>a</td>\n  </tr>\n</table>\n"),
        ("parsed_html", "<pre>\n**a**\n</pre>\n\n    <div>\n    a", "<pre>\n**a**\n</pre>\n<pre><code>&lt;div&gt;\na\n</code></pre>\n"),
        ("raw_attributes", "a`<br>`{=html}b `\\newpage`{=latex}``c``{=html5} `d`", "<p>a<br>b c <code>d</code></p>\n"),
        ("bracketed_spans", "a [b *c*]{.d} [[e](f)]{#g} [h](i) `[j]{.k}` \\[l]{.m}", '<p>a b <em>c</em> <a href="f">e</a> <a href="i">h</a> <code>[j]{.k}</code> [l]{.m}</p>\n'),
        ("directives", '- a\n\n    !!! b "c"\n        - d\n\n            ??? note "e"\n                f\n', "<ul>\n<li>\n<p>a</p>\n  <div>\n<p><strong>c</strong></p>\n<ul>\n<li>\n<p>d</p>\n  <div>\n<p><strong>e</strong></p>\n<p>f</p>\n  </div>\n</li>\n</ul>\n  </div>\n</li>\n</ul>\n"),
        ("directives", "!!!note\n    ```\n    a\n\n    b\n    ```\n\n!!!wow\n", "<div>\n<p><strong>Note</strong></p>\n<pre><code>a\n\nb\n</code></pre>\n</div>\n<p>!!!wow</p>\n"),
        ("attribute_lists", "A\n{: .b c='d e' }", "<p>A</p>\n"),
        ("raw_phrases", '<code>``a`` __b__</code> *c* <kbd class="d">*e*</kbd> `<code>*f*</code>`', '<p><code>``a`` __b__</code> <em>c</em> <kbd class="d">*e*</kbd> <code>&lt;code&gt;*f*&lt;/code&gt;</code></p>\n'),
        ("short_mailto", "<mailto:a@e.org> `<mailto:b>`", '<p><a href="mailto:a@e.org">a@e.org</a> <code>&lt;mailto:b&gt;</code></p>\n'),
        ("tables_of_kramdown", "a | `b|c`\n\nd | e\nf\n", "<table>\n<tbody>\n<tr>\n<td>a</td>\n<td><code>b|c</code></td>\n</tr>\n</tbody>\n</table>\n<p>d | e\nf</p>\n"),
        ("tables_of_kramdown", "| a |\n|--:|\n| b | c |", '<table>\n<thead>\n<tr>\n<th align="right">a</th>\n<th></th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td align="right">b</td>\n<td>c</td>\n</tr>\n</tbody>\n</table>\n'),
        ("short_heads", "| a |\n|---|---|\n| b | c |", "<table>\n<thead>\n<tr>\n<th>a</th>\n<th></th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b</td>\n<td>c</td>\n</tr>\n</tbody>\n</table>\n"),
        ("short_heads", "    | a |\n|---|---|\n", "<pre><code>| a |\n</code></pre>\n<p>|---|---|</p>\n"),
        ("wide_items_of_kramdown", "1.      a *b*\n\n        c\n\n-\t\td\n\n<div>\n-      e\n</div>\n\n    -      f\n", "<ol>\n<li>\n<p>a <em>b</em></p>\n<p>c</p>\n</li>\n</ol>\n<ul>\n<li>d</li>\n</ul>\n<div>\n-    e\n</div>\n<pre><code>-      f\n</code></pre>\n"),
        ("wide_items_of_python", "10.      a *b*\n\n    c\n", '<ol start="10">\n<li>\n<p>a <em>b</em></p>\n<p>c</p>\n</li>\n</ol>\n'),
        ("word_tildes", "H~2~O 1~2 a~b ~c~ https://e.org/~f~g", '<p>H~2~O 1~2 a~b <del>c</del> <a href="https://e.org/~f~g">https://e.org/~f~g</a></p>\n'),
        # In the quotes and dashes of a printer.
        ("smart", "\"a\" -- b... it's `\"c\"`", "<p>“a” \u2013 b… it\u2019s <code>&quot;c&quot;</code></p>\n"),
        ("code_marks", 'a\n```js title="a_b.js" {1}\nx // [!code ++]\n# highlight-start\ny [!code z]\n```', '<p>a</p>\n<p><strong>a_b.js</strong></p>\n<pre><code class="language-js">x\ny [!code z]\n</code></pre>\n'),
        ("code_marks", "```js\na // highlight-line\nb // hide-line\n// hide-next-line\nc\nd\n/* hide-start */\ne\n/* hide-end */\nf\n```\nhide-line", '<pre><code class="language-js">a\nd\nf\n</code></pre>\n<p>hide-line</p>\n'),
        ("code_marks", "```\n# hide-start\na\n```\n\n```\nb hide-line\n```", "<pre><code></code></pre>\n<pre><code>b hide-line\n</code></pre>\n"),
        ("code_marks", "- a\n  ``` ts title='c.ts'\n  b\n  ```\n", '<ul>\n<li>\n<p>a</p>\n<p><strong>c.ts</strong></p>\n<pre><code class="language-ts">b\n</code></pre>\n</li>\n</ul>\n'),
        ("dot_lists", "1) a\n2) b", "<p>1) a\n2) b</p>\n"),
        ("double_tildes", "~a~ ~~b~~ c~d~e http://e.org/~f/~g `~h~`", '<p>~a~ <del>b</del> c~d~e <a href="http://e.org/~f/~g">http://e.org/~f/~g</a> <code>~h~</code></p>\n'),
        ("smart", "`a`'s and *b*'s 'c'", "<p><code>a</code>\u2019s and <em>b</em>\u2019s \u2018c\u2019</p>\n"),
        # Hugo's page has these: between two letters a quote stays, and the author's own marks are the author's.
        ("typographer", '\u663e\u793a"G" \u4e2d "a" -- b... it\'s ---- x', "<p>\u663e\u793a&quot;G&quot; \u4e2d “a” \u2013 b… it\u2019s \u2014- x</p>\n"),
        ("typographer", "the 'eu' of 'ab' '90s dogs'", "<p>the \u2019eu\u2019 of \u2018ab\u2019 \u201990s dogs\u2019</p>\n"),
        ("typographer", '\u4e2d“x”\u4e2d &ldquo;a&#8221; `&ldquo;` \u4e2d"x"\u4e2d', "<p>\u4e2d“x”\u4e2d “a” <code>&amp;ldquo;</code> \u4e2d&quot;x&quot;\u4e2d</p>\n"),
        ("retext", "It's \"a\" -- b... --- x ---- y 'z and '23 of '90s", "<p>It\u2019s “a” — b… --- x ---- y \u2018z and \u201823 of \u201990s</p>\n"),
        ("retext", "“own” \u2013 `a -- \"b\"` ok?'d\nthe (tide)'s 'eu' \"'x' y\"", "<p>“own” \u2013 <code>a -- &quot;b&quot;</code> ok?\u2018d\nthe (tide)\u2018s \u2018eu\u2019 “\u2018x\u2019 y”</p>\n"),
        ("retext", "*\"em\"* \"*em*\" \"`c`\" '[l](/x)'", '<p><em>“em”</em> “<em>em</em>” “<code>c</code>” \u2018<a href="/x">l</a>\u2019</p>\n'),
        ("marked", "It's \"a\" -- b... --- x ---- y", "<p>It\u2019s “a” \u2013 b… — x —- y</p>\n"),
        ("marked", "id=\"x\" ('z') 中\"文\"中 -- “own” the '90s", "<p>id=”x” (\u2018z\u2019) 中”文”中 \u2013 “own” the \u201890s</p>\n"),
        # A title that CommonMark takes for none, which it would show with the address: comments of authors.
        # An address ends at a sign of another script, which nothing in a title, a description or an address shows.
        ("inline_html", '[a](https://e.org "b https://e.org/c” d") ![https://e.org/f\uff0c g](h)', '<p><a href="https://e.org" title="b https://e.org/c” d">a</a> <img src="h" alt="https://e.org/f\uff0c g" /></p>\n'),
        ("inline_html", "[a]: https://e.org/b\uff0cc\n\n[a] https://e.org/d\uff0ce `f\nhttps://e.org/g\uff0ch`", '<p><a href="https://e.org/b%EF%BC%8Cc">a</a> <a href="https://e.org/d">https://e.org/d</a>\uff0ce <code>f https://e.org/g\uff0ch</code></p>\n'),
        ("inline_html", "&lt;??&gt; `<??>` https://e.org/a\uff0cb", '<p>&lt;??&gt; <code>&lt;??&gt;</code> <a href="https://e.org/a">https://e.org/a</a><??>\uff0cb</p>\n'),
        ("odd_titles_of_kramdown", "a\n\n[//]: # (b (c) d)\n[e]: f g\n\nh\n[i]: j k\n\n```\n[l]: m n\n```", "<p>a</p>\n<p>h\n[i]: j k</p>\n<pre><code>[l]: m n\n</code></pre>\n"),
        ("odd_titles_of_python", "[//]: # \"b \"c\" d\"\n\n[//]: # (e (f))\n\n[//]: # 'it's'\n\n[g]: h i", "<p>[g]: h i</p>\n"),
        ("breaks", "a\nb\n\n- c\n  d\n", "<p>a<br />\nb</p>\n<ul>\n<li>c<br />\nd</li>\n</ul>\n"),
    ],
)  # fmt: skip
def test_a_dialect_shows_what_its_page_shows(extension: str, text: str, html: str) -> None:
    assert markdown_html(text, extensions=extension.split()) == html


def test_a_formula_keeps_its_backslashes() -> None:
    html = markdown_html("$$a \\; b$$", extensions=["math_display", "plain_backslashes_of_kramdown"])
    assert html == "<p><code>a \\; b</code></p>\n"


def test_what_is_in_a_box_is_markdown_where_that_of_elements_is_not() -> None:
    extensions = ["directives", "markdown_in_html", "raw_blocks"]
    html = markdown_html('!!! note "A"\n    *b*\n\n    *c*\n\n<div>\n\n*d*\n</div>', extensions=extensions)
    assert html.startswith("<div>\n<p><strong>A</strong></p>\n<p><em>b</em></p>\n<p><em>c</em></p>\n</div>\n<div>\n")
    assert "\n*d*\n" in html


def test_between_fences_is_code_in_an_element_of_python_markdown() -> None:
    text = "<div>\n\n```sh\n$ a *b*\n\nc\n```\n\n</div>\n\n*d*"
    html = markdown_html(text, extensions=["fences_in_html", "raw_blocks"])
    code = '<pre><code class="language-sh">$ a *b*\n\nc\n</code></pre>'
    assert html == f"<div>\n\n{code}\n\n</div>\n<p><em>d</em></p>\n"
    assert "```" in markdown_html(text, extensions=["raw_blocks"])


@pytest.mark.parametrize(
    "comment",
    [
        "<!--\n<br>\nx\n-->",
        "<!--\n- a\n<br>\nx\n-->",
        "<!-- https://example.org/a\uff0cx -->",
        "<div>\n<!-- a\n\nx -->\n</div>",
    ],
)
@pytest.mark.parametrize("extensions", [(), ("inline_html", "raw_blocks")])
def test_a_comment_stays_one_whatever_a_dialect_changes_in_it(comment: str, extensions: tuple[str, ...]) -> None:
    assert "x" not in clean_html(markdown_html(comment, extensions=extensions), "https://example.org/").html


def test_alerts_of_vitepress_have_names_of_their_own() -> None:
    html = markdown_html("> [!info]\n> a\n\n> > [!DANGER] Rocks\n> > b", extensions=["alerts", "alerts_of_vitepress"])
    assert re.findall(r'-(note|caution)">\n<p class="markdown-alert-title">(.*?)</p>', html) == [
        ("note", "Info"),
        ("caution", "Rocks"),
    ]


def test_a_block_of_code_in_brackets_has_its_title_in_a_group_only() -> None:
    block = "```js [{}.js]\nx\n```\n\n"
    text = f"{block.format('a')}::: code-group\n\n{block.format('b')}{block.format('c')}:::\n\n{block.format('d')}"
    html = markdown_html(text, extensions=["code_marks", "directives"])
    assert re.findall("<strong>(.*?)</strong>", html) == ["b.js", "c.js"]
    assert html.count('<code class="language-js">') == 4


@pytest.mark.parametrize("before", ["1. a\n\n    ", "> ", "- a\n\n\t", "- 1. a\n\n     ", "> - a\n>   ", "a\n\n- "])
def test_code_stays_code_in_lists_and_quotations(before: str) -> None:
    code = ["```", "~ x {.y} :::tip", ":::tip", "#a [!code ++]", "", "~ *[b]: c", "```"]
    start = (
        before.rpartition("\n")[2].replace("- ", "  ")
        if not before.startswith(">")
        else before.rpartition("\n")[2] or "> "
    )
    text = before + f"\n{start}".join(code)
    html = markdown_html(
        text, extensions=["abbreviations", "attribute_lists", "directives", "double_tildes", "tight_headings"]
    )
    assert unescape(re.findall("<pre><code>(.*?)</code></pre>", html, re.DOTALL)[0]) == "\n".join([*code[1:-1], ""])


def test_a_bare_link_with_a_written_reference_leads_where_it_says() -> None:
    html = '<p><a href="https://e.org/?a&amp;b">https://e.org/?a&amp;b</a> <code>&amp;amp;</code></p>\n'
    assert markdown_html("https://e.org/?a&amp;b `&amp;`") == html


def test_a_reference_in_the_last_line_may_lead_to_an_address_with_spaces() -> None:
    assert markdown_html("[a]\n\n[a]: </b c>") == '<p><a href="/b%20c">a</a></p>\n'


@pytest.mark.parametrize("tag", ["<br>", "<br />", '<span class="a">'])
def test_a_tag_in_the_line_below_an_item_takes_nothing_out_of_the_text(tag: str) -> None:
    text = f"1. a\n{tag}\n2. *b*\n\n> c\n{tag}\n*d*"
    assert _text(markdown_html(text, raw_html=False)) == "a b c d"
    assert _text(markdown_html(text)) == "a b c d"
    assert markdown_html(f"a\n\n{tag}\n*b*") == f"<p>a</p>\n{tag}\n*b*\n"


def _text(html: str) -> str:
    return " ".join(re.sub("<[^<>]*>", "", html).split())


@pytest.mark.parametrize("mark", list("\u3002\uff0c\uff1b\uff09\u300d\u201d"))
def test_wide_punctuation_ends_a_bare_link(mark: str) -> None:
    found = markdown_html(f"\u89c1https://e.org/a{mark}`b`")
    assert '<a href="https://e.org/a">https://e.org/a</a>' in found
    assert f"{mark}<code>b</code>" in found
    for text in (f"[a](https://e.org/b{mark})", f"<https://e.org/b{mark}>", f"`https://e.org/b{mark}`"):
        assert "<!--" not in markdown_html(text)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("\u89c1 www.e.org/a\u300d\uff0cwww.f.org", "http://www.e.org/a"),
        ("(https://e.org/a):\u00a0\u89c1", "https://e.org/a"),
        ("C:\\x https://e.org/a\\n", "https://e.org/a"),
    ],
)
def test_what_no_address_holds_ends_a_bare_link(text: str, url: str) -> None:
    html = markdown_html(text)
    assert re.findall('href="([^"]*)"', html)[0] == url
    assert _text(html) == text.replace("\u00a0", " ")


def test_code_is_left_as_it_is() -> None:
    code = "[TOC]\n1) a\n~b~\n:::tip\n!!! note\n    a\n{.b}\n: c\n*[D]: e\n==f== :smile: $g$\n&lt;br&gt;\n#h\n"
    text = unescape(code)
    found = markdown_html(f"```\n{text}```\n", extensions=EXTENSIONS)
    assert found == f"<pre><code>{code}</code></pre>\n"
    item = "".join(f"  {line}\n" for line in text.splitlines())
    found = markdown_html(f"- ```\n{item}  ```\n", extensions=EXTENSIONS)
    assert found == f"<ul>\n<li>\n<pre><code>{code}</code></pre>\n</li>\n</ul>\n"


def test_what_a_list_item_goes_on_with_is_no_code() -> None:
    text = "- a\n\n    > ![b](c){.d}\n\n        {.e}\n\nf\n\n    {.g}\n"
    found = markdown_html(text, extensions=["attribute_lists"])
    assert '<img src="c" alt="b" /></p>' in found
    assert "<code>  {.e}\n</code>" in found
    assert found.endswith("<p>f</p>\n<pre><code>{.g}\n</code></pre>\n")


def test_an_extension_that_there_is_not_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="no extension of Markdown is named 'wiki'; there are abbreviations, alerts"):
        markdown_html("a", extensions=["wiki"])


@pytest.mark.parametrize(
    "unit",
    [":::a\n", ":::\n", "!!! a\n", "!!! a\n    ", '=== "', "{.a} ", "*{.a}", "`{.a}", "# a {", "{: ", "{a=", "<a markdown", "<a b ", " ",
     "*[", "[TOC]\n", ": a\n", "<br>\n", "<br a ", "#a\n", "- ```\n", "[a](b ", "](b c", "](( ", "$$", "==a", "> [!NOTE]\n", "1) ", "~", "- a\n<br>\n", "(http://", "http://\u3002 ",
     "[^a]: b\n[c]: d\n", "[a] [b", "[a]{.b", "[[a](b)", '](a "b"', "[a]: b\n", "]:a", "<p></p>", "<div>\n\n```\n", "<div>\n<p>x</p>\n", "`a` <code>b</code> ", "<code>", "} ", "    a\n\n", '```js title="', "```\n// ", "```\n[!code ", '\u4e2d"', "'", "--", "\u201c'"],
)  # fmt: skip
def test_a_text_of_beginnings_takes_no_longer_than_its_length(unit: str) -> None:
    begin = time.process_time()
    for text in (unit * (200_000 // len(unit)), f"# a{unit * (200_000 // len(unit))}}}"):
        markdown_html(text, extensions=EXTENSIONS)
    assert time.process_time() - begin < 4


@pytest.mark.parametrize(
    ("begin", "unit", "end"),
    [
        ("!!! a", " ", "?"),
        ("!!! ", " ", "?"),
        ("a | b\n", "-", "x"),
        ("'a' <div>\n<Z", "a", ""),
        ("'a' <div>\n</z", "-", ""),
        ("*a*{.b}", " \t", "c"),
    ],
)
def test_a_line_of_one_character_takes_no_longer_than_its_length(begin: str, unit: str, end: str) -> None:
    started = time.process_time()
    markdown_html(begin + unit * 60_000 + end, extensions=EXTENSIONS)
    assert time.process_time() - started < 4
