"""The built pages that texts are taken from, as fingerprints: one that nobody has written to is not read again.

The fingerprint of each page joins the digest of its article, so that a feed whose pages are what they were is not
rendered, and another only where its pages or its articles have changed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from syndicate.index.index import Index
from syndicate.model.digests import blake2b
from syndicate.pipeline.complete.built_pages import BuiltPages, NoText, Page
from syndicate.pipeline.complete.text import version
from syndicate.settings.plan import Bodies
from syndicate.store.rows import DIGEST_BYTES
from syndicate.store.store import KnownUnusableError

if TYPE_CHECKING:
    from syndicate.pipeline.compose import Job


class KnownPage(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The page of an article as an export before found it."""

    path: str = ""  # of its file; "": it is none of this site's
    before: tuple[str, ...] = ()  # where it was looked for, and was not
    stamp: tuple[int, int] = (0, 0)  # of the file
    version: bytes = b""  # its fingerprint


_Pages = dict[bytes, KnownPage]  # by the digest of the article
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Pages).decode


class PageVersions:
    """The pages of the articles of one export.

    fingerprint  of what tells which page an article has
    is_new       none is known from an export before

    Where the index fails, all pages are read.
    """

    def __init__(self, index: Index, bodies: Bodies, fingerprint: bytes) -> None:
        self._index = index
        self._pages = BuiltPages(bodies)
        self._key = blake2b(b"%d" % self._pages.is_there, digest_size=DIGEST_BYTES, key=fingerprint).digest()
        self._found: _Pages = {}
        try:
            for (pages,) in index.ask("SELECT pages FROM built_pages WHERE key = ?", self._key):
                self._found = _decode(pages)
        except (KnownUnusableError, msgspec.DecodeError, TypeError, ValueError):
            pass  # nothing is known, and all is put in anew
        self.is_new = not self._found
        self._now: _Pages = {}
        self._versions: dict[bytes, bytes] = {}

    def of(self, job: Job, start: int = 0, stop: int | None = None) -> bytes:
        """Return the fingerprints of the pages of the articles of *job*, from place *start* to *stop*."""
        stop = len(job.numbers) if stop is None else stop
        return b"".join([self._version(job, place) for place in range(start, stop)])

    def _version(self, job: Job, place: int) -> bytes:
        digest = job.digest[place * DIGEST_BYTES : (place + 1) * DIGEST_BYTES]
        found = self._versions.get(digest)
        if found is not None:
            return found
        known = self._found.get(digest)
        if known is not None and (not known.path or self._pages.is_as_before(known.before, known.path, known.stamp)):
            self._now[digest] = known
            self._versions[digest] = known.version
            return known.version
        page = self._pages.page(job.feed.articles[place])
        return self.note(digest, page, version(page))

    def note(self, digest: bytes, page: Page | NoText | None, made_from: bytes) -> bytes:
        """Take in the *page* of the article with *digest*, as it was read, and its fingerprint; return that."""
        before = self._versions.get(digest)
        if before is None:
            self._versions[digest] = made_from
            if page is None:
                self._now[digest] = KnownPage()
            elif isinstance(page, Page) and None not in self._index.settled([page.stamp]):
                self._now[digest] = KnownPage(page.path, page.before, page.stamp, made_from)
        elif before != made_from:  # it changes while it is read: what is made of it is not used again
            self._versions[digest] = os.urandom(DIGEST_BYTES)
            self._now.pop(digest, None)
        return self._versions[digest]

    def save(self) -> None:
        """Put the pages of this export into the index, in place of those before. Raises KnownUnusableError."""
        if self._now != self._found:
            self._index.change("DELETE FROM built_pages")
            self._index.change("INSERT INTO built_pages VALUES (?, ?)", self._key, _encode(self._now))
