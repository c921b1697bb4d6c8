"""Globs as Eleventy reads them: ``*`` stays within a folder, ``**`` crosses folders, ``{a,b}`` is one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from syndicate.files import glob_regex


def any_glob(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return whether a path, or a folder that it lies in, matches one of *patterns*."""
    globs = (pattern.removeprefix("./").strip("/") for pattern in patterns)
    regex = "|".join(f"(?:{glob_regex(glob, has_braces=True, has_brackets=False)})" for glob in globs)
    matches = re.compile(f"(?:{regex})(?:/.*)?" if regex else "(?!)", re.DOTALL).fullmatch
    return lambda path: matches(path) is not None
