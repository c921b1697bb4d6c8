"""What an export may use to be faster: other processes, and how they find what they need."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Protocol

import msgspec

from syndicate.model.errors import UnavailableError
from syndicate.parts.contract import Reader
from syndicate.parts.registry import Registry
from syndicate.settings.plan import Plan
from syndicate.store.known import KnownArticles
from syndicate.store.thresholds import DEFAULT, Thresholds


class UnfitError(UnavailableError):
    """A worker has other versions, or lacks what it needs. The message names the worker."""


class LostError(UnavailableError):
    """Workers ended over a chunk. The message goes on with what the chunk holds."""


class SourceAddress(msgspec.Struct, frozen=True):
    """How another process finds a source: by name, after loading the same plugins.

    versions  that it must have, see parts.versions; None: it is this machine's, and has them
    """

    name: str
    plugins: tuple[str, ...] = ()
    distributions: tuple[str, ...] | None = None
    versions: dict[str, tuple[str, str]] | None = None


class Cluster(Protocol):
    """An executor whose workers come and go."""

    @property
    def worker_count(self) -> int: ...

    def look_again(self) -> None:
        """Know how many there are, as of a few seconds ago."""


class Resources(msgspec.Struct, frozen=True, kw_only=True):
    """What reading may use to be faster; none of it changes what is read.

    open_known  (plan, reader) -> what an export before saved; None: nothing
    address     how other processes find the source; None: they cannot
    jobs        most processes; 1: only this one; of an executor, its slots: the tasks that it works on at a time
    executor    reads instead of processes of our own; its tasks are pure, and their arguments can be pickled
    tell        called with what is made, e.g. "texts", and how many it is by then
    """

    open_known: Callable[[Plan, Reader], KnownArticles] | None = None
    address: SourceAddress | None = None
    jobs: int = 1
    executor: Any = None  # a concurrent.futures.Executor
    thresholds: Thresholds = DEFAULT
    tell: Callable[[str, int], None] | None = None

    @property
    def has_others(self) -> bool:
        """Whether other processes may help, and find the source."""
        return self.address is not None and (self.executor is not None or self.jobs > 1)

    @property
    def cluster(self) -> Cluster | None:
        return self.executor if hasattr(self.executor, "worker_count") else None

    @property
    def ahead(self) -> int:
        """The most chunks that others may have at a time, so that none of them waits for the next."""
        return 2 * int(getattr(self.executor, "slots", self.jobs)) + 4


ALONE = Resources()


def address_of(plan: Plan, registry: Registry, *, is_foreign: bool = False) -> SourceAddress | None:
    """Return how another process finds the source of *plan*; None if only this process has it.

    is_foreign  it may be on another machine, with other versions
    """
    plugins = [plugin for plugin in registry.strangers if not plugin.failure]
    if any(plugin.origin == "object" for plugin in plugins):
        return None
    paths = tuple(os.path.abspath(plugin.location) for plugin in plugins if plugin.origin == "path")  # noqa: PTH100
    known = None
    if is_foreign:
        from syndicate.parts.versions import versions

        known = versions(registry)
    return SourceAddress(plan.source.name, paths, registry.distributions, known)


class Here(Protocol):
    """What does the work in this process; in another process there is one more of its kind, found by its ticket."""

    ticket: str


def new_ticket() -> str:
    """Return what no other process has either: workers of a cluster work for many."""
    return os.urandom(16).hex()


def usable_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
