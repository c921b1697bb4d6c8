"""What kramdown and Python-Markdown read by rules older than CommonMark's, made into Markdown that comrak reads.

Pages of Jekyll and Pelican show by them what stands where CommonMark would see a heading, a rule or a block of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator
from itertools import accumulate

from syndicate.html.markdown.line_rules import ODD_TITLE_OF_KRAMDOWN, ODD_TITLE_OF_PYTHON, outside_code
from syndicate.html.markdown.lines import NO_HEAD, UNSEEN_MARK, code_spans
from syndicate.model.patterns import pattern

Lines = Iterator[tuple[str, bool]]

_HEADING = pattern(r"( {1,3})#(?=#{0,5}[ \t])")
_UNDERLINE = pattern(r"( {0,3})(=+|-+)[ \t\r]*")
_STARS = pattern(r" {0,3}([*_])(?:[ \t]*\1){2,}[ \t\r]*")
_ITEM = pattern(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_NO_PARAGRAPH = ("<", "|", "[", ":", ">", "#", "    ", "\t")  # in what begins so other things may happen
_BEGIN = (
    r"<(address|article|aside|blockquote|center|details|div|dl|fieldset|figcaption|figure|footer|form|h[1-6]"
    r"|header|hr|iframe|main|nav|ol|p|pre|section|summary|table|ul)(?=[\s/>]|$)"
)
_BLOCK, _BLOCKS = pattern(f" {{0,3}}{_BEGIN}", re.IGNORECASE), pattern(_BEGIN, re.IGNORECASE)
_FEW_STEPS = 20  # where the same lines may be gone through again
_DELIMITER_ROW = pattern(r"[> \t]*+\|?[ \t]*+:?-++:?[ \t]*+(?>\|[ \t]*+:?-++:?[ \t]*+)*\|?[ \t\r]*+")
_FENCE = pattern(r" {0,3}(`{3,}|~{3,})")
_REFERENCE = pattern(r" {0,3}\[(\^?)([^\[\]]+)\]:")
# Of a text in several lines, of a picture and of one with code in it the end will do. A note is none, nor is the box of
# a task.
_SPACED_REFERENCE = pattern(
    r"((?:^|(?<![\]\\])\[|\](?=\())(?!\^|[ xX]\])[^\[\]\\\n]*+\]) (\[[^\^\[\]\n][^\[\]\n]{0,200}\])(?![\[(:])"
)
_FORMULA = pattern(r" {0,3}\$\$(?>(?:[^$]++|\$(?!\$))*)\$\$[ \t\r]*")  # that is a paragraph
_PIPE = pattern(r"(?<!\\)\|")
_SEPARATOR = pattern(r"(?=[+|: ]*+[-=])[+|: =-]++[ \t\r]*+")


def with_older_rules(lines: Lines, extensions: Collection[str]) -> Lines:
    """Return *lines* with what those of *extensions* change that are named here."""
    if "raw_blocks" in extensions:
        lines = _with_raw_blocks(lines, has_fences="fences_in_html" in extensions)
    if "headings_of_kramdown" in extensions:
        lines = _with_line_headings(lines, _dashes, lists=True)
    elif "headings_of_python" in extensions:
        lines = _with_line_headings(lines, "\n{}".format)
    if "tables_of_kramdown" in extensions:
        lines = _with_tables_of_kramdown(lines)
    if "code_in_cells" in extensions:
        lines = _with_code_in_cells(lines)
    if "odd_titles_of_kramdown" in extensions:
        lines = _without_odd_titles(lines, ODD_TITLE_OF_KRAMDOWN, is_loose=False)
    elif "odd_titles_of_python" in extensions:
        lines = _without_odd_titles(lines, ODD_TITLE_OF_PYTHON, is_loose=True)
    if "parted_references" in extensions or "loose_references" in extensions:
        lines = _with_parted_references(lines, is_loose="loose_references" in extensions)
    if "spaced_references" in extensions:
        lines = _with_close_references(lines)
    return lines


def _with_raw_blocks(lines: Lines, *, has_fences: bool) -> Lines:
    """Yield *lines* with elements that go on over blank lines, and end where they do: below them is Markdown again.

    Markdown is read in them where they ask for it.

    has_fences  whether code between fences is code there, too
    """
    given = list(lines)
    elements = _Elements(given)
    index = 0
    while index < len(given):
        line, is_code = given[index]
        if is_code or "<" not in line:
            yield line, is_code
            index += 1
            continue
        if index and line.lstrip().startswith("<pre") and given[index - 1][0].rstrip().endswith(">"):
            yield "", False  # the element before it has ended, and this one goes on to its own end
        end = elements.end(index)
        fence = ""
        keeps_blanks = line.lstrip()[:4].lower() == "<pre"
        for inner, is_inner_code in given[index:end] if end > index + 1 else ():
            if fence:
                yield inner, True
                if inner.strip() == fence:
                    fence = ""
                    yield "", False
            elif has_fences and is_inner_code and (found := _FENCE.match(inner)):
                fence = found[1]
                yield "", False
                yield inner, True
            else:
                yield inner if keeps_blanks or inner.strip() else UNSEEN_MARK, True
        if end <= index + 1:
            yield line, is_code
        if index < end < len(given) and given[end][0].strip():
            yield "", False
        index = max(end, index + 1)


class _Elements:
    """Where elements that begin in one of *lines* end; each tag is looked for once, however many stay open."""

    def __init__(self, lines: list[tuple[str, bool]]) -> None:
        self._lines = lines
        self._ends: dict[str, list[int]] = {}
        self._asking = [index for index, (line, _) in enumerate(lines) if "markdown=" in line]

    def end(self, index: int) -> int:
        """Return the place behind the elements that begin at *index*, that itself without one that is no Markdown."""
        if (found := _BLOCK.match(self._lines[index][0])) is None:
            return index
        begun, end = [found[1]], index
        for _ in range(_FEW_STEPS if self._asking else len(self._lines)):
            more = max((self._end(tag.lower(), max(end - 1, index)) for tag in begun), default=0)
            if more <= end:
                break
            end = more
            begun = _BLOCKS.findall(self._lines[end - 1][0])  # behind those that end in this line
        asking = bisect_left(self._asking, index)
        return index if end == index or (asking < len(self._asking) and self._asking[asking] < end) else end

    def _end(self, tag: str, index: int) -> int:
        if tag == "hr":
            near = range(index, min(index + _FEW_STEPS, len(self._lines)))
            return next((line for line in near if ">" in self._lines[line][0]), index) + 1
        if tag not in self._ends:
            self._ends[tag] = self._ends_of(tag)
        return self._ends[tag][index] + 1

    def _ends_of(self, tag: str) -> list[int]:
        """Return for each line the first one from there on after which no more is open than before it; -1: none."""
        tags = pattern(rf"<(/?){tag}(?=[\s>]|$)", re.IGNORECASE)
        opened = (
            sum(-1 if closes else 1 for closes in tags.findall(line)) if "<" in line else 0 for line, _ in self._lines
        )
        depths = list(accumulate(opened, initial=0))
        ends = [-1] * len(self._lines)
        lower: list[int] = []  # the depths after lines further on, each lower than those behind it in this list
        places: list[int] = []
        for index in range(len(ends) - 1, -1, -1):
            while lower and lower[-1] >= depths[index + 1]:
                lower.pop()
                places.pop()
            lower.append(depths[index + 1])
            places.append(index)
            if found := bisect_right(lower, depths[index]):
                ends[index] = places[found - 1]
        return ends


def _with_line_headings(lines: Lines, rule: Callable[[str], str], *, lists: bool = False) -> Lines:
    """Yield *lines* with text where a heading does not stand alone in its first line, or is indented.

    rule   makes of a line of hyphens or stars below a paragraph what it is
    lists  begin below a paragraph whatever their first number is
    """
    size = 0  # lines of the paragraph
    is_list = is_blank = False
    for line, is_code in lines:
        if is_code or not line.strip():
            size, is_blank = 0, True
            yield line, is_code
            continue
        if item := _ITEM.match(line):
            is_list = True
            if lists and size and item[0][-2:-1] == ".":
                yield "", False
        elif is_blank and not line.startswith((" ", "\t")):
            is_list = False
        is_blank = False
        if is_list:
            size = 0
        elif size:
            yield _below(line, size, rule), False
            size = 0 if _UNDERLINE.fullmatch(line) else size + 1
            continue
        elif heading := _HEADING.match(line):
            line = f"{heading[1]}&#35;{line[heading.end() :]}"  # noqa: PLW2901  what is yielded
            size = 1
        elif not line.startswith(_NO_PARAGRAPH) and not _UNDERLINE.fullmatch(line) and not _STARS.fullmatch(line):
            size = 1
        yield line, is_code


def _below(line: str, size: int, rule: Callable[[str], str]) -> str:
    """Return *line* as it is below a paragraph of *size* lines."""
    if _STARS.fullmatch(line):
        return rule(line)
    underline = _UNDERLINE.fullmatch(line)
    if underline is None or (size == 1 and not underline[1]):
        return line
    return rule(line) if underline[2][0] == "-" else f"&#61;{line[underline.end(1) + 1 :]}"


def _dashes(line: str) -> str:
    """Return *line*, hyphens or stars, as text, the hyphens as kramdown prints them."""
    count = line.count("-")
    if not count:
        return re.sub(r"[*_]", lambda found: f"&#{ord(found[0])};", line)
    return "\u2014" * (count // 3) + ("", "&#45;", "\u2013")[count % 3]


def _with_parted_references(lines: Lines, *, is_loose: bool) -> Lines:
    """Yield *lines* with a blank one between a note and the address of a link below it, which is none of its text.

    is_loose  such an address is none of a paragraph's text either
    """
    is_text = False
    for line, is_code in lines:
        found = None if is_code else _REFERENCE.match(line)
        if found and is_text and not found[1]:
            yield "", False
        is_text = bool(found[1]) if found else is_loose and not is_code and bool(line.strip())
        yield line, is_code


def _without_odd_titles(lines: Lines, odd_title: re.Pattern[str], *, is_loose: bool) -> Lines:
    """Yield *lines* with the address alone of what is none by CommonMark, for an *odd_title*: comments, mostly.

    is_loose  one may stand in a paragraph, and has no spaces
    """
    is_text = False
    for line, is_code in lines:
        is_text = not is_code and bool(line.strip()) and (is_text or not line.lstrip().startswith(_NO_PARAGRAPH))
        if is_code or "]:" not in line or (is_text and not is_loose) or not (found := odd_title.match(line)):
            yield line, is_code
        elif is_loose or found[2].startswith("<"):
            yield found[0], False
        else:
            yield f"{found[1]}<{f'{found[2]}{found[3]}'.rstrip().replace('<', '%3C').replace('>', '%3E')}>", False


def _with_close_references(lines: Lines) -> Lines:
    """Yield *lines* without the space in ``[text] [label]``, where the label has an address."""
    given = list(lines)
    known = {_label(found[2]) for line, is_code in given if not is_code and (found := _REFERENCE.match(line))}

    def close(found: re.Match[str]) -> str:
        return f"{found[1]}{found[2]}" if _label(found[2][1:-1]) in known else found[0]

    for line, is_code in given:
        if is_code or "] [" not in line:
            yield line, is_code
        else:
            yield outside_code(_SPACED_REFERENCE, close, 1, line), False


def _label(text: str) -> str:
    return " ".join(text.casefold().split())


def _with_code_in_cells(lines: Lines) -> Lines:
    """Yield *lines* with pipes that part no cells in the code of tables."""
    before: tuple[str, bool] | None = None
    is_table = False
    for line, is_code in lines:
        if not is_table and before and "|" in before[0] and not is_code and _DELIMITER_ROW.fullmatch(line):
            is_table = True
            before = _with_plain_pipes(before[0]), before[1]
        elif is_table and (is_code or not line.strip(" \t>")):
            is_table = False
        if before:
            yield before
        before = (_with_plain_pipes(line) if is_table else line), is_code
    if before:
        yield before


def _with_tables_of_kramdown(lines: Lines) -> Lines:
    """Yield *lines* with tables as GitHub has them: to kramdown all lines with a pipe between blank ones are one."""
    block: list[tuple[str, bool]] = []
    for line, is_code in (*lines, ("", False)):
        if line.strip() and not is_code:
            block.append((line, False))
            continue
        rows = [_with_plain_pipes(row) for row, _ in block] if all("|" in row for row, _ in block) else []
        if (
            rows
            and not _FORMULA.fullmatch("\n".join(rows))
            and all(map(_cells, rows))
            and not all(map(_SEPARATOR.fullmatch, rows))
        ):
            yield from ((row, False) for row in _table(rows))
        else:
            yield from block
        block = []
        yield line, is_code


def _table(rows: list[str]) -> Iterator[str]:
    cells = [[] if _SEPARATOR.fullmatch(row) else _cells(row) for row in rows]
    while not cells[0]:
        del cells[0], rows[0]
    count = max(map(len, cells))
    aligned = re.findall(r":?-+:?", rows[1]) if len(rows) > 1 and not cells[1] else []
    if len(cells) == 1 or cells[1]:
        cells.insert(0, [NO_HEAD] * count)
    cells[1:1] = [[*aligned, *["---"] * (count - len(aligned))][:count]]
    for row in cells:
        if row:
            yield f"| {' | '.join([*row, *[' '] * (count - len(row))])} |"


def _cells(row: str) -> list[str]:
    if row.startswith(("    ", "\t", ">", "<", "#", ": ")) or _ITEM.match(row):
        return []
    pieces = _PIPE.split(row.strip())
    if len(pieces) > 1 and not pieces[0].strip():
        del pieces[0]
    if len(pieces) > 1 and not pieces[-1].strip():
        del pieces[-1]
    return pieces if _PIPE.search(row) else []


def _with_plain_pipes(row: str) -> str:
    pieces: list[str] = []
    position = 0
    for begin, end in code_spans(row):
        pieces += row[position:begin], _PIPE.sub(r"\\|", row[begin:end])
        position = end
    return "".join([*pieces, row[position:]])
