"""One export from a folder to published files: the whole line in one call, for the command and for Python."""

from __future__ import annotations

import os
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from syndicate.index.choices import KeptChoices
from syndicate.index.documents import StandingFeeds
from syndicate.index.identity import NOTHING_MORE, Resources
from syndicate.index.pieces import KeptPieces
from syndicate.model.article import Document
from syndicate.model.errors import Fault, StrictError, SyndicateError, UsageError, count
from syndicate.parts.calls import Trace, no_trace
from syndicate.parts.contract import Exported, ExportedFile
from syndicate.pipeline.compose import compose
from syndicate.pipeline.publish.folder import publish
from syndicate.pipeline.read import read
from syndicate.pipeline.render import Renderer, Rendering
from syndicate.pipeline.source_pass import Progress, Reading
from syndicate.pipeline.tell import tell
from syndicate.settings.opening import open_plan
from syndicate.settings.overrides import Overrides
from syndicate.settings.plan import Plan
from syndicate.settings.schema import SettingsFile
from syndicate.store.rows import seconds

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from syndicate.parts.registry import Registry


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
    chosen_count: int
    files: tuple[ExportedFile, ...] = ()
    faults: tuple[Fault, ...] = ()
    failures: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()

    @property
    def exit_status(self) -> int:
        """0: all well; 3: written, but some articles or feeds were left out."""
        return 3 if self.faults or self.failures else 0


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
        strict=strict,
        allow_empty=allow_empty,
        dry_run=dry_run,
        resources=resources_of(opened.file, plan, opened.registry, index=index, jobs=jobs, executor=executor),
    )


def resources_of(
    file: SettingsFile,
    plan: Plan,
    registry: Registry,
    *,
    index: str | Path | bool | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
) -> Resources:
    """Return what reading may use.

    index  False: none; True: the one in the site's cache folder if the site is large; None: what the settings say, else none
    """
    from syndicate.index.identity import address, default_place, identity

    if index is None or (index is True and file.settings.index is not None):
        index = (
            file.settings.index if isinstance(file.settings.index, bool | None) else file.folder / file.settings.index
        )
    place = None if not index else default_place(plan.context.root) if index is True else Path(index)
    return Resources(
        index=place,
        is_index_asked=index is not True,
        identity=partial(identity, plan, registry),
        address=address(plan, registry),
        jobs=jobs,
        executor=executor,
    )


def run(
    plan: Plan,
    registry: Registry,
    *,
    output: Path | None,
    strict: bool = False,
    allow_empty: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
    trace: Trace = no_trace,
    resources: Resources = NOTHING_MORE,
) -> Report:
    """Read, choose, render and publish as *plan* says; see export()."""
    if output is not None:
        _check_folder(output)
    if dry_run and resources.index is not None and not resources.index.exists():
        resources = msgspec.structs.replace(resources, index=None)  # nothing is written, an index neither
    reading = read(plan, progress, trace, resources=resources)
    try:
        return _publish(plan, registry, reading, output, strict, allow_empty, dry_run, trace)
    finally:
        reading.close()


def _publish(
    plan: Plan,
    registry: Registry,
    reading: Reading,
    output: Path | None,
    strict: bool,  # noqa: FBT001  as run() was called
    allow_empty: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    trace: Trace,
) -> Report:
    """Choose among what was read, render and publish."""
    faults = tuple(reading.faults)
    said = (*plan.notes, *reading.passed_over, *getattr(reading.reader, "notes", ()))
    standing = choices = None
    if reading.index is not None and output is not None and not plan.prepares:
        standing = StandingFeeds(reading.index, plan, registry, output)
        if not strict and not dry_run and (last := standing.export(allow_empty=allow_empty)) is not None:
            return Report(
                read_count=len(reading.articles),
                chosen_count=last.chosen_count,
                files=last.files,
                faults=(*faults, *last.faults),
                warnings=(*reading.notes, *last.warnings),
                notes=said,
            )
        choices = KeptChoices(reading.index, standing.of_filters, seconds(plan.now))
    try:
        composition = compose(plan, reading, allow_empty=allow_empty, trace=trace, known=choices)
        faults += tuple(composition.faults)
        if strict and faults:
            raise StrictError(f"nothing written: {count(len(faults), 'fault')}, and the export is strict")
        kept = None
        if standing is not None and reading.index is not None:
            kept = KeptPieces(reading.index, standing.shape, is_written=not dry_run)
        renderer = Renderer(reading, plan.bodies, trace, composition.jobs, kept)
        rendering = Rendering(composition, renderer, is_strict=strict, standing=standing)
        if output is None:
            documents, published = rendering.collected(), []
        else:
            documents, published = (), publish(rendering.documents(), output, dry_run=dry_run)
    except SyndicateError as error:
        error.faults, error.notes = faults, plan.notes
        raise
    files = tuple(rendering.file(file) for file in published)
    notes: list[str] = []
    if output is not None and not dry_run:
        if choices is not None:
            choices.save()
        rendering.keep(files, composition, allow_empty=allow_empty)
        if choices is not None and choices.failure:
            rendering.warnings.append(f"the index {choices.failure}; the next export chooses among all articles")
        exported = Exported(
            site=plan.site,
            feeds=tuple(job.feed for job in composition.jobs),
            files=files,
            directory=str(output),
            root=plan.context.root,
            now=plan.now,
        )
        notes = tell(plan, registry, exported, rendering.failures, trace)
    return Report(
        read_count=len(reading.articles),
        chosen_count=composition.chosen_count,
        files=files,
        faults=faults,
        failures=tuple(rendering.failures),
        warnings=(*reading.notes, *rendering.warnings),
        notes=(*said, *notes),
        documents=documents,
    )


def _check_folder(output: Path) -> None:
    """Raise UsageError where a file stands in the way of the folder *output*, before anything is read."""
    for place in (output, *output.parents):
        if os.path.isdir(place):  # noqa: PTH112  Path.is_dir() raises what is not allowed to be looked at
            return
        if os.path.lexists(place):
            named = "is no folder" if place == output else f"cannot be made: {place} is no folder"
            raise UsageError(f"output: {output} {named}; name another place, or move that away")
