"""The lines of Markdown, those of code told from others: what a dialect says in a line of its own is no code."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


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
