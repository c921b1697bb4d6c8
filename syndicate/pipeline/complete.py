"""What an article gets that has reached a feed: its body, a summary where it has none.

Bodies are read, rendered and cleaned here and nowhere else, so that only those of chosen articles are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from syndicate.html.summary import says_the_same, summary_of
from syndicate.model.article import Article
from syndicate.model.digests import blake2b
from syndicate.model.errors import ContentError, TooLargeError, excerpt
from syndicate.parts.contract import Reader
from syndicate.pipeline.notes import Notes
from syndicate.settings.plan import Bodies
from syndicate.store.spool import Spool, SpooledBytes

if TYPE_CHECKING:
    from syndicate.pipeline.built_pages import BuiltPages
    from syndicate.settings.schema import Content

_MARKS = re.compile(r"\{[:{%#]|\[TOC\]|\[toc\]")


class _Text(msgspec.Struct, frozen=True, array_like=True):
    """A body as feeds may carry it.

    html            "" where it cannot be rendered
    dropped         what was left out of it -> how often
    refused         why it cannot be rendered
    before          what stands above that
    unbuilt         why it is not on a built page
    is_built        whether it was looked for there
    """

    html: str = ""
    dropped: Mapping[str, int] = {}
    refused: str = ""
    is_too_large: bool = False
    before: str = ""
    unbuilt: str = ""
    is_built: bool = False


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Text)


class Completer:
    """Completes articles of feeds; each body is read and cleaned once, as long as *keeps_texts* says so.

    bodies  what the plan says of them
    """

    def __init__(self, reader: Reader, bodies: Bodies) -> None:
        self.keeps_texts = True
        self._reader = reader
        self._bodies = bodies
        spool = Spool()
        self._texts = SpooledBytes(spool)
        self._summaries = SpooledBytes(spool)
        self._pages: BuiltPages | None = None
        if bodies.built:
            from syndicate.pipeline.built_pages import BuiltPages

            self._pages = BuiltPages(bodies)

    def complete(self, article: Article, content: Content, notes: Notes) -> Article:
        """Return *article* with as much text as *content* says; what is missing in a full text is noted."""
        if content == "summary" or (content == "full" and article.is_excerpt_only):
            if article.summary and not article.content_html:
                return article
            return replace(article, content_html="", summary=article.summary or self._summary(article, notes))
        if content == "none":
            return replace(article, content_html="", summary="")
        text = self._text(article, notes)
        notes.dropped = text.dropped
        if text.unbuilt:
            notes.unbuilt = f"{excerpt(article.url, 200)}: {text.unbuilt}"
        if text.refused:
            path = article.origin.path if article.origin else article.id
            notes.refused = text.refused if text.refused.startswith(path) else f"{path}: {text.refused}"
            notes.is_too_large = text.is_too_large
        summary = article.summary or self._summary(article, notes, text)
        if says_the_same(summary, text.html):
            summary = ""
        return replace(article, content_html=text.html, summary=summary)

    def _summary(self, article: Article, notes: Notes, text: _Text | None = None) -> str:
        """Return what is taken from the text of *article*."""
        key = _key(article)
        cached = self._summaries.get(key)
        if cached is not None:
            notes.touches_files |= self._is_of_a_page(article)
            return cached.decode()
        text = text or self._text(article, notes)
        summary = summary_of(text.html or self._beginning(article, text), self._bodies.summary_length)
        if self.keeps_texts:
            self._summaries.put(key, summary.encode())
        return summary

    def _beginning(self, article: Article, text: _Text) -> str:
        """Return the cleaned paragraphs above the template syntax of a body, "" where there are none."""
        if not text.before.strip():
            return ""
        from syndicate.html.clean import clean_html
        from syndicate.html.markdown import markdown_html

        try:
            html = clean_html(markdown_html(text.before), article.url).html
        except ContentError:
            return ""
        return "" if _MARKS.search(html) else html  # marks of a Markdown that is not ours

    def _is_of_a_page(self, article: Article) -> bool:
        """Tell whether the body of *article* is looked for on the page that the site's generator built."""
        return self._pages is not None and not article.content_html and self._pages.belongs(article)

    def _text(self, article: Article, notes: Notes) -> _Text:
        key = _key(article)
        cached = self._texts.get(key)
        if cached is not None:
            text = _DECODER.decode(cached)
        else:
            text = self._read(article)
            if self.keeps_texts:
                self._texts.put(key, _ENCODER.encode(text))
        notes.touches_files |= text.is_built
        return text

    def _read(self, article: Article) -> _Text:
        """Return the cleaned body of *article*, empty where it cannot be rendered.

        It is taken from the page that the site's generator built, unless the source hands over the rendered text itself.
        """
        from syndicate.html.clean import clean_html

        unbuilt = ""
        is_built = self._is_of_a_page(article)
        try:
            if self._pages is not None and is_built:
                from syndicate.pipeline.built_pages import NoText

                found = self._pages.text(article)
                if not isinstance(found, NoText):
                    cleaned = clean_html(found.html, found.base_url)
                    return _Text(html=cleaned.html, dropped=cleaned.dropped, is_built=True)
                unbuilt = found.reason
            body: object = self._reader.content(article)
            if not isinstance(body, str):
                raise TypeError(f"content() returned {type(body).__name__}; it must return text")
            cleaned = clean_html(body, article.url)
        except ContentError as error:
            is_large = isinstance(error, TooLargeError)
            return _Text(
                refused=str(error), is_too_large=is_large, before=error.before, unbuilt=unbuilt, is_built=is_built
            )
        return _Text(html=cleaned.html, dropped=cleaned.dropped, unbuilt=unbuilt, is_built=is_built)


def _key(article: Article) -> int:
    """Return a number that no other article has."""
    origin = article.origin
    name = f"{article.id}\0{origin.path}\0{origin.line}" if origin else article.id
    return int.from_bytes(blake2b(name.encode(), digest_size=16).digest())
