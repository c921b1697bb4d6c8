"""Articles as rows of a store: what choosing asks of each stands in columns, the rest is decoded when it is wanted.

A row is made once, wherever the article was read; what is decoded from it is not checked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from msgspec.structs import force_setattr

from syndicate.model.article import EPOCH, Article
from syndicate.model.digests import blake2b
from syndicate.model.value import trusted

DIGEST_BYTES = 16
# published, modified, expires (seconds since 1970), flags, id, topics, digest
KeyColumns = tuple[int, int, int | None, int, str, str, bytes]
RecordColumns = tuple[bytes, bytes]  # article, extra
Row = tuple[KeyColumns, RecordColumns]  # which lie in a table each
_PUBLISHED, _REMOVED = 1, 2
_encode = msgspec.msgpack.Encoder().encode
_decode_article = msgspec.msgpack.Decoder(Article).decode
_decode_extra = msgspec.msgpack.Decoder(dict[str, Any]).decode


class ArticleKeys(msgspec.Struct, frozen=True, gc=False):
    """What choosing asks of an article most often, in the words of Article: enough for a filter that is `keyed`.

    published, modified, expires  seconds since 1970
    topic_lines  the topics, one a line
    digest       another one for another article, or another text of it
    """

    number: int
    published: int
    modified: int
    expires: int | None
    flags: int
    id: str
    topic_lines: str
    digest: bytes

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
        return self.flags & _PUBLISHED != 0

    @property
    def is_removed(self) -> bool:
        return self.flags & _REMOVED != 0

    @property
    def topics(self) -> tuple[str, ...]:
        return split_topics(self.topic_lines)


def instant(after: int) -> datetime:
    """Return the instant that lies so many seconds *after* the beginning of 1970."""
    return datetime.fromtimestamp(after, UTC) if after >= 0 else EPOCH + timedelta(seconds=after)


@lru_cache(maxsize=4096)
def split_topics(lines: str) -> tuple[str, ...]:
    """Return the topics that stand in *lines*: no label has a line end (Article.topics)."""
    return tuple(lines.split("\n")) if lines else ()


def row_of(article: Article, source_digest: bytes, *, has_extra: bool) -> Row:
    """Return *article* as a row.

    source_digest  of all that it was read from, its body included
    has_extra      whether its `extra` is kept; it must be plain values then
    """
    extra = _encode(article.extra) if article.extra and has_extra else b""
    trimmed = copy(article)  # which checks nothing again
    if article.extra:
        force_setattr(trimmed, "extra", {})
    # Most articles have one URL in three places: it takes a fifth of a record.
    if article.id == article.url:
        force_setattr(trimmed, "id", "")
    if article.original_url == article.url:
        force_setattr(trimmed, "original_url", "")
    record = _encode(trimmed)
    expires_at = article.expires_at
    published = seconds(article.published_at)
    keys = (
        published,
        published if article.updated_at is None else seconds(article.modified_at),
        None if expires_at is None else seconds(expires_at),
        article.is_published * _PUBLISHED + article.is_removed * _REMOVED,
        article.id,
        "\n".join(article.topics),
        blake2b(record + extra, digest_size=DIGEST_BYTES, key=source_digest).digest(),
    )
    return keys, (record, extra)


def articles_of(found: list[tuple[bytes, bytes, Mapping[str, Any] | None]]) -> list[Article]:
    """Return the articles that *found* tells of: record and extra of a row each, and an extra that goes before it."""
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
    """Return the whole seconds from the beginning of 1970 to *at*."""
    return int(at.timestamp())  # of whole seconds, which a float tells exactly
