"""Find the record of a site, and tell how much of what it says an export may change."""

from __future__ import annotations

import os
from pathlib import Path

from syndicate.model.errors import SettingsError
from syndicate.model.paths import is_store_url
from syndicate.model.urls import is_of_one_machine
from syndicate.record.ids import Ids
from syndicate.record.record import FILENAME, Record, open_record
from syndicate.settings.file import FILENAMES, SettingsFile
from syndicate.settings.overrides import Overrides
from syndicate.settings.presets.recognise import JSON_LINES, are_json
from syndicate.settings.schema import names


def noted_in(path: Path) -> str:
    """Return what is told when the record at *path* is made."""
    return (
        f"{path.name} notes what is published: files that are not written any more are removed, and ids of articles stay; "
        "commit it with the sources of the site (record: false in syndicate.yaml makes none)"
    )


def record_of(
    file: SettingsFile, overrides: Overrides, output: str | Path | None, *, record: str | Path | bool | None = None
) -> Record | None:
    """Return the record of the site of *file*; None where what is published is not to be noted.

    output  where this export publishes. Where that is another folder than the one in the settings (what a preset finds
            does not count), or none, or the site is at an address of one machine (localhost), the record tells the ids
            of articles, and nothing is noted
    record  False: none; True: beside the settings; None: what the settings say, else beside them, where there are any
            or the generator of the site is known. Among built pages it would be published with them, and in any other
            folder nobody asked for it: there ids are learned from the feeds that are replaced

    Raises RecordError as open_record() does, and SettingsError where nobody can tell what ids are to be.
    """
    said = file.settings.record
    is_known = not {("preset",), ("source", "paths")}.isdisjoint(file.found) and file.settings.source.built != "."
    has_settings = file.path is not None or is_known
    is_unasked = record is None and said is None and not has_settings
    if record is None:
        record = has_settings if said is None else said
    try:
        ids = Ids(file.settings.ids or "frozen")
    except ValueError as error:
        checker = file.checker()
        checker.wrong(("ids",), str(error))
        raise SettingsError(checker.faults) from error
    path = _beside(file) if isinstance(record, bool) else file.folder / record
    if is_unasked:
        return Record(path, is_noted=False, learns=output is not None, ids=ids)
    if record is False:  # a pattern makes ids without one, too
        return Record(path, is_noted=False, ids=ids) if ids.is_made else None
    # What is looked at on one machine, before it is published, has ids of that machine.
    is_noted = output is not None and not is_of_one_machine(overrides.site_url or file.settings.site.url or "")
    if is_noted and output is not None and file.settings.output is not None and file.finding(("output",)) is None:
        is_noted = _is_one_place(output, file)
    return open_record(path, is_whole=not _is_partial(file, overrides), is_noted=is_noted, ids=ids)


def _beside(file: SettingsFile) -> Path:
    """Return where the record is that stands beside the settings.

    Of several settings in one folder each has its own: one would remove what the other has published.
    """
    if file.path is None:
        return file.folder / FILENAME
    usual = file.path.with_name(FILENAME)
    if file.path.name in FILENAMES:
        return usual
    own = file.path.with_name(f"syndicate.{file.path.stem}.record")
    is_of_another = not usual.exists() or any(usual.with_name(name).exists() for name in FILENAMES)
    return own if own.exists() or is_of_another else usual


def _is_one_place(output: str | Path, file: SettingsFile) -> bool:
    said = file.settings.output or ""
    if is_store_url(said) or is_store_url(str(output)):
        return said.rstrip("/") == str(output).rstrip("/")
    return os.path.realpath(output) == os.path.realpath(file.folder / said)


def _is_partial(file: SettingsFile, overrides: Overrides) -> bool:
    """Tell whether *overrides* ask for less than, or for other things than, the settings would publish."""
    configured = names(file.settings.source.paths)
    # What is handed over as JSON, by a host or a pipeline, are the articles of the site where no others are configured.
    is_own = overrides.source == JSON_LINES and (not configured or are_json(configured))
    source = "" if is_own else overrides.source
    asked = (overrides.formats, overrides.filters, overrides.limit, overrides.include_unpublished, source)
    return any(asked) or bool(overrides.paths and configured and overrides.paths != configured)
