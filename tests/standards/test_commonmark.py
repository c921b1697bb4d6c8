"""Markdown is rendered as the specifications say: CommonMark's examples and GitHub's, from their own texts.

SYNDICATE_MARKDOWN_SPECS names a folder with commonmark.txt (https://github.com/commonmark/commonmark-spec, spec.txt) and
gfm.txt (https://github.com/github/cmark-gfm, test/spec.txt). What cleaning takes is taken from both sides.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from syndicate.html import markdown_html
from syndicate.html.clean import clean_html

_EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
# Where ours differs, by the number of the example: addresses written out are links, as GFM section 6.9 has it where its
# extension is on; comments are those of HTML as CommonMark 0.31 section 6.6 has them, and GFM has not yet.
DIFFERENT = {"commonmark.txt": {604, 610, 613, 614}, "gfm.txt": {610, 616, 619, 620, 645, 646}}


def meaning(html: str) -> str:
    """Return *html* as readers get it, without ids and without white space that nobody sees."""
    cleaned = clean_html(html, "https://example.org/").html
    cleaned = re.sub(r' id="[^"]*"', "", cleaned)
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", cleaned)).strip()


@pytest.mark.parametrize("name", sorted(DIFFERENT))
def test_every_example_of_the_specification_means_what_it_says(name: str) -> None:
    folder = os.environ.get("SYNDICATE_MARKDOWN_SPECS")
    if not folder:
        pytest.skip("SYNDICATE_MARKDOWN_SPECS names no folder with the specifications")
    examples = _EXAMPLE.findall((Path(folder) / name).read_text(encoding="utf-8"))
    assert len(examples) > 600
    different = {
        number
        for number, (markdown, html) in enumerate(examples, 1)
        if meaning(markdown_html(markdown.replace("→", "\t"))) != meaning(html.replace("→", "\t"))
    }
    assert different == DIFFERENT[name]
