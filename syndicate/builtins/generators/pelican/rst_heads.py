"""The head of a reStructuredText file: its title and the fields below it.

The usual head is read line by line, without docutils: rendering thousands of bodies for their heads would take minutes.
What is not plain, such as markup in a title, a subtitle, or a second section in the title's style, is left to docutils.
"""

from __future__ import annotations

import re
import unicodedata

from .heads import Said

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1+[ ]*")
_FIELD = re.compile(r":((?![: ])(?:[^:\\]|\\.)*(?<! )):(?:[ ]+(.*))?")
_MARKUP = re.compile(
    r"[*`|\\\[$]|_(?!\w)|^\s*(?:[-+\u2022\u2023\u2043]|\.\.|\w{1,2}[.)]|\(\w\)|>>>|:)\s|::\s*$", re.MULTILINE
)


def split(text: str) -> dict[str, Said] | None:
    """Return title and fields of *text*, names in lower case; None where docutils has to tell."""
    lines = text.expandtabs(8).split("\n")
    at = _next(lines, 0)
    found: dict[str, Said] = {}
    titled = _title(lines, at)
    if titled is None:
        if at < len(lines) and not _FIELD.fullmatch(lines[at].rstrip()):
            return None
    else:
        title, line_number, at, style = titled
        if _MARKUP.search(title) or style.search("\n".join(lines[at:])):
            return None
        indent = len(lines[line_number]) - len(lines[line_number].lstrip())
        found["title"] = Said([title], (line_number + 1, indent + 1))
        at = _next(lines, at)
    while at < len(lines) and (field := _FIELD.fullmatch(lines[at].rstrip())):
        line_number, value = at, [(field[2] or "").strip()]
        at += 1
        while at < len(lines) and lines[at].startswith(" ") and lines[at].strip():
            value.append(lines[at].strip())
            at += 1
        text_of_field = "\n".join(value).strip()
        following = _next(lines, at)
        if _MARKUP.search(text_of_field) or (following > at and following < len(lines) and lines[following][0] == " "):
            return None
        column = lines[line_number].find(value[0]) + 1 if value[0] else 1
        found[field[1].lower()] = Said([text_of_field], (line_number + 1, column))
        at = following
    if at < len(lines) and lines[at].startswith(":"):
        return None
    if len(found) <= 1 and at < len(lines) and (_title(lines, at) is not None or lines[at].startswith("..")):
        return None
    return found


def _next(lines: list[str], at: int) -> int:
    """Return the first line from *at* on that is not blank."""
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _title(lines: list[str], at: int) -> tuple[str, int, int, re.Pattern[str]] | None:
    """Return a title that begins at line *at*, its line, the line after it, and the pattern of titles in its style."""
    if at + 1 >= len(lines):
        return None
    over = _ADORNMENT.fullmatch(lines[at])
    if over is not None:
        if at + 2 >= len(lines) or lines[at + 2].rstrip() != lines[at].rstrip():
            return None
        title, line_number, under = lines[at + 1], at + 1, over
    else:
        mark = _ADORNMENT.fullmatch(lines[at + 1])
        if mark is None or lines[at].startswith(" "):
            return None
        title, line_number, under = lines[at], at, mark
    if not title.strip() or _width(title.rstrip()) > len(under[0].rstrip()):
        return None
    style = re.compile(rf"^{re.escape(under[1])}{{2,}}[ ]*$", re.MULTILINE)
    return title.strip(), line_number, line_number + 2, style


def _width(text: str) -> int:
    """Return how many columns *text* takes: letters of East Asia take two, accents none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) != 0 for char in text)
