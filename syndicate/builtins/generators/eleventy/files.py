"""Files of an Eleventy site that say values: data in JSON, YAML, TOML, literal values in JavaScript; and its globs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from hashlib import blake2b

from msgspec.structs import replace

from syndicate import SettingsError, UsageError
from syndicate.files import Place, RawTree, glob_regex, open_regular, place_inside, read_data

from .javascript import JsTree, Program

SCRIPTS = (".js", ".cjs", ".mjs", ".ts")

_MAX_BYTES = 1 << 20
MAX_DATA_BYTES = 8 << 20  # more than is read of any
# What stands in the place of the values of a program that cannot be read.
_OPAQUE = ""


def read_program(folder: str, path: str) -> Program | None:
    """Return the program in the file at *path* below *folder*, None if there is no such file, or it is no text.

    Raises UsageError if it cannot be read.
    """
    if place_inside(folder, path) is None:
        return None
    place = os.path.join(folder, path)  # noqa: PTH118  as the caller writes it
    try:
        with open_regular(place) as file:
            data = file.read(_MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise UsageError(f"{place}: cannot be read: {error.strerror}") from error
    try:
        return Program(data.decode("utf-8-sig"), path)
    except UnicodeDecodeError:
        return None


def read_values(folder: str, path: str) -> RawTree | None:
    """Return what the data file at *path* below *folder* says, None if there is no such file.

    Of a program only the literal values are read; if it exports none, everything in it is unknown. The tree has the
    faults.
    """
    if place_inside(folder, path) is None:
        return None
    if path.endswith(SCRIPTS):
        program = read_program(folder, path)
        if program is None:
            return None
        return program.exported() or JsTree(_OPAQUE, path, 1, None, {(): (0, -1)})
    try:
        return read_data(folder, path)
    except SettingsError as error:
        broken = JsTree(_OPAQUE, path, 1, None, {})
        broken.faults = tuple(replace(fault, path=path) for fault in error.faults)
        return broken


def digest_inside(folder: str, path: str) -> bytes | None:
    """Return the digest of the file at *path* below *folder*, None if there is none that is read."""
    place = os.path.join(folder, path)  # noqa: PTH118  as the caller writes it
    if not os.path.isfile(place) or place_inside(folder, path) is None:  # noqa: PTH113  as above
        return None
    try:
        with open(place, "rb") as file:  # noqa: PTH123  as above
            return blake2b(file.read(MAX_DATA_BYTES), digest_size=16).digest()
    except OSError:
        return b""


def is_unknown(tree: RawTree, place: Place) -> bool:
    """Tell whether what stands at *place*, or around it, is an expression that is not read."""
    return isinstance(tree, JsTree) and any(place[:length] in tree.unknown for length in range(len(place) + 1))


def any_glob(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return whether a path, or a folder that it lies in, matches one of *patterns*."""
    globs = (pattern.removeprefix("./").strip("/") for pattern in patterns)
    regex = "|".join(f"(?:{glob_regex(glob, has_braces=True, has_brackets=False)})" for glob in globs)
    matches = re.compile(f"(?:{regex})(?:/.*)?" if regex else "(?!)", re.DOTALL).fullmatch
    return lambda path: matches(path) is not None
