"""The text of a Hugo page: what is rendered here says what Hugo's page says, and what only Hugo renders is refused."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from syndicate import ContentError
from tests.builtins.generators.jekyll_build import write
from tests.builtins.generators.test_jekyll_text import assert_made_again, opened, words
from tests.conftest import require

CONFIG = 'baseURL = "https://example.org/sub/"\ntitle = "T"\n[permalinks]\nposts = "/posts/:filename/"\n'
HEAD = "---\ntitle: T\ndate: 2024-01-01\n---\n"
LAYOUTS = {
    "layouts/_default/single.html": "<html><body><main>{{ .Content }}</main></body></html>",
    "layouts/_default/list.html": "x",
    "layouts/shortcodes/perldoc.html": "https://perldoc.perl.org/{{- .Get 0 -}}{{- /* no line */ -}}\n",
    "layouts/shortcodes/badge.html": '<b title="{{ .Get "title" }}">{{.Get "text"}}</b>\n',
    "layouts/shortcodes/wrap.html": "<i>{{ .Inner }}</i>",
    "layouts/shortcodes/box.html": "<div><h4>{{ .Get 0 }}</h4>{{- .Inner | markdownify -}}</div>\n",
}
SAID_ALIKE = {
    "definitions": "Term\n: One\n: Two\n\nAfter\n\nA\n: First\n\n    second\n",
    "typography": 'Don\'t "quote" it -- really --- so... \'a\' `"x"` 1990\'s "it\'s" <<guillemets>>\n',
    "marks": "==mark== and :smile: and x^2^ ++a++ ~~del~~ [TOC]\n",
    "attributes": "Title {#x}\n=====\n\n## Two {.c #d}\n\n### Three {a=b}\n\n### {verb} {object}\n\n#NoSpace\n\npara\n{.cls}\n\n> q\n{.x}\n",
    "short-head": "| a | b\n| - | :-- | - |\n| 1 | 2 | 3 |\n\nx | y | z\n--|--\n1 | 2\n",
    "alert": "> [!NOTE]\n> Text\n",
    "mathematics": "a $x_1$ b $$y_1$$\n\n\\(a_1\\)\n",
    "bare": "https://example.org/a_b a@example.org ~~https://example.org/a~~ _https://example.org/_\n",
    "highlight": '{{< highlight text "hl_lines=2" >}}\nfunc <b>() {\n\n  x\n}\n{{< /highlight >}}\n\nend\n',
    "figure": (
        'A\n\n{{< figure src="/a b.png" title="Ti" caption="Cap *x*" attr="At" attrlink="https://x.y" >}}\n\n'
        'B {{< figure src="x.png" alt="al" >}}\n'
    ),
    "links": (
        '[a]({{< ref "highlight.md" >}}) {{< ref "highlight.md" >}} {{< relref "/posts/highlight" >}} {{< ref'
        ' "other/p.md#x" >}} {{% relref "#here" %}}\n\n    {{< relref "figure" >}}\n'
    ),
    "own": '[d]({{< perldoc "a/b::c" >}}), {{< badge title="A" text="Be-1" >}}: {{% badge title="A" text="B" %}}\n',
    "enclosed": (
        'a {{< wrap >}}*b*{{< /wrap >}} c {{% wrap %}}*d*{{% /wrap %}}\n\n{{< box "E" >}}\n*f* `g`\n{{< /box >}}\n\n'
        '{{< box "H" >}}\n- i\n\n{{< wrap >}}{{< wrap />}}{{< badge title="j" text="k" >}}{{< /wrap >}}\n{{< /box >}}\n'
    ),
    "undated": '[a]({{< ref "/about" >}}) [b]({{< relref path="/about.md" >}})\n',
    "shown": "`{{</* figure x */>}}` {{%/* x */%}}\n",
}


def text_of(folder: Path, text: str, files: dict[str, str] | None = None) -> str:
    write(folder, {"config.toml": CONFIG, "content/posts/a.md": HEAD + text, **(files or {})})
    reader, found = opened(folder)
    return reader.content(found["a"])


def test_markdown_below_a_head_in_org_mode_is_read(tmp_path: Path) -> None:
    text = "#+title: B\n#+date: 2024-01-01\n\nText *in* Markdown\n"
    write(tmp_path, {"config.toml": CONFIG, "content/posts/b.md": text, "content/posts/c.org": text})
    reader, found = opened(tmp_path)
    assert reader.content(found["b"]) == "<p>Text <em>in</em> Markdown</p>\n"
    with pytest.raises(ContentError, match="is written in 'org', which only the site's generator renders"):
        reader.content(found["c"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require(shutil.which("hugo"), "hugo is not installed")
    folder = tmp_path_factory.mktemp("text")
    posts = {f"content/posts/{name}.md": HEAD + text for name, text in SAID_ALIKE.items()}
    write(
        folder,
        {
            "config.toml": CONFIG,
            "content/other/p.md": f"{HEAD}x",
            "content/about.md": "---\ntitle: A\n---\n",
            **LAYOUTS,
            **posts,
        },
    )
    subprocess.run(["hugo", "--quiet"], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", SAID_ALIKE)
def test_a_text_says_what_hugos_page_says(site: Path, name: str) -> None:
    reader, found = opened(site)
    built = (site / "public/posts" / name / "index.html").read_text()
    assert words(reader.content(found[name])) == words(built)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{{< youtube w7Ft2ymGmfc >}}", '<iframe src="https://www.youtube.com/embed/w7Ft2ymGmfc"></iframe>'),
        ('a {{< vimeo id="14" >}}', '<p>a <iframe src="https://player.vimeo.com/video/14"></iframe></p>'),
        ("{{< highlight >}}a{{< /highlight >}}", "<pre><code>a</code></pre>"),
        (
            'a {{< highlight c "hl_inline=true" >}}b{{< /highlight >}}',
            '<p>a <code class="language-c">b</code></p>',
        ),
        ("shortcode0z {{< highlight c >}}", None),
        ("{{< custom >}}", None),
        ("{{< wrap >}}a", None),
        ("{{< wrap >}}{{< custom >}}{{< /wrap >}}", None),
        ("{{< wrap >}}" * 9 + "{{< /wrap >}}" * 9, None),
        ('[a]({{< ref "/none" >}})', None),
        ('{{< perldoc "a b" >}}', None),
        ('{{< ref "gone.md" >}}', None),
        ('{{< ref "/../../a.md" >}}', None),
        ('{{< ref path="a.md" lang="de" >}}', None),
        ('{{< youtube "a b" >}}', None),
        ("{{% notice %}}a{{% /notice %}}", None),
    ],
)
def test_a_shortcode_is_rendered_where_it_is_plain(tmp_path: Path, text: str, html: str | None) -> None:
    write(tmp_path, {**LAYOUTS, "content/none.md": "---\ndraft: true\n---\n"})
    if html is not None:
        assert text_of(tmp_path, text).strip() == html
        return
    with pytest.raises(ContentError, match=r"content/posts/a\.md:5: holds the template tag"):
        text_of(tmp_path, text)


@pytest.mark.parametrize(
    "name", ["layouts/shortcodes/figure.html", "layouts/_shortcodes/figure.html", "themes/x/layouts/shortcodes/figure.html",
     "_vendor/example.org/x/layouts/shortcodes/figure.html"]
)  # fmt: skip
def test_a_shortcode_that_the_site_has_itself_is_hugos(tmp_path: Path, name: str) -> None:
    with pytest.raises(ContentError, match="holds the template tag"):
        text_of(tmp_path, 'a {{< figure src="a.png" >}}', {name: "{{ with .Get 0 }}x{{ end }}"})


@pytest.mark.parametrize("module", ['[[module.imports]]\npath = "example.org/x"\n', 'theme = ["example.org/x"]\n'])
def test_what_a_module_may_have_itself_is_hugos_until_it_is_here(tmp_path: Path, module: str) -> None:
    config = {"hugo.toml": module + CONFIG if "theme" in module else CONFIG + module}
    assert "<iframe" in text_of(tmp_path, 'a {{< youtube id="abc" >}}', config)
    with pytest.raises(ContentError, match="holds the template tag"):
        text_of(tmp_path, 'a {{< figure src="a.png" >}}', config)
    assert "<figure" in text_of(tmp_path, 'a {{< figure src="a.png" >}}', {"_vendor/example.org/x/theme.toml": ""})


def test_a_go_mod_of_a_site_without_modules_says_nothing_of_shortcodes(tmp_path: Path) -> None:
    assert "<figure" in text_of(tmp_path, 'a {{< figure src="a.png" >}}', {"go.mod": "module example.org/x\n"})


@pytest.mark.parametrize("target", ["secret.html", "/dev/zero"])
def test_a_template_behind_a_link_out_of_the_site_is_not_read(tmp_path: Path, target: str) -> None:
    site = tmp_path / "site"
    write(site, {"layouts/shortcodes/plain.html": "x"})
    (tmp_path / "secret.html").write_text("hunter2")
    (site / "layouts" / "shortcodes" / "own.html").symlink_to(tmp_path / target)
    with pytest.raises(ContentError, match="holds the template tag"):
        text_of(site, "a {{< plain >}} {{< own >}}")


def test_a_text_with_links_by_the_thousand_opens_no_more_files_than_an_honest_one(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="holds the template tag"):
        text_of(tmp_path, "".join(f'{{{{< ref "{number}.md" >}}}}' for number in range(50_000)))
    files = {f"content/posts/b{number}.md": HEAD for number in range(2)}
    text = '{{< ref "b0.md" >}} {{< ref "b1.md" >}} ' * 3_000
    assert text_of(tmp_path, text, files).count("https://example.org/sub/posts/b1/") >= 3_000


def test_the_configuration_says_what_markdown_has_beside(tmp_path: Path) -> None:
    assert text_of(tmp_path, '"a" :smile:').strip() == "<p>“a” :smile:</p>"
    config = CONFIG.replace("[perm", "enableEmoji = true\n[markup.goldmark.extensions]\ntypographer = false\n[perm")
    assert text_of(tmp_path, '"a" :smile:', {"config.toml": config}).strip() == "<p>&quot;a&quot; 😄</p>"


@pytest.mark.parametrize("root", ["", "themes/own/"])
def test_a_box_has_its_title_where_layouts_show_boxes(tmp_path: Path, root: str) -> None:
    assert "[!NOTE]" in text_of(tmp_path, "> [!NOTE]\n> a")
    files = {f"{root}layouts/_default/_markup/render-blockquote-alert.html": ""}
    assert '<p class="markdown-alert-title">Note</p>' in text_of(tmp_path, "> [!NOTE]\n> a", files)


def test_formulas_and_signs_above_and_below_the_line_are_read_where_the_configuration_says_so(tmp_path: Path) -> None:
    text = "H~2~O x^2^ ++y++ \\(a_1 b_1\\)"
    assert text_of(tmp_path, text).strip() == "<p>H<del>2</del>O x^2^ ++y++ (a_1 b_1)</p>"
    config = (
        "[markup.goldmark.extensions.extras]\ninsert = {enable = true}\nsubscript = {enable = true}\nsuperscript = {enable = true}\n"
        "[markup.goldmark.extensions.passthrough]\nenable = true\ndelimiters.inline = [['\\(', '\\)']]\n"
    )
    html = text_of(tmp_path, text, {"config.toml": CONFIG + config})
    assert html.strip() == "<p>H<sub>2</sub>O x<sup>2</sup> <ins>y</ins> <code>a_1 b_1</code></p>"


@pytest.mark.parametrize(("line", "base"), [("", ""), ("canonifyURLs = true", "/sub"), ("relativeURLs = true", "/sub")])
def test_addresses_at_the_root_are_below_that_of_the_site_where_it_says_so(
    tmp_path: Path, line: str, base: str
) -> None:
    html = text_of(tmp_path, "![a](/i.png) [b](/x/)", {"config.toml": f"{line}\n{CONFIG}"})
    assert html.strip() == f'<p><img src="{base}/i.png" alt="a" /> <a href="{base}/x/">b</a></p>'


def test_a_text_is_made_again_when_a_page_that_it_refers_to_moves(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, {"config.toml": CONFIG, "content/posts/a.md": HEAD + '[b]({{< ref "b.md" >}})\n'})
    for path in ("one", "two"):
        write(site, {"content/posts/b.md": f"---\ntitle: B\ndate: 2024-01-01\nurl: /{path}/\n---\n"})
        assert_made_again(site, tmp_path, f'<a href=\\"https://example.org/sub/{path}/\\">b</a>')
