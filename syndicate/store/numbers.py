"""Numbers of articles as a set that takes a byte for each: a set of Python takes a hundred."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Set as AbstractSet
from itertools import compress, count
from typing import Any, TypeVar

Row = TypeVar("Row", bound=tuple[Any, ...])  # begins with a number


class Numbers(AbstractSet[int]):
    """A set of numbers that a store gives: from 1 on, most of them in use. It is iterated over in their order."""

    __slots__ = ("_flags",)

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        given = numbers if isinstance(numbers, array) else array("q", numbers)
        self._flags = bytearray(max(given, default=-1) + 1)
        for number in given:
            self._flags[number] = 1

    def __contains__(self, number: object) -> bool:
        return isinstance(number, int) and 0 <= number < len(self._flags) and self._flags[number] == 1

    def __iter__(self) -> Iterator[int]:
        return compress(count(), self._flags)

    def __len__(self) -> int:
        return self._flags.count(1)

    def among(self, rows: Iterable[Row]) -> Iterator[Row]:
        flags, end = self._flags, len(self._flags)
        return (row for row in rows if row[0] < end and flags[row[0]])

    def apart_from(self, rows: Iterable[Row]) -> Iterator[Row]:
        flags, end = self._flags, len(self._flags)
        return (row for row in rows if row[0] >= end or not flags[row[0]])

    def __and__(self, other: AbstractSet[object]) -> Numbers:
        mine, others = self._bits(), _bits(other)
        return self._made(mine & others)

    def __or__(self, other: AbstractSet[int]) -> Numbers:  # type: ignore[override]
        return self._made(self._bits() | _bits(other))

    def __sub__(self, other: AbstractSet[object]) -> Numbers:
        mine = self._bits()
        return self._made(mine ^ (mine & _bits(other)))

    def _bits(self) -> int:
        return int.from_bytes(self._flags, "little")

    @staticmethod
    def _made(bits: int) -> Numbers:
        made = Numbers()
        made._flags = bytearray(bits.to_bytes((bits.bit_length() + 7) // 8, "little"))
        return made


def _bits(numbers: AbstractSet[object]) -> int:
    some = numbers if isinstance(numbers, Numbers) else Numbers(n for n in numbers if isinstance(n, int))
    return some._bits()  # noqa: SLF001
