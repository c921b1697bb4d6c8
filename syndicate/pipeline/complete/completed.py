"""The articles of a feed as a format sees them: each is completed when it is asked for, and not held."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, overload

from syndicate.model.article import Article
from syndicate.model.feed import newest
from syndicate.pipeline.complete.notes import NOTHING, Notes, Tally

if TYPE_CHECKING:
    from syndicate.pipeline.complete.entries import EntriesAhead

Complete = Callable[[Article, int], tuple[Article, Notes]]


def complete_nothing(article: Article, _: int) -> tuple[Article, Notes]:
    return article, NOTHING


class Completed(Sequence[Article]):
    """A sequence that completes articles during iteration.

    complete  (article, place) -> the article as the feed shows it, and notes on it
    tally     takes in the notes on each article
    places    of the articles in their feed; None: they are the whole feed
    entries   has them completed and encoded by other processes; None: that is done here
    """

    def __init__(
        self,
        articles: Sequence[Article],
        complete: Complete,
        tally: Tally,
        places: range | None = None,
        entries: EntriesAhead | None = None,
    ) -> None:
        self.articles = articles
        self.entries = entries
        self.complete = complete
        self.tally = tally
        self.places = range(len(articles)) if places is None else places

    def over(self, articles: Sequence[Article]) -> Completed:
        return Completed(articles, self.complete, self.tally, self.places, self.entries)

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[Article]:
        if self.complete is complete_nothing:
            yield from self.articles
            self.tally.add_nothing(self.places)
            return
        for place, article in zip(self.places, self.articles, strict=True):
            completed, notes = self.complete(article, place)
            self.tally.add(place, notes)
            yield completed

    @overload
    def __getitem__(self, place: int) -> Article: ...
    @overload
    def __getitem__(self, place: slice) -> Completed: ...
    def __getitem__(self, place: int | slice) -> Article | Completed:
        if isinstance(place, slice):
            return Completed(self.articles[place], self.complete, self.tally, self.places[place])
        completed, notes = self.complete(self.articles[place], self.places[place])
        self.tally.add(self.places[place], notes)
        return completed

    @property
    def updated_at(self) -> datetime:
        """The newest modified_at; no article is completed for it."""
        return newest(self.articles)
