"""What kramdown reads in Markdown and nobody else does: attribute lists, table of contents, abbreviations.

Attribute lists (`{: .note}`) say how something looks, and are left out. Extensions (`{::options /}`) change what a text
says, so such a text is rendered by kramdown or not at all.
"""

from __future__ import annotations

import re

from syndicate import ContentError
from syndicate.html import UNSEEN_MARK, code_spans, hides_a_part, markdown_lines
from syndicate.model import excerpt

# Beside those of markdown_html().
EXTENSIONS = (
    "abbreviations", "cjk_friendly_emphasis", "description_lists", "dot_lists", "double_tildes", "hard_spaces",
    "heading_attributes", "headings_of_kramdown", "inline_html", "last_notes", "markdown_in_html", "math_display", "odd_titles_of_kramdown",
    "parted_references", "plain_backslashes_of_kramdown", "plain_dollars", "quoted_titles", "raw_blocks", "raw_phrases", "short_mailto", "smart", "spaced_links",
    "spaced_references", "tables_of_kramdown", "tight_emphasis", "wide_items_of_kramdown",
)  # fmt: skip

_MARKS = ("{:", "\n^", "\\\\\n", "\\_", "\\)")
_BLOCK_LIST = re.compile(r"([ \t]*)\{:(?!:)[^{}]*\}\s*")
_PLACE = re.compile(r"[ \t]*\{:[^{}]*\b(?:toc|footnotes)\b[^{}]*\}\s*")  # of contents, of notes
# At the beginning of an item, or of a definition.
_ITEM_ATTRIBUTES = re.compile(r"([ \t]*+(?:[*+:-]|\d{1,9}\.)[ \t]++)\{:(?!:)[^{}\n]*\}[ \t]*")
_LIST_ITEM = re.compile(r" {0,3}(?:[*+-]|\d{1,9}\.)\s+\S.*")
_EXTENSION = re.compile(r"\{::(?!comment)/?[a-z]++(?>(?:[^}\\\n]++|\\.)*)\}")
# A comment that begins with a line of its own ends with one.
_COMMENT = re.compile(
    r"(?P<line>^ {0,3})?\{::comment(?:\s[^{}\n]*?)?(?P<empty>/)?\}(?(line)(?P<rest>[ \t]*$)?)", re.MULTILINE
)
_COMMENT_END = re.compile(r"\{:/(?:comment)?\}")
_LINE_OF_END = re.compile(r"^ {0,3}\{:/(?:comment)?\}[ \t]*$", re.MULTILINE)
_SPAN_LIST = re.compile(r"(?<=[)\]*_`>\"])(?:\{:(?!:)[^{}\n]*\})+")
# kramdown sees "_" in the rest of such a name, and a pair of parentheses in such an address.
_ESCAPED_NAME = re.compile(r"\\__(?=\w)(\w+?)__(?!\w)")
_ESCAPED_END = re.compile(r"(?<=\]\()([^\s()\\]{0,500})\(([^\s()\\]{0,500})(?=\\\)[^\s()]{0,500}\))")
_END_OF_BLOCK = re.compile(r" {0,3}\^[ \t]*")


def without_attribute_lists(body: str, key: str) -> str:
    """Return the Markdown *body* of the file at *key* without kramdown's attribute lists; code stays as it is.

    Raises ContentError where it holds an extension of kramdown's, or an attribute list hides a part of it.
    """
    if not any(mark in body for mark in _MARKS):
        return body
    if hides_a_part(body):
        raise ContentError(f"{key}: holds an attribute list that hides a part, which only the site's generator renders")
    lines: list[str] = []
    ended: re.Match[str] | None = None  # by what a block ended, where no blank line does
    is_formula = False  # which goes on from the line before, and has line breaks of its own
    for line, is_code in markdown_lines(_without_comments(body)):
        if ended and line.strip() and not _BLOCK_LIST.fullmatch(line):
            lines.append(ended[1] + UNSEEN_MARK if is_code or _LIST_ITEM.fullmatch(line) else "")
        if is_code:
            lines.append(line)
        elif attributes := _BLOCK_LIST.fullmatch(line):
            if _PLACE.fullmatch(line) and lines and _LIST_ITEM.fullmatch(lines[-1]):
                lines.pop()
            if lines and lines[-1].strip():
                ended = attributes
            continue
        elif _END_OF_BLOCK.fullmatch(line):
            lines.append(UNSEEN_MARK)  # two lists that nothing else parts
        else:
            if line.strip() and lines and lines[-1].endswith("\\\\") and not is_formula:
                lines[-1] = f"{lines[-1][:-2]}  "  # a line break
            if "{:" in line and (item := _ITEM_ATTRIBUTES.match(line)):
                line = item[1] + line[item.end() :]  # noqa: PLW2901  what is kept
            lines.append(_without_spans(line, key))
            is_formula = bool(line.strip()) and is_formula != bool(line.count("$$") % 2)
        ended = None
    return "\n".join(lines)


def _without_comments(body: str) -> str:
    made: list[str] = []
    start = 0
    ends = [_LINE_OF_END, _COMMENT_END]  # that stand further down
    for begin in _COMMENT.finditer(body) if "{::comment" in body else ():
        if begin.start() < start:
            continue
        end: re.Match[str] | None = begin
        for pattern in () if begin["empty"] else ends[:] if begin["rest"] is not None else ends[-1:]:
            end = pattern.search(body, begin.end())
            if end:
                break
            ends.remove(pattern)
        if end and (end is not begin or begin["empty"]):
            made.append(body[start : begin.start()])
            start = end.end()
    return "".join([*made, body[start:]])


def _without_spans(line: str, key: str) -> str:
    """Return *line* without the attribute lists in it, code between backticks apart."""
    if "{:" not in line and "\\_" not in line and "\\)" not in line:
        return line
    made: list[str] = []
    start = 0
    for begin, end in code_spans(line):
        made += [_cleaned(line[start:begin], key, made[-1] if made else ""), line[begin:end]]
        start = end
    made.append(_cleaned(line[start:], key, made[-1] if made else ""))
    return "".join(made)


def _cleaned(text: str, key: str, before: str) -> str:
    if found := _EXTENSION.search(text):
        raise ContentError(f"{key}: holds kramdown's {excerpt(found[0])}, which only the site's generator renders")
    text = _ESCAPED_END.sub(r"\1\\(\2", _ESCAPED_NAME.sub(r"\_\_\1\_\_", text))
    mark = before[-1:]
    return _SPAN_LIST.sub("", mark + text)[len(mark) :]
