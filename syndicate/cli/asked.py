"""What the options of an export ask for, which whatever shows, watches or compares an export takes, too."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any, NamedTuple

from syndicate.cli import options
from syndicate.cli.terminal import Progress, trace

if TYPE_CHECKING:
    from pathlib import Path

    from syndicate.parts.calls import Trace
    from syndicate.pipeline.options import Options
    from syndicate.pipeline.report import Report
    from syndicate.pipeline.workers.resources import Resources
    from syndicate.record.comparison import Comparison
    from syndicate.record.record import Record
    from syndicate.settings.opening import OpenPlan
    from syndicate.settings.overrides import Overrides
    from syndicate.settings.plan import Plan


def is_printed(given: Namespace) -> bool:
    """Tell whether the document itself goes to standard output, so that no report may."""
    return bool(given.output == "-" or (given.output is None and len(given.format) == 1))


class Asked(NamedTuple):
    """What the options ask for: settings and parts, the plan made of them, and the files that go with it."""

    opened: OpenPlan
    plan: Plan
    output: Path | str | None
    record: Record | None
    resources: Resources

    def run(self, given: Namespace, choices: Options, comparison: Comparison | None = None) -> Report:
        """Run the export with *choices*, telling how far it is, as run() does; faults have paths as seen from here."""
        from msgspec.structs import replace

        from syndicate.cli.report import as_seen_from_here
        from syndicate.exporting import run
        from syndicate.model.errors import SettingsError, SyndicateError

        folder = self.opened.file.folder
        try:
            with Progress(quiet=given.quiet or given.verbose > 0, cluster=self.resources.cluster) as progress:
                report = run(
                    self.plan,
                    self.opened.registry,
                    output=self.output,
                    options=choices,
                    progress=progress.show,
                    trace=trace_of(given),
                    resources=replace(self.resources, tell=progress.tell),
                    record=self.record,
                    comparison=comparison,
                )
        except SettingsError:
            raise
        except SyndicateError as error:
            error.faults = as_seen_from_here(error.faults, folder)
            raise
        return replace(report, faults=as_seen_from_here(report.faults, folder))


def open_asked(
    given: Namespace,
    opened: OpenPlan | None = None,
    *,
    is_written: bool,
    may_print: bool = False,
    has_feeds: bool = False,
) -> Asked:
    """Return what the options *given* ask for.

    opened      the settings, where they are open
    is_written  whether the index is written
    may_print   whether one format without a place goes to standard output, and to no folder
    has_feeds   whether, without a folder, those feeds are meant all the same that are written into one
    """
    from syndicate.index.opening import resources_of
    from syndicate.pipeline.workers.resources import usable_cores
    from syndicate.record.opening import record_of

    opened = opened or open_given(given)
    file = opened.file
    configured = output_of(file.settings.output, file.folder)
    has_place = configured is not None and given.output is None and any(path for _, path in given.format)
    # `--format rss=news/rss.xml` names a place in the folder
    to_stdout = is_printed(given) and not has_place if may_print else given.output == "-"
    output = None if to_stdout else output_of(given.output) or configured
    now = options.moment(given.now, file.settings.site.timezone)
    plan = opened.plan(now=now, output=output, formats=options.default_formats(file) if output or has_feeds else ())
    record = record_of(file, opened.overrides, output, record=False if given.no_record else None)
    index = not given.no_index and (given.index or True)
    jobs = given.jobs or usable_cores()
    resources = resources_of(
        file, plan, opened.registry, index=index, is_written=is_written, jobs=jobs, workers=given.workers
    )
    return Asked(opened, plan, output, record, resources)


def output_of(text: str | None, folder: Path | None = None) -> Path | str | None:
    """Return where *text* says that is published: a folder, seen from *folder* or from here, or a URL."""
    from pathlib import Path

    if not text or "://" in text:
        return text or None
    return (folder or Path()) / text


def open_given(given: Namespace) -> OpenPlan:
    from syndicate.settings.opening import open_plan

    return open_plan(given.site, given.config, _overrides(given), given.plugin)


def trace_of(given: Namespace) -> Trace:
    from syndicate.parts.calls import no_trace

    return trace if given.trace else no_trace


def _overrides(given: Namespace) -> Overrides:
    from syndicate.settings.overrides import Overrides

    filters: list[tuple[str, Any]] = []
    topics = {"any": given.topic, "all": given.all_topics, "none": given.exclude_topic}
    if any(topics.values()):
        filters.append(("topics", {key: value for key, value in topics.items() if value}))
    dates = {"since": given.since, "until": given.until}
    if any(dates.values()):
        filters.append(("dates", {key: value for key, value in dates.items() if value}))
    if given.where:
        from syndicate.parts.where import merge_where

        filters.append(("where", merge_where(given.where)))
    return Overrides(
        formats=tuple(given.format),
        filters=tuple(filters),
        include_unpublished=given.include_unpublished,
        source=given.source,
        content=given.content,
        limit=given.limit,
        options=tuple(given.option),
        **options.site_overrides(given),
    )
