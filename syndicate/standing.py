"""Feeds that need not be rendered: the same articles, put in the same way, gave the documents that still stand in their places.

What was published is kept in the index: of each feed a fingerprint of all that its documents are made from, and each document's
size and time. A feed that is made from more than its articles (built pages, files of the site) is rendered every time.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from syndicate.indexing import code_identity
from syndicate.model import FeedLink
from syndicate.parts import Format, Transform
from syndicate.pipeline import Job
from syndicate.plan import Plan

if TYPE_CHECKING:
    from syndicate.index import Index
    from syndicate.registry import Registry

# Their versions change bytes.
_LIBRARIES = ("feedgen", "lxml", "nh3", "markdown-it-py", "mdit-py-plugins", "msgspec", "selectolax")


class StandingDocument(msgspec.Struct, frozen=True, array_like=True):
    """A document that was published, and how its file was left."""

    path: str
    media_type: str
    size_bytes: int
    changed_ns: int
    entry_count: int
    warnings: tuple[str, ...] = ()


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

    def _key(self, path: str) -> str:
        return f"{self._folder}\0{path}"

    def _fingerprint(self, job: Job) -> bytes:
        """Return what is another one where the documents may be others."""
        feed, plan = job.feed, job.plan
        if self._beside[0] is not feed.feeds:  # one for all feeds of an export, and as long as they are many
            self._beside = (feed.feeds, blake2b(self._encode(feed.feeds), digest_size=16).digest())
        made_from = (
            self._in_common(),
            (feed.title, feed.url, feed.id, feed.next_url, feed.topic),
            self._beside[1],
            (job.path, plan.content, plan.format.part.name, plan.format.options),
            self._registry.code_of(Format, plan.format.part.name),
            [(t.identity, self._registry.code_of(Transform, t.name)) for t in plan.transforms],
        )
        digest = blake2b(self._encode(made_from), digest_size=16)
        digest.update(job.digest)
        return digest.digest()

    def _in_common(self) -> bytes:
        """Return what all feeds of an export are made from."""
        if not self._common:
            import sys
            from importlib.metadata import version

            libraries = [version(name) for name in _LIBRARIES]
            bodies = msgspec.structs.replace(self._plan.bodies, root="")
            given = (sys.version, code_identity(), libraries, self._plan.site, bodies, self._plan.source.name)
            self._common = blake2b(self._encode(given), digest_size=16).digest()
        return self._common
