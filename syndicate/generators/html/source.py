"""The source `html`: every page below its paths that says that it is an article."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from syndicate import (
    Article,
    ArticleFields,
    Fault,
    Item,
    Origin,
    SourceContext,
    SyndicateError,
    article_text,
    decode_page,
    list_files,
    open_file,
    path_below,
)

from .article import article_fields
from .options import HtmlOptions
from .page import Page

SUFFIXES = (".html", ".htm", ".xhtml")
_MAX_BYTES = 16 << 20


class Pages:
    """Reads the pages that the context names; those that are no articles are passed over.

    Raises UsageError where its paths, fields or URL pattern make no sense.
    """

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        options = context.options or HtmlOptions()
        home = os.path.normpath(options.home).replace(os.sep, "/")
        self._home = "" if home == "." else f"{home}/"
        self._fields = ArticleFields(
            context.site,
            names=context.fields,
            url_pattern=context.url_pattern,
            may_be_undated=context.may_be_undated,
            authors=context.authors,
        )
        path_below(context, "")

    def items(self) -> Iterable[Item | Fault]:
        return list_files(self._context, SUFFIXES)

    def read(self, item: Item) -> Iterator[Article | Fault]:
        page = self._page(item.key)
        if isinstance(page, Fault):
            yield page
            return
        address = self._context.site.base_url + quote(self._address(item.key))
        found = article_fields(page, self._context, address)
        if found is None or (not isinstance(found, list) and self._is_of_another_page(page, item.key)):
            return
        if isinstance(found, list):
            yield from found
            return
        line = page.position(r"<html\b")[0] or 1
        article = self._fields.read(found, Origin(path=item.key, line=line), path_below(self._context, item.key))
        yield from article if isinstance(article, list) else [article]

    def content(self, article: Article) -> str:
        """Return the text of the page that the article was read from, its URLs as the page resolves them.

        Raises SyndicateError if it cannot be read any more.
        """
        key = article.origin.path if article.origin else ""
        page = self._page(key)
        if isinstance(page, Fault):
            raise SyndicateError(f"{page}; export again when it is there")
        found = article_text(page.text, article.url, title=article.title)
        return found.html if found else ""

    def _page(self, key: str) -> Page | Fault:
        try:
            with os.fdopen(open_file(self._context, key), "rb") as file:
                data = file.read(_MAX_BYTES + 1)
        except OSError as error:
            return Fault(path=key, message=f"cannot be read: {error.strerror or error}")
        if len(data) > _MAX_BYTES:
            return Fault(path=key, message=f"is larger than {_MAX_BYTES >> 20} MiB, which no page is")
        try:
            return Page(decode_page(data), key)
        except ValueError as error:
            return Fault(path=key, message=f"{error}; leave it out by '!{key}' in source.paths")

    def _address(self, key: str) -> str:
        """Return where the page at *key* is served, as seen from the home page."""
        below = key.removeprefix(self._home)
        folder, _, name = below.rpartition("/")
        is_index = name.lower() in ("index.html", "index.htm", "index.xhtml")
        return (f"{folder}/" if folder else "") if is_index else below

    def _is_of_another_page(self, page: Page, key: str) -> bool:
        """Tell whether the page says that its article's own page is another one of this site, which is there too."""
        canonical = next(iter(page.link("canonical")), None)
        if canonical is None:
            return False
        try:
            given = urlsplit(canonical.value)
        except ValueError:
            return False
        site = urlsplit(self._context.site.base_url)
        if given.netloc.lower().removeprefix("www.") not in ("", site.netloc.lower().removeprefix("www.")):
            return False
        if not given.path.startswith("/"):
            return False
        path = unquote(given.path)
        own, named = _plain(self._address(key)), _plain(path.removeprefix(unquote(site.path)))
        if named in ("", own) or _plain(path).endswith(f"/{own}"):
            return False
        places = (f"{named}/index.html".lstrip("/"), f"{named}.html", named)
        home = Path(self._context.root) / self._home
        return ".." not in named.split("/") and "\0" not in named and any((home / place).is_file() for place in places)


def _plain(path: str) -> str:
    """Return what the addresses of one page share: /a/, /a, /a.html and /a/index.html."""
    path = path.strip("/")
    for suffix in SUFFIXES:
        path = path.removesuffix(suffix)
    return "" if path == "index" else path.removesuffix("/index")
