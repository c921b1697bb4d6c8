"""Feeds of one export that share pieces: each article is encoded once, and its piece is dropped after its last feed."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from types import CodeType
from typing import cast, overload

from syndicate.model.article import Article
from syndicate.parts.encoding import Encode, Numbered
from syndicate.pipeline.compose import Job
from syndicate.store.spool import Pieces


class NumberedArticles(Sequence[Article]):
    """Articles in memory with numbers, like those of a store."""

    def __init__(self, articles: Sequence[Article], numbers: Sequence[int], known: Sequence[Article]) -> None:
        self._articles = articles
        self._known = known  # number -> article
        self.numbers = numbers

    def take(self, numbers: Iterable[int]) -> Iterator[Article]:
        return map(self._known.__getitem__, numbers)

    def __len__(self) -> int:
        return len(self._articles)

    def __iter__(self) -> Iterator[Article]:
        return iter(self._articles)

    @overload
    def __getitem__(self, index: int) -> Article: ...
    @overload
    def __getitem__(self, index: slice) -> NumberedArticles: ...
    def __getitem__(self, index: int | slice) -> Article | NumberedArticles:
        if isinstance(index, slice):
            return NumberedArticles(self._articles[index], self.numbers[index], self._known)
        return self._articles[index]


class Shared:
    """The pieces of a group of feeds, as the feed at *place* of the group sees them."""

    def __init__(self, group: _Group, place: int) -> None:
        self._group = group
        self._place = place
        self._calls: Counter[object] = Counter()

    def articles(self) -> Sequence[Article]:
        return cast("Sequence[Article]", self._group.articles[self._place])

    def pieces(self, encode: Encode) -> Pieces:
        """Return the pieces of *encode*; each encoder, and each call with the same one, has pieces of its own."""
        code = _encoder(encode)
        self._calls[code] += 1
        key = (code, self._calls[code])
        if key not in self._group.pieces:
            self._group.pieces[key] = Pieces(len(self._group.last))
        return self._group.pieces[key]

    def is_wanted_again(self, number: int) -> bool:
        return self._group.last[number] > self._place

    def close(self) -> None:
        if self._place == len(self._group.jobs) - 1:
            self._group.pieces.clear()


class _Group:
    """Feeds for which an encoder makes the same piece of an article."""

    def __init__(self, job: Job) -> None:
        self.jobs = [job]
        self.articles: list[Numbered] = []
        self.last = array("i")  # number of an article -> place of the last feed that holds it
        self.pieces: dict[object, Pieces] = {}

    def takes(self, job: Job) -> bool:
        ours, theirs = self.jobs[0], job
        return (
            ours.plan.format.arguments == theirs.plan.format.arguments
            and ours.feed.site == theirs.feed.site
            and _is_stored(ours) == _is_stored(theirs)
        )

    def open(self) -> None:
        """Number the articles, and find the last feed of each."""
        if self.articles:
            return
        known: list[Article] = []
        number_of: dict[int, int] = {}  # id() of an article, which lives as long as the jobs -> its number
        for job in self.jobs:
            articles = job.feed.articles
            if not _is_stored(job):
                numbers = array("q")
                for article in articles:
                    number = number_of.setdefault(id(article), len(known))
                    if number == len(known):
                        known.append(article)
                    numbers.append(number)
                articles = NumberedArticles(articles, numbers, known)
            self.articles.append(cast("Numbered", articles))
        count = max((max(articles.numbers, default=-1) for articles in self.articles), default=-1) + 1
        self.last = array("i", bytes(4 * count))
        for place, articles_of_job in enumerate(self.articles):
            for number in articles_of_job.numbers:
                self.last[number] = place


class Sharing:
    """The groups of an export's feeds."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = tuple(jobs)  # held, so that no id() is used again
        self._place_of: dict[int, tuple[_Group, int]] = {}
        self.text_count = 0  # groups and single feeds that show text of their articles
        groups: dict[object, list[_Group]] = {}
        for job in self._jobs:
            part = job.plan.format.part
            shows_text = job.shows_text
            if any(transform.apply for transform in job.plan.transforms):
                self.text_count += shows_text
                continue
            alike = groups.setdefault((id(part), job.plan.content if part.has_text else ""), [])
            group = next((group for group in alike if group.takes(job)), None)
            if group is None:
                group = _Group(job)
                alike.append(group)
                self.text_count += shows_text
            else:
                group.jobs.append(job)
            self._place_of[id(job)] = (group, len(group.jobs) - 1)

    def shared(self, job: Job) -> Shared | None:
        """Return what *job* shares with other feeds, None if nothing."""
        group, place = self._place_of.get(id(job), (None, 0))
        if group is None or len(group.jobs) == 1:
            return None
        group.open()
        return Shared(group, place)


def _is_stored(job: Job) -> bool:
    return hasattr(job.feed.articles, "numbers")


def encoder_key(encode: object) -> str:
    """Return a text that identifies an encoder, in every export: part of a cache key."""
    code = _encoder(encode)
    if isinstance(code, CodeType):
        return f"{code.co_qualname} {code.co_code.hex()}"
    return f"{getattr(code, '__module__', '')} {getattr(code, '__qualname__', '')}"


def _encoder(encode: object) -> object:
    """Return what identifies an encoder in this process, though each call of a format makes a new function."""
    while isinstance(encode, partial):
        encode = encode.func
    encode = getattr(encode, "__func__", encode)
    return getattr(encode, "__code__", encode if isinstance(encode, type) else type(encode))
