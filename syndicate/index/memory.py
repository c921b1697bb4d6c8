"""The memory of an export: it reuses what exports before saved in an index, and what feeds of one export share.

See pipeline.memory for the rule that it keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syndicate.index.sharing import Shared, Sharing
from syndicate.model.article import Article
from syndicate.parts.contract import PublishedFile
from syndicate.pipeline.complete.completed import Completed
from syndicate.pipeline.compose import Composition, Job
from syndicate.pipeline.memory import DoneExport, Made, Memory
from syndicate.pipeline.past import Past
from syndicate.pipeline.publish.publication import Publication
from syndicate.pipeline.publish.target import Target
from syndicate.pipeline.report import Report
from syndicate.settings.plan import Plan
from syndicate.store.known import KnownArticles, NothingKnown
from syndicate.store.thresholds import DEFAULT, Thresholds

if TYPE_CHECKING:
    from syndicate.index.caches import Caches
    from syndicate.index.pieces import ChunkedPieces
    from syndicate.parts.registry import Registry
    from syndicate.pipeline.complete.built_pages import NoText, Page
    from syndicate.record.recognition import Settled


class ExportMemory(Memory):
    """The memory of one export.

    known       if it is an index, results of exports before are reused, and this export's are saved for the next
    target      where it is published
    is_written  whether anything is to be saved
    """

    def __init__(
        self,
        plan: Plan,
        registry: Registry,
        known: KnownArticles,
        target: Target | None,
        *,
        is_written: bool,
        thresholds: Thresholds = DEFAULT,
    ) -> None:
        super().__init__()
        self._is_written = is_written
        self._sharing = Sharing(())
        self._shared: dict[int, Shared | None] = {}
        self._known_pieces: ChunkedPieces | None = None  # of the job that is being rendered
        self._rendered: list[tuple[Job, list[PublishedFile]]] = []
        self._unchanged_count = 0
        self._caches: Caches | None = None
        if target is not None and not plan.prepares and not isinstance(known, NothingKnown):
            from syndicate.index.caches import Caches
            from syndicate.index.index import Index

            if isinstance(known, Index):
                self._caches = Caches(known, plan, registry, target, thresholds, is_written=is_written)
                self.choices = self._caches.choices

    def done_export(self, *, allow_empty: bool, record: bytes) -> DoneExport | None:
        if self._caches is None or not self._is_written:
            return None
        return self._caches.feeds.export(allow_empty=allow_empty, record=record)

    def settled(self) -> Settled | None:
        return self._caches.settled() if self._caches else None

    def begin(self, jobs: Sequence[Job]) -> None:
        self._sharing = Sharing(jobs)

    def reuses_texts(self) -> bool:
        return self._sharing.text_count != 1

    def documents(self, job: Job) -> Sequence[PublishedFile] | None:
        files = self._caches.feeds.documents(job) if self._caches else None
        self._unchanged_count += bool(files)
        return files or None

    def articles(self, job: Job, completed: Completed) -> Sequence[Article] | None:
        shared = self._shared[id(job)] = self._sharing.shared(job)
        self._known_pieces = self._caches.pieces.of(job) if self._caches else None
        if shared is None and self._known_pieces is None and completed.entries is None:
            return None
        from syndicate.index.remembered import Remembered

        return Remembered(completed.over(shared.articles()) if shared else completed, shared, self._known_pieces)

    def knows_pages(self) -> bool:
        return self._caches is not None and self._caches.pages is not None

    def note_page(self, digest: bytes, page: Page | NoText | None, made_from: bytes) -> None:
        if self._caches is not None and self._caches.pages is not None:
            self._caches.pages.note(digest, page, made_from)

    def text(self, digest: bytes, made_from: bytes) -> bytes | None:
        return self._caches.texts.get(digest, made_from) if self._caches else None

    def has_text(self, digest: bytes) -> bool:
        return self._caches is not None and self._caches.texts.has(digest)

    def remember_text(self, digest: bytes, made_from: bytes, encoded: bytes) -> None:
        if self._caches is not None:
            self._caches.texts.remember(digest, made_from, encoded)

    def file_facts(self, url: str, stamp: str) -> bytes | None:
        return self._caches.file_facts.get(url, stamp) if self._caches else None

    def remember_file_facts(self, url: str, stamp: str, encoded: bytes) -> None:
        if self._caches is not None:
            self._caches.file_facts.remember(url, stamp, encoded)

    def rendered(self, made: Made) -> None:
        if self._known_pieces is not None:
            self._known_pieces.close()
        if made.files and not made.tally.touches_files:
            self._rendered.append((made.job, made.files))

    def close(self, job: Job) -> None:
        if shared := self._shared.pop(id(job), None):
            shared.close()
        if self._known_pieces is not None:
            self._known_pieces.end()

    def save(
        self,
        composition: Composition,
        publication: Publication,
        report: Report,
        past: Past,
        *,
        allow_empty: bool,
    ) -> list[str]:
        """Save what was published, as *report* says; return a warning for each thing that cannot be saved."""
        if self._caches is None:
            return []
        done = None
        has_tombstones = any(job.feed.tombstones for job in composition.jobs)  # which pass with time alone
        if (
            not publication.failures
            and not has_tombstones
            and len(self._rendered) + self._unchanged_count == len(composition.jobs)
        ):
            faults, warnings = tuple(composition.faults), tuple(publication.warnings)
            done = DoneExport(composition.chosen_count, report.files, faults, warnings, report.unchosen)
        digests = {file.path: file.digest for file in report.files}
        rendered = [(job, [replace(file, digest=digests[file.path]) for file in made]) for job, made in self._rendered]
        paths = [job.path for job in composition.jobs]
        return self._caches.save(
            rendered, report.files, paths, done, past.settled, allow_empty=allow_empty, record=past.digest
        )
