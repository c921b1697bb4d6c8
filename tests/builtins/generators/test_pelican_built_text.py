"""With the pages that Pelican has built, the text of each entry is that of its page."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest

from syndicate import Overrides, export
from syndicate.builtins.generators.pelican.markdown_heads import body_html
from tests.builtins.generators.pelican_build import HAS_PELICAN, REASON, build, copied
from tests.conftest import require

SITES = Path(__file__).parent / "sites"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
# Output folder, as pelicanconf.py has it or by default, and what the command line adds.
OUTPUTS = {"pelican-basename": "built"}
ARGUMENTS = {"pelican-old": ('PATH="content"',)}


def _text(html: str) -> str:
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]*>", "", html)))


@pytest.mark.parametrize("name", sorted(path.name for path in SITES.glob("pelican*")))
def test_each_entry_has_the_text_of_its_built_page(name: str, tmp_path: Path) -> None:
    require(HAS_PELICAN, REASON)
    site = copied(SITES / name, tmp_path)
    settings = "publishconf.py" if (site / "publishconf.py").exists() else "pelicanconf.py"
    output = site / OUTPUTS.get(name, "output")
    built = build(site, output, settings=settings, extra=ARGUMENTS.get(name, ()))
    texts = {page.url: _text(page.article_html) for page in built.values() if page.status == "published"}
    # A page that says what its source does not: the text is taken from it.
    for page in built.values():
        file = output / page.file
        file.write_text(file.read_text().replace("</article>", "<p>Only built.</p></article>"))
    document = json.loads(export(site, now=NOW, overrides=Overrides(formats=(("json", None),))).documents[0].body)
    found = {item["url"]: item["content_html"] for item in document["items"]}
    assert {url: _text(html) for url, html in found.items()} == {
        url: f"{text}Onlybuilt." for url, text in texts.items()
    }
    for html in found.values():
        assert not re.search(r"""(?:href|src)=["'](?!https?://|mailto:|#)""", html)
        assert "<script" not in html


@pytest.mark.parametrize(
    "text",
    [
        "<img src='a.png'>\n*Under it*\n\n<span id='x'></span>\n##After\n",
        "From 8~10 to 3~5, and ~~no more~~\n",
        "#Tight\nText #tag\n##Closed##\n# C \\#\n",
        "\u6f6e**\u6765\u4e86\u3002**\u6c34\n",
        '[The log](The log.html) `[a](b c)` and ![A chart](../charts/the bay.png "Bay").\n',
    ],
)
def test_a_text_without_a_page_reads_as_python_markdown_has_it(text: str) -> None:
    require(HAS_PELICAN, REASON)
    import markdown

    assert _text(body_html(text)) == _text(markdown.markdown(text, extensions=["extra", "codehilite", "meta"]))
