"""Work that other processes share: a chunk of items to read, of texts to make, of articles to encode at a time.

A `concurrent.futures.Executor` does it: processes of this machine, unless the caller gives another one, e.g. the
workers of a cluster. Results come in the order of the chunks, and are those that this process would have.
"""

from __future__ import annotations

import os
import sys
from collections import OrderedDict, deque
from collections.abc import Callable, Generator, Iterable, Sequence
from threading import local
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from syndicate.model.background import wait_for_tasks
from syndicate.model.errors import SyndicateError, UnavailableError, excerpt, first_few
from syndicate.model.log import INFO, is_heard, log
from syndicate.model.paths import is_store_url
from syndicate.parts.contract import Reader, Source, SourceContext
from syndicate.pipeline.workers.resources import Here, LostError, Resources, SourceAddress, UnfitError
from syndicate.settings.plan import Bodies

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

_OPEN_MAX = 8  # of what a thread of a worker has open for exports
_MOST_PROCESSES = 61  # Windows waits for no more at once
_NAMED = 3  # items of a chunk in a message

Chunk = TypeVar("Chunk")
Worker = TypeVar("Worker")
_open: dict[str, Any] = {}  # what works in this process, by ticket; one that is forked finds those of its parent
_opened = local()  # what a thread of another process has opened, by ticket


def spread(
    chunks: Iterable[Chunk],
    task: Callable[..., bytes | None],
    arguments: tuple[Any, ...],
    *,
    encode: Callable[[Chunk], bytes | None],
    names: Callable[[Chunk], Sequence[str]],
    here: Here,
    resources: Resources,
) -> Generator[tuple[Chunk, bytes | None], None, None]:
    """Yield each of *chunks* with what another process made of it, in order; None: it is to be made here.

    task    task(ticket, *arguments, encoded chunk), a function of a module; see in_this_process()
    chunks  taken as they come: other processes make the first while the last are still looked for
    encode  gives None for a chunk that needs no other process
    names   of what a chunk holds, for messages
    here    what this process makes them by, for those that are forked

    Raises UnfitError where a worker is of no use; UnavailableError where workers end over a chunk again and again.
    """
    own = None
    if resources.executor is None:
        own = _processes(resources.jobs)
        _open[here.ticket] = here
    else:
        arguments = tuple(map(_for_others, arguments))
    executor: Any = resources.executor or own
    waiting: deque[tuple[Chunk, Future[bytes | None] | None]] = deque()
    is_failing = False
    try:
        for chunk in chunks:
            future = None
            try:
                if (encoded := encode(chunk)) is not None:
                    future = executor.submit(_attempt, task, here.ticket, *arguments, encoded)
            except (RuntimeError, TypeError, ValueError, OverflowError, OSError) as error:
                # The executor is broken, shut down, or has no process; or there is something that cannot be encoded.
                log(INFO, "a chunk is made here, for it cannot be given away: %s", error)
            waiting.append((chunk, future))
            # However fast they are, the next chunk is given away before this one is taken: see TextsAhead.take().
            while len(waiting) > resources.ahead:
                yield _with_result(*waiting.popleft(), names)
        while waiting:
            yield _with_result(*waiting.popleft(), names)
    except BaseException as error:
        is_failing = not isinstance(error, GeneratorExit)  # which says that no more is wanted
        raise
    finally:
        for _, future in waiting:
            if future is not None:
                future.cancel()
        if own is not None:
            _open.pop(here.ticket, None)
            own.shutdown(wait=not is_failing, cancel_futures=True)  # not waited for, it may print at the end


def _for_others(argument: Any) -> Any:
    """Return *argument* for a process that stands in another folder: with the whole path of the site's."""
    if isinstance(argument, SourceContext | Bodies):
        return replace(argument, root=os.path.abspath(argument.root))  # noqa: PTH100
    return argument


def _with_result(
    chunk: Chunk, future: Future[bytes | None] | None, names: Callable[[Chunk], Sequence[str]]
) -> tuple[Chunk, bytes | None]:
    from concurrent.futures import BrokenExecutor, CancelledError

    result = None
    try:
        if future is not None:
            result = future.result()
            if result is None and is_heard(INFO):
                log(INFO, "a chunk is made here, for no worker could: %s ...", names(chunk)[0])
    except (BrokenExecutor, CancelledError):  # a process was killed
        log(INFO, "a chunk is made here, for the process that had it has ended")
    except LostError as error:
        raise UnavailableError(f"{error}: {first_few(names(chunk), _NAMED, excerpt)}") from error
    except SyndicateError:
        raise
    except Exception as error:
        raise UnavailableError(f"the executor fails: {type(error).__name__}: {error}") from error
    return chunk, result


def _attempt(task: Callable[..., bytes], ticket: str, *arguments: Any) -> bytes | None:
    """Return the result of *task*; None on an error: the caller does it again, and raises the same error.

    Raises UnfitError where a worker of a cluster is of no use, e.g. has no access to a store that the caller reads.
    """
    try:
        return task(ticket, *arguments)
    except UnfitError:
        raise
    except Exception as error:
        if isinstance(error, SyndicateError) and (name := _own_name()).startswith("worker"):
            from syndicate.files.objects.failures import StoreError

            if isinstance(error, StoreError):
                raise UnfitError(f"{name}: {error}") from error
        return None


def in_this_process(ticket: str, make: Callable[[], Worker]) -> Worker:
    """Return what works here for *ticket*, made at the first time; each thread has its own."""
    known: OrderedDict[str, Any] = _opened.__dict__.setdefault("by_ticket", OrderedDict())
    worker: Worker | None = _open.get(ticket) or known.get(ticket)
    if worker is None:
        worker = known[ticket] = make()
        while len(known) > _OPEN_MAX:
            known.popitem(last=False)
    return worker


def source_of(address: SourceAddress, context: SourceContext) -> Reader:
    """Return the source at *address*, opened in this process.

    Raises UnfitError where it would not read what is read where the export runs.
    """
    from pathlib import Path

    from syndicate.parts.registry import Registry

    registry = Registry(distributions=address.distributions)
    try:
        for path in address.plugins:
            registry.load(Path(path))
    except SyndicateError as error:
        raise UnfitError(f"{_own_name()}: {error}") from error
    if address.versions is not None:
        from syndicate.parts.versions import difference, versions

        if found := difference(versions(registry), address.versions):
            raise UnfitError(f"{_own_name()} {found}; install the same there")
        if not Path(context.root).is_dir() and not all(is_store_url(path.lstrip("!")) for path in context.paths):
            raise UnfitError(
                f"{_own_name()} has no folder {excerpt(context.root, 200)}; "
                "workers need the site's folder at the same path, or articles in an object store"
            )
    reader: Reader = registry.get(Source, address.name).open(context)
    return reader


def _own_name() -> str:
    import socket

    distributed: Any = sys.modules.get("distributed")
    try:
        return f"worker {distributed.get_worker().address}"
    except (AttributeError, ValueError):  # it is no worker of dask's
        return f"process {os.getpid()} of {socket.gethostname()}"


def _processes(jobs: int) -> Executor:
    """Return an executor of *jobs* processes that end with this one."""
    import multiprocessing
    import threading
    from concurrent.futures import ProcessPoolExecutor

    wait_for_tasks()
    # obstore has threads that nobody counts here, and none of them is there after a fork.
    has_threads = threading.active_count() > 1 or "obstore" in sys.modules
    can_fork = sys.platform.startswith("linux") and not has_threads
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
