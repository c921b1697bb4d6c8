"""Find the record of a site, and tell how much of what it says an export may change."""

from __future__ import annotations

from pathlib import Path

from syndicate.record.record import FILENAME, Record, open_record
from syndicate.settings.overrides import Overrides
from syndicate.settings.schema import SettingsFile, names


def record_of(file: SettingsFile, overrides: Overrides, *, record: str | Path | bool | None = None) -> Record | None:
    """Return the record of the site of *file*; None where what is published is not to be noted.

    record  False: none; True: beside the settings; None: what the settings say, else beside them, where there are any
            or a preset knows the site; none among built pages, where it would be published with them

    Raises RecordError as open_record() does.
    """
    said = file.settings.record
    if record is None:
        is_known = ("preset",) in file.found and file.settings.source.built != "."
        has_settings = file.path is not None or is_known
        record = has_settings if said is None else said
    if record is False:
        return None
    path = file.folder / (FILENAME if record is True else record)
    return open_record(path, is_whole=not _is_partial(file, overrides))


def _is_partial(file: SettingsFile, overrides: Overrides) -> bool:
    """Tell whether *overrides* ask for less than, or for other things than, the settings would publish."""
    configured = names(file.settings.source.paths)
    asked = (overrides.formats, overrides.filters, overrides.limit, overrides.include_unpublished, overrides.source)
    return any(asked) or bool(overrides.paths and configured and overrides.paths != configured)
