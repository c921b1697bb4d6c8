"""syndicate.yaml into typed settings, with the line and column of every mistake."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from syndicate.files.check import Checker
from syndicate.files.data_file import bounded_text
from syndicate.files.tree import Place
from syndicate.files.yaml.text import YamlTree, parse_yaml
from syndicate.model.errors import SettingsError, UsageError
from syndicate.parts.contract import Finding
from syndicate.settings.schema import Settings

FILENAME = "syndicate.yaml"
FILENAMES = (FILENAME, "syndicate.yml")


class SettingsFile(msgspec.Struct, frozen=True, kw_only=True):
    """Settings with the file they stand in; without a file, the folder they are for.

    folder    what paths in the settings are relative to
    path      the file as the user would name it; None: there is none
    is_above  it stands above the folder that the user named
    tree      the file's YAML with its positions
    found     what a preset has found, in the places where the file says nothing
    notes     what the preset has to say of it
    advice    what serves the site instead, where it is a generator's whose articles cannot be read here; else ""
    """

    settings: Settings = Settings()
    folder: Path
    path: Path | None = None
    is_above: bool = False
    tree: YamlTree | None = None
    found: Mapping[Place, Finding] = {}
    notes: tuple[str, ...] = ()
    advice: str = ""

    def place(self, path: Place, of_key: bool = False) -> tuple[str, int, int]:  # noqa: FBT001, FBT002
        """Return file, line and column of the value at *path* (or of its key), or of the nearest one around it."""
        finding = self.finding(path)
        if finding is not None:
            preset = self.found.get(("preset",))
            by_itself = f"preset {preset.value}" if preset else "generator's default"
            where = str(self.folder / finding.path) if finding.path else by_itself
            return (where, finding.line, finding.column)
        if self.path is None or self.tree is None:
            return ("settings", 0, 0)
        return (str(self.path), *self.tree.position(path, of_key=of_key))

    def finding(self, path: Place) -> Finding | None:
        """Return what a preset has found at *path* or around it, if the file itself says nothing there."""
        for length in range(len(path), 0, -1):
            if self.has(path[:length]):
                return None
            if (finding := self.found.get(path[:length])) is not None:
                return finding
        return None

    @property
    def given(self) -> Mapping[str, Any]:
        """What the file itself says."""
        return (self.tree.value if self.tree is not None else None) or {}

    def has(self, path: Place) -> bool:
        """Tell whether the file itself says something at *path*."""
        return self.tree is not None and self.tree.has(path)

    def raw(self, path: Place) -> str | None:
        """Return the text of the scalar at *path* as written, or None."""
        return (self.tree.text(path) or None) if self.tree is not None else None

    def checker(self) -> Checker:
        return Checker(self.place, self.raw, _advice)

    def saying(self, values: Mapping[str, Any]) -> SettingsFile:
        """Return the file with the settings that *values* are. Raises SettingsError with every mistake."""
        checker = self.checker()
        for fault in self.tree.faults if self.tree is not None else ():  # here a key that is given twice is a mistake
            message = fault.message.replace(", and the last counts", "")
            checker.faults.append(msgspec.structs.replace(fault, severity="error", message=message))
        settings = checker.convert(values, Settings)
        if checker.faults:
            raise SettingsError(checker.faults)
        return msgspec.structs.replace(self, settings=settings)


def _advice(path: Place, value: Any) -> str:
    from syndicate.settings.advice import what_to_write

    return what_to_write(path, value)


def find_settings(folder: Path) -> Path | None:
    """Return the settings file of *folder* or of the nearest folder above it in its repository and file system.

    Raises UsageError if it stands above, and belongs to another user; see settings.trust.
    """
    folder = folder.resolve()
    here = next((folder / name for name in FILENAMES if _is_settings(folder / name)), None)
    if here is not None:
        return here
    from syndicate.settings.trust import folders_up, stranger_fault

    places = (above / name for above in folders_up(folder) for name in FILENAMES)
    path = next((place for place in places if _is_settings(place)), None)
    if path is not None and path.exists() and (fault := stranger_fault(path)):
        raise UsageError(f"{path}: these settings stand above the folder that is named, and the file {fault}")
    return path


def _is_settings(place: Path) -> bool:
    """Tell whether *place* is a file, or a link that leads nowhere: what that would say must not be left unsaid."""
    return place.is_file() or (place.is_symlink() and not place.exists())


def load_settings(path: Path) -> SettingsFile:
    """Read *path*.

    Raises SettingsError with every mistake of the file; UsageError if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            text = bounded_text(file, str(path), "settings file")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name a settings file with --config") from error
    tree = parse_yaml(text, path=str(path))
    file_settings = SettingsFile(folder=path.parent, path=path, tree=tree)
    return file_settings.saying({} if tree.value is None else tree.value)


def settings_of(values: Mapping[str, Any], folder: Path) -> SettingsFile:
    """Return settings from plain values, shaped like syndicate.yaml.

    Raises SettingsError with every mistake.
    """
    return SettingsFile(folder=folder).saying(values)
