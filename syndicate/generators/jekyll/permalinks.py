"""URLs of documents: permalink templates, their placeholders, slugs and percent-encoding, as Jekyll 4.3 makes them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote

from syndicate import excerpt, suggest

STYLES = {
    "none": "/:categories/:title:output_ext",
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
}
DATED = frozenset(
    "year month day hour minute second i_day i_month short_month long_month short_year w_year week w_day short_day"
    " long_day y_day".split()
)
OTHERS = frozenset("collection name title slug categories slugified_categories path output_ext".split())
_KEY = re.compile(r":([a-z_]+)")
_PRETTY = frozenset("._~!$&'()+,;=@")
_SEGMENT_SAFE = "/:@!$&'()*+,;=~"
# Never the locale's.
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def with_suffix(template: str, style: str) -> str:
    """Return *template*, which has no ending, with that of the site's permalink *style*."""
    if style == "pretty" or style.endswith("/"):
        return f"{template}/"
    if style in ("date", "ordinal", "none") or style.endswith(":output_ext"):
        return f"{template}:output_ext"
    return template


@lru_cache(maxsize=256)
def placeholders_of(template: str) -> tuple[str, ...]:
    """Return the names of the placeholders in *template*, in their order.

    Raises ValueError, its text a sentence, for one that there is not.
    """
    return tuple(_known(match[1]) for match in _KEY.finditer(template))


def path_of(template: str, values: Mapping[str, str]) -> str:
    """Return the path that *template* makes of *values*: placeholders filled in, percent-encoded, in a safe form.

    The template itself stays as it is written, as Jekyll leaves it; "?" and "#" lead to no query and no fragment there.
    """

    def filled(match: re.Match[str]) -> str:
        name = _known(match[1])
        return escaped(values[name]) + match[1][len(name) :]

    return safe(_KEY.sub(filled, template))


def escaped(text: str) -> str:
    """Return *text* percent-encoded, as what it is put into leaves its own text."""
    return quote(text, safe=_SEGMENT_SAFE)


def safe(path: str) -> str:
    """Return *path* from "/", without a way up and without empty parts; what is percent-encoded stays as it is."""
    path = f"/{path}".replace("..", "/").replace("./", "")
    return quote(re.sub("/+", "/", path), safe=_SEGMENT_SAFE + "%")


def _known(key: str) -> str:
    """Return the placeholder that *key* names: `:month_` is `:month` and an underscore."""
    for name in (key, key.removesuffix("_")):
        if name in DATED or name in OTHERS:
            return name
    hint = suggest(key, DATED | OTHERS)
    raise ValueError(f"no placeholder is named {excerpt(f':{key}')}{hint}; Jekyll does not build such a site")


def dated_values(date: datetime) -> dict[str, str]:
    """Return what the placeholders for parts of *date*, in the site's zone, stand for."""
    iso = date.isocalendar()
    month, day = _MONTHS[date.month - 1], _DAYS[iso.weekday - 1]
    return {
        "year": f"{date.year:04d}", "short_year": f"{date.year % 100:02d}",
        "month": f"{date.month:02d}", "i_month": str(date.month), "short_month": month[:3], "long_month": month,
        "day": f"{date.day:02d}", "i_day": str(date.day), "y_day": f"{date.timetuple().tm_yday:03d}",
        "w_year": f"{iso.year:04d}", "week": f"{iso.week:02d}", "w_day": str(iso.weekday),
        "short_day": day[:3], "long_day": day,
        "hour": f"{date.hour:02d}", "minute": f"{date.minute:02d}", "second": f"{date.second:02d}",
    }  # fmt: skip


def slugify(text: str, *, is_pretty: bool = False, is_cased: bool = False) -> str:
    """Return *text* as Jekyll writes it in a URL: letters, marks and decimal digits of any script, else hyphens.

    >>> slugify("C++ & Ünï_x"), slugify("C++ & Ünï_x", is_pretty=True, is_cased=True)
    ('c-ünï-x', 'C++-&-Ünï_x')
    """
    made: list[str] = []
    for letter in text:
        if _is_kept(letter) or (is_pretty and letter in _PRETTY):
            made.append(letter)
        elif not made or made[-1] != "-":
            made.append("-")
    slug = "".join(made)
    slug = slug.removeprefix("-").removesuffix("-")
    return slug if is_cased else lower(slug)


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
    return " ".join(part[:1].upper() + lower(part[1:]) for part in parts)
