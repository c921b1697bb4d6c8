"""What an export would publish, handed to a comparison instead of a folder."""

from __future__ import annotations

from collections.abc import Iterable

from syndicate.model.paths import is_on_web
from syndicate.parts.contract import Withdrawn
from syndicate.pipeline.publish.publication import Publication
from syndicate.pipeline.publish.target import Removal, Retraction, Target
from syndicate.pipeline.report import Report
from syndicate.record.comparison import Comparison
from syndicate.settings.plan import Plan
from syndicate.store.store import Store


def compare(
    publication: Publication,
    comparison: Comparison,
    plan: Plan,
    report: Report,
    store: Store,
    withdrawn: Iterable[Withdrawn],
    target: Target | None,
) -> None:
    """Hand all documents of *publication* to *comparison*, one at a time.

    report  of what was read so far
    target  what the export would publish into; None: nothing
    """
    for document in publication.documents():
        if isinstance(document, Removal):
            comparison.remove(document.path, document.digests)
        elif not isinstance(document, Retraction):
            has_other_header = target is not None and publication.has_other_header(document.path, target)
            comparison.take(document, has_other_header=has_other_header)
        del document  # else it stays in memory while the next is made
    # Of what is read from elsewhere the newest is there alone; what is at fault may be there all the same.
    is_all_read = all(fault.is_warning for fault in report.faults) and not any(
        is_on_web(path) for path in plan.context.paths
    )
    comparison.end(store, plan.now, withdrawn={one.id for one in withdrawn}, is_all_read=is_all_read)
