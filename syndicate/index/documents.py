"""Feeds that need not be rendered: the same articles, put in the same way, gave the documents that still stand in their places.

What was published is kept in the index: of each feed a fingerprint of all that its documents are made from, and each document's
size and time. A feed that is made from more than its articles (built pages, files of the site) is rendered every time.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from syndicate.index.identity import code_identity
from syndicate.model.article import FeedLink
from syndicate.model.digests import blake2b
from syndicate.model.errors import Fault
from syndicate.parts.contract import ExportedFile, Filter, Format, Transform
from syndicate.parts.distributions import versions_of
from syndicate.pipeline.compose import Job
from syndicate.settings.chosen_parts import ChosenFilter
from syndicate.settings.feeds import FeedPlan
from syndicate.settings.plan import Plan
from syndicate.store.rows import seconds

if TYPE_CHECKING:
    from syndicate.index.index import Index
    from syndicate.parts.registry import Registry

# Their versions change bytes.
_LIBRARIES = ("comrak", "feedgen", "lxml", "nh3", "msgspec", "selectolax")


class StandingDocument(msgspec.Struct, frozen=True, array_like=True):
    """A document that was published, and how its file was left."""

    path: str
    media_type: str
    size_bytes: int
    changed_ns: int
    entry_count: int
    warnings: tuple[str, ...] = ()


class StandingExport(msgspec.Struct, frozen=True, array_like=True):
    """A whole export that left nothing to do for the next one, if nothing changes.

    now  the instant that it called now, in seconds since 1970
    """

    now: int
    chosen_count: int
    files: tuple[ExportedFile, ...]
    changed_ns: tuple[int, ...]  # when each of the files was changed
    faults: tuple[Fault, ...]  # of articles that have another one's id
    warnings: tuple[str, ...]


class StandingFeeds:
    """What was published into one folder before, by feed.

    index   keeps it
    output  the folder
    """

    def __init__(self, index: Index, plan: Plan, registry: Registry, output: Path) -> None:
        self._index = index
        self._output = output
        self._folder = os.path.relpath(output, plan.context.root)
        self._plan = plan
        self._registry = registry
        self._code_of = cache(registry.code_of)  # a thousand feeds of topics ask for the same
        self._encode = msgspec.msgpack.Encoder(order="deterministic").encode
        self._beside: tuple[Sequence[FeedLink], bytes] = ((), b"")
        self._common = b""

    def documents(self, job: Job) -> list[StandingDocument] | None:
        """Return the documents of *job* if they stand as they would be written, else None."""
        found = self._index.feed(self._key(job.path))
        if found is None or found[0] != self._fingerprint(job):
            return None
        documents = msgspec.msgpack.decode(found[1], type=list[StandingDocument])
        return documents if all(map(self._stands, documents)) else None

    def _stands(self, document: StandingDocument) -> bool:
        try:
            found = os.lstat(self._output / document.path)
        except OSError:
            return False
        is_file = stat.S_ISREG(found.st_mode)
        return is_file and (found.st_size, found.st_mtime_ns) == (document.size_bytes, document.changed_ns)

    def keep(self, job: Job, documents: Sequence[StandingDocument]) -> None:
        """Note that *documents*, just published, are those of *job*. Raises IndexUnusableError where it cannot be."""
        left = []
        for document in documents:
            try:
                found = os.lstat(self._output / document.path)
            except OSError:
                return
            left.append(msgspec.structs.replace(document, changed_ns=found.st_mtime_ns))
        self._index.keep_feed(self._key(job.path), self._fingerprint(job), self._encode(left))

    def save(self) -> None:
        self._index.save()

    def export(self, *, allow_empty: bool) -> StandingExport | None:
        """Return the last export if this one would do the same, None if it takes composing the feeds to know."""
        if self._index.is_changed or not self._is_predictable():
            return None
        found = self._index.feed(self._key(""))
        if found is None or found[0] != self._fingerprint_of_all(allow_empty=allow_empty):
            return None
        export = msgspec.msgpack.decode(found[1], type=StandingExport)
        after, until = sorted((export.now, seconds(self._plan.now)))
        if self._index.store.has_instant(after, until):
            return None
        for file, changed_ns in zip(export.files, export.changed_ns, strict=True):
            document = StandingDocument(file.path, file.media_type, file.size_bytes, changed_ns, file.entry_count)
            if not self._stands(document):
                return None
        return export

    def keep_export(
        self,
        files: Sequence[ExportedFile],
        chosen_count: int,
        faults: Sequence[Fault],
        warnings: Sequence[str],
        *,
        allow_empty: bool,
    ) -> None:
        """Note an export all of whose feeds are kept."""
        if not self._is_predictable():
            return
        left = tuple(msgspec.structs.replace(file, state="unchanged") for file in files)
        try:
            changed_ns = tuple(os.lstat(self._output / file.path).st_mtime_ns for file in files)
        except OSError:
            return
        export = StandingExport(seconds(self._plan.now), chosen_count, left, changed_ns, tuple(faults), tuple(warnings))
        self._index.keep_feed(self._key(""), self._fingerprint_of_all(allow_empty=allow_empty), self._encode(export))

    def _is_predictable(self) -> bool:
        """Tell whether the choice of every feed can only change with the articles, or when one is published or expires."""
        filters = [chosen for feed_plan in self._plan.feeds for chosen in feed_plan.filters]
        is_heard = bool(self._plan.listeners) or any(True for _ in self._registry.hearers())
        return not is_heard and all(chosen.clock != "any" for chosen in filters)

    def _fingerprint_of_all(self, *, allow_empty: bool) -> bytes:
        feeds = [
            (
                (plan.path, plan.title, plan.limit, plan.content, plan.each_topic, plan.page_size, plan.url, plan.id),
                (plan.may_be_empty, plan.format.part.name, plan.format.options),
                self._code_of(Format, plan.format.part.name),
                [(chosen.identity, self._code_of(Filter, chosen.name)) for chosen in plan.filters],
                [(t.identity, self._code_of(Transform, t.name)) for t in plan.transforms],
            )
            for plan in self._plan.feeds
        ]
        return blake2b(
            self._encode((self._in_common(), self._index.generation, allow_empty, feeds)), digest_size=16
        ).digest()

    def _key(self, path: str) -> str:
        return f"{self._folder}\0{path}"

    def _fingerprint(self, job: Job) -> bytes:
        """Return what is another one where the documents may be others."""
        feed, plan = job.feed, job.plan
        if self._beside[0] is not feed.feeds:  # one for all feeds of an export, and as long as they are many
            self._beside = (feed.feeds, blake2b(self._encode(feed.feeds), digest_size=16).digest())
        made_from = (
            self.shape(plan),
            (feed.title, feed.url, feed.id, feed.next_url, feed.topic),
            (self._beside[1], job.path),
            [(t.identity, self._code_of(Transform, t.name)) for t in plan.transforms],
        )
        digest = blake2b(self._encode(made_from), digest_size=16)
        digest.update(job.digest)
        return digest.digest()

    def of_filters(self, filters: Sequence[ChosenFilter]) -> bytes:
        """Return what is another one where *filters* may keep other articles."""
        code = [(chosen.identity, self._code_of(Filter, chosen.name)) for chosen in filters]
        return blake2b(self._encode((self._in_common(), sys.byteorder, code)), digest_size=16).digest()

    def shape(self, plan: FeedPlan) -> bytes:
        """Return what is another one where one and the same article may be written in another way."""
        chosen = plan.format
        code = self._code_of(Format, chosen.part.name)
        made_from = (self._in_common(), plan.content, chosen.part.name, chosen.options, code)
        return blake2b(self._encode(made_from), digest_size=16).digest()

    def _in_common(self) -> bytes:
        """Return what all feeds of an export are made from."""
        if not self._common:
            libraries = versions_of(_LIBRARIES)
            bodies = msgspec.structs.replace(self._plan.bodies, root="")
            given = (sys.version, code_identity(), libraries, self._plan.site, bodies, self._plan.source.name)
            self._common = blake2b(self._encode(given), digest_size=16).digest()
        return self._common
