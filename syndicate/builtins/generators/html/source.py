"""The source `html`: every page below its paths that says that it is an article."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import blake2b
from html import unescape
from urllib.parse import quote, unquote, urlsplit

from syndicate import Article, DigestOfSeveral, Fault, Item, Origin, PassedOver, SourceContext, SyndicateError
from syndicate.articles import ArticleFields
from syndicate.files import list_files, open_file, path_below
from syndicate.html import article_text, decode_page

from . import HtmlOptions
from .article import article_fields
from .page import Page, PageFields

SUFFIXES = (".html", ".htm", ".xhtml")
_MAX_BYTES = 16 << 20
_CANONICAL = re.compile(rb"canonical", re.IGNORECASE)
_LINK = re.compile(rb"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_LOC = re.compile(r"<loc>\s*([^<]{1,2000}?)\s*</loc>")
_NIKOLA = b'content="Nikola'
_MOST = 20  # links of one page that are looked at
_SOURCE = ".src.html"  # which Nikola puts beside the page that it makes of it
_HREF = re.compile(rb"\shref\s*=\s*(?:\"([^\"<>&]*)\"|'([^'<>&]*)'|([^\s\"'<>&]+))", re.IGNORECASE)


class Pages:
    """Reads the pages that the context names; those that are no articles are passed over.

    Raises UsageError where its paths, fields or URL pattern make no sense.
    """

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        options = context.options or HtmlOptions()
        home = options.home.rstrip("/")
        if "://" not in home:
            home = os.path.normpath(home).replace(os.sep, "/")
        self._home = "" if home == "." else f"{home}/"
        self._fields = ArticleFields.of(context)
        path_below(context, "")

    def items(self) -> Iterable[Item | Fault]:
        files = list_files(self._context, SUFFIXES)
        return (item for item in files if isinstance(item, Fault) or not item.key.endswith(_SOURCE))

    def digest(self, item: Item) -> bytes | None:
        """Return the digest of the page; a DigestOfSeveral if other files tell, too, whether it is an article."""
        data = self._bytes(item.key)
        if isinstance(data, Fault):
            return None
        found = blake2b(data, digest_size=16)
        if _NIKOLA in data:
            found.update(b"1" if self._is_private(item.key) else b"0")
            return DigestOfSeveral(found.digest())
        given = () if len(data) > _MAX_BYTES else _said_canonical(data)
        if given is None:
            try:
                given = (_canonical(Page(decode_page(data), item.key)),)
            except ValueError:
                given = ()
        others = [address for address in given if self._other_places(address, item.key)]
        if not others:
            return found.digest()
        found.update(bytes(self._is_of_another_page(address, item.key) for address in others))
        return DigestOfSeveral(found.digest())

    def read(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        page = self._page(item.key)
        if isinstance(page, Fault):
            yield page
            return
        address = self._context.site.base_url + quote(self._address(item.key))
        found = article_fields(page, self._context, address)
        if found is None:
            return
        if not isinstance(found, PageFields):
            faults = (one for one in found if isinstance(one, Fault))
            yield from faults if self._is_of_another_page(_canonical(page), item.key) else found
            return
        if self._is_of_another_page(_canonical(page), item.key):
            return
        if _NIKOLA.decode() in page.text and self._is_private(item.key):
            found.put("draft", "true", r"<html\b")
        line = page.position(r"<html\b")[0] or 1
        yield from self._fields.read(found, Origin(path=item.key, line=line), path_below(self._context, item.key))

    def content(self, article: Article) -> str:
        """Return the text of the page that the article was read from, its URLs as the page resolves them.

        Raises SyndicateError if it cannot be read any more.
        """
        key = article.origin.path if article.origin else ""
        page = self._page(key)
        if isinstance(page, Fault):
            raise SyndicateError(f"{page}; export again when it is there")
        found = article_text(page.text, article.url, title=article.title)
        return found.seen_from(article.url) if found else ""

    def _bytes(self, key: str) -> bytes | Fault:
        try:
            with os.fdopen(open_file(self._context, key), "rb") as file:
                return file.read(_MAX_BYTES + 1)
        except OSError as error:
            return Fault(path=key, message=f"cannot be read: {error.strerror or error}")

    def _page(self, key: str) -> Page | Fault:
        data = self._bytes(key)
        if isinstance(data, Fault):
            return data
        if len(data) > _MAX_BYTES:
            return Fault(path=key, message=f"is larger than {_MAX_BYTES >> 20} MiB, which no page is")
        try:
            return Page(decode_page(data), key)
        except ValueError as error:
            return Fault(path=key, message=f"{error}; leave it out by '!{key}' in source.paths")

    def _address(self, key: str) -> str:
        """Return where the page at *key* is served, as seen from the home page."""
        below = key.removeprefix(self._home_of(key))
        folder, _, name = below.rpartition("/")
        is_index = name.lower() in ("index.html", "index.htm", "index.xhtml")
        return (f"{folder}/" if folder else "") if is_index else below

    def _is_private(self, key: str) -> bool:
        """Tell whether the page that Nikola built is of a private post: the site's map lists all others."""
        return "" in self._mapped and _plain(self._address(key)) not in self._mapped

    @cached_property
    def _mapped(self) -> frozenset[str]:
        """The pages that the site's map lists, as seen from the home page."""
        data, base = self._bytes(f"{self._home}sitemap.xml"), urlsplit(self._context.site.base_url).path
        text = "" if isinstance(data, Fault) else data.decode(errors="replace")
        paths = (unquote(unescape(found[1])).partition("://")[2].partition("/")[2] for found in _LOC.finditer(text))
        return frozenset(_plain(f"/{path}".removeprefix(unquote(base))) for path in paths)

    def _home_of(self, key: str) -> str:
        """Return the folder of the home page, "/" at its end: of pages in a store the one that the paths name."""
        if self._home or "://" not in key:
            return self._home
        return key.removesuffix(path_below(self._context, key))

    def _is_of_another_page(self, canonical: str, key: str) -> bool:
        """Tell whether the *canonical* page of the page at *key* is another one of this site, which is there too."""
        home = self._home_of(key)
        places = [home + place for place in self._other_places(canonical, key)]
        if "://" in home:
            return any(not isinstance(self._bytes(place), Fault) for place in places)
        root = self._context.root
        return any(os.path.isfile(os.path.join(root, place)) for place in places)  # noqa: PTH113, PTH118  a Path takes longer

    def _other_places(self, canonical: str, key: str) -> tuple[str, ...]:
        """Return where the *canonical* page of the page at *key* would lie, if it is another page of this site."""
        try:
            given = urlsplit(canonical)
        except ValueError:
            return ()
        site = urlsplit(self._context.site.base_url)
        if given.netloc.lower().removeprefix("www.") not in ("", site.netloc.lower().removeprefix("www.")):
            return ()
        if not given.path.startswith("/"):
            return ()
        path = unquote(given.path)
        own, named = _plain(self._address(key)), _plain(path.removeprefix(unquote(site.path)))
        if named in ("", own) or _plain(path).endswith(f"/{own}"):
            return ()
        if ".." in named.split("/") or "\0" in named:
            return ()
        return (f"{named}/index.html".lstrip("/"), f"{named}.html", named)


def _said_canonical(data: bytes) -> tuple[str, ...] | None:
    """Return the addresses that a page may call its own, without parsing it; None if that does not tell."""
    links = [tag[0] for tag in _LINK.finditer(data) if _CANONICAL.search(tag[0])]
    if len(links) > _MOST or sum(len(_CANONICAL.findall(link)) for link in links) != len(_CANONICAL.findall(data)):
        return None
    found = [href for link in links if (href := _HREF.search(link)) and href[0].isascii()]
    hrefs = (next(filter(None, href.groups()), b"") for href in found)
    return tuple(href.decode().strip() for href in hrefs) if len(found) == len(links) else None


def _canonical(page: Page) -> str:
    """Return the address that *page* calls its own, "" if it names none."""
    found = next(iter(page.link("canonical")), None)
    return found.value if found is not None else ""


def _plain(path: str) -> str:
    """Return what the addresses of one page share: /a/, /a, /a.html and /a/index.html."""
    path = path.strip("/")
    for suffix in SUFFIXES:
        path = path.removesuffix(suffix)
    return "" if path == "index" else path.removesuffix("/index")
