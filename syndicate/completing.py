"""What an article gets that has reached a feed: its body, a summary where it has none.

Bodies are read, rendered and cleaned here and nowhere else, so that only those of chosen articles are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from syndicate.errors import ContentError, count, excerpt
from syndicate.model import Article, Feed, Origin
from syndicate.parts import Reader
from syndicate.plan import Bodies

if TYPE_CHECKING:
    from syndicate.built_pages import BuiltPages
    from syndicate.settings import Content


class Completer:
    """Completes the articles of feeds; each body is read and cleaned once for all of them.

    bodies  what the plan says of them
    """

    def __init__(self, reader: Reader, bodies: Bodies) -> None:
        self._reader = reader
        self._bodies = bodies
        self._cleaned: dict[tuple[str, Origin | None], str] = {}
        self._unrendered: dict[tuple[str, Origin | None], ContentError] = {}
        self._unbuilt: dict[tuple[str, Origin | None], str] = {}
        self._pages: BuiltPages | None = None
        if bodies.built:
            from syndicate.built_pages import BuiltPages

            self._pages = BuiltPages(bodies)

    def complete(self, feed: Feed, content: Content) -> tuple[Feed, tuple[str, ...]]:
        """Return *feed* with as much text as *content* says, and warnings about what has none."""
        if content == "summary":
            if not any(article.content_html for article in feed.articles):
                return feed, ()
            return replace(feed, articles=[replace(article, content_html="") for article in feed.articles]), ()
        if content == "none":
            bare = [replace(article, content_html="", summary="") for article in feed.articles]
            return replace(feed, articles=bare), ()
        full = [replace(article, content_html=self._content(article)) for article in feed.articles]
        return replace(feed, articles=full), self._warnings(full)

    def _warnings(self, articles: list[Article]) -> tuple[str, ...]:
        warnings = []
        refused = [self._unrendered[key] for article in articles if (key := _key(article)) in self._unrendered]
        unbuilt = [article for article in articles if _key(article) in self._unbuilt]
        if unbuilt:
            first = f"{excerpt(unbuilt[0].url, 200)}: {self._unbuilt[_key(unbuilt[0])]}"
            left = f"the text of {count(len(unbuilt), 'article')} of {len(articles):,} is not on a built page: {first}"
            warnings.append(f"{left}; build the site first, or correct source.built")
        if refused:
            left = f"the text of {count(len(refused), 'article')} of {len(articles):,} is left out: {refused[0]}"
            advice = "" if unbuilt else "; set source.built to the folder that it builds, e.g. _site"
            warnings.append(left + advice)
        return tuple(warnings)

    def _content(self, article: Article) -> str:
        key = _key(article)
        if key not in self._cleaned:
            from syndicate.html import clean_html

            self._cleaned[key] = clean_html(*self._body(article))
        return self._cleaned[key]

    def _body(self, article: Article) -> tuple[str, str]:
        """Return the body of *article*, and what its relative URLs are resolved against: from its built page, else its source."""
        key = _key(article)
        if self._pages is not None and self._pages.belongs(article):
            from syndicate.built_pages import NoText

            found = self._pages.text(article)
            if not isinstance(found, NoText):
                return found.html, found.base_url
            self._unbuilt[key] = found.reason
        try:
            body: object = self._reader.content(article)
        except ContentError as error:
            self._unrendered[key] = error
            body = ""
        if not isinstance(body, str):
            raise TypeError(f"content() returned {type(body).__name__}; it must return text")
        return body, article.url


def _key(article: Article) -> tuple[str, Origin | None]:
    return article.id, article.origin
