"""The lines of Markdown, those of code told from others: what a dialect says in a line of its own is no code."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TICKS = re.compile("`+")


def markdown_lines(body: str) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it is one of code."""
    fence = ""
    is_indented, is_blank_before = False, True
    for line in body.split("\n"):
        found = _FENCE.match(line)
        if fence:
            yield line, True
            if found and found[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            continue
        if found:
            fence = found[1]
            yield line, True
            continue
        is_blank = not line.strip()
        deep = line.startswith(("    ", "\t"))
        is_indented = deep and (is_indented or is_blank_before) if not is_blank else is_indented
        yield line, is_indented
        is_blank_before = is_blank


def code_spans(line: str) -> Iterator[tuple[int, int]]:
    """Yield where each code span begins and ends: between two runs of as many backticks (CommonMark 6.1)."""
    runs = [match.span() for match in _TICKS.finditer(line)]
    by_length: dict[int, list[int]] = {}
    for begin, end in reversed(runs):
        by_length.setdefault(end - begin, []).append(begin)
    done = 0
    for begin, end in runs:
        later = by_length[end - begin]
        while later and later[-1] <= begin:
            later.pop()
        if begin >= done and later:
            done = later[-1] + end - begin
            yield begin, done
