"""reStructuredText by docutils: nothing is read but the text itself, no file, no network, no configuration."""

from __future__ import annotations

import re
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
