"""A plan's source into articles in a store: from the index where nothing changed, else read."""

from __future__ import annotations

import sqlite3
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import msgspec

from syndicate.calling import Trace, blamed, no_trace
from syndicate.errors import Fault
from syndicate.index import Index
from syndicate.index_file import IndexUnusableError
from syndicate.indexing import NOTHING_MORE, Resources, fingerprint
from syndicate.item_pages import Known, encode_told
from syndicate.item_runs import Run, Stamp, runs_of
from syndicate.model import UNDATED, Article, Origin
from syndicate.parts import Item, PassedOver, Reader, TransformContext
from syndicate.plan import Plan
from syndicate.store import Store, StoredArticles, private_store, stored
from syndicate.workers import AS_IT_WAS, Asked, FoundOfSeveral, ItemReader, read_items

Progress = Callable[[int], None]
Told = tuple[tuple[Fault, ...], tuple[PassedOver, ...]]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a source held, as transforms prepare it.

    articles      in the order of their items
    item_count    how many items there were
    parsed_count  how many of them were read, for they were not in the index as they are
    source_label  how messages call the source, for the bodies that are still to be read
    notes         what there is to say about the index
    passed_over   what there is to say about that which is no article
    index         is open until close()
    """

    articles: StoredArticles
    faults: list[Fault]
    item_count: int
    reader: Reader
    parsed_count: int = 0
    source_label: str = "source"
    notes: tuple[str, ...] = ()
    passed_over: tuple[str, ...] = ()
    index: Index | None = None

    def close(self) -> None:
        """Let go of the store and the index; articles cannot be decoded any more."""
        if self.index is not None:
            self.index.close()  # before its store, which would close its file and leave no checksum
        self.articles.store.close()


FEW = 200  # items that are sooner read than looked up


def read(
    plan: Plan,
    progress: Progress | None = None,
    trace: Trace = no_trace,
    *,
    resources: Resources = NOTHING_MORE,
) -> Reading:
    """Return every article of the plan's source as transforms prepare it, and a fault for each thing wrong with one.

    Topics that the site's taxonomy knows have its labels, and authors whom the site knows by a key are whom it knows,
    whatever the source calls them.

    progress  called with the number of items read so far
    trace     called with what is done, around each call of a part

    Where the index cannot be used all is read without it, and a note says so.
    """
    with blamed(plan.source_label), trace(f"{plan.source_label}: open and read"):
        reader = plan.source.open(plan.context)
        notes: list[str] = []
        index = _open_index(plan, reader, resources, notes)
        reading = None
        if index is not None:
            notes += [index.note] if index.note else []
            try:
                reading = _Pass(plan, reader, index, resources, progress).read()
            except (sqlite3.Error, IndexUnusableError, msgspec.DecodeError) as error:
                index.close()
                notes.append(f"the index {resources.index} fails ({error}); all was read without it")
            except BaseException:
                index.close()
                raise
        if reading is None:
            reading = _Pass(plan, reader, None, resources, progress).read()
    reading = msgspec.structs.replace(reading, notes=tuple(notes))
    return _prepared(plan, reading, trace) if plan.prepares else reading


def _open_index(plan: Plan, reader: Reader, resources: Resources, notes: list[str]) -> Index | None:
    """Return the index to use, None where there is none; *notes* gets the reason why not, if anyone may wonder."""
    path = resources.index
    if path is None or getattr(reader, "digest", None) is None:
        return None
    if not resources.is_index_asked and not path.exists() and len(list(islice(reader.items(), FEW))) < FEW:
        return None
    try:
        identity = resources.identity()
        return None if identity is None else Index(path, fingerprint(identity, reader), has_extra=plan.reads_extra)
    except IndexUnusableError as error:
        notes.append(f"the index {path} {error}; all was read without it")
        return None


def _prepared(plan: Plan, reading: Reading, trace: Trace) -> Reading:
    """Return *reading* as the transforms of all articles make it."""
    known = ItemReader(reading.reader, plan.context, reading.source_label, has_extra=True).known
    context = TransformContext(root=plan.context.root, site=plan.site)
    articles: Iterable[Article] = reading.articles
    for transform in plan.prepares:
        if transform.prepare:
            with blamed(transform.label), trace(f"{transform.label}: prepare"):
                articles = [known(article) for article in transform.prepare(list(articles), context)]
    faults = reading.faults
    if plan.context.may_be_undated:
        articles = list(articles)
        faults = faults + [_undated(article) for article in articles if article.published_at == UNDATED]
        articles = [article for article in articles if article.published_at != UNDATED]
    return msgspec.structs.replace(reading, articles=stored(articles), faults=faults)


def _undated(article: Article) -> Fault:
    origin = article.origin or Origin(path=article.url)
    message = "no date says when this was published, and no transform finds one; write date: and e.g. 2024-05-01"
    return Fault(path=origin.path, line=origin.line, column=1, field="date", message=message)


class _Pending(NamedTuple):
    """An item that is to be looked at, and what the index has of it."""

    place: int
    key: str
    stamp: Stamp
    known: Known | None


class _Pass:
    """Goes once through the items of a source."""

    def __init__(
        self, plan: Plan, reader: Reader, index: Index | None, resources: Resources, progress: Progress | None
    ) -> None:
        self._plan = plan
        self._reader = reader
        self._index = index
        self._resources = resources
        self._progress = progress or (lambda _: None)
        self._store: Store = index.store if index is not None else private_store(has_extra=plan.reads_extra)
        self._faults: dict[int, tuple[Fault, ...]] = {}  # by the place of their item
        self._passed_over: dict[tuple[str, str], tuple[int, str]] = {}  # kind -> how many, and the first path
        self._first: array[int] = array("q")  # by the place of an item: the number of its first article
        self._count: array[int] = array("q")
        self._pending: deque[_Pending] = deque()  # the items that are being read, in their order
        self._parsed_count = 0
        self._done = 0

    def read(self) -> Reading:
        items = ItemReader(self._reader, self._plan.context, self._plan.source_label, has_extra=self._store.has_extra)
        if items.digest is None:
            self._read_here(items)
        else:
            self._read_anywhere(items)
        if self._index is not None:
            self._index.save()
        numbers: array[int] = array("q")
        for first, count in zip(self._first, self._count, strict=True):
            if count == 1:
                numbers.append(first)
            else:
                numbers.extend(range(first, first + count))
        return Reading(
            articles=StoredArticles(self._store, numbers),
            faults=[fault for place in sorted(self._faults) for fault in self._faults[place]],
            item_count=len(self._first),
            parsed_count=self._parsed_count,
            passed_over=self._told(),
            reader=self._reader,
            index=self._index,
            source_label=self._plan.source_label,
        )

    def _runs(self) -> Iterator[Run]:
        """Yield the items, and note the faults among them."""
        for found in runs_of(self._reader.items()):
            if isinstance(found, Fault):
                place = len(self._first) * 2  # before the next item
                self._faults[place] = (*self._faults.get(place, ()), found)
                continue
            yield found

    def _read_here(self, items: ItemReader) -> None:
        """Read a source that cannot tell whether an item has changed, articles as they are."""
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
            self._tell(place, (tuple(faults), tuple(passed_over)))
            self._parsed_count += 1
            self._note_done(1)

    def _note_done(self, count: int) -> None:
        if count:
            self._done += count
            self._progress(self._done)

    def _tell(self, place: int, told: Told) -> None:
        """Note what else than articles the item at *place* has yielded."""
        faults, passed_over = told
        if faults:
            self._faults[2 * place + 1] = faults
        for one in passed_over:
            number, example = self._passed_over.get((one.one, one.many), (0, one.path))
            self._passed_over[one.one, one.many] = number + 1, min(example, one.path)

    def _told(self) -> tuple[str, ...]:
        """Return a sentence for each kind of what was passed over."""
        return tuple(
            f"{number:,} {one if number == 1 else many}, e.g. {example}"
            for (one, many), (number, example) in sorted(self._passed_over.items())
        )

    def _read_anywhere(self, items: ItemReader) -> None:
        """Read the items that the index has not, or not as they are."""
        resources = self._resources
        results = read_items(
            self._asked(),
            items,
            self._plan.context,
            self._plan.source_label,
            has_extra=self._store.has_extra,
            address=resources.address,
            jobs=resources.jobs,
            executor=resources.executor,
        )
        for found in results:
            self._take(found)

    def _asked(self) -> Iterator[Asked]:
        """Yield the items to look at, each of which is pending then, and note those that have not changed."""
        for run in self._runs():
            place, count = len(self._first), len(run.keys)
            changed: Sequence[int] = range(count)
            known: Sequence[Known | None] = [None] * count
            if self._index is None:
                self._first.extend([0] * count)
                self._count.extend([0] * count)
            else:
                matched = self._index.match(run)
                self._first.extend(matched.firsts)
                self._count.extend(matched.counts)
                for at, one in matched.told:
                    self._tell(place + at, one.found())
                changed, known = matched.changed, matched.known
            self._note_done(count - len(changed))
            if changed:
                keys, stamps = [run.keys[at] for at in changed], [run.stamps[at] for at in changed]
                self._pending.extend(map(_Pending, [place + at for at in changed], keys, stamps, known))
                yield Asked(keys, stamps, [None if one is None else one.digest for one in known])

    def _take(self, found: FoundOfSeveral) -> None:
        """Put in what was found of the next items that are pending."""
        pending = [self._pending.popleft() for _ in found.counts]
        index = self._index
        if not found.keys:
            first = 0
        elif index is None:
            first = self._store.add_columns(found.keys, found.records)
        else:
            first = index.add(found.keys, found.records)
        for at, ((place, _, _, known), count) in enumerate(zip(pending, found.counts, strict=True)):
            if count != AS_IT_WAS:
                self._first[place], self._count[place] = first, count
                first += count
                self._parsed_count += 1
                if at in found.told:
                    self._tell(place, found.told[at])
            elif known is not None and known.told:
                self._tell(place, known.found())
        if index is not None:
            self._keep(index, pending, found)
        self._note_done(len(pending))

    def _keep(self, index: Index, pending: list[_Pending], found: FoundOfSeveral) -> None:
        """Let the index have what was found of the items that were *pending*."""
        stamps = index.settled([item.stamp for item in pending])
        for at in found.unsure:
            stamps[at] = None
        restamped, kept, replaced = [], [], []
        for at, ((place, key, _, known), stamp, count) in enumerate(zip(pending, stamps, found.counts, strict=True)):
            if count != AS_IT_WAS:
                told = encode_told(found.told[at]) if at in found.told else None
                kept.append(Known(key, stamp, self._first[place], count, told, found.digests[at]))
                if known is not None:
                    replaced.append(known)
            elif known is not None and known.stamp != stamp:
                restamped.append(known._replace(stamp=stamp))
        if kept:
            index.keep(kept, replaced)
        if restamped:
            index.restamp(restamped)
