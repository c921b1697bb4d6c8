"""MDX made into Markdown, as far as it says itself what it shows: attributes in braces, texts in quotes, tabs, links.

Other components and expressions stay as they are: only the site's generator knows what they show.
"""

from __future__ import annotations

import re
from itertools import chain, islice
from textwrap import dedent

_BRACES = r"\{(?>(?:[^{}]++|\{(?>(?:[^{}]++|\{[^{}]*+\})*)\})*)\}"
_ATTRIBUTE = rf"[A-Za-z_:][\w:.-]*+(?>(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|{_BRACES}))?)"
_NAME = r"(?:[a-z][\w-]*+|Tabs|TabItem|Link|Admonition)(?![\w.])"
# Code is no MDX.
_PIECE = re.compile(
    r"(?P<code>^[ \t]*+(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)[^\n]*+\n(?>(?:(?![ \t]*+(?P=fence))[^\n]*+\n)*)(?>(?:[ \t]*+(?P=fence)[`~]*+)?)|(?P<ticks>`++)(?:(?!`)[^\n]{0,2000}?[^\n`])(?P=ticks)(?!`)|\\[{<])"
    rf"|(?P<start></?+)(?P<name>{_NAME})(?P<attributes>(?>(?:\s++{_ATTRIBUTE})*))(?P<end>\s*+/?+>)"
    rf"|(?P<expression>{_BRACES})|</?+>",
    re.MULTILINE,
)
_EACH_ATTRIBUTE = re.compile(rf"\s++(?P<name>[\w:.-]++)(?:\s*+=\s*+(?P<value>\"[^\"]*+\"|'[^']*+'|{_BRACES}))?")
_SAID = re.compile(r"\{\s*(?:'([^'\\]*)'|\"([^\"\\]*)\"|`([^`\\$]*)`|(-?\d+(?:\.\d+)?))\s*\}")
_NOTHING = re.compile(r"\{\s*+(?:(?:/\*.*\*/|null|undefined|true|false)\s*+)?\}", re.DOTALL)
_ID = re.compile(r"\{#[^\s{}]+\}")  # of a heading, and no JavaScript
_HIDES = re.compile(r"""\b(?:display['"]?\s*:\s*['"`]none|visibility['"]?\s*:\s*['"`]hidden)\b""")
_ASSET = re.compile(r"\{\s*(require|useBaseUrl)\(\s*(['\"])([^'\"]+)\2\s*\)(?:\.default)?\s*\}")
_SPECIAL = re.compile(r"([\\`*_\[\]<>&{}#])")
_HTML = {"className": "class", "htmlFor": "for", "srcSet": "srcset", "to": "href"}
_BOXES = ("Tabs", "TabItem", "Admonition")
_ELEMENTS = {"Link": "a", **dict.fromkeys(_BOXES, "div")}
_TITLES = {"TabItem": ("label", "value"), "Admonition": ("title", "type")}
_BLOCK = (
    r"(?:article|aside|blockquote|center|details|div|figcaption|figure|footer|header|main|nav|section|summary"
    r"|[a-z]\w*+-[\w-]++)"  # an element of the site's own
)
_OPENING = re.compile(rf"(?P<tag>[ \t]*+<(?P<name>{_BLOCK})\b[^<>]*+(?<!/)>)[ \t]*+(?P<text>.*)")
_BREAK = "\ufdd4"  # a noncharacter, behind the title of a tab or a box
_MAX_DEPTH = 8
_HEADING = re.compile(r"\s*(?:#[ \t]+\S[^\n]*(?:\n|\Z)|[^\s#`<>|*-][^\n]*\n=+[ \t]*(?:\n|\Z))")


def plain_mdx(text: str) -> str:
    """Return the MDX *text* with HTML and Markdown for what says itself what it shows."""
    if "<" in text or "{" in text:
        text = _PIECE.sub(_plain, text)
    return "\n".join(_with_blocks(text.split("\n"))).replace(_BREAK, " ") if "<" in text else text


def without_heading(text: str) -> str:
    """Return *text* without the first heading, which Docusaurus shows as the title of a page only."""
    found = _HEADING.match(text)
    return "\n" * found[0].count("\n") + text[found.end() :] if found else text


def _plain(found: re.Match[str]) -> str:
    if found["code"]:
        return found[0]
    if found["expression"]:
        if said := _SAID.fullmatch(found[0]):
            return _escaped(next(part for part in said.groups() if part is not None))
        if _ID.fullmatch(found[0]):
            return f"\\{found[0]}"
        return "\n" * found[0].count("\n") if _NOTHING.fullmatch(found[0]) else found[0]
    if not found["name"]:
        return ""  # a fragment
    name, values = found["name"], {}
    for attribute in _EACH_ATTRIBUTE.finditer(found["attributes"]):
        value = attribute["value"]
        if value is None or value[0] != "{":
            values[attribute["name"]] = value and value[1:-1]
        elif said := _SAID.fullmatch(value):
            values[attribute["name"]] = next(part for part in said.groups() if part is not None)
        elif asset := _ASSET.fullmatch(value):
            values[attribute["name"]] = asset[3] if asset[1] == "require" else f"/{asset[3].lstrip('/')}"
        elif (attribute["name"] == "style" and _HIDES.search(value)) or value[1:-1].strip() == "true":
            values["hidden" if attribute["name"] == "style" else attribute["name"]] = None
        elif attribute["name"] == "hidden" and not _NOTHING.fullmatch(value):
            return found[0]
    if name not in _ELEMENTS and "{" not in found["attributes"] and not _HTML.keys() & values.keys():
        return found[0]
    kept = {_HTML.get(key, key): value for key, value in values.items()} if name not in _BOXES else {}
    said_attributes = "".join(
        f" {key}" if value is None else f' {key}="{value.replace(chr(34), "&quot;")}"' for key, value in kept.items()
    )
    title = next(filter(None, (values.get(key) for key in _TITLES.get(name, ()))), "")
    begun = f"{found['start']}{_ELEMENTS.get(name, name)}{said_attributes}{found['end'].lstrip()}"
    shown = f"**{_escaped(title if name == 'TabItem' else title[:1].upper() + title[1:])}**{_BREAK}" if title else ""
    return f"{begun}{shown}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _with_blocks(lines: list[str], depth: int = 0) -> list[str]:
    """Return *lines* with blank ones around the tags of blocks: what stands between is Markdown, however indented."""
    made: list[str] = []
    open_ended: set[str] = set()  # names of elements that nothing closes
    fence, index = "", 0
    while index < len(lines):
        line = lines[index]
        index += 1
        marks = re.match(r"[ \t]*(`{3,}|~{3,})", line)
        if marks and (not fence or line.strip().startswith(fence)):
            fence = "" if fence else marks[1]
        found = None if fence or marks or depth >= _MAX_DEPTH else _OPENING.fullmatch(line)
        if found is None or found["name"] in open_ended:
            made.append(line)
            continue
        inner, end, after = _inside(found["text"], lines, index, found["name"])
        if end < 0:
            open_ended.add(found["name"])
            made.append(line)
            continue
        indentation = line[: len(line) - len(line.lstrip())]
        begun = inner[0].strip().replace(_BREAK, "\n\n")
        block = _with_blocks([*begun.split("\n"), *dedent("\n".join(inner[1:])).split("\n")], depth + 1)
        element = [found["tag"].lstrip(), "", *block, "", f"</{found['name']}>{after}"]
        made += [indentation + line if line else "" for line in element]
        made += [""] if not after.strip() else []
        index = max(index, end)
    return made


def _inside(text: str, lines: list[str], index: int, name: str) -> tuple[list[str], int, str]:
    """Return what the element *name* holds, the line that it ends in or -1, and what stands behind it there.

    text   what stands behind its opening tag
    index  the line below that
    """
    tag = re.compile(rf"<(/?){name}\b[^<>]*(?<!/)>")
    inner: list[str] = []
    depth = 1
    for end, line in enumerate(chain((text,), islice(lines, index, None)), index):
        for found in tag.finditer(line):
            depth += -1 if found[1] else 1
            if not depth:
                return [*inner, line[: found.start()]], end, line[found.end() :]
        inner.append(line)
    return [], -1, ""
