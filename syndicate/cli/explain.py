"""Where each value of the settings comes from: an option, syndicate.yaml, the generator's configuration, a default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from syndicate.articles.words import WORDS
from syndicate.files.tree import Place
from syndicate.model.errors import field_name
from syndicate.settings.file import SettingsFile
from syndicate.settings.overrides import Overrides
from syndicate.settings.presets.recognise import JSON_LINES, are_json
from syndicate.settings.schema import names

_SECTIONS = frozenset(("site", "source", "filters", "options", "fields", "exported", "published", "withheld"))
# Field of the overrides -> the key of the settings that it stands for, and the option that says it.
_OPTIONS = {
    "title": (("site", "title"), "--title"),
    "site_url": (("site", "url"), "--site-url"),
    "language": (("site", "language"), "--language"),
    "author": (("site", "authors"), "--author"),
    "source": (("source", "name"), "--source"),
    "url": (("source", "url"), "--url"),
    "preset": (("preset",), "--preset"),
    "content": (("content",), "--content"),
    "limit": (("limit",), "--limit"),
    "paths": (("source", "paths"), "SITE"),
}


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A value of the settings."""

    key: str  # as people write it, e.g. "site.title"
    value: Any  # plain values, as syndicate.yaml would have it
    origin: str  # "--title", "_config.yml:3:8", "preset jekyll" (the generator's own default), "default"


def explained_settings(file: SettingsFile, overrides: Overrides) -> list[Explained]:
    """Return every value of the settings of *file* that says something, in their order, with where it comes from."""
    by_option: dict[Place, tuple[Any, str]] = {}
    for field, (stands_for, option) in _OPTIONS.items():
        value = getattr(overrides, field)
        if value not in (None, ()) and not (field == "title" and file.settings.site.title):
            by_option[stands_for] = (value, option)
    read = overrides.paths or names(file.settings.source.paths)
    if overrides.source == JSON_LINES and are_json(read):
        by_option["source", "name"] = (JSON_LINES, f"as {' '.join(read)} is named")
    values = _with_defaults(file.settings)
    values["withheld"] = {**dict.fromkeys(WORDS, True), **values["withheld"]}
    found = []
    for place, value in _leaves(values, ()):
        said, origin = by_option.get(place) or (value, _origin(file, place))
        if origin != "default" or said not in (None, "", [], {}):
            found.append(Explained(key=field_name(place), value=msgspec.to_builtins(said), origin=origin))
    return found


def _with_defaults(value: Any) -> Any:
    """Return *value* as plain values, with what its structs leave at their defaults."""
    if isinstance(value, msgspec.Struct):
        return {name: _with_defaults(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple | list):
        return [_with_defaults(item) for item in value]
    return value


def _leaves(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    if isinstance(value, Mapping) and (not place or place[-1] in _SECTIONS) and value:
        for key, item in value.items():
            yield from _leaves(item, (*place, key))
    elif place == ("feeds",):
        for index, feed in enumerate(value):
            said = {key: item for key, item in feed.items() if item not in (None, [], {}, False)}
            yield (*place, index), said
    else:
        yield place, value


def _origin(file: SettingsFile, place: Place) -> str:
    finding = file.finding(place)
    if finding is not None or file.has(place):
        path, line, column = file.place(place)
        return ":".join([path, *(str(number) for number in (line, column) if number)])
    return "default"
