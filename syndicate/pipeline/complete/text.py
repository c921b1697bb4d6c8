"""The text of an article as feeds may carry it: read, rendered, cleaned, and a summary taken from it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from syndicate.model.article import Article
from syndicate.model.digests import blake2b
from syndicate.model.errors import ContentError, SyndicateError, TooLargeError
from syndicate.model.text import plain_text
from syndicate.parts.contract import Reader
from syndicate.pipeline.workers.resources import new_ticket
from syndicate.settings.plan import Bodies

if TYPE_CHECKING:
    from syndicate.html.clean import Cleaned
    from syndicate.pipeline.complete.built_pages import BuiltPages, NoText, Page

# Nobody says here whose Markdown it is; what any of them has beside is no text.
_EXTENSIONS = ("abbreviations", "attribute_lists", "contents", "description_lists", "directives", "heading_attributes")
_MARKS = r"\{[:{%#]|\[TOC\]|\[toc\]"


class Text(msgspec.Struct, frozen=True, array_like=True):
    """A cleaned body."""

    html: str = ""  # "" where it cannot be rendered
    summary: str = ""  # what is taken from it, where the article has no summary of its own
    dropped: Mapping[str, int] = {}  # what was left out of it -> how often
    refused: str = ""  # why it cannot be rendered
    is_too_large: bool = False
    unbuilt: str = ""  # why it is not on a built page
    is_built: bool = False  # whether it was looked for there
    is_whole: bool = True  # false: it was read for its summary alone, and has no html
    markdown: str = ""  # what html is made of, where a feed asks for it and may carry it
    unshared: str = ""  # why no feed may
    is_short: bool = False  # whether the article's summary, or that one, is all of html's text


class TextReader:
    """Reads texts in this process.

    reader  has the bodies
    bodies  what the plan says of them
    """

    def __init__(self, reader: Reader, bodies: Bodies) -> None:
        self.reader = reader
        self.bodies = bodies
        self.ticket = new_ticket()
        self._pages: BuiltPages | None = None
        if bodies.built:
            from syndicate.pipeline.complete.built_pages import BuiltPages

            self._pages = BuiltPages(bodies)

    def page(self, article: Article) -> Page | NoText | None:
        """Return the built page of *article*, or why there is none; None where nobody looks for one."""
        return self._pages.page(article) if self._pages is not None else None

    def is_older(self, page: Page | NoText | None, article: Article) -> bool:
        """Tell whether *page* was written before the file of *article*; both are on disk."""
        path = article.origin.path if article.origin else ""
        if not path or page is None or (stamp := getattr(page, "stamp", None)) is None:
            return False
        try:
            changed_ns = os.stat(os.path.join(self.bodies.root, path)).st_mtime_ns  # noqa: PTH116, PTH118  a Path takes longer
        except (OSError, ValueError):
            return False
        return bool(changed_ns > stamp[1])

    def read(self, article: Article, page: Page | NoText | None, *, is_whole: bool) -> Text:
        """Return the text of *article*, empty where it cannot be rendered.

        page      what page() gives
        is_whole  false: its summary alone is wanted
        """
        text, teaser = self._text(article, page, is_whole=is_whole)
        if not is_whole:
            return text
        from syndicate.html.summary import says_the_same, summary_of, without_title

        summary = text.summary
        if text.html and not article.summary:
            summary = summary_of(text.html, self.bodies.summary_length, teaser)
        html = without_title(text.html, article.title)
        is_short = says_the_same(article.summary or summary, html)
        return replace(text, summary=summary, html=html, is_short=is_short)

    def _text(self, article: Article, page: Page | NoText | None, *, is_whole: bool) -> tuple[Text, str]:
        """Return the text without a summary, or the summary alone; and the author's teaser.

        A text is taken from the page that the site's generator built, unless the source hands over the rendered text
        itself.
        """
        from syndicate.html.clean import clean_html
        from syndicate.html.summary import beginning_summary, content_summary, summary_of

        unbuilt = ""
        is_built = page is not None
        length = self.bodies.summary_length
        try:
            if page is not None and self._pages is not None:
                from syndicate.pipeline.complete.built_pages import NoText

                found = page if isinstance(page, NoText) else self._pages.text(article, page)
                if not isinstance(found, NoText):
                    is_own_source = article.origin is not None and article.origin.path == page.path  # type: ignore[union-attr]
                    teaser = "" if article.summary or is_own_source else self._teaser(article)
                    if not is_whole:
                        summary = (
                            summary_of("", length, teaser) or beginning_summary(found.html, found.base_url, length)[0]
                        )
                        return Text(summary=summary, is_built=True, is_whole=False), ""
                    cleaned = clean_html(found.html, found.base_url)
                    text = Text(html=cleaned.html, dropped=cleaned.dropped, is_built=True)
                    return self._with_markdown(article, text), cleaned.teaser or teaser
                unbuilt = found.reason
            if not is_whole:
                summary = content_summary(partial(self._body, article), article.url, length)
                return Text(summary=summary, unbuilt=unbuilt, is_built=is_built, is_whole=False), ""
            body = self._body(article)
            cleaned = clean_html(body, article.url)
        except ContentError as error:
            is_large = isinstance(error, TooLargeError)
            html = "" if article.summary else _beginning(article, error.before)
            summary = summary_of(html, length)
            text = Text(summary=summary, refused=str(error), is_too_large=is_large, unbuilt=unbuilt)
            return replace(text, is_built=is_built, is_whole=is_whole), ""
        text = Text(html=cleaned.html, dropped=cleaned.dropped, unbuilt=unbuilt, is_built=is_built)
        return self._with_markdown(article, text, body, cleaned), cleaned.teaser

    def _teaser(self, article: Article) -> str:
        """Return the cleaned text above the author's mark in what the page of *article* is built from, "" without one.

        Most generators leave no trace of the mark on the page. No more of the source is rendered than it takes.
        """
        from syndicate.html.clean import clean_html
        from syndicate.html.markdown.beginning import teaser_wanted

        for has_tags in (True, False):
            with suppress(SyndicateError), teaser_wanted(has_tags=has_tags):  # else only the generator can render it
                body = self._body(article)
                return clean_html(body, article.url).teaser if "<!--" in body else ""
        return ""

    def _with_markdown(self, article: Article, text: Text, body: str = "", cleaned: Cleaned | None = None) -> Text:
        """Return *text* with its Markdown where a feed asks for it.

        cleaned  what is left of *body*; None: the text was taken from a page, which may say more
        """
        if not self.bodies.markdown:
            return text
        from syndicate.html.clean import clean_html
        from syndicate.html.markdown.feed_markdown import feed_markdown

        key = article.origin.path if article.origin else article.id
        try:
            if cleaned is None:
                body = self._body(article)
                cleaned = clean_html(body, article.url)
                if _words(cleaned.html) != _words(text.html):
                    return replace(text, unshared=f"{key}: its page says more, or something else")
            return replace(text, markdown=feed_markdown(body, cleaned, article.url, key))
        except ContentError as error:
            return replace(text, unshared=str(error))

    def _body(self, article: Article) -> str:
        body: object = self.reader.content(article)
        if not isinstance(body, str):
            raise TypeError(f"content() returned {type(body).__name__}; it must return text")
        return body


def _words(html: str) -> list[str]:
    return re.findall(r"\w+", plain_text(html))


def version(page: Page | NoText | None) -> bytes:
    """Return the fingerprint of what a text is made from beside its article; b"": nothing."""
    if page is None:
        return b""
    data = getattr(page, "data", None)
    given = repr(page).encode("utf-8", "surrogatepass") if data is None else data
    return blake2b(given, digest_size=16).digest()


def _beginning(article: Article, before: str) -> str:
    """Return the cleaned paragraphs above the template syntax of a body, "" where there are none."""
    if not before.strip():
        return ""
    from syndicate.html.clean import clean_html
    from syndicate.html.markdown.rendering import markdown_html

    try:
        html = clean_html(markdown_html(before, extensions=_EXTENSIONS), article.url).html
    except ContentError:
        return ""
    return "" if re.search(_MARKS, html) else html  # marks of a Markdown that is not ours
