"""What lines of Markdown have of dialects, each kind a rule that makes it Markdown of comrak's."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection
from functools import partial
from typing import NamedTuple

from syndicate.html.markdown.lines import UNSEEN_MARK, code_spans
from syndicate.model.patterns import pattern

_ABBREVIATION = pattern(r" {0,3}\*\[[^\]\n]+\] ?:.*")
_ATTRIBUTE_LIST = (
    r"\{:?[ \t]*+(?:[.#][\w:-]++|[A-Za-z][\w-]*+=(?:\"[^\"{}\n]*+\"|'[^'{}\n]*+'|[^\s{}\"]++))"
    r"(?>(?:[ \t,]++(?:[.#][\w:-]++|[\w-]++=(?:\"[^\"{}\n]*+\"|'[^'{}\n]*+'|[^\s{}\"]++)))*)[ \t]*+\}"
)
_LINE_OF_ATTRIBUTES = pattern(rf"[ \t]*+{_ATTRIBUTE_LIST}[ \t]*+")
_BEHIND = pattern(
    rf"(?:(?<=[)\]*_`>])|(?<![ \t])[ \t]++(?={_ATTRIBUTE_LIST}[ \t]*+\|)){_ATTRIBUTE_LIST}"
)  # or at the end of a cell
_SPAN = pattern(
    rf"(?<![\]!\\])\[((?>(?:[^\[\]\\\n]++|\[[^\[\]\\\n]*+\](?>(?:\([^()\n]*+\))?))+))\]{_ATTRIBUTE_LIST}"  # of Pandoc
)
AT_END = pattern(rf"{_ATTRIBUTE_LIST}[ \t\r]*+$")
_ADDRESS = pattern(r" {0,3}\[[^\[\]\n]++\]: *+\S")
_ALERT = pattern(r"((?> {0,3}> ?)+)\[!(info|danger)\](.*)", re.IGNORECASE)
_CONTENTS = pattern(r" {0,3}(?:\[TOC\]|\[\[_?TOC_?\]\]|///Footnotes Go Here///)[ \t]*", re.IGNORECASE)
# Alone in a line any tag begins a block of HTML by CommonMark 4.6, in which Markdown is no Markdown.
INLINE_TAG = pattern(
    r" {0,3}</?(?:a|abbr|b|bdi|bdo|big|br|cite|code|data|dfn|em|font|i|img|input|ins|kbd|label|mark|q|s|samp|small|span|strike"
    r"|strong|sub|sup|time|tt|u|var|wbr)(?:[\s/][^<>]*)?>[ \t\r]*",
    re.IGNORECASE,
)
_ICON = pattern(r":(?:fontawesome|material|octicons|simple)-[a-z0-9-]{1,99}+:[ \t]?")
_KEYS = pattern(r"(?<![+\w])\+\+([a-z0-9-]{1,30}+(?>(?:\+[a-z0-9-]{1,30}+){0,9}))\+\+(?![+\w])")
_WORD = r"(?>(?:[^\s()<>\"']|\([^\s()<>\"']{0,200}+\)){1,500})"
_SPACED_LINK = pattern(
    rf"(?<=\]\() {{0,3}}(?P<address>{_WORD}(?> {{1,3}}{_WORD}){{1,20}})(?= {{0,3}}(?:\)|[\"'][^\n\"']{{0,500}}[\"']\)))"
)
_QUOTED_TITLE = pattern(r"(?<=\]\()([^\s()]{1,500}[ \t]++\")([^\"\n()]*+\"[^\n()]{1,300})(?=\"[ \t]*+\))")
_RAW_PHRASE = pattern(r"(?<=<)(code|kbd|samp|var)(\s[^<>]*)?>[^<>]++(?=</\1>)")
_RAW_ATTRIBUTE = pattern(
    r"(?<!`)(`++)([^`\n]++)\1\{=(html\d?)?[\w-]*\}"
)  # of Pandoc: an output, and what it shows there
_MARKS = pattern(r"[\\`*_\[\]~|\"'.-]")  # and what a printer's dashes, dots and quotes are made of
_TIGHT_HEADING = pattern(r"#{1,6}(?=[ \t]*(?:[^#\s]|\xa0))")
_NUMBERED = pattern(r"^([> \t]*+\d{1,9})\)(?=[ \t])")
# Older Markdowns end **such:**text, and begin text**: such**, which CommonMark shows with its marks.
MAY_BE_TIGHT = pattern(
    r"\*(?:(?<=\w\*)\*?(?=[^\w\s*`])[^*\n]*[^\s*\\]\*|(?<![*\\]\*)\*?(?![\s*])[^*\n]*[^\w\s*\\`]\*\*?(?=\w))"
)
_EMPHASIS = pattern(
    r"\$\$.*?\$\$|(?:https?://|www\.)[^\s<>()\[\]]*+|\]\([^()\n]*+\)|<[^<>]*>"
    r"|(?<![*\\])(\*\*?)(?![\s*])([^*\n]*[^\s*\\])\1(?!\*)"
)
_WIDE_ITEM = pattern(r"^([> \t]*+(?:[-*+]|\d{1,9}\.))(?: {5}|\t\t)[ \t]*+(?=\S)")
MAY_BE_WIDE = {gap: pattern(rf"{gap}(?<=[-*+.]{gap})") for gap in (" " * 5, "\t\t")}
# As nobody writes them: in code that goes on in the next line they are found again.
_DOLLAR_SIGN, _BACKSLASH, _CARET_SIGN, _TILDE_SIGN = "&#0000036;", "&#0000092;", "&#0000094;", "&#0000126;"
WRITTEN = pattern("&amp;#0000(036|092|094|126);")
# A formula, or an address, stays; a dollar alone begins none where the text goes on in another element behind it.
_DOLLAR = pattern(r"\$\$.*?\$\$|(?:https?://|www\.)[^\s<>()\[\]]*+|(?<![$\\])\$(?!\$)")
CROSSING_DOLLAR = pattern(
    r"\$(?<![$\\]\$)(?=[^\s$](?>(?:[^$*\]<\n]++|\*(?!\*)|\](?!\()|<(?!/))*)(?:\*\*|\]\(|</)[^$\n]*+\$)"
)
_WORD_OF_LINE = pattern(r"\S++")
# 2^4 + 3^5 and H~2 and CO~2 raise and lower nothing: what stands above or below the line has no spaces, but "\\ ".
_KEPT_SIGNS = r"\\.|\[\^|\^\[|~~+|(?:https?://|www\.)[^\s<>()\[\]]*+|\]\([^()\n]*+\)|<[^<>]*>"
_CARET = pattern(rf"{_KEPT_SIGNS}|\^(?>(?:[^\s^\\]|\\.)+)\^|(\^)")
_LONE_TILDE = pattern(rf"{_KEPT_SIGNS}|~(?>(?:[^\s~\\]|\\.)+)~(?!~)|(~)")
_MAILTO = pattern("<mailto:(?=[^<>\\s]*>)")
_TILDE = pattern(r"(?<![~\\])~(?!~)")
_WORD_TILDE = pattern(r"(?<=\w)~(?=\w)")
_KEPT_BACKSLASHES = r"\\\\|(?<=\]\()[^()\n]*\)"  # two, and those of an address and its title
_NO_ESCAPE_OF_KRAMDOWN = pattern(rf"{_KEPT_BACKSLASHES}|\\(?=[%&,/;?@^])")
_NO_ESCAPE_OF_PYTHON = pattern(rf"{_KEPT_BACKSLASHES}|\\(?=[\"$%&',/:;<=?@^~]|[ \t\r]*$)")
_WIDE = r"[\u00a0\u2000-\u200b\u2018-\u201d\u2026\u3000-\u303f\uff01-\uff0f\uff1a-\uff1f\uff3b-\uff40\uff5b-\uff65]"
_END_OF_LINK = rf"(?={_WIDE}|\\[A-Za-z0-9])"  # what a backslash escapes may be part of it
_WIDE_END = pattern(rf"((?<![A-Za-z0-9_.<\"'=/])(?<!\]\()(?:https?://|www\.)[!-;=?-\[\]-~]{{1,2000}}+){_END_OF_LINK}")
HARD_SPACE = pattern(r"\xa0(?:(?=[*_])|(?<=[*_]\xa0))")
MAY_HAVE_WIDE_END = [pattern(rf"{begin}[!-;=?-\[\]-~]{{1,2000}}+{_END_OF_LINK}") for begin in ("//", r"www\.")]
_DEFINITION = pattern(r"((?> {0,3}> ?)*) {0,3}([:~])[ \t]")
_TILDE_DEFINITION = pattern(r"^((?> {0,3}> ?)* {0,3})~(?=[ \t])")
_PARSED_BLOCK = pattern(
    r"""( {0,3}<[A-Za-z]\w*+(?>(?:[ \t]++(?!markdown\b)[^\s<>]++)*))[ \t]++markdown(?:=["']?(?:1|block|span)["']?)?(?=[\s>])([^<>]*>)"""
)

# An address with what CommonMark takes for no title, so that it shows all of it: [//]: # (a comment (of an author))
_PLAIN_TITLE = r"(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\))[ \t\r]*+$"
_DEFINED = rf"([> \t]*+\[(?!\^)[^\[\]\n]++\]:[ \t]*+)(<[^<>\n]*+>|(?!<)\S++)(?=[ \t]++(?!{_PLAIN_TITLE})\S)"
MAY_HAVE_ODD_TITLE = pattern(rf"\n{_DEFINED}", re.MULTILINE)
# To kramdown all of it is the address, but for a title at its end; with a quote in it, it is text.
ODD_TITLE_OF_KRAMDOWN = pattern(
    rf"{_DEFINED}(?=((?>(?:[^ \t\r]++|[ \t\r]++(?![\"']))*))(?:[ \t]++([\"']).+\4[ \t\r]*)?$)"
)
ODD_TITLE_OF_PYTHON = pattern(rf"{_DEFINED}(?=[ \t]++(?:([\"']).*\3|\(.*\))[ \t\r]*$)")


class Rule(NamedTuple):
    """What is done with a line of an extension, which is no code."""

    mark: str  # what stands in each line that it changes; "" where that is more than a text
    change: Callable[[str], str]  # the line -> the line as comrak reads it
    is_last: bool = False  # no other rule is asked about a line that this one has changed


def rules_of(extensions: Collection[str]) -> list[Rule]:
    """Return what is done with a line that has *extensions*, in that order."""
    return [rule for name, rule in _RULES.items() if name in extensions]


def common_line(line: str, rules: list[Rule]) -> str:
    """Return *line*, which is no code, as *rules* have it."""
    for mark, change, is_last in rules:
        if mark in line:
            changed = change(line)
            if is_last and changed != line:
                return changed
            line = changed
    return line


def _definition(line: str) -> str:
    # comrak joins the paragraphs of a definition that no blank line parts from its word; a tilde begins none here.
    found = _DEFINITION.match(line)
    if found is None:
        return line
    return f"{found[1]}\n{line}" if found[2] == ":" else line.replace("~", _TILDE_SIGN, 1)


def _alert(line: str) -> str:
    found = _ALERT.fullmatch(line)
    if found is None:
        return line
    kind = "NOTE" if found[2].lower() == "info" else "CAUTION"
    return f"{found[1]}[!{kind}] {found[3].strip() or found[2].capitalize()}"


def _without(whole: re.Pattern[str], line: str) -> str:
    return "" if whole.fullmatch(line) else line


def _without_attributes(line: str) -> str:
    if "]:" in line and _ADDRESS.match(line):
        line = AT_END.sub("", line)
    return "" if _LINE_OF_ATTRIBUTES.fullmatch(line) else outside_code(_BEHIND, "", 2, line)


def _with_ended_address(line: str) -> str:
    return outside_code(_WIDE_END, rf"\1{UNSEEN_MARK}", 2, line) if "://" in line or "www." in line else line


def _tight_heading(line: str) -> str:
    level = _TIGHT_HEADING.match(line)
    if level is None:
        return line
    text = line[level.end() :].strip()
    shown = text.rstrip("#")
    return f"{level[0]} {shown}{'#' if shown.endswith(chr(92)) else ''}"  # what a backslash escapes stays


def _parsed_block(line: str) -> str:
    found = _PARSED_BLOCK.match(line)
    return f"{found[1]}{found[2]}\n\n{line[found.end() :]}" if found else line


def _keys(found: re.Match[str]) -> str:
    return "+".join(f"<kbd>{name.replace('-', ' ').title()}</kbd>" for name in found[1].split("+"))


def _raw_phrases(line: str) -> str:
    return _RAW_PHRASE.sub(partial(_raw_phrase, list(code_spans(line))), line)


def _raw_phrase(spans: list[tuple[int, int]], found: re.Match[str]) -> str:
    """Return what is *found* with its marks as text, unless it stands in one of the *spans* of code."""
    before = bisect_left(spans, (found.start(), 0)) - 1
    if before >= 0 and found.start() < spans[before][1]:
        return found[0]
    tag, end, text = found[0].partition(">")
    return tag + end + _MARKS.sub(lambda mark: f"&#{ord(mark[0])};", text)


def _with_plain_tildes(tilde: re.Pattern[str], word: re.Match[str]) -> str:
    is_address = any(mark in word[0] for mark in ("://", "www.", "](", "<", "@"))
    return word[0] if is_address else tilde.sub(_TILDE_SIGN, word[0])


def _raised(sign: str, found: re.Match[str]) -> str:
    return sign if found[1] else found[0].replace("\\ ", "&nbsp;")


def _plain_dollar(found: re.Match[str]) -> str:
    return _DOLLAR_SIGN if len(found[0]) == 1 else found[0]


def _plain_backslash(found: re.Match[str]) -> str:
    return _BACKSLASH if len(found[0]) == 1 else found[0]


def _parted_emphasis(found: re.Match[str]) -> str:
    if not found[1]:
        return found[0]
    before, after = found.string[found.start() - 1 : found.start()], found.string[found.end() : found.end() + 1]
    begin = UNSEEN_MARK if before.isalnum() and not found[2][0].isalnum() else ""
    return begin + found[0] + (UNSEEN_MARK if after.isalnum() and not found[2][-1].isalnum() else "")


def _quoted_title(found: re.Match[str]) -> str:
    return found[1] + found[2].replace('"', "&quot;")


def outside_code(found: re.Pattern[str], made: str | Callable[[re.Match[str]], str], behind: int, line: str) -> str:
    """Return *line* with *made* for what is *found* outside the code spans.

    behind  at how many characters of the code before it the pattern looks
    """
    pieces: list[str] = []
    position = 0
    for begin, end in (*code_spans(line), (len(line), len(line))):
        before = line[max(0, position - behind) : position]
        pieces += found.sub(made, before + line[position:begin])[len(before) :], line[begin:end]
        position = end
    return "".join(pieces)


def _outside(
    found: re.Pattern[str], made: str | Callable[[re.Match[str]], str], behind: int = 0
) -> Callable[[str], str]:
    return partial(outside_code, found, made, behind)


_RULES: dict[str, Rule] = {
    "tilde_definitions": Rule("~", partial(_TILDE_DEFINITION.sub, r"\1:")),
    "description_lists": Rule("", _definition),
    "alerts_of_vitepress": Rule("[!", _alert, is_last=True),
    "contents": Rule("", partial(_without, _CONTENTS), is_last=True),
    "abbreviations": Rule("*[", partial(_without, _ABBREVIATION), is_last=True),
    "bracketed_spans": Rule("]{", _outside(_SPAN, r"\1", 1)),
    "raw_attributes": Rule("`{=", partial(_RAW_ATTRIBUTE.sub, lambda raw: raw[2] if raw[3] else "")),
    "attribute_lists": Rule("{", _without_attributes),
    "attributes_at_ends": Rule("}", lambda line: AT_END.sub("", line)),
    "wide_ends": Rule("", _with_ended_address),
    "double_tildes": Rule("~", _outside(_WORD_OF_LINE, partial(_with_plain_tildes, _TILDE))),
    "word_tildes": Rule("~", _outside(_WORD_OF_LINE, partial(_with_plain_tildes, _WORD_TILDE))),
    "math_display": Rule("$", _outside(CROSSING_DOLLAR, _DOLLAR_SIGN, 1)),
    "plain_dollars": Rule("$", _outside(_DOLLAR, _plain_dollar, 1)),
    "plain_backslashes_of_kramdown": Rule("\\", _outside(_NO_ESCAPE_OF_KRAMDOWN, _plain_backslash)),
    "plain_backslashes_of_python": Rule("\\", _outside(_NO_ESCAPE_OF_PYTHON, _plain_backslash)),
    "dot_lists": Rule(")", lambda line: _NUMBERED.sub(r"\1&#41;", line, count=1)),
    "hard_spaces": Rule("\xa0", _outside(HARD_SPACE, "&nbsp;")),
    "tight_emphasis": Rule("*", _outside(_EMPHASIS, _parted_emphasis, 1)),
    "icons": Rule(":", _outside(_ICON, "")),
    "keys": Rule("++", _outside(_KEYS, _keys)),
    "quoted_titles": Rule('")', _outside(_QUOTED_TITLE, _quoted_title, 2)),
    "raw_phrases": Rule("</", _raw_phrases),
    "subscript": Rule("~", _outside(_LONE_TILDE, partial(_raised, _TILDE_SIGN))),
    "superscript": Rule("^", _outside(_CARET, partial(_raised, _CARET_SIGN))),
    "short_mailto": Rule("<mailto:", _outside(_MAILTO, "<", 2)),
    "spaced_links": Rule("](", _outside(_SPACED_LINK, r"<\g<address>>", 2)),
    "tight_headings": Rule("#", _tight_heading),
    "inline_html": Rule("<", lambda line: line + UNSEEN_MARK if INLINE_TAG.fullmatch(line) else line, is_last=True),
    "markdown_in_html": Rule("markdown", _parsed_block),
    "wide_items_of_kramdown": Rule("", partial(_WIDE_ITEM.sub, r"\1    ")),
    "wide_items_of_python": Rule("", partial(_WIDE_ITEM.sub, r"\1\t")),
}
