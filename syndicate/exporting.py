"""One export from a folder to published files: the whole line in one call, for the command and for Python."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from syndicate.index.memory import ExportMemory
from syndicate.index.opening import resources_of
from syndicate.model.errors import Fault, StrictError, SyndicateError, UsageError, count
from syndicate.model.feed import Document
from syndicate.parts.calls import Trace, no_trace
from syndicate.parts.contract import Exported, PublishedFile
from syndicate.pipeline.compose import Composition, compose
from syndicate.pipeline.read import read
from syndicate.pipeline.render import Renderer, Rendering
from syndicate.pipeline.source_pass import Progress
from syndicate.pipeline.tell import tell
from syndicate.pipeline.workers import ALONE, Resources
from syndicate.settings.opening import open_plan
from syndicate.settings.overrides import Overrides
from syndicate.settings.plan import Plan

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from syndicate.parts.registry import Registry


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How an export goes about what is wrong.

    strict       write nothing if any article is at fault (StrictError) or any part fails
    allow_empty  write feeds that no article is left for
    dry_run      compare with what stands in the output folder, write nothing
    """

    strict: bool = False
    allow_empty: bool = False
    dry_run: bool = False


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What an export did.

    read_count    articles that could be used, before any filter
    chosen_count  articles in at least one feed
    files         what stands in the output folder, in the order written
    faults        everything wrong with articles; each of these was left out
    failures      why feeds were left out or somebody could not be told, a sentence each that names the part
    warnings      sentences about feeds that are written all the same
    notes         what listeners say
    documents     the documents themselves, where no output folder was named
    """

    read_count: int
    chosen_count: int = 0
    files: tuple[PublishedFile, ...] = ()
    faults: tuple[Fault, ...] = ()
    failures: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()

    @property
    def exit_status(self) -> int:
        """0: all well; 3: written, but some articles or feeds were left out."""
        return 3 if self.faults or self.failures else 0

    def with_more(
        self, faults: Iterable[Fault] = (), warnings: Iterable[str] = (), notes: Iterable[str] = (), **others: Any
    ) -> Report:
        """Return the report with these *faults*, *warnings* and *notes* too, and *others* in place of its own."""
        return msgspec.structs.replace(
            self,
            faults=(*self.faults, *faults),
            warnings=(*self.warnings, *warnings),
            notes=(*self.notes, *notes),
            **others,
        )


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
    index: str | Path | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
) -> Report:
    """Export *site* and return what was done.

    site         folder, file, glob, URL or "-" (standard input); see open_site()
    now          aware instant; articles dated later are in the future
    output       folder to publish into; None: publish nothing, return the documents
    config       settings file; None: the nearest syndicate.yaml
    overrides    what to do differently from the settings
    registry     the parts to choose from; None: built-in, installed, and those of settings.plugins
    strict       write nothing if any article is at fault (StrictError) or any part fails
    allow_empty  write feeds that no article is left for
    dry_run      compare with what stands in *output*, write nothing
    index        file that keeps what was read, so that the next export reads what has changed; None: that of the settings
    jobs         processes that read a large site
    executor     who reads it instead, e.g. processes of other machines that have the site's folder at the same place

    Raises a SyndicateError, whose `faults` tell what was wrong with articles; nothing is then written.
    """
    opened = open_plan(site, config, overrides, registry=registry)
    plan = opened.plan(now=now, output=output)
    return run(
        plan,
        opened.registry,
        output=None if output is None else Path(output),
        options=Options(strict=strict, allow_empty=allow_empty, dry_run=dry_run),
        resources=resources_of(
            opened.file, plan, opened.registry, index=index, is_written=not dry_run, jobs=jobs, executor=executor
        ),
    )


def run(
    plan: Plan,
    registry: Registry,
    *,
    output: Path | None,
    options: Options = Options(),  # noqa: B008  it is frozen
    progress: Progress | None = None,
    trace: Trace = no_trace,
    resources: Resources = ALONE,
) -> Report:
    """Read, choose, render and publish as *plan* says; see export()."""
    if output is not None:
        _check_folder(output)
    reading = read(plan, progress, trace, resources=resources)
    try:
        memory = ExportMemory(
            plan, registry, reading.known, output, is_written=not options.dry_run, thresholds=resources.thresholds
        )
        report = Report(
            read_count=len(reading.articles),
            faults=tuple(reading.faults),
            warnings=reading.notes,
            notes=(*plan.notes, *reading.passed_over, *getattr(reading.reader, "notes", ())),
        )
        if not options.strict and (done := memory.export(allow_empty=options.allow_empty)):
            return report.with_more(done.faults, done.warnings, files=done.files, chosen_count=done.chosen_count)
        try:
            composition = compose(plan, reading, allow_empty=options.allow_empty, trace=trace, known=memory.choices)
            report = report.with_more(composition.faults, chosen_count=composition.chosen_count)
            if options.strict and report.faults:
                raise StrictError(f"nothing written: {count(len(report.faults), 'fault')}, and the export is strict")
            memory.begin(composition.jobs)
            renderer = Renderer(reading, plan.bodies, memory, trace)
            rendering = Rendering(composition, renderer, memory, is_strict=options.strict)
            files, documents = rendering.publish(output, dry_run=options.dry_run)
        except SyndicateError as error:
            error.faults, error.notes = report.faults, report.notes
            raise
        warnings, failures, notes = rendering.warnings, rendering.failures, []
        if output is not None and not options.dry_run:
            is_whole = not failures
            warnings += memory.save(composition, files, warnings, is_whole=is_whole, allow_empty=options.allow_empty)
            notes = tell(plan, registry, _exported(plan, composition, files, output), failures, trace)
        return report.with_more((), warnings, notes, failures=tuple(failures), files=files, documents=documents)
    finally:
        reading.close()


def _exported(plan: Plan, composition: Composition, files: Sequence[PublishedFile], output: Path) -> Exported:
    return Exported(
        site=plan.site,
        feeds=tuple(job.feed for job in composition.jobs),
        files=files,
        directory=str(output),
        root=plan.context.root,
        now=plan.now,
    )


def _check_folder(output: Path) -> None:
    """Raise UsageError where a file stands in the way of the folder *output*, before anything is read."""
    for place in (output, *output.parents):
        if os.path.isdir(place):  # noqa: PTH112  Path.is_dir() raises what is not allowed to be looked at
            return
        if os.path.lexists(place):
            named = "is no folder" if place == output else f"cannot be made: {place} is no folder"
            raise UsageError(f"output: {output} {named}; name another place, or move that away")
