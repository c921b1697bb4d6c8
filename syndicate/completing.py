"""What an article gets that has reached a feed: its body, a summary where it has none.

Bodies are read, rendered and cleaned here and nowhere else, so that only those of chosen articles are.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syndicate.errors import ContentError, TooLargeError, count, excerpt
from syndicate.html import Cleaned, clean_html
from syndicate.model import Article, Feed, Origin
from syndicate.parts import Reader
from syndicate.plan import Bodies
from syndicate.summaries import says_the_same, summary_of

if TYPE_CHECKING:
    from syndicate.built_pages import BuiltPages
    from syndicate.settings import Content

_Key = tuple[str, Origin | None]

_MARKS = re.compile(r"\{[:{%#]|\[TOC\]|\[toc\]")
_SET_BUILT = "; build the site, and set source.built to the folder that it builds, e.g. _site or public"


class Completer:
    """Completes the articles of feeds; each body is read and cleaned once for all feeds of full text.

    bodies  what the plan says of them
    """

    def __init__(self, reader: Reader, bodies: Bodies) -> None:
        self._reader = reader
        self._bodies = bodies
        self._cleaned: dict[_Key, Cleaned] = {}
        self._summaries: dict[_Key, str] = {}
        self._refused: dict[_Key, ContentError] = {}
        self._unbuilt: dict[_Key, str] = {}
        self._pages: BuiltPages | None = None
        if bodies.built:
            from syndicate.built_pages import BuiltPages

            self._pages = BuiltPages(bodies)

    def complete(self, feed: Feed, content: Content) -> tuple[Feed, tuple[str, ...]]:
        """Return *feed* with as much text as *content* says, and warnings about what is missing in it."""
        if content == "none":
            bare = [replace(article, content_html="", summary="") for article in feed.articles]
            return replace(feed, articles=bare), ()
        if content == "summary":
            if all(article.summary and not article.content_html for article in feed.articles):
                return feed, ()
            return replace(feed, articles=[self._summarised(article) for article in feed.articles]), ()
        full = [self._full(article) for article in feed.articles]
        return replace(feed, articles=full), self._warnings(full)

    def _summarised(self, article: Article) -> Article:
        return replace(article, content_html="", summary=article.summary or self._summary(article))

    def _full(self, article: Article) -> Article:
        cleaned = self._cleaned[_key(article)] = self._text(article)
        summary = article.summary or self._summary(article)
        if says_the_same(summary, cleaned.html):
            summary = ""
        return replace(article, content_html=cleaned.html, summary=summary)

    def _summary(self, article: Article) -> str:
        """Return what is taken from the text of *article*: short, so that it is kept for all feeds."""
        key = _key(article)
        if key not in self._summaries:
            html = self._text(article).html or self._beginning(article)
            self._summaries[key] = summary_of(html, self._bodies.summary_length)
        return self._summaries[key]

    def _beginning(self, article: Article) -> str:
        """Return the cleaned paragraphs above the template syntax of a body, "" where there are none."""
        error = self._refused.get(_key(article))
        if error is None or not error.before.strip():
            return ""
        from syndicate.markdown import markdown_html

        try:
            html = clean_html(markdown_html(error.before), article.url).html
        except ContentError:
            return ""
        return "" if _MARKS.search(html) else html  # marks of a Markdown that is not ours

    def _text(self, article: Article) -> Cleaned:
        """Return the cleaned body of *article*, empty where it cannot be rendered."""
        key = _key(article)
        if key in self._refused:
            return Cleaned()
        if key in self._cleaned:
            return self._cleaned[key]
        try:
            return clean_html(*self._body(article))
        except ContentError as error:
            self._refused[key] = error
            return Cleaned()

    def _body(self, article: Article) -> tuple[str, str]:
        """Return the body of *article*, and what its relative URLs are resolved against.

        It is taken from the page that the site's generator built, unless the source hands over the rendered text itself.
        """
        if self._pages is not None and not article.content_html and self._pages.belongs(article):
            from syndicate.built_pages import NoText

            found = self._pages.text(article)
            if not isinstance(found, NoText):
                return found.html, found.base_url
            self._unbuilt[_key(article)] = found.reason
        body: object = self._reader.content(article)
        if not isinstance(body, str):
            raise TypeError(f"content() returned {type(body).__name__}; it must return text")
        return body, article.url

    # What is missing

    def _warnings(self, articles: list[Article]) -> tuple[str, ...]:
        refused = [article for article in articles if _key(article) in self._refused]
        large = [article for article in refused if isinstance(self._refused[_key(article)], TooLargeError)]
        unrendered = [article for article in refused if not isinstance(self._refused[_key(article)], TooLargeError)]
        return tuple(
            warning
            for warning in (
                self._not_built(articles),
                self._left_out(unrendered, articles, "" if self._unbuilt else _SET_BUILT),
                self._left_out(large, articles, ""),
                self._dropped(articles),
            )
            if warning
        )

    def _not_built(self, articles: list[Article]) -> str:
        unbuilt = [article for article in articles if _key(article) in self._unbuilt]
        if not unbuilt:
            return ""
        first = f"{excerpt(unbuilt[0].url, 200)}: {self._unbuilt[_key(unbuilt[0])]}"
        left = f"the text of {count(len(unbuilt), 'article')} of {len(articles):,} is not on a built page: {first}"
        return f"{left}; build the site first, or correct source.built"

    def _left_out(self, refused: list[Article], articles: list[Article], advice: str) -> str:
        if not refused:
            return ""
        reason = str(self._refused[_key(refused[0])])
        path = refused[0].origin.path if refused[0].origin else refused[0].id
        reason = reason if reason.startswith(path) else f"{path}: {reason}"
        return f"the text of {count(len(refused), 'article')} of {len(articles):,} is left out: {reason}{advice}"

    def _dropped(self, articles: list[Article]) -> str:
        texts = [cleaned.dropped for article in articles if (cleaned := self._cleaned[_key(article)]).dropped]
        if not texts:
            return ""
        kinds: Counter[str] = Counter()
        for dropped in texts:
            kinds.update(dropped)
        listed = ", ".join(count(number, kind) for kind, number in sorted(kinds.items()))
        return f"left out of {count(len(texts), 'text')}: {listed}"


def _key(article: Article) -> _Key:
    return article.id, article.origin
