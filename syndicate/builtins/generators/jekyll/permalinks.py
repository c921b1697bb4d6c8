"""URLs of documents: permalink templates, their placeholders, slugs and percent-encoding, as Jekyll 4.3 makes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from syndicate.model import excerpt, suggest

STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}
_KEY = re.compile(r":([a-z_]+)")
_PRETTY = frozenset("._~!$&'()+,;=@")
_SEGMENT_SAFE = "/:@!$&'()*+,;=~"
# What is written as it is.
_SEGMENT = re.compile(r"[A-Za-z0-9_.\-~/:@!$&'()*+,;=]*")
_SAFE = re.compile(r"(?>(?:/[A-Za-z0-9_\-~:@!$&'()*+,;=%]++(?>(?:\.[A-Za-z0-9_\-~:@!$&'()*+,;=%]++)*))+)/?")
_PLAIN = re.compile(_SAFE.pattern.replace("%", ""))  # nothing in it is encoded
_OTHER_THAN_LETTERS = re.compile(r"[^A-Za-z0-9]+")
_OTHER_THAN_PRETTY = re.compile(r"[^A-Za-z0-9._~!$&'()+,;=@]+")
_SLUG = re.compile(r"[a-z0-9]++(?>(?:-[a-z0-9]++)*)")
# Never the locale's.
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
# What the placeholders for parts of a date, in the site's zone, stand for.
DATED: Mapping[str, Callable[[datetime], str]] = {
    "year": lambda date: f"{date.year:04d}",
    "short_year": lambda date: f"{date.year % 100:02d}",
    "month": lambda date: f"{date.month:02d}",
    "i_month": lambda date: str(date.month),
    "short_month": lambda date: _MONTHS[date.month - 1][:3],
    "long_month": lambda date: _MONTHS[date.month - 1],
    "day": lambda date: f"{date.day:02d}",
    "i_day": lambda date: str(date.day),
    "y_day": lambda date: f"{date.timetuple().tm_yday:03d}",
    "w_year": lambda date: f"{date.isocalendar().year:04d}",
    "week": lambda date: f"{date.isocalendar().week:02d}",
    "w_day": lambda date: str(date.isoweekday()),
    "short_day": lambda date: _DAYS[date.weekday()][:3],
    "long_day": lambda date: _DAYS[date.weekday()],
    "hour": lambda date: f"{date.hour:02d}",
    "minute": lambda date: f"{date.minute:02d}",
    "second": lambda date: f"{date.second:02d}",
}
OTHERS = frozenset("collection name title slug categories slugified_categories path output_ext".split())


class Template(NamedTuple):
    """A permalink template, in parts."""

    text: str  # with %s in the place of each placeholder
    names: tuple[str, ...]  # of the placeholders

    def path(self, values: Sequence[str]) -> str:
        """Return the path that the template makes of *values*, one for each of its names, percent-encoded and safe.

        The template itself stays as it is written, as Jekyll leaves it; "?" and "#" lead to no query and no fragment
        there.
        """
        path = self.text % tuple(values)
        while "//" in path:  # where a post is in no category
            path = path.replace("//", "/")
        if _PLAIN.fullmatch(path):
            return path
        return safe(self.text % tuple(map(escaped, values)))

    def filled(self, known: Mapping[str, str]) -> Template:
        """Return the template with what is *known* of its placeholders put in, unless that must be percent-encoded."""
        put = {name: value for name, value in known.items() if name in self.names and _SEGMENT.fullmatch(value)}
        text = self.text.replace("%%", "%%%%") % tuple(put.get(name, "%s") for name in self.names)
        return Template(text, tuple(name for name in self.names if name not in put))


def with_suffix(template: str, style: str) -> str:
    """Return *template*, which has no ending, with that of the site's permalink *style*."""
    if style == "pretty" or style.endswith("/"):
        return f"{template}/"
    if style in ("date", "ordinal", "none") or style.endswith(":output_ext"):
        return f"{template}:output_ext"
    return template


def template_of(text: str) -> Template:
    """Return the parts of the permalink template *text*.

    Raises ValueError, its text a sentence, for a placeholder that there is not.
    """
    # Templates are few, and paths without any placeholder many.
    return _template_of(text) if ":" in text else Template(text.replace("%", "%%"), ())


@lru_cache(maxsize=256)
def _template_of(text: str) -> Template:
    names: list[str] = []

    def without(match: re.Match[str]) -> str:
        names.append(_known(match[1]))
        return "%s" + match[1].removeprefix(names[-1])

    return Template(_KEY.sub(without, text.replace("%", "%%")), tuple(names))


def escaped(text: str) -> str:
    """Return *text* percent-encoded, as what it is put into leaves its own text."""
    return text if _SEGMENT.fullmatch(text) else quote(text, safe=_SEGMENT_SAFE)


def safe(path: str) -> str:
    """Return *path* from "/", without a way up and without empty parts; what is percent-encoded stays as it is."""
    if _SAFE.fullmatch(path):
        return path
    path = f"/{path}".replace("..", "/").replace("./", "")
    return quote(re.sub("/+", "/", path), safe=_SEGMENT_SAFE + "%")


def _known(key: str) -> str:
    """Return the placeholder that *key* names: `:month_` is `:month` and an underscore."""
    for name in (key, key.removesuffix("_")):
        if name in DATED or name in OTHERS:
            return name
    hint = suggest(key, DATED.keys() | OTHERS)
    raise ValueError(f"no placeholder is named {excerpt(f':{key}')}{hint}; Jekyll does not build such a site")


def slugify(text: str, *, is_pretty: bool = False, is_cased: bool = False) -> str:
    """Return *text* as Jekyll writes it in a URL: letters, marks and decimal digits of any script, else hyphens.

    >>> slugify("C++ & Ünï_x"), slugify("C++ & Ünï_x", is_pretty=True, is_cased=True)
    ('c-ünï-x', 'C++-&-Ünï_x')
    """
    if _SLUG.fullmatch(text):
        return text
    if text.isascii():
        slug = (_OTHER_THAN_PRETTY if is_pretty else _OTHER_THAN_LETTERS).sub("-", text)
    else:
        slug = _hyphened(text, is_pretty=is_pretty)
    slug = slug.removeprefix("-").removesuffix("-")
    return slug if is_cased else lower(slug)


def _hyphened(text: str, *, is_pretty: bool) -> str:
    """Return *text*, of letters of any script, with one hyphen for all that stands between what a URL keeps."""
    made: list[str] = []
    for letter in text:
        if _is_kept(letter) or (is_pretty and letter in _PRETTY):
            made.append(letter)
        elif not made or made[-1] != "-":
            made.append("-")
    return "".join(made)


@lru_cache(maxsize=4096)
def _is_kept(letter: str) -> bool:
    category = unicodedata.category(letter)
    return category[0] in "LM" or category == "Nd"


def lower(text: str) -> str:
    """Return *text* in lower case, each letter by itself: Ruby knows no final sigma."""
    return text.lower() if text.isascii() else "".join(map(str.lower, text))


def titled(slug: str) -> str:
    """Return the title that Jekyll makes of a *slug* where an article has none."""
    parts = slug.split("-")
    while parts and not parts[-1]:
        parts.pop()
    return " ".join(part[:1].title() + lower(part[1:]) for part in parts)
