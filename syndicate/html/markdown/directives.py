"""Blocks of Markdown that generators of documentation have: ":::tip" of Docusaurus and VitePress, "!!! note" of MkDocs.

Their pages show a box with a title. So a feed has the title in bold above what is in the box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.html.markdown.lines import markdown_lines
from syndicate.model.patterns import pattern

KINDS = frozenset(
    "note tip info warning danger caution important success question abstract summary example bug quote failure hint "
    "attention error seealso todo secondary".split()
)
# What is in these is shown to those with a password, or to nobody.
_HIDDEN = "encrypt(?:ed|ion)?|hidden|hide|pass(?:word|wd)|private|protected|secret"
HIDDEN_BOX = pattern(rf"^ *:{{3,}} *(?:\{{ *\.)?(?:{_HIDDEN})\b", re.IGNORECASE | re.MULTILINE)
# In pages of VitePress these are boxes without a title; others that nobody knows have none either.
_FENCED = pattern(
    r"( *+)(:{3,}) *+(?:([A-Za-z][\w-]*+)(?: *\[(?P<in_brackets>.*)\]| *\{[^{}]*\}| +(?P<title>[^\s{].*))?"
    r"|\{(?P<attributes>[^{}]*+)\} *+:*+) *"  # of Pandoc, as in Quarto
)
_CALLOUT = pattern(r"\.callout-(\w+)")
_TITLE = pattern(r"""\btitle=(?:"([^"]*)"|'([^']*)')""")
_HEADING = pattern(r" *#{1,6} +(.+?)(?: +#+)?(?: *\{[^{}]*\})? *")  # of a callout: its title
# Of pymdownx.blocks: "/// note | Title", and below it options, which are indented.
_SLASHED = pattern(r"( *+)(/{3,}) *+([a-z][\w-]*+)(?: *\|(.*))? *")
_OPTION = pattern(r" {4,}[a-z_-]+:.*")
_TITLED = KINDS | frozenset("admonition define details tab".split())
_UNTITLED = frozenset("caption figure-caption html table-caption".split())
_END = pattern(r"( *+)(:{3,}|/{3,}) *+")
_INDENTED = pattern(
    r'( *+)(!!!|\?\?\?\+?|===[!+]?)(?P<space> *+)(?P<kind>[A-Za-z][\w-]*+(?>(?: ++[\w-]++)*))? *+(?:"(?P<title>[^\n]*)")? *'
)
_MAX_DEPTH = 8
GROUP = '<div class="code-group">'  # blocks of code in tabs, which their titles name


def plain_directives(text: str, tag: str = "<div>") -> str:
    """Return the Markdown *text* with each such block as a <div>, its title a paragraph in bold.

    tag  that begins it
    """
    return "\n".join(_blocks(text, 0, tag))


def plain_containers(text: str) -> str:
    """Return *text* with each block of markdown-it-container as a <div>: what stands behind its name is not shown."""
    return "\n".join(_blocks(text, 0, ""))


def _blocks(text: str, depth: int, tag: str) -> Iterator[str]:
    lines = list(markdown_lines(text))
    opened: list[tuple[int, str]] = []
    index = 0
    while index < len(lines):
        line, is_code = lines[index]
        index += 1
        if is_code:
            yield line
        elif found := _FENCED.fullmatch(line):
            attributes = found["attributes"] or ""
            callout, given = _CALLOUT.search(attributes), _TITLE.search(attributes)
            kind = (found[3] or (callout[1] if callout else "")).lower()
            is_hidden = HIDDEN_BOX.match(line) is not None
            title = (found["in_brackets"] or found["title"] or (given and (given[1] or given[2])) or "").strip()
            if callout and not title and (headed := _headed(lines, index)):
                title, index = headed
            title = title or (kind.capitalize() if kind in KINDS else "")
            yield f"\n{found[1]}<div hidden>\n\n" if is_hidden else _opening(found[1], kind, title, tag)
            # Any end is that of the last one which Pandoc reads.
            opened.append((len(found[2]) if found[3] else 0, "details" if kind == "details" else "div"))
        elif tag and (found := _SLASHED.fullmatch(line)) and found[3] in _TITLED | _UNTITLED:
            kind = found[3]
            while index < len(lines) and _OPTION.fullmatch(lines[index][0]):
                index += 1
            title = (
                "" if kind in _UNTITLED else (found[4] or "").strip() or (kind.capitalize() if kind in KINDS else "")
            )
            yield _opening(found[1], kind, title, tag)
            opened.append((-len(found[2]), "details" if kind == "details" else "div"))
        elif opened and (end := _END.fullmatch(line)):
            count = len(end[2]) if end[2][0] == ":" else -len(end[2])
            ended = {0, count} if any(length in (0, count) for length, _ in opened) else set(range(3, count))
            if not any(length in ended for length, _ in opened):
                yield line
                continue
            while opened:
                length, name = opened.pop()
                yield f"\n{end[1]}</{name}>\n"
                if length in ended:
                    break
        elif tag and depth < _MAX_DEPTH and (found := _INDENTED.fullmatch(line)) and _is_block(found):
            end_index = _end_of_block(lines, index, len(found[1]) + 4)
            kind = (found["kind"] or "").partition(" ")[0]
            title = kind.capitalize() if found["title"] is None else found["title"]
            block = "\n".join(line[len(found[1]) + 4 :] for line, _ in lines[index:end_index])
            yield _opening(found[1], "", title, tag)
            for made in _blocks(block, depth + 1, tag):
                yield "\n".join(line and found[1] + line for line in made.split("\n"))
            yield f"{found[1]}\n{found[1]}</div>\n"
            index = end_index
        else:
            yield line


def _headed(lines: list[tuple[str, bool]], index: int) -> tuple[str, int] | None:
    """Return the heading that is the first of the lines from *index* on, and the place behind it."""
    while index < len(lines) and not lines[index][0].strip():
        index += 1
    found = _HEADING.fullmatch(lines[index][0]) if index < len(lines) and not lines[index][1] else None
    return (found[1], index + 1) if found else None


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


def _is_block(found: re.Match[str]) -> bool:
    """Tell whether the line *found* begins a block: "!!!" has a kind, "===" a title, and "???" one of the two."""
    if not found["space"] and found["kind"] not in KINDS:
        return False
    return (
        found["title"] is not None
        if found[2][0] == "="
        else bool(found["kind"] or (found[2][0] == "?" and found["title"]))
    )


def _opening(indentation: str, kind: str, title: str, tag: str) -> str:
    if kind == "details":
        return f"\n{indentation}<details><summary>{title or 'Details'}</summary>\n"
    start = GROUP if kind == "code-group" else tag or "<div>"
    return f"\n{indentation}{start}\n\n" + (f"{indentation}**{title}**\n" if title and tag else "")
