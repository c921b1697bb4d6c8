"""Articles into pieces of documents. An article that is in several feeds of an export is encoded once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from itertools import accumulate, pairwise
from typing import Any, NamedTuple, Protocol, overload, runtime_checkable

from syndicate.model.article import Article
from syndicate.model.feed import Document, Feed, LongDocument, Unread

RUN_MAX = 1024  # pieces of a run
RUN_BYTES = 1 << 20  # of those that are not saved
Encode = Callable[[Article], bytes]
Place = Callable[[], int]


class EncodedRun(NamedTuple):
    """The pieces of some articles that follow one another."""

    heads: bytes  # the first bytes of each piece, as many of each
    sizes: array[int]  # of what is left of each, in bytes: an array of "I"
    bodies: bytes  # what is left of each

    def each(self) -> list[bytes]:
        """Return each body; where there are no heads, these are the pieces."""
        return [self.bodies[start:stop] for start, stop in pairwise(accumulate(self.sizes, initial=0))]


class UnreadRun(NamedTuple):
    """A run whose bodies stand in a file."""

    heads: bytes
    sizes: array[int]
    bodies: Unread

    def read(self) -> EncodedRun:
        return EncodedRun(self.heads, self.sizes, b"".join(self.bodies.chunks()))


class Numbered(Protocol):
    """Articles of a feed that lie in a store, as StoredArticles do: decoded while they are iterated, none kept.

    A number by index is slow; a slice is another such sequence.
    """

    @property
    def numbers(self) -> Sequence[int]:
        """One for each article, in order: the same for the same article in every feed of an export.

        They are indexes into arrays, so that the greatest is not far above how many articles there are.
        """

    @property
    def updated_at(self) -> datetime:
        """The newest modified_at of all; that of no article is the epoch."""

    def take(self, numbers: Iterable[int]) -> Iterator[Article]:
        """Yield the articles of these *numbers*, in this order, and decode no others."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Article]: ...

    @overload
    def __getitem__(self, index: int) -> Article: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Article]: ...


@runtime_checkable
class Remembering(Protocol):
    """Articles that know the pieces which were made of them."""

    def pieces(self, encode: Encode) -> Iterator[bytes]:
        """Yield a piece for each article, in order."""

    def runs(self, encode: Encode, head_bytes: int, place: Place | None = None) -> Iterator[EncodedRun | UnreadRun]:
        """Yield the pieces of all articles, in order, *head_bytes* of each as its head; see encode_runs().

        Only where there is a *place*, bodies may be unread.
        """


def encode_each(feed: Feed, encode: Encode) -> Iterator[bytes]:
    """Yield ``encode(article)`` for each article of *feed*, in its order.

    Within one export, an article that several feeds of one format share is encoded once, if these feeds have the same
    options and the same amount of text, and no transform changes one of them: the other feeds are given the same bytes.
    What is made of the articles of a large feed is saved in the index for the next export. The cache key is the article
    with all its text, the site's settings, the format's options, the plugin's version and the code of *encode* itself:
    a change of any of them invalidates the bytes. A feed that a transform changes, and articles that show files of the
    site beside their own, are encoded each time.
    So what *encode* returns may depend on the article, the site and the format's options, but not on the feed (its URL,
    its title, its other articles, the place in it), and *encode* is no place to count articles in. What else the
    document needs to know of an article stands in the bytes, e.g. as the first of them.

    A format that calls this more than once for a feed does so in the same order for every feed.
    """
    articles = feed.articles
    return articles.pieces(encode) if isinstance(articles, Remembering) else map(encode, articles)


def encode_runs(feed: Feed, encode: Encode, head_bytes: int = 0, place: Place | None = None) -> Iterator[EncodedRun]:
    """Yield what encode_each() does, thousands of pieces in a few steps.

    head_bytes  so many of the first bytes of each piece are its head: no piece has fewer, and in a run all heads stand
                together
    place       () -> where the bodies of the next run will stand, as they are, in the document at the feed's own path.
                The next export then takes them from the published document, and the index keeps no copy. None: they may
                stand anywhere

    What the index has comes from there as it is. So a format that looks at the heads of a run at once, e.g. by a slice
    of every eighth byte, does nothing for a single article that has not changed.
    """
    for run in _runs(feed, encode, head_bytes, place):
        yield run.read() if isinstance(run, UnreadRun) else run


def _runs(feed: Feed, encode: Encode, head_bytes: int, place: Place | None) -> Iterator[EncodedRun | UnreadRun]:
    articles = feed.articles
    if isinstance(articles, Remembering):
        return articles.runs(encode, head_bytes, place)
    return in_runs(map(encode, articles), head_bytes)


class DocumentBody:
    """The body of a document at the feed's own path, as it grows; what stands in the published one is not read."""

    def __init__(self, head: bytes) -> None:
        self._before: list[bytes | Unread] = []
        self._before_bytes = 0
        self._last = BytesIO()  # grows in place: pieces gathered in a list would stand in memory twice
        self._last.write(head)

    def write(self, piece: bytes) -> None:
        self._last.write(piece)

    def write_articles(self, feed: Feed, encode: Encode, head_bytes: int = 0) -> bytes:
        """Write what *encode* makes of each article of *feed*, but for the heads; return these. See encode_runs()."""
        heads = []
        for run in _runs(feed, encode, head_bytes, self._tell):
            heads.append(run.heads)
            if isinstance(run, UnreadRun):
                self._before_bytes = self._tell() + run.bodies.size_bytes
                self._before += (self._last.getvalue(), run.bodies)
                self._last = BytesIO()
            else:
                self.write(run.bodies)
        return b"".join(heads)

    def _tell(self) -> int:
        return self._before_bytes + self._last.tell()

    def document(self, **fields: Any) -> Document:
        """Return the document with this body and the other *fields*."""
        last = self._last.getvalue()
        return (
            LongDocument(body=b"", pieces=(*self._before, last), **fields)
            if self._before
            else Document(body=last, **fields)
        )


def in_runs(pieces: Iterator[bytes], head_bytes: int) -> Iterator[EncodedRun]:
    """Yield *pieces* in runs, each of RUN_BYTES or not much more."""
    several: list[bytes] = []
    size_bytes = 0
    for piece in pieces:
        several.append(piece)
        size_bytes += len(piece)
        if len(several) == RUN_MAX or size_bytes >= RUN_BYTES:
            yield run_of(several, head_bytes)
            several, size_bytes = [], 0
    if several:
        yield run_of(several, head_bytes)


def run_of(pieces: Sequence[bytes], head_bytes: int) -> EncodedRun:
    heads = b"".join([piece[:head_bytes] for piece in pieces]) if head_bytes else b""
    bodies = [piece[head_bytes:] for piece in pieces] if head_bytes else pieces
    return EncodedRun(heads, array("I", map(len, bodies)), b"".join(bodies))
