"""Links from article to article by their files lead to the articles' pages."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Overrides, Registry, export

NOW = datetime(2026, 1, 1, tzinfo=UTC)
VITEPRESS = "export default {title: 'T', base: '/', sitemap: {hostname: 'https://e.org'}}\n"
DOCUSAURUS = "export default {title: 'T', url: 'https://e.org', baseUrl: '/'};\n"
HEAD = "---\ntitle: T\ndate: 2024-02-01\n---\n"


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def links(site: Path, *, index: Path | None = None) -> list[str]:
    overrides = Overrides(formats=(("json", None),), content="full", author="A", site_url="https://e.org/")
    report = export(site, now=NOW, index=index, overrides=overrides, registry=Registry(distributions=()))
    texts = [item.get("content_html", "") for item in json.loads(report.documents[0].body)["items"]]
    return re.findall(r'href="([^"]*)"', "".join(texts))


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("./high%20water.md#one", "https://e.org/posts/high%20water.html#one"),
        ("sea/ebb.md", "https://e.org/posts/sea/ebb.html"),
        ("/posts/sea/ebb.md?a", "https://e.org/posts/sea/ebb.html?a"),
        ("../guide/index.md", "https://e.org/guide/"),
        ("https://example.org/a.md", "https://example.org/a.md"),
        ("other.markdown", "https://e.org/posts/other.markdown"),
    ],
)
def test_a_link_to_a_file_leads_to_its_page(tmp_path: Path, link: str, url: str) -> None:
    write(tmp_path, {"docs/.vitepress/config.mts": VITEPRESS, "docs/posts/high water.md": HEAD})
    write(tmp_path, {"docs/posts/sea/ebb.md": HEAD, "docs/posts/a.md": f"{HEAD}[x]({link}), and `({link})`\n"})
    assert links(tmp_path) == [url]


def test_a_link_follows_the_slug_of_the_article_that_it_leads_to(tmp_path: Path) -> None:
    files = {"blog/2024-01-30-a.md": f"{HEAD}[x](@site/blog/2024-01-31-b.mdx)", "blog/2024-01-31-b.mdx": HEAD}
    write(tmp_path, {"docusaurus.config.js": DOCUSAURUS, **files})
    index = tmp_path / "index.sqlite"
    assert links(tmp_path, index=index) == ["https://e.org/blog/2024/01/31/b"]
    write(tmp_path, {"blog/2024-01-31-b.mdx": HEAD.replace("title", "slug: ebb\ntitle")})
    assert links(tmp_path, index=index) == ["https://e.org/blog/ebb"]


def test_markdown_of_mkdocs_is_read_as_python_markdown_reads_it(tmp_path: Path) -> None:
    settings = (
        "site: {title: T, url: https://e.org/}\ncontent: full\n"
        "source: {name: front-matter, paths: [docs], url: '{site_url}/{path}/', options: {dialect: mkdocs}}\n"
    )
    text = "a\n- b\n\n!!! note\n    [x](./b.md) ++ctrl+c++\n\n<div>\n\n```\n*c*\n```\n\n</div>\n\n~~~\n\n<!-- d -->\n"
    write(tmp_path, {"syndicate.yaml": settings, "docs/a.md": HEAD + text, "docs/b.md": HEAD + '--8<-- "c.md"\n'})
    overrides = Overrides(formats=(("json", None),), author="A")
    report = export(tmp_path, now=NOW, index=None, overrides=overrides, registry=Registry(distributions=()))
    one, other = (item.get("content_html") for item in json.loads(report.documents[0].body)["items"])
    assert one.startswith(
        '<p>a\n- b</p>\n<div>\n<p><strong>Note</strong></p>\n<p><a href="https://e.org/b/">x</a> <kbd>Ctrl</kbd>+'
    )
    assert "<pre><code>*c*\n</code></pre>" in one
    assert one.endswith("<p>~~~</p>")
    assert other is None
    assert "docs/b.md:5: holds the template tag '--8<-- \"c.md\"'" in "".join(report.warnings)


def test_attributes_of_nuxt_content_are_not_shown_and_hide_what_they_say(tmp_path: Path) -> None:
    text = f'{HEAD}`a`{{lang="ts"}} [b]{{.c}} **d**{{style="color: red"}} {{e}}\n'
    write(
        tmp_path, {"nuxt.config.ts": "", "content/blog/a.md": text, "content/blog/b.md": f"{HEAD}a [b]{{hidden}} c\n"}
    )
    overrides = Overrides(formats=(("json", None),), content="full", title="T", author="A", site_url="https://e.org/")
    report = export(tmp_path, now=NOW, index=None, overrides=overrides, registry=Registry(distributions=()))
    html = {item["url"][-1]: item.get("content_html") for item in json.loads(report.documents[0].body)["items"]}
    assert html == {"a": "<p><code>a</code> b <strong>d</strong> {e}</p>", "b": None}


def test_a_file_beside_an_article_of_docusaurus_has_no_address_before_the_build(tmp_path: Path) -> None:
    text = f"{HEAD}[a](./a.pdf) [b](@site/static/b.zip) [c](./2024-01-31-c.md) [d](pathname:///d.pdf) [e](/e.pdf)"
    write(tmp_path, {"docusaurus.config.js": DOCUSAURUS, "blog/2024-01-30-a.md": text, "blog/2024-01-31-c.md": HEAD})
    assert links(tmp_path) == [f"https://e.org/{path}" for path in ("b.zip", "blog/2024/01/31/c", "e.pdf")]


@pytest.mark.parametrize(
    ("config", "text"),
    [
        ({"docs/.vitepress/config.mts": VITEPRESS}, "<<< @/snippets/x.js\n"),
        ({"docs/.vitepress/config.mts": VITEPRESS}, '<div v-if="false">\n\nkept in\n\n</div>\n'),
        ({"svelte.config.js": "", "package.json": '{"dependencies": {"@sveltejs/kit": "2"}}'}, "{#if dev}\n\nkept in\n\n{/if}\n"),
        ({}, "<%# kept in %>\n"),
        ({"docs/.vitepress/config.mts": VITEPRESS}, "<!--@include: ./parts/x.md-->\n"),
        (
            {"nuxt.config.ts": "", "package.json": '{"dependencies": {"nuxt": "3"}}'},
            "::hero\n---\nsecret: x\n---\n::\n",
        ),
    ],
)  # fmt: skip
def test_what_the_generator_puts_in_from_elsewhere_is_not_shown_as_it_is_written(
    tmp_path: Path, config: dict[str, str], text: str
) -> None:
    folder = "docs/posts" if "docs/.vitepress/config.mts" in config else "content/blog"
    write(tmp_path, {**config, f"{folder}/a.md": f"{HEAD}before\n\n{text}"})
    overrides = Overrides(formats=(("json", None),), content="full", title="T", author="A", site_url="https://e.org/")
    report = export(tmp_path, now=NOW, index=None, overrides=overrides, registry=Registry(distributions=()))
    (item,) = json.loads(report.documents[0].body)["items"]
    assert (item["content_text"], "holds the template tag" in "".join(report.warnings)) == ("before", True)


def test_tags_of_erb_in_a_page_stay_in_where_the_generator_is_not_known(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": f"{HEAD}<p>a</p>\n    <%# kept in %>\n"})
    overrides = Overrides(formats=(("json", None),), content="full", title="T", author="A", site_url="https://e.org/")
    report = export(tmp_path, now=NOW, index=None, overrides=overrides, registry=Registry(distributions=()))
    assert b"kept in" not in report.documents[0].body
    assert "a.html:6: holds the template tag '<%# kept in %>'" in "".join(report.warnings)


def test_a_tag_of_another_program_is_text_where_the_generator_fills_in_none(tmp_path: Path) -> None:
    config = "title: T\nurl: https://e.org\nauthor: A\npermalink: :title/\n"
    write(tmp_path, {"_config.yml": config, "source/_posts/a.md": f"{HEAD}a <%@ page %>"})
    report = export(tmp_path, now=NOW, index=None, overrides=Overrides(formats=(("json", None),), content="full"))
    (item,) = json.loads(report.documents[0].body)["items"]
    assert item["content_html"] == "<p>a &lt;%@ page %&gt;</p>"
