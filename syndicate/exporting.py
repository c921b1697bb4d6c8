"""One export from a folder to published files: the whole line in one call, for the command and for Python."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from syndicate.calling import Trace, no_trace
from syndicate.errors import Fault, PluginError, SettingsError, StrictError, SyndicateError, UsageError, count
from syndicate.files import Published, Withdrawal, publish
from syndicate.locating import open_site
from syndicate.model import Document
from syndicate.overrides import Overrides
from syndicate.parts import Exported, ExportedFile
from syndicate.paths import folded_name
from syndicate.pipeline import Composition, Job, Progress, compose, read
from syndicate.plan import Plan, make_plan
from syndicate.recognising import recognise
from syndicate.rendering import Renderer
from syndicate.settings import SettingsFile, names
from syndicate.urls import absolute_url

if TYPE_CHECKING:
    from syndicate.registry import Registry


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

    Raises a SyndicateError, whose `faults` tell what was wrong with articles; nothing is then written.
    """
    file, paths = open_site(site, config)
    registry = registry or make_registry(file)
    changes = overrides or Overrides()
    file, paths = recognise(file, paths, registry, changes)
    if paths:
        changes = msgspec.structs.replace(changes, paths=paths)
    if output is not None:
        changes = msgspec.structs.replace(changes, output=os.path.relpath(output, file.folder))
    plan = make_plan(file, registry, now=now, overrides=changes)
    return run(
        plan,
        registry,
        output=None if output is None else Path(output),
        strict=strict,
        allow_empty=allow_empty,
        dry_run=dry_run,
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
) -> Report:
    """Read, choose, render and publish as *plan* says; see export()."""
    if output is not None:
        _check_folder(output)
    reading = read(plan, progress, trace)
    faults = tuple(reading.faults)
    try:
        composition = compose(plan, reading, allow_empty=allow_empty, trace=trace)
        faults += tuple(composition.faults)
        if strict and faults:
            raise StrictError(f"nothing written: {count(len(faults), 'fault')}, and the export is strict")
        rendering = _Rendering(composition, Renderer(reading, plan.bodies, trace), is_strict=strict)
        if output is None:
            documents, published = rendering.collected(), []
        else:
            documents, published = (), publish(rendering.documents(), output, dry_run=dry_run)
    except SyndicateError as error:
        error.faults = faults
        raise
    files = tuple(rendering.file(file) for file in published)
    notes: list[str] = []
    if output is not None and not dry_run:
        exported = Exported(
            site=plan.site,
            feeds=tuple(job.feed for job in composition.jobs),
            files=files,
            directory=str(output),
            root=plan.context.root,
            now=plan.now,
        )
        notes = _tell(plan, registry, exported, rendering.failures, trace)
    return Report(
        read_count=len(reading.articles),
        chosen_count=composition.chosen_count,
        files=files,
        faults=faults,
        failures=tuple(rendering.failures),
        warnings=tuple(rendering.warnings),
        notes=(*plan.notes, *getattr(reading.reader, "notes", ()), *notes),
        documents=documents,
    )


class _Rendering:
    """Renders feed after feed. One that fails is taken back whole and the others go on, unless the export is strict."""

    def __init__(self, composition: Composition, renderer: Renderer, *, is_strict: bool) -> None:
        self._jobs = composition.jobs
        self._renderer = renderer
        self._is_strict = is_strict
        self._errors: list[SyndicateError] = [*composition.failures]
        self._job_of: dict[str, Job] = {}  # path of a document -> the job it is of
        self._place_of: dict[
            str, Job
        ] = {}  # folded path -> the job whose place it is, from the start or once it is taken
        for job in composition.jobs:
            self._place_of.setdefault(_folded(job.path), job)
        self.warnings: list[str] = []
        self.failures: list[str] = [str(error) for error in composition.failures]

    def documents(self) -> Iterator[Document | Withdrawal]:
        """Yield the documents of all feeds, and what is to be taken back. Raises the first error if nothing is left."""
        if self._is_strict and self._errors:
            raise self._errors[0]
        rendered = 0
        for job in self._jobs:
            paths: list[str] = []
            warnings = []
            try:
                for document in self._renderer.render(job):
                    self._claim(document, job, paths)
                    paths.append(document.path)
                    warnings += [f"{document.path}: {warning}" for warning in document.warnings]
                    self._job_of[document.path] = job
                    yield document
            except SyndicateError as error:
                if self._is_strict or isinstance(error, UsageError):
                    raise
                self._errors.append(error)
                self.failures.append(str(error))
                self._place_of = {place: owner for place, owner in self._place_of.items() if owner is not job}
                yield Withdrawal(frozenset(paths))
            else:
                self.warnings += warnings
                rendered += 1
        if self._errors and not rendered:
            raise self._errors[0]

    def _claim(self, document: Document, job: Job, paths: list[str]) -> None:
        """Raise PluginError where *document* of *job*, after those at *paths*, takes the place of another one."""
        owner = self._place_of.setdefault(_folded(document.path), job)
        if owner is not job or document.path in paths:
            other = f"the place of the feed {owner.path}" if owner is not job else "a path it has given already"
            message = f"{job.plan.format.label} yields {document.path}, which is {other}; give one of them another path"
            raise PluginError(f"{job.path}: {message}")

    def collected(self) -> tuple[Document, ...]:
        """Return all documents that are not taken back."""
        kept: dict[str, Document] = {}
        for document in self.documents():
            if isinstance(document, Document):
                kept[document.path] = document
            else:
                kept = {path: other for path, other in kept.items() if path not in document.paths}
        return tuple(kept.values())

    def file(self, published: Published) -> ExportedFile:
        """Return *published* with the format that made it, and where it is served: beside its feed's own document."""
        job = self._job_of[published.path]
        path = posixpath.relpath(published.path, posixpath.dirname(job.path) or ".")
        return ExportedFile(
            path=published.path,
            url=job.feed.url if published.path == job.path else absolute_url(quote(path), job.feed.url),
            format=job.plan.format.part.name,
            media_type=published.media_type,
            state=published.state,
            size_bytes=published.size_bytes,
            entry_count=published.entry_count,
        )


def _folded(path: str) -> str:
    """Return what two paths share that are one file on some system."""
    return "/".join(map(folded_name, path.split("/")))


def _tell(plan: Plan, registry: Registry, exported: Exported, failures: list[str], trace: Trace) -> list[str]:
    """Return what the listeners say; what goes wrong with one is added to *failures*, for the files are written."""
    notes = []
    for listener in plan.listeners:
        with _noted(listener.label, failures), trace(f"{listener.label}: tell"):
            notes += [f"{listener.name}: {sentence}" for sentence in listener.tell(exported)]
    for label, hear in registry.hearers():
        with _noted(label, failures), trace(label):
            hear(exported)
    return notes


@contextmanager
def _noted(label: str, failures: list[str]) -> Iterator[None]:
    """Add to *failures* what goes wrong with the part that messages call *label*."""
    try:
        yield
    except SyndicateError as error:
        failures.append(f"{label}: {error}")
    except Exception as error:  # noqa: BLE001  a stranger's function may raise anything
        failures.append(f"{label} failed: {type(error).__name__}: {error}")


def _check_folder(output: Path) -> None:
    """Raise UsageError where a file stands in the way of the folder *output*, before anything is read."""
    for place in (output, *output.parents):
        if os.path.isdir(place):  # noqa: PTH112  Path.is_dir() raises what is not allowed to be looked at
            return
        if os.path.lexists(place):
            named = "is no folder" if place == output else f"cannot be made: {place} is no folder"
            raise UsageError(f"output: {output} {named}; name another place, or move that away")


def make_registry(file: SettingsFile, plugins: Iterable[str | Path] = ()) -> Registry:
    """Return the built-in parts, those of installed plugins, and those of the modules that settings and caller name.

    plugins  modules or folders of modules, beside those of the settings

    SYNDICATE_PLUGINS in the environment names the distributions whose plugins are taken in: unset, all; empty, none.

    Raises SettingsError with every plugin of the settings that cannot be used; PluginError for one of the caller's.
    """
    from syndicate.registry import Registry

    wanted = os.environ.get("SYNDICATE_PLUGINS")
    distributions = None if wanted is None else wanted.replace(",", " ").split()
    registry = Registry(distributions=distributions)
    checker = file.checker()
    cause = None
    given = file.settings.plugins
    for index, path in enumerate(names(given)):
        place = ("plugins",) if isinstance(given, str) else ("plugins", index)
        if not path.strip():
            checker.wrong(place, "is empty; name a .py file or a folder that holds some, or take it out")
            continue
        try:
            registry.load(file.folder / path)
        except PluginError as error:
            checker.wrong(place, str(error))
            cause = cause or error
    if checker.faults:
        raise SettingsError(checker.faults) from cause
    for module in plugins:
        registry.load(Path(module))
    return registry
