"""Full text of a Jekyll site that is built: each entry says what its page says, whatever Liquid and kramdown made of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.builtins.generators.jekyll_build import build, file_of, write
from tests.conftest import json_items, json_report

LAYOUT = """<!doctype html><html><head><meta charset="utf-8"><title>{{ page.title }}</title>
<meta name="made-of" content="{{ page.relative_path | xml_escape }}"><meta name="collection" content="{{ page.collection }}">
<meta name="url" content="{{ page.url | xml_escape }}"></head>
<body><header><nav><a href="/">Home</a></nav></header><main><article>
{{ content }}
</article></main><footer>Not a part of it</footer></body></html>
"""
POSTS = {
    "liquid": "At {{ site.url }}{{ site.baseurl }} and {{ '/x/' | relative_url }}.\n\n{% for i in (1..3) %}{{ i }} {% endfor %}\n",
    "code": "{% highlight ruby %}\nputs '<b>' && 1\n{% endhighlight %}\n\n```ruby\ndef x; end\n```\n",
    "include": "{% include note.html text='Mind the gap' %}\n",
    "link": "See [that]({% post_url 2024-01-01-liquid %}) and [this]({% link _posts/2024-01-01-code.md %}).\n",
    "raw": "{% raw %}{{ kept }}{% endraw %}\n",
    "kramdown": 'Text{: .x} "quoted" -- dash...\n\n* TOC\n{:toc}\n\n# One\n\nterm\n: definition\n\nA note[^1].\n\n[^1]: Said.\n',
    "nomarkdown": "{::nomarkdown}<b>*bold*</b>{:/}\n\nEnd\n",
    "plain": "Nothing but *Markdown*, and an ![Alt](/a.png).\n",
    "script": "Before\n\n<script>alert('never')</script>\n\nAfter\n",
}
CONFIG = """\
title: T
url: https://example.org
baseurl: /blog
author: Ann Lee
permalink: {permalink}
defaults:
  - {{scope: {{path: ''}}, values: {{layout: default}}}}
"""


def words(html: str, selector: str = "body") -> list[str]:
    """Return the words of *html*, read by a foreign parser; what runs says nothing, and a table of contents is left out."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html5lib")
    for node in soup.select("script, style, #markdown-toc"):
        node.decompose()
    for span in soup.select("code span"):  # colours part no words
        span.unwrap()
    soup.smooth()
    return str(soup.select_one(selector).get_text(" ")).split()  # type: ignore[union-attr]


@pytest.mark.parametrize("permalink", ["date", "pretty", "/:title", "/:year/:title.html"])
def test_each_entry_says_what_its_page_says(tmp_path: Path, permalink: str) -> None:
    posts = {f"_posts/2024-01-01-{name}.md": f"---\ntitle: {name}\n---\n{text}" for name, text in POSTS.items()}
    write(tmp_path, {"_config.yml": CONFIG.format(permalink=permalink), "_layouts/default.html": LAYOUT, **posts})
    write(tmp_path, {"_includes/note.html": "<aside>{{ include.text }}</aside>"})
    build(tmp_path)
    report = json_report(tmp_path, content="full")
    assert report.faults == ()
    assert report.warnings == ()
    items: list[dict[str, Any]] = json.loads(report.documents[0].body)["items"]
    assert {item["title"] for item in items} == POSTS.keys()
    for item in items:
        file = tmp_path / "_site" / file_of(item["url"], "/blog/")
        page = (file if file.is_file() else file.with_name(f"{file.name}.html")).read_text()
        text = item.get("content_html", "")
        assert words(text) == words(page, "main article"), item["title"]
        assert not re.search(r"<script|\{%|\{\{(?! kept)", text)
        assert not re.search(r"""(?:href|src)="(?!https?://|mailto:)""", text)


TEXTS = {
    "inline": "<img src='/a.png'>\n*Under it*\n\n<span id='x'></span>\n<br>\n## After\n\n1. one\n<br />\n2. two\n",
    "emphasis": "\u6f6e**\u6765\u4e86\u3002**\u6c34 and __b__.\n",
    "addresses": '[The log](The log (1).html) `[a](b c)` and ![A chart](../charts/the bay.png "Bay").\n',
    "items": '- one\n\n    > ![Alt](/a.png){:width="100%"}\n\n- two\n',
}


def test_without_a_built_page_an_entry_says_the_same(tmp_path: Path) -> None:
    for folder in (unbuilt := tmp_path / "unbuilt", built := tmp_path / "built"):
        posts = {f"_posts/2024-01-01-{name}.md": f"---\ntitle: {name}\n---\n{text}" for name, text in TEXTS.items()}
        write(folder, {"_config.yml": CONFIG.format(permalink="/:title"), "_layouts/default.html": LAYOUT, **posts})
    build(built)
    items = json_items(unbuilt, content="full")
    assert {item["title"] for item in items} == TEXTS.keys()
    for item in items:
        page = (built / "_site" / f"{item['title']}.html").read_text()
        assert words(item["content_html"]) == words(page, "main article"), item["title"]
