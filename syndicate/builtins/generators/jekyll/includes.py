"""Includes of a Jekyll site that are plain: text, with values of site and page and with what the tag says."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from msgspec.structs import replace

from syndicate import ContentError
from syndicate.html import Liquid, liquid_text

TAGS = ("include", "include_cached")
MAX_BYTES = 1 << 14  # of a file that is included
MAX_INCLUDES = 200  # different ones of a text: each is a text
_SAID = re.compile(r"([\w./-]++)((?>(?:\s++[\w-]++\s*=\s*(?:\"[^\"]*+\"|'[^']*+'))*))\s*")
_GIVEN = re.compile(r"([\w-]++)\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)')")
_SET = re.compile(r"\{%-?\s*+(?:assign|capture|increment|decrement)\s++([\w-]++)")
_CAPTURED = re.compile(
    r"\{%-?\s*+capture\s++[\w-]++\s*+-?%\}(?>(?:[^{]++|\{(?!%-?\s*+(?:end)?capture\b))*)\{%-?\s*+endcapture\s*+-?%\}"
)
_DEEPEST = 5


def included(
    said: str, words: Callable[[], Collection[str]], text_of: Callable[[str], str | None], liquid: Liquid
) -> str | None:
    """Return what stands in the place of the tag `include` that says *said*, None where only Jekyll knows.

    words    those of the text with the tag
    text_of  the name of a file in the folder of includes -> its text, None where nobody here may know that
    liquid   what the text may name
    """
    tag = _SAID.fullmatch(said)
    text = text_of(tag[1]) if tag else None
    if tag is None or text is None or any(name in words() for name in _SET.findall(text)):
        return None  # what it sets is for the text below
    for _ in range(_DEEPEST):
        text = _CAPTURED.sub("", text)
    given = {name: double or single for name, double, single in _GIVEN.findall(tag[2])}
    own = replace(liquid, values={**liquid.values, "include": given}, is_all=False)  # the body may set other names
    try:
        return liquid_text(text, said, own)
    except ContentError:
        return None
