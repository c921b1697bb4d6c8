"""The workers of a dask cluster as an executor: https://distributed.dask.org/. Loaded where one is asked for only."""

from __future__ import annotations

import logging
from asyncio import AbstractEventLoop, run_coroutine_threadsafe
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError, Executor
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from syndicate.model.errors import UnavailableError, UsageError, excerpt
from syndicate.model.paths import shown_place
from syndicate.parts.versions import PYTHON, Versions, difference
from syndicate.pipeline.workers.resources import LostError, UnfitError

CONNECT_SECONDS = 10.0
WORKERLESS_SECONDS = 60.0  # a cluster that starts, or loses its last worker, gets others meanwhile
_POLL_SECONDS = 2.0
_clients: dict[str, Any] = {}  # of dask, by the URL that was asked for


def cluster_at(url: str) -> Cluster:
    """Return the cluster of the scheduler at *url*, e.g. tcp://scheduler:8786.

    Raises UsageError where *url* is none, or dask is not installed; UnavailableError where no scheduler answers.
    """
    asked = f"--workers {shown_place(url)}"
    try:
        from distributed import Client
    except ImportError as error:
        needed = "a cluster needs the library dask.distributed; pip install 'syndicate-feeds[dask]'"
        raise UsageError(f"{asked}: {needed}") from error
    for handler in logging.getLogger("distributed").handlers:
        handler.setLevel(logging.CRITICAL)  # it tells of a scheduler that ends by tracebacks; we say it in a sentence
    by_keys = ", or dask's keys for TLS (distributed.comm.tls)" if url.startswith("tls:") else ""
    client = _clients.get(url)
    if client is None or client.status != "running":
        try:
            client = _clients[url] = _connected(Client, url)
        except (ValueError, TypeError) as error:  # the latter where dask knows no keys for TLS
            raise UsageError(
                f"{asked}: {error}; write the scheduler's address, e.g. tcp://scheduler:8786{by_keys}"
            ) from error
        except OSError as error:
            is_met = isinstance(error, TimeoutError) or "Comm" in type(error).__name__
            more = by_keys or (": tls:// where it speaks TLS" if is_met else "")
            raise UnavailableError(
                f"no scheduler answers at {shown_place(url)} ({type(error).__name__}); "
                f"start one with dask scheduler, or correct --workers{more}"
            ) from error
    return Cluster(client)


def _connected(client: Any, url: str) -> Any:
    """Return a *client* of the scheduler at *url*. Raises OSError, ValueError, soon: dask tries long, or for ever."""
    import socket
    from threading import Thread
    from warnings import catch_warnings, simplefilter

    place = urlsplit(url)
    if place.scheme in ("tcp", "tls") and place.hostname and place.port:
        socket.create_connection((place.hostname, place.port), CONNECT_SECONDS).close()
    answer: list[Any] = []

    def connect() -> None:
        try:
            answer.append(client(url, timeout=CONNECT_SECONDS, set_as_default=False))
        except Exception as error:  # noqa: BLE001  raised where it is waited for
            answer.append(error)

    connecting = Thread(target=connect, daemon=True)
    with catch_warnings():
        simplefilter("ignore")  # of other versions, which Cluster.check() refuses where they matter
        connecting.start()
        connecting.join(2 * CONNECT_SECONDS)  # that of dask ends no handshake
    if not answer:
        raise TimeoutError
    if isinstance(answer[0], Exception):
        raise answer[0]
    return answer[0]


def cluster_of(executor: Any) -> Cluster | None:
    """Return the cluster of *executor*, a client of dask.distributed or its get_executor(); None: it is neither."""
    client = getattr(executor, "_client", executor)
    is_of_dask = type(client).__module__.partition(".")[0] == "distributed" and hasattr(client, "get_executor")
    if not is_of_dask or client.asynchronous:
        return None
    return Cluster(client, None if executor is client else executor)


class Cluster(Executor):
    """The workers that a scheduler has, whoever comes and goes."""

    def __init__(self, client: Any, executor: Executor | None = None) -> None:
        self._client = client
        self._how: dict[str, Any] = {"pure": False, **getattr(executor, "_kwargs", {})}
        self._url = excerpt(client.scheduler.address, 200)
        self._threads: Mapping[str, int] = {}
        self._asked_at = self._seen_at = monotonic()
        self._look()

    def __str__(self) -> str:
        return f"the scheduler {self._url}"

    def _look(self) -> None:
        self._asked_at = monotonic()
        try:
            self._threads = self._client.sync(self._client.scheduler.ncores_running)  # those that pause take no work
        except (OSError, CancelledError, RuntimeError) as error:
            raise self.silence(error) from error
        if self._threads:
            self._seen_at = self._asked_at
        elif self._asked_at - self._seen_at > WORKERLESS_SECONDS:
            advice = f"start some with dask worker {self._url}"
            if count := len(self._client.nthreads()):
                advice = f"dask has paused the {count} that it has, for want of memory; give them more: --memory-limit"
            raise UnavailableError(f"{self} has had no worker for {WORKERLESS_SECONDS:.0f} seconds; {advice}")

    def silence(self, error: Exception) -> UnavailableError:
        return UnavailableError(
            f"{self} does not answer any more ({type(error).__name__}); see whether it runs, and export again"
        )

    def look_again(self) -> None:
        if monotonic() - self._asked_at > _POLL_SECONDS:
            self._look()

    @property
    def slots(self) -> int:
        self.look_again()
        return sum(self._threads.values())

    @property
    def worker_count(self) -> int:
        return len(self._threads)

    def check(self, ours: Versions) -> None:
        """Raise UnfitError where a worker has other versions than *ours*; UnavailableError where no worker comes.

        One that comes later is asked by its first task.
        """
        try:
            self._client.wait_for_workers(1, timeout=WORKERLESS_SECONDS)
            found = self._client.get_versions(packages=list(ours))["workers"]
        except OSError:
            self._seen_at = float("-inf")
            self._look()
            raise
        for address, told in sorted(found.items()):
            versions = {name: (version, "") for name, version in told["packages"].items() if version}
            versions[PYTHON] = (".".join(versions["python"][0].split(".")[:2]), "")
            distributions = {name: version for name, version in ours.items() if not name.endswith(".py")}
            if wrong := difference(versions, distributions):
                raise UnfitError(f"worker {address} {wrong}; install the same there")

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **_: Any) -> Any:
        try:
            return _Answer(self, self._client.submit(task, *arguments, **self._how), self._client.loop.asyncio_loop)
        except Exception as error:
            if self._client.status == "running":
                raise
            raise UnavailableError(f"{self} has ended; start another, and export again") from error


class _Answer:
    """What a worker will answer: the part of a Future that spread() asks for."""

    def __init__(self, cluster: Cluster, future: Any, loop: AbstractEventLoop) -> None:
        self._cluster = cluster
        self._future = future
        # That of dask's executor is never done where a worker ends between making a result and handing it over.
        self._answer = run_coroutine_threadsafe(future._result(), loop)  # noqa: SLF001

    def done(self) -> bool:
        return self._answer.done()

    def cancel(self) -> None:
        if not self.done():
            self._future.cancel()

    def result(self) -> Any:
        """Return it, once it is there: the scheduler gives the tasks of a worker that dies to others."""
        from distributed import KilledWorker

        while True:
            try:
                return self._answer.result(_POLL_SECONDS)
            except KilledWorker as error:
                times = f"{error.allowed_failures + 1} workers"
                raise LostError(
                    f"{times} ended, the last {error.last_worker.address}, over one chunk or what they held beside it; "
                    "their logs may say why, e.g. memory; it holds"
                ) from error
            except CancelledError as error:
                raise UnavailableError(f"{self._cluster} has ended; start another, and export again") from error
            except TimeoutError:
                if self.done():
                    raise
                self._cluster.look_again()
            except OSError as error:  # of dask's connections
                raise self._cluster.silence(error) from error
