"""Globs as Eleventy reads them: ``*`` stays within a folder, ``**`` crosses folders, ``{a,b}`` is one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable


def any_glob(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return whether a path, or a folder that it lies in, matches one of *patterns*."""
    regex = "|".join(f"(?:{_regex(pattern.removeprefix('./').strip('/'))})" for pattern in patterns)
    matches = re.compile(f"(?:{regex})(?:/.*)?" if regex else "(?!)", re.DOTALL).fullmatch
    return lambda path: matches(path) is not None


def _regex(pattern: str) -> str:
    regex, index, depth = "", 0, 0
    while index < len(pattern):
        char = pattern[index]
        if pattern.startswith("**/", index):
            regex, index = regex + "(?:[^/]+/)*", index + 2
        elif pattern.startswith("**", index):
            regex, index = regex + ".*", index + 1
        elif char == "*":
            regex += "[^/]*"
        elif char == "?":
            regex += "[^/]"
        elif char == "{" and "}" in pattern[index:]:
            regex, depth = regex + "(?:", depth + 1
        elif char == "}" and depth:
            regex, depth = regex + ")", depth - 1
        elif char == "," and depth:
            regex += "|"
        else:
            regex += re.escape(char)
        index += 1
    return regex + ")" * depth
