"""Eleventy's templates as articles.

An article is a template with one of the tags (or in one of the collections) that the options name. If they name none,
it is a template with a usual tag, such as "posts", or with a date in its data or its path. A template is no article
if it is in no collection, is paginated, has no page, or makes another kind of file.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from syndicate import Article, DigestOfSeveral, Fault, Item, Origin, PassedOver, SourceContext, SyndicateError
from syndicate.articles import ArticleFields, name_of_page
from syndicate.files import (
    Head,
    Overlay,
    Place,
    file_digest,
    first_bytes,
    is_headless,
    list_files,
    place_inside,
    read_body,
    read_head,
    stamp_of,
)
from syndicate.html import linked_files, markdown_html, under_base, with_urls
from syndicate.model import excerpt, parse_instant

from .built import BuiltPages
from .cascade import PAGES, Cascade, Cascades, front_matter
from .files import any_glob
from .functions import OWN
from .javascript import JsTree
from .options import COMPUTED, TECHNICAL, USUAL, EleventyOptions
from .permalinks import Page, default_path, evaluated, page_of, slugify, url_path

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Dates that Eleventy takes from the disk or from git: another machine has other ones.
_OF_THE_DISK = frozenset({"last modified", "created", "git last modified", "git created"})
_OF_NO_COLLECTION = (
    "template with a date is in none of the collections of articles; source.options.collections names them",
    "templates with a date are in none of the collections of articles; source.options.collections names them",
)
_OF_DATA = (
    "template of articles makes a page of each item of its data, and is not followed; read the built pages",
    "templates of articles make a page of each item of their data, and are not followed; read the built pages",
)
_PAGE = re.compile(r".*(?:/|\.html?|/[^./]+)", re.IGNORECASE | re.DOTALL)
_HIDING = frozenset(("eleventyExcludeFromCollections", "pagination"))
_OTHER_URLS = frozenset(("webUrl", "canonical", "canonical_url", "permalink"))  # than that of the page
_AS_IT_IS = re.compile(r"[A-Za-z0-9_.~/-]*")
_ENGINES = {".md": "markdown", ".html": "html", ".liquid": "liquid", ".njk": "njk"}
_MAX_BYTES = 64 << 20


class EleventyTemplates:
    """Reads the templates that the context names, each with the data that Eleventy gives it."""

    def __init__(self, context: SourceContext) -> None:
        self._context = context
        self._options: EleventyOptions = context.options or EleventyOptions()
        self._fields = ArticleFields.of(context, has_pattern=False, is_text=True)
        self._base_url = context.site.base_url
        options = self._options
        self._input = "" if options.input in ("", ".") else f"{posixpath.normpath(options.input)}/"
        folders = [options.path(folder) for folder in (options.includes, options.layouts, options.data) if folder]
        folders.append(posixpath.normpath(options.output))
        self._is_left_out = any_glob([*(folder for folder in folders if folder not in ("", ".")), *options.ignored])
        self._globs = {name: any_glob(globs) for name, globs in options.globs.items()}
        self._cascades = Cascades(context, options)
        self._no_topics = frozenset((*TECHNICAL, *(name.lower() for name in options.collections)))
        self._is_built = place_inside(context.root, options.output) is not None and os.path.isdir(  # noqa: PTH112
            os.path.join(context.root, options.output)  # noqa: PTH118
        )
        self._built = BuiltPages(context.root, options.output if self._is_built else "")
        # Nothing can be cached if built pages decide URLs (each build changes them), or if layouts lie among templates.
        is_apart = options.path(options.layouts or options.includes) not in ("", self._input.rstrip("/"))
        self.digest = self._digest if is_apart and not self._is_built else None

    @property
    def state(self) -> str:
        """A fingerprint of the layouts, whose front matter is part of the articles' data."""
        return self._cascades.digest_of_layouts()

    def _digest(self, item: Item) -> bytes | None:
        keys = [item.key]
        if self._options.links_to_files:
            with suppress(SyndicateError):
                keys += filter(self._is_there, linked_files(read_body(self._context, item.key), item.key, is_deep=True))
        found = [part for key in keys for part in self._cascades.digests_there(key, key.removeprefix(self._input))]
        found += [part for key in keys[1:] for part in (key, file_digest(self._context, key))]
        digest = file_digest(self._context, item.key, *found)
        return digest if digest is None or len(keys) == 1 else DigestOfSeveral(digest)

    def items(self) -> Iterable[Item | Fault]:
        suffixes = tuple(f".{name}" for name in self._options.formats)
        for item in list_files(self._context, suffixes):
            if isinstance(item, Fault):
                yield item
            elif not self._is_left_out(item.key):
                yield Item(item.key, self._stamp(item))

    def read(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        key = item.key
        head = read_head(self._context, key)
        if isinstance(head, Fault):
            if not is_headless(head):
                yield head
                return
            own, line = JsTree("", key, 1, {}, {}), 1
        else:
            tree = front_matter(head, key)
            if tree.faults and not tree.value:
                yield from tree.faults
                return
            own, line = (tree if tree.is_mapping else JsTree("", key, head.line, {}, {})), head.line  # type: ignore[assignment]
        path = key.removeprefix(self._input)
        cascade = self._cascades.data(key, path, own)
        is_article, pages = self._is_article(key, cascade), cascade.said.get("pagination")
        if is_article and "pagination" in cascade.said:
            if isinstance(pages, dict) and pages.get("size") == 1:
                yield PassedOver(key, *_OF_DATA)
            return
        if not is_article:
            is_hidden = bool(_HIDING.intersection(cascade.said)) or cascade.said.get("permalink") is False
            if self._options.collections and not is_hidden and self._has_date(key, cascade.said):
                yield PassedOver(key, *_OF_NO_COLLECTION)
            return
        changes: dict[str, Any] = dict.fromkeys(_OTHER_URLS.intersection(cascade.said))
        faults: list[Fault] = []
        date = self._date(key, cascade, changes, faults)
        url = self._url(path, cascade, date)
        if url is None:
            return
        origin = Origin(path=key, line=line)
        if isinstance(url, Fault):
            yield from self._fields.lacking([url], Overlay(cascade, changes), origin)
            return
        changes["url"] = url
        if isinstance(cascade.said.get("tags"), list):
            changes["tags"] = [tag for tag in cascade.said["tags"] if tag.lower() not in self._no_topics]
        places: dict[str, Place] = {"url": ("permalink",)}
        raw = Overlay(cascade, changes, places)
        found = self._fields.read(raw, origin, faults=faults, content=self.content)
        yield from self._fields.lacking(found, raw, origin)

    def content(self, article: Article) -> str:
        """Return the text of the template as HTML.

        Raises ContentError where it holds template syntax that only Eleventy can fill in; SyndicateError if it cannot
        be read any more.
        """
        key = article.origin.path if article.origin else ""
        head = read_head(self._context, key)
        body = read_body(self._context, key) if isinstance(head, Head) else self._whole(key)
        cascade = self._cascade(key, head)
        engines = self._engines(key, cascade.value.get("templateEngineOverride"))
        if "liquid" in engines or "njk" in engines:
            from .texts import computed

            url = "/" + article.url.removeprefix(self._base_url)
            body = computed(body, key, cascade, url, self._options.own_filters, engines, urlsplit(self._base_url).path)
        html = markdown_html(body, extensions=self._options.extensions) if "md" in engines else body
        if self._options.links_to_files:
            html = with_urls(html, key, self._url_of, None)
        return under_base(html, self._context.site.base_url) if self._options.links_under_base else html

    def _cascade(self, key: str, head: Head | Fault) -> Cascade:
        tree = front_matter(head, key) if isinstance(head, Head) else None
        own = tree if tree is not None and tree.is_mapping else JsTree("", key, 1, {}, {})
        return self._cascades.data(key, key.removeprefix(self._input), own)

    def _is_there(self, key: str) -> bool:
        return not self._is_left_out(key) and os.path.isfile(os.path.join(self._context.root, key))  # noqa: PTH113, PTH118

    def _url_of(self, key: str) -> str | None:
        """Return the URL of the page of the template at *key*, None if there is none, or nobody here can tell it."""
        if not self._is_there(key):
            return None
        cascade = self._cascade(key, read_head(self._context, key))
        url = self._url(key.removeprefix(self._input), cascade, self._date(key, cascade, {}, []))
        return url if isinstance(url, str) else None

    def _engines(self, key: str, override: Any) -> list[str]:
        if isinstance(override, str):
            return [name.strip() for name in override.split(",")]
        kind = _ENGINES.get(posixpath.splitext(key)[1].lower(), "html")
        if override is False:
            return []
        if kind == "markdown":
            return [self._options.markdown_engine, "md"]
        return [self._options.html_engine] if kind == "html" else [kind]

    def _whole(self, key: str) -> str:
        """Return the text of a template without front matter."""
        return first_bytes(self._context, key, _MAX_BYTES).decode(errors="replace").removeprefix("\ufeff")

    def _is_article(self, key: str, cascade: Cascade) -> bool:
        data = cascade.said
        excluded = data.get("eleventyExcludeFromCollections")
        if excluded is True:
            return False
        tags = data.get("tags")
        names = {tag for tag in tags if isinstance(tag, str)} if isinstance(tags, list) else set()
        names |= {name for name, matches in self._globs.items() if matches(key)}
        if isinstance(excluded, list | str):
            out = names.intersection(excluded.split(",") if isinstance(excluded, str) else map(str, excluded))
            if any(name.lower() in USUAL for name in out) and not self._options.collections:
                return False  # whatever else tells an article
            names -= out
        if self._options.collections:
            return not names.isdisjoint(self._options.collections)
        return any(name.lower() in USUAL for name in names) or self._has_date(key, data)

    def _has_date(self, key: str, data: dict[str, Any]) -> bool:
        given = data.get("date")
        if given is None:
            return _DATE.search(key) is not None and "title" in data
        return not (isinstance(given, str) and given.strip().lower() in _OF_THE_DISK)

    def _date(self, key: str, cascade: Cascade, changes: dict[str, Any], faults: list[Fault]) -> datetime | None:
        """Return the template's date if it can be told, and put it among *changes* where its data do not name it.

        Where its data name none that can be read, that in its path counts, with a warning.
        """
        given = cascade.said.get("date")
        text = cascade.text(("date",)) or given if given is not None else None
        wrong = ""
        if isinstance(text, str) and text.strip().lower() in _OF_THE_DISK:
            wrong = f"{excerpt(text)} is another date in each copy of the site; write the date itself"
            changes["date"] = None
        elif isinstance(text, str):
            try:
                return parse_instant(text, UTC)
            except ValueError as error:
                wrong = str(error)
        if (found := _DATE.search(key)) and (wrong or text is None):
            changes["date"] = found[0]
            if wrong:
                faults.append(cascade.fault(("date",), wrong).as_warning())
            try:
                return parse_instant(found[0], UTC)
            except ValueError:
                return None  # ArticleFields says so.
        if changes.get("date", text) is None and wrong and not self._context.may_be_undated:
            faults.append(cascade.fault(("date",), f"{wrong}, or let a transform find it, e.g. git-dates"))
            changes["date"] = "1970-01-01"  # One fault is enough, and the rest can be checked.
        return None

    def _url(self, path: str, cascade: Cascade, date: datetime | None) -> str | Fault | None:
        """Return the URL of the template's page, a fault where nobody here can tell it, None where it has no page."""
        own = cascade.said.get("permalink")
        computed = cascade.said.get(COMPUTED)
        is_unknown = COMPUTED in cascade.unknown
        permalink = computed.get("permalink") if isinstance(computed, dict) else None
        if permalink is None and not is_unknown:
            is_unknown = "permalink" in cascade.unknown
            permalink, own = own, None
        if isinstance(permalink, str) and permalink.startswith(OWN):
            permalink = permalink.removeprefix(OWN)
            if own or not permalink:
                is_unknown = "permalink" in cascade.unknown
                permalink = own
        if isinstance(permalink, dict):
            permalink = permalink.get("build", None if not permalink else False)
        if permalink is False and not is_unknown:
            return None
        place: str | None = None
        if permalink is None or permalink == "":
            place = None if is_unknown else default_path(path)
        elif isinstance(permalink, str) and not is_unknown:
            is_plain = cascade.said.get("dynamicPermalink") is False
            link: str | None = permalink
            if not is_plain and "{" in permalink:
                link = evaluated(permalink, cascade.value, page_of(path, date), self._options.own_filters)
            place = None if link is None else url_path(link)
        if place is None or (self._is_built and not self._built.has(place)):
            place = self._built_path(path, cascade, page_of(path, date)) or place
        if place is None:
            return cascade.fault(
                ("permalink",),
                "its URL is made by a program of the site, which is not run, and no built page is surely its own; "
                f"build the site into {self._options.output}, or write a permalink without expressions",
            )
        if not _PAGE.fullmatch(place):
            other = name_of_page(cascade.said, PAGES)
            return None if other is None else str(cascade.said[other])
        path = place.lstrip("/")
        return self._base_url + (path if _AS_IT_IS.fullmatch(path) else quote(path, safe="/:@!$&'()*+,;=~%"))

    def _built_path(self, path: str, cascade: Cascade, page: Page) -> str | None:
        """Return the path of the built page that is surely this template's."""
        title = cascade.said.get("title")
        if not self._is_built or not isinstance(title, str):
            return None
        own = posixpath.splitext(path)[0].rpartition("/")[2]
        words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
        slugs = [page.slug, own, cascade.said.get("slug"), slugify(title), words]
        return self._built.path_of([slug for slug in slugs if isinstance(slug, str) and slug], title, page.date)

    def _stamp(self, item: Item) -> tuple[int, ...] | None:
        """Return what changes when the template or a data file of its own changes; None where built pages decide."""
        if self._is_built or not isinstance(item.stamp, tuple):
            return None
        there = self._cascades.data_files_there(item.key, item.key.removeprefix(self._input))
        return item.stamp + tuple(number for place in there for number in stamp_of(self._context.root, place))
