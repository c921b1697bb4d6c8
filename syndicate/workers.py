"""Items into rows, in this process or in others: a chunk of them at a time, with one result whatever the order.

The work is handed to a `concurrent.futures.Executor`: processes of this machine unless the caller gives another one.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from typing import TYPE_CHECKING, Any

import msgspec

from syndicate.errors import Fault, PluginError
from syndicate.file_bytes import ReadOnce
from syndicate.model import Article
from syndicate.parts import DigestOfSeveral, Item, PassedOver, Reader, Source, SourceContext
from syndicate.people import People
from syndicate.stored import Row, row_of
from syndicate.taxonomy import Taxonomy

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

CHUNK = 250  # items
MANY = 4 * CHUNK  # so many are worth other processes
_READ_ONCE = ReadOnce()
_AHEAD = 8  # chunks for each process that may wait for their turn


class Found(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What was read of an item.

    digest  of its bytes; None: the source knows none
    rows    of its articles; None: it has the bytes it had
    is_stamp_enough  false: the digest is of more than the stamp tells of
    """

    digest: bytes | None
    rows: list[Row] | None
    faults: tuple[Fault, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    is_stamp_enough: bool = True


class SourceAddress(msgspec.Struct, frozen=True):
    """How another process finds a source: by name, in the plugins that this one has."""

    name: str
    plugins: tuple[str, ...] = ()
    distributions: tuple[str, ...] | None = None


class ItemReader:
    """Reads items of one source into rows.

    label      how messages call the source
    has_extra  whether rows have the articles' extra
    """

    def __init__(self, reader: Reader, context: SourceContext, label: str, *, has_extra: bool) -> None:
        self.reader = reader
        self._label = label
        self._has_extra = has_extra
        self._taxonomy = Taxonomy(context.site.topics)
        self._people = People(context.authors)
        self._knows_more = bool(context.site.topics or context.authors)
        self.digest: Callable[[Item], bytes | None] | None = getattr(reader, "digest", None)

    def known(self, article: Article) -> Article:
        """Return *article* with topics and authors as the site knows them."""
        topics, authors = self._taxonomy.labels(article.topics), self._people.known(article.authors)
        if topics is article.topics and authors is article.authors:
            return article
        return msgspec.structs.replace(article, topics=topics, authors=authors)

    def articles(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        """Yield the articles of *item*, its faults and what it passes over."""
        for found in self.reader.read(item):
            if isinstance(found, Article):
                yield self.known(found)
            elif isinstance(found, Fault | PassedOver):
                yield found
            else:
                raise self._wrong(found)

    def _wrong(self, found: object) -> PluginError:
        return PluginError(f"{self._label} yields {type(found).__name__}; it must yield Articles")

    def read(self, item: Item, known_digest: bytes | None) -> Found:
        """Return the rows of *item*, none if its bytes have *known_digest*."""
        with _READ_ONCE:
            given = self.digest(item) if self.digest else None
            is_stamp_enough = not isinstance(given, DigestOfSeveral)
            digest = given if given is None else bytes(given)
            if digest is not None and digest == known_digest:
                return Found(digest, None, is_stamp_enough=is_stamp_enough)
            rows: list[Row] = []
            faults: list[Fault] = []
            passed_over: list[PassedOver] = []
            for found in self.reader.read(item):
                if isinstance(found, Article):
                    article = self.known(found) if self._knows_more else found
                    rows.append(row_of(article, digest or b"", has_extra=self._has_extra))
                elif isinstance(found, Fault):
                    faults.append(found)
                elif isinstance(found, PassedOver):
                    passed_over.append(found)
                else:
                    raise self._wrong(found)
            return Found(digest, rows, tuple(faults), tuple(passed_over), is_stamp_enough)


Asked = tuple[Item, bytes | None]  # the digest that the item is known to have had
_open: dict[int, ItemReader] = {}  # of this process; one that is forked finds those of its parent
_tickets = count(1)
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[Found]).decode


def _read_chunk(
    ticket: int,
    address: SourceAddress,
    context: SourceContext,
    label: str,
    has_extra: bool,  # noqa: FBT001  an executor passes no names
    chunk: list[Asked],
) -> bytes | None:
    """Return what was found of each item of *chunk*, encoded; None if it takes the caller to find out what went wrong."""
    try:
        if ticket not in _open:
            from pathlib import Path

            from syndicate.registry import Registry

            registry = Registry(distributions=address.distributions)
            for path in address.plugins:
                registry.load(Path(path))
            reader = registry.get(Source, address.name).open(context)
            _open[ticket] = ItemReader(reader, context, label, has_extra=has_extra)
        reader_of_items = _open[ticket]
        return _encode([reader_of_items.read(item, digest) for item, digest in chunk])
    except Exception:  # noqa: BLE001  read again by the caller, who meets the same and tells
        return None


def read_items(
    asked: Iterable[Asked],
    reader: ItemReader,
    context: SourceContext,
    label: str,
    *,
    has_extra: bool,
    address: SourceAddress | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
) -> Iterator[tuple[Asked, Found]]:
    """Yield what is found of each item *asked* for, in that order.

    asked     taken as it comes: other processes read the first while the last are still looked for
    address   None: the source is of this process alone, which then does it all
    jobs      processes; 1: this one
    executor  who reads instead; its tasks are pure, and of arguments that can be pickled
    """
    items = iter(asked)
    first = list(islice(items, MANY))
    is_alone = address is None or reader.digest is None or (executor is None and (jobs < 2 or len(first) < MANY))
    if is_alone:
        for batch in (first, items):
            for item, digest in batch:
                yield (item, digest), reader.read(item, digest)
        return
    assert address is not None  # noqa: S101  for the type checker
    ticket = next(_tickets)
    _open[ticket] = reader
    own = None if executor is not None else _processes(jobs)
    waiting: deque[tuple[list[Asked], Future[bytes | None]]] = deque()

    def results(chunk: list[Asked], future: Future[bytes | None]) -> Iterator[tuple[Asked, Found]]:
        from concurrent.futures import BrokenExecutor

        try:
            encoded = future.result()
        except BrokenExecutor:  # a process was killed: this one does its work
            encoded = None
        found = _decode(encoded) if encoded is not None else (reader.read(item, digest) for item, digest in chunk)
        return zip(chunk, found, strict=True)

    chosen: Any = executor or own
    try:
        chunks = _chunks(first, items)
        for chunk in chunks:
            try:
                waiting.append((chunk, chosen.submit(_read_chunk, ticket, address, context, label, has_extra, chunk)))
            except RuntimeError:  # the executor is broken or has been shut down
                for item, digest in chunk:
                    yield (item, digest), reader.read(item, digest)
                continue
            while waiting and (waiting[0][1].done() or len(waiting) > jobs * _AHEAD):
                yield from results(*waiting.popleft())
        while waiting:
            yield from results(*waiting.popleft())
    finally:
        del _open[ticket]
        if own is not None:
            own.shutdown(wait=False, cancel_futures=True)


def _chunks(first: Sequence[Asked], rest: Iterator[Asked]) -> Iterator[list[Asked]]:
    for start in range(0, len(first), CHUNK):
        yield list(first[start : start + CHUNK])
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _processes(jobs: int) -> Executor:
    """Return an executor of *jobs* processes that end with this one."""
    import multiprocessing
    import threading
    from concurrent.futures import ProcessPoolExecutor

    can_fork = sys.platform.startswith("linux") and threading.active_count() == 1
    return ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("fork" if can_fork else "spawn"), initializer=_become_worker
    )


def _become_worker() -> None:
    """Leave an interrupt to the parent, and end when it has gone."""
    import gc
    import multiprocessing
    import signal
    from multiprocessing.connection import wait
    from threading import Thread

    # What a fork has inherited is never garbage here, and a collector that looks through it copies all of its pages:
    # without this, two processes took more time than one.
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def usable_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
