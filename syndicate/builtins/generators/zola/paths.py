"""Where Zola puts a page: its documentation under content/page and content/multilingual, and what its code does.

Names of folders go into the URL as they are, the page's own name or slug by the rule that slugify.paths sets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from syndicate.files import glob_regex

from .options import SlugStyle, ZolaOptions

CONTENT = "content/"

_DATED = re.compile(
    r"(?P<date>\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"(?:T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?)"
    r"(?:\s?[_-](?P<slug>.+))?"
)
_DATED_PATH = re.compile(r"(?:[a-z-]+/)?(\d{4})/(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])/")
_UNSAFE = str.maketrans("", "", '<>:"/\\|?*')
_WORDS = re.compile(r"[^a-z0-9]+")
_SLUG = re.compile(r"[a-z0-9]++(?>(?:-[a-z0-9]++)*)")
# Latin letters that no decomposition leads back to ASCII, as the crate deunicode writes them.
_LETTERS = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D",
    "ł": "l", "Ł": "L", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "\u0131": "i", "ħ": "h", "Ħ": "H",
}  # fmt: skip
# Punctuation that deunicode turns into ASCII punctuation, which a slug turns into "-": dashes, quotes, daggers, dots.
_PUNCTUATION = re.compile("[\u00a0¡¿«»·\u2010-\u2015\u2018-\u2022\u2026\u2032\u2033\u2039\u203a]")


class Place(msgspec.Struct, frozen=True):
    """Where a file's page goes.

    date      in the file's name or its folder's, else at the beginning of a path that the page gives itself, which Zola
              makes nothing of, but its readers do; "" if there is none
    """

    path: str  # in the URL, "/" at both ends
    date: str
    language: str  # of the page


def place_of(key: str, meta: Mapping[str, Any], options: ZolaOptions) -> Place:
    """Return where Zola puts the page in the file *key*, whose front matter is *meta*.

    Raises ValueError, its text a sentence, for a name in letters whose transliteration is not known here.
    """
    folders = key.removeprefix(CONTENT).split("/")
    name, language = named(folders.pop(), options)
    own = name
    if name == "index" and folders:
        own = folders[-1]
    if name.split(".")[0] == "index" and folders:
        folders.pop()
        is_home = False
    else:
        is_home = name == "index" and not folders
    found = _DATED.match(own)
    date = found["date"] if found else ""
    given = meta.get("path")
    if isinstance(given, str) and given.strip():
        if not date and (in_path := _DATED_PATH.match(given.strip().lstrip("/"))):
            date = "-".join(in_path.groups())
        return Place(_rooted(given.strip()), date, language)
    wanted = meta.get("slug")
    if not isinstance(wanted, str) or not wanted:
        wanted = found["slug"] if found and found["slug"] and not options.keep_dates else own
    parts = [*folders, "" if is_home else slug(wanted, options.slugify)]
    if language != options.default_language:
        parts.insert(0, language)
    return Place(_rooted("/".join(parts)), date, language)


def section_path(key: str, options: ZolaOptions) -> str:
    """Return the path in the URL of the section in the file *key*, an _index.md."""
    folders = key.removeprefix(CONTENT).split("/")
    language = named(folders.pop(), options)[1]
    if language != options.default_language:
        folders.insert(0, language)
    return _rooted("/".join(folders))


def named(filename: str, options: ZolaOptions) -> tuple[str, str]:
    """Return the name of a page, without suffix and language, and its language."""
    name = filename.removesuffix(".md")
    stem, dot, code = name.partition(".")
    if dot and code in options.languages and code != options.default_language:
        return stem, code
    return name, options.default_language


def slug(text: str, style: SlugStyle = "on") -> str:
    """Return *text* as it stands in a URL.

    >>> slug("Crème brûlée, 2 ways"), slug("Crème brûlée: why?", "safe")
    ('creme-brulee-2-ways', 'Crème brûlée why')

    Raises ValueError, its text a sentence, where a letter's transliteration is not known here.
    """
    if style == "off" or _SLUG.fullmatch(text):
        return text
    if style == "safe":
        return text.rstrip(" .").translate(_UNSAFE)
    ascii_text = text if text.isascii() else "".join(map(_ascii, text))
    return _WORDS.sub("-", ascii_text.lower()).strip("-")


def _ascii(char: str) -> str:
    if char.isascii():
        return char
    if (known := _LETTERS.get(char)) is not None:
        return known
    if _PUNCTUATION.match(char):
        return "-"
    if "\u0300" <= char <= "\u036f":
        return ""
    base = "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))
    if base.isascii() and base.isalpha():
        return base
    raise ValueError(
        f"its URL cannot be told: how Zola writes '{char}' in ASCII is not known here; write slug = and Latin letters"
    )


def _rooted(path: str) -> str:
    path = path if path.startswith("/") else f"/{path}"
    return path if path.endswith("/") else f"{path}/"


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
