"""Tags that a text speaks of, as in "use the <title> element": shown, not obeyed.

An element that hides what is in it, and that nothing closes, would hide all that follows. Its tag becomes text, as a
generator's page shows it (GitHub Flavored Markdown section 6.11 does so with some of them, closed or not).
"""

from __future__ import annotations

import re
from itertools import chain

from syndicate.html.bounds import TOKEN

# Those whose text is no HTML: they end at their own end tag and nowhere else.
_RAW = "iframe noembed noframes script style textarea title xmp".split()
# What it begins ends nowhere: it hides tags, its own end tag too (HTML Standard 13.2.5.5).
_ENDLESS = "plaintext"
HIDING = frozenset([*_RAW, _ENDLESS, *"button canvas datalist form map object select svg template".split()])
_CLOSED_ITSELF = ("<svg/>", " />", '"/>', "'/>")  # no other element that hides may; a/> may be all of a value
_INITIALS = "".join(sorted({name[0] for name in HIDING}))
# Each letter in either case: a pattern that ignores the case would look at each character of the text.
_NAMES = "|".join("".join(f"[{char}{char.upper()}]" for char in name) for name in sorted(HIDING))
_ANY = re.compile(rf"<(/?)(?=[{_INITIALS}{_INITIALS.upper()}])({_NAMES})\b")
_RAW_END = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])") for name in _RAW}
_LOWER = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}  # lower() may change the length


def mentioned_tags_as_text(html: str) -> str:
    """Return *html* with "&lt;" at the beginning of each tag that would hide what follows and that nothing closes."""
    if _are_in_pairs(html):
        return html
    lowered = html.translate(_LOWER)
    opened: dict[str, list[int]] = {}
    mentioned: list[int] = []
    unclosed: set[str] = set()
    index = 0
    while found := TOKEN.search(lowered, index):
        index = found.end()
        name = found[2]
        if name not in HIDING or (name == "svg" and lowered.endswith(_CLOSED_ITSELF, 0, index)):
            continue
        if name == _ENDLESS:
            if not found[1]:
                mentioned.append(found.start())
            continue
        if found[1]:
            if opened.get(name):
                opened[name].pop()
        elif name not in _RAW_END:
            opened.setdefault(name, []).append(found.start())
        elif name not in unclosed and (end := _RAW_END[name].search(lowered, index)):
            index = end.end()
        else:
            unclosed.add(name)
            mentioned.append(found.start())
    places = sorted(chain(mentioned, *opened.values()))
    pieces = (html[start + 1 : end] for start, end in zip(places, [*places[1:], len(html)], strict=True))
    return "&lt;".join([html[: places[0]], *pieces]) if places else html


def _are_in_pairs(html: str) -> bool:
    """Tell whether each of these tags in *html* has its end tag behind it, and none within it of its own name."""
    last = ""
    for end, name in _ANY.findall(html):
        if bool(end) != (name.lower() == last) or name.lower() == _ENDLESS:
            return False
        last = "" if end else name.lower()
    return not last
