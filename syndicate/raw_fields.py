"""A mapping of raw fields that knows where its values stand, for the faults found in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from syndicate.errors import Fault, field_name

Path = tuple[str | int, ...]


class Raw(Protocol):
    """A mapping of raw fields that knows where its values stand, as YamlTree does."""

    @property
    def value(self) -> Any:
        """The mapping; its values are dict, list, str, int, float, bool or None."""

    def text(self, path: Path) -> str:
        """Return the scalar at *path* as it is written."""

    def fault(self, path: Path, message: str, *, of_key: bool = False) -> Fault:
        """Return the fault that *message* finds at *path*."""


class RawFields:
    """A mapping of raw fields from elsewhere than a YAML text: all its faults are at one line.

    value  dict, list, str, int, float, bool or None, as JSON has them
    path   of what it was read from
    """

    __slots__ = ("line", "path", "value")

    def __init__(self, value: Mapping[str, Any], path: str, line: int = 0) -> None:
        self.value = value
        self.path = path
        self.line = line

    def text(self, path: Path) -> str:
        """Return the scalar at *path* as JSON writes it."""
        found: Any = self.value
        for step in path:
            found = found[step]
        return str(found).lower() if isinstance(found, bool) else str(found)

    def fault(self, path: Path, message: str, *, of_key: bool = False) -> Fault:  # noqa: ARG002  as YamlTree's
        """Return the fault that *message* finds at *path*."""
        return Fault(path=self.path, line=self.line, field=field_name(path), message=message)
