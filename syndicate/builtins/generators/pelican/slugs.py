"""Slugs as Pelican makes them of titles, names and file names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape

from .options import Substitutions
from .regexes import MAX_TEXT, compiled

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<[^>]*>", re.DOTALL)


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
