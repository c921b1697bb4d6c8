"""A head as its entries: each begins with `key:` at the beginning of a line, and goes on until the next one.

Among the others an entry means what it means alone, for nothing that is whole by itself goes on in the first column. So
each is read in its own way: a scalar where it stands, a block line by line, and whatever else YAML knows by libyaml.
Of values that differ in nothing but texts between quotes, what stands around the texts is read once: their frame.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, zip_longest
from typing import Any

import msgspec

from syndicate.files.yaml.nodes import MAX_ALIASED_VALUES, GiveUpError, Lines, Maker
from syndicate.files.yaml.plain import PLAIN, NotPlainError, block_value, is_plain, scalar_value
from syndicate.model.memo import Memo
from syndicate.model.patterns import pattern

_MARK = "\N{ASTERISM}"  # stands for a text
# What stands before, between and behind texts -> the same in JSON; () where it was met once, _NONE where there is none.
_frames: Memo[tuple[str, ...], tuple[str, ...]] = Memo(
    most=1_024, longest=1_000, length=lambda frame: sum(map(len, frame)) + len(frame)
)
_NONE = ("",)
# A text between quotes in the line of its key, as most are; any other scalar of one line, and what may follow it before
# the next entry; of any other value all that stands there. What holds a control character is none of these.
_COMMENT = r"#[^\x00-\x1f\x7f]*+"
_ENTRY = (
    r"""([A-Za-z0-9_][A-Za-z0-9_.-]{0,99}+):(?: ["']((?<=")[^\x00-\x1f\x7f"\\]++|(?<=')[^\x00-\x1f\x7f'\\]++)["']\n(?![^A-Za-z0-9_])"""
    rf"""| ++({PLAIN}|"(?>(?:[^\x00-\x1f\x7f"\\]++|\\["\\])*)"|'(?>(?:[^\x00-\x1f\x7f']++|'')*)')"""
    rf"(?:\n(?![^A-Za-z0-9_])| *+(?:(?<= ){_COMMENT})?\n++(?>(?:{_COMMENT}\n++)*)(?![ -]))"
    r"|((?=[ \n])[^\x00-\x1f\x7f]*+(?>(?:\n++[ #-][^\x00-\x1f\x7f]*+)*)\n++))()"
    r"|(?s:.+)"
)


def framed_value(part: str, read: Callable[[str], Any]) -> Any:
    """Return the value of *part*, as *read* has it; None where that must read it.

    part  has no control characters but line feeds
    """
    pieces = part.split('"' if '"' in part else "'")
    if len(pieces) % 2 == 0 or len(pieces) == 1 or "\\" in part:
        return None
    frame = tuple(pieces[::2])
    if not (written := _frames.get(frame)):
        written = () if written is None else _written(frame, read)
        _frames.remember(frame, written)
    if len(written) != len(frame):
        return None
    pieces[::2] = written
    try:
        return msgspec.json.decode('"'.join(pieces))
    except msgspec.DecodeError:  # a text of several lines
        return None


def _written(frame: tuple[str, ...], read: Callable[[str], Any]) -> tuple[str, ...]:
    """Return *frame* in JSON; _NONE where a mark in the place of a text is not that text alone."""
    marks = [f"{_MARK}{number}" for number in range(len(frame) - 1)]
    try:
        json = msgspec.json.encode(read(_joined(frame, marks))).decode()
    except NotPlainError:
        return _NONE
    written, rest = [], json
    for mark in marks:
        before, _, rest = rest.partition(f'"{mark}"')
        written.append(before)
    written.append(rest)
    is_sound = _joined(written, marks) == json and not any(_MARK in piece or piece[:1] == ":" for piece in written)
    return tuple(written) if is_sound else _NONE


def _joined(frame: Sequence[str], texts: Sequence[str]) -> str:
    return '"'.join(list(chain.from_iterable(zip_longest(frame, texts)))[:-1])


def _of_ascii(classes: re.Match[str]) -> str:
    """Return the class of the characters of ASCII that are no controls, nor denied: it is asked in half the time."""
    denied = re.sub(r"\\(.)", r"\1", classes[1])
    return f"[{''.join(f'{chr(92)}x{code:02x}' for code in range(32, 127) if chr(code) not in denied)}]"


_entries_of_ascii = re.compile(re.sub(r"\[\^\\x00-\\x1f\\x7f((?:\\.|[^\\\]])*)\]", _of_ascii, _ENTRY)).findall
_entries_of_any = pattern(_ENTRY.replace(r"[^\x00-\x1f\x7f]", r"[^\n]"))  # of what is_plain()
_BEFORE = pattern(rf"\A(?>(?: *+(?:{_COMMENT})?\n)*)")
_REACHES_OUT = re.compile(
    r"(?<![^\s\[{,:])&[\w-]++(?!;)|<<"
)  # anchors, no entities; and merge keys, whose members stand elsewhere

_LONGEST = 200
_parts: Memo[str, Any] = Memo(most=1_024, longest=_LONGEST)  # values of what is no scalar, which nobody changes

# Key; and of what stands behind it one: a text without its quotes, another scalar of one line as it is written,
# all else as it is written, or the value itself.
Entry = tuple[str, str, str, str, Any]
Entries = dict[str, Entry]


def entries(text: str) -> list[Entry] | None:
    """Return the entries of *text*; None where it is no mapping of such.

    Nothing is wrong with it if part_value() reads what is no scalar, and no two have one key.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    is_ascii = text.isascii()
    if not (is_ascii or is_plain(text)):
        return None
    if text[:1] in "\n# ":
        text = _BEFORE.sub("", text, count=1)
    found: list[Entry] = _entries_of_ascii(text) if is_ascii else _entries_of_any.findall(text)
    return found if found and found[-1][0] else None


def sound_entries(text: str) -> Entries | None:
    """Return the entries of *text*, with which nothing is wrong; None where it takes the whole text to tell."""
    if (listed := entries(text)) is None:
        return None
    found = {entry[0]: entry for entry in listed}
    try:
        for key, _, _, part, _ in listed:
            if part and part not in _parts:
                value = part_value(part)
                if len(part) > _LONGEST:
                    found[key] = key, "", "", "", value
                else:
                    _parts.remember(part, value)
    except NotPlainError:
        return None
    return found if len(found) == len(listed) else None


def values_as_entries(values: Mapping[str, Any]) -> Entries:
    """Return the entries of a mapping of *values*."""
    return {key: (key, "", "", "", value) for key, value in values.items()}


def value_of(entry: Entry) -> Any:
    """Return the value of an *entry*, which others may have, too. Raises NotPlainError as part_value()."""
    _, text, scalar, part, value = entry
    return text or (scalar_value(scalar) if scalar else part_value(part) if part else value)


def part_value(part: str) -> Any:
    """Return the value that stands behind the colon of an entry. Raises NotPlainError where it takes the whole text."""
    if (known := _parts.get(part)) is not None:
        return known
    framed = framed_value(part, _read)
    return _read(part) if framed is None else framed


def _read(part: str) -> Any:
    """Return part_value() of what was not met before."""
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
