"""The articles of a feed as a format sees them: each is completed when it is asked for, and let go again."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import cast, overload

import msgspec

from syndicate.index.pieces import ChunkedPieces
from syndicate.index.sharing import Shared
from syndicate.model.article import Article
from syndicate.model.feed import newest
from syndicate.parts.encoding import Encode, EncodedRun, Numbered, in_runs, run_of
from syndicate.pipeline.notes import NOTHING, Notes, Tally

Complete = Callable[[Article], tuple[Article, Notes]]


def as_it_is(article: Article) -> tuple[Article, Notes]:
    """Complete nothing."""
    return article, NOTHING


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Notes)


class Completed(Sequence[Article]):
    """A sequence that completes articles while it is iterated.

    complete  (article) -> the article as the feed shows it, and what is to be noted; as_it_is: nothing is
    tally   takes in what is noted of each article
    shared  what the feed shares with others; its articles are then *articles*, with numbers
    places  of the articles in their feed
    kept    pieces that were made of them by exports before; the sequence is then all of the feed
    """

    def __init__(
        self,
        articles: Sequence[Article],
        complete: Complete,
        tally: Tally,
        shared: Shared | None = None,
        places: range | None = None,
        kept: ChunkedPieces | None = None,
    ) -> None:
        self._articles = articles
        self._complete = complete
        self._tally = tally
        self._shared = shared
        self._kept = kept
        self._places = range(len(articles)) if places is None else places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Article]:
        if self._complete is as_it_is:
            yield from self._articles
            self._tally.add_nothing(self._places)
            return
        for place, article in zip(self._places, self._articles, strict=True):
            completed, notes = self._complete(article)
            self._tally.add(place, notes)
            yield completed

    @overload
    def __getitem__(self, index: int) -> Article: ...
    @overload
    def __getitem__(self, index: slice) -> Completed: ...
    def __getitem__(self, index: int | slice) -> Article | Completed:
        if isinstance(index, slice):
            return Completed(self._articles[index], self._complete, self._tally, self._shared, self._places[index])
        completed, notes = self._complete(self._articles[index])
        self._tally.add(self._places[index], notes)
        return completed

    @property
    def updated_at(self) -> datetime:
        """The newest modified_at, for which no article is completed."""
        return newest(self._articles)

    def pieces(self, encode: Encode) -> Iterator[bytes]:
        """Yield what *encode* makes of each article; see encode_each()."""
        if self._kept is None:
            yield from self._encoding(encode)(0, len(self))
        else:
            for run in self.runs(encode, 0):
                yield from run.each()

    def runs(self, encode: Encode, head_bytes: int) -> Iterator[EncodedRun]:
        """Yield what *encode* makes of all articles; see encode_runs()."""
        made = self._encoding(encode)
        if self._kept is None:
            yield from in_runs(made(0, len(self)), head_bytes)
            return
        for chunk in self._kept.chunks(encode, head_bytes):
            places = self._places[chunk.start : chunk.stop]
            run = chunk.run
            if run is None:
                run = run_of(list(made(chunk.start, chunk.stop)), head_bytes)
                if self._tally.is_silent(places):  # So they depend on no file beside the articles' own either.
                    self._kept.put(chunk, run)
            else:
                self._tally.add_nothing(places)
            yield run

    def _encoding(self, encode: Encode) -> Callable[[int, int], Iterator[bytes]]:
        """Return (start, stop) -> the piece of each article from one place of the sequence to another; it is tallied too."""
        shared = self._shared
        if shared is None:
            return lambda start, stop: map(encode, self[start:stop])
        pieces = shared.pieces(encode)
        stored = cast("Numbered", self._articles)

        def made(start: int, stop: int) -> Iterator[bytes]:
            numbers = stored.numbers[start:stop]
            taken = stored.take(array("q", (number for number in numbers if number not in pieces)))
            for place, number in zip(self._places[start:stop], numbers, strict=True):
                known = pieces.get(number)
                if known is not None:
                    piece, noted = known
                    notes = _DECODER.decode(noted) if noted else NOTHING
                else:
                    article, notes = self._complete(next(taken))
                    piece = encode(article)
                    if shared.is_wanted_again(number):
                        pieces.put(number, piece, b"" if notes == NOTHING else _ENCODER.encode(notes))
                self._tally.add(place, notes)
                yield piece

        return made
