"""Links of articles to the files of others, "[tides](./tides.md#high)", of which some generators make URLs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape, unescape
from urllib.parse import quote, unquote

_LINK = re.compile(r'(?<=\shref=")(?![A-Za-z][A-Za-z0-9+.-]*:|//)([^"?#]{1,1000}\.(?:mdx?|qmd|njk|liquid))(?=["?#])')
_NAMED = re.compile(
    r"(?<=[(<\"'\s])(?![A-Za-z][A-Za-z0-9+.-]*:|//)[^\s()<>\"'?#]{1,1000}\.(?:mdx?|qmd|njk|liquid)(?=[)>\"'?#\s])"
)
_SUFFIXES = (".md", ".qmd", ".njk", ".liquid")
_MAX_LINKS = 1000  # different ones of a text: each opens a file


def with_urls(html: str, key: str, url_of: Callable[[str], str | None], suffix: str | None) -> str:
    """Return *html*, of the article at *key*, with URLs for the files that it links to.

    url_of  (key of a file) -> the URL of its article, None where it is none
    suffix  None: any other link stays as it is, and files are looked for in the folders above that of the article, too

    A link to another file of Markdown leads to where its page is by default: the same path, with *suffix* for its own.
    """
    made: dict[str, str] = {}

    def linked(found: re.Match[str]) -> str:
        if found[0] not in made:
            if len(made) >= _MAX_LINKS:
                return found[0]
            value = unquote(unescape(found[0]))
            places = _places(value, key, is_deep=suffix is None)
            url = next((url for place in places if (url := url_of(place)) is not None), None)
            by_default = None if suffix is None else quote(_page(value, suffix), safe="/@")
            made[found[0]] = found[0] if (url := url or by_default) is None else escape(url)
        return made[found[0]]

    return _LINK.sub(linked, html) if any(suffix in html for suffix in _SUFFIXES) else html


def linked_files(text: str, key: str, *, is_deep: bool = False) -> list[str]:
    """Return the keys of files that the Markdown *text* of the article at *key* may link to; not all are there."""
    if not any(suffix in text for suffix in _SUFFIXES):
        return []
    names = dict.fromkeys(found[0] for found in _NAMED.finditer(text))
    return [
        place for name in list(names)[:_MAX_LINKS] for place in _places(unquote(unescape(name)), key, is_deep=is_deep)
    ]


def _places(value: str, key: str, *, is_deep: bool) -> Iterator[str]:
    """Yield the keys that the link *value* of the file at *key* may mean, from its folder or from those above it."""
    folder = posixpath.dirname(key)
    value = value.removeprefix("@site")
    if not value.startswith("/") and not is_deep:
        yield from _inside(folder, value)
        return
    while True:
        yield from _inside(folder, value.removeprefix("/"))
        if not folder:
            return
        folder = posixpath.dirname(folder)


@lru_cache(maxsize=1 << 13)  # texts of one folder link to the same files
def _inside(folder: str, value: str) -> tuple[str, ...]:
    path = posixpath.normpath(posixpath.join(folder, value))
    return () if path.startswith("../") else (path,)


def _page(value: str, suffix: str) -> str:
    stem = value.removeprefix("@site").rpartition(".")[0]
    if suffix:
        return f"{stem}{suffix}"
    return re.sub(r"(?<![^/])(?:index|README)$", "", stem) or "./"
