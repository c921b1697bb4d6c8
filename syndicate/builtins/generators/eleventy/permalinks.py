"""Where Eleventy puts a template: its documentation under permalinks and under page, and what its code does.

A permalink may hold template syntax. What means the same in Liquid and Nunjucks is evaluated here: values of the front
matter and of `page`, and filters for case, white space at the ends, and slugs; also Liquid's `date` with digits. Only
Eleventy can evaluate the rest.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

import msgspec

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}-(.*)")
_TAG = re.compile(r"\{\{-?((?>(?:(?!-?\}\}).)*))-?\}\}", re.DOTALL)
_SYNTAX = re.compile(r"\{\{|\{%|\{#")
_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_QUOTED = re.compile(r"'([^'\\]*)'|\"([^\"\\]*)\"")
_FILTER = re.compile(r"([A-Za-z_]\w*)\s*(?::(.*)|\((.*)\))?", re.DOTALL)
_PARTS = re.compile(r"""((?>(?:[^|'"]++|'[^']*'|"[^"]*")*))(?:\||$)""")
_DIRECTIVE = re.compile(r"%([-]?)([A-Za-z%])")
_MAX_LENGTH = 2_000
# @sindresorhus/transliterate writes German umlauts with an e, and these letters as follows.
_LETTERS = {
    "ä": "ae", "Ä": "Ae", "ö": "oe", "Ö": "Oe", "ü": "ue", "Ü": "Ue", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE",
    "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "þ": "th", "Þ": "TH", "ð": "d", "Ð": "D",
    "&": " and ",
}  # fmt: skip
_POSSESSIVE = re.compile(r"([a-z0-9]+)'([ts])(?=\s|$)")
_WORDS = re.compile(r"[^a-z0-9]+")
_PLAIN = re.compile(r"[A-Za-z0-9 _-]*")
_PUNCTUATION = re.compile("[\u2010-\u2027\u2030-\u205e\u00a0-\u00bf\u00d7\u00f7]")


class Page(msgspec.Struct, frozen=True):
    """What Eleventy calls `page`."""

    stem: str  # path of the file below the input, "/" before it, without suffix and date: filePathStem
    slug: str  # its last part, of an index that of the folder: fileSlug
    date: datetime | None  # None: not known here


def page_of(path: str, date: datetime | None) -> Page:
    """Return what Eleventy says of the file at *path* below the input."""
    folder, _, name = path.rpartition("/")
    own = _without_date(posixpath.splitext(name)[0])
    last = own
    if own == "index":
        last = _without_date(folder.rpartition("/")[2])
    return Page(f"/{folder}/{own}" if folder else f"/{own}", last, date)


def default_path(path: str) -> str:
    """Return the path in the URL of the template at *path* below the input, if it has no permalink."""
    folder, _, name = path.rpartition("/")
    own = posixpath.splitext(name)[0]
    is_index = own == "index" or folder.rpartition("/")[2] == own
    return f"/{folder}{'/' if folder else ''}" + ("" if is_index else f"{own}/")


def url_path(permalink: str) -> str:
    """Return the path in the URL of a page with this *permalink*: index.html is not named in it."""
    is_folder = permalink.endswith("/")
    path = posixpath.normpath("/" + permalink.strip().lstrip("/")).replace("//", "/")
    if is_folder and path != "/":
        path += "/"
    for ending in ("/index.html", "/index/", "/index"):
        if path.endswith(ending):
            return path[: -len(ending)] + "/"
    return path


def evaluated(template: str, data: Mapping[str, Any], page: Page, own_filters: Collection[str]) -> str | None:
    """Return *template*, its tags filled in; None where only Eleventy can do that.

    own_filters  names that the configuration gives to filters of its own
    """
    if not _SYNTAX.search(template):
        return template
    if len(template) > _MAX_LENGTH:
        return None
    pieces: list[str] = []
    end = 0
    for tag in _TAG.finditer(template):
        value = _value(tag[1].strip(), data, page, own_filters)
        if value is None:
            return None
        pieces += [template[end : tag.start()], value]
        end = tag.end()
    pieces.append(template[end:])
    whole = "".join(pieces)
    return None if any(_SYNTAX.search(piece) for piece in pieces[::2]) else whole


def _value(expression: str, data: Mapping[str, Any], page: Page, own_filters: Collection[str]) -> str | None:
    first, *filters = [found[1].strip() for found in _PARTS.finditer(expression)][:-1] or [expression.strip()]
    # Of several, as `functions` writes them, the first that is there.
    operands = [_operand(name.strip(), data, page) for name in first.split("??")]
    value = next((operand for operand in operands if operand), None)
    for text in filters:
        found = _FILTER.fullmatch(text)
        if found is None or found[1] in own_filters or value is None:
            return None
        value = _filtered(value, found[1], (found[2] or found[3] or "").strip())
    return value if isinstance(value, str) else None


def _operand(text: str, data: Mapping[str, Any], page: Page) -> str | datetime | None:
    if quoted := _QUOTED.fullmatch(text):
        return quoted[1] if quoted[1] is not None else quoted[2]
    if not _PATH.fullmatch(text):
        return None
    own: dict[str, str | datetime | None] = {
        "page.fileSlug": page.slug,
        "page.filePathStem": page.stem,
        "page.outputFileExtension": "html",
        "page.date": page.date,
    }
    if text in own:
        return own[text]
    found: Any = data
    for step in text.split("."):
        found = found.get(step) if isinstance(found, dict | Mapping) else None
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    # A date of the front matter is no text in Eleventy.
    return found if isinstance(found, str) and text != "date" else page.date if text == "date" else None


def slugify(text: str) -> str | None:
    """Return *text* as the filter slugify writes it, None where a letter is not known here.

    >>> slugify("Don't stop: Größe & co.")
    'dont-stop-groesse-and-co'
    """
    letters = []
    for char in unicodedata.normalize("NFC", text):
        known = _LETTERS.get(char)
        if known is None and not char.isascii():
            if _PUNCTUATION.match(char):
                known = " "
            else:
                base = "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))
                if not (base.isascii() and base.isalpha()):
                    return None
                known = base
        letters.append(char if known is None else known)
    words = _POSSESSIVE.sub(r"\1\2", "".join(letters).lower())
    return _WORDS.sub("-", words).strip("-")


def slug(text: str) -> str | None:
    """Return *text* as the older filter slug writes it; None if it has more than letters, digits, spaces, _ and -."""
    if not _PLAIN.fullmatch(text):
        return None
    return re.sub(r"[-\s]+", "-", text.strip().lower())


_TEXT_FILTERS: dict[str, Callable[[str], str | None]] = {
    "slugify": slugify, "slug": slug, "downcase": str.lower, "lower": str.lower, "upcase": str.upper,
    "upper": str.upper, "strip": str.strip, "trim": str.strip,
}  # fmt: skip


def _filtered(value: str | datetime, name: str, argument: str) -> str | None:
    if isinstance(value, datetime):
        layout = _QUOTED.fullmatch(argument.strip())
        return _formatted(value, layout[1] or layout[2] or "") if name == "date" and layout else None
    if name in _TEXT_FILTERS and not argument:
        return _TEXT_FILTERS[name](value)
    quoted = _QUOTED.fullmatch(argument.strip())
    if quoted and name in ("append", "prepend"):
        text = quoted[1] or quoted[2] or ""
        return value + text if name == "append" else text + value
    return None


def _formatted(date: datetime, layout: str) -> str | None:
    """Return *date* by *layout*, None where it asks for more than digits: names depend on the language."""
    numbers = {
        "Y": (date.year, 4), "m": (date.month, 2), "d": (date.day, 2), "H": (date.hour, 2), "M": (date.minute, 2),
        "S": (date.second, 2), "y": (date.year % 100, 2), "j": (date.timetuple().tm_yday, 3),
    }  # fmt: skip
    found = [match[2] for match in _DIRECTIVE.finditer(layout)]
    if any(letter not in numbers for letter in found) or layout.count("%") != len(found):
        return None
    return _DIRECTIVE.sub(lambda match: _padded(*numbers[match[2]], is_bare=match[1] == "-"), layout)


def _padded(number: int, width: int, *, is_bare: bool) -> str:
    return str(number) if is_bare else f"{number:0{width}d}"


def _without_date(name: str) -> str:
    found = _DATED.search(name)
    return found[1] if found else name
