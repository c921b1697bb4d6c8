"""URLs of articles that name none, by a pattern of their site, e.g. "{site_url}/{year}/{month}/{slug}/"."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from urllib.parse import quote

from syndicate.model.errors import UsageError, excerpt, suggest
from syndicate.model.instants import local_time

_PLACEHOLDERS = ("site_url", "year", "month", "day", "slug", "stem", "path")
_DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})-(.+)")
_NAMED_PATTERN = re.compile(r"\{(?:slug|stem|path)\}")
_DATED_PATTERN = re.compile(r"\{(?:year|month|day)\}")


def check_pattern(pattern: str | None) -> None:
    """Raise UsageError where *pattern* is none, or has a placeholder that there is not."""
    if not pattern:
        return
    from string import Formatter

    try:
        parts = list(Formatter().parse(pattern))
    except ValueError as error:
        raise UsageError(f"source.url: {excerpt(pattern)} is no pattern ({error}); close each {{name}}") from error
    for _, name, layout, conversion in parts:
        if name is not None and (name not in _PLACEHOLDERS or layout or conversion):
            known = ", ".join(f"{{{known}}}" for known in _PLACEHOLDERS)
            hint = suggest(name, _PLACEHOLDERS)
            raise UsageError(f"source.url: no placeholder is named {excerpt(f'{{{name}}}')}{hint}; there are {known}")


def needs_date(pattern: str) -> bool:
    """Tell whether an article without a date has no URL by *pattern*."""
    return _DATED_PATTERN.search(pattern) is not None


def needs_name(pattern: str) -> bool:
    """Tell whether an article without a slug and a file of its own has no URL by *pattern*."""
    return _NAMED_PATTERN.search(pattern) is not None


def pattern_url(
    pattern: str, base: str, published_at: datetime, zone: tzinfo, path: str, *, slug: str | None = None
) -> str:
    """Return what *pattern* makes of an article.

    base  the site's URL, "/" at its end
    zone  the site's, for the parts of the date
    path  of its file, below the folder that the settings name
    slug  None: what the file's name says
    """
    local = local_time(published_at, zone)
    parts = {
        "site_url": base.rstrip("/"),
        "year": f"{local.year:04d}",
        "month": f"{local.month:02d}",
        "day": f"{local.day:02d}",
        "slug": quote(name_and_date(path)[0] if slug is None else slug),
        "stem": quote(_last(path)),
        "path": quote(_without_suffix(path)),
    }
    return pattern.format_map(parts)


def _without_suffix(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{name.rpartition('.')[0] or name}"


def _last(path: str) -> str:
    return _without_suffix(path).rpartition("/")[2]


def name_and_date(path: str) -> tuple[str, str]:
    """Return name and date of the file at *path*, "" where it has none; an index.md is named by its folder."""
    name = _last(path)
    if name in ("index", "_index") and "/" in path:
        name = path.split("/")[-2]
    dated = _DATED.fullmatch(name)
    return (dated[2], dated[1]) if dated else (name, "")
