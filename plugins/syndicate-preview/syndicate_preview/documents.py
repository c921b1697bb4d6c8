"""Documents as lines of text, a page of them at a time, however long they are."""

from __future__ import annotations

import zlib
from typing import NamedTuple

_MOST_BYTES = 256 << 20
_LONGEST = 2_000  # characters of a line that are shown
LINES = 500


class Page(NamedTuple):
    """Some lines of a text.

    lines   (number from 1, what is shown of it, characters that are not)
    total   lines of the text
    """

    lines: list[tuple[int, str, int]]
    total: int

    @property
    def before(self) -> int:
        """The line with which the page before begins; 0: there is none."""
        return max(self.lines[0][0] - LINES, 1) if self.lines and self.lines[0][0] > 1 else 0

    @property
    def after(self) -> int:
        """The line with which the next page begins; 0: there is none."""
        return self.lines[-1][0] + 1 if self.lines and self.lines[-1][0] < self.total else 0


def unpacked(body: bytes) -> bytes:
    """Return *body*, unpacked where it is gzip."""
    return zlib.decompressobj(31).decompress(body, _MOST_BYTES) if body.startswith(b"\x1f\x8b") else body


def lines_of(body: bytes, around: int) -> Page:
    """Return the page of the lines of *body* that the line *around* is on."""
    lines = unpacked(body).decode("utf-8", "replace").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    start = (min(max(around, 1), max(len(lines), 1)) - 1) // LINES * LINES
    shown = [
        (number, line[:_LONGEST], max(len(line) - _LONGEST, 0))
        for number, line in enumerate(lines[start : start + LINES], start + 1)
    ]
    return Page(shown, len(lines))
