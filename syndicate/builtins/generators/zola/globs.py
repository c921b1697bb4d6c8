"""The globs of ignored_content, as the crate globset reads them: ``*`` crosses folders."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence


def any_glob(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return whether a path, or a folder that it lies in, matches one of *patterns*."""
    if not patterns:
        return lambda _: False
    compiled = re.compile("|".join(f"(?:{_regex(pattern)})" for pattern in patterns), re.DOTALL)

    def matches(path: str) -> bool:
        # Zola matches whole paths of the disk: what lies above the site is "/" here.
        parts = f"/{path}".split("/")
        return any(
            compiled.fullmatch(place)
            for length in range(2, len(parts) + 1)
            for place in ("/".join(parts[:length]), "/".join(parts[1:length]), parts[length - 1])
        )

    return matches


def _regex(pattern: str) -> str:
    regex, index, depth = "", 0, 0
    while index < len(pattern):
        char = pattern[index]
        if pattern.startswith("**/", index):
            regex, index = regex + "(?:.*/)?", index + 2
        elif char == "*":
            regex += ".*"
            index += pattern.startswith("**", index)
        elif char == "?":
            regex += "."
        elif char == "[" and (end := pattern.find("]", index + 2)) > 0:
            chosen = re.sub(r"([\\^\[&~|])", r"\\\1", pattern[index + 1 : end])
            regex += f"[^{chosen.lstrip('!^' + chr(92))}]" if chosen.startswith(("!", "\\^")) else f"[{chosen}]"
            index = end
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
