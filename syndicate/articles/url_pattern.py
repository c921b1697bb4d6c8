"""URLs of articles that name none, by a pattern of their site, e.g. "{site_url}/{year}/{month}/{slug}/"."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import quote

from syndicate.model.errors import UsageError, excerpt, suggest
from syndicate.model.instants import local_time
from syndicate.parts.contract import PassedOver

_PLACEHOLDERS = tuple(
    "site_url year month day slug stem path unnumbered_path undated_path slugged_path dashed_path page slug_or_path"
    " slug_or_id slug_or_file slug_or_stem language".split()
)
BY_PATH = "{site_url}/{path}/"  # where nobody says what URLs are made of
NO_URL = (
    "names no URL; write url: and the article's address, or set source.url to a pattern for all articles, "
    f"e.g. '{BY_PATH}' (--url)"
)
_OTHERWISE = f"path, '{BY_PATH}'; --url PATTERN, or source.url in the settings, says another"
_INDEXES = ("index", "_index", "+page")  # they are called by their folder
_PAGES_OF_NEXT = ("/page.md", "/page.mdx")
_DATED = r"(\d{4}-\d{1,2}-\d{1,2})-(.+)"
_NAMED_PATTERN = r"\{(?:slug|stem|(?:unnumbered_|undated_|slugged_|dashed_)?path|page|slug_or_(?:path|id|file|stem))\}"
_DATE_IN_PATH = r"(.*)(\d{4})[-/](\d{1,2})[-/](\d{1,2})[-/]?(.*)"
_DATED_FOLDERS = r"(?:\A|/)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)"
_DATED_PATTERN = r"\{(?:year|month|day)\}"
_LANGUAGE_FIRST, _LANGUAGE_AT_END = r"[a-z]{2}(?:[-_]\w{2,4})?/", r"(.+)\.([a-z]{2}(?:-\w{2,4})?)(\.\w+)"
_OF_HEAD = r"\{head\.([^{}]+)\}"  # what an article says under a key of its own


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
        if (
            name is not None
            and not re.fullmatch(_OF_HEAD, f"{{{name}}}")
            and (name not in _PLACEHOLDERS or layout or conversion)
        ):
            known = ", ".join(f"{{{known}}}" for known in (*_PLACEHOLDERS, "head.KEY"))
            hint = (
                suggest(name, _PLACEHOLDERS)
                or f"; write {{head.{name}}} for what an article says under {excerpt(name)}"
            )
            raise UsageError(f"source.url: no placeholder is named {excerpt(f'{{{name}}}')}{hint}; there are {known}")


def is_of_all(pattern: str | None) -> bool:
    """Tell whether *pattern* makes one URL of all articles, for nothing in it is theirs."""
    return pattern is not None and not set(re.findall(r"\{([^{}]+)\}", pattern)) - {"site_url"}


def keys_in(pattern: str | None) -> list[str]:
    """Return the keys of an article's head that *pattern* asks for, as `{head.KEY}`."""
    return re.findall(_OF_HEAD, pattern or "")


def with_key(pattern: str, key: str, value: Any) -> str:
    """Return *pattern* with what stands under *key*: a text, a number, or the first of a list; "" if it is nothing."""
    first = value[0] if isinstance(value, list) and value else value
    text = str(first).strip().strip("/") if isinstance(first, str | int | float) and not isinstance(first, bool) else ""
    return pattern.replace(f"{{head.{key}}}", quote(text)) if text else ""


def needs_date(pattern: str) -> bool:
    return re.search(_DATED_PATTERN, pattern) is not None


def needs_name(pattern: str) -> bool:
    """Tell whether an article without a slug and a file of its own has no URL by *pattern*."""
    return re.search(_NAMED_PATTERN, pattern) is not None


def pattern_url(
    pattern: str, base: str, published_at: datetime, zone: tzinfo, path: str, *, slug: str | None = None
) -> str:
    """Return what *pattern* makes of an article.

    base  the site's URL, "/" at its end
    zone  the site's, for the parts of the date
    path  of its file, below the folder that the settings name; an index stands for its folder
    slug  None: what the file's name says
    """
    local = local_time(published_at, zone)
    language = ""
    if "{language}" in pattern:
        language, path = language_and_rest(path)
    whole = _without_suffix(path)
    # VuePress calls a README by its folder, too, and Next.js a page.mdx; folders in parentheses are no part of routes.
    is_index = _last(path) in _INDEXES or ("{page}" in pattern and _last(path) == "README")
    if path.endswith(_PAGES_OF_NEXT) or _last(path) == "+page":
        is_index, whole = True, re.sub(r"\([^()/]*\)/", "", whole)
    page = whole.rpartition("/")[0] if is_index else whole
    if "{unnumbered_path}" in pattern:  # of Nuxt Content, which orders files by numbers
        pattern = pattern.replace("{unnumbered_path}", "{path}")
        page = re.sub(r"(?:\A|/)index\Z", "", "/".join(map(_slugified, page.split("/"))))
    if not page:
        pattern = pattern.replace("/{path}", "")
    if "{undated_path}" in pattern or "{slugged_path}" in pattern:  # of Lume
        page = re.sub(r"(^|/)\d{4}-\d\d-\d\d(?:-\d\d){0,3}_(?=[^/])", r"\1", page)
        if "{slugged_path}" in pattern:  # as its plugin makes them of names in ASCII
            page = re.sub(r"(?<![^/])-|-(?![^/])", "", re.sub(r"[^a-z\d/]+", "-", page.lower()))
        pattern = re.sub(r"\{(?:undated|slugged)_path\}", "{path}", pattern)
    parts = {
        "site_url": base.rstrip("/"),
        "language": quote(language),
        "year": f"{local.year:04d}",
        "month": f"{local.month:02d}",
        "day": f"{local.day:02d}",
        "slug": quote(name_and_date(path)[0] if slug is None else slug),
        "stem": quote(_last(path)),
        "path": quote(page),
        "dashed_path": quote(_dashed(page)),
        "page": quote(page) + ("/" if is_index else ".html"),
        "slug_or_file": quote(page if slug is None else slug.strip("/")),
        "slug_or_stem": quote(_last(path) if slug is None else slug.strip("/")),
        "slug_or_path": quote(_dated_path(page) if slug is None else slug.strip("/")),
        "slug_or_id": quote("/".join(map(_id, page.split("/"))) if slug is None else slug.strip("/")),
    }
    return pattern.format_map(parts)


def language_and_rest(path: str) -> tuple[str, str]:
    """Return the language that *path* names and what is left of it: the first folder, or as in `hi.en.md`."""
    if (found := re.fullmatch(_LANGUAGE_AT_END, path)) and not re.match(_LANGUAGE_FIRST, path):
        return found[2], found[1] + found[3]
    language, _, rest = path.partition("/")
    return language, rest


def _id(part: str) -> str:
    """Return what github-slugger, and so Astro, makes of a *part* of a path."""
    kept = (char for char in part.lower() if char.isalnum() or char in "-_ " or unicodedata.category(char)[0] == "M")
    return "".join(kept).replace(" ", "-")


def _slugified(part: str) -> str:
    """Return what Nuxt Content makes of a *part* of a path: what is no ASCII stays, whatever its package does."""
    words = re.sub(r"^\d+\.(?=\D)", "", part.lower()).replace("&", "and").replace("%", "percent").replace("$", "dollar")
    return re.sub(r"[-\s]+", "-", re.sub(r"[#,/;<=>?\[\]\\^`{|}]", "", words).strip("- "))


def _dashed(path: str) -> str:
    """Return what Quartz makes of the *path* of a note, in whose name may be anything."""
    return re.sub(r"[?#]", "", re.sub(r"\s", "-", path).replace("&", "-and-").replace("%", "-percent"))


def _dated_path(page: str) -> str:
    """Return the path of *page* with a date that stands in it as folders in front of the rest, as Docusaurus has it."""
    found = re.fullmatch(_DATE_IN_PATH, page)
    return f"{found[2]}/{found[3]}/{found[4]}/{found[1]}{found[5]}" if found else page


def _without_suffix(path: str) -> str:
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{name.rpartition('.')[0] or name}"


def _last(path: str) -> str:
    return _without_suffix(path).rpartition("/")[2]


def name_and_date(path: str) -> tuple[str, str]:
    """Return name and date of the file at *path*, "" where it has none; an index.md is named by its folder."""
    name = _last(path)
    if name in _INDEXES and "/" in path:
        name = path.split("/")[-2]
    dated = re.fullmatch(_DATED, name)
    return (dated[2], dated[1]) if dated else (name, "")


def date_of_folders(path: str) -> str:
    """Return the date that the folders of the file at *path* make, "" where they make none."""
    found = re.search(_DATED_FOLDERS, path)
    return "-".join(found.groups()) if found else ""


def by_path(path: str) -> PassedOver:
    """Return what the report warns of where the file at *path* has an article with a URL by its path."""
    one, many = (
        f"article names no URL and has one by its {_OTHERWISE}",
        f"articles name no URL and have one by their {_OTHERWISE}",
    )
    return PassedOver(path, one, many, is_warning=True)


def by_one_pattern(path: str, pattern: str) -> PassedOver:
    """Return what the report warns of where the file at *path* has the URL that *pattern* gives all articles."""
    rest = f"{excerpt(pattern)}, which gives all articles one URL; write e.g. {BY_PATH} as --url, or as source.url"
    return PassedOver(path, f"article has its URL by {rest}", f"articles have their URLs by {rest}", is_warning=True)
