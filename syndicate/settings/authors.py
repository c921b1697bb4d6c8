"""`source.authors` of the settings: key -> author, or the data file or folder that holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from syndicate.articles.names import AUTHOR_NAMES
from syndicate.articles.plain_values import Manner
from syndicate.articles.values import RawValues
from syndicate.files.check import Checker
from syndicate.files.scalars import is_given
from syndicate.files.tree import Place, Raw, RawFields
from syndicate.model.article import Author
from syndicate.model.errors import Fault, count, describe
from syndicate.model.feed import Site
from syndicate.model.instants import time_zone
from syndicate.settings.file import SettingsFile
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
    faults: list[Fault] = []
    if isinstance(given, str):
        records, faults = records_at(file, given, _PLACE, "ann: Ann Lee", checker)
        made = {record.key: _author(record, site, faults) for record in records}
    else:
        made = {key: author_of(author, site.url, (*_PLACE, key), checker) for key, author in given.items()}
    notes = told(file, _PLACE, faults, checker)
    return {key: author for key, author in made.items() if author is not None}, notes


def records_at(
    file: SettingsFile, path: str, place: Place, example: str, checker: Checker
) -> tuple[list[Record], list[Fault]]:
    """Return the records at *path*, which stands at *place* of *file*, and what is wrong with others.

    That nothing is there goes to *checker*, with an *example* of what to write, unless a preset has found the path.
    """
    if not path.strip():
        return [], []
    from syndicate.settings.records import read_records  # few sites have files of authors or topics

    try:
        return read_records(str(file.folder), path)
    except FileNotFoundError as error:
        if file.finding(place) is None:
            checker.wrong(place, f"{error}; correct it, or write e.g. {example}")
        return [], []


def _author(record: Record, site: Site, faults: list[Fault]) -> Author | None:
    from syndicate.settings.records import MAX_PLACES

    value: Any = {} if record.value is None else record.value
    if not isinstance(value, str | dict):
        message = f"expected a name or a mapping, found {describe(value)}; write e.g. {record.key}: Ann Lee"
        record.complain(faults, record.place, message)
        return None
    if isinstance(value, dict) and not any(is_given(value.get(name)) for name in AUTHOR_NAMES["name"]):
        value = {**value, "name": record.key}
    if isinstance(value, dict):  # a picture among the sources has no address before the build
        value = {name: item for name, item in value.items() if not _is_among_sources(name, item)}
    raw: Raw = record.tree if len(faults) < MAX_PLACES else RawFields(record.tree.value, record.file)
    values = RawValues(raw, Manner(site.base_url, time_zone(site.timezone)))
    author = values.author(record.place, value)
    faults += [replace(fault, path=record.file, severity="fault") for fault in values.faults]
    return author if not values.faults else None


def _is_among_sources(name: str, item: Any) -> bool:
    return name in AUTHOR_NAMES["avatar_url"] and isinstance(item, str) and item.startswith(("./", "../", "~/", "@/"))


def told(file: SettingsFile, place: Place, faults: list[Fault], checker: Checker) -> tuple[str, ...]:
    """Return *faults* as notes where a preset has found what stands at *place* of *file*; else they go to *checker*."""
    if file.finding(place) is None:
        checker.faults += faults
        return ()
    notes = [str(fault) for fault in faults[:_MOST_NOTES]]
    if len(faults) > _MOST_NOTES:
        notes.append(f"{faults[0].path}: {count(len(faults) - _MOST_NOTES, 'more mistake')} like these")
    return tuple(notes)
