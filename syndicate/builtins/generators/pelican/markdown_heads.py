"""The head of a Markdown file, as Python-Markdown's extension "meta" reads it: "Title: Tides" line by line."""

from __future__ import annotations

import re

from .heads import Said

_FIRST = re.compile(r" {0,3}(?P<key>[A-Za-z0-9_-]+):\s*(?P<value>.*)")
# As most are written: _FIRST finds the same, and nothing of the others.
_PLAIN = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_-]*+): *+([^\s][^\n\t]*+)(?:\n|\Z)")
_MORE = re.compile(r" {4,}(?P<value>.*)")
_BEGIN = re.compile(r"-{3}(\s.*)?")
_END = re.compile(r"(?:-{3}|\.{3})(\s.*)?")
# What Pelican's other extensions do beyond CommonMark, as far as the text shows it.
_LANGUAGE_OF_CODE = re.compile(r"^((?: {4}|\t)+)(?:#!|:::)[\w+#-]++[^\n]*+\n", re.MULTILINE)
# And what its "admonition" and "toc" add.
_EXTENSIONS = (
    "abbreviations", "attribute_lists", "cjk_friendly_emphasis", "code_in_cells", "contents", "description_lists",
    "directives", "dot_lists", "fences_in_html", "heading_attributes", "headings_of_python", "inline_html",
    "last_notes", "loose_references", "markdown_in_html", "odd_titles_of_python", "parted_lists", "parted_references", "plain_backslashes_of_python", "plain_tildes",
    "quoted_titles", "raw_blocks", "short_mailto", "spaced_links", "spaced_references", "tight_emphasis", "tight_headings", "wide_items_of_python",
)  # fmt: skip
# CommonMark ends the address of a link at a space, Python-Markdown does not: "[all]({category}News from here)".
_LINK = re.compile(r"""(?<=\]\()[ ]*([{|]\w{1,20}[}|][^()"'\n]{0,500})(?=[)"'])""")


def split(text: str) -> tuple[dict[str, Said], str]:
    """Return the metadata of *text*, names in lower case, and what stands below it."""
    found: dict[str, Said] = {}
    key = ""
    position, line_number = 0, 0
    while position < len(text):
        if (plain := _PLAIN.match(text, position)) is not None:
            key, line_number = plain[1].lower(), line_number + 1
            value = plain[2].rstrip()
            if key in found:
                found[key].values.append(value)
            else:
                found[key] = Said([value], (line_number, plain.start(2) - position + 1))
            position = plain.end()
            continue
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        written = text[position:end]
        line = written.expandtabs(4)
        line_number += 1
        if line_number == 1 and _BEGIN.match(line):
            position = end + 1
            continue
        if not line.strip() or _END.match(line):
            return found, text[end + 1 :]
        first = _FIRST.match(line)
        more = None if first else _MORE.match(line)
        if first:
            key = first["key"].lower()
            value = first["value"].strip()
            place = (line_number, written.find(value) + 1 if value else len(written) + 1)
            if key in found:
                found[key].values.append(value)
            else:
                found[key] = Said([value], place)
        elif more and key:
            found[key].values.append(more["value"].strip())
        else:
            return found, text[position:]
        position = end + 1
    return found, ""


def body_html(body: str) -> str:
    """Return *body* as HTML: CommonMark and what is shown of Python-Markdown's "extra" and "codehilite"."""
    from syndicate.html import markdown_html, without_open_fences

    if ":::" in body or "#!" in body:
        body = _LANGUAGE_OF_CODE.sub("", body)
    if "]({" in body or "](|" in body:
        body = _LINK.sub(_without_spaces, body)
    return markdown_html(without_open_fences(body.expandtabs(4)), extensions=_EXTENSIONS)


def _without_spaces(found: re.Match[str]) -> str:
    address = found[1].rstrip(" ")
    return address.replace(" ", "%20") + found[1][len(address) :]
