"""A head as its entries: each begins with `key:` at the beginning of a line, and goes on until the next one.

Among the others an entry means what it means alone, for nothing that is whole by itself goes on in the first column. So
each is read in its own way: a scalar where it stands, a block line by line, and whatever else YAML knows by libyaml.
"""

from __future__ import annotations

import marshal
import re
from typing import Any, Final

from syndicate.files.yaml.nodes import MAX_ALIASED_VALUES, GiveUpError, Lines, Maker
from syndicate.files.yaml.plain import PLAIN, NotPlainError, block_value, is_plain, scalar_value
from syndicate.model.memo import Memo

# A text between quotes in the line of its key, as most are; any other scalar of one line, and what may follow it before
# the next entry; of any other value all that stands there.
_COMMENT = r"#[^\x00-\x1f\x7f]*+"
_ENTRY = re.compile(
    r"""([A-Za-z0-9_][A-Za-z0-9_.-]{0,99}+):(?: (?:"([^"]++)"|'([^']++)')\n(?![^A-Za-z0-9_])"""
    r"""| ++("(?>(?:[^"\\\x00-\x1f\x7f]++|\\["\\])*)"|'(?>(?:[^'\x00-\x1f\x7f]++|'')*)'"""
    rf"|{PLAIN}) *+(?:(?<= ){_COMMENT})?\n++(?>(?:{_COMMENT}\n++)*)(?![ -])"
    r"|((?=[ \n])[^\n]*+\n(?>(?:(?:[ #-][^\n]*+)?\n)*)))"
    r"|(?s:.+)"
)
_BEFORE = re.compile(rf"\A(?>(?: *+(?:{_COMMENT})?\n)*)")
_CONTROLS = bytes((*range(10), *range(11, 32), 127))
_REACHES_OUT = re.compile(
    r"(?<![^\s\[{,:])&[\w-]++(?!;)|<<"
)  # anchors, no entities; and merge keys, whose members stand elsewhere

_parts: Memo[str, bytes] = Memo(most=1_024, longest=200)  # values of what is no scalar

# What stands behind a key: a text without its quotes, another scalar of one line as it is written, or all else as it is
# written.
TEXT: Final = 0
SCALAR: Final = 1
PART: Final = 2
Entry = tuple[str, int, str]  # key, one of these, what is written


def entries(text: str) -> list[Entry] | None:
    """Return the entries of *text*, whose lines end in line feeds; None where it is no mapping of such.

    Nothing is wrong with it if no key comes twice and part_value() reads what is no scalar.
    """
    # To look for control characters among bytes takes a third of the time.
    if not (len(text.encode().translate(None, _CONTROLS)) == len(text) if text.isascii() else is_plain(text)):
        return None
    if text[:1] in "\n# ":
        text = _BEFORE.sub("", text, count=1)
    found = _ENTRY.findall(text)
    if not found or not found[-1][0]:
        return None
    has_escapes = "\\" in text
    return [
        (key, TEXT, double)
        if double and "\n" not in double and not (has_escapes and "\\" in double)
        else (key, SCALAR, scalar)
        if scalar
        else (key, PART, part)
        if part
        else (key, TEXT, single)
        if single and "\n" not in single
        else (key, PART, f" '{single}'\n" if single else f' "{double}"\n')
        for key, double, single, scalar, part in found
    ]


def part_value(part: str) -> Any:
    """Return the value that stands behind the colon of an entry. Raises NotPlainError where it takes the whole text."""
    try:
        return block_value(part)
    except NotPlainError:
        return _composed_value(part)


def plain_mapping(text: str) -> dict[str, Any] | None:
    """Return the mapping that *text* is, as parse_yaml makes it of libyaml's nodes; None where it has no such entries.

    Nothing is wrong with a text that has.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    found = entries(text)
    if found is None:
        return None
    try:
        mapping = {
            key: written if kind == TEXT else scalar_value(written) if kind == SCALAR else _own_value(written)
            for key, kind, written in found
        }
    except NotPlainError:
        return None
    return mapping if len(mapping) == len(found) else None


def _own_value(part: str) -> Any:
    """Return part_value() of *part*, which nobody else has: one that many heads have is read once, and copied."""
    if (encoded := _parts.get(part)) is not None:
        return marshal.loads(encoded)  # noqa: S302  made below
    value = part_value(part)
    _parts.remember(part, marshal.dumps(value))
    return value


def _composed_value(part: str) -> Any:
    """Return the value behind a colon, as libyaml and Maker have it. Raises NotPlainError where they complain."""
    if _REACHES_OUT.search(part) is not None or not is_plain(part):
        raise NotPlainError
    from syndicate.files.yaml.compose import composer

    text = f"part:{part}"
    maker = Maker("", Lines(text, 1), MAX_ALIASED_VALUES)
    compose, yaml_error = composer()
    try:
        value = maker.make(compose(text), 0)
    except (GiveUpError, yaml_error) as error:
        raise NotPlainError from error
    if maker.faults or type(value) is not dict or len(value) != 1:
        raise NotPlainError
    return value["part"]
