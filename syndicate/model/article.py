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

    Raises ArticleError, which names the field, when a promise of the model would be broken.
    """

    id: str = ""  # unique in a feed, for ever; what is no IRI Atom derives one of: atom_id(); "" at birth: the URL
    title: str  # plain text, one line, never empty
    has_title: bool = True  # False: nobody gave it one, and its title is how its text begins, where one must be
    url: str  # the page for people
    published_at: datetime  # first publication
    updated_at: datetime | None = None  # last significant change; None: never changed
    is_published: bool = True
    is_removed: bool = False  # withdrawn by the publisher
    is_scheduled: bool = False  # True: not out before published_at, whatever is said of dates that lie ahead
    expires_at: datetime | None = None
    in_sitemaps: bool = True  # False: search engines are not to find it; feeds have it all the same
    in_feeds: bool = True  # False: its publisher keeps it out of feeds; sitemaps have it all the same
    is_excerpt_only: bool = False  # no feed carries its whole text
    summary: str = ""  # plain text, one line
    content_html: str = ""  # HTML, as the source has it; cleaned before a format sees it
    topics: tuple[str, ...] = ()  # labels as written, no two of which share a topic_key()
    authors: tuple[Author, ...] = ()
    language: str = ""  # BCP 47; "": the site's
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    amp_url: str | None = None  # AMP twin on the publisher's own host
    amp_cache_url: str | None = None  # the AMP cache's copy of it
    original_url: str | None = None  # the page at the provider, where an aggregator passes it on
    provider: Provider | None = None
    kind: str = "article"  # e.g. "article", "video"
    origin: Origin | None = None
    made_id: str = ""  # the id that its generator makes of URL and date, where nobody states one; "": that is its URL
    aliases: tuple[str, ...] = ()  # other URLs, as its source names them, that lead to its page
    # What the source found and the model does not know; no format writes it.
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
