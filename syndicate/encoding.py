"""Articles into pieces of documents. One that is in several feeds of an export is encoded once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol, overload, runtime_checkable

from syndicate.model import Article, Feed

Encode = Callable[[Article], bytes]


class Numbered(Protocol):
    """Articles of a feed that lie in a store, as StoredArticles do: a sequence that decodes them while it is iterated, and keeps none.

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


def encode_each(feed: Feed, encode: Encode) -> Iterator[bytes]:
    """Yield ``encode(article)`` for each article of *feed*, in its order.

    Within one export, an article that several feeds of one format share is encoded once, if these feeds have the same
    options and the same amount of text, and no transform changes one of them: the other feeds are given the same bytes.
    What is made of the articles of a large feed is kept in the index, by the article and all its text, the site's settings, the format's
    options, the plugin's version and the code of *encode* itself: the next export is given the same bytes. A feed that a transform
    changes, and articles that show files of the site beside their own, are encoded each time.
    So what *encode* returns may depend on the article, the site and the format's options, but not on the feed (its URL,
    its title, its other articles, the place in it), and *encode* is no place to count articles in. What the document
    needs to know of an article beside stands in the bytes, e.g. as the first of them.

    A format that calls this more than once for a feed does so in the same order for every feed.
    """
    articles = feed.articles
    return articles.pieces(encode) if isinstance(articles, Remembering) else map(encode, articles)
