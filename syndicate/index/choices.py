"""Choices that outlive an export: the next one takes out what is gone and puts in what has come.

That is done only where the filters say the same of every article that is as it was, but for those that were published or
expired since, and where no two articles of the store share an id. Whatever is doubtful is chosen in full.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import compress, count
from operator import neg

import msgspec

from syndicate.index.choices_splice import moved, splice, spliced, spliced_bytes
from syndicate.index.file import IndexUnusableError
from syndicate.index.index import Index
from syndicate.parts.calls import no_trace
from syndicate.pipeline.choose import Batch, Choice
from syndicate.settings.configured_parts import ConfiguredFilter
from syndicate.store.rows import DIGEST_BYTES, ArticleKeys
from syndicate.store.store import Store

FEW = 500  # articles that are sooner chosen among than looked up
MANY = 500  # changes that are sooner found by choosing in full
_EVER = 1 << 62  # seconds
_STEPS_MAX = 100_000  # topics, times changes


class KeptChoice(msgspec.Struct, frozen=True, array_like=True):
    """A choice as it lies in an index, its columns as bytes.

    now     the instant that the export called now, in seconds since 1970
    since, before  the same would be chosen at any instant from one to the other: no article is published or expires between
    """

    now: int
    since: int
    before: int
    numbers: bytes
    published: bytes
    modified: bytes
    digests: bytes
    places: dict[str, bytes]


class KeptChoices:
    """The choices that an index keeps.

    identity  (filters) -> another text where they may keep other articles
    now       seconds since 1970

    Where the index fails, `failure` is a sentence that goes on from its name, and all is chosen in full.
    """

    def __init__(self, index: Index, identity: Callable[[Sequence[ConfiguredFilter]], bytes], now: int) -> None:
        self.failure = ""
        self._index = index
        self._identity = identity
        self._now = now
        self._since_before: tuple[int, int] | None = None  # None: not known
        self._as_kept: set[bytes] = set()  # keys of choices that are what is kept already
        self._choices: dict[bytes, Choice] = {}  # what is to be kept

    def fill(self, choice: Choice) -> bool:
        """Make of *choice*, which is empty, what choosing in full would; false: that is to be done, and it is left empty."""
        key = self._key(choice)
        store = self._index.store
        if key is None or store.is_much_changed or self.failure:
            return False
        try:
            select = "SELECT choice FROM choices WHERE key = ? AND generation = ?"
            found = self._index.ask(select, key, self._index.found_generation)
        except IndexUnusableError as error:
            self.failure = str(error)
            return False
        if not found:
            return False
        kept = msgspec.msgpack.decode(found[0][0], type=KeptChoice)
        self._since_before = kept.since, kept.before
        passed: list[int] = []
        if not kept.since <= self._now < kept.before:
            self._since_before = None
            passed = store.numbers_between(min(kept.now, self._now), max(kept.now, self._now), MANY)
        removed, added = store.removed.union(passed), store.added.union(passed)
        if len(removed) + len(added) > MANY:
            return False
        choice.numbers = array("q", kept.numbers)
        choice.published = array("q", kept.published)
        choice.modified = array("q", kept.modified)
        choice.digests = bytearray(kept.digests)
        choice.places = {topic: array("I", places) for topic, places in kept.places.items()}
        is_same = not removed and not added
        if not (is_same or _update(choice, store, removed, self._rows(added))) or not len(choice):
            choice.clear()
            return False
        if is_same and self._since_before is not None:
            self._as_kept.add(key)
        return True

    def _rows(self, numbers: Iterable[int]) -> list[ArticleKeys]:
        """Return the keys of *numbers*, whose instants are then heeded."""
        rows = self._index.store.keys(sorted(numbers))
        if self._since_before is not None:
            instants = [at for row in rows for at in (row.published, row.expires) if at is not None]
            since, before = self._since_before
            since = max([since, *(at for at in instants if at <= self._now)])
            self._since_before = since, min([before, *(at for at in instants if at > self._now)])
        return rows

    def keep(self, choices: Iterable[Choice], *, has_twins: bool) -> None:
        """Note *choices*, which save() keeps."""
        if has_twins or not self._index.store.has_more_than(FEW):
            return
        for choice in choices:
            key = self._key(choice)
            if key is not None and choice.failure is None:
                self._choices[key] = choice

    def save(self) -> None:
        """Put into the index what keep() was given, and nothing else."""
        change, generation = self._index.change, self._index.generation
        try:
            if self.failure:
                return
            for (key,) in self._index.ask("SELECT key FROM choices"):
                if key not in self._choices:
                    change("DELETE FROM choices WHERE key = ?", key)
            since, before = (self._since_before or self._around_now()) if self._choices else (0, 0)
            for key, choice in self._choices.items():
                if key not in self._as_kept:
                    places = {topic: places.tobytes() for topic, places in choice.places.items()}
                    kept = KeptChoice(
                        self._now,
                        since,
                        before,
                        choice.numbers.tobytes(),
                        choice.published.tobytes(),
                        choice.modified.tobytes(),
                        bytes(choice.digests),
                        places,
                    )
                    encoded = msgspec.msgpack.encode(kept)
                    change("INSERT OR REPLACE INTO choices VALUES (?, ?, ?)", key, generation, encoded)
                elif generation != self._index.found_generation:
                    change("UPDATE choices SET generation = ? WHERE key = ?", generation, key)
        except IndexUnusableError as error:
            self.failure = str(error)

    def _around_now(self) -> tuple[int, int]:
        last, first = self._index.store.instants_around(self._now)
        return -_EVER if last is None else last, _EVER if first is None else first

    def _key(self, choice: Choice) -> bytes | None:
        """Return what a choice is kept by, None if it may be another one at any time."""
        if any(chosen.clock == "any" for chosen in choice.filters):
            return None
        return self._identity(choice.filters) + bytes([choice.by_topic])


def _update(choice: Choice, store: Store, removed: set[int], added: Sequence[ArticleKeys]) -> bool:
    """Take the numbers *removed* out of *choice*, and put in those *added* that its filters keep; false: choose in full."""
    ids = {row.id for row in added}
    if len(ids) < len(added) or not (ids <= store.removed_ids or store.count_ids(list(ids)) == len(ids)):
        return False  # Articles share an id.
    rows = choice.kept(Batch(added, store), no_trace)
    gone = list(compress(count(), map(removed.__contains__, choice.numbers)))
    if choice.failure is not None or (len(gone) + len(rows)) * len(choice.places) > _STEPS_MAX:
        return False
    left = splice(len(choice), gone, ())
    numbers, published = spliced(choice.numbers, left), spliced(choice.published, left)

    @cache
    def id_of(number: int) -> str:
        return store.id_of(number)

    places = []
    for row in rows:  # in the order of Store.batches(), as all of the choice
        first = bisect_left(published, -row.published, key=neg)
        end = bisect_right(published, -row.published, first, key=neg)
        places.append(bisect_left(numbers, row.id, first, end, key=id_of))
    parts = splice(len(choice), gone, places)
    choice.numbers = spliced(choice.numbers, parts, [row.number for row in rows])
    choice.published = spliced(choice.published, parts, [row.published for row in rows])
    choice.modified = spliced(choice.modified, parts, [row.modified for row in rows])
    choice.digests = spliced_bytes(choice.digests, DIGEST_BYTES, parts, [row.digest for row in rows])
    if choice.by_topic:
        of_topic: dict[str, set[int]] = {topic: set() for topic in choice.places}
        for number, row in enumerate(rows):
            for topic in row.topics:
                of_topic.setdefault(topic, set()).add(number)
        nowhere = array("I")
        at = {topic: moved(choice.places.get(topic, nowhere), parts, new) for topic, new in of_topic.items()}
        choice.places = {topic: places for topic, places in at.items() if places}
    return True
