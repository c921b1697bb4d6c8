"""The memory of an export: it reuses what exports before saved in an index, and what feeds of one export share.

See pipeline.memory for the rule that it keeps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from syndicate.index.sharing import Shared, Sharing
from syndicate.model.article import Article
from syndicate.pipeline.complete.completed import Completed
from syndicate.pipeline.compose import Composition, Job
from syndicate.pipeline.memory import Memory
from syndicate.pipeline.past import Past
from syndicate.pipeline.publish.publication import Publication
from syndicate.pipeline.publish.target import Target
from syndicate.pipeline.report import Report
from syndicate.settings.plan import Plan
from syndicate.store.known import KnownArticles, NothingKnown
from syndicate.store.thresholds import Thresholds

if TYPE_CHECKING:
    from syndicate.index.pieces import ChunkedPieces
    from syndicate.parts.registry import Registry


class ExportMemory(Memory):
    """The memory of one export, which leaves nothing to the next."""

    def __init__(self) -> None:
        super().__init__()
        self._sharing = Sharing(())
        self._shared: dict[int, Shared | None] = {}

    def begin(self, jobs: Sequence[Job]) -> None:
        self._sharing = Sharing(jobs)

    def reuses_texts(self) -> bool:
        return self._sharing.text_count != 1

    def articles(self, job: Job, completed: Completed) -> Sequence[Article] | None:
        shared = self._shared[id(job)] = self._sharing.shared(job)
        known = self._known_pieces_of(job)
        if shared is None and known is None and completed.entries is None:
            return None
        from syndicate.index.remembered import Remembered

        return Remembered(completed.over(shared.articles()) if shared else completed, shared, known)

    def _known_pieces_of(self, job: Job) -> ChunkedPieces | None:  # noqa: ARG002
        return None

    def close(self, job: Job) -> None:
        if shared := self._shared.pop(id(job), None):
            shared.close()

    def save(
        self,
        composition: Composition,  # noqa: ARG002
        publication: Publication,  # noqa: ARG002
        report: Report,  # noqa: ARG002
        past: Past,  # noqa: ARG002
        *,
        allow_empty: bool,  # noqa: ARG002
    ) -> list[str]:
        """Save what was published, as *report* says; return a warning for each thing that cannot be saved."""
        return []


def memory_of(
    plan: Plan,
    registry: Registry,
    known: KnownArticles,
    target: Target | None,
    thresholds: Thresholds,
    *,
    is_written: bool,
) -> ExportMemory:
    """Return the memory of an export into *target*.

    known       if it is an index, results of exports before are reused, and this export's are saved for the next
    is_written  whether anything is to be saved
    """
    if target is not None and not plan.prepares and not isinstance(known, NothingKnown):
        from syndicate.index.caches import IndexMemory
        from syndicate.index.index import Index

        if isinstance(known, Index):
            return IndexMemory(known, plan, registry, target, thresholds, is_written=is_written)
    return ExportMemory()
