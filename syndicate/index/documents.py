"""The manifest of what was published: feeds whose documents still stand in their places need not be rendered.

The index holds of each feed a fingerprint of all that its documents are made from, and the size and time of each file. A feed
that is made from more than its articles (built pages, files of the site) is not in the manifest, and rendered every time.
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
from syndicate.model.digests import blake2b
from syndicate.model.feed import FeedLink
from syndicate.parts.contract import Filter, Format, PublishedFile, Transform
from syndicate.parts.distributions import versions_of
from syndicate.pipeline.compose import Job
from syndicate.pipeline.memory import DoneExport
from syndicate.settings.configured_parts import ConfiguredFilter
from syndicate.settings.feeds import FeedPlan
from syndicate.settings.plan import Plan
from syndicate.store.rows import seconds

if TYPE_CHECKING:
    from syndicate.index.index import Index
    from syndicate.parts.registry import Registry

# Their versions change bytes.
_LIBRARIES = ("feedgen", "lxml", "nh3", "markdown-it-py", "mdit-py-plugins", "msgspec", "selectolax")


class LeftFile(msgspec.Struct, frozen=True, array_like=True):
    """A file that an export has published.

    changed_ns  its time of change, as it was left
    """

    file: PublishedFile
    changed_ns: int


class LeftExport(msgspec.Struct, frozen=True, array_like=True):
    """A whole export.

    now         the instant that it called now, in seconds since 1970
    changed_ns  of each of its files
    """

    now: int
    export: DoneExport
    changed_ns: tuple[int, ...]


class PublishedFeeds:
    """The manifest of what was published into one folder before, by feed.

    index   holds it
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

    def documents(self, job: Job) -> list[PublishedFile] | None:
        """Return the files of *job* if they stand as they would be written, else None."""
        found = self._index.feed(self._key(job.path))
        if found is None or found[0] != self._fingerprint(job):
            return None
        left = msgspec.msgpack.decode(found[1], type=list[LeftFile])
        return [one.file for one in left] if all(self._stands(one.file, one.changed_ns) for one in left) else None

    def _stands(self, file: PublishedFile, changed_ns: int) -> bool:
        try:
            found = os.lstat(self._output / file.path)
        except OSError:
            return False
        return stat.S_ISREG(found.st_mode) and (found.st_size, found.st_mtime_ns) == (file.size_bytes, changed_ns)

    def remember(self, job: Job, files: Sequence[PublishedFile]) -> None:
        """Note that *files*, just published, are those of *job*. Raises KnownUnusableError where it cannot be."""
        try:
            left = [LeftFile(file, os.lstat(self._output / file.path).st_mtime_ns) for file in files]
        except OSError:
            return
        self._index.remember_feed(self._key(job.path), self._fingerprint(job), self._encode(left))

    def save(self) -> None:
        self._index.save()

    def export(self, *, allow_empty: bool) -> DoneExport | None:
        """Return the last export if this one would do the same, None if it takes composing the feeds to know.

        That spares a quarter of an export of 1,000 feeds that changes nothing, and next to nothing of one of 13.
        """
        if self._index.is_changed or not self._is_predictable():
            return None
        found = self._index.feed(self._key(""))
        if found is None or found[0] != self._fingerprint_of_all(allow_empty=allow_empty):
            return None
        left = msgspec.msgpack.decode(found[1], type=LeftExport)
        after, until = sorted((left.now, seconds(self._plan.now)))
        if self._index.store.has_instant(after, until):
            return None
        return left.export if all(map(self._stands, left.export.files, left.changed_ns)) else None

    def remember_export(self, export: DoneExport, *, allow_empty: bool) -> None:
        """Note an export all of whose feeds are remembered."""
        if not self._is_predictable():
            return
        files = tuple(msgspec.structs.replace(file, state="unchanged") for file in export.files)
        try:
            changed_ns = tuple(os.lstat(self._output / file.path).st_mtime_ns for file in files)
        except OSError:
            return
        left = LeftExport(seconds(self._plan.now), msgspec.structs.replace(export, files=files), changed_ns)
        fingerprint = self._fingerprint_of_all(allow_empty=allow_empty)
        self._index.remember_feed(self._key(""), fingerprint, self._encode(left))

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
        """Return the fingerprint of all that the documents of *job* are made from."""
        feed, plan = job.feed, job.plan
        if self._beside[0] is not feed.feeds:  # one for all feeds of an export, and as long as they are many
            self._beside = (feed.feeds, blake2b(self._encode(feed.feeds), digest_size=16).digest())
        made_from = (
            self.format_fingerprint(plan),
            (feed.title, feed.url, feed.id, feed.next_url, feed.topic),
            (self._beside[1], job.path),
            [(t.identity, self._code_of(Transform, t.name)) for t in plan.transforms],
        )
        digest = blake2b(self._encode(made_from), digest_size=16)
        digest.update(job.digest)
        return digest.digest()

    def filters_fingerprint(self, filters: Sequence[ConfiguredFilter]) -> bytes:
        """Return the fingerprint of *filters*: another one where they may keep other articles."""
        code = [(chosen.identity, self._code_of(Filter, chosen.name)) for chosen in filters]
        return blake2b(self._encode((self._in_common(), sys.byteorder, code)), digest_size=16).digest()

    def format_fingerprint(self, plan: FeedPlan) -> bytes:
        """Return the fingerprint of how *plan* has articles written: another one where an article may look otherwise."""
        chosen = plan.format
        code = self._code_of(Format, chosen.part.name)
        made_from = (self._in_common(), plan.content, chosen.part.name, chosen.options, code)
        return blake2b(self._encode(made_from), digest_size=16).digest()

    def _in_common(self) -> bytes:
        """Return the fingerprint of what all feeds of an export are made from."""
        if not self._common:
            libraries = versions_of(_LIBRARIES)
            bodies = msgspec.structs.replace(self._plan.bodies, root="")
            given = (sys.version, code_identity(), libraries, self._plan.site, bodies, self._plan.source.name)
            self._common = blake2b(self._encode(given), digest_size=16).digest()
        return self._common
