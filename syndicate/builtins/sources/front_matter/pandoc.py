"""What Pandoc reads beside other Markdowns, by the lines of a text: formulas of LaTeX, tables drawn with signs."""

from __future__ import annotations

import re

from syndicate.html import check_template_syntax, markdown_lines

_BEGIN = re.compile(
    r"[ \t]*\\begin\{((?:align|alignat|displaymath|eqnarray|equation|flalign|gather|math|multline)\*?)\}"
)


def plain_pandoc(text: str, key: str, line: int | None) -> str:
    r"""Return *text* with dollars around each formula between ``\begin`` and ``\end``.

    Raises ContentError where it draws a table: other Markdowns show its signs.
    """
    if "+-" in text or "- -" in text or "-  -" in text:  # a few characters are found many times as fast as a pattern
        check_template_syntax(text, key, ["tables"], line)
    return "\n".join(_with_dollars(text)) if "\\begin{" in text else text


def _with_dollars(text: str) -> list[str]:
    rows: list[str] = []
    end = ""  # of the formula that the row goes on with
    is_formula = False  # which has dollars of its own
    for row, is_code in markdown_lines(text):
        shown = row
        if not is_code and not end:
            begin = None if is_formula else _BEGIN.match(row)
            is_formula = is_formula != bool(row.count("$$") % 2)
            if begin and (closing := f"\\end{{{begin[1]}}}") in text:
                end, shown = closing, f"$${row.lstrip()}"
        if end and end in shown:
            shown, end = shown.replace(end, f"{end}$$", 1), ""
        rows.append(shown)
    return rows
