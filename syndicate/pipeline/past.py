"""What was published before: the export asks it for the ids of articles, and tells it what it publishes.

One rule: without a record there is no past, and every article is as it says itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from syndicate.model.errors import UsageError
from syndicate.parts.contract import PublishedFile, Withdrawn
from syndicate.pipeline.compose import Composition
from syndicate.pipeline.memory import Memory
from syndicate.pipeline.options import Options
from syndicate.pipeline.pages import KnownArchives
from syndicate.pipeline.reading import Reading
from syndicate.settings.plan import Plan

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry
    from syndicate.pipeline.publish.target import Target
    from syndicate.record.recognition import Settled
    from syndicate.record.record import Record


class Past:
    """The past of one export. This one knows of nothing.

    After settle():
    withdrawn  articles that were published, and are no more
    notes      sentences about ids, and about these
    settled    what the next export may ask a memory for
    """

    withdrawn: tuple[Withdrawn, ...] = ()
    notes: tuple[str, ...] = ()
    settled: Settled | None = None

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    @property
    def digest(self) -> bytes:
        """The digest of all that is known."""
        return b""

    @property
    def untold(self) -> tuple[str, ...]:
        """What there is to say of feeds with tombstones where nothing tells what was withdrawn."""
        paths = [feed_plan.path for feed_plan in self._plan.feeds if feed_plan.tombstone_days]
        said = "tombstones are of articles that a record says were withdrawn, and a preview has none; else write record: true"
        return (f"{paths[0]}: {said}",) if paths else ()

    def agrees(self, files: Iterable[PublishedFile]) -> bool:  # noqa: ARG002
        """Tell whether *files*, and no other, were published."""
        return True

    def identify(self, source: Reading, memory: Memory) -> None:  # noqa: ARG002
        """Give the articles of *source* the ids that they were published under. Raises RecordError."""
        store = source.articles.store
        if store.has_given_ids():  # by an export before, which had a record
            source.known.give_ids(dict.fromkeys(store.given_ids()))

    def emptied(self, entry: str) -> Mapping[str, str]:  # noqa: ARG002
        """Return the topics that had a feed of *entry*, each with the path of that."""
        return {}

    def archives(self, reading: Reading) -> KnownArchives:  # noqa: ARG002
        """Return which articles of *reading* are in which documents of archives."""
        return KnownArchives()

    def settle(
        self,
        source: Reading,  # noqa: ARG002
        reading: Reading,  # noqa: ARG002
        composition: Composition,
        *,
        leaves: bool,  # noqa: ARG002
    ) -> Composition:
        """Take in who is in a feed of *composition*; return the feeds with their tombstones.

        source   the articles as they were read
        reading  the same as transforms prepare them, of which *composition* is made
        leaves   whether the next export may ask for `settled`

        Raises RecordError where many articles would be withdrawn.
        """
        return composition


def past_of(record: Record | None, plan: Plan, registry: Registry, target: Target | None, options: Options) -> Past:
    """Return the past that *record* tells; None: nothing does."""
    if record is not None:
        from syndicate.pipeline.settle import RecordedPast

        return RecordedPast(record, plan, registry, target, options)
    if options.against is not None:
        raise UsageError(
            "against: there is no record that would keep the ids of articles; write record: in the settings"
        )
    return Past(plan)
