"""The full text of a Hugo site, taken from the pages that Hugo has built, is what people read on them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.builtins.generators.hugo_sites import HOMES, built, copied, file_at
from tests.conftest import json_report

NOW = datetime(2024, 9, 1, tzinfo=UTC)
_VOID = frozenset(("img", "br", "hr", "meta", "input", "link", "source", "wbr"))


class Words(HTMLParser):
    """Gathers the text in the elements named *wanted*, without their h1; all text where none is wanted."""

    def __init__(self, wanted: str = "") -> None:
        super().__init__()
        self._wanted = wanted
        self._open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  of the parser
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if (not self._wanted or self._wanted in self._open) and "h1" not in self._open:
            self.text += data


def words(html: str, wanted: str = "") -> str:
    reader = Words(wanted)
    reader.feed(html)
    reader.close()
    return re.sub(r"\s+", "", reader.text)


@pytest.mark.parametrize("name", ["hugo", "hugo-languages", "hugo-folders"])
def test_each_text_is_that_of_the_built_page(tmp_path: Path, name: str) -> None:
    site = copied(name, tmp_path)
    built(site, NOW)
    report = json_report(site, now=NOW, content="full", options=(("hugo", "exported_languages", "[]"),))
    assert (report.faults, report.warnings) == ((), ())
    items = json.loads(report.documents[0].body)["items"]
    assert items
    for item in items:
        page = site / "public" / file_at(item["url"], HOMES[name])
        html = item["content_html"]
        assert words(html) == words(page.read_text(encoding="utf-8"), "article"), item["url"]
        assert "{{" not in html.replace("{{&lt; tide", "")
        assert "<script" not in html
        assert not re.search(r'(?:src|href)="(?!https?:|mailto:)', html)
