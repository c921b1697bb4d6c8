"""What dialects of Markdown have beside CommonMark and GitHub's, made into Markdown that comrak reads.

What says only how something looks is taken out. Code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache

from syndicate.html.markdown.code_marks import has_marks
from syndicate.html.markdown.line_rules import (
    CROSSING_DOLLAR,
    HARD_SPACE,
    INLINE_TAG,
    MAY_BE_TIGHT,
    MAY_BE_WIDE,
    MAY_HAVE_ODD_TITLE,
    MAY_HAVE_WIDE_END,
    common_line,
    rules_of,
)
from syndicate.html.markdown.lines import UNSEEN_MARK, UNSHOWN, markdown_lines
from syndicate.model.errors import UsageError
from syndicate.model.patterns import pattern

# What comrak reads itself; "highlight" is ==text==, "shortcodes" are :smile: and its like; "cjk_friendly_emphasis"
# ends **such.** before a letter of Chinese, Japanese or Korean.
COMRAKS = frozenset(
    "alerts cjk_friendly_emphasis description_lists highlight inline_footnotes insert math_latex shortcodes subscript superscript".split()
)
# Name -> what any text has in it that has it: most have none, and are not gone through by their lines. A pattern that
# begins with one character is found many times as fast as another.
_TAGS = {r"(?:[adfhmnopstu]\w{2,}|blockquote|center|p|[oud]l)[\s>]": "", r"(?:h[1-6r]|iframe)[\s/>]": r"(?=\S)"}
# The last of its kind in a line is enough, and looked for no further than to the next.
_BLOCK_TAG = pattern("|".join(rf"<{tag}(?>(?:[^\n<]++|<(?!{tag}))*)\n{then}" for tag, then in _TAGS.items()))
_HYPHENS = pattern(r"[ \t]*+\|?(?>(?:[ \t]*+:?-++:?[ \t]*+\|)*)(?:[ \t]*+:?-++:?)?[ \t\r]*+")
_PIPE = pattern(r"(?<!\\)\|")
_PAIR_OF_TILDES = pattern(r"~(?<!~~)(?=[^\s~])(?>(?:[^~\n]++|~~|\n(?!\n))*)(?<=\S)~(?!~)")
_LINE_END = r"[ \t\r]*+(?:\n|\Z)"
_ODD_HEADING = pattern(
    r"\n(?: {1,3}#{1,6}[ \t]|(?=[^\s\d*+>#|<=-])[^\n]*+\n"
    rf"(?: {{0,3}}(?:\d{{1,9}}\.[ \t]|[*_](?:[ \t]*[*_]){{2,}}{_LINE_END})| {{1,3}}(?:=+|-+){_LINE_END}"
    rf"|[ \t]*+\S[^\n]*+\n {{0,3}}(?:=+|-+){_LINE_END}))"
)
_BEGINS_DETAILS = pattern(r"\n(?> {0,3}> ?)* {0,3}[:~][ \t]")
_MAY_BEGIN_DETAILS = {mark: pattern(rf"{mark}(?<=[\n >]{mark})[ \t]") for mark in ":~"}
_MARKDOWN_ATTRIBUTE = pattern(r"markdown[=>]")
_BEGINS_ATTRIBUTES = pattern(r"\{:?[ \t]*+(?:[.#][\w:-]|[A-Za-z][\w-]*+=)")
_QUOTED_TITLE = pattern(r"\]\([^\s()]{1,500}[ \t]++\"[^\"\n()]*+\"[^\n()]")
_REFERENCE_BELOW_NOTE = pattern(r"^ {0,3}\[\^[^\[\]\n]++\]:[^\n]*+\n {0,3}\[[^\^\[\]\n]", re.MULTILINE)

_BLOCK_NAME = (
    r"</?(?i:address|article|aside|blockquote|center|d[dlt]|details|dialog|div|fieldset|fig(?:caption|ure)|footer|form|h[1-6]"
    r"|header|iframe|legend|li|main|nav|[ou]l|p|section|summary|t(?:able|body|d|foot|h|head|r))\b"
)
_BLOCK_TAGS = pattern(rf"^ {{0,3}}(?>(?:{_BLOCK_NAME}[^<>\n]*+>[ \t\r]*+)+)", re.MULTILINE)
_HELD_TEXT = pattern(rf"([^<>*_`\[]*+[*_`\[][^<>]*+)((?>(?:{_BLOCK_NAME}>[ \t\r]*+)*))")  # and what ends there
_IS_TEXT = pattern(rf"(?! {{4}}| {{0,3}}(?:\t|{_BLOCK_NAME}|<!--))[ \t]*\S")
_REFERENCE_BELOW_TEXT = pattern(r"\n(?<!\n\n) {0,3}\[[^\^\[\]\n][^\[\]\n]*+\]:")


def _has_odd_heading(text: str) -> object:
    return _ODD_HEADING.search(f"\n{text}")


def _has_odd_title(text: str) -> object:
    return "]:" in text and MAY_HAVE_ODD_TITLE.search(f"\n{text}")


def _has_wide_item(text: str) -> object:
    return any(gap[0] in text and gap in text and begin.search(text) for gap, begin in MAY_BE_WIDE.items())


_CONTENTS = pattern(r"\[(?:\[_?)?[Tt][Oo][Cc]")  # [TOC]
_OURS: dict[str, re.Pattern[str] | Callable[[str], object]] = {
    "abbreviations": pattern(r"\[(?<=\*\[)"),  # *[HTML]: Hyper Text
    "alerts_of_vitepress": pattern(r"\[!(?:info|danger)\]", re.IGNORECASE),  # GitHub has none of them
    "attribute_lists": lambda text: "{" in text and _BEGINS_ATTRIBUTES.search(text),  # {.class #id}
    "bracketed_spans": pattern(r"\{(?<=\]\{)"),  # [text]{.class}
    "code_in_cells": pattern(r"`[^`\n|]*+\|"),  # | `a|b` | is one cell
    "code_marks": has_marks,  # ```js title="a.js"
    "attributes_at_ends": pattern(r"\}[ \t\r]*$", re.MULTILINE),  # a paragraph {.class}
    # And ///Footnotes Go Here///
    "contents": lambda text: _CONTENTS.search(text) or ("^" in text and "///Foot" in text),
    "description_lists": lambda text: (
        any(mark in text and begin.search(text) for mark, begin in _MAY_BEGIN_DETAILS.items())
        and _BEGINS_DETAILS.search(text)
    ),
    "dot_lists": pattern(r"\)(?<=\d\))[ \t]"),  # 1) is no item
    "double_tildes": _PAIR_OF_TILDES,  # ~one~ strikes nothing out
    "fences_in_html": pattern(r">[ \t\r]*\n(?:[ \t\r]*\n)? {0,3}(?:`{3}|~{3})"),  # ``` in <div>
    "hard_spaces": HARD_SPACE,  # **Update:&nbsp;** is strong where the space is no entity, too
    # Indented, or below two lines, nothing is a heading; a rule below a paragraph is none, or needs three marks.
    "headings_of_kramdown": _has_odd_heading,
    "headings_of_python": _has_odd_heading,
    "icons": pattern(r":(?:fontawesome|material|octicons|simple)-"),  # :material-check: of Material for MkDocs
    "inline_html": pattern(r">[ \t\r]*$", re.MULTILINE),  # <br>, alone in its line
    "keys": pattern(r"\+\+[\w-]"),  # ++ctrl+c++
    "math_display": lambda text: "$" in text and CROSSING_DOLLAR.search(text),  # **$a** or **$b** is no formula
    "markdown_in_html": lambda text: "<" in text and _MARKDOWN_ATTRIBUTE.search(text),  # <div markdown="1">
    # [a]: /b below a text
    "loose_references": lambda text: "]:" in text and _REFERENCE_BELOW_TEXT.search(text),
    # [//]: # (a (b))
    "odd_titles_of_kramdown": _has_odd_title,
    "odd_titles_of_python": _has_odd_title,
    # A blank line before lists.
    "parted_lists": pattern(r"\n(?<!\n\n) {0,3}(?:> ?)?(?:[-*+]|\d{1,9}\.)[ \t]"),
    "parsed_html": lambda text: "<" in text and _BLOCK_TAGS.search(text),  # Markdown between <div> and </div>
    # [^a]: a note, and [b]: /c right below it
    "parted_references": lambda text: "[^" in text and _REFERENCE_BELOW_NOTE.search(text),
    # An indented text is no code.
    "plain_indents": lambda text: "\n\n    " in text or "\n\n\t" in text or text.startswith(("    ", "\t")),
    "plain_dollars": pattern(r"\$(?<![$\\]\$)(?=[^\s$][^$]*+\$)"),  # $a$ is no formula
    # What a backslash does not escape is shown with it.
    "plain_backslashes_of_kramdown": pattern(r"\\[%&,/;?@^]"),
    "plain_backslashes_of_python": pattern(r"\\(?:[\"$%&',/:;<=?@^~]|[ \t\r]*$)", re.MULTILINE),
    "quoted_titles": lambda text: '")' in text and _QUOTED_TITLE.search(text),  # [a](/b "a "c" d")
    "raw_blocks": lambda text: "<" in text and _BLOCK_TAG.search(text),  # no Markdown in <div>
    "raw_attributes": lambda text: "`" in text and "`{=" in text,  # `<br>`{=html}
    "raw_phrases": pattern(r"<(?:code|kbd|samp|var)[\s>]"),  # no Markdown in <code>
    "short_heads": pattern(r"-[ \t]*\|", re.MULTILINE),  # a head of fewer cells than the row below it
    "short_mailto": pattern("<mailto:"),  # <mailto:a@b> shows a@b
    "spaced_links": pattern(
        r"\]\((?>[^\s<>()]{0,500})(?>\([^\s<>()]{0,200}\))?(?>[^\s<>()]{0,500}) (?![\"'])"
    ),  # [a](b c.pdf)
    "spaced_references": lambda text: "] [" in text and "]:" in text,  # [a] [b]
    "subscript": lambda text: "~" in text,  # H~2 and CO~2 lowers nothing
    "superscript": lambda text: "^" in text,
    "tables_of_kramdown": lambda text: "|" in text,  # a | b
    "tight_emphasis": MAY_BE_TIGHT,  # **a:**b
    "tight_headings": pattern(r"#(?<=^#)(?:#{0,5}(?:[^#\s]|\xa0)|[^\n]*#[ \t\r]*$)", re.MULTILINE),  # #Heading#
    # 1.      a text: however far it stands from its mark, it is no code
    "wide_items_of_kramdown": _has_wide_item,
    "wide_items_of_python": _has_wide_item,
    "tilde_definitions": lambda text: "~" in text and ("~ " in text or "~\t" in text),  # of such lists
    "word_tildes": pattern(r"~(?<=\w~)(?=\w)"),  # a~b~c strikes nothing out
}
_OLDER_RULES = (
    "code_in_cells", "headings_of_kramdown", "headings_of_python", "loose_references", "odd_titles_of_kramdown",
    "odd_titles_of_python", "parted_references", "raw_blocks", "spaced_references", "tables_of_kramdown",
)  # fmt: skip
_DIRECTIVES = (":::", "!!!", "???", '=== "')
# ":::tip" and "!!! note" are "directives", "::: note" without a title is one of "containers".
# Done where HTML is made: {#id} at the end of a heading; formulas, "math_display" with two dollars only; "smart" makes
# quotes and dashes of a printer, "typographer" those of Goldmark, "marked" those of Hexo, "retext" those of Astro;
# "plain_tildes" strike nothing out; "https_links" are those of addresses that begin with www.; "breaks" begins a line
# where the text does. Of several notes with one name the first is shown, with "last_notes" the last, of addresses, too.
# "captions" are those of pictures alone, and of tables.
EXTENSIONS = (
    frozenset(_OURS)
    | COMRAKS
    | frozenset(
        "breaks captions containers directives heading_attributes https_links last_notes marked math plain_tildes retext smart "
        "typographer".split()
    )
)

_LIST_MARK = pattern(r" {0,3}(?:(?=[-*+])|\d{1,9}(?=\.))([-*+.])(?=[ \t]+\S)")
_RULE = pattern(r" {0,3}([-*_=])(?:[ \t]*\1)*[ \t]*")
_NO_PARAGRAPH = ("<", "|", "[", ":", " ", "\t")  # in what begins so a list may begin
_QUOTATION = pattern(r" {0,3}>[ ]?")
# Of all dialects: comrak begins a block of HTML where a line goes on with an item or a quotation (CommonMark 4.6), and
# takes punctuation of Chinese and Japanese, which parts no words, into the address before it.
_LAZY_TAG = pattern(r"\n {0,3}</?(?:br|span|font|a|b|i|em|img)\b")
_ITEM = pattern(r" {0,3}(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])")
# And where two notes have one name it takes all that follows for notes. Of addresses it takes the first.
_NOTE = pattern(r"^[ >]*\[(\^[^\[\]\n]+)\]:", re.MULTILINE)
_NAMED = pattern(r"^[ >]*\[([^\[\]\n]+)\]:", re.MULTILINE)
_DIGITS = str.maketrans("01", UNSHOWN)  # of which each of the others has a name of its own
# And after a tab before a fence it leaves a space in each line of the code.
_TABBED_FENCE = pattern(r"(?=[ ]{0,3}\t)([ \t]+)(?:`{3}|~{3})")


@lru_cache(maxsize=32)
def _tells(extensions: frozenset[str]) -> list[tuple[str, Callable[[str], object]]]:
    """Return those of *extensions* that are ours, each with what tells whether a text has it."""
    if unknown := extensions - EXTENSIONS:
        raise UsageError(
            f"no extension of Markdown is named {min(unknown)!r}; there are {', '.join(sorted(EXTENSIONS))}"
        )
    return [(name, tell if callable(tell) else tell.search) for name, tell in _OURS.items() if name in extensions]


def common_markdown(text: str, extensions: Collection[str]) -> str:
    """Return *text* in a Markdown that knows none of *extensions* but those of comrak's and of HTML.

    Raises UsageError where one is none of EXTENSIONS.
    """
    tells = _tells(frozenset(extensions))
    if "containers" in extensions and ":::" in text:
        from syndicate.html.markdown.directives import plain_containers

        text = plain_containers(text)
    # One character is found many times as fast as several.
    is_slashed = "headings_of_python" in extensions and "///" in text
    if "directives" in extensions and (is_slashed or any(mark[0] in text and mark in text for mark in _DIRECTIVES)):
        from syndicate.html.markdown.directives import plain_directives

        text = plain_directives(text, '<div markdown="1">' if "raw_blocks" in extensions else "<div>")
    found = {name for name, is_in in tells if is_in(text)}
    if "code_marks" in found:
        from syndicate.html.markdown.code_marks import plain_code

        text = plain_code(text)
        found.remove("code_marks")
    if "<" in text and _LAZY_TAG.search(text):
        found.add("lazy_tags")
    if "\t" in text and ("\t```" in text or "\t~~~" in text):
        found.add("tabbed_fences")
    is_last = "last_notes" in extensions
    named, mark = (_NAMED, "]:") if is_last else (_NOTE, "[^")
    if mark[-1] in text and mark in text and len(names := named.findall(text.casefold())) > len(set(names)):
        found.add("last_notes" if is_last else "first_notes")
    if (not text.isascii() or "\\" in text) and any(begin.search(text) for begin in MAY_HAVE_WIDE_END):
        found.add("wide_ends")
    return "\n".join(_common_lines(text, found)) if found else text


def _common_lines(text: str, extensions: set[str]) -> Iterator[str]:
    goes_on = False  # with an item or a quotation
    rules = rules_of(extensions)
    lines = markdown_lines(text, indents_code="plain_indents" not in extensions)
    if "tabbed_fences" in extensions:
        lines = _without_tabs(lines)
    if "first_notes" in extensions:
        lines = iter(_with_one_each(lines, _NOTE, is_last=False))
    elif "last_notes" in extensions:
        lines = iter(_with_one_each(lines, _NAMED, is_last=True))
    if not extensions.isdisjoint(_OLDER_RULES):
        from syndicate.html.markdown.older_rules import with_older_rules

        lines = with_older_rules(lines, extensions)
    if "parted_lists" in extensions:
        lines = _with_parted_lists(lines)
    if "short_heads" in extensions:
        lines = _with_whole_heads(lines)
    if "parsed_html" in extensions:
        lines = _with_parsed_html(lines)
    for line, is_code in lines:
        goes_on = bool(line.strip()) and (goes_on or _ITEM.match(line) is not None)
        if is_code:
            yield line
        elif goes_on and "lazy_tags" in extensions and INLINE_TAG.fullmatch(line):
            yield line + UNSEEN_MARK
        else:
            yield common_line(line, rules)


def _without_tabs(lines: Iterator[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Yield *lines* with spaces for the tabs that stand before a fence, and before the code below it."""
    tabs = ""
    for line, is_code in lines:
        if not tabs and is_code and (found := _TABBED_FENCE.match(line)):
            tabs = found[1]
        elif not is_code:
            tabs = ""
        yield line.replace(tabs, tabs.expandtabs(4), 1) if tabs and line.startswith(tabs) else line, is_code


def _with_one_each(
    lines: Iterator[tuple[str, bool]], named: re.Pattern[str], *, is_last: bool
) -> list[tuple[str, bool]]:
    """Return *lines* in which nothing leads to all that are *named* the same but the first, or the last."""
    given = list(lines)
    notes = [
        (index, note) for index, (line, is_code) in enumerate(given) if not is_code and (note := named.match(line))
    ]
    shown = {note[1].casefold(): index for index, note in (notes if is_last else reversed(notes))}
    others = [(index, note.end(1)) for index, note in notes if shown[note[1].casefold()] != index]
    for count, (index, end) in enumerate(others, 1):
        given[index] = f"{given[index][0][:end]}{f'{count:b}'.translate(_DIGITS)}{given[index][0][end:]}", False
    return given


def _with_parted_lists(lines: Iterator[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Yield *lines* with the marks of a list as text in a paragraph that no blank line ends before it."""
    is_block = is_paragraph = is_quoted = is_list = False
    for line, is_code in lines:
        quotation = _QUOTATION.match(line)
        text = line[quotation.end() :] if quotation else line
        if is_code or not text.strip():
            is_block = is_quoted = False
        elif text.startswith("#") or _RULE.fullmatch(text):
            is_block = False
        elif not is_block or (quotation and not is_quoted and not is_list):
            is_block, is_quoted = True, quotation is not None
            is_list = not is_quoted and _LIST_MARK.match(text) is not None
            is_paragraph = not text.startswith(_NO_PARAGRAPH) and _LIST_MARK.match(text) is None
        elif is_paragraph and (mark := _LIST_MARK.match(text)):
            before = line[: len(line) - len(text) + mark.end() - 1]
            line = f"{before}&#{ord(mark[1])};{text[mark.end() :]}"  # noqa: PLW2901  what is yielded
        yield line, is_code


def _with_whole_heads(lines: Iterator[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Yield *lines* with as many cells in the head of a table as in the row of hyphens below it."""
    held: tuple[str, bool] | None = None
    for line, is_code in lines:
        if held is not None:
            head, was_code = held
            if "|" in head and not (was_code or is_code) and _HYPHENS.fullmatch(line):
                missing = _cell_count(line) - _cell_count(head)
                head = f"{head.rstrip().removesuffix('|')}{'|' * (missing + 1)}" if missing > 0 else head
            yield head, was_code
        held = line, is_code
    if held is not None:
        yield held


def _with_parsed_html(lines: Iterator[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Yield *lines* with a blank one between tags of blocks and a text: to Pandoc it is Markdown."""
    is_below_tags = False
    for line, is_code in lines:
        if is_below_tags and _IS_TEXT.match(line):
            yield "", False
        tags = None if is_code or "<" not in line else _BLOCK_TAGS.match(line)
        if tags and (held := _HELD_TEXT.fullmatch(line, tags.end())):
            yield from ((tags[0], False), ("", False), (held[1], False), (held[2], False))
        else:
            yield line, is_code
        is_below_tags = tags is not None and line.rstrip().endswith(">")


def _cell_count(row: str) -> int:
    return len(_PIPE.findall(row.strip().removeprefix("|").removesuffix("|"))) + 1
