"""Articles as rows of a store: choosing reads a few columns; the rest is decoded on demand.

A row is made once, in the process that read the article; what is decoded from it is not validated again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple
from zlib import crc32

import msgspec
from msgspec.structs import force_setattr

from syndicate.model.article import EPOCH, Article
from syndicate.model.digests import blake2b
from syndicate.model.value import trusted

DIGEST_BYTES = 16
# published, modified, expires (seconds since 1970), flags, id, topics, digest; url (None: the id), source and mark
KeyColumns = tuple[int, int, int | None, int, str, str, bytes, str | None, str, str]
RecordColumns = tuple[bytes, bytes]  # article, extra
Row = tuple[KeyColumns, RecordColumns]  # each in a table of its own
# Flags; GIVEN_ID: the article has got its id from who published it before, MADE_ID: it has that of its generator.
PUBLISHED, REMOVED, _SCHEDULED, GIVEN_ID, MADE_ID, HAS_ALIASES, _NOT_IN_FEEDS = 1, 2, 4, 8, 16, 32, 64
_MARK = Struct(">II")
_encode = msgspec.msgpack.Encoder().encode
_decode_article = msgspec.msgpack.Decoder(Article).decode
_decode_extra = msgspec.msgpack.Decoder(dict[str, Any]).decode


class ArticleKeys(msgspec.Struct, frozen=True, gc=False):
    """The fields of an article that choosing asks for most, named as in Article: enough for a filter that is `keyed`.

    published, modified, expires  seconds since 1970
    """

    number: int
    published: int
    modified: int
    expires: int | None
    flags: int
    id: str
    topic_lines: str  # the topics, one a line
    digest: bytes  # of the article and of all that it was read from

    @property
    def published_at(self) -> datetime:
        return instant(self.published)

    @property
    def modified_at(self) -> datetime:
        return instant(self.modified)

    @property
    def expires_at(self) -> datetime | None:
        return None if self.expires is None else instant(self.expires)

    @property
    def is_published(self) -> bool:
        return self.flags & PUBLISHED != 0

    @property
    def is_removed(self) -> bool:
        return self.flags & REMOVED != 0

    @property
    def is_scheduled(self) -> bool:
        return self.flags & _SCHEDULED != 0

    @property
    def in_feeds(self) -> bool:
        return self.flags & _NOT_IN_FEEDS == 0

    @property
    def topics(self) -> tuple[str, ...]:
        return split_topics(self.topic_lines)


class _Link(msgspec.Struct, frozen=True, gc=False):
    url: str


class ArticleLinks(msgspec.Struct, frozen=True, gc=False):
    """Where an article is found, as Article has it; of its pictures the URLs. Decoded in a fifth of the time."""

    url: str
    published_at: datetime
    updated_at: datetime | None = None
    in_sitemaps: bool = True
    images: tuple[_Link, ...] = ()
    amp_url: str | None = None
    amp_cache_url: str | None = None

    @property
    def modified_at(self) -> datetime:
        return max(self.updated_at, self.published_at) if self.updated_at else self.published_at


class ArticleIdentity(NamedTuple):
    """What an article is recognised by.

    made_id, aliases  as Article has them
    """

    number: int  # of its row
    row_id: str  # the id in its row
    url: str  # of its page
    source: str  # the file or the address that it is read from, as Origin has it; "": nobody knows
    mark: str  # of its title and date
    is_stated: bool  # whether its source states its id; else that is its own, or was given to it
    has_more: bool = False  # whether what follows is still to be asked for: Store.with_names()
    made_id: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def own_id(self) -> str:
        """The id that it has where nobody states or gives one."""
        return self.made_id or self.url


class ArticleNames(msgspec.Struct, frozen=True, gc=False):
    """The rest of what an article is recognised by, decoded from the record of its row, which has more."""

    made_id: str = ""
    aliases: tuple[str, ...] = ()


decode_links = msgspec.msgpack.Decoder(ArticleLinks).decode
decode_names = msgspec.msgpack.Decoder(ArticleNames).decode


def mark_of(title: str, published: int) -> str:
    """Return what tells a title and a date from others: 4 bytes of each, in hexadecimal digits.

    published  in seconds since 1970
    """
    return _MARK.pack(crc32(title.encode()), published & 0xFFFFFFFF).hex()


def with_id(
    flags: int, digest: bytes, record: bytes, id_: str | None
) -> tuple[tuple[int, str, bytes, str | None], bytes]:
    """Return flags, id, digest and url of a row whose article gets the id *id_*, and its record.

    None: its own, which nobody states.
    """
    fields = msgspec.msgpack.decode(record)
    url = str(fields["url"])
    now = id_ or str(fields.get("made_id", url))
    is_url = now == url
    fields["id"] = "" if is_url else now
    made = _encode(fields)
    flags = flags & ~GIVEN_ID if id_ is None else flags | GIVEN_ID
    made_digest = blake2b(made, digest_size=DIGEST_BYTES, key=digest).digest()
    keys = flags, now, made_digest, None if is_url else url
    return keys, made


def instant(after: int) -> datetime:
    return datetime.fromtimestamp(after, UTC) if after >= 0 else EPOCH + timedelta(seconds=after)


@lru_cache(maxsize=4096)
def split_topics(lines: str) -> tuple[str, ...]:
    """Return the topics in *lines*: no topic contains a line end (Article.topics)."""
    return tuple(lines.split("\n")) if lines else ()


def row_of(article: Article, source_digest: bytes, *, has_extra: bool) -> Row:
    """Return *article* as a row.

    source_digest  of all that it was read from, its body included
    has_extra      whether its `extra` is stored; it must then be plain values
    """
    extra = _encode(article.extra) if article.extra and has_extra else b""
    trimmed: Article = article.__copy__()  # type: ignore[attr-defined]  # without validation; copy() takes twice as long
    if article.extra:
        force_setattr(trimmed, "extra", {})
    # Most articles have one URL in three fields: it takes a fifth of a record.
    if article.id == article.url:
        force_setattr(trimmed, "id", "")
    if article.original_url == article.url:
        force_setattr(trimmed, "original_url", "")
    record = _encode(trimmed)
    expires_at = article.expires_at
    published = seconds(article.published_at)
    rest = MADE_ID * (article.id == article.made_id) + HAS_ALIASES * (article.aliases != ())
    rest += _NOT_IN_FEEDS * (not article.in_feeds)
    keys = (
        published,
        published if article.updated_at is None else seconds(article.modified_at),
        None if expires_at is None else seconds(expires_at),
        article.is_published * PUBLISHED + article.is_removed * REMOVED + article.is_scheduled * _SCHEDULED + rest,
        article.id,
        "\n".join(article.topics),
        blake2b(record + extra if extra else record, digest_size=DIGEST_BYTES, key=source_digest).digest(),
        None if article.id == article.url else article.url,
        article.origin.path if article.origin else "",
        mark_of(article.title, published),
    )
    return keys, (record, extra)


def articles_of(found: list[tuple[bytes, bytes, Mapping[str, Any] | None]]) -> list[Article]:
    """Return the articles of *found*: for each, record and extra of its row, and an extra that is used instead."""
    articles = []
    with trusted():
        for record, extra, plain in found:
            article = _decode_article(record)
            if not article.id:
                force_setattr(article, "id", article.url)
            if article.original_url == "":
                force_setattr(article, "original_url", article.url)
            if plain:
                force_setattr(article, "extra", plain)
            elif extra:
                force_setattr(article, "extra", _decode_extra(extra))
            articles.append(article)
    return articles


def seconds(at: datetime) -> int:
    return int(at.timestamp())  # exact: instants have whole seconds
