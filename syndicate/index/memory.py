"""The memory of an export: it reuses what exports before saved in an index, and what feeds of one export share.

See pipeline.memory for the rule that it keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate.index.choices import ChoiceCache
from syndicate.index.documents import PublishedFeeds
from syndicate.index.index import Index
from syndicate.index.pieces import ChunkedPieces, PieceCache
from syndicate.index.remembered import Remembered
from syndicate.index.sharing import Shared, Sharing
from syndicate.index.texts import TextCache
from syndicate.model.article import Article
from syndicate.parts.contract import PublishedFile
from syndicate.pipeline.complete.completed import Completed
from syndicate.pipeline.compose import Composition, Job
from syndicate.pipeline.made import Made
from syndicate.pipeline.memory import DoneExport, Memory
from syndicate.pipeline.publish.publication import Publication
from syndicate.settings.plan import Plan
from syndicate.store.known import KnownArticles, KnownUnusableError
from syndicate.store.rows import seconds
from syndicate.store.thresholds import DEFAULT, Thresholds

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry


class ExportMemory(Memory):
    """The memory of one export.

    known       if it is an index, results of exports before are reused, and this export's are saved for the next
    output      the folder to publish into
    is_written  whether anything is to be saved
    """

    def __init__(
        self,
        plan: Plan,
        registry: Registry,
        known: KnownArticles,
        output: Path | None,
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
        self._feeds: PublishedFeeds | None = None
        self._pieces: PieceCache | None = None
        self._texts: TextCache | None = None
        if isinstance(known, Index) and output is not None and not plan.prepares:
            self._feeds = PublishedFeeds(known, plan, registry, output)
            self.choices = ChoiceCache(known, self._feeds.filters_fingerprint, seconds(plan.now), thresholds)
            self._texts = TextCache(known, self._feeds.common_fingerprint(), is_written=is_written)
            self._pieces = PieceCache(known, self._feeds.format_fingerprint, thresholds, is_written=is_written)

    def done_export(self, *, allow_empty: bool) -> DoneExport | None:
        return self._feeds.export(allow_empty=allow_empty) if self._feeds and self._is_written else None

    def begin(self, jobs: Sequence[Job]) -> None:
        self._sharing = Sharing(jobs)

    def reuses_texts(self) -> bool:
        return self._sharing.text_count != 1

    def documents(self, job: Job) -> Sequence[PublishedFile] | None:
        files = self._feeds.documents(job) if self._feeds else None
        self._unchanged_count += bool(files)
        return files or None

    def articles(self, job: Job, completed: Completed) -> Sequence[Article] | None:
        shared = self._shared[id(job)] = self._sharing.shared(job)
        self._known_pieces = self._pieces.of(job) if self._pieces else None
        if shared is None and self._known_pieces is None:
            return None
        return Remembered(completed.over(shared.articles()) if shared else completed, shared, self._known_pieces)

    def text(self, digest: bytes, made_from: bytes) -> bytes | None:
        return self._texts.get(digest, made_from) if self._texts else None

    def has_text(self, digest: bytes) -> bool:
        return self._texts is not None and self._texts.has(digest)

    def remember_text(self, digest: bytes, made_from: bytes, encoded: bytes) -> None:
        if self._texts is not None:
            self._texts.remember(digest, made_from, encoded)

    def rendered(self, made: Made) -> None:
        if self._known_pieces is not None:
            self._known_pieces.close()
        if made.files and not made.tally.touches_files:
            self._rendered.append((made.job, made.files))

    def close(self, job: Job) -> None:
        if shared := self._shared.pop(id(job), None):
            shared.close()

    def save(
        self, composition: Composition, publication: Publication, files: Sequence[PublishedFile], *, allow_empty: bool
    ) -> list[str]:
        """Save what was published as *files*; return a warning for each thing that cannot be saved."""
        if self._feeds is None or self._pieces is None or not isinstance(self.choices, ChoiceCache):
            return []
        self.choices.save()
        failed = []
        try:
            for job, published in self._rendered:
                self._feeds.remember(job, published)
            if not publication.failures and len(self._rendered) + self._unchanged_count == len(composition.jobs):
                done = DoneExport(
                    composition.chosen_count, tuple(files), tuple(composition.faults), tuple(publication.warnings)
                )
                self._feeds.remember_export(done, allow_empty=allow_empty)
            self._pieces.forget_all_but(job.path for job in composition.jobs)
            if self._texts is not None:
                self._texts.forget_others()
            self._feeds.save()
        except KnownUnusableError as error:
            failed.append(f"the index {error}; the next export renders all feeds")
        if self._texts is not None and self._texts.failure:
            failed.append(f"the index {self._texts.failure}; the next export reads all texts")
        if self._pieces.failure:
            failed.append(f"the index {self._pieces.failure}; the next export encodes all articles")
        if self.choices.failure:
            failed.append(f"the index {self.choices.failure}; the next export chooses among all articles")
        return failed
