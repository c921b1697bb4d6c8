"""The line up to the feeds, for who looks at them one by one: nothing is published, and rendered what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from syndicate.model.article import Article
from syndicate.model.feed import Document, Feed
from syndicate.parts.calls import Trace, no_trace
from syndicate.pipeline.complete.completed import Completed
from syndicate.pipeline.complete.notes import Notes
from syndicate.pipeline.compose import Composition, Job, compose
from syndicate.pipeline.memory import Made, Memory
from syndicate.pipeline.options import Options
from syndicate.pipeline.past import past_of
from syndicate.pipeline.publish.target import target_of
from syndicate.pipeline.read import prepared, read_source
from syndicate.pipeline.reading import Reading
from syndicate.pipeline.render import Renderer
from syndicate.pipeline.report import Report
from syndicate.pipeline.workers.resources import ALONE, Resources
from syndicate.settings.plan import Plan
from syndicate.store.known import KNOWN_FAILS, failed

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry
    from syndicate.record.record import Record


class DraftFeed(msgspec.Struct, frozen=True, kw_only=True):
    """A feed as its format sees it."""

    feed: Feed  # its articles are completed when they are asked for
    heads: Sequence[Article]  # the same articles, whose texts nobody has to make
    notes: Mapping[int, Notes]  # place -> notes on those articles that were asked for


class Draft:
    """The feeds of an export that nobody publishes; it belongs to the thread that opened it, until close().

    jobs    each a document of a feed, or several
    report  what there is to say of the articles before any is rendered
    """

    def __init__(self, plan: Plan, reading: Reading, composition: Composition, report: Report, trace: Trace) -> None:
        self.jobs: list[Job] = composition.jobs
        self.report = report
        self._reading = reading
        # Other processes would make texts ahead that nobody asks for.
        self._renderer = Renderer(reading, plan.bodies, Memory(), trace, context=plan.context)

    def feed(self, job: Job) -> DraftFeed:
        """Return the feed of *job*. Raises what rendering raises."""
        made = Made(job)
        heard: dict[int, Notes] = {}
        made.tally.heard = heard
        feed = self._renderer.feed(job, made)
        heads = feed.articles.articles if isinstance(feed.articles, Completed) else feed.articles
        return DraftFeed(feed=feed, heads=heads, notes=heard)

    def documents(self, job: Job) -> list[Document]:
        """Return what an export would publish of *job*."""
        return list(self._renderer.render(job))

    def open_file(self, article: Article, url: str) -> int | None:
        """Return a descriptor of the file of the site that is served at *url*, None if there is none."""
        return self._renderer.open_file(article, url)

    def close(self) -> None:
        """Close what was read; articles cannot be asked for any more."""
        self._reading.close()


def open_draft(
    plan: Plan,
    registry: Registry,
    *,
    output: Path | str | None,
    record: Record | None,
    progress: Callable[[int], None] | None = None,
    trace: Trace = no_trace,
    resources: Resources = ALONE,
) -> Draft:
    """Return the feeds that an export as `run` takes it would publish, those without articles among them.

    progress  called now and then while articles are read, with how many items have been
    """
    options = Options(allow_empty=True, dry_run=True, accept_new_ids=True, accept_withdrawals=True)
    past = past_of(record, plan, registry, None if output is None else target_of(output), options)
    source = read_source(plan, progress, trace, resources=resources)
    try:
        past.identify(source, Memory())
        reading = prepared(plan, source, trace)
        composition = compose(
            plan, reading, allow_empty=True, trace=trace, emptied=past.emptied, known_archives=past.archives(reading)
        )
        composition = past.settle(source, reading, composition, leaves=False)
        report = Report.of(reading).with_more(plan.warnings, (*reading.notes, *past.untold, *past.notes))
        report = report.with_more(
            composition.faults,
            notes=(*plan.notes, *reading.passed_over, *getattr(reading.reader, "notes", ())),
            failures=tuple(map(str, composition.failures)),
            chosen_count=composition.chosen_count,
            withdrawn=past.withdrawn,
        )
    except KNOWN_FAILS as error:
        failed(source.known, error)
        source.close()
    except BaseException:
        source.close()
        raise
    else:
        return Draft(plan, reading, composition, report, trace)
    resources = replace(resources, open_known=None)
    return open_draft(plan, registry, output=output, record=record, progress=progress, trace=trace, resources=resources)
