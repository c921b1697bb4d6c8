"""HTML into trees, without what browsers do once a tree is there."""

from __future__ import annotations

import re
from pathlib import Path

from syndicate.html.pages.page import parse_page
from syndicate.html.parsing import parse_html

CORE = Path(__file__).parents[2] / "syndicate"
# What a browser copies into the list's button, and what has ended processes in trees that are odd.
LIST = "<select><button><selectedcontent></selectedcontent></button><option>Sea</option></select>"


def test_nothing_happens_in_a_tree() -> None:
    for parse in (parse_html, parse_page):
        (shown,) = parse(LIST).css("selectedcontent")
        assert shown.text() == "", parse


def test_every_tree_of_ours_is_such_a_one() -> None:
    calls = [path.name for path in CORE.rglob("*.py") if re.search(r"\bLexborHTMLParser\(", path.read_text("utf-8"))]
    assert calls == ["parsing.py"]
