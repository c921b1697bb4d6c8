"""What dialects of Markdown have beside CommonMark and GitHub's, made into Markdown that comrak reads.

What says only how something looks is taken out. Code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from syndicate.html.markdown.lines import code_spans, markdown_lines
from syndicate.model.errors import UsageError

# What comrak reads itself; "highlight" is ==text==, "shortcodes" are :smile: and its like; "cjk_friendly_emphasis"
# ends **such.** before a letter of Chinese, Japanese or Korean.
COMRAKS = frozenset(("alerts", "cjk_friendly_emphasis", "description_lists", "highlight", "shortcodes"))
# Name -> what any text has in it that has it: most have none, and are not gone through by their lines.
_OURS: dict[str, Callable[[str], object]] = {
    "abbreviations": re.compile(r"\*\[").search,  # *[HTML]: Hyper Text
    "attribute_lists": re.compile(r"\{:?[ \t]*+(?:[.#][\w:-]|[A-Za-z][\w-]*+=)").search,  # {.class #id}
    "contents": re.compile(r"\[(?:\[_?)?[Tt][Oo][Cc]").search,  # [TOC]
    "description_lists": re.compile(r"\n {0,3}:[ \t]").search,
    # One character is found many times as fast as one of several, or three.
    "directives": lambda text: any(
        mark[0] in text and mark in text for mark in (":::", "!!!", "???", '=== "')
    ),  # :::tip, !!! note
    "inline_html": re.compile(r">[ \t\r]*$", re.MULTILINE).search,  # <br>, alone in its line
    "markdown_in_html": re.compile(r"markdown[=>]").search,  # <div markdown="1">
    "spaced_links": re.compile(
        r"\]\((?>[^\s<>()]{0,500})(?>\([^\s<>()]{0,200}\))?(?>[^\s<>()]{0,500}) (?![\"'])"
    ).search,  # [a](b c.pdf)
    "tight_headings": re.compile(r"#(?<=^#)(?:#{0,5}[^#\s]|[^\n]*#[ \t\r]*$)", re.MULTILINE).search,  # #Heading#
}
# Done where HTML is made: {#id} at the end of a heading; formulas, "math_display" with two dollars only; "smart" makes
# quotes and dashes of a printer, "typographer" those of Goldmark; "plain_tildes" strike nothing out.
EXTENSIONS = (
    frozenset(_OURS) | COMRAKS | {"heading_attributes", "math", "math_display", "plain_tildes", "smart", "typographer"}
)

_ABBREVIATION = re.compile(r" {0,3}\*\[[^\]\n]+\]:.*")
_ATTRIBUTE_LIST = (
    r"\{:?[ \t]*+(?:[.#][\w:-]++|[A-Za-z][\w-]*+=(?:\"[^\"{}\n]*+\"|[^\s{}\"]++))"
    r"(?>(?:[ \t]++(?:[.#][\w:-]++|[\w-]++=(?:\"[^\"{}\n]*+\"|[^\s{}\"]++)))*)[ \t]*+\}"
)
_LINE_OF_ATTRIBUTES = re.compile(rf" {{0,3}}{_ATTRIBUTE_LIST}[ \t]*+")
_BEHIND = re.compile(rf"(?<=[)\]*_`]){_ATTRIBUTE_LIST}")
_CONTENTS = re.compile(r" {0,3}(?:\[TOC\]|\[\[_?TOC_?\]\])[ \t]*", re.IGNORECASE)
# Alone in a line any tag begins a block of HTML by CommonMark 4.6, in which Markdown is no Markdown.
_INLINE_TAG = re.compile(
    r" {0,3}</?(?:a|abbr|b|bdi|bdo|big|br|cite|code|data|dfn|em|font|i|img|input|ins|kbd|label|mark|q|s|samp|small|span|strike"
    r"|strong|sub|sup|time|tt|u|var|wbr)(?:[\s/][^<>]*)?>[ \t\r]*",
    re.IGNORECASE,
)
_WORD = r"(?>(?:[^\s()<>\"']|\([^\s()<>\"']{0,200}+\)){1,500})"
_SPACED_LINK = re.compile(
    rf"(?<=\]\() {{0,3}}(?P<address>{_WORD}(?> {{1,3}}{_WORD}){{1,20}})(?= {{0,3}}(?:\)|[\"'][^\n\"']{{0,500}}[\"']\)))"
)
_TIGHT_HEADING = re.compile(r"#{1,6}(?=[ \t]*[^#\s])")
_DEFINITION = re.compile(r" {0,3}:[ \t]")
_PARSED_BLOCK = re.compile(
    r"""( {0,3}<[A-Za-z]\w*+(?>(?:[ \t]++(?!markdown\b)[^\s<>]++)*))[ \t]++markdown(?:=["']?(?:1|block|span)["']?)?(?=[\s>])([^<>]*>)"""
)


def common_markdown(text: str, extensions: Collection[str]) -> str:
    """Return *text* in a Markdown that knows none of *extensions* but those of comrak's and of HTML.

    Raises UsageError where one is none of EXTENSIONS.
    """
    if unknown := set(extensions) - EXTENSIONS:
        raise UsageError(
            f"no extension of Markdown is named {min(unknown)!r}; there are {', '.join(sorted(EXTENSIONS))}"
        )
    found = {name for name, is_in in _OURS.items() if name in extensions and is_in(text)}
    if "directives" in found:
        from syndicate.html.markdown.directives import plain_directives

        text = plain_directives(text)
        found.remove("directives")
    if not found:
        return text
    lines = markdown_lines(text)
    return "\n".join(line if is_code else _common(line, found) for line, is_code in lines)


def _common(line: str, extensions: set[str]) -> str:
    """Return *line*, which is no code, as common_markdown() has it."""
    if "description_lists" in extensions and _DEFINITION.match(line):
        line = f"\n{line}"  # comrak joins the paragraphs of a definition that no blank line parts from its word
    if "contents" in extensions and _CONTENTS.fullmatch(line):
        return ""
    if "abbreviations" in extensions and _ABBREVIATION.fullmatch(line):
        return ""
    if "attribute_lists" in extensions and "{" in line:
        line = "" if _LINE_OF_ATTRIBUTES.fullmatch(line) else _outside_code(line, _BEHIND, "")
    if "spaced_links" in extensions and "](" in line:
        line = _outside_code(line, _SPACED_LINK, r"<\g<address>>")
    if "tight_headings" in extensions and (level := _TIGHT_HEADING.match(line)):
        text = line[level.end() :].strip()
        shown = text.rstrip("#")
        line = f"{level[0]} {shown}{'#' if shown.endswith(chr(92)) else ''}"  # what a backslash escapes stays
    if "inline_html" in extensions and _INLINE_TAG.fullmatch(line):
        return f"{line}<!-- -->"
    if "markdown_in_html" in extensions and (block := _PARSED_BLOCK.match(line)):
        line = f"{block[1]}{block[2]}\n\n{line[block.end() :]}"
    return line


def _outside_code(line: str, pattern: re.Pattern[str], made: str) -> str:
    """Return *line* with *made* for what *pattern* finds outside the code spans; it looks behind at two characters."""
    pieces: list[str] = []
    position = 0
    for begin, end in (*code_spans(line), (len(line), len(line))):
        before = line[max(0, position - 2) : position]
        pieces += pattern.sub(made, before + line[position:begin])[len(before) :], line[begin:end]
        position = end
    return "".join(pieces)
