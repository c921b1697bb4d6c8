"""What raw values were made into, for those that article after article has alike: its provider, its authors, its topics."""

from __future__ import annotations

import marshal
from typing import Any

_MAX_COUNT = 1_024
_MAX_BYTES = 1_000

Key = tuple[str, bytes]


class Repeated:
    """Remembers frozen values, bounded in their number and in the length of what they were made from."""

    def __init__(self) -> None:
        self._made: dict[Key, Any] = {}
        self.get = self._made.get

    def key(self, kind: str, value: Any) -> Key | None:
        """Return what tells the plain *value* from all others, their types too; None where it is not remembered."""
        try:
            written = marshal.dumps(value, 0)
        except ValueError:
            return None  # a value of another kind, or nested too deeply
        return (kind, written) if len(written) <= _MAX_BYTES else None

    def keep(self, key: Key, made: Any) -> None:
        if len(self._made) >= _MAX_COUNT:
            self._made.clear()
        self._made[key] = made
