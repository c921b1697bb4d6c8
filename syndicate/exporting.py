"""One export from a folder to published files: the whole line in one call, for the command and for Python."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from syndicate.errors import Fault, StrictError, SyndicateError, UsageError, count, excerpt
from syndicate.files import Published, publish
from syndicate.model import Document
from syndicate.overrides import Overrides
from syndicate.parts import Exported, ExportedFile
from syndicate.pipeline import Composition, Progress, compose, read, render
from syndicate.plan import Plan, make_plan
from syndicate.settings import Settings, SettingsFile, find_settings, load_settings
from syndicate.urls import absolute_url

if TYPE_CHECKING:
    from syndicate.registry import Registry

_GLOB = frozenset("*?[")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What an export did.

    read_count    articles that could be used, before any filter
    chosen_count  articles in at least one feed
    files         what stands in the output folder, in the order written
    faults        everything wrong with articles; each of these was left out
    warnings      sentences about feeds that are written all the same
    documents     the documents themselves, where no output folder was named
    """

    read_count: int
    chosen_count: int
    files: tuple[Published, ...] = ()
    faults: tuple[Fault, ...] = ()
    warnings: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()

    @property
    def exit_status(self) -> int:
        """0: all well; 3: written, but some articles were left out."""
        return 3 if self.faults else 0


def open_site(site: str | Path = ".", config: str | Path | None = None) -> tuple[SettingsFile, tuple[str, ...]]:
    """Return the settings for *site*, and which paths of it to read (empty: those of the settings).

    site    a folder, a file, a glob, "-" for standard input, or a URL for a source that reads some; settings are those of
            the nearest folder above, of a URL those of the current one
    config  settings file to use instead; its paths are then relative to *site* if that is a folder

    Raises UsageError if there is no such place, SettingsError if the settings are wrong.
    """
    try:
        folder, narrowed = _narrowed(str(site))
        path = find_settings(folder) if config is None else None
    except OSError as error:
        raise UsageError(f"{excerpt(site, 200)} cannot be read ({error.strerror}); name the site's folder") from error
    if config is not None:
        file = load_settings(Path(config))
        return msgspec.structs.replace(file, folder=folder), narrowed
    if path is None:
        return SettingsFile(settings=Settings(), folder=folder), narrowed
    return _within(load_settings(Path(os.path.relpath(path))), folder, narrowed)


def _narrowed(text: str) -> tuple[Path, tuple[str, ...]]:
    """Return the folder of the site that *text* names, and what of it to read: nothing said, all of it."""
    narrowed: tuple[str, ...] = ()
    if text == "-" or is_url(text):
        folder, narrowed = Path(), (text,)
    elif Path(text).is_dir():
        folder = Path(text)
    elif Path(text).is_file():
        folder, narrowed = Path(text).parent, (Path(text).name,)
    elif _GLOB & set(text):
        # A glob is read from the folder in front of its first wildcard.
        parts = Path(text).parts
        fixed = next(index for index, part in enumerate(parts) if _GLOB & set(part))
        folder, narrowed = Path(*parts[:fixed]), (str(Path(*parts[fixed:])),)
    else:
        raise UsageError(f"there is no file or folder {excerpt(text, 200)}; name the site's folder")
    return folder, narrowed


def is_url(text: str) -> bool:
    """Tell whether *text* names something on the web, not a file."""
    return text.lower().startswith(("http://", "https://"))


def _within(file: SettingsFile, folder: Path, narrowed: tuple[str, ...]) -> tuple[SettingsFile, tuple[str, ...]]:
    below = folder.resolve().relative_to(file.folder.resolve())
    if str(below) == ".":
        return file, narrowed
    return file, tuple(path if path == "-" or is_url(path) else str(below / path) for path in narrowed or (".",))


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
    strict       write nothing if any article is at fault (StrictError)
    allow_empty  write feeds that no article is left for
    dry_run      compare with what stands in *output*, write nothing

    Raises a SyndicateError, whose `faults` tell what was wrong with articles; nothing is then written.
    """
    file, paths = open_site(site, config)
    changes = overrides or Overrides()
    if paths:
        changes = msgspec.structs.replace(changes, paths=paths)
    if output is not None:
        changes = msgspec.structs.replace(changes, output=os.path.relpath(output, file.folder))
    plan = make_plan(file, registry or default_registry(), now=now, overrides=changes)
    return run(
        plan,
        registry or default_registry(),
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
) -> Report:
    """Read, choose, render and publish as *plan* says; see export()."""
    if output is not None:
        _check_folder(output)
    reading = read(plan, progress)
    faults = tuple(reading.faults)
    warnings: list[str] = []
    try:
        composition = compose(plan, reading, allow_empty=allow_empty)
        faults += tuple(composition.faults)
        if strict and faults:
            raise StrictError(f"nothing written: {count(len(faults), 'fault')}, and the export is strict")
        documents = _listening(render(composition, reading), warnings)
        rendered = tuple(documents) if output is None else ()
        files = () if output is None else tuple(publish(documents, output, dry_run=dry_run))
    except SyndicateError as error:
        error.faults = faults
        raise
    if output is not None and not dry_run:
        warnings += registry.exported(_exported(plan, composition, files, output))
    return Report(
        read_count=len(reading.articles),
        chosen_count=composition.chosen_count,
        files=files,
        faults=faults,
        warnings=tuple(warnings),
        documents=rendered,
    )


def _exported(plan: Plan, composition: Composition, files: Sequence[Published], output: Path) -> Exported:
    jobs = {job.path: job for job in composition.jobs}
    base = plan.site.url if plan.site.url.endswith("/") else plan.site.url + "/"
    return Exported(
        site=plan.site,
        feeds=tuple(job.feed for job in composition.jobs),
        files=tuple(
            ExportedFile(
                path=file.path,
                url=jobs[file.path].feed.url if file.path in jobs else absolute_url(quote(file.path), base),
                format=jobs[file.path].plan.format.name if file.path in jobs else "",
                media_type=file.media_type,
                state=file.state,
                size_bytes=file.size_bytes,
                entry_count=file.entry_count,
            )
            for file in files
        ),
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


def _listening(documents: Iterator[Document], warnings: list[str]) -> Iterator[Document]:
    """Yield *documents* as they come, their warnings gathered in *warnings*."""
    for document in documents:
        warnings += (f"{document.path}: {warning}" for warning in document.warnings)
        yield document


def default_registry() -> Registry:
    """Return the built-in parts with those of every installed plugin, looked up once in a process."""
    global _registry  # noqa: PLW0603  looking for plugins means reading the metadata of every installed package
    if _registry is None:
        from syndicate.registry import Registry

        _registry = Registry()
    return _registry


_registry: Registry | None = None
