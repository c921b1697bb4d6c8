"""A cache of choices across exports: the next export removes and adds only the articles that changed.

A cached choice is used only if two things hold. First, the filters give the same answer for every unchanged article,
except for articles that were published or expired since. Second, no two articles of the store share an id. In every
other case the export chooses in full.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import compress, count
from operator import neg

import msgspec

from syndicate.index.cache import Cache
from syndicate.index.index import Index
from syndicate.parts.calls import no_trace
from syndicate.pipeline.choose import Batch, Choice
from syndicate.settings.configured_parts import ConfiguredFilter
from syndicate.store.rows import DIGEST_BYTES, ArticleKeys
from syndicate.store.store import Store
from syndicate.store.thresholds import Thresholds

_EVER = 1 << 62  # seconds
# The new sequence: ranges of places that stay, and between them the numbers, from 0, of the values that are added.
Parts = Sequence[range | int]


class CachedChoice(msgspec.Struct, frozen=True, array_like=True):
    """A choice in an index, its columns as bytes.

    since, before  the choice is valid from *since* until *before* (excluded): no article is published or expires then
    """

    now: int  # of the export that chose, in seconds since 1970
    since: int
    before: int
    numbers: bytes
    published: bytes
    modified: bytes
    digests: bytes
    places: list[dict[str, bytes]]


class ChoiceCache(Cache):
    """The choices in an index.

    fingerprint  (filters) -> their fingerprint, which changes when they may keep other articles
    now          seconds since 1970
    """

    def __init__(
        self, index: Index, fingerprint: Callable[[Sequence[ConfiguredFilter]], bytes], now: int, thresholds: Thresholds
    ) -> None:
        super().__init__(index)
        self._fingerprint = fingerprint
        self._now = now
        self._thresholds = thresholds
        self._since_before: tuple[int, int] | None = None  # None: not known
        self._unchanged: set[bytes] = set()  # keys of choices that are in the index already
        self._choices: dict[bytes, Choice] = {}  # to be saved

    def fill(self, choice: Choice) -> bool:
        """Fill the empty *choice* from the cache; false: it is left empty, and must be chosen in full."""
        key = self._key(choice)
        store = self._index.store
        if key is None or store.is_much_changed or self.failure:
            return False
        select = "SELECT choice FROM choices WHERE key = ? AND generation = ?"
        found = self.ask(select, key, self._index.found_generation)
        if not found:
            return False
        cached = msgspec.msgpack.decode(found[0][0], type=CachedChoice)
        self._since_before = cached.since, cached.before
        passed: list[int] = []
        most = self._thresholds.choice_changes
        if not cached.since <= self._now < cached.before:
            self._since_before = None
            passed = store.numbers_between(min(cached.now, self._now), max(cached.now, self._now), most)
        removed, added = store.removed.union(passed), store.added.union(passed)
        if len(removed) + len(added) > most:
            return False
        choice.numbers = array("q", cached.numbers)
        choice.published = array("q", cached.published)
        choice.modified = array("q", cached.modified)
        choice.digests = bytearray(cached.digests)
        choice.places = [{label: array("I", at) for label, at in places.items()} for places in cached.places]
        is_same = not removed and not added
        if not (
            is_same or _update(choice, store, removed, self._rows(added), self._thresholds.choice_steps)
        ) or not len(choice):
            choice.clear()
            return False
        if is_same and self._since_before is not None:
            self._unchanged.add(key)
        return True

    def _rows(self, numbers: Iterable[int]) -> list[ArticleKeys]:
        """Return the keys of *numbers*, and narrow `_since_before` by their instants."""
        rows = self._index.store.keys(sorted(numbers))
        if self._since_before is not None:
            instants = [at for row in rows for at in (row.published, row.expires) if at is not None]
            since, before = self._since_before
            since = max([since, *(at for at in instants if at <= self._now)])
            self._since_before = since, min([before, *(at for at in instants if at > self._now)])
        return rows

    def remember(self, choices: Iterable[Choice], *, has_duplicates: bool) -> None:
        if has_duplicates or not self._index.store.has_more_than(self._thresholds.choice_articles):
            return
        for choice in choices:
            key = self._key(choice)
            if key is not None and choice.failure is None:
                self._choices[key] = choice

    def save(self) -> None:
        """Make the choices given to remember() the only ones in the index."""
        if self.failure:
            return
        generation = self._index.generation
        for (key,) in self.ask("SELECT key FROM choices"):
            if key not in self._choices:
                self.change("DELETE FROM choices WHERE key = ?", key)
        since, before = (self._since_before or self._around_now()) if self._choices else (0, 0)
        for key, choice in self._choices.items():
            if key not in self._unchanged:
                columns = (choice.numbers, choice.published, choice.modified)
                numbers, published, modified = (column.tobytes() for column in columns)
                places = [{label: at.tobytes() for label, at in places.items()} for places in choice.places]
                digests = bytes(choice.digests)
                cached = CachedChoice(self._now, since, before, numbers, published, modified, digests, places)
                encoded = msgspec.msgpack.encode(cached)
                self.change("INSERT OR REPLACE INTO choices VALUES (?, ?, ?)", key, generation, encoded)
            elif generation != self._index.found_generation:
                self.change("UPDATE choices SET generation = ? WHERE key = ?", generation, key)

    def _around_now(self) -> tuple[int, int]:
        last, first = self._index.store.instants_around(self._now)
        return -_EVER if last is None else last, _EVER if first is None else first

    def _key(self, choice: Choice) -> bytes | None:
        """Return the cache key of *choice*; None if a filter may answer differently at any instant."""
        if any(chosen.clock == "any" for chosen in choice.filters):
            return None
        return self._fingerprint(choice.filters) + msgspec.msgpack.encode([each.identity for each in choice.eaches])


def _update(choice: Choice, store: Store, removed: set[int], added: Sequence[ArticleKeys], steps_max: int) -> bool:
    """Remove the numbers *removed* from *choice*, insert those *added* that its filters keep; false: choose in full."""
    ids = {row.id for row in added}
    if len(ids) < len(added) or not (ids <= store.removed_ids or store.count_ids(list(ids)) == len(ids)):
        return False  # Articles share an id.
    batch = Batch(added, store)
    rows = choice.passing(batch, no_trace)
    gone = list(compress(count(), map(removed.__contains__, choice.numbers)))
    if choice.failure is not None or (len(gone) + len(rows)) * sum(map(len, choice.places)) > steps_max:
        return False
    left = splice(len(choice), gone, ())
    numbers, published = spliced(choice.numbers, left), spliced(choice.published, left)

    @cache
    def id_of(number: int) -> str:
        return store.id_of(number)

    places = []
    for row in rows:  # in the order of Store.batches(), like the whole choice
        first = bisect_left(published, -row.published, key=neg)
        end = bisect_right(published, -row.published, first, key=neg)
        places.append(bisect_left(numbers, row.id, first, end, key=id_of))
    parts = splice(len(choice), gone, places)
    choice.numbers = spliced(choice.numbers, parts, [row.number for row in rows])
    choice.published = spliced(choice.published, parts, [row.published for row in rows])
    choice.modified = spliced(choice.modified, parts, [row.modified for row in rows])
    choice.digests = spliced_bytes(choice.digests, DIGEST_BYTES, parts, [row.digest for row in rows])
    nowhere = array("I")
    for index, each in enumerate(choice.eaches):
        before = choice.places[index]
        of_label: dict[str, set[int]] = {label: set() for label in before}
        for number, labels in enumerate(batch.labels(rows, each)):
            for label in labels:
                of_label.setdefault(label, set()).add(number)
        found = {label: moved(before.get(label, nowhere), parts, new) for label, new in of_label.items()}
        choice.places[index] = {label: at for label, at in found.items() if at}
    return True


def splice(count: int, removed: Sequence[int], added: Iterable[int]) -> Parts:
    """Return the parts of a sequence of *count* values after the change.

    removed  places to remove, in order
    added    for each value to insert, the place of the value that it comes before, counted without *removed*; in order

    >>> splice(5, [1, 4], [0, 1, 3])
    [0, range(0, 1), 1, range(2, 4), 2]
    """
    parts: list[range | int] = []
    start = taken = 0  # the first place not yet handled; how many of *removed* lie before it
    for number, place in enumerate(added):
        while taken < len(removed) and removed[taken] - taken <= place:
            parts.append(range(start, removed[taken]))
            start = removed[taken] + 1
            taken += 1
        parts += (range(start, place + taken), number)
        start = place + taken
    for place in removed[taken:]:
        parts.append(range(start, place))
        start = place + 1
    parts.append(range(start, count))
    return [part for part in parts if part or not isinstance(part, range)]


def spliced(column: array[int], parts: Parts, values: Sequence[int] = ()) -> array[int]:
    """Return *column* as *parts* say; *values* are those to insert."""
    result = array(column.typecode)
    for part in parts:
        if isinstance(part, range):
            result += column[part.start : part.stop]
        else:
            result.append(values[part])
    return result


def spliced_bytes(column: bytes | bytearray, width: int, parts: Parts, values: Sequence[bytes]) -> bytearray:
    """Return *column*, whose values are *width* bytes each, as *parts* say."""
    view = memoryview(column)
    return bytearray().join(
        view[part.start * width : part.stop * width] if isinstance(part, range) else values[part] for part in parts
    )


def moved(places: array[int], parts: Parts, added: set[int]) -> array[int]:
    """Return the new places of the values at *places*, and of the inserted numbers *added*, all in order."""
    result = array(places.typecode)
    now = found = 0
    for part in parts:
        if not isinstance(part, range):
            if part in added:
                result.append(now)
            now += 1
            continue
        first = bisect_left(places, part.start, found)
        found = bisect_left(places, part.stop, first)
        by = now - part.start
        result.extend(map(by.__add__, places[first:found]) if by else places[first:found])
        now += len(part)
    return result
