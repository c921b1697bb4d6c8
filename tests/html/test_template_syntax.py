"""What only a site's generator renders is found, and nothing else."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from syndicate import ContentError, SourceContext, UsageError
from syndicate.builtins.sources.front_matter.dialects import plain_note
from syndicate.files import read_body
from syndicate.html import check_template_syntax, template_tags
from syndicate.html.bounds import check_html_bounds
from syndicate.html.template_syntax import DIALECTS
from syndicate.model.feed import Site


@pytest.mark.parametrize(
    ("dialects", "body", "tag"),
    [
        (["liquid"], "a {{ page.title }}", "{{ page.title }}"),
        (["liquid"], "{{x}}", "{{x}}"),
        (["liquid"], "{%- if x -%}a{% endif %}", "{%- if x -%}"),
        (["liquid"], "{% raw %}{{ x }}{% endraw %}", "{% raw %}"),
        (["liquid"], "{%\n  include\n  a.html %}", "{%\\n  include\\n  a.html %}"),
        (["liquid"], "{% # inline comment %}", "{% # inline comment %}"),
        (["liquid"], "```\n{{ x }}\n```", "{{ x }}"),
        (["liquid"], "{{ {{ x }}", "{{ x }}"),
        (["liquid"], "{% a {% link b.md %}", "{% link b.md %}"),
        (["nunjucks"], "{{ {a: 1} | dump }}", "{{ {a: 1} | dump }}"),
        (["nunjucks"], "{# hidden\ntext #}", "{# hidden\\ntext #}"),
        (["hugo"], 'a {{< figure src="a>b" >}}', '{{< figure src="a>b" >}}'),
        (["hugo"], "{{% notice %}}a{{% /notice %}}", "{{% notice %}}"),
        (["hugo"], "{{</* shown */>}}", "{{</* shown */>}}"),
        (["hugo"], '{{< a b=`{"c": 1}` >}}', '{{< a b=`{"c": 1}` >}}'),
        (["zola"], '{{ youtube(id="x") }}', '{{ youtube(id="x") }}'),
        (["zola"], "{{ shortcodes::gallery() }}", "{{ shortcodes::gallery() }}"),
        (["zola"], '{% quote(author="A") %}a{% end %}', '{% quote(author="A") %}'),
        (["zola"], '{{<zap.video id="x" sizes={[1, 2]} />}}', '{{<zap.video id="x" sizes={[1, 2]} />}}'),
        (["zola"], '{% <note kind="x"> %}\na\n{% </note> %}', '{% <note kind="x"> %}'),
        (["mdx"], "import A from './a'\n\na", "import A from './a'"),
        (["mdx"], "a\n\nexport const b = 1", "export const b = 1"),
        (["mdx"], "<Note>a</Note>", "<Note"),
        (["mdx"], "a {1 + 1} b", "{1 + 1} b"),
        (["mdx"], "```\n{a}\n```\n\nand {b}", "{b}"),
        (["mdx"], "~~~js\n{a}\n~~~~\n<C>\n\n```\n{d}\n```\n", "<C"),
        (["mdx"], "```a``` is code, {b}", "{b}"),
        (["mdx"], "<>a</>", "<>"),
        (["mdx"], "\nexport default a\n", "export default a"),
        (["mdx"], "a <motion.div>b</motion.div>", "<motion.div"),
        (["code_files"], "a\n<<< @/x.js{2}", "<<< @/x.js{2}"),
        (["code_files"], "@[code js](../x.js)", "@[code js](../x.js)"),
        (["vue"], 'a\n<div\n  v-if="dev">b</div>', "<div\\n  v-if"),
        (["vue"], '`<p v-if="a">` <p :hidden="true">b</p>', "<p :hidden"),
        (["vue"], "<p :style=\"{color: x, display: 'none'}\">b</p>", '<p :style="{color: x, display'),
        (["svelte"], "`{#if a}` {#if dev}b{/if}", "{#if dev}"),
        (["code_files"], "a <!--@include: ./b.md{3,}-->", "<!--@include: ./b.md{3,}-->"),
        (["imports"], "a\n<script setup>\n  import B from './B.vue'\n</script>\n<B/>", "<script setup>"),
        (["mdc"], "a\n::alert{type=x}\nb\n::", "::alert{type=x}"),
        (["mdc"], "a\n\n::hero\n---\nsecret: b\n---\n::", "::hero"),
        (["mdc"], "a :icon{name=x} b", ":icon{"),
        (["erb"], "a <%# to\ndo %> b <%= c %>", "<%# to\\ndo %>"),
        (["erb"], "`<% a %>`\n\n    <% b %>\n\n<%- c -%>", "<%- c -%>"),
        (DIALECTS, "a {% b %} {{ c }}", "{% b %}"),
    ],
)
def test_a_tag_is_found(dialects: Sequence[str], body: str, tag: str) -> None:
    with pytest.raises(ContentError) as caught:
        check_template_syntax(body, "posts/a.md", dialects)
    quoted = f'"{tag}"' if "'" in tag else f"'{tag}'"
    assert str(caught.value) == f"posts/a.md: holds the template tag {quoted}, which only the site's generator renders"


@pytest.mark.parametrize(
    ("dialects", "body"),
    [
        (DIALECTS[:-1], "a { b } {{ c"),
        (DIALECTS[:-1], "{{"),
        (DIALECTS[:-1], "}} a {{"),
        (DIALECTS[:-1], "100{% off, and so on"),
        (DIALECTS[:-1], "{%"),
        (DIALECTS[:-1], r"$\frac{{a}_b}{\mathbf{x_{1}}}$"),
        (DIALECTS[:-1], "{: .note}\n## Title {#id}"),
        (DIALECTS[:-1], "{ {x} }"),
        (DIALECTS[:-1], "{#a\n\nb#}"),
        (DIALECTS[:-1], "import A from b\n\n<Note>"),
        (["erb"], "20 <% of 30\n\n%> `<%= a %>` \\<%= b %>\n\n```erb\n<%= c %>\n```\n\n    <%= d %>\n"),
        (["code_files"], "`<!-- @include: ./b.md -->` <!-- include: c -->"),
        (
            ["imports"],
            "<script>\nconst a = 'b.js'\n</script> './B.vue'\n\n```\n<script>import B from './B.vue'</script>\n```\n",
        ),
        (["code_files"], "`<<< @/x` a <<< b\n\n```\n<<< @/x\n```\n"),
        (["mdc"], "std::a{b} 10:30 `:a{b}` https://e.org/x:y[z] :smile: ::\n\n```\n::a\n```\n"),
        (["hugo"], "{{ .Title }} {% if x %}"),
        (["zola"], "{{ x }} {% if x %}"),
        (["mdx"], "a\n```\nimport b from {c}\n<D>\n```\nand `{e}` \\{f} < G a<b <b.c<d-e>"),
        (["mdx"], "The import of exports. important"),
        (["mdx"], "Below\nimport duties, and\nexport const"),
    ],
)
def test_what_is_no_tag_is_let_pass(dialects: Sequence[str], body: str) -> None:
    check_template_syntax(body, "a.md", dialects)


def test_the_line_is_that_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n\na\n{{ b }}\n")
    (tmp_path / "b.md").write_bytes(b'\xef\xbb\xbf{"title": "A",\r\n"b": 1}\r\n{{ b }}\r\n')
    context = SourceContext(root=str(tmp_path), paths=(".",), site=Site(title="T", url="https://e.org/"))
    for name, line in (("a.md", 6), ("b.md", 3)):
        with pytest.raises(ContentError, match=rf"^{name}:{line}: holds the template tag '{{{{ b }}}}', which only"):
            check_template_syntax(read_body(context, name), name)
    with pytest.raises(ContentError, match=r"^a.md:9: "):
        check_template_syntax("\n{{ b }}", "a.md", first_line=8)


def test_what_stands_above_a_tag_keeps_what_its_links_refer_to() -> None:
    body = (
        "See [the docs][d] and ![pic][p].\n\n{% tag %}\n\n[d]: /docs 'Docs'\n [p]: {{ x }}/a.png\n[p]: /a.png\n\nMore"
    )
    with pytest.raises(ContentError) as caught:
        check_template_syntax(body, "a.md")
    assert caught.value.before == "See [the docs][d] and ![pic][p].\n\n[d]: /docs 'Docs'\n\n[p]: /a.png"


def test_a_dialect_that_nobody_speaks_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="no template dialect is named 'twig'; there are liquid, nunjucks, hugo, zola"):
        check_template_syntax("", "a.md", ["twig"])


@pytest.mark.parametrize(
    "unit",
    ["{{", "{{ ", "{%", "{% a", "{{<", "{{%", "{{ a(", "{% a(", "{#", "{", "}", "{a}", "{{ {a}", "{{a}", "`", "```\n", "<", "{% a %", "{{< >",
     "{# #", "{{ a::", "{%end ", "~~~\n", "    ", "\n", "import ", "<A.", "{{<>", "{{%%", "<%", "<% ", "%>", "`{", '{{ "', "{{ 'a' ", "<!--@include:"],
)  # fmt: skip
def test_a_megabyte_of_beginnings_takes_no_longer_than_its_length(unit: str) -> None:
    body = unit * ((1 << 19) // len(unit))
    started = time.process_time()
    for dialect in DIALECTS:
        try:
            check_template_syntax(body, "a.md", [dialect])
        except ContentError:
            continue
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("begin", "look"),
    [
        ("{% if ", lambda text: list(template_tags(text, "liquid"))),
        ("{{ ", lambda text: list(template_tags(text, "nunjucks"))),
        ("{{< x ", lambda text: list(template_tags(text, "hugo"))),
        ("{{ x(", lambda text: list(template_tags(text, "zola"))),
        ("<script>", check_html_bounds),
        ("%%", plain_note),
    ],
)
def test_what_is_never_closed_takes_no_more_memory_than_it_is_long(begin: str, look: Callable[[str], object]) -> None:
    text = begin + "a" * 1_000_000
    tracemalloc.start()
    try:
        look(text)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()
