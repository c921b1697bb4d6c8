"""A head as its entries: each begins with `key:` at the beginning of a line, and goes on until the next one.

Among the others an entry means what it means alone, for nothing that is whole by itself goes on in the first column. So
each is read in its own way: a scalar where it stands, a block line by line, and whatever else YAML knows by libyaml.
"""

from __future__ import annotations

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

_LONGEST = 200
_parts: Memo[str, Any] = Memo(most=1_024, longest=_LONGEST)  # values of what is no scalar, which nobody changes

# What stands behind a key: a text without its quotes, another scalar of one line as it is written, all else as it is
# written, or the value itself.
TEXT: Final = 0
SCALAR: Final = 1
PART: Final = 2
VALUE: Final = 3
Entries = dict[str, tuple[int, Any]]  # key -> one of these, and what is written


def entries(text: str) -> Entries | None:
    """Return the entries of *text*; None where it is no mapping of such, each with a key of its own.

    Nothing is wrong with it if part_value() reads what is no scalar.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    # To look for control characters among bytes takes a third of the time.
    if not (len(text.encode().translate(None, _CONTROLS)) == len(text) if text.isascii() else is_plain(text)):
        return None
    if text[:1] in "\n# ":
        text = _BEFORE.sub("", text, count=1)
    found = _ENTRY.findall(text)
    if not found or not found[-1][0]:
        return None
    has_escapes = "\\" in text
    made: Entries = {
        key: (TEXT, double)
        if double and "\n" not in double and not (has_escapes and "\\" in double)
        else (SCALAR, scalar)
        if scalar
        else (PART, part)
        if part
        else (TEXT, single)
        if single and "\n" not in single
        else (PART, f" '{single}'\n" if single else f' "{double}"\n')
        for key, double, single, scalar, part in found
    }
    return made if len(made) == len(found) else None


def sound_entries(text: str) -> Entries | None:
    """Return the entries of *text*, with which nothing is wrong; None where it takes the whole text to tell."""
    if (found := entries(text)) is None:
        return None
    try:
        for key, (kind, written) in found.items():
            if kind == PART and written not in _parts:
                value = part_value(written)
                if len(written) > _LONGEST or "://" in written:  # hardly another head has the same
                    found[key] = VALUE, value
                else:
                    _parts.remember(written, value)
    except NotPlainError:
        return None
    return found


def value_of(kind: int, written: Any) -> Any:
    """Return the value of an entry, which others may have, too. Raises NotPlainError as part_value()."""
    return scalar_value(written) if kind == SCALAR else part_value(written) if kind == PART else written


def part_value(part: str) -> Any:
    """Return the value that stands behind the colon of an entry. Raises NotPlainError where it takes the whole text."""
    if (known := _parts.get(part)) is not None:
        return known
    try:
        return block_value(part)
    except NotPlainError:
        return _composed_value(part)


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
