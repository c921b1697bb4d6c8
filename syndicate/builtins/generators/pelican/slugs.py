"""Slugs as Pelican makes them, and the regular expressions of a site's configuration, by which it makes them.

Python's engine tries every way to match, so expressions that may take exponential time are refused. One without a
repetition inside a repetition, and with few of them, ends soon on the short texts it is used for here: names of files,
titles.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from functools import lru_cache
from html import unescape
from typing import Any

from syndicate import UsageError
from syndicate.model import excerpt

from .options import Substitutions

MAX_TEXT = 1_000  # characters
_MAX_PATTERN = 2_000
_MAX_REPEATS = 6
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<[^>]*>", re.DOTALL)


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


class SlugError(ValueError):
    """The slug cannot be computed; the text is a sentence."""


def striptags(text: str) -> str:
    """Return *text* without tags and comments, entities decoded, each run of white space one space."""
    if "<" in text:
        text = _TAG.sub("", _COMMENT.sub("", text))
    return unescape(" ".join(text.split()))


@lru_cache(maxsize=8192)
def slugify(text: str, substitutions: Substitutions, *, use_unicode: bool, preserve_case: bool) -> str:
    """Return the slug of *text*.

    Raises SlugError where it is too long, or where letters of other scripts need the library Unidecode, which is not
    installed; UsageError for a substitution that cannot be used.
    """
    slug = unicodedata.normalize("NFKC", striptags(text)) if len(text) <= 10 * MAX_TEXT else text
    if len(slug) > MAX_TEXT:
        raise SlugError(f"is longer than {MAX_TEXT:,} characters, too long for a slug; write slug: and a short one")
    if not use_unicode and not slug.isascii():
        slug = _ascii(slug)
    for regex, replacement in _rules(substitutions):
        try:
            slug = regex.sub(replacement, slug)
        except (re.error, IndexError) as error:
            raise SlugError(
                f"SLUG_REGEX_SUBSTITUTIONS cannot be applied ({error}); correct {regex.pattern!r}"
            ) from error
    return (slug if preserve_case else slug.lower()).strip()


@lru_cache(maxsize=64)
def _rules(substitutions: Substitutions) -> list[tuple[re.Pattern[str], str]]:
    rules = []
    for pair in substitutions:
        if len(pair) != 2:
            raise SlugError(f"SLUG_REGEX_SUBSTITUTIONS: expected pairs, found {list(pair)!r}; write two texts")
        pattern, replacement = (unicodedata.normalize("NFKC", text) for text in pair)
        rules.append((compiled(pattern, "SLUG_REGEX_SUBSTITUTIONS", re.IGNORECASE), replacement))
    return rules


def _ascii(text: str) -> str:
    try:
        from unidecode import unidecode
    except ImportError as error:
        raise SlugError(
            "its slug is made by the library Unidecode, which is missing; pip install 'syndicate-feeds[pelican]', "
            "or write slug:"
        ) from error
    return str(unidecode(text))
