"""Completed articles with a cache of their encoded pieces, made for another feed or by an export before."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast, overload

import msgspec

from syndicate.model.article import Article
from syndicate.parts.encoding import RUN_MAX, Encode, EncodedRun, Numbered, Place, UnreadRun, in_runs, run_of
from syndicate.pipeline.complete.completed import Completed
from syndicate.pipeline.complete.notes import NOTHING, Notes

if TYPE_CHECKING:
    from syndicate.index.pieces import ChunkedPieces
    from syndicate.index.sharing import Shared
    from syndicate.pipeline.complete.entries import Entry
    from syndicate.store.spool import Pieces

_encode = msgspec.msgpack.Encoder().encode


class Chunk(NamedTuple):
    """Consecutive articles of a feed, from place *start* to *stop*.

    notes  on those articles of which there is something to say, by their place in the chunk
    """

    start: int
    stop: int
    made_by: bytes = b""  # the fingerprint of all that shapes them but the articles and their pages
    run: EncodedRun | UnreadRun | None = None  # their cached pieces; None: not in the cache
    notes: Mapping[int, Notes] = MappingProxyType({})


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
            size = self._completed.entries.chunk if self._completed.entries else RUN_MAX
            ranges = (Chunk(start, min(start + size, len(self))) for start in range(0, len(self), size))
            for _, pieces in self._made(encode, ranges):
                yield from pieces
        else:
            for run in self.runs(encode, 0):
                if isinstance(run, EncodedRun):  # as all are that have no place
                    yield from run.each()

    def runs(self, encode: Encode, head_bytes: int, place: Place | None = None) -> Iterator[EncodedRun | UnreadRun]:
        """Yield what *encode* makes of all articles; see encode_runs()."""
        if self._known is None:
            yield from in_runs(self.pieces(encode), head_bytes)
            return
        tally = self._completed.tally
        for chunk, pieces in self._made(encode, self._known.chunks(encode, head_bytes, place)):
            run = chunk.run
            if run is None:
                heard: dict[int, Notes] = {}
                tally.heard = heard
                run = run_of(list(pieces), head_bytes)
                tally.heard = None
                if not any(notes.touches_files for notes in heard.values()):
                    notes = {place - chunk.start: noted for place, noted in heard.items()}
                    self._known.remember(chunk, run, notes, place and place())
            else:
                for number, noted in chunk.notes.items():
                    tally.add(chunk.start + number, noted)
                tally.add_nothing(self._completed.places[chunk.start : chunk.stop])
            yield run

    def _made(self, encode: Encode, chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Iterator[bytes]]]:
        """Yield each of *chunks* with its pieces, which are made when they are asked for, if not by others before."""
        shared = self._shared.pieces(encode) if self._shared else None
        entries = self._completed.entries
        ahead = entries.made(self._completed, encode, chunks, shared if shared is not None else ()) if entries else None
        if ahead is None:
            for chunk in chunks:
                yield chunk, self._pieces(encode, chunk, shared, {})
            return
        with closing(ahead):
            for chunk, made in ahead:
                yield chunk, self._pieces(encode, chunk, shared, made)

    def _pieces(
        self, encode: Encode, chunk: Chunk, shared: Pieces | None, made: Mapping[int, Entry]
    ) -> Iterator[bytes]:
        """Yield the pieces of *chunk*; their notes go to the tally.

        shared  those that other feeds have made
        made    those that other processes have made, by place
        """
        completed = self._completed
        if shared is None and not made:
            yield from map(encode, completed[chunk.start : chunk.stop])
            return
        stored = cast("Numbered", completed.articles)
        numbers = stored.numbers[chunk.start : chunk.stop]
        places = completed.places[chunk.start : chunk.stop]
        known = shared if shared is not None else ()
        taken = stored.take(
            array("q", [at for at, place in zip(numbers, places, strict=True) if at not in known and place not in made])
        )
        for place, number in zip(places, numbers, strict=True):
            found = shared.get(number) if shared is not None else None
            entry = made.get(place)
            if found is not None:
                piece, noted = found
                notes = msgspec.msgpack.decode(noted, type=Notes) if noted else NOTHING
            else:
                if entry is not None:
                    piece, notes = entry.piece, entry.notes
                else:
                    article, notes = completed.complete(next(taken), place)
                    piece = encode(article)
                if shared is not None and self._shared is not None and self._shared.is_wanted_again(number):
                    shared.put(number, piece, b"" if notes == NOTHING else _encode(notes))
            completed.tally.add(place, notes)
            yield piece
