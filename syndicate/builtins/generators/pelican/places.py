"""Where Pelican puts an article, and the URL by which it calls it.

Both are patterns, e.g. "posts/{date:%Y}/{slug}/", filled in without reaching into any object.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from string import Formatter
from typing import Any, Literal

from syndicate.model import excerpt, suggest

from .metadata import listed
from .options import PelicanOptions, Substitutions
from .slugs import slugify

Named = Literal["category", "tag", "author"]
# A name of a month or day, or what is written otherwise in other countries.
_WORD = re.compile(r"\{date:[^}]*%-?[aAbBcpxX]")
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DIRECTIVE = re.compile("%(-?)(.)", re.DOTALL)
_PARTS = frozenset(("year", "month", "day", "hour", "minute", "second"))  # {date.month:02d}
_WIDTH = r"0?\d?d?"
_NUMBERS = frozenset("dGHIjmMSuUVwWyY")


class Located:
    """An article or a page, as the patterns of URLs see it.

    values  placeholder -> what it stands for
    status  "published", "draft", "hidden", or what the file says else
    """

    def __init__(
        self,
        options: PelicanOptions,
        metadata: dict[str, Any],
        source_path: str,
        date: datetime | None,
        *,
        is_page: bool,
    ) -> None:
        """Raises SlugError where there is no telling a slug."""
        self._options = options
        self._metadata = metadata
        self._is_page = is_page
        self.status = str(metadata.get("status", "published")).strip().lower()
        self.lang = str(metadata.get("lang") or options.default_lang.lower())
        self.values: dict[str, Any] = {
            **{name: value for name, value in metadata.items() if isinstance(value, str)},
            "path": metadata.get("path", source_path),
            "slug": self._slug(source_path),
            "lang": self.lang,
            "date": date,
            "author": self._named(
                "author", metadata.get("author") or _first(metadata.get("authors")) or options.author
            ),
            "category": self._named("category", metadata.get("category")),
        }

    @property
    def url(self) -> str:
        """The URL as Pelican writes it behind SITEURL and "/". Raises ValueError where a placeholder has no value."""
        return self._by("url")

    @property
    def save_as(self) -> str:
        """The file of the built page, of articles. Raises ValueError as url does."""
        return self._by("save_as")

    def _by(self, kind: str) -> str:
        if kind in self._metadata:
            return str(self._metadata[kind])
        draft, page = self.status == "draft", self._is_page
        name = f"{'draft_' if draft else '' if page else 'article_'}{'page_' if page else ''}"
        name += "" if self.lang == self._options.default_lang.lower() else "lang_"
        pattern = getattr(self._options, name + kind)
        if self._options.locale and _WORD.search(pattern) and (language := _foreign(self._options.locale)):
            raise ValueError(
                f"the URL {excerpt(pattern)} has names as {language} has them, and those here are English; hang"
                " feeds onto Pelican's build (plugins/syndicate-pelican), or set source.options.locale to C if English it is"
            )
        return filled(pattern, self.values)

    def _slug(self, source_path: str) -> str:
        if "slug" in self._metadata:
            return str(self._metadata["slug"]).strip()
        options = self._options
        by_name = options.slugify_source == "basename"
        text = _stem(source_path) if by_name else self._metadata.get("title")
        return _slug(options, str(text), options.slug_regex_substitutions) if text is not None else ""

    def _named(self, kind: Named, name: Any) -> str:
        return name_slug(self._options, kind, str(name).strip()) if name else ""


def name_slug(options: PelicanOptions, kind: Named, name: str) -> str:
    """Return the slug of a category, tag or author. Raises SlugError."""
    own: Substitutions | None = getattr(options, f"{kind}_regex_substitutions")
    return _slug(options, name, options.slug_regex_substitutions if own is None else own)


def name_url(options: PelicanOptions, kind: Named, name: str) -> str:
    """Return the URL of the page of a category, tag or author, as seen from the home page. Raises ValueError."""
    slug = name_slug(options, kind, name)
    return filled(getattr(options, f"{kind}_url"), {"slug": slug, "name": name})


def _slug(options: PelicanOptions, text: str, substitutions: Substitutions) -> str:
    return slugify(
        text, substitutions, use_unicode=options.slugify_use_unicode, preserve_case=options.slugify_preserve_case
    )


def _foreign(locale: str | tuple[str, ...]) -> str:
    """Return the locale that Pelican takes on Unix, "" where its names are English."""
    named = next((name for name in listed(locale) if "_" in name), "")
    return "" if named.startswith("en") else named


def _first(value: Any) -> str | None:
    return next(iter(listed(value)), None) if value else None


def _stem(path: str) -> str:
    name = path.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def filled(pattern: str, values: Mapping[str, Any]) -> str:
    """Return *pattern* with its placeholders filled in; texts only, and dates by their layout.

    Raises ValueError, its text a sentence, for a placeholder without a value.
    """
    parts: list[str] = []
    for literal, name, layout, conversion in _parsed(pattern):
        parts.append(literal)
        if name is None:
            continue
        value = values.get(name)
        whole, _, part = name.partition(".")
        if part in _PARTS and isinstance(time := values.get(whole), datetime) and re.fullmatch(_WIDTH, layout or ""):
            parts.append(format(getattr(time, part), layout or ""))
            continue
        if value is None or conversion:
            raise ValueError(
                f"the URL {excerpt(pattern)} asks for {excerpt(name)}, which nothing here says{suggest(name, values)}"
            )
        if isinstance(value, datetime):
            parts.append(strftime(value, layout) if layout else value.isoformat(" "))
        elif layout:
            raise ValueError(f"the URL {excerpt(pattern)} asks for a layout of {excerpt(name)}, which only dates have")
        else:
            parts.append(str(value))
    return "".join(parts)


@lru_cache(maxsize=256)
def _parsed(pattern: str) -> tuple[tuple[str, str | None, str | None, str | None], ...]:
    return tuple(Formatter().parse(pattern))


def strftime(time: datetime, layout: str) -> str:
    """Return *time* by *layout*, names of months and days in English; "%-d" has no leading zero."""
    return _DIRECTIVE.sub(
        lambda found: _directive(time, found[2], is_stripped=bool(found[1]), as_it_is=found[0]), layout
    )


def _directive(time: datetime, letter: str, *, is_stripped: bool, as_it_is: str) -> str:
    if letter in _NUMBERS:
        text = _number(time, letter)
    elif (known := _KNOWN.get(letter)) is not None:
        text = known(time)
    else:
        return as_it_is
    return (text.lstrip("0") or "0") if is_stripped else text


def _number(time: datetime, letter: str) -> str:
    # What most URLs have takes a tenth of the time without the C library.
    match letter:
        case "Y" if time.year >= 1000:
            return str(time.year)
        case "m":
            return f"{time.month:02d}"
        case "d":
            return f"{time.day:02d}"
    return f"{time:%{letter}}"


_KNOWN: Mapping[str, Callable[[datetime], str]] = {
    "B": lambda time: _MONTHS[time.month - 1],
    "b": lambda time: _MONTHS[time.month - 1][:3],
    "A": lambda time: _DAYS[time.weekday()],
    "a": lambda time: _DAYS[time.weekday()][:3],
    "p": lambda time: "AM" if time.hour < 12 else "PM",
    "c": lambda time: f"{_DAYS[time.weekday()][:3]} {_MONTHS[time.month - 1][:3]} {time.day:2} {time:%H:%M:%S %Y}",
    "x": lambda time: f"{time:%m/%d/%y}",
    "X": lambda time: f"{time:%H:%M:%S}",
    "Z": lambda time: time.tzname() or "",
    "z": lambda time: f"{time:%z}",
    "f": lambda time: f"{time:%f}",
    "%": lambda _: "%",
}
