"""Links within a Pelican site, "{filename}tides.md" and "|static|images/quay.png", into URLs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

from .options import PelicanOptions
from .places import filled, name_url

_LINK = re.compile(
    r"""(?P<attribute>\b(?:href|src|poster|data|cite|formaction|action|content)\s{0,9}=\s{0,9})(?P<quote>["'])"""
    r"""(?:[{|]|%7[BbCc])(?P<what>\w{1,20})(?:[}|]|%7[DdCc])(?P<value>[^<>]{0,4000}?)(?P=quote)"""
)
_PLAIN = r"([{|]filename[}|][\w./-]+)"
_PLAIN_LINK = re.compile(
    rf"\({_PLAIN}(?=[)#])|\"{_PLAIN}(?=[\"#])|'{_PLAIN}(?=['#])|<{_PLAIN}(?=[>#])|:[ \t]+{_PLAIN}(?=#|[ \t]*$)",
    re.ASCII | re.MULTILINE,
)
# How far in front of an attribute its tag may begin.
_MAX_TAG = 10_000
_ALONE = re.compile(r"[{|](?P<what>\w+)[}|](?P<value>.*)", re.DOTALL)
_KINDS = frozenset(("filename", "static", "attach", "category", "tag", "author", "index"))


class Links:
    """Resolves the links of a site.

    base   the home page, "/" at its end
    url_of  (path as seen from PATH) -> the URL of that article or page behind the home page, None if there is none
    is_file  (path as seen from PATH) -> whether there is such a file
    """

    def __init__(
        self, options: PelicanOptions, base: str, url_of: Callable[[str], str | None], is_file: Callable[[str], bool]
    ) -> None:
        self._options = options
        self._base = base
        self._url_of = url_of
        self._is_file = is_file

    def resolved(self, html: str, source_path: str, save_as: str) -> str:
        """Return *html* with absolute URLs for its links; a link that leads nowhere loses its address.

        source_path  of the file it stands in, as seen from PATH
        save_as      of the page that is built of it
        """

        def replaced(found: re.Match[str]) -> str:
            start = max(found.start() - _MAX_TAG, 0)
            if found["what"] not in _KINDS or html.rfind("<", start, found.start()) <= html.rfind(
                ">", start, found.start()
            ):
                return found[0]
            url = self._url(found["what"], found["value"], source_path, save_as)
            quoted = "" if url is None else f"{found['quote']}{url.replace(found['quote'], '%22')}{found['quote']}"
            return f"{found['attribute']}{quoted}" if quoted else ""

        return _LINK.sub(replaced, html)

    def of_value(self, value: str, source_path: str, save_as: str) -> str | None:
        """Return the URL that *value* of the metadata stands for, None if it is no link within the site."""
        found = _ALONE.fullmatch(value.strip())
        return self._url(found["what"], found["value"], source_path, save_as) if found else None

    def _url(self, what: str, value: str, source_path: str, save_as: str) -> str | None:
        if what not in _KINDS:
            return None
        try:
            parts = urlsplit(unescape(value))
            below = self._below(what, parts.path, source_path, save_as)
            if below is None:
                return None
            rest = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
            return urljoin(self._base, below.replace(" ", "%20")) + rest
        except ValueError:
            return None

    def _below(self, what: str, path: str, source_path: str, save_as: str) -> str | None:
        """Return the URL behind the home page. Raises ValueError where a slug or a placeholder cannot be told."""
        if what == "index":
            return self._options.index_save_as
        if what == "category":
            return name_url(self._options, "category", unquote(path))
        if what == "tag":
            return name_url(self._options, "tag", unquote(path).strip())
        if what == "author":
            return name_url(self._options, "author", unquote(path))
        for spelled in (path, unquote(path)):
            target = _target(spelled, source_path)
            if target.startswith("../"):
                continue
            if what == "filename" and (url := self._url_of(target)) is not None:
                return url
            if what == "attach":
                return self._attached(target, source_path, save_as)
            # "{filename}a.png" is the older way to write "{static}a.png".
            if what == "static" or self._is_file(target):
                return self._static(target)
        return None

    def _static(self, target: str) -> str:
        own = self._options.extra_path_metadata.get(target, {})
        if "url" in own:
            return str(own["url"])
        slug = posixpath.splitext(posixpath.basename(target))[0]
        return filled(self._options.static_url, {"path": str(own.get("path", target)), "slug": slug})

    def _attached(self, target: str, source_path: str, save_as: str) -> str:
        tail = posixpath.relpath(target, posixpath.dirname(source_path) or ".")
        if tail.startswith("../"):
            tail = posixpath.basename(tail)
        return posixpath.join(posixpath.dirname(save_as), tail)


def plain_links(text: str) -> list[str]:
    """Return the links to files that *text*, in whatever markup, shows as they are, e.g. "{filename}tides.md"."""
    return [next(filter(None, groups)) for groups in _PLAIN_LINK.findall(text)]


def _target(path: str, source_path: str) -> str:
    if path.startswith("/"):
        return posixpath.normpath(path[1:] or ".")
    return posixpath.normpath(posixpath.join(posixpath.dirname(source_path), path))
