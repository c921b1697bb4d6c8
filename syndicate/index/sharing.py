"""Which feeds of an export are put together from the same pieces, and which pieces are still to be asked for."""

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


class Listed(Sequence[Article]):
    """Articles in memory that are numbered as those of a store are."""

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
    def __getitem__(self, index: slice) -> Listed: ...
    def __getitem__(self, index: int | slice) -> Article | Listed:
        if isinstance(index, slice):
            return Listed(self._articles[index], self.numbers[index], self._known)
        return self._articles[index]


class Shared:
    """What one feed shares with others: the pieces of a family, and its own place in it."""

    def __init__(self, family: _Family, place: int) -> None:
        self._family = family
        self._place = place
        self._calls: Counter[object] = Counter()

    def articles(self) -> Sequence[Article]:
        """Return the feed's articles; they are Numbered, or look like them."""
        return cast("Sequence[Article]", self._family.articles[self._place])

    def pieces(self, encode: Encode) -> Pieces:
        """Return the pieces that *encode* makes: another encoder, or another turn of one, has its own."""
        code = _code(encode)
        self._calls[code] += 1
        key = (code, self._calls[code])
        if key not in self._family.pieces:
            self._family.pieces[key] = Pieces(len(self._family.last))
        return self._family.pieces[key]

    def is_wanted_again(self, number: int) -> bool:
        """Tell whether a later feed holds the article *number*."""
        return self._family.last[number] > self._place

    def close(self) -> None:
        """Let go of all pieces if no feed comes later."""
        if self._place == len(self._family.jobs) - 1:
            self._family.pieces.clear()


class _Family:
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
        """Number the articles, and find out which feed is the last for each."""
        if self.articles:
            return
        known: list[Article] = []
        number_of: dict[int, int] = {}  # id of an object that lives as long as the jobs do -> its number
        for job in self.jobs:
            articles = job.feed.articles
            if not _is_stored(job):
                numbers = array("q")
                for article in articles:
                    number = number_of.setdefault(id(article), len(known))
                    if number == len(known):
                        known.append(article)
                    numbers.append(number)
                articles = Listed(articles, numbers, known)
            self.articles.append(cast("Numbered", articles))
        count = max((max(articles.numbers, default=-1) for articles in self.articles), default=-1) + 1
        self.last = array("i", bytes(4 * count))
        for place, articles_of_job in enumerate(self.articles):
            for number in articles_of_job.numbers:
                self.last[number] = place


class Sharing:
    """The families of an export's feeds."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = tuple(jobs)  # held, so that none of their ids stands for another
        self._place_of: dict[int, tuple[_Family, int]] = {}
        self.text_count = 0  # how many families and single feeds show text of their articles
        families: dict[object, list[_Family]] = {}
        for job in self._jobs:
            part = job.plan.format.part
            shows_text = job.shows_text
            if any(transform.apply for transform in job.plan.transforms):
                self.text_count += shows_text
                continue
            alike = families.setdefault((id(part), job.plan.content if part.has_text else ""), [])
            family = next((family for family in alike if family.takes(job)), None)
            if family is None:
                family = _Family(job)
                alike.append(family)
                self.text_count += shows_text
            else:
                family.jobs.append(job)
            self._place_of[id(job)] = (family, len(family.jobs) - 1)

    def shared(self, job: Job) -> Shared | None:
        """Return what *job* shares with others, None if there is nothing."""
        family, place = self._place_of.get(id(job), (None, 0))
        if family is None or len(family.jobs) == 1:
            return None
        family.open()
        return Shared(family, place)


def _is_stored(job: Job) -> bool:
    return hasattr(job.feed.articles, "numbers")


def code_of(encode: object) -> str:
    """Return what is another text for another encoder, in this export or another one."""
    code = _code(encode)
    if isinstance(code, CodeType):
        return f"{code.co_qualname} {code.co_code.hex()}"
    return f"{getattr(code, '__module__', '')} {getattr(code, '__qualname__', '')}"


def _code(encode: object) -> object:
    """Return what is the same of an encoder that each call of a format makes anew."""
    while isinstance(encode, partial):
        encode = encode.func
    encode = getattr(encode, "__func__", encode)
    return getattr(encode, "__code__", encode if isinstance(encode, type) else type(encode))
