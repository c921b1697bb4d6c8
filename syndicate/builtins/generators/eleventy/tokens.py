"""A tokenizer for JavaScript and TypeScript: it separates strings, templates and regular expressions from the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

CLOSING = {"{": "}", "[": "]", "(": ")"}
_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?(?:\*/|\Z))|(?P<text>'(?>(?:[^'\\\n]++|\\.)*)'?|"(?>(?:[^"\\\n]++|\\.)*)"?)"""
    r"""|(?P<number>\d[\w.]*)|(?P<name>[A-Za-z_$][\w$]*)|(?P<mark>\.\.\.|=>|[=!]==?|&&|\|\||\?\?|\?\.|.)""",
    re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,1000}/[a-z]*")
_TEMPLATE = re.compile(r"\\.|`|\$\{|[{}]", re.DOTALL)
_BEFORE_REGEX = frozenset(
    ("(", ",", "=", ":", "[", "!", "&", "|", "?", "{", "}", ";", "=>", "||", "&&", "??", "==", "===", "return", "")
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}


class Token(NamedTuple):
    """A piece of the program; kind is text, template, regex, number, name, mark or end."""

    kind: str
    text: str
    start: int


def tokens_of(text: str) -> Iterator[Token]:
    """Yield the tokens of *text*, white space and comments left out."""
    index, before = 0, ""
    while index < len(text):
        char = text[index]
        if char == "`":
            end = _end_of_template(text, index)
            yield Token("template", text[index:end], index)
            before, index = "`", end
            continue
        if char == "/" and before in _BEFORE_REGEX and text[index + 1 : index + 2] not in ("/", "*"):
            found = _REGEX.match(text, index)
            if found:
                yield Token("regex", found[0], index)
                before, index = "/", found.end()
                continue
        match = _TOKEN.match(text, index)
        assert match is not None  # noqa: S101  its last alternative matches any character
        if match.lastgroup != "space":
            yield Token(str(match.lastgroup), match[0], index)
            before = match[0]
        index = match.end()


def _end_of_template(text: str, start: int) -> int:
    """Return where the template ends that begins at *start*; one in another is a part of it."""
    inside: list[str] = ["`"]
    for found in _TEMPLATE.finditer(text, start + 1):
        mark = found[0]
        if inside[-1] == "`":
            if mark == "`":
                inside.pop()
                if not inside:
                    return found.end()
            elif mark == "${":
                inside.append("{")
        elif mark in ("`", "{"):
            inside.append(mark)
        elif mark == "}":
            inside.pop()
    return len(text)


def unquoted(text: str) -> str:
    return _ESCAPE.sub(_character, text[1:-1])


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code is None:
        return _ESCAPED.get(found[4], found[4])
    number = int(code, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def closing_of(tokens: list[Token]) -> dict[int, int]:
    """Return where each bracket closes that opens; one that never does, at the last token but one."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind == "mark" and token.text in CLOSING:
            opened.append(at)
        elif token.kind == "mark" and opened and token.text == CLOSING[tokens[opened[-1]].text]:
            found[opened.pop()] = at
    found.update(dict.fromkeys(opened, max(len(tokens) - 2, 0)))
    return found
