"""Completed articles with a cache of their encoded pieces, made for another feed or by an export before."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast, overload

import msgspec

from syndicate.model.article import Article
from syndicate.parts.encoding import Encode, EncodedRun, Numbered, Place, in_runs, run_of
from syndicate.pipeline.complete.completed import Completed
from syndicate.pipeline.complete.notes import NOTHING, Notes

if TYPE_CHECKING:
    from syndicate.index.pieces import ChunkedPieces
    from syndicate.index.sharing import Shared

_encode = msgspec.msgpack.Encoder().encode


class Remembered(Sequence[Article]):
    """The *completed* articles as a format sees them, and their pieces.

    shared  what the feed shares with others; the articles of *completed* then have numbers
    known   pieces from exports before; the sequence is then the whole feed
    """

    def __init__(self, completed: Completed, shared: Shared | None, known: ChunkedPieces | None = None) -> None:
        self._completed = completed
        self._shared = shared
        self._known = known

    def __len__(self) -> int:
        return len(self._completed)

    def __iter__(self) -> Iterator[Article]:
        return iter(self._completed)

    @overload
    def __getitem__(self, place: int) -> Article: ...
    @overload
    def __getitem__(self, place: slice) -> Remembered: ...
    def __getitem__(self, place: int | slice) -> Article | Remembered:
        if isinstance(place, slice):
            return Remembered(self._completed[place], self._shared)
        return self._completed[place]

    @property
    def updated_at(self) -> datetime:
        """The newest modified_at; no article is completed for it."""
        return self._completed.updated_at

    def pieces(self, encode: Encode) -> Iterator[bytes]:
        """Yield what *encode* makes of each article; see encode_each()."""
        if self._known is None:
            yield from self._encoding(encode)(0, len(self))
        else:
            for run in self.runs(encode, 0):
                yield from run.each()

    def runs(self, encode: Encode, head_bytes: int, place: Place | None = None) -> Iterator[EncodedRun]:
        """Yield what *encode* makes of all articles; see encode_runs()."""
        made = self._encoding(encode)
        if self._known is None:
            yield from in_runs(made(0, len(self)), head_bytes)
            return
        tally = self._completed.tally
        for chunk in self._known.chunks(encode, head_bytes, place):
            run = chunk.run
            if run is None:
                heard: dict[int, Notes] = {}
                tally.heard = heard
                run = run_of(list(made(chunk.start, chunk.stop)), head_bytes)
                tally.heard = None
                if not any(notes.touches_files for notes in heard.values()):
                    notes = {place - chunk.start: noted for place, noted in heard.items()}
                    self._known.remember(chunk, run, notes, place and place())
            else:
                for number, noted in chunk.notes.items():
                    tally.add(chunk.start + number, noted)
                tally.add_nothing(self._completed.places[chunk.start : chunk.stop])
            yield run

    def _encoding(self, encode: Encode) -> Callable[[int, int], Iterator[bytes]]:
        """Return (start, stop) -> the pieces of the articles at those places; their notes go to the tally."""
        shared, completed = self._shared, self._completed
        if shared is None:
            return lambda start, stop: map(encode, completed[start:stop])
        pieces = shared.pieces(encode)
        stored = cast("Numbered", completed.articles)

        def made(start: int, stop: int) -> Iterator[bytes]:
            numbers = stored.numbers[start:stop]
            taken = stored.take(array("q", (number for number in numbers if number not in pieces)))
            for place, number in zip(completed.places[start:stop], numbers, strict=True):
                known = pieces.get(number)
                if known is not None:
                    piece, noted = known
                    notes = msgspec.msgpack.decode(noted, type=Notes) if noted else NOTHING
                else:
                    article, notes = completed.complete(next(taken), place)
                    piece = encode(article)
                    if shared.is_wanted_again(number):
                        pieces.put(number, piece, b"" if notes == NOTHING else _encode(notes))
                completed.tally.add(place, notes)
                yield piece

        return made
