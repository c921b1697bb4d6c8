"""What an article gets that has reached a feed: its body, a summary where it has none.

Bodies are read, rendered and cleaned here and nowhere else, so that only those of chosen articles are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from syndicate.errors import ContentError, count
from syndicate.model import Article, Feed, Origin
from syndicate.parts import Reader
from syndicate.plan import Bodies

if TYPE_CHECKING:
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
        refused = [self._unrendered[key] for article in articles if (key := _key(article)) in self._unrendered]
        if not refused:
            return ()
        left = f"the text of {count(len(refused), 'article')} of {len(articles):,} is left out: {refused[0]}"
        return (f"{left}; set source.built to the folder that it builds, e.g. _site",)

    def _content(self, article: Article) -> str:
        key = _key(article)
        if key not in self._cleaned:
            from syndicate.html import clean_html

            try:
                body: object = self._reader.content(article)
            except ContentError as error:
                self._unrendered[key] = error
                body = ""
            if not isinstance(body, str):
                raise TypeError(f"content() returned {type(body).__name__}; it must return text")
            self._cleaned[key] = clean_html(body, article.url)
        return self._cleaned[key]


def _key(article: Article) -> tuple[str, Origin | None]:
    return article.id, article.origin
