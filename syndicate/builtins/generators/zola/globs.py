"""The globs of ignored_content, as the crate globset reads them: ``*`` crosses folders."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from syndicate.files import glob_regex


def any_glob(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return whether a path, or a folder that it lies in, matches one of *patterns*."""
    if not patterns:
        return lambda _: False
    regexes = (f"(?:{glob_regex(pattern, crosses_folders=True, has_braces=True)})" for pattern in patterns)
    compiled = re.compile("|".join(regexes), re.DOTALL)

    def matches(path: str) -> bool:
        # Zola matches whole paths of the disk: what lies above the site is "/" here.
        parts = f"/{path}".split("/")
        return any(
            compiled.fullmatch(place)
            for length in range(2, len(parts) + 1)
            for place in ("/".join(parts[:length]), "/".join(parts[1:length]), parts[length - 1])
        )

    return matches
