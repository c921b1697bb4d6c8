"""What generators of documentation write into blocks of code, and their pages show in another way.

A title (``title="a.js"``, in a group of VitePress ``[a.js]``) stands in bold above the code; the marks of lines that
are to be in another colour are taken out, and with theirs the lines that are not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.html.markdown.directives import GROUP
from syndicate.html.markdown.lines import markdown_lines
from syndicate.model.patterns import pattern

_OPENING = pattern(r"([ \t]*)(`{3,}|~{3,})[ \t]*([^\s`]*)(.*)")
_TITLE = pattern(r"""(?:^|[\s{])title=(?:"([^"]+)"|'([^']+)')|^[ \t]*\[([^\[\]]+)\][ \t]*$""")
_TITLED = {fence: pattern(rf"{fence} ?\w+ \[") for fence in ("```", "~~~")}
_SPECIAL = pattern(r"([\\`*_\[\]<>&])")
_COMMENT = r"(?://|\#|--|;|%|/\*|<!--|\{/\*)[ \t]*+"
_END = r"[ \t]*+(?:\*/\}?|-->)?[ \t\r]*"
_WHOLE_LINE = pattern(rf"[ \t]*+{_COMMENT}highlight-(?:next-line|start|end){_END}")
_BEHIND = pattern(rf"(?<![ \t])[ \t]*+{_COMMENT}(?:\[!code [^\[\]\n]*\]|highlight-line){_END}$")
HIDING = pattern(
    rf"{_COMMENT}hide-(line|next-line|start|end){_END}$", re.MULTILINE
)  # as gatsby-remark-prismjs reads them
_MARKS = ("title=", "[!code ", "highlight-", "hide-")


def plain_code(text: str) -> str:
    """Return the Markdown *text* with such titles above the code, and without such marks in it."""
    return "\n".join(_lines(text))


def has_marks(text: str) -> bool:
    return any(
        fence[0] in text and fence in text and (any(mark in text for mark in _MARKS) or titled.search(text) is not None)
        for fence, titled in _TITLED.items()
    )


def _lines(text: str) -> Iterator[str]:
    fence = hidden = ""  # hidden: what the lines that follow are, "line" or up to an "end"
    is_in_group = False
    for line, is_code in markdown_lines(text):
        if not is_code:
            fence = ""
            is_in_group = GROUP in line or (is_in_group and "</div>" not in line)
        elif fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = hidden = ""
            elif "hide-" in line and (found := HIDING.search(line)):
                hidden = {"next-line": "line", "start": "end"}.get(found[1], "")
                continue
            elif hidden or _WHOLE_LINE.fullmatch(line):
                hidden = hidden.removesuffix("line")
                continue
            elif "[!code " in line or "highlight-" in line:
                line = _BEHIND.sub("", line)  # noqa: PLW2901
        elif found := _OPENING.fullmatch(line):
            fence = found[2]
            if (title := _TITLE.search(found[4])) and (is_in_group or not title[3]):
                said = _SPECIAL.sub(r"\\\1", next(filter(None, title.groups())))
                yield f"\n{found[1]}**{said}**\n"
        yield line
