"""Globs as Ruby's Dir.glob understands them, matched against paths without looking at the disk."""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache

_MAX_ALTERNATIVES = 64
_BRACES = re.compile(r"\{([^{}]*)\}")


def matches_glob(pattern: str, path: str) -> bool:
    """Tell whether *pattern* names *path*: `*` stays within a folder, `**/` crosses folders, `{a,b}` is either.

    Takes time in proportion to the product of both, whatever they are.

    >>> matches_glob("api/**/{a,b}*.md", "api/x/y/beta.md"), matches_glob("*", ".hidden"), matches_glob("*", "a/b")
    (True, False, False)
    """
    parts = path.split("/")
    return any(_matches(alternative.strip("/").split("/"), parts) for alternative in _alternatives(pattern))


@lru_cache(maxsize=256)
def _alternatives(pattern: str) -> tuple[str, ...]:
    pending = [pattern]
    found: list[str] = []
    while pending and len(pending) + len(found) <= _MAX_ALTERNATIVES:
        text = pending.pop()
        braces = _BRACES.search(text)
        if braces is None:
            found.append(text)
        else:
            pending += [text[: braces.start()] + choice + text[braces.end() :] for choice in braces[1].split(",")]
    return tuple(found)


def _matches(patterns: list[str], parts: list[str]) -> bool:
    reached = {0}  # how many of the parts the patterns so far may have taken
    for index, pattern in enumerate(patterns):
        if pattern == "**" and index < len(patterns) - 1:
            further = set(reached)
            for start in reached:
                while start < len(parts) and not parts[start].startswith("."):
                    start += 1  # noqa: PLW2901  each folder more may be taken
                    if start in further:
                        break
                    further.add(start)
            reached = further
        else:
            segment = _segment(pattern)
            reached = {start + 1 for start in reached if start < len(parts) and segment.match(parts[start])}
    return len(parts) in reached


@lru_cache(maxsize=512)
def _segment(pattern: str) -> re.Pattern[str]:
    hidden = "" if pattern.startswith(".") else r"(?!\.)"
    try:
        return re.compile(hidden + translate(pattern.replace("[^", "[!")))
    except re.error:
        return re.compile("(?!)")
