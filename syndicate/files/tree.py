"""A mapping of raw fields that knows where its values stand, for the faults found in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import getitem
from typing import Any, Protocol

from syndicate.files.scalars import MISSING, value_at
from syndicate.files.yaml.entries import Entries, Entry, values_as_entries
from syndicate.model.errors import Fault, field_name
from syndicate.model.text import scalar_text

Place = tuple[str | int, ...]  # of a value in a tree: the keys and numbers that lead to it


class Raw(Protocol):
    """A mapping of raw fields that knows where its values stand, as YamlTree does."""

    @property
    def value(self) -> Any:
        """The mapping; its values are dict, list, str, int, float, bool or None."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is wrong with the text it was read from; the value is then what could be read."""

    def text(self, path: Place) -> str:
        """Return the scalar at *path* as it is written."""

    def fault(self, path: Place, message: str, *, of_key: bool = False) -> Fault:
        """Return the fault that *message* finds at *path*."""


class RawTree:
    """Values read from a text, each with its place; YamlTree, TomlTree and JsonTree find it, each in its way.

    value   dict, list, str, int, float, bool or None; keys are text. Where faults are, what could be read
    path    of the file it was read from, as messages name it
    faults  everything that is wrong with the text
    """

    __slots__ = ()
    value: Any
    path: str
    faults: tuple[Fault, ...]

    @property
    def entries(self) -> Entries:
        """The entries of the mapping that the value is, as they are written where that is known."""
        return values_as_entries(self.value)

    @property
    def is_mapping(self) -> bool:
        """Whether the value is a mapping."""
        return isinstance(self.value, dict)

    def some(self, is_wanted: Callable[[str], bool]) -> dict[str, Any]:  # noqa: ARG002  all of it is read
        """Return what the mapping says under keys that *is_wanted*, perhaps under others: not to be changed."""
        found: dict[str, Any] = self.value
        return found

    def cache_key(self, is_wanted: Callable[[str], bool]) -> tuple[Entry, ...] | None:  # noqa: ARG002  it is not known
        """Return a cache key of what stands under keys that *is_wanted*: their entries; None if not known."""
        return None

    def position(self, path: Place = (), *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column, both from 1, of the value at *path* or of its key, else of the nearest around it."""
        raise NotImplementedError

    def text(self, path: Place) -> str:
        """Return the scalar at *path* as it is written, without quotes; "" where none stands there."""
        found = value_at(self.value, path, "")
        return "" if isinstance(found, dict | list) or found is None else scalar_text(found)

    def has(self, path: Place) -> bool:
        """Tell whether something stands at *path* itself."""
        return value_at(self.value, path, MISSING) is not MISSING

    def fault(self, path: Place, message: str, *, of_key: bool = False) -> Fault:
        """Return the fault that *message* finds at the value (or key) at *path*."""
        line, column = self.position(path, of_key=of_key)
        return Fault(path=self.path, line=line, column=column, field=field_name(path), message=message)


class Overlay:
    """Raw fields with some of them replaced or added, by the rules of a generator; what is wrong stands where it stood.

    raw      what the article itself says
    changes  name -> value, as plain values; None takes a field away
    places   name -> the path that a fault about it points at, where that is not its own
    """

    __slots__ = ("_changes", "_places", "_raw", "_value")

    def __init__(self, raw: Raw, changes: Mapping[str, Any], places: Mapping[str, Place] | None = None) -> None:
        self._raw = raw
        self._changes = changes
        self._places = places or {}
        self._value: dict[str, Any] | None = None

    @property
    def value(self) -> dict[str, Any]:
        if self._value is None:
            self._value = {**self._raw.value, **self._changes}
        return self._value

    @property
    def entries(self) -> Entries:
        """The entries of the value, as RawTree has them."""
        return entries_of(self._raw) | values_as_entries(self._changes)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self._raw.faults

    def text(self, path: Place) -> str:
        original = self._raw.value.get(path[0]) if path else None
        if original is not None and original == self.value.get(str(path[0])):
            return self._raw.text(path)
        return text_at(self.value, path)

    def fault(self, path: Place, message: str, *, of_key: bool = False) -> Fault:
        if path and path[0] in self._places:
            path = self._places[str(path[0])]
        return self._raw.fault(path, message, of_key=of_key)


class RawFields:
    """A mapping of raw fields from elsewhere than a YAML text: all its faults are at one line.

    value  dict, list, str, int, float, bool or None, as JSON has them
    path   of what it was read from
    """

    __slots__ = ("faults", "line", "path", "value")

    def __init__(self, value: Mapping[str, Any], path: str, line: int = 0) -> None:
        self.value = value
        self.path = path
        self.line = line
        self.faults: tuple[Fault, ...] = ()

    def text(self, path: Place) -> str:
        return text_at(self.value, path)

    def fault(self, path: Place, message: str, *, of_key: bool = False) -> Fault:  # noqa: ARG002  as YamlTree's
        return Fault(path=self.path, line=self.line, field=field_name(path), message=message)


def entries_of(raw: Raw) -> Entries:
    """Return the entries of *raw*, as RawTree has them."""
    found: Entries | None = getattr(raw, "entries", None)
    return values_as_entries(raw.value) if found is None else found


def text_at(value: Any, path: Place) -> str:
    """Return the scalar at *path* of *value* as a text; a flag as JSON writes it."""
    return scalar_text(reduce(getitem, path, value))
