"""What kramdown reads in Markdown and nobody else does: attribute lists, table of contents, abbreviations.

Attribute lists (`{: .note}`) say how something looks, and are left out. Extensions (`{::options /}`) change what a text
says, so such a text is rendered by kramdown or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate import ContentError, excerpt

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BLOCK_LIST = re.compile(r" {0,3}\{:(?!:)[^{}]*\}\s*")
_CONTENTS = re.compile(r" {0,3}\{:[^{}]*\btoc\b[^{}]*\}\s*")
_LIST_ITEM = re.compile(r" {0,3}(?:[*+-]|\d{1,9}\.)\s+\S.*")
_EXTENSION = re.compile(r"\{::(?!comment)/?[a-z]+[^{}\n]*\}")
_COMMENT = re.compile(r"\{::comment\}.*?\{:/(?:comment)?\}", re.DOTALL)
_ABBREVIATION = re.compile(r" {0,3}\*\[[^\]\n]+\]:.*")
_SPAN_LIST = re.compile(r"(?<=[)\]*_`>\"])\{:(?!:)[^{}\n]*\}")
_HEADING_ID = re.compile(r"( {0,3}#{1,6} .*?)[ \t]+\{#[A-Za-z][\w:.-]*\}[ \t]*")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")


def without_attribute_lists(body: str, key: str) -> str:
    """Return the Markdown *body* of the file at *key* without kramdown's attribute lists; code stays as it is.

    Raises ContentError where it holds an extension of kramdown's.
    """
    if "{:" not in body and "*[" not in body and "{#" not in body:
        return body
    lines: list[str] = []
    for line, is_code in _lines(_COMMENT.sub("", body)):
        if is_code:
            lines.append(line)
        elif _BLOCK_LIST.fullmatch(line):
            if _CONTENTS.fullmatch(line) and lines and _LIST_ITEM.fullmatch(lines[-1]):
                lines.pop()
        elif not _ABBREVIATION.fullmatch(line):
            lines.append(_without_spans(line, key))
    return "\n".join(lines)


def _lines(body: str) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it is one of code."""
    fence = ""
    is_indented, is_blank_before = False, True
    for line in body.split("\n"):
        found = _FENCE.match(line)
        if fence:
            yield line, True
            if found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            continue
        if found:
            fence = found[1]
            yield line, True
            continue
        is_blank = not line.strip()
        deep = line.startswith(("    ", "\t"))
        is_indented = deep and (is_indented or is_blank_before) if not is_blank else is_indented
        yield line, is_indented
        is_blank_before = is_blank


def _without_spans(line: str, key: str) -> str:
    """Return *line* without the attribute lists in it, code between backticks apart."""
    made, start = [], 0
    line = _HEADING_ID.sub(r"\1", line) if "{#" in line else line
    for code in _CODE_SPAN.finditer(line):
        made += [_cleaned(line[start : code.start()], key), code[0]]
        start = code.end()
    made.append(_cleaned(line[start:], key, made[-1] if made else ""))
    return "".join(made)


def _cleaned(text: str, key: str, before: str = "") -> str:
    if found := _EXTENSION.search(text):
        raise ContentError(f"{key}: holds kramdown's {excerpt(found[0])}, which only the site's generator renders")
    mark = before[-1:]
    return _SPAN_LIST.sub("", mark + text)[len(mark) :]
