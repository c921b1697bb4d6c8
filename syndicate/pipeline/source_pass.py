"""One pass through the items of a source: unchanged items are known already, the others are read."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from itertools import accumulate, compress
from typing import TypeVar

from syndicate.model.article import Article
from syndicate.model.errors import Fault
from syndicate.model.log import DEBUG, is_heard, log
from syndicate.parts.contract import Item, PassedOver, Reader
from syndicate.parts.items import Run, Stamp, runs_of
from syndicate.pipeline.item_reader import UNCHANGED, ItemReader, ItemRequests, ItemResults
from syndicate.pipeline.reading import Reading
from syndicate.pipeline.workers.items import read_items
from syndicate.pipeline.workers.resources import Resources
from syndicate.settings.plan import Plan
from syndicate.store.known import KnownArticles, KnownItem, Remarks, decode_remarks, encode_remarks
from syndicate.store.sequence import StoredArticles
from syndicate.store.spool import Spool, SpooledBytes

Value = TypeVar("Value")
Progress = Callable[[int], None]


class _Pending:
    """The items that may have changed and are not read yet, in their order, as columns.

    places        of each item among all
    known_stamps  the known stamp of each
    """

    def __init__(self) -> None:
        self.places: list[int] = []
        self.keys: list[str] = []
        self.stamps: list[Stamp] = []
        self.known_stamps: list[Stamp] = []

    def take(self, count: int) -> tuple[list[int], list[str], list[Stamp], list[Stamp]]:
        """Remove and return the first *count* items."""
        taken = self.places[:count], self.keys[:count], self.stamps[:count], self.known_stamps[:count]
        del self.places[:count], self.keys[:count], self.stamps[:count], self.known_stamps[:count]
        return taken


class SourcePass:
    """Goes once through the items of a source, and reads those that are not known."""

    def __init__(
        self, plan: Plan, reader: Reader, known: KnownArticles, resources: Resources, progress: Progress | None
    ) -> None:
        self._plan = plan
        self._reader = reader
        self._known = known
        self._resources = resources
        self._progress = progress or (lambda _: None)
        self._store = known.store
        self._faults: dict[int, tuple[Fault, ...]] = {}  # by the place of their item
        # is_warning, one, many -> how many, and path and line of the first
        self._passed_over: dict[tuple[bool, str, str], tuple[int, tuple[str, int]]] = {}
        self._doubtful: list[tuple[int, PassedOver]] = []  # may be faults, by the place of their item
        self._left_out_count = 0
        self._has_many = getattr(reader, "has_many", False)
        self._keys_read = plan.keys_read()
        self._first: array[int] = array("q")  # by the place of an item: the number of its first article
        self._count: array[int] = array("q")
        self._pending = _Pending()
        self._remarks_before: dict[int, bytes] = {}  # by the place of a pending item: its remarks when it was last read
        self._summaries = SpooledBytes(Spool())
        self._parsed_count = 0
        self._done = 0

    def read(self) -> Reading:
        items = ItemReader(self._reader, self._plan.context, self._plan.source_label, has_extra=self._store.has_extra)
        if items.digest is None:
            self._read_here(items)
        else:
            self._read_anywhere(items)
        self._known.save()
        self._settle()
        numbers = self._first
        if self._count.count(1) < len(self._count):
            numbers = array("q")
            for first, count in zip(self._first, self._count, strict=True):
                numbers.extend(range(first, first + count))
        return Reading(
            articles=StoredArticles(self._store, numbers),
            faults=[fault for place in sorted(self._faults) for fault in self._faults[place]],
            left_out_count=self._left_out_count,
            item_count=len(self._first),
            parsed_count=self._parsed_count,
            passed_over=self._sentences(are_warnings=False),
            reader=self._reader,
            known=self._known,
            notes=(*self._known.notes, *self._sentences(are_warnings=True)),
            source_label=self._plan.source_label,
            summaries=self._summaries,
        )

    def _runs(self) -> Iterator[Run]:
        for found in runs_of(self._reader.items()):
            if isinstance(found, Fault):
                place = len(self._first) * 2  # before the next item
                self._faults[place] = (*self._faults.get(place, ()), self._plan.placed(found))
                self._left_out_count += not (found.is_warning or found.is_further)
                continue
            yield found

    def _read_here(self, items: ItemReader) -> None:
        """Read every item of a source that has no digests; the articles' extra stays in memory."""
        for item in (item for run in self._runs() for item in map(Item, run.keys, run.stamps)):
            place = len(self._first)
            faults: list[Fault] = []
            batch: list[Article] = []
            first, count = 0, 0
            passed_over: list[PassedOver] = []
            for found in items.articles(item):
                if isinstance(found, Fault):
                    faults.append(found)
                elif isinstance(found, PassedOver):
                    passed_over.append(found)
                else:
                    batch.append(found)
                if len(batch) == 1000:
                    start = self._store.add_articles(batch)
                    first, count, batch = first or start, count + len(batch), []
            if batch:
                start = self._store.add_articles(batch)
                first, count = first or start, count + len(batch)
            self._first.append(first)
            self._count.append(count)
            self._note(place, (tuple(faults), tuple(passed_over)))
            self._parsed_count += 1
            log(DEBUG, "%s is read", item.key)
            self._note_done(1)

    def _note_done(self, count: int) -> None:
        if count:
            self._done += count
            self._progress(self._done)

    def _note(self, place: int, remarks: Remarks) -> None:
        faults, passed_over = remarks
        if faults:
            self._faults[2 * place + 1] = faults
            left_out = sum(not fault.is_warning and not fault.is_further for fault in faults)
            self._left_out_count += left_out if self._has_many else bool(left_out)
        for one in passed_over:
            if one.about and one.about in self._keys_read:
                continue
            if one.fault is None:
                self._count_passed_over(one)
            else:
                self._doubtful.append((place, one))

    def _count_passed_over(self, one: PassedOver) -> None:
        kind = one.is_warning, one.one, one.many
        here = one.path, one.line
        number, example = self._passed_over.get(kind, (0, here))
        self._passed_over[kind] = number + 1, min(example, here)

    def _settle(self) -> None:
        """Count what is passed over beside articles; where there are none, it is at fault."""
        has_articles = any(self._count)
        for place, one in self._doubtful:
            if one.fault is None or has_articles:
                self._count_passed_over(one)
            else:
                self._left_out_count += 1
                self._faults[2 * place + 1] = (*self._faults.get(2 * place + 1, ()), one.fault)

    def _sentences(self, *, are_warnings: bool) -> tuple[str, ...]:
        return tuple(
            f"{number:,} {one if number == 1 else many}, e.g. {path}{f':{line}' if line else ''}"
            for (is_warning, one, many), (number, (path, line)) in sorted(self._passed_over.items())
            if is_warning is are_warnings
        )

    def _read_anywhere(self, items: ItemReader) -> None:
        results = read_items(
            self._asked(),
            items,
            bodies=self._plan.bodies if self._plan.summarises_all else None,
            resources=self._resources,
            add=self._known.add,
        )
        for found in results:
            self._take(found)

    def _asked(self) -> Iterator[ItemRequests]:
        """Yield the items that may have changed, which are then pending; the others are unchanged and done."""
        for run in self._runs():
            place, count = len(self._first), len(run.keys)
            matched = self._known.match(run)
            changed = matched.changed
            self._first.extend(matched.firsts)
            self._count.extend(matched.counts)
            if matched.remarks:
                pending = set(changed)
                for at, remarks in matched.remarks.items():
                    if at in pending:
                        self._remarks_before[place + at] = remarks
                    else:
                        self._note(place + at, decode_remarks(remarks))
            self._note_done(count - len(changed))
            if changed:
                asked = ItemRequests(
                    [run.keys[at] for at in changed], [run.stamps[at] for at in changed], matched.digests
                )
                self._pending.places += [place + at for at in changed]
                self._pending.keys += asked.keys
                self._pending.stamps += asked.stamps
                self._pending.known_stamps += matched.stamps
                yield asked

    def _take(self, found: ItemResults) -> None:
        known, counts = self._known, found.counts
        places, keys, given, stamps_before = self._pending.take(len(counts))
        stamps = known.settled(given)
        for at in found.unsure:
            stamps[at] = None
        remarks_before = [self._remarks_before.pop(place, None) for place in places] if self._remarks_before else []
        same = [at for at, count in enumerate(counts) if count == UNCHANGED]
        if other := [at for at in same if stamps_before[at] != stamps[at]]:
            known.restamp([keys[at] for at in other], [stamps[at] for at in other])
        for at in same if remarks_before else ():
            if (remarks := remarks_before[at]) is not None:
                self._note(places[at], decode_remarks(remarks))
        if any(count != UNCHANGED for count in counts):
            self._put(places, keys, stamps, found)
        self._note_done(len(counts))

    def _put(self, places: list[int], keys: list[str], stamps: list[Stamp], found: ItemResults) -> None:
        known, counts, digests, first = self._known, found.counts, found.digests, 0
        remarks = [found.remarks.get(at) for at in range(len(counts))]
        if UNCHANGED in counts:
            read = [count != UNCHANGED for count in counts]
            places, keys, stamps = _where(places, read), _where(keys, read), _where(stamps, read)
            counts, digests, remarks = _where(counts, read), _where(digests, read), _where(remarks, read)
        if found.keys:
            first = known.add(found.keys, found.records)
            for number, text in enumerate(found.summaries, first):
                if text:
                    self._summaries.put(number, text)
        first = found.first or first
        firsts = list(accumulate(counts, initial=first))[:-1]
        encoded = (None if one is None else encode_remarks(one) for one in remarks)
        before = ((self._first[place], self._count[place]) for place in places)
        known.remember(
            map(KnownItem, keys, stamps, firsts, counts, encoded, digests), (pair for pair in before if pair[1])
        )
        for place, first_of, count in zip(places, firsts, counts, strict=True):
            self._first[place], self._count[place] = first_of, count
        for place, one in zip(places, remarks, strict=True) if found.remarks else ():
            if one is not None:
                self._note(place, one)
        self._parsed_count += len(counts)
        for key in keys if is_heard(DEBUG) else ():
            log(DEBUG, "%s is read", key)


def _where(column: list[Value], chosen: list[bool]) -> list[Value]:
    return list(compress(column, chosen))
