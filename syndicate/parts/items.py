"""Items in runs: columns of keys and of stamps, for what is done to a hundred thousand of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from syndicate.model.errors import Fault
from syndicate.parts.contract import Item

Stamp = tuple[int, ...] | str | None
_LENGTH = 250  # of a run that is put together from single items


class Run(NamedTuple):
    """Items that follow one another, as columns of one length."""

    keys: list[str]
    stamps: list[Stamp]


class ItemRuns(Iterator[Item | Fault]):
    """What a source lists in runs; whoever goes through it one by one is given items.

    runs  may be gone through instead, but not as well
    """

    def __init__(self, runs: Iterator[Run | Fault]) -> None:
        self.runs = runs
        self._items = _singly(runs)

    def __iter__(self) -> Iterator[Item | Fault]:
        return self._items

    def __next__(self) -> Item | Fault:
        return next(self._items)


def runs_of(items: Iterable[Item | Fault]) -> Iterator[Run | Fault]:
    """Return *items* in runs, and each fault where it stands among them."""
    return items.runs if isinstance(items, ItemRuns) else in_runs(items)


def in_runs(items: Iterable[Item | Fault]) -> Iterator[Run | Fault]:
    keys: list[str] = []
    stamps: list[Stamp] = []
    for item in items:
        is_fault = isinstance(item, Fault)
        if keys and (is_fault or len(keys) == _LENGTH):
            yield Run(keys, stamps)
            keys, stamps = [], []
        if isinstance(item, Fault):
            yield item
        else:
            keys.append(item.key)
            stamps.append(item.stamp)
    if keys:
        yield Run(keys, stamps)


def _singly(runs: Iterator[Run | Fault]) -> Iterator[Item | Fault]:
    for run in runs:
        if isinstance(run, Fault):
            yield run
        else:
            yield from map(Item, run.keys, run.stamps)
