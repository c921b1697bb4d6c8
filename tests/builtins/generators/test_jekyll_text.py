"""The text of a post: what is rendered here says what Jekyll's page says, and what only Jekyll renders is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from syndicate import Article, ContentError, Item, Overrides, Registry, export
from syndicate.parts.contract import Reader
from syndicate.settings import make_plan, open_site, recognise
from tests.builtins.generators.jekyll_build import LAYOUT, build, write
from tests.conftest import NOW

HEAD = "title: T\nurl: https://example.org\nbaseurl: /base\nauthor: {name: Ann}\nlist: [a, b]\ndefaults:\n  - {scope: {path: ''}, values: {layout: default}}\n"
SAID_ALIKE = {
    "lists": "Text{: .plain}\n\n- one\n- two\n{: .list #id}\n\n1. a\n2. b\n",
    "contents": "* TOC\n{:toc}\n\n# One\n\nText\n\n## Two\n{: .no_toc}\n\nMore\n",
    "contents-numbered": "1. this is left out\n{:toc .x}\n\n# One\n",
    "spans": 'A [link](/x){:target="_blank" rel="nofollow"}, *emphasis*{: .red}, **strong**{:.x}, `code`{:.ruby}.\n',
    "picture": '![Alt](/a.png){: width="300" }{: .wide }\n\nText\n',
    "heading": "# Title {#own-id}\n\nText\n\nSetext\n------\n",
    "fence": "```\n{: .kept}\n```\n\nText\n{: .x}\n",
    "tilde-fence": "~~~ text\n{: .kept}\n``` not the end\n~~~\n\nText\n",
    "indented": "Text\n\n    {: .kept}\n    more\n\nEnd\n{: .x}\n",
    "code-span": "Write `{: .kept}` and ``{:a}``{: .gone}.\n",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |\n{: .table}\n\nEnd\n",
    "table-in-a-list": "- one\n\n- two\n\n    {:.table}\n    | a | b |\n    |---|---|\n    | 1 | 2 |\n\nEnd\n",
    "quote": "> Said\n{: .note}\n\nEnd\n",
    "more": "First\n\n<!--more-->\n\nSecond\n",
    "abbreviation": "The HTML spec\n\n*[HTML]: Hyper Text\n",
    "comment": "Text {::comment}hidden{:/comment}and more\n",
    "comments": (
        "{::comment}\nhidden {:/} hidden {:/comment} hidden\n{:/comment}\n\nOne {::comment .x}hidden{:/} two {::comment/}.\n\n"
        "  {::comment x='y'}\nhidden\n  {:/}  \n\nThree\n\n{::comment}\nshown\n"
    ),
    "html": '<div class="x">\n<p>In</p>\n</div>\n\nOut\n',
    "strike": "~~gone~~ kept https://example.org/x\n",
    "definitions": "Term\n: One\n: Two\n\nAfter\n\nA\nB\n: First\n\n    second\n\n```\nx\n: kept\n```\n",
    "typography": 'Don\'t "quote" it -- really --- so... \'a\' `"x"` 1990\'s <b title="x">"y"</b>\n',
    "parsed-block": '<div markdown="1">\n*a*\n</div>\n',
    "broken-line": "a\\\\\nb\n\nc \\\\\n",
    "end-of-block": "- a\n^\n- b\n",
    "ended-by-attributes": (
        "Said\n{: .note}\nMore\n\n> Quoted\n{: .a}\n{: .b}\nEnd\n\n- a\n{: .x}\n- b\n\n| a |\n|---|\n| 1 |\n{: .t}\nText\n"
    ),
    "items-with-attributes": "* {:.a} one\n* {: #b} `{:.c}` two\n\n1. {:.a} three\n\nTerm\n: {:.a} Meaning\n",
    "closed-heading": "## Title ## {#id}\n\n### C# {#c}\n",
    "raw-phrases": 'Press <kbd class="x">--help</kbd>, <code>"a"...</code> -- "so".\n',
    "older-links": (
        "See [the text] [1], [the\ntext] [Two Words], [![i](p.png)] [1], [`c`] [1], `[a] [1]`, \\[a\\] [1], [a](u) [1], [a] [b].\n\n"
        'A [t](/url/ "T with "q" inside"), `[t](/u "a"b")`.\n\n[1]: /one\n[two  words]: /two\n'
    ),
    "addresses": (
        'See [a], [b], [c] and [d].\n\n[a]: /first\n[b]: <My CV.pdf>\n[c]: My other CV.pdf\n[d]: x y "t"\n[//]: # (<!-- a > b)\n\n'
        "Again [A].\n\n[a]: /second\n"
    ),
    "place-of-notes": "One[^a].\n\n[^a]: Said\n\n* notes go here\n{:footnotes}\n",
    "setext-id": "Title {#x}\n=====\n",
    "values": (
        "{{ site.url }}{{ site.baseurl }}/x {{ site.title }} {{ page.title }} {{ site.author.name }} {{ site.list[1] }}"
        " {{ site.list }} {{ page.url }} {{ page.slug }} {{ page.path }} {{ page.id }} {{ page.name }} {{ page.ext }} {{ nothing }}{{ site.nothing.x }}.\n"
    ),
    "filters": (
        "{{ '/a b.png' | relative_url }} {{ '/a' | absolute_url }} {{ 'a/b' | prepend: site.baseurl }} {{ 'x' | append: 5 }}"
        " {{ site.list | join: ', ' }} {{ nil | default: \"d\" | upcase }} {{ 'a<b>&' | escape }} {{ 'http://x.y' |"
        " relative_url }} {{ 'aXa' | replace: 'a', 'b' }} {{ site.list.size }} {{ 'A b' | slugify }}\n"
    ),
    "raw": "{% raw %}{{ x }} {% y %}{% endraw %} a {%- comment -%} {{ x }} {% z %} {%- endcomment -%} b\n",
    "assigned": "{% assign a = site.url | append: '/q' %}{{ a }} {{ a | remove: 'https' }}\n",
    "links": (
        "[b]({% post_url 2024-01-01-lists %}) {% post_url sub/2024-01-01-deep %} {% post_url 2024-01-01-deep %}"
        " {% link _posts/2024-01-01-lists.md %} {% link page.md %} {% link file.txt %} {% link _docs/y.md %} [r]\n\n"
        "[r]: {{ site.url }}/z\n"
    ),
    "includes": (
        "{% include set/up %}\nSee [this][1] {% include video.html id='a1' title=\"T\" %} {{ \"{%\" }} and {{ '{{' }} {%- include none.html -%}\n\n"
        "{% include refs.md %}\n"
    ),
    "open_fence": "a\n\n``` ruby\nb *c*\n\n<!-- d -->\n\ne\n",
    "highlight": "- a\n\n  {% highlight text %}\n  <b>\n\n  ``` {{ site.title }}\n  {% endhighlight %}\n\nend\n",
    "tildes": "~one~ and ~~two~~, a~b~c, 1) x\n\n1) not a list\n2) at all\n",
    "escaped": "The \\__proto__ of \\__FILE__, [boxing](https://e.org/T_(o-p\\)#B) too.\n",
    "reference": 'A [link][1] and [one].\n\n[1]: /x "T"\n[one]: /y\n',
}


def opened(folder: Path) -> tuple[Reader, dict[str, Article]]:
    """Return the opened source of the site in *folder*, and its articles by what their files' names say beside the date."""
    registry = Registry(distributions=())
    file, _ = recognise(*open_site(folder), registry)
    plan = make_plan(file, registry, now=NOW, overrides=Overrides(formats=(("json", None),)))
    reader = plan.source.open(plan.context)
    found = [article for item in reader.items() if isinstance(item, Item) for article in reader.read(item)]
    articles = [one for one in found if isinstance(one, Article) and one.origin]
    return reader, {Path(str(one.origin and one.origin.path)).stem.removeprefix("2024-01-01-"): one for one in articles}


def assert_made_again(site: Path, folder: Path, shown: str) -> None:
    """Export *site* once more, with the index in *folder*: a text shows *shown*."""
    overrides = Overrides(formats=(("json", None),), content="full")
    export(site, now=NOW, output=folder / "out", index=folder / "index", overrides=overrides)
    assert shown in "".join(file.read_text() for file in (folder / "out").rglob("*.json"))


def words(html: str) -> list[str]:
    """Return the words of *html*, read by a foreign parser."""
    soup = pytest.importorskip("bs4").BeautifulSoup(html, "html5lib")
    for contents in soup.select("#markdown-toc"):
        contents.decompose()  # a feed reader has its own
    return str((soup.main or soup).get_text(" ")).split()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("text")
    posts = {f"_posts/2024-01-01-{name}.md": f"---\ntitle: T\n---\n{text}" for name, text in SAID_ALIKE.items()}
    files = {
        "_config.yml": HEAD + "collections: {docs: {output: true}}\n", "_layouts/default.html": LAYOUT, "file.txt": "x",
        "_includes/set/up": "{% capture c %}{% if site.x %}{% capture d %}e{% endcapture %}{% endif %}{% endcapture %}{% assign c = nil %}",
        "_includes/video.html": '<a href="{{ site.baseurl }}/v/{{ include.id }}">{{ include.title | upcase }}{{ include.no }}</a>',
        "_includes/none.html": "{% comment %}x{% endcomment %}", "_includes/refs.md": "[1]: /{{ page.slug }}\n",
        "page.md": "---\npermalink: /own/\n---\n", "_docs/y.md": "---\ntitle: Y\n---\n",
        "_posts/sub/2024-01-01-deep.md": "---\ntitle: D\n---\n",
    }  # fmt: skip
    write(folder, files | posts)
    build(folder)
    return folder


@pytest.mark.parametrize("name", SAID_ALIKE)
def test_a_text_says_what_jekylls_page_says(site: Path, name: str) -> None:
    reader, found = opened(site)
    ours = reader.content(found[name])
    built = (site / "_site/2024/01/01" / f"{name}.html").read_text()
    assert words(ours) == words(built)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("{{ site.url }} {% include x.html %}", "{% include x.html %}"),
        ("{% include ../x.md %}", "{% include ../x.md %}"),
        ("{% include loop.html %}", "{% include loop.html %}"),
        ("{% include set.html %}{{ known }}", "{% include set.html %}"),
        ("{% assign a = 1 %}{% include asks.html %}", "{% include asks.html %}"),
        ("{% include asks.html b=page.title %}", "{% include asks.html b=page.title %}"),
        ("{% include binary.html %}", "{% include binary.html %}"),
        ("{% if site.url %}a{% endif %}", "{% if site.url %}"),
        ("{% for a in site.list %}a{% endfor %}", "{% for a in site.list %}"),
        ("Built {{ site.time }}", "{{ site.time }}"),
        ("{{ site.data.a }}", "{{ site.data.a }}"),
        ("{{ page.date }}", "{{ page.date }}"),
        ("{{ 'a' | markdownify }}", "{{ 'a' | markdownify }}"),
        ("{% post_url 2020-01-01-gone %}", "{% post_url 2020-01-01-gone %}"),
        ("{% link ../a.md %}", "{% link ../a.md %}"),
        ("{% highlight ruby %}\nputs", "{% highlight ruby %}"),
        ("{% raw %}a", "{% raw %}"),
        ("{::nomarkdown}<b>{:/}", "{::nomarkdown}"),
        ('{::options parse_block_html="true" /}', "{::options"),
        ('Secret\n{: hidden="hidden"}', "attribute list that hides"),
        ("*Secret*{: .a style='display: none'} tides", "attribute list that hides"),
    ],
)
def test_what_only_jekyll_renders_is_refused(tmp_path: Path, text: str, tag: str) -> None:
    includes: dict[str, str | bytes] = {
        "loop": "{% for a in b %}{% endfor %}", "set": "{% assign known = 1 %}", "asks": "{{ a }}", "binary": b"\xff"
    }  # fmt: skip
    write(tmp_path, {"x.md": "x", **{f"_includes/{name}.html": text for name, text in includes.items()}})
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": f"---\ntitle: T\n---\n{text}\n"})
    reader, found = opened(tmp_path)
    with pytest.raises(ContentError) as caught:
        reader.content(found["a"])
    assert re.match(r"_posts/2024-01-01-a\.md(?::4)?: holds ", str(caught.value))
    assert tag in str(caught.value)


def test_an_include_behind_a_link_out_of_the_site_is_not_read(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": "---\ntitle: T\n---\n{% include a.html %}\n"})
    write(tmp_path, {"secrets/a.html": "hunter2"})
    (site / "_includes").symlink_to(tmp_path / "secrets")
    reader, found = opened(site)
    with pytest.raises(ContentError, match="holds the template tag"):
        reader.content(found["a"])


def test_a_text_is_made_again_when_what_it_includes_changes(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": "---\ntitle: T\n---\n{% include a.html %}\n"})
    for text in ("<p>one</p>", "<p>more</p>"):
        write(tmp_path, {"_includes/a.html": text})
        overrides = Overrides(formats=(("json", None),), content="full")
        export(tmp_path, now=NOW, output=tmp_path / "out", index=tmp_path / "index", overrides=overrides)
        assert text in "".join(file.read_text() for file in (tmp_path / "out").rglob("*.json"))


@pytest.mark.parametrize("suffix", ["adoc", "textile", "rst", "org", "haml", "json", "of-no-kind"])
def test_a_text_of_another_markup_is_refused_and_the_article_is_there(tmp_path: Path, suffix: str) -> None:
    config = HEAD + "plugins: [jekyll-asciidoc]\n"
    write(tmp_path, {"_config.yml": config, f"_posts/2024-01-01-a.{suffix}": "---\ntitle: T\ntags: x\n---\nh1. A\n"})
    reader, found = opened(tmp_path)
    assert (found["a"].title, found["a"].topics) == ("T", ("x",))
    with pytest.raises(ContentError, match=rf"a\.{suffix}: is written in '{suffix}', which only the site's generator"):
        reader.content(found["a"])


def test_a_file_with_the_name_of_a_post_and_nothing_at_its_head_is_counted(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"b.svg": "<svg/>", "c.css": "a {}", "d.png": b"\x89PNG\xff", "e.yml": "a: b"}
    posts = {f"_posts/2024-01-01-{name}": text for name, text in files.items()}
    write(tmp_path, {"_config.yml": HEAD, **posts, "_posts/2024-01-01-a.md": "---\ntitle: T\n---\n"})
    report = export(tmp_path, now=NOW, overrides=Overrides(formats=(("json", None),)))
    assert [article for article in report.notes if "post" in article] == [
        "2 files have the name of a post and no front matter: Jekyll makes posts of them, e.g. _posts/2024-01-01-b.svg"
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.md", "---\nrender_with_liquid: false\n---\n{{ kept }}\n", "<p>{{ kept }}</p>\n"),
        ("a.html", "---\ntitle: T\n---\n<b>*as it is*{: .x}</b>\n", "<b>*as it is*{: .x}</b>\n"),
        ("a.md", "no front matter, *all* text\n", "<p>no front matter, <em>all</em> text</p>\n"),
        ("a.md", b"\xef\xbb\xbfwith a mark\n", "<p>with a mark</p>\n"),
        ("a.md", "---\ntitle: T\n---\n", ""),
        ("a.txt", "---\ntitle: T\n---\n1 < 2\n*so*\n\nEnd\n", "<p>1 &lt; 2<br>\n*so*</p>\n<p>End</p>"),
        ("a.text", "no front matter\n", "<p>no front matter</p>"),
    ],
)
def test_a_body_is_rendered_by_what_its_file_is(tmp_path: Path, name: str, text: str | bytes, expected: str) -> None:
    write(tmp_path, {"_config.yml": HEAD, f"_posts/2024-01-01-{name}": text})
    reader, found = opened(tmp_path)
    assert reader.content(found["a"]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "{:" * 100_000,
        "*[" * 100_000,
        "`{:" * 100_000,
        "{::comment}" * 50_000,
        "{::comment}\n{:/}x" * 20_000,
        "{::comment " * 50_000,
        "# " + " {#a" * 50_000,
    ],
)
def test_a_hostile_body_takes_no_longer_than_an_honest_one(text: str) -> None:
    from syndicate.builtins.generators.jekyll.kramdown import without_attribute_lists

    assert len(without_attribute_lists(text + "\n", "a.md")) <= len(text) + 1


def test_a_formula_keeps_its_own_line_breaks() -> None:
    from syndicate.builtins.generators.jekyll.kramdown import without_attribute_lists

    text = "$$\\begin{matrix}\na \\\\\nb\n\\end{matrix}$$\nc \\\\\nd $$e$$ \\\\\nf $$g\n\nh \\\\\ni\n"
    expected = "$$\\begin{matrix}\na \\\\\nb\n\\end{matrix}$$\nc   \nd $$e$$   \nf $$g\n\nh   \ni\n"
    assert without_attribute_lists(text, "a.md") == expected


@pytest.mark.parametrize(("plugins", "shown"), [("", ":smile:"), ("plugins: [jemoji]\n", "😄")])
def test_emoji_are_shown_where_a_plugin_shows_them(tmp_path: Path, plugins: str, shown: str) -> None:
    write(
        tmp_path, {"_config.yml": HEAD + plugins, "_posts/2024-01-01-a.md": "---\ntitle: A\n---\n:smile: `:smile:`\n"}
    )
    reader, articles = opened(tmp_path)
    (article,) = articles.values()
    assert reader.content(article).strip() == f"<p>{shown} <code>:smile:</code></p>"


def test_a_text_is_made_again_when_what_it_links_to_moves(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(
        site, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": "---\ntitle: A\n---\n[b]({% post_url 2024-01-01-b %})\n"}
    )
    for path in ("one", "two"):
        write(site, {"_posts/2024-01-01-b.md": f"---\ntitle: B\npermalink: /{path}/\n---\n"})
        assert_made_again(site, tmp_path, f'<a href=\\"https://example.org/base/{path}/\\">b</a>')


def test_the_sites_own_mark_ends_the_teaser(tmp_path: Path) -> None:
    text = "---\ntitle: T\n---\nOne\n\nTwo\n\n<!-- cut -->\n\nThree\n"
    write(tmp_path, {"_config.yml": HEAD + "excerpt_separator: <!-- cut -->\n", "_posts/2024-01-01-a.md": text})
    reader, found = opened(tmp_path)
    assert reader.content(found["a"]) == "<p>One</p>\n<p>Two</p>\n<!--more-->\n<p>Three</p>\n"


def test_a_rule_that_ends_the_teaser_is_a_rule(tmp_path: Path) -> None:
    text = '---\ntitle: T\nexcerpt_separator: "\\n---\\n"\n---\nOne\n\n---\n\nTwo\n'
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": text})
    reader, found = opened(tmp_path)
    assert reader.content(found["a"]) == "<p>One</p>\n<!--more-->\n<hr />\n<p>Two</p>\n"


@pytest.mark.parametrize("where", ["head", "defaults"])
def test_a_posts_own_mark_goes_before_that_of_the_site(tmp_path: Path, where: str) -> None:
    own = "excerpt_separator: '[[stop]]'\n"
    values = {"head": "", "defaults": f"defaults:\n  - scope: {{path: ''}}\n    values:\n      {own}"}[where]
    text = f"---\ntitle: T\n{own if where == 'head' else ''}---\nOne\n\nTwo\n\n[[stop]]\n\nThree\n"
    config = f"{HEAD}excerpt_separator: <!-- cut -->\n{values}"
    write(tmp_path, {"_config.yml": config, "_posts/2024-01-01-a.md": text})
    page = "<article><p>One</p><p>Two</p><p>[[stop]]</p><p>Three</p></article>"
    write(tmp_path, {"_site/2024/01/01/a.html": page})
    overrides = Overrides(formats=(("json", None),), content="full")
    export(tmp_path, now=NOW, output=tmp_path / "out", overrides=overrides)
    assert '"summary": "One Two"' in "".join(file.read_text() for file in (tmp_path / "out").rglob("*.json"))


@pytest.mark.parametrize("name", ["__class__", "site.__class__", "site.url.__len__", "page.x.y", "site['a'].b"])
def test_the_configuration_and_the_head_are_all_that_texts_may_name(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"_config.yml": HEAD, "_posts/2024-01-01-a.md": f"---\ntitle: T\n---\n{{{{ {name} }}}}\n"})
    reader, found = opened(tmp_path)
    assert reader.content(found["a"]) == ""
