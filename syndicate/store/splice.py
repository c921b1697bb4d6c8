"""Remove values from a sequence and insert others: computed once, then applied to every column of a table. Pure."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence

# The new sequence: ranges of places that stay, and between them the numbers, from 0, of the values that are added.
Parts = Sequence[range | int]


def splice(count: int, removed: Sequence[int], added: Iterable[int]) -> Parts:
    """Return the parts of a sequence of *count* values after the change.

    removed  places to remove, in order
    added    for each value to insert, the place of the value that it comes before, counted without *removed*; in order

    >>> splice(5, [1, 4], [0, 1, 3])
    [0, range(0, 1), 1, range(2, 4), 2]
    """
    parts: list[range | int] = []
    start = taken = 0  # the first place not yet handled; how many of *removed* lie before it
    for number, place in enumerate(added):
        while taken < len(removed) and removed[taken] - taken <= place:
            parts.append(range(start, removed[taken]))
            start = removed[taken] + 1
            taken += 1
        parts += (range(start, place + taken), number)
        start = place + taken
    for place in removed[taken:]:
        parts.append(range(start, place))
        start = place + 1
    parts.append(range(start, count))
    return [part for part in parts if part or not isinstance(part, range)]


def spliced(column: array[int], parts: Parts, values: Sequence[int] = ()) -> array[int]:
    """Return *column* as *parts* say; *values* are those to insert."""
    result = array(column.typecode)
    for part in parts:
        if isinstance(part, range):
            result += column[part.start : part.stop]
        else:
            result.append(values[part])
    return result


def spliced_bytes(column: bytes | bytearray, width: int, parts: Parts, values: Sequence[bytes]) -> bytearray:
    """Return *column*, whose values are *width* bytes each, as *parts* say."""
    view = memoryview(column)
    return bytearray().join(
        view[part.start * width : part.stop * width] if isinstance(part, range) else values[part] for part in parts
    )


def moved(places: array[int], parts: Parts, added: set[int]) -> array[int]:
    """Return the new places of the values at *places*, and of the inserted numbers *added*, all in order."""
    result = array(places.typecode)
    now = found = 0
    for part in parts:
        if not isinstance(part, range):
            if part in added:
                result.append(now)
            now += 1
            continue
        first = bisect_left(places, part.start, found)
        found = bisect_left(places, part.stop, first)
        by = now - part.start
        result.extend(map(by.__add__, places[first:found]) if by else places[first:found])
        now += len(part)
    return result
