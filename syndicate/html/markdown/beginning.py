"""The beginning of a text, for those who want no more of it: Markdown is rendered as far as its first paragraphs.

What stands further down must not bear on it: blocks of Markdown are read from the top down, but what a link or a
footnote refers to may stand anywhere, and HTML may be open as long as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import local

from syndicate.model.patterns import pattern

CUT = "\ufdd2"  # a noncharacter, behind the beginning of a text that goes on
_ENOUGH = 400  # characters of it, with a paragraph
_SIZE = 2000  # characters that it has at most
# A line that begins with a letter, below a blank one: no list and no quotation goes on in it.
_PLACE = pattern(r"\n\n(?=[^\W\d_])")
# A paragraph at the top, whatever follows its blank line; details right below may make it a term.
_PARAGRAPH = pattern(r"""[^\W\d_][^\n]*+(?>(?:\n[\w*\[("'`][^\n]*+)*)(?=\n\n)""")
_DETAILS = pattern(r"\s*+[:~]")
_DEFINES = pattern(r"\]:")  # finds two characters in half the time that `in` takes
_LABEL = pattern(r"\[([^\[\]]+)\]")
# What ends the author's teaser, as HTML and MDX write it.
_TEASER_END = pattern(r"<!--\s{0,9}(?:more|truncate)\s{0,9}-->|\{/\*\s{0,9}(?:truncate|more)\s{0,9}\*/\}")
_TAGS = pattern(
    r"\{\{[<%](?>(?:[^%>}]++|[%>}](?!\}))*)[%>]?\}\}|\{%(?>(?:[^%]++|%(?!\}))*)%\}"
)  # Hugo's, Zola's and Liquid's
_DEFINITION = pattern(r"^ {0,3}\[[^\[\]\n]+\]:[^\n]*(?:\n[ \t]+\S[^\n]*)*", re.MULTILINE)


class _Wanted(local):
    """What this thread wants of a text."""

    is_beginning = False
    is_teaser = False
    has_tags = True


_WANTED = _Wanted()


@contextmanager
def beginning_wanted() -> Iterator[None]:
    """Let Markdown be rendered as far as its first paragraphs; CUT stands behind what goes on."""
    _WANTED.is_beginning = True
    try:
        yield
    finally:
        _WANTED.is_beginning = False


@contextmanager
def teaser_wanted(*, has_tags: bool = True) -> Iterator[None]:
    """Let the body of a file end with the author's mark, and be "" where there is none.

    has_tags  with the tags of templates in it
    """
    _WANTED.is_teaser, _WANTED.has_tags = True, has_tags
    try:
        yield
    finally:
        _WANTED.is_teaser = False


def wanted_body(text: str, teaser_end: str = "") -> str:
    """Return *text*, the body of a file, or what is above the author's mark where that is wanted.

    teaser_end  the mark, where it is another than <!--more-->

    The mark stays, and so do definitions below it: what is above may refer to them.
    """
    if not _WANTED.is_teaser:
        return text
    if teaser_end:
        end = text.find(teaser_end) + len(teaser_end) if teaser_end in text else 0
    else:
        end = found.end() if (found := _TEASER_END.search(text)) else 0
    above = text[:end] if _WANTED.has_tags else _TAGS.sub("", text[:end])
    return "\n\n".join([above, *_DEFINITION.findall(text, end)]) if end else ""


def wanted_part(text: str) -> str:
    """Return *text*, Markdown, or its beginning where that is wanted and renders alike without the rest."""
    if not _WANTED.is_beginning or len(text) <= 2 * _SIZE:
        return text
    if "<" in text and "<!--" in text:  # a mark may stand below; one character is found many times as fast as several
        return text
    start = text[: _end(text)]
    if not start or "<" in start or "]:" in start or "\\[" in start or "\\]" in start:
        return text
    if "[" in start and _DEFINES.search(text):
        defined = (before.rpartition("[")[2] for before in text.split("]:")[:-1])
        if not _same(defined).isdisjoint(_same(_LABEL.findall(start))):
            return text
    return start


def _end(text: str) -> int:
    """Return where a paragraph has ended in the beginning of *text*; 0: nobody can tell."""
    if (first := _PARAGRAPH.match(text, 0, _SIZE)) and not _DETAILS.match(text, first.end()):
        return first.end()
    end, has_paragraph = 0, False
    for place in _PLACE.finditer(text, 0, _SIZE):
        end = place.start()
        if has_paragraph and end >= _ENOUGH:
            break
        has_paragraph = True
    return end


def _same(labels: Iterable[str]) -> set[str]:
    """Return *labels*, those that CommonMark takes for one as one (section 4.7)."""
    return {" ".join(label.split()).casefold() for label in labels}
