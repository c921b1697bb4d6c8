"""Globs of a site's paths as regular expressions."""

from __future__ import annotations

import re

from syndicate.model.errors import UsageError

MAGIC = re.compile(r"[*?\[]")


def fixed_part(pattern: str) -> str:
    """Return the folder above the first wildcard."""
    magic = MAGIC.search(pattern)
    return pattern[: magic.start()].rpartition("/")[0] if magic else pattern


def regex_of(pattern: str) -> str:
    """Return the regular expression of a glob: `*` and `?` stay within a folder, `**` crosses folders."""
    regex, index = "", 0
    while index < len(pattern):
        if pattern.startswith("**/", index):
            regex, index = regex + "(?:[^/]+/)*", index + 3
        elif pattern.startswith("**", index):
            regex, index = regex + ".*", index + 2
        elif pattern[index] == "*":
            regex, index = regex + "[^/]*", index + 1
        elif pattern[index] == "?":
            regex, index = regex + "[^/]", index + 1
        elif pattern[index] == "[" and (end := pattern.find("]", index + 2)) > 0:
            chosen = re.sub(r"([\\^\[&~|])", r"\\\1", pattern[index + 1 : end])
            negated = chosen.startswith(("!", "\\^"))
            regex += f"[^/{chosen.lstrip('!^' + chr(92))}]" if negated else f"[{chosen}]"
            index = end + 1
        else:
            regex, index = regex + re.escape(pattern[index]), index + 1
    return regex


def compiled(regex: str) -> re.Pattern[str]:
    try:
        return re.compile(regex, re.DOTALL)
    except re.error as error:
        raise UsageError(f"source.paths: a pattern has brackets that match nothing ({error})") from error
