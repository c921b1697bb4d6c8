"""Articles of a store as a sequence: decoded during iteration, none of them held."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from operator import eq
from typing import cast, overload

from syndicate.model.article import EPOCH, Article
from syndicate.store.rows import instant
from syndicate.store.store import Store, private_store

_PUT_AT_ONCE = 4096  # articles


class StoredArticles(Sequence[Article]):
    """Articles of a store, in any order.

    numbers    of the articles in the store, the same in every feed of an export
    modified   modified_at of each, in seconds since 1970; None: taken from the articles
    has_extra  whether their extra is decoded too
    """

    __slots__ = ("_has_extra", "_modified", "numbers", "store")

    def __init__(
        self, store: Store, numbers: array[int], *, modified: array[int] | None = None, has_extra: bool = True
    ) -> None:
        self.store = store
        self._has_extra = has_extra
        self.numbers = numbers
        self._modified = modified

    @property
    def updated_at(self) -> datetime:
        if self._modified is None:
            return max((article.modified_at for article in self), default=EPOCH)
        return instant(max(self._modified, default=0))

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Article]:
        return self.take(self.numbers)

    @overload
    def __getitem__(self, index: int) -> Article: ...

    @overload
    def __getitem__(self, index: slice) -> StoredArticles: ...

    def __getitem__(self, index: int | slice) -> Article | StoredArticles:
        if isinstance(index, slice):
            return type(self)(self.store, self.numbers[index], has_extra=self._has_extra)
        return next(self.take([self.numbers[index]]))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    def take(self, numbers: Iterable[int]) -> Iterator[Article]:
        return self.store.take(numbers, has_extra=self._has_extra)

    def links(self) -> StoredLinks:
        """Return the same articles, each with no more than ArticleLinks has."""
        return StoredLinks(self.store, self.numbers, modified=self._modified, has_extra=False)

    def rows(self, numbers: Sequence[int]) -> list[tuple[bytes, bytes]]:
        """Return record and extra of the articles of *numbers*, in that order; TypeError: see Store.rows()."""
        return self.store.rows(numbers, has_extra=self._has_extra)


class StoredLinks(StoredArticles):
    """Articles for who asks for their links alone."""

    __slots__ = ()

    def take(self, numbers: Iterable[int]) -> Iterator[Article]:
        return cast("Iterator[Article]", self.store.links(numbers))


def stored(articles: Iterable[Article]) -> StoredArticles:
    """Return *articles* in a store; those that are in one already are returned as they are."""
    if isinstance(articles, StoredArticles):
        return articles
    store = private_store()
    numbers: array[int] = array("q")
    left = iter(articles)
    while batch := list(islice(left, _PUT_AT_ONCE)):
        first = store.add_articles(batch)
        numbers.extend(range(first, first + len(batch)))
    return StoredArticles(store, numbers)
