"""A site and its topics, feeds of its articles, and the documents that these become: values, as in model.article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec.structs import force_setattr

from syndicate.model.article import EPOCH, Article, Author
from syndicate.model.errors import ArticleError, excerpt
from syndicate.model.patterns import pattern
from syndicate.model.text import topic_key
from syndicate.model.urls import base_url, is_absolute_iri, is_absolute_url, is_iri
from syndicate.model.value import CheckedValue, Value, check_media_type

_SLUG = pattern(r"\w(?:[\w.-]{0,78}[\w-])?")


class Topic(CheckedValue, frozen=True, kw_only=True):
    """A topic of a site's taxonomy."""

    key: str  # what the site's own files call it
    name: str  # the label that articles and feeds show
    slug: str = ""  # its part of a path or URL; "": made from the name
    parent: str = ""  # key of the topic that it is a part of

    def _check(self) -> None:
        self._line("key", required=True)
        self._line("name", required=True)
        self._line("parent")
        if self.slug and not _SLUG.fullmatch(self.slug):
            advice = "write letters, digits and hyphens, at most 80, e.g. machine-learning"
            raise ArticleError("slug", f"{excerpt(self.slug)} cannot be a part of a URL; {advice}")


class Site(CheckedValue, frozen=True, kw_only=True):
    """Who publishes, and where."""

    title: str
    url: str  # the home page
    description: str = ""
    language: str = ""  # BCP 47
    authors: tuple[Author, ...] = ()
    timezone: str = "UTC"  # IANA; the zone of dates that name none
    icon_url: str | None = None  # square and large (JSON Feed "icon")
    favicon_url: str | None = None  # square and small
    hub_urls: tuple[str, ...] = ()  # WebSub
    rights: str = ""  # plain text, e.g. "CC BY 4.0"
    topics: tuple[Topic, ...] = ()  # no key or name stands for two, each parent is one of them, none a part of itself

    def _check(self) -> None:
        self._line("title", required=True)
        self._line("description")
        self._line("rights")
        self._urls("url", "icon_url", "favicon_url")
        self._tag("language")
        for hub_url in self.hub_urls:
            if not is_absolute_url(hub_url):
                raise ArticleError("hub", f"expected an absolute http(s) URL, found {excerpt(hub_url)}")
        if self.topics:
            _check_taxonomy(self.topics)

    @property
    def base_url(self) -> str:
        """What relative URLs are resolved against: the home page, with "/" at its end."""
        return base_url(self.url)


class FeedLink(CheckedValue, frozen=True, kw_only=True):
    """A feed of the same export, as another one may point at it."""

    title: str
    url: str  # where it will be served
    media_type: str  # e.g. "application/atom+xml"
    each: str = ""  # "topic", "author", "section", "language" or "year", where it is the feed of one of these
    topic: str = ""  # the label of that
    content: Literal["none", "summary", "full"] = "none"  # how much of the text of articles it has
    limit: int | None = None  # how many articles it has at most; None: all
    language: str = ""  # BCP 47; this and the two below are "" where they are the site's
    description: str = ""  # what it is about
    page_url: str = ""  # the page that it is about

    def _check(self) -> None:
        self._line("title", required=True)
        self._line("topic")
        self._line("description")
        self._urls("url", *(("page_url",) if self.page_url else ()))
        self._tag("language")
        check_media_type(self.media_type)


class Archive(CheckedValue, frozen=True, kw_only=True):
    """Where a document stands in an archived feed (RFC 5005 section 4)."""

    current_url: str | None = None  # the document that readers subscribe to; None: it is this one
    previous_url: str | None = None  # the archive document before this one
    next_url: str | None = None  # the one behind it
    is_closed: bool = False  # it gains no more entries

    def _check(self) -> None:
        self._urls("current_url", "previous_url", "next_url")

    @property
    def links(self) -> list[tuple[str, str]]:
        """Its links, each a relation and a URL."""
        links = (("current", self.current_url), ("prev-archive", self.previous_url), ("next-archive", self.next_url))
        return [(relation, url) for relation, url in links if url]


class Tombstone(CheckedValue, frozen=True, kw_only=True):
    """An entry that a feed has had, and that is withdrawn (RFC 6721)."""

    id: str  # that it had
    deleted_at: datetime

    def _check(self) -> None:
        self._instants("deleted_at")
        if not is_iri(self.id):
            raise ArticleError("id", f"{excerpt(self.id)} is not an absolute IRI; write the id that the entry had")


class Feed(CheckedValue, frozen=True, kw_only=True):
    """What a format renders: articles of a site, in the order of the feed, no two with one id.

    The pipeline sees to the ids, once a feed: here the articles may not even be decoded yet.
    """

    site: Site
    title: str
    url: str  # where the feed itself will be served
    articles: Sequence[Article]
    id: str = ""  # permanent (RFC 4287 section 4.2.6); "" at birth: the URL
    page_url: str = ""  # the page that the feed is about; "": the site's home page
    description: str = ""  # what it is about; "": what the site is about
    next_url: str | None = None  # the next page of a feed in pages (RFC 5005 section 3)
    each: str = ""  # "topic", "author", "section", "language" or "year", where it is the feed of one of these
    topic: str = ""  # the label of that
    feeds: Sequence[FeedLink] = ()  # all feeds of this export, this one among them, in the order of the settings
    archive: Archive | None = None  # where the feed is archived, and has more documents than this one
    period: str = ""  # "month" or "year": a format that splits by itself has a document for each
    tombstones: Sequence[Tombstone] = ()  # newest first

    def _check(self) -> None:
        self._line("title", required=True)
        self._line("description")
        self._urls("url", "next_url", *(("page_url",) if self.page_url else ()))
        if not self.id:
            force_setattr(self, "id", self.url)
        elif not is_absolute_iri(self.id):
            raise ArticleError("id", f"{excerpt(self.id)} is not an absolute IRI; write e.g. the feed's first URL")

    @property
    def updated_at(self) -> datetime:
        """When the newest article was modified, or the last withdrawn it tells of; else the epoch, never the clock."""
        return max(newest(self.articles), *(tombstone.deleted_at for tombstone in self.tombstones[:1]), EPOCH)

    def authors_of(self, article: Article) -> tuple[Author, ...]:
        """Return who wrote *article*: its own authors, else the site's."""
        return article.authors or self.site.authors


def newest(articles: Sequence[Article]) -> datetime:
    """Return the newest modified_at of *articles*, the epoch where there are none; some sequences know it."""
    known: datetime | None = getattr(articles, "updated_at", None)
    return known or max((article.modified_at for article in articles), default=EPOCH)


class Document(Value, frozen=True, kw_only=True):
    """A file to publish."""

    path: str  # relative, "/" between its parts
    body: bytes
    media_type: str
    served_as: str = ""  # the media type that a server tells, where that is another one
    entry_count: int = 0  # articles in it
    warnings: tuple[str, ...] = ()  # sentences for the person who exports

    @property
    def size_bytes(self) -> int:
        return len(self.body)

    def chunks(self) -> Iterator[bytes]:
        """Yield the body; one that is not in memory in parts."""
        yield self.body


class Unread(Protocol):
    """Bytes that stand in a file."""

    @property
    def size_bytes(self) -> int: ...

    def chunks(self) -> Iterator[bytes]:
        """Read them, part after part."""


class LongDocument(Document, frozen=True, kw_only=True):
    """A document of which only what has changed is in memory; the rest can be read until the next one is made."""

    pieces: tuple[bytes | Unread, ...]

    def __post_init__(self) -> None:
        if body := Document.body.__get__(self):  # type: ignore[attr-defined]  # somebody has replaced it
            force_setattr(self, "pieces", (body,))

    @property  # type: ignore[misc]  # the field of that name is empty
    def body(self) -> bytes:
        return b"".join(self.chunks())

    @property
    def size_bytes(self) -> int:
        return sum(len(piece) if isinstance(piece, bytes) else piece.size_bytes for piece in self.pieces)

    def chunks(self) -> Iterator[bytes]:
        for piece in self.pieces:
            yield from (piece,) if isinstance(piece, bytes) else piece.chunks()


def _check_taxonomy(topics: Sequence[Topic]) -> None:
    taken: dict[str, int] = {}
    for index, topic in enumerate(topics):
        for text in (topic.key, topic.name):
            if taken.setdefault(topic_key(text), index) != index:
                raise ArticleError("topics", f"two topics are called {excerpt(text)}; give each its own key and name")
    slugs = [topic.slug.casefold() for topic in topics if topic.slug]
    if len(set(slugs)) < len(slugs):
        raise ArticleError("topics", "two topics have one slug; give each its own")
    parent_of = {topic.key: topic.parent for topic in topics}
    whole = {""}  # keys from which the way up is known to end
    for topic in topics:
        way: dict[str, None] = {}
        key = topic.key
        while key not in whole:
            if key in way:
                raise ArticleError("topics", f"{excerpt(key)} is a part of itself; take one parent out")
            if key not in parent_of:
                raise ArticleError("topics", f"no topic has the key {excerpt(key)}, which is named as a parent")
            way[key] = None
            key = parent_of[key]
        whole.update(way)
