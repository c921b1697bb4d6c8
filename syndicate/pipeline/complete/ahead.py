"""Texts of articles that follow one another in a feed: other processes make them before they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from syndicate.files.bytes import want_together
from syndicate.model.article import Article
from syndicate.model.value import trusted
from syndicate.parts.contract import SourceContext
from syndicate.pipeline.complete.text import TextReader
from syndicate.pipeline.workers.resources import Resources, SourceAddress
from syndicate.pipeline.workers.spread import in_this_process, source_of, spread
from syndicate.settings.plan import Bodies

_encode = msgspec.msgpack.Encoder().encode
_decode_articles = msgspec.msgpack.Decoder(list[Article]).decode
_decode_texts = msgspec.msgpack.Decoder(list[bytes | None]).decode


Keyed = tuple[int, Article]


class TextsAhead:
    """The texts of *articles*, by key, in their order, made as fast as they are asked for.

    texts     makes them in processes that are forked
    is_whole  as TextReader.read() takes it
    """

    def __init__(
        self,
        articles: Iterable[Keyed],
        texts: TextReader,
        context: SourceContext,
        resources: Resources,
        *,
        is_whole: bool,
    ) -> None:
        self._ready: dict[int, bytes] = {}  # of the last two chunks
        self._waiting: set[int] = set()  # keys of articles that were handed out
        self._has_begun = False
        self._tell, self._count = resources.tell, 0
        self._results = spread(
            _chunks(articles, resources.thresholds.text_chunk),
            _texts_of,
            (resources.address, context, texts.bodies, is_whole),
            encode=self._encoded,
            names=lambda chunk: [article.origin.path if article.origin else article.id for _, article in chunk],
            here=texts,
            resources=resources,
        )

    def _encoded(self, chunk: list[Keyed]) -> bytes:
        self._waiting.update(key for key, _ in chunk)
        return _encode([article for _, article in chunk])

    def take(self, key: int) -> bytes | None:
        """Return the text of the article with *key*, encoded; None if it is none of those, or must be made here."""
        while key not in self._ready and (key in self._waiting or not self._has_begun):
            self._has_begun = True
            chunk, encoded = next(self._results, ([], None))
            if not chunk:
                break
            self._waiting.difference_update(one for one, _ in chunk)
            self._count += len(chunk)
            if self._tell:
                self._tell("texts made", self._count)
            texts = _decode_texts(encoded) if encoded is not None else [None] * len(chunk)
            self._ready = dict(islice(self._ready.items(), max(0, len(self._ready) - len(chunk)), None))
            self._ready |= {one: text for (one, _), text in zip(chunk, texts, strict=True) if text is not None}
        return self._ready.pop(key, None)

    def close(self) -> None:
        self._results.close()


def _chunks(articles: Iterable[Keyed], length: int) -> Iterator[list[Keyed]]:
    rest = iter(articles)
    while chunk := list(islice(rest, length)):
        yield chunk


def _texts_of(
    ticket: str,
    address: SourceAddress,
    context: SourceContext,
    bodies: Bodies,
    is_whole: bool,  # noqa: FBT001  an executor passes no names
    chunk: bytes,
) -> bytes:
    """Return the texts of the articles in *chunk*, both encoded; None for what the caller must find out about."""
    reader = in_this_process(ticket, lambda: TextReader(source_of(address, context), bodies))
    with trusted():
        articles = _decode_articles(chunk)
    want_together([article.origin.path for article in articles if article.origin])
    try:
        return _encode([text_of(reader, article, is_whole=is_whole) for article in articles])
    finally:
        want_together(())


def text_of(reader: TextReader, article: Article, *, is_whole: bool) -> bytes | None:
    """Return what TextReader.read() returns, encoded; None where it fails."""
    try:
        return _encode(reader.read(article, reader.page(article), is_whole=is_whole))
    except Exception:  # noqa: BLE001  read again by the caller, who meets the same and tells
        return None
