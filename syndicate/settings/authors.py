"""`source.authors` of the settings: key -> author, or the data file or folder that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from syndicate.articles.names import AUTHOR_NAMES
from syndicate.articles.values import RawValues
from syndicate.files.check import Checker
from syndicate.files.scalars import is_given
from syndicate.files.tree import Raw, RawFields
from syndicate.model.article import Author
from syndicate.model.errors import Fault, count, describe
from syndicate.model.feed import Site
from syndicate.model.instants import time_zone
from syndicate.settings.schema import SettingsFile
from syndicate.settings.site import author_of

if TYPE_CHECKING:
    from syndicate.settings.records import Record

_PLACE = ("source", "authors")
_MOST_NOTES = 5


def read_authors(file: SettingsFile, site: Site, checker: Checker) -> tuple[dict[str, Author], tuple[str, ...]]:
    """Return the authors of *file* by their keys, and notes on those left out.

    Mistakes go to *checker*. Where a preset has found the data file, mistakes in it are notes, and it may be missing.
    """
    given = file.settings.source.authors
    if isinstance(given, str):
        return _of_files(file, given, site, checker)
    made = {key: author_of(author, site.url, (*_PLACE, key), checker) for key, author in given.items()}
    return {key: author for key, author in made.items() if author is not None}, ()


def _of_files(file: SettingsFile, path: str, site: Site, checker: Checker) -> tuple[dict[str, Author], tuple[str, ...]]:
    if not path.strip():
        return {}, ()
    from syndicate.settings.records import read_records  # few sites have files of authors

    is_found = file.finding(_PLACE) is not None
    try:
        records, faults = read_records(str(file.folder), path)
    except FileNotFoundError as error:
        if not is_found:
            checker.wrong(_PLACE, f"{error}; correct it, or write e.g. ann: Ann Lee")
        return {}, ()
    made = {record.key: _author(record, site, faults) for record in records}
    return {key: author for key, author in made.items() if author is not None}, told(faults, checker, is_found=is_found)


def _author(record: Record, site: Site, faults: list[Fault]) -> Author | None:
    from syndicate.settings.records import MAX_PLACES

    value: Any = {} if record.value is None else record.value
    if not isinstance(value, str | dict):
        message = f"expected a name or a mapping, found {describe(value)}; write e.g. {record.key}: Ann Lee"
        record.complain(faults, record.place, message)
        return None
    if isinstance(value, dict) and not any(is_given(value.get(name)) for name in AUTHOR_NAMES["name"]):
        value = {**value, "name": record.key}
    raw: Raw = record.tree if len(faults) < MAX_PLACES else RawFields(record.tree.value, record.file)
    values = RawValues(raw, site.base_url, time_zone(site.timezone))
    author = values.author(record.place, value)
    faults += [replace(fault, path=record.file, severity="fault") for fault in values.faults]
    return author if not values.faults else None


def told(faults: list[Fault], checker: Checker, *, is_found: bool) -> tuple[str, ...]:
    """Return *faults* as notes where a preset has found the files they are in; else they go to *checker*."""
    if not is_found:
        checker.faults += faults
        return ()
    notes = [str(fault) for fault in faults[:_MOST_NOTES]]
    if len(faults) > _MOST_NOTES:
        notes.append(f"{faults[0].path}: {count(len(faults) - _MOST_NOTES, 'more mistake')} like these")
    return tuple(notes)
