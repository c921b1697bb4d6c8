"""Blocks of Markdown that generators of documentation have: ":::tip" of Docusaurus and VitePress, "!!! note" of MkDocs.

Their pages show a box with a title. So a feed has the title in bold above what is in the box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.html.markdown.lines import markdown_lines

_KINDS = frozenset(
    "note tip info warning danger caution important success question abstract summary example bug quote failure hint "
    "attention error seealso todo secondary".split()
)
# In pages of VitePress these are boxes without a title; others that nobody knows have none either.
_FENCED = re.compile(
    r"( *+)(:{3,}) *+([A-Za-z][\w-]*+)(?: *\[(?P<in_brackets>.*)\]| *\{[^{}]*\}| +(?P<title>[^\s{].*))? *"
)
_END = re.compile(r"( *+)(:{3,}) *+")
_INDENTED = re.compile(r'( *+)(!!!|\?\?\?\+?|===[!+]?) +(?P<kind>[A-Za-z][\w -]*?)? *(?:"(?P<title>[^\n]*)")? *')
_MAX_DEPTH = 8
GROUP = '<div class="code-group">'  # blocks of code in tabs, which their titles name


def plain_directives(text: str) -> str:
    """Return the Markdown *text* with each such block as a <div>, its title a paragraph in bold."""
    return "\n".join(_blocks(text, 0))


def _blocks(text: str, depth: int) -> Iterator[str]:
    lines = list(markdown_lines(text))
    opened: list[tuple[int, str]] = []
    index = 0
    while index < len(lines):
        line, is_code = lines[index]
        index += 1
        if is_code:
            yield line
        elif found := _FENCED.fullmatch(line):
            kind = found[3].lower()
            title = (found["in_brackets"] or found["title"] or "").strip() or (
                kind.capitalize() if kind in _KINDS else ""
            )
            yield _opening(found[1], kind, title)
            opened.append((len(found[2]), "details" if kind == "details" else "div"))
        elif opened and (end := _END.fullmatch(line)):
            count = len(end[2])
            if not any(count == length for length, _ in opened):
                yield line
                continue
            while opened:
                length, tag = opened.pop()
                yield f"\n{end[1]}</{tag}>\n"
                if length == count:
                    break
        elif depth < _MAX_DEPTH and (found := _INDENTED.fullmatch(line)) and (found["kind"] or found["title"]):
            end_index = _end_of_block(lines, index, len(found[1]) + 4)
            kind = (found["kind"] or "").partition(" ")[0]
            title = kind.capitalize() if found["title"] is None else found["title"]
            block = "\n".join(line[4:] for line, _ in lines[index:end_index])
            yield _opening(found[1], "", title)
            yield from _blocks(block, depth + 1)
            yield f"{found[1]}\n{found[1]}</div>\n"
            index = end_index
        else:
            yield line


def _end_of_block(lines: list[tuple[str, bool]], index: int, indentation: int) -> int:
    """Return the place behind the lines from *index* on that are indented so far; blank ones may stand between."""
    end = index
    while index < len(lines):
        line = lines[index][0]
        if line.strip():
            if len(line) - len(line.lstrip(" ")) < indentation:
                break
            end = index + 1
        index += 1
    return end


def _opening(indentation: str, kind: str, title: str) -> str:
    if kind == "details":
        return f"\n{indentation}<details><summary>{title or 'Details'}</summary>\n"
    start = GROUP if kind == "code-group" else "<div>"
    return f"\n{indentation}{start}\n\n" + (f"{indentation}**{title}**\n" if title else "")
