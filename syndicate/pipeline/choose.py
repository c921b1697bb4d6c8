"""Choose the articles of each feed by their keys: filters, order, ids. An article is decoded only if a filter needs it.

One pass through the store serves all feeds, and feeds with the same filters share one choice.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Sequence
from operator import itemgetter
from typing import Any, Protocol

from syndicate.model.article import Article
from syndicate.model.errors import Fault, PluginError
from syndicate.parts.calls import Trace, blamed, no_trace
from syndicate.pipeline.select import duplicate, order
from syndicate.settings.feeds.each import Each
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.store.rows import DIGEST_BYTES, ArticleKeys
from syndicate.store.sequence import StoredArticles
from syndicate.store.store import Store


class Choice:
    """The articles that the filters of some feeds keep, newest first, no two with one id.

    numbers, published, modified, digests  columns, one value for each article
    eaches      what there is a feed for each of, in some of these feeds
    places      for each of these, by its place: label as written -> places of its articles in the choice
    left_after  how many were left after each filter; not set in a choice from an export before, which is never empty
    faults      articles left out because another one has their id
    failure     what a filter raised; the choice is then empty
    """

    def __init__(self, feed_plan: FeedPlan, store: Store, eaches: Sequence[Each] = ()) -> None:
        self.filters = feed_plan.filters
        self.eaches = tuple(eaches)
        self.path = feed_plan.path
        self._store = store
        self.clear()

    def clear(self) -> None:
        self.numbers: array[int] = array("q")
        self.published: array[int] = array("q")
        self.modified: array[int] = array("q")
        self.digests = bytearray()
        self.places: list[dict[str, array[int]]] = [{} for _ in self.eaches]
        self.left_after = [0] * len(self.filters)
        self.faults: tuple[Fault, ...] = ()
        self.failure: PluginError | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    def add(self, batch: Batch, trace: Trace) -> None:
        """Add the articles of *batch* that all filters keep; they are older than those added before."""
        rows = self.passing(batch, trace)
        for places, each in zip(self.places, self.eaches, strict=True):
            for place, labels in enumerate(batch.labels(rows, each), len(self.numbers)):
                for label in labels:
                    if (there := places.get(label)) is None:
                        there = places[label] = array("I")
                    there.append(place)
        self.numbers.extend([row.number for row in rows])
        self.published.extend([row.published for row in rows])
        self.modified.extend([row.modified for row in rows])
        self.digests += b"".join([row.digest for row in rows])

    def passing(self, batch: Batch, trace: Trace) -> Sequence[ArticleKeys]:
        """Return the articles of *batch* that all filters keep, none where a filter fails."""
        if self.failure is not None:
            return ()
        rows: Sequence[ArticleKeys] = batch.rows
        filters: tuple[Hashable, ...] = ()
        for place, chosen in enumerate(self.filters):
            filters += (chosen.identity,)
            if (known := batch.kept.get(filters)) is not None:
                rows = known
                self.left_after[place] += len(rows)
                continue
            label = f"{self.path}: {chosen.label}"
            try:
                with blamed(label), trace(label):
                    if chosen.asks_for == "keys":
                        keeps: Callable[[Any], bool] = chosen.keeps  # an article's keys are enough for it
                        rows = [row for row in rows if keeps(row)]
                    else:
                        articles = batch.articles(rows, has_extra=chosen.asks_for == "extra")
                        rows = [row for row, article in zip(rows, articles, strict=True) if chosen.keeps(article)]
            except PluginError as error:
                self.failure = error
                return ()
            batch.kept[filters] = rows
            self.left_after[place] += len(rows)
        return rows

    def drop_duplicates(self, duplicates: Sequence[Sequence[int]]) -> None:
        """Leave out all but one of the articles that share an id.

        duplicates  for each id that several articles have, their numbers
        """
        lost: dict[int, tuple[Any, Fault]] = {}  # with their sort keys: numbers are in the order of reading
        chosen = set(self.numbers)
        for numbers in duplicates:
            there = [number for number in numbers if number in chosen]
            if len(there) > 1:
                # Readers know the id as that of the article which has published it, and may be the older one.
                (*_, stays), *others = sorted(
                    (number not in self._store.recorded, order(article), number, article)
                    for number, article in zip(there, self._store.take(there), strict=True)
                )
                lost.update((number, (place, duplicate(article, stays))) for _, place, number, article in others)
        if not lost:
            return
        left = [place for place, number in enumerate(self.numbers) if number not in lost]
        self.faults = tuple(fault for _, fault in sorted(lost.values(), key=itemgetter(0)))
        moved = {old: new for new, old in enumerate(left)}
        self.places = [
            {label: array("I", [moved[place] for place in at if place in moved]) for label, at in places.items()}
            for places in self.places
        ]
        self.numbers = array("q", [self.numbers[place] for place in left])
        self.published = array("q", [self.published[place] for place in left])
        self.modified = array("q", [self.modified[place] for place in left])
        digests = self.digests
        self.digests = bytearray().join(digests[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES] for place in left)

    def places_of(self, each: Each) -> dict[str, array[int]]:
        """Return label as written -> places of its articles in the choice."""
        return next(at for one, at in zip(self.eaches, self.places, strict=True) if one.identity == each.identity)

    def failure_of(self, path: str) -> PluginError | None:
        if self.failure is None or self.path == path:
            return self.failure
        message = str(self.failure)
        own = f"{self.path}: "
        return PluginError(f"{path}: {message.removeprefix(own)}" if message.startswith(own) else message)

    def articles(self, places: Sequence[int], *, has_extra: bool) -> StoredArticles:
        numbers, modified = _at(self.numbers, places), _at(self.modified, places)
        return StoredArticles(self._store, numbers, modified=modified, has_extra=has_extra)

    def digest(self, places: Sequence[int]) -> bytes:
        """Return the digests of the articles at *places*, one after another: a part of cache keys."""
        if isinstance(places, range):
            return bytes(self.digests[places.start * DIGEST_BYTES : places.stop * DIGEST_BYTES])
        return b"".join([self.digests[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES] for place in places])


def _at(values: array[int], places: Sequence[int]) -> array[int]:
    if isinstance(places, range):  # of one step: all of them, or a page
        return values[places.start : places.stop]
    return array("q", [values[place] for place in places])


class Batch:
    """Some articles of a store, decoded where a filter asks for more than their keys.

    kept  identities of filters -> what they keep one after another, found once for all feeds that begin with them
    """

    def __init__(self, rows: Sequence[ArticleKeys], store: Store) -> None:
        self.rows = rows
        self.kept: dict[tuple[Hashable, ...], Sequence[ArticleKeys]] = {}
        self._store = store
        self._asked: tuple[Sequence[ArticleKeys], bool] = (), False
        self._articles: Sequence[Article] = ()

    def articles(self, rows: Sequence[ArticleKeys], *, has_extra: bool) -> Sequence[Article]:
        """Return the articles of *rows*, decoded once for all that ask for the same one after another."""
        asked, with_extra = self._asked
        if asked is not rows or with_extra != has_extra:
            self._articles = list(self._store.take([row.number for row in rows], has_extra=has_extra))
            self._asked = rows, has_extra
        return self._articles

    def labels(self, rows: Sequence[ArticleKeys], each: Each) -> Iterable[Sequence[str]]:
        """Yield the labels of each of *rows*, each once."""
        found = rows if each.asks_for == "keys" else self.articles(rows, has_extra=False)
        labels = map(each.labels, found)
        return (several if len(several) < 2 else tuple(dict.fromkeys(several)) for several in labels)


class KnownChoices(Protocol):
    """Choices of an export before."""

    def fill(self, choice: Choice) -> bool:
        """Fill the empty *choice* with what choosing would give; false: that is not known, and it is left empty."""

    def remember(self, choices: Iterable[Choice], *, has_duplicates: bool) -> None:
        """Save *choices* for the next export."""


def choose(
    feed_plans: Sequence[FeedPlan], store: Store, trace: Trace = no_trace, known: KnownChoices | None = None
) -> list[Choice]:
    """Return the choice of each of *feed_plans*; those with the same filters share one."""
    choices: dict[Hashable, Choice] = {}
    mine: list[Choice] = []
    eaches: dict[Hashable, dict[tuple[str, ...], Each]] = {}
    for feed_plan in feed_plans:
        of_choice = eaches.setdefault(_identity(feed_plan), {})
        if feed_plan.each is not None:
            of_choice[feed_plan.each.identity] = feed_plan.each
    for feed_plan in feed_plans:
        identity = _identity(feed_plan)
        if identity not in choices:
            choices[identity] = Choice(feed_plan, store, list(eaches[identity].values()))
        mine.append(choices[identity])
    asked = [choice for choice in choices.values() if known is None or not known.fill(choice)]
    has_duplicates = False
    if asked:
        has_duplicates = _choose(asked, store, trace)
    if known is not None:
        known.remember(choices.values(), has_duplicates=has_duplicates)
    return mine


def _choose(choices: Sequence[Choice], store: Store, trace: Trace) -> bool:
    """Fill *choices* in one pass through the store; tell whether articles share an id."""
    ids: set[int] = set()
    count = 0
    for rows in store.batches():
        batch = Batch(rows, store)
        for choice in choices:
            choice.add(batch, trace)
        ids.update(map(hash, [row.id for row in rows]))  # hashes take less memory than the ids
        count += len(rows)
    if len(ids) == count:
        store.ids_differ = True
        return False
    duplicates = list(store.duplicates().values())
    for choice in choices:
        choice.drop_duplicates(duplicates)
    return True


def _identity(feed_plan: FeedPlan) -> Hashable:
    return tuple(chosen.identity for chosen in feed_plan.filters)
