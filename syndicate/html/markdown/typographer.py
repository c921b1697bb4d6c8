"""Quotes and dashes of a printer as Goldmark's typographer sets them, the Markdown library of Hugo; and as Astro does.

comrak makes them of the same marks, by the rules of CommonMark's own program. Where two letters stand around a quote,
as in Chinese and Japanese, Goldmark leaves it as it is; and it makes the longest dashes first.
"""

from __future__ import annotations

import re
from html.entities import codepoint2name
from unicodedata import category
from urllib.parse import quote

from syndicate.model.patterns import pattern

# The author's own, while comrak makes its own: each is punctuation of the same kind that hardly any text has.
_PUT_ASIDE = str.maketrans("“”‘’–—", "⸜⸝⸠⸡⸺⸻")
_PUT_BACK = {chr(rare): chr(own) for own, rare in _PUT_ASIDE.items()}
# As they are written by number and by name; in code they stay so.
_REFERENCES = {
    reference: own
    for rare, own_mark in _PUT_BACK.items()
    for reference, own in (
        (f"#{ord(rare)};", f"#{ord(own_mark)};"),
        (f"#x{ord(rare):x};", f"{codepoint2name[ord(own_mark)]};"),
    )
}
_OWN, _RARE = pattern("[“”‘’–—]"), pattern("[⸜⸝⸠⸡⸺⸻]")
# Where comrak and Goldmark may not agree: most texts have none of these.
_DOUBTFUL = pattern(
    r"[“”‘’–—](?:(?<=‘)(?=[smtdvlren\d])|(?<=\w[“”])(?=\w)|(?<=[^\w>]’)(?=\w)|(?<=\w’)(?=\d)|(?<=[“”‘’–—].)"
    r"|(?<=[^\w\s>]”)(?=[^\s<])|(?<=\w“)|(?<=-->.)|(?<=>.)(?=<)"
    r"|(?<=’)(?=\n|</p>))"
)
_MADE = pattern(r"<(/?[A-Za-z][^\s<>/]*+)[^<>]*>|[“”]+|[‘’]|[–—]+")
_TAG = pattern(r"<(?:!--[^<>]*--|/?([A-Za-z][^\s<>/]*+)[^<>]*)>")
_AS_WRITTEN = str.maketrans("“”‘’–—…", "\"\"''--.")
_INLINE = frozenset("a abbr b code del em i img input kbd mark s small span strong sub sup u".split())
_ENDED = pattern(r"[\s!-/:-@\[-`{-~]")
_CONTRACTED = pattern(r"(?:[smtd]|ve|ll|re)(?=[\s!-/:-@\[-`{-~]|$)")
_DECADE = pattern(r"\d\ds(?![^\s!-/:-@\[-`{-~])")


def put_aside(text: str) -> str | None:
    """Return *text* with other marks for its own quotes and dashes; None where it has such marks already."""
    if any(mark in text for mark in ("quo;", "dash;", "&#82")):
        for rare, own in _REFERENCES.items():
            text = text.replace(f"&{own}", f"&{rare}")
    if text.isascii() or not _OWN.search(text):
        return text
    if _RARE.search(text):
        return None
    for rare, own in _PUT_BACK.items():
        text = text.replace(own, rare)
    return text


def as_goldmark(html: str) -> str:
    """Return *html*, which comrak made of what put_aside() gave, with the quotes and dashes that Goldmark makes."""
    html = _with_references(html)
    if html.isascii():
        return html
    if _DOUBTFUL.search(html):
        html = _Typographer(html).text()
    return _put_back(html)


def as_retext(html: str) -> str:
    """Return *html*, which comrak made of what put_aside() gave, with the quotes and dashes that Astro makes."""
    html = _with_references(html)
    return html if html.isascii() else _put_back(_MADE.sub(_of_retext, html))


def as_marked(html: str) -> str:
    """Return *html*, which comrak made of what put_aside() gave, with the quotes and dashes that Hexo makes."""
    html = _with_references(html)
    return html if html.isascii() else _put_back(_MADE.sub(_of_marked, html))


def _of_marked(found: re.Match[str]) -> str:
    marks = found[0]
    if marks[0] == "<":
        return marks
    if marks[0] in "–—":
        return _dashes(marks)
    before = found.string[max(0, found.start() - 1) : found.start()]
    if len(marks) > 1 or before in "<>":
        return marks  # beside a tag both say the same
    opens = before.isspace() or before in "-—/([{“‘"
    return ("‘" if opens else "’") if marks in "‘’" else ("“" if opens else "”")


def _dashes(marks: str) -> str:
    """Return dashes for those that comrak made *marks* of, the longest first."""
    count = sum(2 if mark == "–" else 3 for mark in marks)
    return "—" * (count // 3) + ("", "-", "–")[count % 3]


def _of_retext(found: re.Match[str]) -> str:
    marks = found[0]
    if marks[0] == "<":
        return marks
    if marks[0] in "–—":  # two are a long one, and any other number stays
        count = sum(2 if mark == "–" else 3 for mark in marks)
        return "—" if count == 2 else "-" * count
    html, start, end = found.string, found.start(), found.end()
    before, after = html[max(0, start - 1) : start], html[end : end + 4]
    if len(marks) > 1 or before in "<>" or after[:1] in "<&" or _DECADE.match(after):
        return marks  # beside a tag both say the same
    if before.isalnum() or after[0].isspace() or not (after[0].isalnum() or after[1:2].isalnum()):
        return "’" if marks in "‘’" else "”"
    return "‘" if marks in "‘’" else "“"


def _with_references(html: str) -> str:
    for rare, own in _REFERENCES.items() if "#1" in html or "#x2e" in html else ():
        html = html.replace(rare, own)
    return html


def _put_back(html: str) -> str:
    if _RARE.search(html) or "%E2%B8" in html:
        for rare, own in _PUT_BACK.items():
            html = html.replace(rare, own).replace(quote(rare), quote(own))
    return html


class _Typographer:
    """One text: each mark is looked at from left to right, with what stands around it."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._open_single = self._open_double = 0  # quotes of this block

    def text(self) -> str:
        return _MADE.sub(self._made, self._html)

    def _made(self, found: re.Match[str]) -> str:
        marks = found[0]
        if marks[0] == "<":
            if found[1].lstrip("/").lower() not in _INLINE:
                self._open_single = self._open_double = 0
            return marks
        before, after = self._before(found.start()), self._after(found.end())
        if marks[0] in "–—":
            return _dashes(marks)
        if marks[0] in "‘’":
            return self._single(before, after)
        pieces = []
        for index in range(len(marks)):
            pieces.append(self._double(before, after, '"' if index + 1 < len(marks) else after[0]))
            before = '"'
        return "".join(pieces)

    def _double(self, before: str, after: str, following: str) -> str:
        """Return the mark for a quote, *following* what comes next, *after* what comes behind the quotes beside it."""
        opens, closes = _flanking(before, after[0])
        if opens and not closes:
            self._open_double += 1
            return "“"
        may_close = closes and (not opens or (_is_punctuation(following) and _ENDED.match(after[1]) is not None))
        if self._open_double and may_close and not (following == '"' and before.isdecimal()):
            self._open_double -= 1
            return "”"
        return "&quot;"

    def _single(self, before: str, following: str) -> str:
        opens, closes = _flanking(before, following.lstrip("'")[:1] or "\n")
        if (
            (opens and not closes and _DECADE.match(following))
            or ((_is_punctuation(before) or before.isspace()) and following[0] in "tenl")
            or ((before.isdecimal() or before.isalpha()) and following[0].isalpha())
        ):
            return "’"
        if opens and not closes:
            if _CONTRACTED.match(following):
                return "’"
            self._open_single += 1
            return "‘"
        if following[0] != "\n" and not following[0].isdecimal():
            return "’"
        if self._open_single and closes and not opens:
            self._open_single -= 1
            return "’"
        return "'"

    def _before(self, index: int) -> str:
        """Return the character before *index* in the Markdown: of a tag within a line, a mark."""
        if index == 0:
            return "\n"
        if self._html[index - 1] != ">":
            return self._html[index - 1]
        return self._mark(_TAG.match(self._html, self._html.rfind("<", 0, index)))

    def _after(self, index: int) -> str:
        """Return the characters from *index* on, four at least, in the same way."""
        found = ""
        while len(found) < 4:
            if tag := _TAG.match(self._html, index):
                found += self._mark(tag)
                index = tag.end()
            else:
                found += self._html[index : index + 1] or "\n"
                index += 1
        return found.translate(_AS_WRITTEN)

    @staticmethod
    def _mark(tag: re.Match[str] | None) -> str:
        return "*" if tag is None or tag[1] is None or tag[1].lower() in _INLINE else "\n"


def _flanking(before: str, after: str) -> tuple[bool, bool]:
    """Tell whether a run of marks is left-flanking and right-flanking (CommonMark 6.2)."""
    is_space_before, is_space_after = before.isspace(), after.isspace()
    is_mark_before, is_mark_after = _is_punctuation(before), _is_punctuation(after)
    return (
        not is_space_after and (not is_mark_after or is_space_before or is_mark_before),
        not is_space_before and (not is_mark_before or is_space_after or is_mark_after),
    )


def _is_punctuation(char: str) -> bool:
    return category(char)[0] == "P" or char in "$+<=>^`|~"
