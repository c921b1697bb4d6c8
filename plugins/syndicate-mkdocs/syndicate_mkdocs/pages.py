"""A page of MkDocs into an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from syndicate import Article, Fault, Origin, PassedOver, SourceContext
from syndicate.articles import ArticleFields
from syndicate.files import Overlay
from syndicate.model import plain_text

from .front_matter import FrontMatter

# The names of the date, best first; source.fields of the settings replaces them.
DATES = ("date", "published_at", "publishedDateTime", "pubDate", "publishDate")
_SUMMARIES = ("summary", "excerpt", "description")
# Plugins such as mkdocs-glightbox make a document of the text.
_HEADING = re.compile(r"(?:\s|<(?:html|head|/head|body|div)>)*+<h1\b[^>]*>(.*?)</h1\s*>", re.DOTALL)
# Python-Markdown's permalink behind each heading, a pilcrow that means nothing in a feed, and targets in code.
_PERMALINK = re.compile(r'<a\b[^>]*\b(?:class="headerlink"[^>]*>.*?|name="__codelineno-[^>]*>)</a>', re.DOTALL)
_NOTE = re.compile(r'<sup id="fnref[^<>]*>.*?</sup>', re.DOTALL)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What MkDocs knows of a page once it is rendered.

    path     of its source, relative to the folder of the settings
    url      absolute
    title    as HTML: as the navigation calls it, or by the file's name
    meta     its front matter; a plugin may have changed it
    content  HTML, links relative to url
    source   returns the text of the file
    authors  as Material's blog knows them; None: only the front matter does
    aliases  URLs that mkdocs-redirects leads to it
    language  in which it was built, if it is another than the site's
    """

    path: str
    url: str
    title: str
    meta: Mapping[str, Any]
    content: str
    source: Callable[[], str]
    authors: tuple[Mapping[str, Any], ...] | None = None
    aliases: tuple[str, ...] = ()
    language: str = ""


class Articles:
    """Makes articles of pages, as the context of the export asks for them.

    separators     what parts the excerpt of a post from the rest
    is_dated_only  a page without a date is no article; else it is one at fault
    """

    def __init__(
        self, context: SourceContext, *, separators: Iterable[str] = ("<!-- more -->",), is_dated_only: bool = True
    ) -> None:
        self._dates = context.fields.get("published_at", DATES)
        self._fields = ArticleFields.of(context, {"published_at": DATES}, has_pattern=False)
        self._separators = tuple(separators)
        self._is_dated_only = is_dated_only

    def read(self, page: Page) -> Iterator[Article | Fault | PassedOver]:
        """Yield the article of *page*, or a fault for each thing wrong with it, and what the report asks; nothing where it is none."""
        head = FrontMatter(page.meta, page.path, page.source)
        if self._is_dated_only and not head.mentions(self._dates):
            return
        if head.faults and not head.value:
            yield from head.faults
            return
        content = _PERMALINK.sub("", page.content)
        heading = _HEADING.match(content)
        title = heading[1] if heading else page.title
        body = content[heading.end() :] if heading else content
        for found in self._fields.read(Overlay(head, *self._changes(page, head, title, body)), Origin(path=page.path)):
            if not isinstance(found, Article):
                yield found
                continue
            # Readers show the title above the text; a heading that says something else is a part of it.
            is_said_twice = heading is not None and plain_text(title) == found.title
            language = found.language or page.language
            yield replace(found, content_html=body if is_said_twice else content, language=language)

    def _changes(
        self, page: Page, head: FrontMatter, title: str, body: str
    ) -> tuple[dict[str, Any], dict[str, tuple[str | int, ...]]]:
        """Return what MkDocs and Material's blog make of the front matter, and where a fault of it stands."""
        said = head.value
        changes: dict[str, Any] = {"webUrl": page.url}
        places: dict[str, tuple[str | int, ...]] = {"webUrl": ()}
        if "title" not in said:
            changes["title"] = title
        dates = said.get("date")
        if isinstance(dates, dict):  # Material's {created: ..., updated: ...}
            for field, key in (("date", "created"), ("updated", "updated")):
                # Material has given UTC to times that name no zone; what stands in the file does not.
                changes[field] = head.written(("date", key)) or dates.get(key)
                places[field] = ("date", key)
        if said.get("categories") and said.get("tags") and "topics" not in said:
            changes["topics"] = [*_listed(said["categories"]), *_listed(said["tags"])]
            places["topics"] = ("categories",)
        if page.aliases:
            changes["aliases"] = list(page.aliases)
        if page.authors is not None:
            changes["authors"] = [dict(author) for author in page.authors]
        if isinstance(rss := said.get("rss"), dict) and rss.get("feed_description"):  # of mkdocs-rss-plugin
            changes["summary"] = rss["feed_description"]
            places["summary"] = ("rss", "feed_description")
        elif not any(said.get(name) for name in _SUMMARIES):
            excerpt = next((body.split(mark, 1)[0] for mark in self._separators if mark in body), "")
            changes["summary"] = _NOTE.sub("", excerpt)
        return changes, places


def _listed(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return value.split(",") if isinstance(value, str) else [value]
