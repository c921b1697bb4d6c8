"""The articles of a feed as a format sees them: each is completed when it is asked for, and let go again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import overload

from syndicate.model.article import Article
from syndicate.model.feed import newest
from syndicate.pipeline.notes import NOTHING, Notes, Tally

Complete = Callable[[Article, int], tuple[Article, Notes]]


def complete_nothing(article: Article, _: int) -> tuple[Article, Notes]:
    """Complete nothing."""
    return article, NOTHING


class Completed(Sequence[Article]):
    """A sequence that completes articles while it is iterated.

    complete  (article, place) -> the article as the feed shows it, and what is to be noted; complete_nothing: nothing is
    tally     takes in what is noted of each article
    places    of the articles in their feed; None: they are all of it
    """

    def __init__(
        self, articles: Sequence[Article], complete: Complete, tally: Tally, places: range | None = None
    ) -> None:
        self.articles = articles
        self.complete = complete
        self.tally = tally
        self.places = range(len(articles)) if places is None else places

    def over(self, articles: Sequence[Article]) -> Completed:
        """Return the same, where the same articles lie in another sequence."""
        return Completed(articles, self.complete, self.tally, self.places)

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
        """The newest modified_at, for which no article is completed."""
        return newest(self.articles)
