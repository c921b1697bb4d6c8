"""Where a site is: its settings, its folder, and what of it to read, from what a person names on the command line."""

from __future__ import annotations

from pathlib import Path

import msgspec

from syndicate.files.portable import relative_path
from syndicate.model.errors import UsageError, excerpt
from syndicate.model.paths import is_store_url, shown_place
from syndicate.settings.file import FILENAMES, SettingsFile, find_settings, load_settings

_GLOB = frozenset("*?[")


def open_site(site: str | Path = ".", config: str | Path | None = None) -> tuple[SettingsFile, tuple[str, ...]]:
    """Return the settings for *site*, and which paths of it to read (empty: those of the settings).

    site    a folder, a file, a glob, "-" for standard input, a place in a store, or a URL for a source that reads some.
            Its settings are in the nearest folder above (see find_settings); those of a URL or of standard input, above
            the current one
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
        return SettingsFile(folder=folder), narrowed
    return _within(load_settings(Path(relative_path(path))), folder, narrowed)


def _narrowed(text: str) -> tuple[Path, tuple[str, ...]]:
    """Return the folder of the site that *text* names, and what of it to read: nothing said, all of it."""
    narrowed: tuple[str, ...] = ()
    if text == "-" or is_url(text):
        folder, narrowed = Path(), (text,)
    elif Path(text).is_dir():
        folder = Path(text)
    elif Path(text).name in FILENAMES:
        raise UsageError(f"{excerpt(text, 200)} is settings, and no site; name its folder, or write --config {text}")
    elif Path(text).is_file():
        folder, narrowed = Path(text).parent, (Path(text).name,)
    elif _GLOB & set(text):
        # A glob is read from the folder in front of its first wildcard.
        parts = Path(text).parts
        fixed = next(index for index, part in enumerate(parts) if _GLOB & set(part))
        folder, narrowed = Path(*parts[:fixed]), (str(Path(*parts[fixed:])),)
    else:
        raise UsageError(f"there is no file or folder {shown_place(text)}; name the site's folder")
    return folder, narrowed


def is_url(text: str) -> bool:
    """Tell whether *text* names something on the web or in a store, not a file of this machine."""
    return text.lower().startswith(("http://", "https://")) or is_store_url(text)


def seen_from_above(below: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return *paths*, none: all, of the folder *below* as seen from the one above it; what is no file stays."""
    return tuple(
        path if path == "-" or is_url(path) else below if path == "." else str(Path(below, path))
        for path in paths or (".",)
    )


def _within(file: SettingsFile, folder: Path, narrowed: tuple[str, ...]) -> tuple[SettingsFile, tuple[str, ...]]:
    below = folder.resolve().relative_to(file.folder.resolve())
    if str(below) == ".":
        return file, narrowed
    file = msgspec.structs.replace(file, is_above=True)
    return file, seen_from_above(str(below), narrowed)
