"""Values that files of any language give to names.

Nothing is run, and no file is parsed as a whole: the first line that gives a name a plain text counts.
"""

from __future__ import annotations

import re

_VALUE = r"""(?:"(?P<a>(?:[^"\\\n]|\\.)+)"|'(?P<b>(?:[^'\\\n]|\\.|'')+)'|`(?P<c>(?:[^`\\\n]|\\.)+)`"""
_PERSON = r"""(?:\{?\s*["']?name["']?[ \t]*:[ \t]*)?"""
PLAIN_VALUE = r"""|(?P<d>[^\s#,'"`{}\[\]<|>&*!%@][^#\n{}]*?)[ \t]*(?:[ \t]#.*)?$)"""
SWITCH = r"|(?P<d>true|false)\b)"


def value_in(text: str, name: str, unquoted: str = SWITCH) -> re.Match[str] | None:
    """Return where *text*, of whatever language, gives a text in quotes to *name*, or one as *unquoted* has it."""
    return re.search(
        rf"""(?:^|[{{,])[ \t]*(?:export[ \t]+)?(?:const[ \t]+)?["']?(?P<name>{re.escape(name)})["']?"""
        rf"""[ \t]*[:=][ \t]*{_PERSON if "author" in name.lower() else ""}{_VALUE}{unquoted}""",
        text,
        re.MULTILINE,
    )


def said(match: re.Match[str]) -> str:
    """Return the text of what value_in() has found."""
    text = str(next(filter(None, match.group("a", "b", "c", "d"))))
    text = text if match["d"] else re.sub(r"\\([^\w\s])", r"\1", text)
    return (text.replace("''", "'") if match["b"] else text).strip()
