"""reStructuredText by docutils: nothing is read but the text itself, no file, no network, no configuration."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import Any

from syndicate import ContentError, Fault
from syndicate.model import excerpt

from .heads import Said

MAX_CHARACTERS = 2 << 20
MISSING = "is reStructuredText, which the library docutils reads; pip install 'syndicate-feeds[pelican]'"

_CODE = re.compile(
    r"^([ \t]*)\.\. (?:code-block|sourcecode)::[ \t]*+(\S*+)[^\n]*+\n((?:\1[ \t]+:[\w-]+:[^\n]*\n)*)", re.MULTILINE
)
_ABBREVIATION = re.compile(r":abbr:`([^`(]{1,200})(?:\([^`]{0,1000}\))?`")
_PLACE = re.compile(r"<string>:(\d+): \((?:[A-Z]+/\d)\) (.*)", re.DOTALL)
_CONTENTS = re.compile(
    r'<div class="contents (?:[\w-]+ )*topic"[^>]*>.*?</div>\n?', re.DOTALL
)  # a feed reader has its own
# What Pelican's plugins may add, and what is switched off here.
_OF_PLUGINS = re.compile(r"[Dd]irective|role|disabled")
_SETTINGS: dict[str, Any] = {
    "file_insertion_enabled": False, "raw_enabled": False, "report_level": 5, "warning_stream": False,
    "traceback": True, "embed_stylesheet": False, "stylesheet_path": None, "stylesheet": None,
    "syntax_highlight": "none", "math_output": "MathML", "initial_header_level": "2",
    "input_encoding": "unicode", "output_encoding": "unicode", "_disable_config": True,
    "record_dependencies": None, "line_length_limit": 100_000, "toc_backlinks": False,
}  # fmt: skip
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1+[ ]*")
_FIELD = re.compile(r":((?![: ])(?:[^:\\]|\\.)*(?<! )):(?:[ ]+(.*))?")
_MARKUP = re.compile(
    r"[*`|\\\[$]|_(?!\w)|^\s*(?:[-+\u2022\u2023\u2043]|\.\.|\w{1,2}[.)]|\(\w\)|>>>|:)\s|::\s*$", re.MULTILINE
)


def read_head(text: str, key: str) -> dict[str, Said] | list[Fault]:
    """Return title and fields of *text*, of the file at *key*, names in lower case; or why that cannot be."""
    try:
        from docutils import nodes
        from docutils.core import publish_doctree
    except ImportError:
        return [Fault(path=key, line=1, column=1, message=MISSING)]
    if len(text) > MAX_CHARACTERS:
        return [Fault(path=key, message=f"is longer than {MAX_CHARACTERS:,} characters; shorten it, or write Markdown")]
    try:
        document = publish_doctree(
            _own_dialect(text), settings_overrides={**_SETTINGS, "report_level": 2, "halt_level": 5}
        )
    except Exception as error:  # noqa: BLE001  docutils raises what it likes on hostile text
        return [
            Fault(path=key, message=f"is not reStructuredText that docutils reads ({excerpt(str(error))}); correct it")
        ]
    faults = [
        Fault(
            path=key,
            line=message.get("line", 0),
            message=f"docutils says {excerpt(said, 120)}, and Pelican leaves it out",
        )
        for message in document.findall(nodes.system_message)
        if message["level"] >= 2 and not _OF_PLUGINS.search(said := " ".join(message.children[0].astext().split()))
    ]
    if faults:
        return faults
    found: dict[str, Said] = {}
    title = document.next_node(nodes.title)
    if title is not None and title.parent is document:
        found["title"] = Said([title.astext()], _place(text, title.astext()))
    for docinfo in document.findall(nodes.docinfo):
        for element in docinfo.children:
            name, values = _field(element)
            found[name.lower()] = Said(values, _place(text, f":{name}:", behind=True))
    return found


def body_html(text: str, key: str) -> str:
    """Return the body of *text*, of the file at *key*, as HTML.

    Raises ContentError where docutils cannot render it without Pelican's plugins, or without files that it includes.
    """
    try:
        from docutils.core import publish_parts
    except ImportError as error:
        raise ContentError(f"{key}: {MISSING}") from error
    from docutils.utils import SystemMessage

    if len(text) > MAX_CHARACTERS:
        raise ContentError(f"{key}: is longer than {MAX_CHARACTERS:,} characters")
    try:
        parts = publish_parts(_own_dialect(text), writer="html4css1", settings_overrides={**_SETTINGS, "halt_level": 2})
    except SystemMessage as error:
        found = _PLACE.fullmatch(str(error))
        place, message = (f"{key}:{found[1]}", found[2]) if found else (key, str(error))
        raise ContentError(f"{place}: docutils says {excerpt(' '.join(message.split()), 120)}") from error
    except Exception as error:
        raise ContentError(f"{key}: docutils cannot read it ({excerpt(str(error))})") from error
    return _CONTENTS.sub("", str(parts["body"]))


def plain(head: dict[str, Said]) -> dict[str, Said]:
    """Return *head* with a title that is HTML, as the titles of other files are."""
    if "title" not in head:
        return head
    title = head["title"]
    return {**head, "title": Said([escape(value, quote=False) for value in title.values], title.place)}


def _own_dialect(text: str) -> str:
    """Return *text* with Pelican's own directives and roles in the words of docutils."""
    if ".. code-block::" in text or ".. sourcecode::" in text:
        text = _CODE.sub(lambda found: f"{found[1]}.. code:: {found[2]}\n", text)
    return _ABBREVIATION.sub(lambda found: f":abbreviation:`{found[1].rstrip()}`", text) if ":abbr:" in text else text


def _field(element: Any) -> tuple[str, list[str]]:
    if element.tagname == "field":
        name, body = element.children
        return name.astext(), [body.astext()]
    if element.tagname == "authors":
        return "authors", [author.astext() for author in element.children]
    return element.tagname, [element.astext()]


def _place(text: str, written: str, *, behind: bool = False) -> tuple[int, int]:
    """Return where *written* first begins a line of *text*, or what stands behind it."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip().lower().startswith(written.lower()):
            start = len(line) - len(line.lstrip())
            if behind:
                rest = line[start + len(written) :]
                start += len(written) + len(rest) - len(rest.lstrip())
            return number, start + 1
    return 1, 1


def quick_head(text: str) -> dict[str, Said] | None:
    """Return title and fields of *text*, names in lower case; None where docutils has to tell."""
    lines = text.expandtabs(8).split("\n")
    at = _next(lines, 0)
    found: dict[str, Said] = {}
    titled = _title(lines, at)
    if titled is None:
        if at < len(lines) and not _FIELD.fullmatch(lines[at].rstrip()):
            return None
    else:
        title, line_number, at, style = titled
        if _MARKUP.search(title) or style.search("\n".join(lines[at:])):
            return None
        indent = len(lines[line_number]) - len(lines[line_number].lstrip())
        found["title"] = Said([title], (line_number + 1, indent + 1))
        at = _next(lines, at)
    while at < len(lines) and (field := _FIELD.fullmatch(lines[at].rstrip())):
        line_number, value = at, [(field[2] or "").strip()]
        at += 1
        while at < len(lines) and lines[at].startswith(" ") and lines[at].strip():
            value.append(lines[at].strip())
            at += 1
        text_of_field = "\n".join(value).strip()
        following = _next(lines, at)
        if _MARKUP.search(text_of_field) or (following > at and following < len(lines) and lines[following][0] == " "):
            return None
        column = lines[line_number].find(value[0]) + 1 if value[0] else 1
        found[field[1].lower()] = Said([text_of_field], (line_number + 1, column))
        at = following
    if at < len(lines) and lines[at].startswith(":"):
        return None
    if len(found) <= 1 and at < len(lines) and (_title(lines, at) is not None or lines[at].startswith("..")):
        return None
    return found


def _next(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _title(lines: list[str], at: int) -> tuple[str, int, int, re.Pattern[str]] | None:
    """Return a title that begins at line *at*, its line, the line after it, and the pattern of titles in its style."""
    if at + 1 >= len(lines):
        return None
    over = _ADORNMENT.fullmatch(lines[at])
    if over is not None:
        if at + 2 >= len(lines) or lines[at + 2].rstrip() != lines[at].rstrip():
            return None
        title, line_number, under = lines[at + 1], at + 1, over
    else:
        mark = _ADORNMENT.fullmatch(lines[at + 1])
        if mark is None or lines[at].startswith(" "):
            return None
        title, line_number, under = lines[at], at, mark
    if not title.strip() or _width(title.rstrip()) > len(under[0].rstrip()):
        return None
    style = re.compile(rf"^{re.escape(under[1])}{{2,}}[ ]*$", re.MULTILINE)
    return title.strip(), line_number, line_number + 2, style


def _width(text: str) -> int:
    """Return how many columns *text* takes: letters of East Asia take two, accents none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) != 0 for char in text)
