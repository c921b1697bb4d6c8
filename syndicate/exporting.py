"""One export, from a site's folder to published files: the whole line in one call, for the command and for Python."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from syndicate.index.memory import ExportMemory, memory_of
from syndicate.index.opening import resources_of
from syndicate.model.background import wait_for_tasks
from syndicate.model.errors import RecordChangedError, StrictError, SyndicateError, UsageError, count_faults, excerpt
from syndicate.model.log import INFO, log
from syndicate.parts.calls import Trace, logged, no_trace
from syndicate.pipeline.compose import compose
from syndicate.pipeline.memory import DoneExport, Memory
from syndicate.pipeline.options import Options
from syndicate.pipeline.past import Past, past_of
from syndicate.pipeline.publish.publication import Publication
from syndicate.pipeline.publish.target import Target, target_of
from syndicate.pipeline.publish.tell import tell
from syndicate.pipeline.read import prepared, read_source
from syndicate.pipeline.reading import Reading
from syndicate.pipeline.render import Renderer
from syndicate.pipeline.report import Report
from syndicate.pipeline.source_pass import Progress
from syndicate.pipeline.workers.resources import ALONE, Resources
from syndicate.settings.opening import open_plan
from syndicate.settings.overrides import Overrides
from syndicate.settings.plan import Plan
from syndicate.store.known import KNOWN_FAILS, failed

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from syndicate.parts.registry import Registry
    from syndicate.record.comparison import Comparison
    from syndicate.record.record import Record


def export(
    site: str | Path = ".",
    *,
    now: datetime,
    output: str | Path | None = None,
    config: str | Path | None = None,
    overrides: Overrides | None = None,
    registry: Registry | None = None,
    strict: bool = False,
    allow_empty: bool = False,
    dry_run: bool = False,
    keep_old: bool = False,
    against: str | Path | None = None,
    accept_new_ids: bool = False,
    accept_withdrawals: bool = False,
    counts_unchosen: bool = False,
    record: str | Path | bool | None = None,
    index: str | Path | None = None,
    jobs: int | None = None,
    executor: Executor | None = None,
) -> Report:
    """Export *site* and return what was done.

    site         folder, file, glob, URL or "-" (standard input); see open_site()
    now          aware instant; articles dated later are in the future
    output       folder to publish into, or the URL of an object store, e.g. s3://bucket/news; None: publish nothing,
                 return the documents
    config       settings file; None: the nearest syndicate.yaml
    overrides    values to use instead of the settings'
    registry     the parts to choose from; None: built-in, installed, and those of settings.plugins
    strict, allow_empty, dry_run, keep_old, against, accept_new_ids, accept_withdrawals, counts_unchosen  as Options has
                 them
    record       file that says what was published; False: none; None: that of the settings
    index        file that stores what was read, so that the next export reads only changes; None: that of the settings
    jobs         processes that work on a large site, None: one; with an executor its slots, how many tasks it works on
                 at a time, None: as many as it says
    executor     works on it instead, e.g. processes of other machines that have the site's folder at the same path, or
                 its articles in an object store; a Client of dask.distributed, or its get_executor()

    Raises a SyndicateError; its `faults` say what is wrong with articles. Nothing is then written.
    """
    from syndicate.record.opening import record_of

    places = {"site": site, "output": output, "config": config, "against": against, "index": index}
    for name, place in places.items():
        if place and (not isinstance(place, str | Path) or "\0" in str(place)):
            raise UsageError(
                f"{name}: expected the path of a file or folder, found {type(place).__name__} {excerpt(place)}"
            )
    opened = open_plan(site, config, overrides, registry=registry)
    plan = opened.plan(now=now, output=output)
    return run(
        plan,
        opened.registry,
        output=output,
        options=Options(
            strict=strict,
            allow_empty=allow_empty,
            dry_run=dry_run,
            keep_old=keep_old,
            against=against,
            accept_new_ids=accept_new_ids,
            accept_withdrawals=accept_withdrawals,
            counts_unchosen=counts_unchosen,
        ),
        record=record_of(opened.file, opened.overrides, output, record=record),
        resources=resources_of(
            opened.file, plan, opened.registry, index=index, is_written=not dry_run, jobs=jobs, executor=executor
        ),
    )


def run(
    plan: Plan,
    registry: Registry,
    *,
    output: str | Path | Target | None,
    options: Options = Options(),  # noqa: B008  it is frozen
    progress: Progress | None = None,
    trace: Trace = no_trace,
    resources: Resources = ALONE,
    record: Record | None = None,
    comparison: Comparison | None = None,
) -> Report:
    """Read, choose, render and publish as *plan* says; see export().

    record      of what was published before; None: what is published is not noted
    comparison  takes the documents in place of *output*, where nothing is written then
    """
    target = None if output is None else target_of(output)
    if target is not None:
        target.check()
    trace = logged(trace)
    failures: list[str] = []
    while True:
        past = past_of(record, plan, registry, target, options)
        attempt = _Attempt(plan, registry, target, options, trace, resources, record, past, comparison)
        if comparison is not None:
            comparison.begin()
        source = reading = read_source(plan, progress, trace, resources=resources)
        try:
            memory = memory_of(
                plan, registry, source.known, target, resources.thresholds, is_written=not options.dry_run
            )
            done = attempt.done_before(memory)
            if done is None:
                past.identify(source, memory)
            reading = prepared(plan, source, trace)
            report = Report.of(reading).with_more(
                plan.warnings,
                (*reading.notes, *past.untold),
                notes=(*plan.notes, *reading.passed_over, *getattr(reading.reader, "notes", ())),
            )
            if done is None:
                report = attempt.write(report, source, reading, memory)
            else:
                log(INFO, "nothing has changed since the export before: nothing is chosen, and nothing rendered")
                if target is not None:
                    target.sweep()
                report = report.with_more(
                    done.faults, done.warnings, files=done.files, chosen_count=done.chosen_count, unchosen=done.unchosen
                )
            return msgspec.structs.replace(report, warnings=(*failures, *report.warnings))
        except KNOWN_FAILS as error:
            failures.append(failed(source.known, error))
            resources = msgspec.structs.replace(resources, open_known=None)
        except RecordChangedError:
            record = record and record.again()
        finally:
            reading.close()
            wait_for_tasks()


class _Attempt(NamedTuple):
    """One attempt at an export, as run() takes it."""

    plan: Plan
    registry: Registry
    target: Target | None
    options: Options
    trace: Trace
    resources: Resources
    record: Record | None
    past: Past
    comparison: Comparison | None

    def done_before(self, memory: Memory) -> DoneExport | None:
        """Return what an export before has done, if this one would do the same."""
        if self.options.strict:  # it has faults to raise, which only the whole line finds
            return None
        done = memory.done_export(allow_empty=self.options.allow_empty, record=self.past.digest)
        if done is None or (self.options.counts_unchosen and done.unchosen is None):  # nobody asked the export before
            return None
        return done if self.past.agrees(done.files) else None

    def write(self, report: Report, source: Reading, reading: Reading, memory: ExportMemory) -> Report:
        """Choose, render and publish; return *report*, which is of the articles so far, with all that is done."""
        plan, target, options, past, comparison = self.plan, self.target, self.options, self.past, self.comparison
        try:
            composition = compose(
                plan,
                reading,
                allow_empty=options.allow_empty,
                trace=self.trace,
                known_choices=memory.choices,
                emptied=past.emptied,
                known_archives=past.archives(reading),
            )
            report = report.with_more(composition.faults, chosen_count=composition.chosen_count)
            if options.counts_unchosen:
                from syndicate.pipeline.unchosen import count_unchosen

                report = report.with_more(unchosen=count_unchosen(plan, reading, composition))
            if options.strict and report.faults:
                found = ", ".join(count_faults(report.faults))
                raise StrictError(f"nothing written: {found}, and the export is strict")
            composition = past.settle(source, reading, composition, leaves=memory.choices is not None)
            memory.begin(composition.jobs)
            renderer = Renderer(
                reading, plan.bodies, memory, self.trace, context=plan.context, resources=self.resources
            )
            publication = Publication(
                composition,
                renderer,
                memory,
                plan,
                is_strict=options.strict or comparison is not None,  # half of an export can be compared with nothing
                record=self.record,
                keep_old=options.keep_old,
            )
            if comparison is None:
                files, documents = publication.publish(target, dry_run=options.dry_run)
            else:
                files = documents = ()
                publication.compare(comparison, report, source.articles.store, past.withdrawn, target)
            for file in files:
                log(INFO, "%s: %s, %d bytes", file.path, file.state, file.size_bytes)
        except SyndicateError as error:
            report.give_to(error)
            raise
        report = report.with_more(
            *((), (*publication.warnings, *publication.unnoted, *publication.foreign), (*past.notes, *renderer.notes)),
            failures=tuple(publication.failures),
            files=files,
            documents=documents,
            withdrawn=past.withdrawn,
        )
        if target is None or options.dry_run or comparison is not None:
            return report
        unsaved = memory.save(composition, publication, report, past, allow_empty=options.allow_empty)
        return tell(plan, self.registry, composition, report.with_more((), unsaved), target, self.trace)
