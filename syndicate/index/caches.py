"""What an index holds beside the articles: what was published, choices, texts, encoded pieces, facts about files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from syndicate.files.portable import system_reason
from syndicate.index.cache import Cache
from syndicate.index.choices import ChoiceCache
from syndicate.index.documents import PublishedFeeds
from syndicate.index.index import Index
from syndicate.index.memory import ExportMemory
from syndicate.index.pieces import PieceCache
from syndicate.model.digests import blake2b
from syndicate.parts.contract import PublishedFile
from syndicate.pipeline.compose import Composition, Job
from syndicate.pipeline.memory import DoneExport, Made
from syndicate.pipeline.past import Past
from syndicate.pipeline.publish.publication import Publication
from syndicate.pipeline.publish.target import Target
from syndicate.pipeline.report import Report
from syndicate.settings.plan import Plan
from syndicate.store.rows import seconds
from syndicate.store.store import KnownUnusableError
from syndicate.store.thresholds import Thresholds

if TYPE_CHECKING:
    from syndicate.index.page_versions import PageVersions
    from syndicate.index.pieces import ChunkedPieces
    from syndicate.parts.registry import Registry
    from syndicate.pipeline.complete.built_pages import NoText, Page
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


class IndexMemory(ExportMemory):
    """The memory of one export into *target* that reuses what an *index* has, and saves there for the next.

    is_written  whether anything is to be saved
    """

    def __init__(
        self, index: Index, plan: Plan, registry: Registry, target: Target, thresholds: Thresholds, *, is_written: bool
    ) -> None:
        super().__init__()
        self._index = index
        self._is_written = is_written
        self._few = thresholds.choice_articles
        self._feeds = PublishedFeeds(index, plan, registry, target)
        self.choices = self._choices = ChoiceCache(
            index, self._feeds.filters_fingerprint, seconds(plan.now), thresholds
        )
        self._texts = TextCache(index, self._feeds.common_fingerprint(), is_written=is_written)
        self._pieces = PieceCache(index, self._feeds.format_fingerprint, target, thresholds, is_written=is_written)
        self._file_facts = FileFactsCache(index, is_written=is_written)
        self._known_pieces: ChunkedPieces | None = None  # of the job that is being rendered
        self._rendered: list[tuple[Job, list[PublishedFile]]] = []  # depend on nothing beside their articles
        self._unchanged_count = 0
        self._pages: PageVersions | None = None
        if plan.bodies.built and any(feed.shows_text for feed in plan.feeds):
            from syndicate.index.page_versions import PageVersions

            self._pages = self._feeds.pages = self._pieces.pages = PageVersions(
                index, plan.bodies, self._feeds.common_fingerprint()
            )

    def done_export(self, *, allow_empty: bool, record: bytes) -> DoneExport | None:
        return self._feeds.export(allow_empty=allow_empty, record=record) if self._is_written else None

    def settled(self) -> Settled | None:
        found = self._index.ask("SELECT value FROM facts WHERE name = 'settled'")
        if not found:
            return None
        from syndicate.record.recognition import Settled

        generation, settled = msgspec.msgpack.decode(found[0][0], type=tuple[int, Settled])
        return settled if generation == self._index.found_generation else None

    def documents(self, job: Job) -> Sequence[PublishedFile] | None:
        files = self._feeds.documents(job)
        self._unchanged_count += bool(files)
        return files or None

    def _known_pieces_of(self, job: Job) -> ChunkedPieces | None:
        self._known_pieces = self._pieces.of(job)
        return self._known_pieces

    def knows_pages(self) -> bool:
        return self._pages is not None

    def note_page(self, digest: bytes, page: Page | NoText | None, made_from: bytes) -> None:
        if self._pages is not None:
            self._pages.note(digest, page, made_from)

    def text(self, digest: bytes, made_from: bytes) -> bytes | None:
        return self._texts.get(digest, made_from)

    def has_text(self, digest: bytes) -> bool:
        return self._texts.has(digest)

    def remember_text(self, digest: bytes, made_from: bytes, encoded: bytes) -> None:
        self._texts.remember(digest, made_from, encoded)

    def file_facts(self, url: str, stamp: str) -> bytes | None:
        return self._file_facts.get(url, stamp)

    def remember_file_facts(self, url: str, stamp: str, encoded: bytes) -> None:
        self._file_facts.remember(url, stamp, encoded)

    def rendered(self, made: Made) -> None:
        if self._known_pieces is not None:
            self._known_pieces.close()
        if made.files and not made.tally.touches_files:
            self._rendered.append((made.job, made.files))

    def close(self, job: Job) -> None:
        super().close(job)
        if self._known_pieces is not None:
            self._known_pieces.end()

    def save(
        self, composition: Composition, publication: Publication, report: Report, past: Past, *, allow_empty: bool
    ) -> list[str]:
        self._choices.save()
        digests = {file.path: file.digest for file in report.files}
        has_tombstones = any(job.feed.tombstones for job in composition.jobs)  # which pass with time alone
        is_whole = len(self._rendered) + self._unchanged_count == len(composition.jobs)
        warnings = []
        try:
            for job, made in self._rendered:
                self._feeds.remember(job, [replace(file, digest=digests[file.path]) for file in made])
            if is_whole and not publication.failures and not publication.unnoted and not has_tombstones:
                faults, told = tuple(composition.faults), tuple(publication.warnings)
                done = DoneExport(composition.chosen_count, report.files, faults, told, report.unchosen)
                self._feeds.remember_export(done, allow_empty=allow_empty, record=past.digest)
            if past.settled is not None and self._index.store.has_more_than(self._few):
                encoded = msgspec.msgpack.encode((self._index.generation, past.settled))
                self._index.change("INSERT OR REPLACE INTO facts VALUES ('settled', ?)", encoded)
            self._pieces.save(report.files)
            self._pieces.forget_all_but(job.path for job in composition.jobs)
            self._texts.forget_others()
            if self._pages is not None:
                self._pages.save()
            self._feeds.save()
        except KnownUnusableError as error:
            warnings.append(f"the index {error}; the next export renders all feeds")
        failures = (
            (self._texts.failure, "reads all texts"),
            (self._file_facts.failure, "reads the heads of all pictures"),
            (self._pieces.failure, "encodes all articles"),
            (self._choices.failure, "chooses among all articles"),
        )
        return warnings + [f"the index {failure}; the next export {does}" for failure, does in failures if failure]
