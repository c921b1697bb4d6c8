"""Texts of articles that follow one another in a feed: other processes make them before they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import islice

import msgspec

from syndicate.model.article import Article
from syndicate.model.value import trusted
from syndicate.parts.contract import SourceContext
from syndicate.pipeline.complete.text import TextReader
from syndicate.pipeline.workers import Resources, SourceAddress, in_this_process, source_of, spread
from syndicate.settings.plan import Bodies

_encode = msgspec.msgpack.Encoder().encode
_decode_articles = msgspec.msgpack.Decoder(list[Article]).decode
_decode_texts = msgspec.msgpack.Decoder(list[bytes | None]).decode


class TextsAhead:
    """The texts of one feed after another.

    key  (article) -> what it is asked for by
    """

    def __init__(
        self,
        texts: TextReader,
        context: SourceContext,
        bodies: Bodies,
        resources: Resources,
        key: Callable[[Article], int],
    ) -> None:
        self._texts = texts
        self._context = context
        self._bodies = bodies
        self._resources = resources
        self._key = key
        self._results: Generator[tuple[list[Article], bytes | None], None, None] | None = None
        self._ready: dict[int, bytes] = {}  # of the last two chunks

    @property
    def has_begun(self) -> bool:
        return self._results is not None

    def begin(self, articles: Iterable[Article], *, is_whole: bool) -> None:
        """Have the texts of *articles* made, in order, as fast as they are asked for."""
        self._results = spread(
            _chunks(articles, self._resources.thresholds.text_chunk),
            _texts_of,
            (self._resources.address, self._context, self._bodies, is_whole),
            encode=_encode,
            here=self._texts,
            resources=self._resources,
        )

    def take(self, article: Article) -> bytes | None:
        """Return the text of *article*, encoded; None where it is none of those, or must be read here."""
        key = self._key(article)
        while key not in self._ready and self._results is not None:
            following = next(self._results, None)
            if following is None:
                self.end()
                break
            articles, encoded = following
            texts = _decode_texts(encoded) if encoded is not None else [None] * len(articles)
            made = {self._key(one): text for one, text in zip(articles, texts, strict=True) if text is not None}
            self._ready = dict(islice(self._ready.items(), max(0, len(self._ready) - len(articles)), None)) | made
            if any(self._key(one) == key for one in articles):
                break
        return self._ready.pop(key, None)

    def end(self) -> None:
        """Have no more texts made."""
        results, self._results = self._results, None
        if results is not None:
            results.close()


def _chunks(articles: Iterable[Article], length: int) -> Iterator[list[Article]]:
    rest = iter(articles)
    while chunk := list(islice(rest, length)):
        yield chunk


def _texts_of(
    ticket: int,
    address: SourceAddress,
    context: SourceContext,
    bodies: Bodies,
    is_whole: bool,  # noqa: FBT001  an executor passes no names
    chunk: bytes,
) -> bytes | None:
    """Return the texts of the articles in *chunk*, both encoded; None for what the caller must find out about."""
    try:
        reader = in_this_process(ticket, lambda: TextReader(source_of(address, context), bodies))
        with trusted():
            articles = _decode_articles(chunk)
        return _encode([_text_of(reader, article, is_whole=is_whole) for article in articles])
    except Exception:  # noqa: BLE001  read again by the caller, who meets the same and tells
        return None


def _text_of(reader: TextReader, article: Article, *, is_whole: bool) -> bytes | None:
    try:
        return _encode(reader.read(article, reader.page(article), is_whole=is_whole))
    except Exception:  # noqa: BLE001  as above
        return None
