"""Entries of a large feed: other processes complete its articles and encode them, some at a time."""

from __future__ import annotations

import pickle
from collections.abc import Container, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from syndicate.files.bytes import want_together
from syndicate.parts.contract import SourceContext
from syndicate.parts.encoding import Encode
from syndicate.pipeline.complete.completer import Completer
from syndicate.pipeline.complete.local_files import LocalFiles
from syndicate.pipeline.complete.notes import Notes
from syndicate.pipeline.complete.text import TextReader
from syndicate.pipeline.memory import Memory
from syndicate.pipeline.workers.resources import ALONE, Resources, SourceAddress
from syndicate.pipeline.workers.spread import in_this_process, source_of, spread
from syndicate.settings.plan import Bodies
from syndicate.store.rows import articles_of
from syndicate.store.sequence import StoredArticles

if TYPE_CHECKING:
    from syndicate.model.article import Article
    from syndicate.pipeline.complete.completed import Completed


class Entry(msgspec.Struct, array_like=True, gc=False):
    """An article as its format has encoded it."""

    piece: bytes  # b"": it shows files of the site, which are not there
    notes: Notes  # on it
    text: bytes  # its text, encoded, where it was made for it; b"": it was not


class Range(Protocol):
    """Articles of a feed from place *start* to *stop*; *run* has their pieces, None where these are to be made."""

    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...
    @property
    def run(self) -> object: ...


AnyRange = TypeVar("AnyRange", bound=Range)
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Entry | None]).decode
_decode_asked = msgspec.msgpack.Decoder(list[tuple[bytes, bytes, bytes]]).decode


class _Part(NamedTuple, Generic[AnyRange]):
    """The articles of a range that others are asked for."""

    range: AnyRange
    places: list[int]
    numbers: list[int]


class EntriesAhead:
    """Has the entries of a feed made by other processes.

    texts      of the export, by whose ticket its entries are known to workers
    completer  has the texts that are known, and takes in those that are made
    content    how much text it shows
    chunk      articles at a time, where there are no other ranges
    """

    def __init__(
        self, texts: TextReader, completer: Completer, content: str, context: SourceContext, resources: Resources
    ) -> None:
        self.chunk = resources.thresholds.entry_chunk
        self.ticket = f"{texts.ticket} {content}"
        self._arguments = resources.address, context, texts.bodies, content
        self._completer = completer
        self._resources = resources

    def made(
        self, completed: Completed, encode: Encode, ranges: Iterable[AnyRange], known: Container[int]
    ) -> Generator[tuple[AnyRange, dict[int, Entry]], None, None] | None:
        """Return a generator of each of *ranges* with its entries, by place; those it lacks are to be made here.

        known  numbers of articles whose pieces are there

        None: *encode* cannot be called in another process.
        """
        articles = completed.articles
        if not isinstance(articles, StoredArticles):
            return None
        try:
            encoder = pickle.dumps(encode)
        except (pickle.PicklingError, AttributeError, TypeError):  # it is no function of a module
            return None
        return self._made(articles, _parts(articles, completed.places, ranges, known), encoder)

    def _made(
        self, articles: StoredArticles, parts: Iterable[_Part[AnyRange]], encoder: bytes
    ) -> Generator[tuple[AnyRange, dict[int, Entry]], None, None]:
        completer = self._completer

        def asked(part: _Part[AnyRange]) -> bytes | None:
            texts = [completer.known_text(place) or b"" for place in part.places]
            rows = articles.rows(part.numbers)
            return _encode([(*row, text) for row, text in zip(rows, texts, strict=True)]) if rows else None

        def names(part: _Part[AnyRange]) -> list[str]:
            return [article.origin.path if article.origin else article.id for article in articles.take(part.numbers)]

        results = spread(
            parts,
            _entries_of,
            (*self._arguments, encoder, completer.wants_texts),
            encode=asked,
            names=names,
            here=self,
            resources=self._resources,
        )
        count = 0
        with closing(results):
            for part, encoded in results:
                made: dict[int, Entry] = {}
                for place, entry in zip(part.places, _decode(encoded) if encoded is not None else (), strict=False):
                    if entry is not None and entry.text:
                        completer.put_text(place, entry.text)
                    if entry is not None and entry.piece:
                        made[place] = entry
                count += len(made)
                if self._resources.tell and made:
                    self._resources.tell("entries made", count)
                yield part.range, made


def _parts(
    articles: StoredArticles, places: range, ranges: Iterable[AnyRange], known: Container[int]
) -> Iterator[_Part[AnyRange]]:
    """Yield each of *ranges* with the places of those articles whose pieces are not there."""
    for one in ranges:
        numbers = articles.numbers[one.start : one.stop] if one.run is None else ()
        wanted = [
            place for place, number in zip(places[one.start : one.stop], numbers, strict=False) if number not in known
        ]
        yield _Part(one, wanted, [articles.numbers[place - places.start] for place in wanted])


def _entries_of(
    ticket: str,
    address: SourceAddress,
    context: SourceContext,
    bodies: Bodies,
    content: str,
    encoder: bytes,
    wants_texts: bool,  # noqa: FBT001  an executor passes no names
    chunk: bytes,
) -> bytes:
    """Return the entries of the articles in *chunk*, both encoded; None for what the caller must find out about."""
    maker = in_this_process(ticket, lambda: EntryMaker(TextReader(source_of(address, context), bodies), content))
    return _encode(list(maker.make(encoder, _decode_asked(chunk), wants_texts=wants_texts)))


class EntryMaker:
    """Completes articles and encodes them, in this process.

    content  how much text of them is shown
    """

    def __init__(self, texts: TextReader, content: str) -> None:
        self._content = content
        self._completer = Completer(texts, Memory(), None, ALONE)
        self._files = LocalFiles(texts.bodies)
        self._has_folder = Path(texts.bodies.root).is_dir()
        self._encoders: dict[bytes, Encode] = {}

    def make(
        self, encoder: bytes, asked: list[tuple[bytes, bytes, bytes]], *, wants_texts: bool
    ) -> Iterator[Entry | None]:
        """Yield the entries of what is *asked*: record and extra of each article, and its text, b"" if it is not known.

        encoder  pickled: encodes an article
        """
        if encoder not in self._encoders:
            self._encoders[encoder] = pickle.loads(encoder)  # noqa: S301  the process that asks has written it
        encode = self._encoders[encoder]
        self._completer.forget_texts(len(asked))
        articles = articles_of([(record, extra, None) for record, extra, _ in asked])
        read = (article for article, (_, _, known) in zip(articles, asked, strict=True) if not known)
        want_together([article.origin.path for article in read if article.origin])
        for place, (_, _, known) in enumerate(asked):
            try:
                yield self._entry(encode, articles, place, known, wants_texts=wants_texts)
            except Exception:  # noqa: BLE001  made again by the caller, who meets the same and tells
                yield None
        want_together(())

    def _entry(
        self, encode: Encode, articles: Sequence[Article], place: int, known: bytes, *, wants_texts: bool
    ) -> Entry:
        if known:
            self._completer.put_text(place, known)
        notes = Notes()
        article = self._completer.complete(articles[place], place, self._content, notes)
        made = self._completer.known_text(place) or b""
        text = made if wants_texts and made != known else b""
        if not self._has_folder and (article.images or article.attachments):
            return Entry(b"", notes, made if made != known else b"")
        return Entry(encode(self._files.complete(article, notes, lambda: articles[place + 1 :])), notes, text)
