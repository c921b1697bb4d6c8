"""Results that many inputs have in common, remembered within bounds."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Sized
from functools import lru_cache
from typing import Any, TypeVar

from msgspec import inspect

Key = TypeVar("Key", bound=Sized)
Value = TypeVar("Value")
Argument = TypeVar("Argument")


class Memo(dict[Key, Value]):
    """A cache of at most *most* entries, none under a key longer than *longest*; its get() is a dict's own.

    A full memo forgets everything before it takes one more: what is common is soon there again, and no look-up pays
    for an order of use. It is never invalidated, so a value must depend on its key alone.

    length  of a key
    """

    __slots__ = ("_length", "_longest", "_most")

    def __init__(self, most: int, longest: int, length: Callable[[Key], int] = len) -> None:
        super().__init__()
        self._most = most
        self._longest = longest
        self._length = length

    def remember(self, key: Key, value: Value) -> None:
        """Keep *value* under *key*, unless the key is too long."""
        if self._length(key) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[key] = value


def memoized(
    make: Callable[[Argument], Value],
    *,
    most: int = 1 << 16,
    longest: int = 400,
    length: Callable[[Any], int] = len,
) -> Callable[[Argument], Value]:
    """Return *make*, a function of a key alone, as one that is asked once for a key: see Memo."""
    found: Memo[Any, Any] = Memo(most, longest, length)
    get, missing = found.get, object()

    def known(key: Argument) -> Value:
        value: Any = get(key, missing)
        if value is missing:
            value = make(key)
            found.remember(key, value)
        made: Value = value
        return made

    return known


def memo_key(kind: str, value: Any) -> bytes | None:
    """Return a cache key that tells what *kind* of result is made of the plain *value*, its types included.

    None where there is no such key: the value is of another kind than JSON's, or nested too deeply.
    """
    try:
        return marshal.dumps((kind, value), 0)
    except ValueError:
        return None


@lru_cache(maxsize=256)
def _type_info(kind: Any) -> inspect.Type:
    return inspect.type_info(kind)


def type_info(kind: Any) -> inspect.Type:
    """Return what msgspec knows of the type *kind*. To find it out takes long, so it is found out once.

    Raises whatever looking up the names in its annotations raises.
    """
    try:
        return _type_info(kind)
    except TypeError:  # It cannot be hashed, or is no type.
        return inspect.type_info(kind)
