"""What Hugo calls a section whose own page has no title: the name of its folder, with a capital, as a plural."""

from __future__ import annotations

import re

from .options import HugoOptions

_UNCOUNTED = frozenset(("data", "equipment", "fish", "information", "media", "money"))
# The ends of regular words, first found; Hugo's library knows irregular ones too ("People" for a folder "person").
_PLURALS = ((r"(ss|us|x|z|ch|sh)$", r"\1es"), (r"is$", "es"), (r"s$", "s"), (r"([^aeiou])y$", r"\1ies"), (r"$", "s"))


def section_title(options: HugoOptions, name: str) -> str:
    """Return the title of the section in the folder *name*.

    >>> [section_title(HugoOptions(), name) for name in ("essay", "field notes", "story", "press", "data")]
    ['Essays', 'Field notes', 'Stories', 'Presses', 'Data']
    """
    title = name[:1].upper() + name[1:] if options.capital_titles else name
    if not options.plural_titles or title.lower() in _UNCOUNTED:
        return title
    pattern, ending = next(pair for pair in _PLURALS if re.search(pair[0], title))
    return re.sub(pattern, ending, title, count=1)
