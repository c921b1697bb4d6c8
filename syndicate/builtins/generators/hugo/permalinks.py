"""The URLs of pages, as Hugo makes them: sanitized paths, patterns with placeholders, ugly URLs, url and slug.

Where Debian's Hugo 0.111 and its successors differ, the words of the configuration mean what the newer one says.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_plus

import msgspec

from syndicate import UsageError
from syndicate.model import excerpt, suggest

from .options import ALL

# https://gohugo.io/configuration/permalinks/: a token is a colon and letters, digits and "_"; sections may be sliced.
_TOKEN = re.compile(r":(\w+(?:\[.+?\])?)")
_SLICE = re.compile(r"(section(?:slug)?s)\[(.*)\]")
# The layouts of Go's package time that can stand in a token.
_LAYOUT = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|__2|_2(?!006)|002|0[1-6]|15|[1-5]|PM|pm"
)  # fmt: skip
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# What Go's net/url lets stand in a path as it is written, and what it leaves unescaped where it escapes.
_AS_WRITTEN = re.compile(r"(?:[A-Za-z0-9._~$&+,/:;=@!'()*\[\]-]|%[0-9A-Fa-f]{2})*")
# Names that stand in a URL as they are, but for their case.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.~-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.~-]*)*")
_UNESCAPED = "$&+,/:;=@-_.~"
_PLUS_AT_END = re.compile(r"(?<!\+)\+++(?=/?$)")
_SIGNS = "./\\_#+~-@"  # that stay in a path, beside letters, digits and marks
_LONGEST = 1000
_REFERENCE = datetime(2019, 11, 9, 23, 1, 42)  # noqa: DTZ001  each field is another than in Go's reference time


class Addressed(msgspec.Struct, frozen=True, kw_only=True):
    """What the URL of a page depends on."""

    folder: str  # below the content folder, "" for the root; of a leaf bundle the folder around it
    base_name: str  # of the file, without language and suffix; of a leaf bundle the name of its folder
    section: str  # first folder
    sections: tuple[str, ...]  # folders of the section that the page is in
    section_slugs: tuple[str, ...] = ()  # of the sections around, outermost first, each its slug or title
    title: str
    date: datetime  # in the zone that it is written in
    slug: str = ""
    url: str = ""


class Address(msgspec.Struct, frozen=True):
    """Where a page is, below the home page of its language's host."""

    link: str  # begins with "/", percent-encoded as Hugo does it
    folder: str  # where the files of its bundle are, without "/" at its end


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What the configuration says of URLs."""

    permalinks: dict[str, str]
    ugly_urls: bool | dict[str, bool]
    lower_paths: bool
    remove_accents: bool
    prefix: str = ""  # folder of the page's language, "" for none

    def pattern(self, section: str) -> str | None:
        return self.permalinks.get(section.lower()) or self.permalinks.get(ALL)


def address(page: Addressed, rules: Rules) -> Address:
    if page.url:
        return _by_url(page, rules)
    pattern = rules.pattern(page.section)
    expanded = _unescaped(expand(pattern, page, rules)) if pattern else ""
    base_name = page.slug or page.base_name
    ugly = rules.ugly_urls if isinstance(rules.ugly_urls, bool) else rules.ugly_urls.get(page.section.lower(), False)
    if expanded and not ugly and _PLAIN_PATH.fullmatch(plain := f"{rules.prefix}/{expanded.strip('/')}".lstrip("/")):
        folder = f"/{plain.lower() if rules.lower_paths else plain}"
        return Address(f"{folder}/", folder)
    path = _joined("/", expanded) if expanded else _joined("/", page.folder, base_name)
    if not expanded and base_name == "index":
        link, ugly = path.removesuffix("index"), True
    else:
        link = path
    folder = link
    file = f"{path.strip('/')}.html" if ugly else _joined(path, "index.html")
    link = f"{link}/" if file.endswith("/index.html") else file
    if rules.prefix:
        link, folder = _joined(rules.prefix, link), _joined(rules.prefix, folder)
    link = "/" + link.strip("/") + ("/" if link.endswith("/") else "")
    link = "/" if link == "//" else link
    folder = _joined("/", folder).rstrip("/")
    return Address(_reachable(sanitized(link, rules)), _reachable(sanitized(folder, rules)))


def _by_url(page: Addressed, rules: Rules) -> Address:
    """Return the place that the front matter names: nothing of it is put in lower case or taken out."""
    url = expand(page.url, page, rules) if _is_pattern(page.url) else page.url.replace("\\:", ":")
    path = _joined("/", url)
    has_dot, has_slash = "." in url, url.endswith("/")
    link, folder = path, path
    if has_slash or not has_dot:
        path = _joined(path, "index.html")
    else:
        folder = posixpath.dirname(folder)
    if not path.endswith("/index.html"):
        link = path
    elif not has_slash and not link.endswith("/index.html"):  # Hugo's own permalink then has a "/" that leads nowhere
        link += "/"
    if rules.prefix and not url.startswith("/"):
        link, folder = _joined(rules.prefix, link), _joined(rules.prefix, folder)
    link = "/" + link.strip("/") + ("/" if link.endswith("/") else "")
    link = "/" if link == "//" else link
    return Address(_reachable(link), _reachable(_joined("/", folder).rstrip("/")))


def expand(pattern: str, page: Addressed, rules: Rules) -> str:
    """Return *pattern* with its placeholders filled in; UsageError for one that Hugo does not know."""
    text = pattern.replace("\\:", "\0")
    for token in _TOKEN.findall(text):
        text = text.replace(f":{token}", _filled(token, page, rules), 1)
    return text.replace("\0", ":")


def check_pattern(pattern: str) -> None:
    """Raise ValueError, its text a sentence, if *pattern* has a placeholder that Hugo does not know."""
    if len(pattern) > _LONGEST:
        raise ValueError(f"{excerpt(pattern)} is longer than any pattern; write e.g. /:year/:slug/")
    for token in _TOKEN.findall(pattern.replace("\\:", "\0")):
        if token in _PLACEHOLDERS or _SLICE.fullmatch(token):
            continue
        if "[" in token or layout(_REFERENCE, token) == token:
            raise ValueError(
                f"no placeholder is named {excerpt(':' + token)}{suggest(token, _PLACEHOLDERS)}; write e.g. /:year/:slug/"
            )


def _is_pattern(url: str) -> bool:
    """Tell whether the url of a page has placeholders, as Hugo 0.131 and later fill them in."""
    tokens = _TOKEN.findall(url.replace("\\:", "\0")) if len(url) <= _LONGEST else []
    return bool(tokens) and all(token in _PLACEHOLDERS or _SLICE.fullmatch(token) for token in tokens)


def _filled(token: str, page: Addressed, rules: Rules) -> str:
    if found := _SLICE.fullmatch(token):
        return _PARTS[found[1]](page, rules, found[2])
    if fill := _PLACEHOLDERS.get(token):
        return fill(page, rules)
    filled = layout(page.date, token)
    if layout(_REFERENCE, token) == token:
        raise UsageError(f"permalinks: no placeholder is named {excerpt(':' + token)}{suggest(token, _PLACEHOLDERS)}")
    return filled


def _cut(sections: Sequence[str], cut: str) -> Sequence[str]:
    """Return the part of *sections* that e.g. "1:", ":last" or "last" names; out of bounds is nothing."""

    def index(text: str, otherwise: int) -> int:
        if not text:
            return otherwise
        if text == "last":
            return len(sections) - 1
        return min(int(text), len(sections)) if text.isdecimal() and len(text) < 6 else 0

    cut = cut.strip().lower()
    if not sections:
        return ()
    low, colon, high = cut.partition(":")
    if not colon:
        at = index(low, 0)
        return sections[at : at + 1]
    return sections[index(low, 0) : index(high, len(sections))]


def _slug_or(name: Callable[[Addressed], str]) -> Callable[[Addressed, Rules], str]:
    return lambda page, rules: _urlized(page.slug or name(page), rules)


def _of_sections(page: Addressed, _: Rules, cut: str = ":") -> str:
    return "/".join(part for part in _cut(page.sections, cut) if part).lower()


def _of_slugs(page: Addressed, rules: Rules, cut: str = ":") -> str:
    return "/".join(_urlized(part, rules) for part in _cut(page.section_slugs, cut))


_PARTS = {"sections": _of_sections, "sectionslugs": _of_slugs}
_PLACEHOLDERS: dict[str, Callable[[Addressed, Rules], str]] = {
    "year": lambda page, _: str(page.date.year),
    "month": lambda page, _: f"{page.date.month:02d}",
    "monthname": lambda page, _: _MONTHS[page.date.month - 1],
    "day": lambda page, _: f"{page.date.day:02d}",
    "weekday": lambda page, _: str(page.date.isoweekday() % 7),
    "weekdayname": lambda page, _: _DAYS[page.date.weekday()],
    "yearday": lambda page, _: str(page.date.timetuple().tm_yday),
    "section": lambda page, _: page.section.lower(),
    "sectionslug": lambda page, rules: _of_slugs(page, rules, "0"),
    **_PARTS,
    "title": lambda page, rules: _urlized(page.title, rules),
    "slug": _slug_or(lambda page: page.title),
    "filename": lambda page, rules: _urlized(page.base_name, rules),
    "slugorfilename": _slug_or(lambda page: page.base_name),
    "contentbasename": lambda page, rules: _urlized(page.base_name, rules),
    "slugorcontentbasename": _slug_or(lambda page: page.base_name),
}


def layout(instant: datetime, text: str) -> str:
    """Return *instant* in a layout of Go's package time.

    >>> layout(datetime(2024, 1, 30), "2006-Jan-02")
    '2024-Jan-30'
    """
    values = {
        "January": _MONTHS[instant.month - 1], "Jan": _MONTHS[instant.month - 1][:3], "1": str(instant.month),
        "01": f"{instant.month:02d}", "Monday": _DAYS[instant.weekday()], "Mon": _DAYS[instant.weekday()][:3],
        "2": str(instant.day), "_2": f"{instant.day:2d}", "02": f"{instant.day:02d}",
        "__2": f"{instant.timetuple().tm_yday:3d}", "002": f"{instant.timetuple().tm_yday:03d}",
        "2006": f"{instant.year:04d}", "06": f"{instant.year % 100:02d}", "15": f"{instant.hour:02d}",
        "3": str(instant.hour % 12 or 12), "03": f"{instant.hour % 12 or 12:02d}", "4": str(instant.minute),
        "04": f"{instant.minute:02d}", "5": str(instant.second), "05": f"{instant.second:02d}",
        "PM": "PM" if instant.hour > 11 else "AM", "pm": "pm" if instant.hour > 11 else "am",
        "MST": instant.tzname() or "UTC",
    }  # fmt: skip
    return _LAYOUT.sub(lambda found: values[found[0]], text)


def sanitized(text: str, rules: Rules) -> str:
    """Return *text* as a path: letters, digits, marks and a few signs stay, white space is a hyphen, all else goes."""
    if rules.remove_accents:
        bare = "".join(char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Mn")
        text = unicodedata.normalize("NFC", bare)
    path = _sanitized_ascii(text) if text.isascii() and "%" not in text else _sanitized_any(text)
    return lower(path) if rules.lower_paths else path


# Of ASCII without "%"; white space beside a hyphen adds none.
_DROPPED = {
    code: None for code in range(128) if not (chr(code).isalnum() or chr(code).isspace() or chr(code) in _SIGNS)
}
_BESIDE_HYPHEN = re.compile(r"\s+(?=-)|(?<=-)\s+")


def _sanitized_ascii(text: str) -> str:
    text = text.translate(_DROPPED)
    if "-" in text:
        text = _BESIDE_HYPHEN.sub("", text)
    return "-".join(text.split())


def _sanitized_any(text: str) -> str:
    made: list[str] = []
    was_hyphen = wants_hyphen = False
    for index, char in enumerate(text):
        if _is_allowed(char) or (char == "%" and re.match("[0-9A-Fa-f]{2}", text[index + 1 : index + 3])):
            was_hyphen = char == "-"
            if wants_hyphen and not was_hyphen:
                made.append("-")
            wants_hyphen = False
            made.append(char)
        elif made and not was_hyphen and char.isspace():
            wants_hyphen = True
    return "".join(made)


@lru_cache(maxsize=4096)
def _is_allowed(char: str) -> bool:
    category = unicodedata.category(char)
    return char in _SIGNS or category[0] in "LM" or category == "Nd"


def lower(text: str) -> str:
    """Return *text* in lower case, letter by letter: Go knows no final sigma and makes one letter of each."""
    return text.lower() if text.isascii() else "".join(char.lower()[:1] for char in text)


def _urlized(text: str, rules: Rules) -> str:
    return _escaped(sanitized(text, rules))


def _escaped(path: str) -> str:
    rest, hash_sign, fragment = path.partition("#")
    rest, mark, query = rest.partition("?")
    if not _AS_WRITTEN.fullmatch(rest):
        rest = quote(unquote(_BAD_PERCENT.sub("%25", rest)), safe=_UNESCAPED)
    return rest + mark + query + (hash_sign + fragment if fragment else "")


def _reachable(path: str) -> str:
    """Return *path* percent-encoded so that it leads to the page: Hugo's own permalink leaves a "#" in it unencoded."""
    return _escaped(path).replace("#", "%23").replace("?", "%3F")


def _unescaped(path: str) -> str:
    """Return *path* decoded as a query is: a "+" is a space, and none at the end; "" where it cannot be."""
    return "" if _BAD_PERCENT.search(path) else unquote_plus(_PLUS_AT_END.sub("", path) if "+" in path else path)


def _joined(*parts: str) -> str:
    """Return *parts* as one clean path, with the "/" at the end of the last."""
    path = posixpath.normpath("/".join(part for part in parts if part) or ".")
    path = "/" + path.lstrip("/") if path.startswith("/") else path
    return f"{path}/" if parts[-1].endswith("/") and not path.endswith("/") else path
