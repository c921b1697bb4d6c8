"""Names and values that only look as if they withheld an article: the report asks about them."""

from __future__ import annotations

import re
from typing import Any

from syndicate.articles.words import is_on, of_status

# What looks like one of the words: parts of a name that speak of secrecy, of where an article stands on its way out, or
# of feeds; and values that do.
_SECRETS = frozenset(
    "private draft unpublished unlisted secret confidential member members subscriber subscribers withheld embargoed "
    "protected paywall paywalled internal".split()
)
_STANDINGS = frozenset(
    "status state stage visibility access audience publish published publishing publication privacy workflow tier".split()
)
_FEEDS = frozenset("feed feeds rss atom".split())
_DATED = frozenset("date time at on by".split())  # when, or by whom: no matter of showing
_EXCLUDING = frozenset("hide hidden exclude excluded no skip omit disable".split())
_VALUES = (_SECRETS | frozenset("hidden pending trash archived scheduled paid premium".split())) - {"protected"}
_PARTS_OF_INTEREST = _SECRETS | _STANDINGS | _FEEDS
_PARTS = r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+"
# They mean it only where they are the whole name: a page may have its comments disabled.
_WHOLE = frozenset("wip disabled inactive deactivated unfinished unreleased preview".split())
_LONGEST = 40  # characters of a value that may be such a word


def looks_like_one(name: str) -> bool:
    """Tell whether a *name* that is no word of ours looks as if it withheld."""
    parts = parts_of(name)
    if parts <= _WHOLE and parts:
        return True
    return not _PARTS_OF_INTEREST.isdisjoint(parts) and parts.isdisjoint(_DATED)


def is_meant(name: str, value: Any) -> bool:
    """Tell whether *value*, which withholds nothing, looks as if it were meant to under this *name*."""
    parts = parts_of(name)
    if (
        parts <= _WHOLE
        or not parts.isdisjoint(_SECRETS)
        or (not parts.isdisjoint(_FEEDS) and not parts.isdisjoint(_EXCLUDING))
    ):
        return is_on(value) or (isinstance(value, str) and of_status(value) != "")
    if name == "status" and (isinstance(value, int) or (isinstance(value, str) and value.strip().isdecimal())):
        return True  # a database numbers what it has no words for
    if not isinstance(value, str) or len(value) > _LONGEST:
        return False
    return not (parts.isdisjoint(_STANDINGS) or _VALUES.isdisjoint(parts_of(value)))


def parts_of(text: str) -> set[str]:
    """Return the words that *text* is made of, e.g. of postStatus and post-status `post` and `status`."""
    return {part.lower() for part in re.findall(_PARTS, text)}
