"""Values that differ in nothing but texts between quotes: what stands around the texts is read once.

A picture of one article has another address than that of the next, and the same lines around it. Such a frame is made
into JSON when it is met again; from then on the decoder of JSON reads all that has it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, zip_longest
from typing import Any

import msgspec

from syndicate.files.yaml.plain import NotPlainError
from syndicate.model.memo import Memo

_MARK = "\N{ASTERISM}"  # stands for a text
# What stands before, between and behind texts -> the same in JSON; () where it was met once, _NONE where there is none.
_frames: Memo[tuple[str, ...], tuple[str, ...]] = Memo(
    most=1_024, longest=1_000, length=lambda frame: sum(map(len, frame)) + len(frame)
)
_NONE = ("",)


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
    """Return *frame* with *texts* in it."""
    return '"'.join(list(chain.from_iterable(zip_longest(frame, texts)))[:-1])
