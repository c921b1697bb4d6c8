"""syndicate.yaml into typed settings, with the line and column of every mistake.

What belongs to a part (options of a format, the setting of a filter) stays as plain values here: `plan` checks it,
which knows the parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from syndicate import checking
from syndicate.errors import Fault, SettingsError, UsageError
from syndicate.yaml_tree import YamlTree, parse_yaml

FILENAME = "syndicate.yaml"
MAX_BYTES = 4 * 1024 * 1024

Content = Literal["none", "summary", "full"]
Names = str | tuple[str, ...]
Count = Annotated[int, msgspec.Meta(ge=1)]


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class AuthorSettings(_Section, frozen=True, kw_only=True):
    """An author with more than a name."""

    name: str
    email: str | None = None
    url: str | None = None
    avatar: str | None = None


class SiteSettings(_Section, frozen=True, kw_only=True):
    """Who publishes, and where. URLs may be relative to `url`."""

    title: str | None = None
    url: str | None = None
    description: str = ""
    language: str = ""
    timezone: str = "UTC"
    authors: str | tuple[str | AuthorSettings, ...] = ()
    icon: str | None = None
    favicon: str | None = None
    hub: Names = ()
    rights: str = ""


class SourceSettings(_Section, frozen=True, kw_only=True):
    """Where articles come from."""

    name: str = "front-matter"
    paths: Names = ()  # relative to the folder of the settings; empty: that folder
    url: str | None = None  # pattern for articles without a URL
    fields: dict[str, Names] = {}  # model field -> names in the source
    options: dict[str, Any] = {}


class FeedSettings(_Section, frozen=True, kw_only=True):
    """One feed, or with `each` one feed a topic."""

    format: str
    path: str | None = None  # relative to the output folder; {topic} with `each`
    title: str | None = None
    limit: Count | None = None
    content: Content = "summary"
    filters: dict[str, Any] = {}
    transforms: tuple[str | dict[str, Any], ...] = ()
    options: dict[str, Any] = {}
    each: Literal["topic"] | None = None
    page_size: Count | None = None
    url: str | None = None  # where the feed is served; else site.url and path
    id: str | None = None


class Settings(_Section, frozen=True, kw_only=True):
    """All of syndicate.yaml."""

    site: SiteSettings = SiteSettings()
    source: SourceSettings = SourceSettings()
    filters: dict[str, Any] = {}
    transforms: tuple[str | dict[str, Any], ...] = ()
    output: str | None = None
    feeds: tuple[FeedSettings, ...] = ()


class SettingsFile(msgspec.Struct, frozen=True, kw_only=True):
    """Settings with the file they stand in; without a file, the folder they are for.

    folder  what paths in the settings are relative to
    path    the file as the user would name it; None: there is none
    tree    the file's YAML with its positions
    """

    settings: Settings
    folder: Path
    path: Path | None = None
    tree: YamlTree | None = None

    def place(self, path: checking.Path, of_key: bool = False) -> tuple[str, int, int]:  # noqa: FBT001, FBT002
        """Return file, line and column of the value at *path* (or of its key), or of the nearest one around it."""
        if self.path is None or self.tree is None:
            return ("settings", 0, 0)
        return (str(self.path), *self.tree.position(path, of_key=of_key))

    def raw(self, path: checking.Path) -> str | None:
        """Return the text of the scalar at *path* as written, or None."""
        return (self.tree.text(path) or None) if self.tree is not None else None

    def checker(self) -> checking.Checker:
        """Return a checker whose messages point into the file."""
        return checking.Checker(self.place, self.raw)


def find_settings(folder: Path) -> Path | None:
    """Return the settings file of *folder* or of the nearest folder above it."""
    folder = folder.resolve()
    for candidate in (folder, *folder.parents):
        path = candidate / FILENAME
        if path.is_file():
            return path
    return None


def load_settings(path: Path) -> SettingsFile:
    """Read *path*.

    Raises SettingsError with every mistake of the file; UsageError if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name a settings file with --config") from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"{path}: is larger than {MAX_BYTES} bytes, which no settings file is")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        fault = Fault(path=str(path), line=line, message="is not UTF-8; save the file as UTF-8")
        raise SettingsError([fault]) from error
    tree = parse_yaml(text, path=str(path))
    if tree.faults:
        raise SettingsError(tree.faults)
    file_settings = SettingsFile(settings=Settings(), folder=path.parent, path=path, tree=tree)
    checker = file_settings.checker()
    value = {} if tree.value is None else tree.value
    settings = checker.convert(value, Settings)
    if checker.faults:
        raise SettingsError(checker.faults)
    return msgspec.structs.replace(file_settings, settings=settings)


def settings_of(values: Mapping[str, Any], folder: Path) -> SettingsFile:
    """Return settings from plain values, shaped like syndicate.yaml.

    Raises SettingsError with every mistake.
    """
    checker = checking.Checker(lambda *_: ("settings", 0, 0))
    settings = checker.convert(values, Settings)
    if checker.faults:
        raise SettingsError(checker.faults)
    return SettingsFile(settings=settings, folder=folder)


def names(value: Names | None) -> tuple[str, ...]:
    """Return a text, a list of texts or nothing as a tuple of texts."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
