"""The beginning of a text, for those who want no more of it: Markdown is rendered as far as its first paragraphs.

What stands further down must not bear on it: blocks of Markdown are read from the top down, but what a link or a
footnote refers to may stand anywhere, and HTML may be open as long as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import local

CUT = "\ufdd2"  # a noncharacter, behind the beginning of a text that goes on
_SIZE = 2000  # characters
# A line that begins with a letter, below a blank one: no list and no quotation goes on in it.
_PLACE = re.compile(r"\n\n(?=[^\W\d_])")
_LABEL = re.compile(r"\[([^\[\]]+)\]")
_DEFINED = re.compile(r"\[([^\[\]]+)\]:")


class _Wanted(local):
    """What this thread wants of a text."""

    is_beginning = False


_WANTED = _Wanted()


@contextmanager
def beginning_wanted() -> Iterator[None]:
    """Let Markdown be rendered as far as its first paragraphs; CUT stands behind what goes on."""
    _WANTED.is_beginning = True
    try:
        yield
    finally:
        _WANTED.is_beginning = False


def wanted_part(text: str) -> str:
    """Return *text*, Markdown, or its beginning where that is wanted and renders alike without the rest."""
    if not _WANTED.is_beginning or len(text) <= 2 * _SIZE or "<!--" in text:  # a mark may stand below
        return text
    start = text[: max((place.start() for place in _PLACE.finditer(text, 0, _SIZE)), default=0)]
    if not start or any(mark in start for mark in ("<", "]:", "\\[", "\\]")):
        return text
    if "[" in start and "]:" in text and not _labels(_DEFINED, text).isdisjoint(_labels(_LABEL, start)):
        return text
    return start


def _labels(pattern: re.Pattern[str], text: str) -> set[str]:
    return {" ".join(label.split()).casefold() for label in pattern.findall(text)}
