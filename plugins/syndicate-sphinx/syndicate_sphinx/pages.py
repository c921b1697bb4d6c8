"""A page of Sphinx into articles: itself if it has a date, or each post that ABlog has found on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any

import msgspec

from syndicate import Article, Fault, Origin, PassedOver, SourceContext
from syndicate.articles import ArticleFields
from syndicate.files import Overlay

from .metadata import Metadata

# The names of the date, best first; source.fields of the settings replaces them.
DATES = ("date", "published_at", "publishedDateTime", "pubDate", "publishDate")


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post of ABlog: what its directive says, and who is meant by it.

    section  id of the part of the page that it is; "": the page
    said     fields of an article; dates name no zone
    """

    title: str
    section: str = ""
    said: Mapping[str, Any] = {}


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What Sphinx knows of a page.

    path    of its source, relative to the folder of the settings
    url     absolute
    title   plain text
    said    its metadata
    source  returns the text of the file
    posts   those of ABlog; the page itself is then no article
    """

    path: str
    url: str
    title: str
    said: Mapping[str, Any]
    source: Callable[[], str]
    posts: tuple[Post, ...] = ()


class Articles:
    """Makes articles of pages, as the context of the export asks for them."""

    def __init__(self, context: SourceContext) -> None:
        self._dates = context.fields.get("published_at", DATES)
        self._fields = ArticleFields.of(context, {"published_at": DATES}, has_pattern=False)

    def read(self, page: Page) -> Iterator[Article | Fault | PassedOver]:
        """Yield the articles of *page*, without their text, or a fault for each thing wrong; nothing where it is none."""
        head = Metadata(page.said, page.path, page.source)
        if not page.posts and not any(name in head.value for name in self._dates):
            return
        for post in page.posts or (Post(title=page.title),):
            url = f"{page.url}#{post.section}" if post.section else page.url
            changes: dict[str, Any] = {"webUrl": url, **post.said}
            if post.said or "title" not in head.value:
                changes["title"] = escape(post.title)
            tags = [
                value for name in ("tags", "categories", "category") for value in _listed(changes, head.value, name)
            ]
            if tags and "topics" not in head.value:
                changes["topics"] = tags
            places: dict[str, tuple[str | int, ...]] = {"webUrl": (), "topics": ("tags",)}
            yield from self._fields.read(Overlay(head, changes, places), Origin(path=page.path))


def _listed(changes: Mapping[str, Any], said: Mapping[str, Any], name: str) -> list[Any]:
    value = changes.get(name, said.get(name))
    if isinstance(value, list):
        return value
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else []
