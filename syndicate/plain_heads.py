"""YAML as most heads have it: `key: value` and `- item` lines, read without a parser.

Of one-line scalars in block mappings and lists each line tells by itself what it is, and by its column where it belongs.
Whatever else YAML knows is not read here but left to libyaml, which stays the judge of what a head means: what is read
here is what libyaml's nodes are made into.
"""

from __future__ import annotations

import re
from typing import Any

from syndicate.yaml_values import plain_value

# What is nested deeper is libyaml's, which counts exactly.
_MAX_DEPTH = 50

# What libyaml refuses, takes for the end of a line or passes over: tabs, controls, U+0085, U+2028, U+2029, byte order
# marks, surrogates.
_NOT_PLAIN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")

# A plain scalar begins with no indicator, and holds neither ": " nor " #".
_SCALAR = (
    r'"(?:[^"\\\n]++|\\["\\])*+"'
    r"|'(?:[^'\n]++|'')*+'"
    r"|\[[^\[\]{}:#&*!|>%@`?\\\n]*+\]"
    r"""|(?:[^\n ?:,\[\]{}#&*!|>'"%@`-]|-(?=[0-9]))[^\n:#]*+(?:(?::(?![ \n])|(?<! )#)[^\n:#]*+)*+"""
)
# Indentation with the dash of an item, key, and value of one line, "" where it has none.
_LINE = re.compile(
    rf"^( *+(?:- ++)?+)(?:([A-Za-z0-9_][A-Za-z0-9_.-]{{0,99}}+):(?=[ \n]) *+)?+({_SCALAR})?+ *+(?:(?<![^ \n])#[^\n]*+)?+\n",
    re.MULTILINE,
)
_FLOW_ITEM = re.compile(r""" *+("[^"]*+"|'[^']*+'|(?:[^ ,"'-]|-(?=[0-9]))[^,"']*+) *+,""")


class _NotPlainError(Exception):
    """The text holds something that is not read here."""


def plain_mapping(text: str) -> dict[str, Any] | None:
    """Return the mapping that *text* is, as parse_yaml makes it of libyaml's nodes; None where it is not plain.

    Nothing is wrong with a text that is plain.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if not text.replace("\n", "").isprintable() and _NOT_PLAIN.search(text):
        return None
    lines = _LINE.findall(text)
    if len(lines) != text.count("\n") or not text.endswith("\n"):
        return None
    try:
        return _mapping(lines) or None
    except _NotPlainError:
        return None


def _mapping(lines: list[tuple[str, str, str]]) -> dict[str, Any]:
    """Return the mapping that the lines with these leads, keys and values are."""
    root: dict[str, Any] = {}
    top: Any = root  # the innermost collection, and the column in which it begins
    column = 0
    around: list[tuple[Any, int]] = []  # the collections that it stands in, outermost first
    pending = ""  # a key of top that has no value yet
    for lead, key, value in lines:
        indent = len(lead)
        is_item = "-" in lead
        if is_item:
            at = lead.index("-")
            if pending and at >= column:  # A list may begin in the column of its key.
                around.append((top, column))
                top[pending] = top = []
                column = at
            else:
                while column > at:
                    top, column = around.pop()
                if column != at or type(top) is dict:
                    raise _NotPlainError
            pending = ""
            if not key:
                if not value:
                    raise _NotPlainError
                top.append(_scalar(value))
                continue
            around.append((top, column))
            found: dict[str, Any] = {}
            top.append(found)
            top, column = found, indent
        elif not key:
            if value:
                raise _NotPlainError
            continue
        elif pending and indent > column:
            around.append((top, column))
            top[pending] = top = {}
            column = indent
        else:
            while column > indent or (column == indent and type(top) is list):
                top, column = around.pop()
            if column != indent or key in top:
                raise _NotPlainError
        if value:
            top[key] = _scalar(value)
            pending = ""
        else:
            top[key] = None
            pending = key
            if len(around) > _MAX_DEPTH:
                raise _NotPlainError
    return root


def _scalar(text: str) -> Any:
    """Return what *text*, a scalar or a list in brackets, stands for."""
    first = text[0]
    if first == '"':
        text = text[1:-1]
        return re.sub(r'\\(["\\])', r"\1", text) if "\\" in text else text
    if first == "'":
        return text[1:-1].replace("''", "'")
    if first != "[":
        return plain_value(text.rstrip(" "))
    inner = text[1:-1].rstrip(" ")
    if not inner:
        return []
    inner = inner.removesuffix(",") + ","
    items: list[str] = _FLOW_ITEM.findall(inner)
    if "".join(_FLOW_ITEM.split(inner)[::2]):
        raise _NotPlainError
    return [_scalar(item) for item in items]
