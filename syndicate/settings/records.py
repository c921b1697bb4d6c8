"""Records of a site by their keys: its authors, its topics, in one data file or in a folder of files.

A file holds a mapping (key -> record) or a list of records that name their own keys. In a folder each file is a record,
in YAML, TOML, JSON, or front matter; its key is the one it names, else the file's name, and that of the folder for an
index.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import msgspec

from syndicate.files.data_file import SUFFIXES, read_data
from syndicate.files.front_matter import head_below, parse_head
from syndicate.files.inside import NOT_THERE, place_inside
from syndicate.files.portable import relative_path
from syndicate.files.scalars import is_given
from syndicate.files.tree import Place, RawTree
from syndicate.model.errors import Fault, SettingsError, UsageError, describe, excerpt, field_name

KEY_NAMES = ("_id", "id", "key", "short_name", "username")
_PAGES = (".md", ".mdx", ".mdoc", ".markdown", ".html", ".htm")
MAX_FILES = 100_000
MAX_PLACES = 25  # of mistakes: to find one is to look through the whole file


class Record(msgspec.Struct, frozen=True):
    """One record."""

    key: str
    value: Any  # a mapping, a text, or None where nothing but the key is said
    file: str  # the data file, as messages name it
    tree: RawTree  # what that file says
    place: Place  # of the record in it

    def complain(self, faults: list[Fault], path: Place, message: str) -> None:
        """Add to *faults* one about *path* of the record's file; after MAX_PLACES, without line and column."""
        line, column = self.tree.position(path) if len(faults) < MAX_PLACES else (0, 0)
        faults.append(Fault(path=self.file, line=line, column=column, field=field_name(path), message=message))


def read_records(root: str, path: str) -> tuple[list[Record], list[Fault]]:
    """Return the records at *path* below *root*, the site's folder, and what is wrong with others.

    Raises FileNotFoundError, its text a sentence, if there is neither a file nor a folder.
    """
    place = place_inside(root, path)
    if place is None or not os.path.exists(place):  # noqa: PTH110
        raise FileNotFoundError(f"{excerpt(path, 200)} {NOT_THERE}")
    if os.path.isdir(place):  # noqa: PTH112
        records: list[Record] = []
        faults: list[Fault] = []
        for key, name in _files(place, path):
            found, wrong = _read(root, key)
            faults += wrong
            for tree, file in found:
                if isinstance(tree.value, list) and all(isinstance(item, dict) for item in tree.value):
                    records += _of_file(tree, file, faults)
                elif record := _record(tree, file, name, faults):
                    records.append(record)
        return _unique(records, faults)
    found, faults = _read(root, path)
    records = [record for tree, file in found for record in _of_file(tree, file, faults)]
    return _unique(records, faults)


def _files(folder: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield the path of each file of *folder*, seen from the site's, and the key that its name is."""
    found = []
    for here, folders, names in os.walk(folder):
        files = set(names)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = relative_path(here, folder)
        for name in names:
            stem, suffix = os.path.splitext(name)  # noqa: PTH122
            if name.startswith(".") or suffix.lower() not in SUFFIXES + _PAGES:
                continue
            base, _, language = stem.rpartition(".")
            if base + suffix in files and len(language.partition("-")[0]) < 4:
                continue  # index.fr.md
            if stem in ("index", "_index"):
                if below == ".":
                    continue  # It is about the folder as a whole.
                stem = os.path.basename(here)  # noqa: PTH119
            found.append((os.path.normpath(os.path.join(path, below, name)).replace(os.sep, "/"), stem))  # noqa: PTH118
        if len(found) > MAX_FILES:
            break
    yield from sorted(found[:MAX_FILES])


def _read(root: str, key: str) -> tuple[list[tuple[RawTree, str]], list[Fault]]:
    """Return what the file at *key* says, with its name for messages; else why it cannot be read."""
    file = str(PurePath(root, key))
    place = place_inside(root, key)
    if place is None or not os.path.isfile(place):  # noqa: PTH113
        return [], [Fault(path=file, message=NOT_THERE)]
    if key.lower().endswith(_PAGES):
        head = head_below(root, key)
        tree: Any = None if isinstance(head, Fault) else parse_head(head, key)
        faults = (head,) if isinstance(head, Fault) else tree.faults
        if faults:
            return [], [msgspec.structs.replace(fault, path=file) for fault in faults]
        return [(tree, file)], []
    try:
        tree = read_data("" if root == os.curdir else root, key)
    except SettingsError as error:
        return [], list(error.faults)
    except UsageError as error:
        return [], [Fault(path=file, message=str(error).removeprefix(f"{file}: "))]
    return ([(tree, file)] if tree is not None else []), []


def _of_file(tree: RawTree, file: str, faults: list[Fault]) -> Iterator[Record]:
    value = tree.value
    if isinstance(value, dict):
        for key, item in value.items():
            yield Record(str(key), item, file, tree, (key,))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            key = _own_key(item) or (item if isinstance(item, str) else _name(item))
            if key:
                yield Record(key, item, file, tree, (index,))
            elif is_given(item):
                message = f"names no key; write {KEY_NAMES[1]}: and what articles call it"
                Record("", item, file, tree, (index,)).complain(faults, (index,), message)
    elif value is not None:
        message = f"expected a mapping or a list, found {describe(value)}; write key: name"
        Record("", value, file, tree, ()).complain(faults, (), message)


def _record(tree: RawTree, file: str, name: str, faults: list[Fault]) -> Record | None:
    if isinstance(tree.value, dict):
        return Record(_own_key(tree.value) or name, tree.value, file, tree, ())
    record = Record(name, None, file, tree, ())
    if tree.value is None:
        return record
    message = f"expected 'key: value' lines, found {describe(tree.value)}; write name: and a name"
    record.complain(faults, (), message)
    return None


def _own_key(item: Any) -> str:
    """Return the key that a record names itself, "" if none."""
    if not isinstance(item, dict):
        return ""
    found = (item[name] for name in KEY_NAMES if isinstance(item.get(name), str | int) and is_given(item[name]))
    return str(next(found, "")).strip()


def _name(item: Any) -> str:
    found = (item.get(name) for name in ("name", "title") if isinstance(item, dict))
    return next((text for text in found if isinstance(text, str) and text.strip()), "")


def _unique(records: list[Record], faults: list[Fault]) -> tuple[list[Record], list[Fault]]:
    first: dict[str, Record] = {}
    for record in records:
        other = first.setdefault(record.key, record)
        if other is not record:
            line = f":{other.tree.position(other.place)[0]}" if len(faults) < MAX_PLACES else ""
            message = f"the key {excerpt(record.key)} is also that of {other.file}{line}; give one of them another"
            record.complain(faults, record.place, message)
    return list(first.values()), faults
