"""Read items into rows in several processes, a chunk of items at a time; results come in the order of the items.

A `concurrent.futures.Executor` does the work: processes of this machine, unless the caller gives another one.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import chain, count, islice
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from syndicate.parts.contract import Reader, Source, SourceContext
from syndicate.parts.registry import Registry
from syndicate.pipeline.item_reader import Add, ItemReader, ItemRequests, ItemResults
from syndicate.settings.plan import Plan
from syndicate.store.known import KnownArticles
from syndicate.store.thresholds import DEFAULT, Thresholds

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_MOST_PROCESSES = 61  # Windows waits for no more at once
_AHEAD = 4  # chunks in the queue for each process


class SourceAddress(msgspec.Struct, frozen=True):
    """How another process finds a source: by name, after loading the same plugins."""

    name: str
    plugins: tuple[str, ...] = ()
    distributions: tuple[str, ...] | None = None


class Resources(msgspec.Struct, frozen=True, kw_only=True):
    """What reading may use to be faster; none of it changes what is read.

    open_known  (plan, reader) -> what an export before saved; None: nothing
    address     how other processes find the source; None: they cannot
    jobs        most processes; 1: only this one
    executor    reads instead of processes of our own; its tasks are pure, and their arguments can be pickled
    """

    open_known: Callable[[Plan, Reader], KnownArticles] | None = None
    address: SourceAddress | None = None
    jobs: int = 1
    executor: Any = None  # a concurrent.futures.Executor
    thresholds: Thresholds = DEFAULT

    @property
    def has_others(self) -> bool:
        """Whether other processes may help, and find the source."""
        return self.address is not None and (self.executor is not None or self.jobs > 1)


ALONE = Resources()


def address_of(plan: Plan, registry: Registry) -> SourceAddress | None:
    """Return how another process finds the source of *plan*; None if only this process has it."""
    plugins = [plugin for plugin in registry.strangers if not plugin.failure]
    if any(plugin.origin == "object" for plugin in plugins):
        return None
    paths = tuple(plugin.location for plugin in plugins if plugin.origin == "path")
    return SourceAddress(plan.source.name, paths, registry.distributions)


Chunk = TypeVar("Chunk")
Worker = TypeVar("Worker")
_open: dict[int, Any] = {}  # what reads in this process, by ticket; one that is forked finds those of its parent
_tickets = count(1)
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(ItemResults).decode
_decode_asked = msgspec.msgpack.Decoder(ItemRequests).decode


def spread(
    chunks: Iterable[Chunk],
    task: Callable[..., bytes | None],
    arguments: tuple[Any, ...],
    *,
    encode: Callable[[Chunk], bytes],
    here: object,
    resources: Resources,
) -> Generator[tuple[Chunk, bytes | None], None, None]:
    """Yield each of *chunks* with what another process made of it, in order; None: it is to be made here.

    task    task(ticket, *arguments, encoded chunk), a function of a module; see in_this_process()
    chunks  taken as they come: other processes make the first while the last are still looked for
    here    what this process makes them by, for those that are forked
    """
    ticket = next(_tickets)
    _open[ticket] = here
    own = None if resources.executor is not None else _processes(resources.jobs)
    executor: Any = resources.executor or own
    waiting: deque[tuple[Chunk, Future[bytes | None] | None]] = deque()
    is_failing = False
    try:
        for chunk in chunks:
            try:
                future = executor.submit(task, ticket, *arguments, encode(chunk))
            except (RuntimeError, TypeError, ValueError, OverflowError):
                # The executor is broken or has been shut down; or there is something that cannot be encoded.
                future = None
            waiting.append((chunk, future))
            while waiting and (_is_done(waiting[0][1]) or len(waiting) > resources.jobs * _AHEAD):
                yield _with_result(*waiting.popleft())
        while waiting:
            yield _with_result(*waiting.popleft())
    except BaseException as error:
        is_failing = not isinstance(error, GeneratorExit)  # which says that no more is wanted
        raise
    finally:
        del _open[ticket]
        if own is not None:
            own.shutdown(wait=not is_failing, cancel_futures=True)  # not waited for, it may print at the end


def _is_done(future: Future[bytes | None] | None) -> bool:
    return future is None or future.done()


def _with_result(chunk: Chunk, future: Future[bytes | None] | None) -> tuple[Chunk, bytes | None]:
    from concurrent.futures import BrokenExecutor

    try:
        return chunk, None if future is None else future.result()
    except BrokenExecutor:  # a process was killed
        return chunk, None


def in_this_process(ticket: int, make: Callable[[], Worker]) -> Worker:
    """Return what reads here for *ticket*, made at the first time."""
    if ticket not in _open:
        _open[ticket] = make()
    worker: Worker = _open[ticket]
    return worker


def source_of(address: SourceAddress, context: SourceContext) -> Reader:
    """Return the source at *address*, opened in this process."""
    from pathlib import Path

    from syndicate.parts.registry import Registry

    registry = Registry(distributions=address.distributions)
    for path in address.plugins:
        registry.load(Path(path))
    reader: Reader = registry.get(Source, address.name).open(context)
    return reader


def _read_chunk(
    ticket: int,
    address: SourceAddress,
    context: SourceContext,
    label: str,
    has_extra: bool,  # noqa: FBT001  an executor passes no names
    chunk: bytes,
) -> bytes | None:
    """Return the results of *chunk*, both encoded; None on an error: the caller reads the chunk again and raises it."""
    try:
        reader = in_this_process(
            ticket, lambda: ItemReader(source_of(address, context), context, label, has_extra=has_extra)
        )
        asked = _decode_asked(chunk)
        return _encode(reader.read_several(asked, 0, len(asked.keys)))
    except Exception:  # noqa: BLE001  the caller reads the chunk again, and raises the same error
        return None


def read_items(
    asked: Iterable[ItemRequests],
    reader: ItemReader,
    context: SourceContext,
    label: str,
    *,
    has_extra: bool,
    resources: Resources = ALONE,
    add: Add | None = None,
) -> Iterator[ItemResults]:
    """Yield the results of all items *asked* for, in that order, some items at a time.

    asked  taken lazily: other processes read the first items while the last are still being listed
    add    as ItemReader.read_here() takes it
    """
    if reader.digest is None or not resources.has_others:
        for several in asked:
            yield from reader.read_here(several, add)
        return
    chunk_items, items_min = resources.thresholds.chunk_items, resources.thresholds.process_items
    chunks = _chunks(asked, chunk_items)
    first = list(islice(chunks, -(-items_min // chunk_items)))
    if resources.executor is None and sum(len(chunk.keys) for chunk in first) < items_min:
        for chunk in first:
            yield from reader.read_here(chunk, add)
        return
    results = spread(
        chain(first, chunks),
        _read_chunk,
        (resources.address, context, label, has_extra),
        encode=_encode,
        here=reader,
        resources=resources,
    )
    for chunk, encoded in results:
        if encoded is None:
            yield from reader.read_here(chunk, add)
        else:
            yield _decode(encoded)


def _chunks(asked: Iterable[ItemRequests], length: int) -> Iterator[ItemRequests]:
    """Yield the items *asked* for in chunks of *length* items; the last may be shorter."""
    left = ItemRequests([], [], [])
    for several in asked:
        left = ItemRequests(left.keys + several.keys, left.stamps + several.stamps, left.digests + several.digests)
        while len(left.keys) >= length:
            yield ItemRequests(left.keys[:length], left.stamps[:length], left.digests[:length])
            left = ItemRequests(left.keys[length:], left.stamps[length:], left.digests[length:])
    if left.keys:
        yield left


def _processes(jobs: int) -> Executor:
    """Return an executor of *jobs* processes that end with this one."""
    import multiprocessing
    import threading
    from concurrent.futures import ProcessPoolExecutor

    can_fork = sys.platform.startswith("linux") and threading.active_count() == 1
    return ProcessPoolExecutor(
        min(jobs, _MOST_PROCESSES),
        mp_context=multiprocessing.get_context("fork" if can_fork else "spawn"),
        initializer=_become_worker,
    )


def _become_worker() -> None:
    """Leave an interrupt to the parent, and end when the parent has ended."""
    import gc
    import multiprocessing
    import signal
    from multiprocessing.connection import wait
    from threading import Thread

    # Objects inherited by a fork are never garbage here, but a collector that visits them copies all their pages:
    # without this line, two processes took more time than one.
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def usable_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
