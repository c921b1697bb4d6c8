"""What kramdown reads in Markdown and nobody else does: attribute lists, table of contents, abbreviations.

Attribute lists (`{: .note}`) say how something looks, and are left out. Extensions (`{::options /}`) change what a text
says, so such a text is rendered by kramdown or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate import ContentError
from syndicate.model import excerpt

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BLOCK_LIST = re.compile(r" {0,3}\{:(?!:)[^{}]*\}\s*")
_CONTENTS = re.compile(r" {0,3}\{:[^{}]*\btoc\b[^{}]*\}\s*")
_LIST_ITEM = re.compile(r" {0,3}(?:[*+-]|\d{1,9}\.)\s+\S.*")
_EXTENSION = re.compile(r"\{::(?!comment)/?[a-z]+[^{}\n]*\}")
_COMMENT_END = re.compile(r"\{:/(?:comment)?\}")
_ABBREVIATION = re.compile(r" {0,3}\*\[[^\]\n]+\]:.*")
_SPAN_LIST = re.compile(r"(?<=[)\]*_`>\"])\{:(?!:)[^{}\n]*\}")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_ID = re.compile(r"[A-Za-z][\w:.-]*")
_TICKS = re.compile("`+")


def without_attribute_lists(body: str, key: str) -> str:
    """Return the Markdown *body* of the file at *key* without kramdown's attribute lists; code stays as it is.

    Raises ContentError where it holds an extension of kramdown's.
    """
    if "{:" not in body and "*[" not in body and "{#" not in body:
        return body
    lines: list[str] = []
    for line, is_code in _lines(_without_comments(body)):
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


def _without_comments(body: str) -> str:
    made: list[str] = []
    start = 0
    while (begin := body.find("{::comment}", start)) >= 0 and (end := _COMMENT_END.search(body, begin)):
        made.append(body[start:begin])
        start = end.end()
    return "".join([*made, body[start:]])


def _without_spans(line: str, key: str) -> str:
    """Return *line* without the attribute lists in it, code between backticks apart."""
    line = _without_id(line)
    if "{:" not in line:
        return line
    made: list[str] = []
    start = 0
    for begin, end in _code_spans(line):
        made += [_cleaned(line[start:begin], key, made[-1] if made else ""), line[begin:end]]
        start = end
    made.append(_cleaned(line[start:], key, made[-1] if made else ""))
    return "".join(made)


def _without_id(line: str) -> str:
    """Return a heading without the id that kramdown is to give it."""
    if not _HEADING.match(line) or not line.rstrip().endswith("}"):
        return line
    text, mark, name = line.rstrip()[:-1].rpartition("{#")
    return text.rstrip() if mark and text[-1:] in (" ", "\t") and _ID.fullmatch(name) else line


def _code_spans(line: str) -> Iterator[tuple[int, int]]:
    """Yield where each code span begins and ends: between two runs of as many backticks (CommonMark 6.1)."""
    runs = [match.span() for match in _TICKS.finditer(line)]
    by_length: dict[int, list[int]] = {}
    for begin, end in reversed(runs):
        by_length.setdefault(end - begin, []).append(begin)
    done = 0
    for begin, end in runs:
        later = by_length[end - begin]
        while later and later[-1] <= begin:
            later.pop()
        if begin >= done and later:
            done = later[-1] + end - begin
            yield begin, done


def _cleaned(text: str, key: str, before: str) -> str:
    if found := _EXTENSION.search(text):
        raise ContentError(f"{key}: holds kramdown's {excerpt(found[0])}, which only the site's generator renders")
    mark = before[-1:]
    return _SPAN_LIST.sub("", mark + text)[len(mark) :]
