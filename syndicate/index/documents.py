"""The manifest of published files: a feed whose files are unchanged need not be rendered.

For each feed the index holds a fingerprint of everything that its documents are made from, and the size and time of
each file; where texts are taken from built pages, of these too. A feed that is made from other files of the site is not
in the manifest, and is rendered every time.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from syndicate.index.identity import code_identity
from syndicate.model.digests import blake2b
from syndicate.model.feed import FeedLink
from syndicate.parts.contract import Filter, Format, PublishedFile, Transform
from syndicate.parts.distributions import LIBRARIES, versions_of
from syndicate.pipeline.compose import Job
from syndicate.pipeline.memory import DoneExport
from syndicate.pipeline.publish.target import Target
from syndicate.settings.configured_parts import ConfiguredFilter, ConfiguredTransform
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.settings.plan import Plan
from syndicate.store.rows import seconds

if TYPE_CHECKING:
    from syndicate.index.index import Index
    from syndicate.index.page_versions import PageVersions
    from syndicate.parts.registry import Registry


class ManifestFile(msgspec.Struct, frozen=True, array_like=True):
    """A published file."""

    file: PublishedFile
    changed_ns: int  # its time of change after publishing, or what else is its version there


class ManifestExport(msgspec.Struct, frozen=True, array_like=True):
    """A whole export."""

    now: int  # of that export, in seconds since 1970
    export: DoneExport
    changed_ns: tuple[int, ...]  # time of change of each of its files


class PublishedFeeds:
    """The manifest of the files in one target, by feed.

    index   the file that holds the manifest
    target  where they are
    pages   that texts are taken from; None: none are
    """

    def __init__(self, index: Index, plan: Plan, registry: Registry, target: Target) -> None:
        self._index = index
        self._target = target
        self._folder = target.key(plan.context.root)
        self._plan = plan
        self._headers = {} if target.folder else plan.cache_control  # a folder serves nothing
        self._registry = registry
        self._code_of = cache(registry.code_of)  # a thousand topic feeds ask for the same
        self._encode = msgspec.msgpack.Encoder(order="deterministic").encode
        self._links: tuple[Sequence[FeedLink], bytes] = ((), b"")
        self._common = b""
        self.pages: PageVersions | None = None

    def documents(self, job: Job) -> list[PublishedFile] | None:
        """Return the files of *job* if rendering would write the same, else None."""
        found = self._index.feed(self._key(job.path))
        if found is None or (job.shows_text and self.pages is not None and self.pages.is_new):
            return None
        if found[0] != self._fingerprint(job):
            return None
        entries = msgspec.msgpack.decode(found[1], type=list[ManifestFile])
        is_unchanged = all(self._is_untouched(entry.file, entry.changed_ns) for entry in entries)
        return [entry.file for entry in entries] if is_unchanged else None

    def _is_untouched(self, file: PublishedFile, changed_ns: int) -> bool:
        return self._target.stamp(file.path) == (file.size_bytes, changed_ns)

    def remember(self, job: Job, files: Sequence[PublishedFile]) -> None:
        """Put the published *files* of *job* into the manifest. Raises KnownUnusableError where the index fails."""
        if (times := self._times(files)) is not None:
            entries = list(map(ManifestFile, files, times))
            self._index.remember_feed(self._key(job.path), self._fingerprint(job), self._encode(entries))

    def _times(self, files: Sequence[PublishedFile]) -> tuple[int, ...] | None:
        """Return the time of change of each of *files* in ns, None if one is missing."""
        stamps = [self._target.stamp(file.path) for file in files]
        return None if None in stamps else tuple(found[1] for found in stamps if found)

    def save(self) -> None:
        self._index.save()

    def export(self, *, allow_empty: bool, record: bytes) -> DoneExport | None:
        """Return the last export if this one would do the same; None if only composing the feeds can say.

        An unchanged export of 1,000 feeds takes a quarter less time with it, one of 13 feeds about the same.
        """
        if self._index.is_changed or not self._is_predictable():
            return None
        found = self._index.feed(self._key(""))
        if found is None or found[0] != self._fingerprint_of_all(allow_empty, record):
            return None
        entry = msgspec.msgpack.decode(found[1], type=ManifestExport)
        after, until = sorted((entry.now, seconds(self._plan.now)))
        if self._index.store.has_instant(after, until):
            return None
        # None stood then; at an earlier time some may have.
        if entry.now > after and any(feed_plan.tombstone_days for feed_plan in self._plan.feeds):
            return None
        return entry.export if all(map(self._is_untouched, entry.export.files, entry.changed_ns)) else None

    def remember_export(self, export: DoneExport, *, allow_empty: bool, record: bytes) -> None:
        """Put *export* into the manifest; all its feeds are in it already."""
        if not self._is_predictable() or (times := self._times(export.files)) is None:
            return
        files = tuple(msgspec.structs.replace(file, state="unchanged") for file in export.files)
        entry = ManifestExport(seconds(self._plan.now), msgspec.structs.replace(export, files=files), times)
        fingerprint = self._fingerprint_of_all(allow_empty, record)
        self._index.remember_feed(self._key(""), fingerprint, self._encode(entry))

    def _is_predictable(self) -> bool:
        """Tell whether only articles and their instants can change a feed, and no listener needs the feeds."""
        filters = [chosen for feed_plan in self._plan.feeds for chosen in feed_plan.filters]
        is_heard = bool(self._plan.listeners) or any(True for _ in self._registry.hearers())
        return not is_heard and self.pages is None and all(chosen.clock != "any" for chosen in filters)

    def _fingerprint_of_all(self, *given: object) -> bytes:
        feeds = [
            (
                (
                    plan.path,
                    plan.title,
                    plan.description,
                    plan.page_url,
                    plan.language,
                    plan.limit,
                    plan.content,
                    plan.each and plan.each.identity,
                    plan.page_size,
                    plan.url,
                    plan.id,
                ),
                (plan.archive, plan.tombstone_days, plan.may_be_empty, plan.format.part.name, plan.format.options),
                self._code_of(Format, plan.format.part.name),
                self._identities(Filter, plan.filters),
                self._identities(Transform, plan.transforms),
            )
            for plan in self._plan.feeds
        ]
        return self._digest((self.common_fingerprint(), self._index.generation, given, feeds, self._headers))

    def _digest(self, value: object) -> bytes:
        return blake2b(self._encode(value), digest_size=16).digest()

    def _identities(self, kind: type, chosen: Sequence[ConfiguredFilter | ConfiguredTransform]) -> list[object]:
        return [(one.identity, self._code_of(kind, one.name)) for one in chosen]

    def _key(self, path: str) -> str:
        return f"{self._folder}\0{path}"

    def _fingerprint(self, job: Job) -> bytes:
        feed, plan = job.feed, job.plan
        if self._links[0] is not feed.feeds:  # all feeds of an export share them, and there may be many
            self._links = (feed.feeds, self._digest(feed.feeds))
        made_from = (
            self.format_fingerprint(plan),
            (feed.title, feed.description, feed.page_url, feed.url, feed.id, feed.next_url, feed.each, feed.topic),
            (feed.archive, feed.period, feed.tombstones),
            (self._links[1], job.path, self._headers.get(plan.format.part.name)),
            self._identities(Transform, plan.transforms),
        )
        digest = blake2b(self._encode(made_from), digest_size=16)
        digest.update(job.digest)
        if job.shows_text and self.pages is not None:
            digest.update(self.pages.of(job))
        return digest.digest()

    def filters_fingerprint(self, filters: Sequence[ConfiguredFilter]) -> bytes:
        """Return the fingerprint of *filters*, which changes when they may keep other articles."""
        return self._digest((self.common_fingerprint(), sys.byteorder, self._identities(Filter, filters)))

    def format_fingerprint(self, plan: FeedPlan) -> bytes:
        """Return the fingerprint of the format of *plan*, which changes when it may write an article differently."""
        chosen = plan.format
        code = self._code_of(Format, chosen.part.name)
        return self._digest(
            (self.common_fingerprint(), plan.language, plan.content, chosen.part.name, chosen.options, code)
        )

    def common_fingerprint(self) -> bytes:
        """Return the fingerprint of what all feeds of an export share."""
        if not self._common:
            libraries = versions_of(LIBRARIES)
            bodies = msgspec.structs.replace(self._plan.bodies, root="")
            given = (sys.version, code_identity(), libraries, self._plan.site, bodies, self._plan.source.name)
            self._common = self._digest(given)
        return self._common
