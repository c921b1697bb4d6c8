"""Which preset recognises a folder, and which sites that one recognises lie in a folder of articles."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from operator import attrgetter
from pathlib import Path

from msgspec.structs import replace

from syndicate.model.errors import PluginError, SettingsError, UsageError
from syndicate.parts.calls import blamed
from syndicate.parts.contract import Findings, Preset
from syndicate.parts.registry import Registry

_MOST_FOLDERS = 5_000  # that are looked into for sites


def found_by_preset(
    folder: Path,
    wanted: str | None,
    registry: Registry,
    unneeded: Callable[[Preset, SettingsError], bool],
    *,
    is_last_resort: bool,
) -> tuple[Preset, Findings] | None:
    """Return the preset *wanted*, or the only one that recognises *folder*, with its findings.

    unneeded        whether a preset is passed over whose configuration is at fault
    is_last_resort  whether presets are asked that are a last resort, or those that are none
    """
    if wanted:
        try:
            presets = [registry.get(Preset, wanted)]
        except PluginError as error:
            raise UsageError(str(error)) from error
    else:
        presets = [registry.get(Preset, name) for name in registry.names(Preset)]
    found = []
    for preset in presets:
        if preset.is_last_resort is is_last_resort and (wanted or _is_marked(folder, preset)):
            with blamed(f"preset {preset.name}"):
                findings = _findings(preset, folder, unneeded, is_named=bool(wanted))
            if findings is not None:
                found.append((preset, findings))
    if len(found) > 1:
        names = " and ".join(preset.name for preset, _ in found)
        raise UsageError(
            f"{folder}: {names} recognise this site; name one by --preset, or by preset: in syndicate.yaml"
        )
    return found[0] if found else None


def sites_in(folder: Path, registry: Registry) -> dict[str, str]:
    """Return the folders in *folder*, and in these, that a preset recognises by a title or a URL, with its name."""
    presets = [registry.get(Preset, name) for name in registry.names(Preset)]
    presets = [preset for preset in presets if preset.marks and not preset.is_last_resort]
    first_steps = {mark.partition("/")[0] for preset in presets for mark in preset.marks}
    found: dict[str, str] = {}
    outer, left = [""], _MOST_FOLDERS
    for below in outer:
        inner = [below + entry.name for entry in _entries(folder / below) if _is_folder(entry)][:left]
        left -= len(inner)
        for name in inner:
            may_be = not first_steps.isdisjoint(entry.name for entry in _entries(folder / name))
            if may_be and (preset := _preset_of(folder / name, presets)):
                found[name] = preset
            elif not below:
                outer.append(f"{name}/")
    return found


def _preset_of(folder: Path, presets: Iterable[Preset]) -> str:
    """Return the name of the first of *presets* that finds a title or a URL in *folder*, "" if none does."""
    for preset in presets:
        if _is_marked(folder, preset):
            with blamed(f"preset {preset.name}"):
                findings = _findings(preset, folder, lambda *_: True, is_named=False)
            if findings and not findings.settings.keys().isdisjoint((("site", "title"), ("site", "url"))):
                return preset.name
    return ""


def _findings(
    preset: Preset, folder: Path, unneeded: Callable[[Preset, SettingsError], bool], *, is_named: bool
) -> Findings | None:
    """Return what *preset* finds in *folder*; where that was not named, a file at fault says why it is read."""
    try:
        return preset.find(str(folder))
    except SettingsError as error:
        if is_named:
            raise
        if unneeded(preset, error):
            return None
        advice = f"the file is read to see whether {preset.name} makes this site; mend it, or say preset: none (--preset none)"
        faults = [replace(fault, message=f"{fault.message}; {advice}") for fault in error.faults]
        raise SettingsError(faults) from error


def _is_marked(folder: Path, preset: Preset) -> bool:
    """Tell by the names in *folder* whether *preset* may recognise it; if not, its code is not loaded."""
    return not preset.marks or any(os.path.lexists(folder / name) for name in preset.marks)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return sorted(os.scandir(folder), key=attrgetter("name"))
    except OSError:
        return []  # whoever reads its articles says so


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
