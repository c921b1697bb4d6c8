"""What authors write for themselves or for another output: comments of Obsidian and kramdown, what Quarto hides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.html import markdown_lines

# A percentage begins none; "%%time or %%timeit", commands of notebooks, are none.
_COMMENT = re.compile(
    r"(?P<code>^[ \t]*+(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)[^\n]*+\n(?>(?:(?![ \t]*+(?P=fence))[^\n]*+\n)*)(?>(?:[ \t]*+(?P=fence)[`~]*+)?)|`[^`\n]*+`)"
    r"|(?<!\d)%%(?>(?:[^%]|%(?!%))*)(?:(?<=\S)%%|%%(?!\w))|\{/\*(?>(?:[^*{]|\*(?!/\})|\{(?!/\*))*)\*/\}"
    r"|\{::comment\}(?>(?:[^{]|\{(?!::comment\}|:/))*)\{:/(?:comment)?\}",
    re.MULTILINE,
)
_SAYS_OF_CODE = re.compile(
    r"(?:^|[{,])[ \t]*(?:echo|include)[ \t]*:[ \t]*[\"']?(true|yes|on|false|no|off)\b", re.IGNORECASE | re.MULTILINE
)
_DIV = re.compile(r" {0,3}:{3,}+[ \t]*+(?:(?P<attributes>\{[^{}]*+\})[ \t]*+:*+[ \t\r]*+|[^\s:{][^\n]*+)?")
_SPAN = re.compile(
    r"\[((?>(?:[^\[\]\n]|\[[^\[\]\n]*+\])*))\](\{[^{}\n]*\.(?:content-(?:hidden|visible)|hidden)\b[^{}\n]*\})"
)
_FENCE = re.compile(
    r"(?P<indentation>[ \t]*+(?:>[ \t]?)*)(?P<marks>`{3,}|~{3,})[ \t]*(?:\{(?P<said>[^{}]*)\})?[ \t\r]*"
)
_CONDITION = re.compile(r"(when|unless)-([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_OF_PAGES = ("html", "html4", "html5", "html:js")
_OPTION = re.compile(r"[ \t]*(?:#|//|--|%%|%|;|\*)\|[ \t]*(.*)")
_LANGUAGE = re.compile(r"\.?([\w+-]+)")
_HIDES_CODE = re.compile(
    r"\bopts_chunk\$set\([^)]{0,1000}\becho[ \t]*=[ \t]*(?:FALSE|F)\b"
)  # said by a cell of knitr's
_HIDDEN_CELL = re.compile(r"\b(?:echo|include)[ \t]*[=:][ \t]*(?:false|no|off|F)\b", re.IGNORECASE)
_SHOWN_CELL = re.compile(r"\becho[ \t]*[=:][ \t]*(?:true|yes|on|T|fenced)\b", re.IGNORECASE)


def without_comments(text: str) -> str:
    """Return the Markdown *text* without comments of Obsidian (%%), kramdown and MDX; code stays as it is."""
    return _COMMENT.sub(lambda found: found[0] if found["code"] else "\n" * found[0].count("\n"), text)


def says_of_code(text: str) -> bool | None:
    """Return whether the YAML *text* has Quarto show the code of cells; None where it says nothing of it."""
    found = {said.lower() in ("true", "yes", "on") for said in _SAYS_OF_CODE.findall(text)}
    return None if not found else False not in found


def shown_by_quarto(text: str, *, shows_code: bool) -> str:
    """Return the Markdown *text* without what no page of it shows, and without the options of its cells of code.

    shows_code  whether a cell that says nothing of it is shown
    """
    if "```" not in text and "~~~" not in text and ".content-" not in text and ".hidden" not in text:
        return text
    return "\n".join(_shown_lines(text, shows_code and _HIDES_CODE.search(text) is None))


def _shown_lines(text: str, shows_code: bool) -> Iterator[str]:  # noqa: FBT001  as above
    divs: list[bool] = []  # those that are open: whether each is hidden
    block: list[str] = []
    for line, is_code in markdown_lines(text):
        if is_code and (block or _FENCE.fullmatch(line) or "```" in line or "~~~" in line):
            block.append(line)
            if len(block) > 1 and _ends(block[0], line):
                yield from () if any(divs) else _shown_block(block, shows_code)
                block = []
            continue
        if block:
            yield from () if any(divs) else _shown_block(block, shows_code)
            block = []
        if not is_code and (found := _DIV.fullmatch(line)):
            is_end = not line.strip().strip(":")
            was_hidden = any(divs)
            if not is_end:
                divs.append(_is_hidden(found["attributes"] or ""))
            elif divs:
                divs.pop()
            if was_hidden or any(divs):
                continue
        if not any(divs):
            yield line if is_code else _SPAN.sub(_shown_span, line)
    if block and not any(divs):
        yield from _shown_block(block, shows_code)


def _ends(opening: str, line: str) -> bool:
    marks = opening.strip().lstrip("> ")
    mark = marks[:1]
    count = len(marks) - len(marks.lstrip(mark)) if mark in ("`", "~") else 3
    ends = line.strip().lstrip("> ")
    return len(ends) >= count and not ends.strip(mark)


def _shown_span(found: re.Match[str]) -> str:
    return "" if _is_hidden(found[2]) else found[1]


def _is_hidden(attributes: str) -> bool:
    """Tell whether *attributes* in braces keep what has them from pages."""
    if re.search(r"\.hidden\b", attributes):
        return True
    kind = re.search(r"\.content-(hidden|visible)\b", attributes)
    if kind is None:
        return False
    is_met = True
    for when, what, *given in _CONDITION.findall(attributes):
        if what != "format":
            return True  # of a profile or of metadata: nobody here knows which holds
        is_met = is_met and ("".join(given) in _OF_PAGES) is (when == "when")
    return is_met is (kind[1] == "hidden")


def _shown_block(block: list[str], shows_code: bool) -> Iterator[str]:  # noqa: FBT001  as above
    """Yield the lines of a *block* of code as a page shows them."""
    opening = _FENCE.fullmatch(block[0])
    said = opening and opening["said"]
    if opening is None or said is None:
        yield from block
        return
    if said.startswith("="):
        yield from block[1:-1] if said.strip() == "=html" else ()
        return
    if _is_hidden(f"{{{said}}}"):
        return
    language = _LANGUAGE.match(said)
    if language is None:
        yield from block
        return
    index, options = 1, said
    if not said.startswith("."):
        while index < len(block) and (option := _OPTION.fullmatch(block[index])):
            options, index = f"{options}\n{option[1]}", index + 1
        if _HIDDEN_CELL.search(options) or not (shows_code or _SHOWN_CELL.search(options)):
            return
    yield f"{opening['indentation']}{opening['marks']}{language[1]}"
    yield from block[index:]
