"""Texts that Pandoc reads: formulas of LaTeX are shown as they are written, and tables drawn with signs are left to it."""

from __future__ import annotations

import pytest

from syndicate import ContentError
from syndicate.builtins.sources.front_matter.dialects import DIALECTS
from syndicate.html import markdown_html


def html_of(text: str) -> str:
    dialect = DIALECTS["pandoc"]
    return markdown_html(dialect.plain(text, "a.md", 1), extensions=dialect.extensions.split())


def test_a_formula_between_begin_and_end_keeps_its_signs() -> None:
    text = (
        "a\n\\begin{align*}\nx^2+y^2 &= 2 \\\\\n\\end{align*}\nb\n\n$$\n\\begin{align}a_1*b*\\end{align}\n$$\n\n"
        "```\n\\begin{align}\n\\end{align}\n```\n\n\\begin{gather} c\n\n\\begin{proof}d\\end{proof}\n"
    )
    assert html_of(text) == (
        "<p>a\n<code>\\begin{align*}\nx^2+y^2 &amp;= 2 \\\\\n\\end{align*}</code>\nb</p>\n"
        "<p><code>\\begin{align}a_1*b*\\end{align}</code></p>\n"
        "<pre><code>\\begin{align}\n\\end{align}\n</code></pre>\n"
        "<p>\\begin{gather} c</p>\n<p>\\begin{proof}d\\end{proof}</p>\n"
    )


@pytest.mark.parametrize(
    "text",
    ["+---+---+\n| a | b |\n+===+:=:+\n", "  a    b  \n----  ---\n  c    d\n", "\n----  ---\n  c    d\n----  ---\n"],
)
def test_a_table_that_is_drawn_is_left_to_pandoc(text: str) -> None:
    with pytest.raises(ContentError, match="only the site's generator renders"):
        html_of(f"a\n\n{text}")
    assert html_of(f"```\n{text}```\n\n--- ---\n\n---\n\na - -b +-\n")


def test_captions_are_shown() -> None:
    table = "| a |\n|---|\n| b |\n"
    assert html_of('![A *c*](b.png "d"){width=2}\n\n![](e.png)\n\nf ![g](h.png)\n') == (
        '<figure><img src="b.png" alt="A c" title="d" /><figcaption>A c</figcaption></figure>\n'
        '<p><img src="e.png" alt="" /></p>\n<p>f <img src="h.png" alt="g" /></p>\n'
    )
    below, above = html_of(f"{table}\n: Such *b* {{#tbl-b .c}}\n"), html_of(f": Such\n\n{table}\n")
    assert below.endswith("</table>\n<p>Such <em>b</em></p>\n")
    assert above.startswith("<p>Such</p>\n<table>")
    assert html_of("a\n\n- b\n\n: c\n").endswith("<p>: c</p>\n")
