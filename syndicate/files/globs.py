"""Globs of a site's paths as regular expressions."""

from __future__ import annotations

import re
from functools import lru_cache
from posixpath import splitext

from syndicate.model.errors import UsageError

MAGIC = re.compile(r"[*?\[]")
_BRACES = re.compile(r"\{([^{}]*)\}")
_MOST_ALTERNATIVES = 1_000
_MOST_CHARACTERS = 1 << 20  # of all alternatives together


def fixed_part(pattern: str) -> str:
    magic = MAGIC.search(pattern)
    return pattern[: magic.start()].rpartition("/")[0] if magic else pattern


def suffixes_in(pattern: str, suffixes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the suffix of what *pattern* matches; *suffixes* where it says none."""
    suffix = splitext(pattern)[1].lower()
    return suffixes if MAGIC.search(suffix) or not suffix else (suffix,)


@lru_cache(maxsize=512)
def alternatives(pattern: str) -> tuple[str, ...]:
    """Return the globs that *pattern* stands for, where `{a,b}` means either; not all, if they are very many."""
    most = min(_MOST_ALTERNATIVES, 1 + _MOST_CHARACTERS // (len(pattern) + 1))
    pending, steps = [pattern], 0
    found: list[str] = []
    while pending and steps < 2 * most:
        one, steps = pending.pop(), steps + 1
        if (braces := _BRACES.search(one)) is None:
            found.append(one)
        elif len(pending) + len(found) + braces[1].count(",") < most:
            pending += [one[: braces.start()] + each + one[braces.end() :] for each in braces[1].split(",")]
    return tuple(found)


def glob_regex(
    pattern: str, *, crosses_folders: bool = False, has_braces: bool = False, has_brackets: bool = True
) -> str:
    """Return the regular expression of a glob: `*` and `?` stay within a folder, `**` crosses folders.

    crosses_folders  `*` and `?` do so too, as the crate globset has it
    has_braces       `{a,b}` is one of them
    has_brackets     `[ab]` is one of these characters
    """
    above, many, one, apart = ("(?:.*/)?", ".*", ".", "") if crosses_folders else ("(?:[^/]+/)*", "[^/]*", "[^/]", "/")
    regex, index, depth = "", 0, 0
    while index < len(pattern):
        char = pattern[index]
        if pattern.startswith("**/", index):
            regex, index = regex + above, index + 2
        elif pattern.startswith("**", index):
            regex, index = regex + ".*", index + 1
        elif char == "*":
            regex += many
        elif char == "?":
            regex += one
        elif has_brackets and char == "[" and (end := pattern.find("]", index + 2)) > 0:
            chosen = re.sub(r"([\\^\[&~|])", r"\\\1", pattern[index + 1 : end])
            is_negated = chosen.startswith(("!", "\\^"))
            regex += f"[^{apart}{chosen.lstrip('!^' + chr(92))}]" if is_negated else f"[{chosen}]"
            index = end
        elif has_braces and char == "{" and "}" in pattern[index:]:
            regex, depth = regex + "(?:", depth + 1
        elif char == "}" and depth:
            regex, depth = regex + ")", depth - 1
        elif char == "," and depth:
            regex += "|"
        else:
            regex += re.escape(char)
        index += 1
    return regex + ")" * depth


def compiled(regex: str) -> re.Pattern[str]:
    try:
        return re.compile(regex, re.DOTALL)
    except re.error as error:
        raise UsageError(f"source.paths: a pattern has brackets that match nothing ({error})") from error
