"""Files of plain values in YAML, TOML or JSON: a generator's configuration, the data of a site."""

from __future__ import annotations

import os
from functools import reduce
from operator import getitem
from typing import Any, BinaryIO

from syndicate.files.inside import is_inside, open_regular
from syndicate.files.portable import relative_path
from syndicate.files.tree import Place, RawTree
from syndicate.model.errors import Fault, SettingsError, UsageError
from syndicate.parts.contract import Finding

SUFFIXES = (".yaml", ".yml", ".toml", ".json")
MAX_BYTES = 4 << 20


def read_data(folder: str, path: str) -> RawTree | None:
    """Return what the file at *path* below *folder* says, None if there is no such file.

    Its suffix tells the language; one without is YAML. Messages name *path* as it stands.

    Raises UsageError if it cannot be read, is no regular file, or is a link that leads out of the folder; SettingsError
    with everything that is wrong with its text.
    """
    place = os.path.join("" if folder == os.curdir else folder, path)  # noqa: PTH118  as the caller writes it
    if "\0" in place:
        return None
    if _leads_out(folder, place):
        raise UsageError(f"{place}: is a link that leads out of the site's folder; put the file itself there")
    try:
        with open_regular(place) as file:
            text = bounded_text(file, place, "configuration")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise UsageError(f"{place}: cannot be read: {error.strerror}") from error
    tree = _parse(text, path)
    if faults := [fault for fault in tree.faults if not fault.is_warning]:
        raise SettingsError(
            [Fault(path=place, line=fault.line, column=fault.column, message=fault.message) for fault in faults]
        )
    return tree


def bounded_text(file: BinaryIO, name: str, kind: str) -> str:
    """Return what *file*, called *name*, says; OSError where it cannot be read.

    Raises UsageError if it is larger than any *kind* of file should be; SettingsError if it is not UTF-8.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UsageError(f"{name}: is larger than {MAX_BYTES >> 20} MiB, which no {kind} is")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError([Fault(path=name, line=line, message="is not UTF-8; save the file as UTF-8")]) from error


def _leads_out(folder: str, place: str) -> bool:
    root = os.path.realpath(folder)
    named = os.path.normpath(os.path.join(root, relative_path(place, folder)))  # noqa: PTH118
    real = os.path.realpath(place)
    return is_inside(named, root) and not is_inside(real, root)


def _parse(text: str, path: str) -> RawTree:
    suffix = os.path.splitext(path)[1].lower()  # noqa: PTH122
    if suffix == ".toml":
        from syndicate.files.toml.text import parse_toml

        return parse_toml(text, path=path)
    if suffix == ".json":
        from syndicate.files.json_text import parse_json

        return parse_json(text, path=path)
    from syndicate.files.yaml.text import parse_yaml

    return parse_yaml(text, path=path)


def found_in(tree: RawTree, path: Place, value: Any = None) -> Finding:
    """Return the finding of *value* (None: what stands there) at *path* of a data file, for a preset."""
    line, column = tree.position(path)
    found = reduce(getitem, path, tree.value) if value is None else value
    return Finding(value=found, path=tree.path, line=line, column=column)
