"""YAML as most heads have it: `key: value` and `- item` lines, read without a parser.

Where block mappings and lists hold scalars of one line, each line tells by itself what it is, and by its column where
it belongs. So a line that many articles have is read once: two memos of the process hold such lines. Whatever else YAML
knows is left to libyaml, and what is read here is what is made of libyaml's nodes.
"""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from syndicate.files.yaml.nodes import plain_value
from syndicate.model.memo import Memo
from syndicate.model.patterns import pattern

# What is nested deeper is libyaml's, which counts exactly.
_MAX_DEPTH = 50

# What libyaml refuses, takes for the end of a line or passes over: tabs, controls, U+0085, U+2028, U+2029, byte order
# marks, surrogates.
_NOT_PLAIN = pattern(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")

# A plain scalar begins with no indicator, and holds neither ": " nor " #".
PLAIN = r"""(?:[^\x00-\x1f\x7f ?:,\[\]{}#&*!|>'"%@`-]|-(?=[0-9]))[^\x00-\x1f\x7f:#]*+(?>(?:(?::(?![ \n])|(?<! )#)[^\x00-\x1f\x7f:#]*+)*)"""
_SCALAR = (
    r'"(?>(?:[^"\\\n]++|\\["\\])*)"'
    r"|'(?>(?:[^'\n]++|'')*)'"
    r"|\[[^\n]*\]|\{[^\n]*\}"
    rf"|{PLAIN}"
)
# Indentation with the dash of an item, key, and value of one line, "" where it has none.
_LINE = pattern(
    rf"( *+(?>(?:- ++)?))(?>(?:([A-Za-z0-9_][A-Za-z0-9_.-]{{0,99}}+):(?=[ \n]) *+)?)(?>({_SCALAR})?) *+(?>(?:(?<![^ \n])#[^\n]*+)?)\n"
)
# What lists in brackets and mappings in braces consist of: texts between quotes, keys, plain scalars without characters
# special there, punctuation; and what libyaml must read.
_FLOW = pattern(
    r"""("[^"\\]*+")|'([^'\\]*+)'|([A-Za-z0-9_][A-Za-z0-9_.-]{0,99}+):(?= )"""
    r"""|((?:[^ "'\[\]{}:#&*!|>%@`?\\,-]|-(?=[0-9]))[^"'\[\]{}:#&*!|>%@`?\\,]*+)|([ ,\[\]{}]++)|(.)"""
)
_FLAGS = {None: "null", True: "true", False: "false"}
_MAX_FLOW = 20  # brackets and braces
# A block scalar whose lines begin in one column, and none of which is empty.
_BLOCK_SCALAR = pattern(r" ++([|>])(-?+)\n( ++)([^\n]++\n(?>(?:\3(?! )[^\n]++\n)*))\n*+")


# Column of the dash, -1 where there is none; column of what follows; key; whether a value stands there; the value.
_Line = tuple[int, int, str, bool, Any]
_MAX_LENGTH = 60  # a longer line is hardly in two articles
_lines: Memo[str, _Line] = Memo(most=8_192, longest=_MAX_LENGTH)
_leads: Memo[str, tuple[int, int, str]] = Memo(most=8_192, longest=_MAX_LENGTH)  # by what stands before the colon


class NotPlainError(Exception):
    """The text holds something that is not read here."""


def is_plain(text: str) -> bool:
    """Tell whether *text* has no character but line feeds that YAML takes for another than it is."""
    return text.replace("\n", "").isprintable() or _NOT_PLAIN.search(text) is None


def block_value(part: str) -> Any:
    """Return the value that stands behind a key and its colon: in the rest of the line, or in the lines below.

    Nothing is wrong with it, and it is what is made of libyaml's nodes. Raises NotPlainError where it is not plain.
    """
    if (block := _BLOCK_SCALAR.fullmatch(part)) is not None and is_plain(part):
        style, chomps, margin, lines = block.groups()
        text: str = lines[:-1].replace(f"\n{margin}", "\n" if style == "|" else " ")
        return text if chomps else f"{text}\n"
    return _mapping(f"part:{part}")["part"]


def _mapping(text: str) -> dict[str, Any]:
    root: dict[str, Any] = {}
    top: Any = root  # the innermost collection, and the column in which it begins
    column = 0
    around: list[tuple[Any, int]] = []  # the collections that it stands in, outermost first
    pending = ""  # a key of top that has no value yet
    known, known_lead = _lines.get, _leads.get
    value: Any
    # Where another character than a line feed ends a line, what is before it ends in none, and is not plain.
    for line in text.splitlines(keepends=True):
        read = known(line) if len(line) <= _MAX_LENGTH else None
        if read is None:
            head, _, rest = line.partition(": ")
            lead = known_lead(head)
            inner = rest[1:-2]
            if (
                lead is not None
                and rest[:1] == '"'
                and rest[-2:] == '"\n'
                and len(rest) > 2
                and '"' not in inner
                and "\\" not in inner
                and inner.isprintable()
            ):  # Most lines that no other article has are of this kind.
                at, indent, key = lead
                has_value, value = True, inner
            else:
                at, indent, key, has_value, value = _read_line(line, lead, rest)
        else:
            at, indent, key, has_value, value = read
        if at >= 0:
            if pending and at >= column:  # A list may begin in the column of its key.
                around.append((top, column))
                top[pending] = top = []
                column = at
            else:
                while column > at:
                    top, column = around.pop()
                if column != at or type(top) is dict:
                    raise NotPlainError
            pending = ""
            if not key:
                if not has_value:
                    raise NotPlainError
                top.append(value)
                continue
            around.append((top, column))
            found: dict[str, Any] = {}
            top.append(found)
            top, column = found, indent
        elif not key:
            if has_value:
                raise NotPlainError
            continue
        elif pending and indent > column:
            around.append((top, column))
            top[pending] = top = {}
            column = indent
        else:
            while column > indent or (column == indent and type(top) is list):
                top, column = around.pop()
            if column != indent or key in top:
                raise NotPlainError
        top[key] = value
        if has_value:
            pending = ""
        else:
            pending = key
            if len(around) > _MAX_DEPTH:
                raise NotPlainError
    return root


def _read_line(line: str, lead: tuple[int, int, str] | None, rest: str) -> _Line:
    """Return what *line*, with its end, says by itself. Raises NotPlainError.

    lead  what is known of that which stands before its first colon, if it is known
    rest  what stands behind that
    """
    value = _plain(rest[:-1]) if lead is not None and rest[-1:] == "\n" else None
    if lead is not None and value is not None:
        read = (*lead, True, value)
    else:
        match = _LINE.fullmatch(line)
        if match is None or not (line[:-1].isprintable() or _NOT_PLAIN.search(line) is None):
            raise NotPlainError
        before, key, text = match.groups("")
        lead = before.find("-"), len(before), sys.intern(key)
        read = (*lead, bool(text), scalar_value(text) if text else None)
        if key:
            _leads.remember(line[: match.end(2)], lead)
    # A list or a mapping belongs to one article alone.
    if not isinstance(read[4], list | dict):
        _lines.remember(line, read)
    return read


def _plain(text: str) -> Any:
    """Return the value of *text* if it is sure to be a plain scalar; None where the grammar must tell."""
    is_simple = text[:1].isalnum() and text[-1] not in ": " and ": " not in text and " #" not in text
    return plain_value(text) if is_simple and text.isprintable() else None


def scalar_value(text: str) -> Any:
    """Return what *text*, a scalar, a list in brackets or a mapping in braces, stands for."""
    first = text[0]
    if first == '"':
        return msgspec.json.decode(text) if "\\" in text else text[1:-1]
    if first == "'":
        return text[1:-1].replace("''", "'")
    return _flow_value(text) if first in "[{" else plain_value(text.rstrip(" "))


def _flow_value(text: str) -> Any:
    """Return the list or mapping that *text* is: where it is JSON but for its quotes, JSON means the same by it."""
    keys = 0
    written = []
    for quoted, single, key, plain, marks, other in _FLOW.findall(text):
        if key:
            keys += 1
            written.append(f'"{key}":')
        elif plain:
            scalar = plain_value(plain.rstrip(" "))
            is_flag = scalar is None or type(scalar) is bool
            written.append(f'"{scalar}"' if type(scalar) is str else _FLAGS[scalar] if is_flag else plain)
        elif other:
            raise NotPlainError
        else:
            written.append(quoted or marks or '"' + single.replace('"', '\\"') + '"')
    if text.count("[") + text.count("{") > _MAX_FLOW:
        raise NotPlainError
    try:
        value = msgspec.json.decode("".join(written))
    except msgspec.DecodeError as error:
        raise NotPlainError from error
    if keys != _members(value):  # the decoder keeps the last of two with one key
        raise NotPlainError
    return value


def _members(value: Any) -> int:
    if isinstance(value, dict):
        return len(value) + sum(map(_members, value.values()))
    return sum(map(_members, value)) if isinstance(value, list) else 0
