"""Find a site's index, and open it once the source has been opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from syndicate.model.errors import UsageError, excerpt
from syndicate.parts.contract import Item, Reader
from syndicate.parts.registry import Registry
from syndicate.pipeline.workers.resources import Resources, address_of
from syndicate.settings.file import SettingsFile
from syndicate.settings.plan import Plan
from syndicate.store import thresholds
from syndicate.store.known import KnownArticles, NothingKnown
from syndicate.store.store import KnownUnusableError

FOLDER = ".syndicate"
FILENAME = "index.sqlite3"
_ARTICLE_BYTES = 2048
_SLOTS = 8  # of an executor that tells of none


def resources_of(
    file: SettingsFile,
    plan: Plan,
    registry: Registry,
    *,
    index: str | Path | bool | None = None,
    is_written: bool = True,
    jobs: int | None = None,
    executor: Any = None,
    workers: str | None = None,
) -> Resources:
    """Return what reading may use.

    index       False: none; True: the one in the site's cache folder if the site is large; None: what the settings say,
                else none
    is_written  false: nothing is written, and a missing index is not made
    jobs        None: one process, or the slots that *executor* tells of
    workers     address of a dask scheduler, whose workers are the executor

    Raises UsageError where *executor* is none; UnavailableError.
    """
    address = address_of(plan, registry, is_foreign=executor is not None or workers is not None)
    if workers is not None or executor is not None:
        from concurrent.futures import Executor

        from syndicate.pipeline.workers.cluster import cluster_at, cluster_of

        cluster = cluster_at(workers) if workers is not None else cluster_of(executor)
        if cluster is not None:
            executor = cluster
            if address is not None and address.versions is not None:
                cluster.check(address.versions)
        elif not isinstance(executor, Executor):
            raise UsageError(
                f"executor: {excerpt(executor)} is none; give one of concurrent.futures, or a Client of dask.distributed"
            )
    said = file.settings.index
    if index is None or (index is True and said is not None):
        index = said if isinstance(said, bool | None) else file.folder / said
    opener = None
    if index:
        path = Path(plan.context.root) / FOLDER / FILENAME if index is True else Path(index)
        if is_written or path.exists():
            opener = IndexOpener(
                path=path,
                root=Path(plan.context.root),
                is_asked=index is not True,
                is_written=is_written,
                items_min=thresholds.DEFAULT.index_items,
                identity=partial(_identity, plan, registry),
            )
    return Resources(
        open_known=opener,
        address=address,
        jobs=jobs or int(getattr(executor, "_max_workers", 1 if executor is None else _SLOTS)),
        executor=executor,
        thresholds=thresholds.DEFAULT,
    )


def _identity(plan: Plan, registry: Registry) -> bytes | None:
    from syndicate.index.identity import identity  # a run without an index does not need it

    return identity(plan, registry)


class IndexOpener(msgspec.Struct, frozen=True, kw_only=True):
    """Opens an index.

    root        the site's folder
    is_asked    the user named it
    is_written  false: it is used as it is, and nothing is written
    identity    () -> the fingerprint of what shapes the rows; None: there is none, so no index can be used
    items_min   a site of fewer items gets no index, unless the user named it; of an item that holds several articles
                each _ARTICLE_BYTES count as one
    """

    path: Path
    root: Path
    is_asked: bool
    is_written: bool
    items_min: int
    identity: Callable[[], bytes | None]

    def __call__(self, plan: Plan, reader: Reader) -> KnownArticles:
        """Return the index for *reader*, NothingKnown where there is none; where the index fails, its notes say why."""
        nothing = partial(NothingKnown, has_extra=plan.reads_extra)
        if getattr(reader, "digest", None) is None:
            return nothing()
        if not self.is_asked and not self.path.exists() and self._is_small(reader):
            return nothing()
        from syndicate.index.identity import fingerprint
        from syndicate.index.index import Index

        try:
            made_by = self.identity()
            if made_by is None:
                return nothing()
            return Index(
                self.path,
                partial(fingerprint, made_by, reader),
                self.root,
                has_extra=plan.reads_extra,
                is_written=self.is_written,
            )
        except KnownUnusableError as error:
            return nothing([f"the index {self.path} {error}; all was read without it"] if str(error) else [])

    def _is_small(self, reader: Reader) -> bool:
        has_many = getattr(reader, "has_many", False)
        left = self.items_min
        for item in reader.items():
            stamp = item.stamp if has_many and isinstance(item, Item) else None
            left -= 1 + (stamp[0] // _ARTICLE_BYTES if isinstance(stamp, tuple) and stamp else 0)
            if left <= 0:
                return False
        return True
