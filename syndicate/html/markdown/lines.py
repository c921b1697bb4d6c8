"""The lines of Markdown, those of code told from others: what a dialect says in a line of its own is no code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from syndicate.model.errors import ContentError

# What no page shows, to part what would be one. A comment that it is written into goes on behind it.
UNSEEN_MARK = "<??>"
NO_HEAD = "\ufdd3"  # a noncharacter, in each cell of a head that a table does not have
# And two that HTML loses again: of which other notes of one name have names, and before what shall begin no block.
UNSHOWN = "\ufdd4\ufdd5"
_FENCE = re.compile(r"(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?P<marks>`{3,}(?!.*`)|~{3,})")
_BEGINNINGS = frozenset("`~-*+0123456789")  # of fences and items
_FENCE_END = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,})[ \t\r]*")
_OPEN_FENCE = re.compile(r"(?:[ ]{0,3}>)*[ ]{0,3}(?P<marks>`{3,}|~{3,})")
_MAX_OPEN = 9
_QUOTATION = re.compile(r"(?> {0,3}> ?)+")
_ITEM = re.compile(r" *(?:[-*+]|\d{1,9}[.)]) {1,4}(?=\S)")
_TICKS = re.compile("`+")
# What would begin a block, were it not indented.
_BEGINS_BLOCK = re.compile(
    r"\d{1,9}[.)](?:\s|$)|#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|=+\s*$|([-*_])(?:[ \t]*\1){2,}\s*$|`{3}|~{3}"
)
# {: hidden="hidden"}, {.note style="display: none"}; {: hidden}, and {hidden} at the end of a line
# or right behind what it is of
_HIDES = re.compile(
    r"\{(?:(?<!\{\{)(?=:?(?:[^{}%\n]*[ \t:])?(?:hidden="
    r"|style=[\"'][^\"'{}\n]*(?:display[ \t]*:[ \t]*none|visibility[ \t]*:[ \t]*hidden)))[^{}\n]*\}"
    r"|(?<!\{\{)(?=(?:[^{}%\n]*[ \t])?hidden[ \t}])[^{}\n]*\}(?=[ \t\r]*$)|(?:(?<=[\])*_`]\{)|:)(?:[^{}%\n]*[ \t])?hidden[ \t}])",
    re.MULTILINE,
)


def markdown_lines(body: str, *, indents_code: bool = True) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it is one of code.

    indents_code  an indented line is one; else it is a text that begins no block, and yielded without what indents it
    """
    fence = ""
    is_indented, is_blank_before, is_quoted = False, True, False
    column = 0  # where the text of the list item begins that the line may belong to
    for line in body.split("\n"):
        quotation = _QUOTATION.match(line) if ">" in line else None
        text = line[quotation.end() :] if quotation else line
        if fence and (quotation or not is_quoted):
            yield line, True
            if (end := _FENCE_END.fullmatch(text)) and end["marks"].startswith(fence):
                fence = ""
            continue
        fence = ""
        written = text.expandtabs(4) if "\t" in text else text
        words = written.lstrip(" ")
        if is_blank := not words or words.isspace():
            yield line, is_indented
        else:
            indentation = len(written) - len(words)
            if indentation < column and is_blank_before:
                column = indentation
            deep = indentation >= column + 4
            may_begin = words[0] in _BEGINNINGS
            if may_begin and not deep and (found := _FENCE.match(words)):
                fence, is_quoted = found["marks"], quotation is not None
                yield line, True
                continue
            is_indented = deep and (is_indented or is_blank_before)
            if is_indented and not indents_code:
                mark = UNSHOWN[1] if _BEGINS_BLOCK.match(words) else ""
                yield f"{line[: len(line) - len(text)]}{' ' * column}{mark}{words}", False
                is_blank_before = is_indented = False
                continue
            if may_begin and not is_indented and (item := _ITEM.match(written)):
                column = item.end()
            yield line, is_indented
        is_blank_before = is_blank


def without_open_fences(text: str) -> str:
    """Return the Markdown *text* with fences that nothing closes as text, as kramdown and Python-Markdown have them.

    Raises ContentError where more of them are open than anybody forgets.
    """
    if not any(mark[0] in text and mark in text for mark in ("```", "~~~")):  # a sign is found many times as fast
        return text
    lines = text.split("\n")
    fences = [line.strip("> \t\r") for line in lines if "```" in line or "~~~" in line]
    if len(fences) % 2 == 0 and all(map(_is_closed, fences[::2], fences[1::2])):
        return text
    done = 0
    for _ in range(_MAX_OPEN):
        opened, fence = -1, ""
        for number, (line, is_code) in enumerate(markdown_lines("\n".join(lines[done:])), done):
            if not is_code:
                fence = ""
            elif fence:
                if (end := _FENCE_END.fullmatch(line.lstrip("> "))) and end["marks"].startswith(fence):
                    fence = ""
            elif found := _OPEN_FENCE.match(line):
                opened, fence = number, found["marks"]
        if not fence:
            return "\n".join(lines)
        lines[opened] = lines[opened].replace(fence, f"&#{ord(fence[0])};" * len(fence), 1)
        done = opened + 1
    raise ContentError(f"its Markdown has more than {_MAX_OPEN} fences that nothing closes; close them")


def _is_closed(opening: str, closing: str) -> bool:
    return 3 <= len(opening) - len(opening.lstrip(opening[0])) <= len(closing) and not closing.strip(opening[0])


def code_spans(line: str) -> Iterator[tuple[int, int]]:
    """Yield where each code span begins and ends: between two runs of as many backticks (CommonMark 6.1)."""
    runs = [match.span() for match in _TICKS.finditer(line)]
    by_length: dict[int, list[int]] = {}
    for begin, end in reversed(runs):
        by_length.setdefault(end - begin, []).append(begin)
    done = 0
    for begin, end in runs:
        later = by_length[end - begin]
        while later and later[-1] <= begin:
            later.pop()
        if begin >= done and later:
            done = later[-1] + end - begin
            yield begin, done


def hides_a_part(body: str) -> bool:
    """Tell whether an attribute list in the Markdown *body* keeps what it is of from everybody who sees the page."""
    if ("hidden" not in body and "style=" not in body) or not _HIDES.search(body):
        return False
    return any(
        not is_code and _HIDES.search(line) is not None and _HIDES.search(_without_code_spans(line)) is not None
        for line, is_code in markdown_lines(body)
    )


def _without_code_spans(line: str) -> str:
    edges = [0, *(edge for span in code_spans(line) for edge in span), len(line)]
    return "``".join(line[begin:end] for begin, end in zip(edges[::2], edges[1::2], strict=True))
