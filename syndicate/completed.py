"""The articles of a feed as a format sees them: each is completed when it is asked for, and let go again."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import cast, overload

import msgspec

from syndicate.amiss import NOTHING, Notes, Tally
from syndicate.encoding import Encode, Numbered
from syndicate.model import Article, newest
from syndicate.sharing import Shared

Complete = Callable[[Article], tuple[Article, Notes]]

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Notes)


class Completed(Sequence[Article]):
    """A sequence that completes articles while it is iterated.

    tally   takes in what is noted of each article
    shared  what the feed shares with others; its articles are then *articles*, with numbers
    places  of the articles in their feed
    """

    def __init__(
        self,
        articles: Sequence[Article],
        complete: Complete,
        tally: Tally,
        shared: Shared | None = None,
        places: range | None = None,
    ) -> None:
        self._articles = articles
        self._complete = complete
        self._tally = tally
        self._shared = shared
        self._places = range(len(articles)) if places is None else places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Article]:
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
        if self._shared is None:
            yield from map(encode, self)
            return
        pieces = self._shared.pieces(encode)
        stored = cast("Numbered", self._articles)
        numbers = stored.numbers
        missing = array("q", (number for number in numbers if number not in pieces))
        taken = stored.take(missing)
        for place, number in zip(self._places, numbers, strict=True):
            kept = pieces.get(number)
            if kept is not None:
                piece, noted = kept
                notes = _DECODER.decode(noted) if noted else NOTHING
            else:
                article, notes = self._complete(next(taken))
                piece = encode(article)
                if self._shared.is_wanted_again(number):
                    pieces.put(number, piece, b"" if notes == NOTHING else _ENCODER.encode(notes))
            self._tally.add(place, notes)
            yield piece
