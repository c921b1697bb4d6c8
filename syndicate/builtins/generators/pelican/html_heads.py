"""The head of an HTML article: its <title>, and <meta name="tags" content="...">."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from syndicate.model import line_and_column

from .heads import Said

_END_OF_HEAD = re.compile(r"</head\s*>", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^>]{0,10000}>", re.IGNORECASE)


def split(text: str) -> tuple[dict[str, Said], str]:
    """Return the metadata of *text*, names in lower case, and the HTML of its body."""
    end = _END_OF_HEAD.search(text)
    parser = _Head()
    parser.feed(text[: end.end()] if end else "")
    parser.close()
    body = _BODY.search(text, end.end() if end else 0)
    close = text.lower().rfind("</body") if body else -1
    return parser.found, text[body.end() : close] if body and close > body.end() else ""


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: dict[str, Said] = {}
        self._is_inside = False
        self._title: list[str] | None = None
        self._place = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "head":
            self._is_inside = True
        elif self._is_inside and tag == "title":
            self._title = []
            line, column = self.getpos()
            self._place = (line, column + len(self.get_starttag_text() or "") + 1)
        elif self._is_inside and tag == "meta":
            self._meta(attrs)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._is_inside and tag == "meta":
            self._meta(attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._title is not None:
            self.found["title"] = Said(["".join(self._title)], self._place)
            self._title = None

    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _meta(self, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(reversed(attrs))
        name = (given.get("name") or "").lower()
        if not name:
            return
        content = given.get("content") or given.get("contents") or ""
        line, column_before = self.getpos()
        written = self.get_starttag_text() or ""
        at = max(written.find(content) if content else 0, 0)
        place = line_and_column(written, at, line, column_before + 1)
        name = "tags" if name == "keywords" else name
        if name in self.found:
            self.found[name].values.append(content)
        else:
            self.found[name] = Said([content], place)
