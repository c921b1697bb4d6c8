"""What an index holds beside the articles: what was published, choices, texts, encoded pieces, facts about files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from syndicate.files.portable import system_reason
from syndicate.index.cache import Cache
from syndicate.index.choices import ChoiceCache
from syndicate.index.documents import PublishedFeeds
from syndicate.index.index import Index
from syndicate.index.pieces import PieceCache
from syndicate.model.digests import blake2b
from syndicate.parts.contract import PublishedFile
from syndicate.pipeline.compose import Job
from syndicate.pipeline.memory import DoneExport
from syndicate.pipeline.publish.target import Target
from syndicate.settings.plan import Plan
from syndicate.store.rows import seconds
from syndicate.store.store import KnownUnusableError
from syndicate.store.thresholds import Thresholds

if TYPE_CHECKING:
    from syndicate.index.page_versions import PageVersions
    from syndicate.parts.registry import Registry
    from syndicate.record.recognition import Settled

_GATHERED_BYTES = 1 << 20  # that are nobody's: fewer may stay
_MOST_FILES = 100_000  # with more, all are found out about again


class TextCache(Cache):
    """The texts that an index holds, one of an article.

    fingerprint  of all that shapes a text beside its article and what the caller names
    """

    def __init__(self, index: Index, fingerprint: bytes, *, is_written: bool) -> None:
        super().__init__(index, is_written=is_written)
        self._fingerprint = fingerprint
        self._is_empty = not index.texts.is_there() or not self.ask("SELECT 1 FROM texts LIMIT 1")

    def get(self, digest: bytes, made_from: bytes) -> bytes | None:
        """Return the text of the article with *digest*; another one with the same has the same text."""
        if self._is_empty:
            return None
        found = self.ask("SELECT key, at, size, sum FROM texts WHERE digest = ?", digest)
        if not found or found[0][0] != self._key(made_from):
            return None
        _, at, size_bytes, digest_of_text = found[0]
        text = self._index.texts.read(at, size_bytes)
        return text if _digest(text) == digest_of_text else None

    def has(self, digest: bytes) -> bool:
        """Tell whether there is a text of the article with *digest*, whatever it was made from."""
        return not self._is_empty and bool(self.ask("SELECT 1 FROM texts WHERE digest = ?", digest))

    def remember(self, digest: bytes, made_from: bytes, encoded: bytes) -> None:
        if not self.is_written or self.failure:
            return
        try:
            values = digest, self._key(made_from), self._index.texts.append(encoded), len(encoded), _digest(encoded)
            self.change("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?)", *values)
        except OSError as error:
            self.failure = f"cannot be written: {system_reason(error)}"

    def forget_others(self) -> None:
        """Take out the texts of articles that are there no more. Raises KnownUnusableError where that fails."""
        if self.is_written and not self._is_empty and self._index.is_changed:
            # No text is read for this, as "NOT IN" would.
            self._index.change(
                "DELETE FROM texts WHERE digest IN (SELECT digest FROM texts EXCEPT SELECT digest FROM keys)"
            )

        if self.is_written and self._index.texts.end:
            self._gather()

    def _gather(self) -> None:
        """Have the file of texts no more than twice as long as it must be."""
        texts, index = self._index.texts, self._index
        ((size_bytes,),) = index.ask("SELECT total(size) FROM texts")
        if texts.end <= 2 * size_bytes + _GATHERED_BYTES:
            return
        places = index.ask("SELECT digest, at, size FROM texts ORDER BY at")
        try:
            for (digest, *_), at in zip(places, texts.gather([place[1:] for place in places]), strict=True):
                index.change("UPDATE texts SET at = ? WHERE digest = ?", at, digest)
        except OSError as error:
            raise KnownUnusableError(f"cannot be written: {system_reason(error)}") from error

    def _key(self, made_from: bytes) -> bytes:
        return blake2b(made_from, digest_size=16, key=self._fingerprint).digest()


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=32).digest()


class Caches:
    """The caches of one export into *target*; see ExportMemory."""

    def __init__(
        self, index: Index, plan: Plan, registry: Registry, target: Target, thresholds: Thresholds, *, is_written: bool
    ) -> None:
        self._index = index
        self._few = thresholds.choice_articles
        self.feeds = PublishedFeeds(index, plan, registry, target)
        self.choices = ChoiceCache(index, self.feeds.filters_fingerprint, seconds(plan.now), thresholds)
        self.texts = TextCache(index, self.feeds.common_fingerprint(), is_written=is_written)
        self.pieces = PieceCache(index, self.feeds.format_fingerprint, target, thresholds, is_written=is_written)
        self.file_facts = FileFactsCache(index, is_written=is_written)
        self.pages: PageVersions | None = None
        if plan.bodies.built and any(feed.shows_text for feed in plan.feeds):
            from syndicate.index.page_versions import PageVersions

            self.pages = self.feeds.pages = self.pieces.pages = PageVersions(
                index, plan.bodies, self.feeds.common_fingerprint()
            )

    def settled(self) -> Settled | None:
        """Return what the last export has left about the articles in the record."""
        found = self._index.ask("SELECT value FROM facts WHERE name = 'settled'")
        if not found:
            return None
        from syndicate.record.recognition import Settled

        generation, settled = msgspec.msgpack.decode(found[0][0], type=tuple[int, Settled])
        return settled if generation == self._index.found_generation else None

    def save(
        self,
        rendered: Iterable[tuple[Job, Sequence[PublishedFile]]],
        files: Sequence[PublishedFile],
        paths: Iterable[str],
        done: DoneExport | None,
        settled: Settled | None,
        *,
        allow_empty: bool,
        record: bytes,
    ) -> list[str]:
        """Save all; return a warning for each thing that cannot be saved.

        rendered  the jobs that were rendered and depend on nothing beside their articles, with their files
        files     of all feeds
        paths     of all feeds
        done      the whole export, None if it left something to do
        settled   what the next export may know about the articles in the record
        """
        self.choices.save()
        warnings = []
        try:
            for job, made in rendered:
                self.feeds.remember(job, made)
            if done is not None:
                self.feeds.remember_export(done, allow_empty=allow_empty, record=record)
            if settled is not None and self._index.store.has_more_than(self._few):
                encoded = msgspec.msgpack.encode((self._index.generation, settled))
                self._index.change("INSERT OR REPLACE INTO facts VALUES ('settled', ?)", encoded)
            self.pieces.save(files)
            self.pieces.forget_all_but(paths)
            self.texts.forget_others()
            if self.pages is not None:
                self.pages.save()
            self.feeds.save()
        except KnownUnusableError as error:
            warnings.append(f"the index {error}; the next export renders all feeds")
        failures = (
            (self.texts.failure, "reads all texts"),
            (self.file_facts.failure, "reads the heads of all pictures"),
            (self.pieces.failure, "encodes all articles"),
            (self.choices.failure, "chooses among all articles"),
        )
        return warnings + [f"the index {failure}; the next export {does}" for failure, does in failures if failure]


class FileFactsCache(Cache):
    """The facts that an index holds."""

    def get(self, url: str, stamp: str) -> bytes | None:
        """Return the facts of the file at *url* if it has the *stamp* that it had then."""
        found = self.ask("SELECT facts FROM file_facts WHERE url = ? AND stamp = ?", url, stamp)
        return found[0][0] if found else None

    def remember(self, url: str, stamp: str, encoded: bytes) -> None:
        """Put facts in, in place of those of the file before."""
        if self.is_written and self.ask("SELECT 1 FROM file_facts LIMIT 1 OFFSET ?", _MOST_FILES - 1):
            self.change("DELETE FROM file_facts")
        self.change("INSERT OR REPLACE INTO file_facts VALUES (?, ?, ?)", url, stamp, encoded)
