"""Regular expressions of a site's configuration; those that may take exponential time are refused.

Python's engine tries every way to match. One without a repetition inside a repetition, and with few of them, ends soon
on the short texts it is used for here: names of files, titles.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Any

from syndicate import UsageError
from syndicate.model import excerpt

MAX_TEXT = 1_000  # characters
_MAX_PATTERN = 2_000
_MAX_REPEATS = 6


@lru_cache(maxsize=256)
def compiled(pattern: str, setting: str, flags: int = 0) -> re.Pattern[str]:
    """Return *pattern* of *setting*, compiled.

    Raises UsageError where it is no regular expression, or one that may take for ever.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            regex = re.compile(_checked(pattern), flags)
    except (re.error, ValueError, OverflowError, RecursionError) as error:
        raise UsageError(
            f"pelicanconf.py: {setting}: {excerpt(pattern)} cannot be used as a regular expression ({error}); simplify it"
        ) from error
    return regex


def _checked(pattern: str) -> str:
    """Return *pattern*. Raises ValueError where it may take for ever."""
    if len(pattern) > _MAX_PATTERN:
        raise ValueError(f"longer than {_MAX_PATTERN:,} characters")
    if _repeats(_parse(pattern), inside=False) > _MAX_REPEATS:
        raise ValueError("more repetitions than can be followed in time")
    return pattern


def _parse(pattern: str) -> Any:
    parser: Any = getattr(re, "_parser")  # noqa: B009  the standard library names it so, and types do not know it
    return parser.parse(pattern)


def _repeats(tree: Any, *, inside: bool) -> int:
    """Return how many repetitions without an end there are.

    Raises ValueError for one inside another.
    """
    found = 0
    for operation, argument in tree:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, repeated = argument
            is_open = int(most) > 64
            if is_open and inside:
                raise ValueError("a repetition inside a repetition")
            found += is_open + _repeats(repeated, inside=inside or is_open)
        elif name == "BRANCH":
            if inside:
                raise ValueError("alternatives inside a repetition")
            found += sum(_repeats(branch, inside=inside) for branch in argument[1])
        elif name == "SUBPATTERN":
            found += _repeats(argument[-1], inside=inside)
        elif name in ("ASSERT", "ASSERT_NOT"):
            found += _repeats(argument[1], inside=inside)
        elif name == "ATOMIC_GROUP":
            found += _repeats(argument, inside=inside)
        elif name == "GROUPREF_EXISTS":
            found += sum(_repeats(branch, inside=inside) for branch in argument[1:] if branch is not None)
    return found
