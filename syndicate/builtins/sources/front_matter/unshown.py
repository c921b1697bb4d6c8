"""What authors write for themselves or for another output: comments of Obsidian and kramdown, what Quarto hides.

What Quarto computes nobody does here: output of cells, numbers of figures, citations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from syndicate import ContentError
from syndicate.html import code_spans, markdown_lines
from syndicate.model import excerpt

# A percentage begins none; "%%time or %%timeit", commands of notebooks, are none.
_COMMENT = re.compile(
    r"(?P<code>^[ \t]*+(?P<fence>`{3,}+(?=[^`\n]*+$)|~{3,}+)[^\n]*+\n(?>(?:(?![ \t]*+(?P=fence))[^\n]*+\n)*)(?>(?:[ \t]*+(?P=fence)[`~]*+)?)|`[^`\n]*+`)"
    r"|(?<!\d)%%(?>(?:[^%]|%(?!%))*)(?:(?<=\S)%%|%%(?!\w))|\{/\*(?>(?:[^*{]|\*(?!/\})|\{(?!/\*))*)\*/\}"
    r"|\{::comment\}(?>(?:[^{]|\{(?!::comment\}|:/))*)\{:/(?:comment)?\}",
    re.MULTILINE,
)
_SAYS_OF_CODE = re.compile(
    r"(?:^|[{,])[ \t]*(?P<name>echo|include|eval|output)[ \t]*:[ \t]*[\"']?(?P<said>true|yes|on|false|no|off)\b",
    re.IGNORECASE | re.MULTILINE,
)
_CITES = re.compile(r"^[ \t]*bibliography[ \t]*:", re.MULTILINE)
_CROSS_REFERENCE = r"(?<![\w\\.@/:])@(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg)-[\w-]+"
_REFERENCE = re.compile(_CROSS_REFERENCE, re.IGNORECASE)
_CITATION = re.compile(rf"{_CROSS_REFERENCE}|(?<![\w\\.@/:])@[\w{{][\w:.#$%&+?<>~/-]*", re.IGNORECASE)
_EXPRESSION = re.compile(r"`\{[A-Za-z]\w*\}[ \t][^`]*`")
_DIV = re.compile(r" {0,3}:{3,}+[ \t]*+(?:(?P<attributes>\{[^{}]*+\})[ \t]*+:*+[ \t\r]*+|[^\s:{][^\n]*+)?")
_SPAN = re.compile(
    r"\[((?>(?:[^\[\]\n]|\[[^\[\]\n]*+\])*))\](\{[^{}\n]*\.(?:content-(?:hidden|visible)|hidden)\b[^{}\n]*\})"
)
_FENCE = re.compile(
    r"(?P<indentation>[ \t]*+(?:>[ \t]?)*)(?P<marks>`{3,}|~{3,})[ \t]*(?:\{(?P<said>[^{}]*)\})?[ \t\r]*"
)
_CONDITION = re.compile(r"(when|unless)-([\w-]+)=(?:\"([^\"]*)\"|'([^']*)'|(\S+))")
_PICTURE = re.compile(r"^(image:[ \t]*[\"']?)(?:\./)?(?=[\w.][^\n:]*\.\w)", re.MULTILINE)
_OF_BUILD = re.compile(r"^(date-modified:)[ \t]*[\"']?(?:last-modified|now|today)[\"']?[ \t\r]*$", re.MULTILINE)
_OF_PAGES = ("html", "html4", "html5", "html:js")
_OPTION = re.compile(r"[ \t]*(?:#|//|--|%%|%|;|\*)\|[ \t]*(.*)")
_LANGUAGE = re.compile(r"\.?([\w+-]+)")
_SAID_TO_KNITR = r"\bopts_chunk\$set\([^)]{0,1000}\b%s[ \t]*=[ \t]*(?:FALSE|F)\b"  # by a cell, of all
_NO_CELL = re.compile(r"\binclude[ \t]*[=:][ \t]*(?:false|no|off|F)\b", re.IGNORECASE)
_HIDDEN_CELL = re.compile(r"\becho[ \t]*[=:][ \t]*(?:false|no|off|F)\b", re.IGNORECASE)
_SHOWN_CELL = re.compile(r"\becho[ \t]*[=:][ \t]*(?:true|yes|on|T|fenced)\b", re.IGNORECASE)
_IDLE_CELL = re.compile(r"\b(?:eval|output)[ \t]*[=:][ \t]*(?:false|no|off|F)\b", re.IGNORECASE)
_RUN_CELL = re.compile(r"\beval[ \t]*[=:][ \t]*(?:true|yes|on|T)\b", re.IGNORECASE)
_BEGINNING = 10_000  # characters above what is computed, for a summary


def without_comments(text: str) -> str:
    """Return the Markdown *text* without comments of Obsidian (%%), kramdown and MDX; code stays as it is."""
    return _COMMENT.sub(lambda found: found[0] if found["code"] else "\n" * found[0].count("\n"), text)


class Quarto(NamedTuple):
    """What Quarto does with a text: shows the code of cells, runs them and shows what they give, makes citations."""

    shows_code: bool = True
    runs_code: bool = True
    cites: bool = False


class _ComputedError(Exception):
    """There is something to compute: its line, counted from 0, and what it is."""


def told_to_quarto(text: str, before: Quarto = Quarto()) -> Quarto:  # noqa: B008  it is a constant
    """Return what the YAML *text* has Quarto do; where it says nothing, that is as *before*."""
    shows, runs = before.shows_code, before.runs_code
    said = [(name.lower(), value.lower() in ("true", "yes", "on")) for name, value in _SAYS_OF_CODE.findall(text)]
    of_code = [value for name, value in said if name in ("echo", "include")]
    of_output = [value for name, value in said if name != "echo"]
    cites = before.cites or _CITES.search(text) is not None
    return Quarto(all(of_code) if of_code else shows, all(of_output) if of_output else runs, cites)


def shown_by_quarto(text: str, told: Quarto, key: str = "", first_line: int = 1) -> str:
    """Return the Markdown *text* without what no page of it shows, and without the options of its cells of code.

    told             what Quarto does where a cell says nothing of it
    key, first_line  of the file, where the text begins in it

    Raises ContentError where Quarto computes what the page shows.
    """
    if not any(mark in text for mark in ("```", "~~~", ".content-", ".hidden", "@", "`{")):
        return text
    if "opts_chunk" in text:
        of_knitr = {"shows_code": "echo", "runs_code": "eval"}
        told = told._replace(
            **{field: False for field, name in of_knitr.items() if re.search(_SAID_TO_KNITR % name, text)}
        )
    shown: list[str] = []
    try:
        for line in _shown_lines(text, told):
            shown.append(line)  # noqa: PERF402  those above are wanted where it ends early
    except _ComputedError as error:
        index, what = error.args
        before = "\n".join([*shown, ""])[:_BEGINNING].rpartition("\n\n")[0]
        message = f"{key}:{first_line + index}: holds {excerpt(what)}, which only the site's generator computes"
        raise ContentError(message, before) from None
    return "\n".join(shown)


def _shown_lines(text: str, told: Quarto) -> Iterator[str]:
    references = _CITATION if told.cites else _REFERENCE
    divs: list[bool] = []  # those that are open: whether each is hidden
    block: list[str] = []
    for index, (line, is_code) in enumerate(markdown_lines(text)):
        if is_code and (block or _FENCE.fullmatch(line) or "```" in line or "~~~" in line):
            block.append(line)
            if len(block) > 1 and _ends(block[0], line):
                yield from () if any(divs) else _shown_block(block, told, index - len(block) + 1)
                block = []
            continue
        if block:
            yield from () if any(divs) else _shown_block(block, told, index - len(block))
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
            shown = line if is_code else _SPAN.sub(lambda found: "" if _is_hidden(found[2]) else found[1], line)
            if not is_code and (what := _computed(shown, references, told)):
                raise _ComputedError(index, what)
            yield shown
    if block and not any(divs):
        yield from _shown_block(block, told, text.count("\n") - len(block) + 1)


def _computed(line: str, references: re.Pattern[str], told: Quarto) -> str:
    """Return the first reference, citation or expression in *line*, which is no code; "" without one."""
    if "`{" not in line and ("@" not in line or references.search(line) is None):
        return ""
    outside, end = [], 0
    for begin, next_begin in code_spans(line):
        if told.runs_code and (expression := _EXPRESSION.fullmatch(line, begin, next_begin)):
            return expression[0]
        outside.append(line[end:begin])
        end = next_begin
    found = references.search("`".join([*outside, line[end:]]))
    return found[0] if found else ""


def _ends(opening: str, line: str) -> bool:
    marks = opening.strip().lstrip("> ")
    mark = marks[:1]
    count = len(marks) - len(marks.lstrip(mark)) if mark in ("`", "~") else 3
    ends = line.strip().lstrip("> ")
    return len(ends) >= count and not ends.strip(mark)


def _is_hidden(attributes: str) -> bool:
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


def _shown_block(block: list[str], told: Quarto, place: int) -> Iterator[str]:
    """Yield the lines of a *block* of code, which begins in the line *place*, as a page shows them."""
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
        if _NO_CELL.search(options):
            return
        if _RUN_CELL.search(options) if not told.runs_code else not _IDLE_CELL.search(options):
            raise _ComputedError(place, block[0].strip())
        if _HIDDEN_CELL.search(options) or not (told.shows_code or _SHOWN_CELL.search(options)):
            return
    yield f"{opening['indentation']}{opening['marks']}{language[1]}"
    yield from block[index:]


def as_quarto_reads(head: str, key: str) -> str:
    """Return *head* of the page in the file at *key* with its picture as seen from the site, not from the page.

    The day of the build, and the time of a checkout, are no date of a change.
    """
    folder = quote(key.rpartition("/")[0])
    if folder and "image:" in head:
        head = re.sub(_PICTURE, rf"\g<1>{folder}/", head, count=1)
    return re.sub(_OF_BUILD, r"\1", head)
