"""Front matter in Org mode, as Hugo reads it: lines `#+title: Tides` at the beginning of a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from syndicate import Fault, Origin, SourceContext
from syndicate.files import ArticleHead, Place, RawTree, first_bytes, is_headless, read_article_head

_MAX_BYTES = 1 << 20
_HEAD = re.compile(rb"(?>(?:\xef\xbb\xbf|\s)*)((?>(?:#\+[^\n]*+(?:\n|\Z))+))")
_LINE = re.compile(r"#\+([^:]+):(?:\s+(.*))?")  # without a space behind its colon a line says nothing
_WORDS = ("tags", "categories", "aliases")
_DATES = ("date", "lastmod", "publishdate", "expirydate")
_FLAGS = {"true": True, "false": False}
_TIMESTAMP = re.compile(r"[<\[](\d{4}-\d\d-\d\d) .*[>\]]")  # Hugo takes no time from one


class OrgTree(RawTree):
    """What lines of keywords say, names in lower case; the twin of YamlTree."""

    __slots__ = ("_lines", "faults", "path", "value")

    def __init__(self, path: str, value: dict[str, Any], lines: dict[str, int], first_line: int) -> None:
        self.path = path
        self.value = value
        self.faults: tuple[Fault, ...] = ()
        self._lines = {"": first_line, **lines}

    def position(self, path: Place = (), *, of_key: bool = False) -> tuple[int, int]:  # noqa: ARG002  lines suffice
        return self._lines.get(str(path[0]) if path else "", self._lines[""]), 1


def read_page_head(context: SourceContext, key: str) -> ArticleHead | list[Fault]:
    """Return the fields in the head of the page at *key* as read_article_head does, of one in Org mode, too."""
    head = read_article_head(context, key)
    if isinstance(head, ArticleHead) or not is_headless(head[0]):
        return head
    data = first_bytes(context, key, _MAX_BYTES)
    if not (found := _HEAD.match(data)):
        return head
    line = data.count(b"\n", 0, found.start(1)) + 1
    try:
        return ArticleHead(_tree(found[1].decode(), key, line), Origin(path=key, line=line))
    except UnicodeDecodeError:
        return [Fault(path=key, line=line, message="the front matter is not UTF-8; save the file as UTF-8")]


def section_fields(context: SourceContext, key: str) -> Mapping[str, Any]:
    """Return the front matter of the _index file at *key*, names in lower case; its faults are its own."""
    head = read_page_head(context, key)
    return {} if isinstance(head, list) else {name.lower(): value for name, value in head.fields.value.items()}


def end_of_org(context: SourceContext, key: str) -> int | None:
    """Return the byte behind the front matter in Org mode of the file at *key*, None if it has none."""
    found = _HEAD.match(first_bytes(context, key, _MAX_BYTES))
    return found.end() if found else None


def _tree(text: str, key: str, first_line: int) -> OrgTree:
    """Return what *text* says; of a keyword given several times all values, line by line."""
    said: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), first_line):
        if found := _LINE.fullmatch(line.rstrip()):
            name = found[1].lower()
            said.setdefault(name, []).append(found[2] or "")
            lines.setdefault(name.removesuffix("[]"), number)
    value: dict[str, Any] = {}
    for name, values in said.items():
        written = "\n".join(values)
        if name.endswith("[]") or name in _WORDS:
            value[name.removesuffix("[]")] = written.split()
        else:
            dated = _TIMESTAMP.search(written) if name in _DATES else None
            value[name] = dated[1] if dated else _FLAGS.get(written.lower(), written)
    return OrgTree(key, value, lines, first_line)
