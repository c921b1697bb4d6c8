"""An article and what belongs to it: values that are frozen, and true to their promises from birth.

Instants are aware (kept in UTC, whole seconds), URLs are absolute http(s) URIs in percent-encoding, text has no
character that XML 1.0 section 2.2 forbids; titles, names and topics stand on one line. Later code does not check again.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import force_setattr

from syndicate.model.errors import ArticleError, excerpt
from syndicate.model.text import xml_text
from syndicate.model.urls import id_text, is_absolute_iri
from syndicate.model.value import CheckedValue, Value, check_media_type

_EMAIL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Stands for the date of an article that a source found none for, where a transform promises to find it
# (Transform.dates): whoever still has it when articles are chosen is at fault.
UNDATED = datetime(1, 1, 2, tzinfo=UTC)


def is_address(text: str) -> bool:
    """Tell whether *text* is an e-mail address."""
    return re.fullmatch(_EMAIL, text) is not None


class Author(CheckedValue, frozen=True, kw_only=True):
    """A person or organisation that wrote an article or publishes a site."""

    name: str
    email: str | None = None
    url: str | None = None  # their page
    avatar_url: str | None = None

    def _check(self) -> None:
        self._line("name", required=True)
        self._urls("url", "avatar_url")
        if self.email is not None and not is_address(self.email):
            raise ArticleError("email", f"{excerpt(self.email)} is not an e-mail address; write e.g. ann@example.org")


class Image(CheckedValue, frozen=True, kw_only=True):
    """A picture of an article; the first one is the article's own."""

    url: str
    width: int | None = None  # pixels
    height: int | None = None  # pixels
    title: str = ""
    media_type: str | None = None  # IANA, e.g. "image/png"
    size_bytes: int | None = None  # known of files of the site alone
    description: str = ""  # what it shows, for those who do not see it
    credit: str = ""  # who made it
    license: str = ""  # under which others may use it: a name, e.g. CC BY 4.0, or the URL of its text

    def _check(self) -> None:
        for field in ("title", "description", "credit", "license"):
            if getattr(self, field):
                self._line(field)
        self._urls("url")
        self._counts("width", "height", "size_bytes")
        check_media_type(self.media_type)


class Attachment(CheckedValue, frozen=True, kw_only=True):
    """A file that belongs to an article: a podcast episode, a video, a PDF."""

    url: str
    media_type: str  # IANA, e.g. "audio/mpeg"
    size_bytes: int | None = None  # None: unknown; RSS 2.0 <enclosure> then cannot be written
    duration_seconds: float | None = None
    title: str = ""

    def _check(self) -> None:
        if self.title:
            self._line("title")
        self._urls("url")
        self._counts("size_bytes", "duration_seconds")
        check_media_type(self.media_type)


class Provider(CheckedValue, frozen=True, kw_only=True):
    """Who first published an article that an aggregator passes on."""

    name: str = ""
    domain: str = ""
    url: str | None = None
    images: tuple[Image, ...] = ()

    def _check(self) -> None:
        self._line("name")
        self._line("domain")
        self._urls("url")


class Origin(Value, frozen=True, kw_only=True):
    """Where an article was read: a path relative to the site's folder, "/" between its parts, and a line from 1."""

    path: str
    line: int = 1


class Article(CheckedValue, frozen=True, kw_only=True):
    """One thing that a publisher wrote or passes on.

    id  absolute IRI, unique and for ever (RFC 4287 section 4.2.6); other text becomes a tag URI; left out: the URL
    title  plain text on one line, never empty
    url  the page for people; it may be relative to the site's
    published_at  first publication, RFC 3339
    updated_at  last significant change, RFC 3339
    is_published  false: a draft
    is_removed  withdrawn by the publisher
    expires_at  from this instant on it is no longer out, RFC 3339
    in_sitemaps  false: search engines are not to find it; feeds have it all the same
    in_feeds  false: its publisher keeps it out of feeds; sitemaps have it all the same
    is_scheduled  true: not out before published_at, whatever is said of dates that lie ahead
    has_title  false: nobody gave it one, and its title is how its text begins, for those who must have one
    is_excerpt_only  true: no feed carries its whole text
    summary  plain text on one line
    content_html  the whole text as HTML; cleaned before a feed carries it
    topics  labels; neither case nor accents tell two apart
    authors  who wrote it; left out: the site's
    language  BCP 47 tag; left out: the site's
    images  the first one is the article's own
    attachments  files that belong to it: a podcast episode, a video, a PDF
    amp_url  AMP twin on the publisher's own host
    amp_cache_url  the AMP cache's copy of it
    original_url  the page at the provider, where an aggregator passes it on
    provider  who published it first, where an aggregator passes it on
    kind  e.g. article, video
    made_id  the id that a generator makes where nobody states one; once published, an article keeps it over a move
    aliases  other URLs that lead to its page: an article that was published at one of them is this one
    origin  the page it was made from, relative to the site's folder: faults name it; left out: this line
    extra  whatever filters and plugins may want; words that withhold count in it; no format writes it

    Raises ArticleError, which names the field, when a promise of the model would be broken.
    """

    id: str = ""
    title: str
    has_title: bool = True
    url: str
    published_at: datetime
    updated_at: datetime | None = None
    is_published: bool = True
    is_removed: bool = False
    is_scheduled: bool = False
    expires_at: datetime | None = None
    in_sitemaps: bool = True
    in_feeds: bool = True
    is_excerpt_only: bool = False
    summary: str = ""
    content_html: str = ""
    topics: tuple[str, ...] = ()
    authors: tuple[Author, ...] = ()
    language: str = ""
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    amp_url: str | None = None
    amp_cache_url: str | None = None
    original_url: str | None = None
    provider: Provider | None = None
    kind: str = "article"
    origin: Origin | None = None
    made_id: str = ""
    aliases: tuple[str, ...] = ()
    extra: dict[str, Any] = {}  # noqa: RUF012  msgspec copies it

    def _check(self) -> None:
        if self.origin is not None:
            self.origin.check_types()  # each article has one, so it is not checked where it is made
        self._line("title", required=True)
        if self.summary:
            self._line("summary")
        if self.kind != "article":
            self._line("kind")
        self._urls("url", "amp_url", "amp_cache_url", "original_url")
        self._instants("published_at", "updated_at", "expires_at")
        self._tag("language")
        self._topics()
        if self.content_html:
            force_setattr(self, "content_html", xml_text(self.content_html))
        if not self.id:
            force_setattr(self, "id", self.made_id or self.url)
        if self.made_id and not is_absolute_iri(self.made_id):
            raise ArticleError(
                "made_id",
                f"{excerpt(self.made_id)} is not an absolute IRI; write e.g. tag:example.org,2024:{{name}} or a URL",
            )
        if self.id is not self.url and id_text(self.id) != self.id:
            raise ArticleError(
                "id", f"{excerpt(self.id)} holds a control character, or white space at its ends; take that out"
            )

    @property
    def modified_at(self) -> datetime:
        """The instant of the last significant change, first publication included (RFC 4287 section 4.2.15)."""
        return max(self.updated_at, self.published_at) if self.updated_at else self.published_at
