"""MDX that says itself what it shows is shown as its page shows it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate.builtins.sources.front_matter.mdx import plain_mdx
from syndicate.html import markdown_html
from tests.conftest import json_items

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A{' '}*b*{\"_c_\"} {`d`} {7} {} {null}{/* note */}e", "<p>A <em>b</em>_c_ d 7  e</p>"),
        ("`{a}` \\{b} and\n```\n{c}\n```\n{' '}d", "<p><code>{a}</code> {b} and</p>\n<pre><code>{c}\n</code></pre>\n<p>d</p>"),
        ("Tide <span style={{color: 'red'}} className=\"x\" id={'y'}>*high*</span>", '<p>Tide <span class="x" id="y"><em>high</em></span></p>'),
        ("<img src={require('./quay.png').default} width={280} alt=\"Quay\" />", '<img src="./quay.png" width="280" alt="Quay"/>'),
        ("<img src={useBaseUrl('img/quay.png')} />", '<img src="/img/quay.png"/>'),
        ("<p hidden={true}>a</p><p style={{color: x, display: 'none'}}>b</p><p hidden={false}>c</p>", "<p hidden>a</p><p hidden>b</p><p>c</p>"),
        ('<p style={{"visibility": "hidden"}} className="x">a</p>', '<p hidden class="x">a</p>'),
        ("<>\nThe *tide*.\n</>", "<p>The <em>tide</em>.</p>"),
        ('See <Link to="/x">*that*</Link>.', '<p>See <a href="/x"><em>that</em></a>.</p>'),
        ("<figcaption>Of *tides*</figcaption>", "<figcaption>\n<p>Of <em>tides</em></p>\n</figcaption>"),
        ("<div>\n    *In* it\n\n        and on\n</div>\nafter", "<div>\n<p><em>In</em> it</p>\n<pre><code>and on\n</code></pre>\n</div>\n<p>after</p>"),
        ('<Admonition type="tip">\n  *a*\n</Admonition>', "<div>\n<p><strong>Tip</strong></p>\n<p><em>a</em></p>\n</div>"),
        (
            '1. a\n\n   <Tabs groupId="os">\n     <TabItem value="n" label="npm">\n     ```sh\n     npm i\n     ```\n     </TabItem>\n     <TabItem value="yarn">y</TabItem>\n   </Tabs>\n\n2. b',
            '<ol>\n<li>\n<p>a</p>\n<div>\n<div>\n<p><strong>npm</strong></p>\n<pre><code class="language-sh">npm i\n</code></pre>\n</div>\n'
            "<div>\n<p><strong>yarn</strong></p>\n<p>y</p>\n</div>\n</div>\n</li>\n<li>\n<p>b</p>\n</li>\n</ol>",
        ),
        ("<callout-info>\n\t**Please** note\n</callout-info>", "<callout-info>\n<p><strong>Please</strong> note</p>\n</callout-info>"),
    ],
)  # fmt: skip
def test_what_says_itself_what_it_shows_is_shown(text: str, html: str) -> None:
    assert markdown_html(plain_mdx(text)).strip() == html


def test_a_heading_has_the_id_that_it_gives_itself() -> None:
    html = markdown_html(plain_mdx("## Ebb {#low-2.1}\n\nSee [it](#low-2.1)."), extensions=("heading_attributes",))
    assert html == '<h2 id="low-2.1">Ebb</h2>\n<p>See <a href="#low-2.1">it</a>.</p>\n'


@pytest.mark.parametrize(
    "text", ["{a}", "{1 + 1}", "{'a' + b}", "<Tide level={one} />", "<Tabs.Item />", "{`${a}`}", "<p hidden={!open}>"]
)
def test_what_only_the_generator_knows_stays_as_it_is(text: str) -> None:
    assert plain_mdx(f"A {text} b") == f"A {text} b"


@pytest.mark.parametrize(
    "unit", ["{", "{a", "<a b={", "<div>\n", "<div>\n</div>\n", "`", "``` ", "{'", '<a b="', "<details><p>\n", " "]
)
def test_a_text_of_beginnings_takes_no_longer_than_its_length(unit: str) -> None:
    begun = time.process_time()
    plain_mdx(unit * (100_000 // len(unit)))
    plain_mdx("{" + unit * (60_000 // len(unit)) + "x}")
    assert time.process_time() - begun < 5


HEAD = "---\ntitle: T\ndate: 2024-02-01\n---\n"
CONFIG = "export default {title: 'T', url: 'https://e.org', baseUrl: '/', markdown: {format: '%s'}};\n"


@pytest.mark.parametrize(
    ("form", "text", "html"),
    [
        ("mdx", "# Its own\n\nA{' '}<b style={{x: 1}}>b</b>", "<p>A <b>b</b></p>"),
        ("mdx", "A {{ .Tide }}", None),
        ("detect", "Its own\n===\n\nA `{a}` {b} <C>", "<p>A <code>{a}</code> {b} </p>"),
    ],
)
def test_files_of_markdown_are_mdx_to_docusaurus_unless_it_is_told_otherwise(
    tmp_path: Path, form: str, text: str, html: str | None
) -> None:
    (tmp_path / "docusaurus.config.js").write_text(CONFIG % form)
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog" / "a.md").write_text(HEAD + text)
    (item,) = json_items(tmp_path, now=NOW, content="full", author="A")
    shown = item.get("content_html")
    assert (shown and shown.strip()) == html
