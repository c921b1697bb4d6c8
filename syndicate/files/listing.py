"""Which files a source reads: folders, globs and single files below the site's folder, in an order of their own.

The same of a store, by URLs.

Sources share this, so that hidden files, links and `!` mean one thing in all of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from heapq import merge
from itertools import chain
from operator import itemgetter
from typing import Any
from zlib import crc32

from syndicate.files.globs import fixed_part
from syndicate.files.walk import KeyedFault, Walk, seen_from_site
from syndicate.model.errors import Fault
from syndicate.parts.contract import Item, SourceContext
from syndicate.parts.items import ItemRuns, Run, in_runs, runs_of

_BEGINNING = 4  # runs at most, of those that look at no more
_Keyed = tuple[str, Item | Fault]


def list_files(
    context: SourceContext, suffixes: tuple[str, ...], left: list[Any] | None = None, *, follows_links: bool = False
) -> Iterator[Item | Fault]:
    """Return an item for each file that the context's paths name, each once, sorted by path, and faults among them.

    suffixes  lower case, e.g. (".md",): what counts in a folder; a file named singly, or by a glob that ends in a
              suffix, may have another
    left      a list of the caller's own, empty at first: who looks at the beginning alone leaves the listing there, and
              the next one goes on with it

    Hidden names, node_modules and the context's *skip* folders are passed over, links too: what they lead to is read at
    its own place, and one that leaves the site's folder is a fault. Items are stamped with size and time of change.
    """
    if left is not None:
        rest = left.pop() if left else runs_of(list_files(context, suffixes))
        begun = left.copy()
        left.clear()
        return ItemRuns(_resumed(begun, rest, left))
    walk = Walk(context, suffixes, follows_links=follows_links)
    streams = [walk.named(path) for path in context.paths if path != "-" and not path.startswith("!")]
    if len(streams) == 1:
        return ItemRuns(found if isinstance(found, Run) else found[1] for found in streams[0])
    merged = merge(*map(_singly, streams), key=itemgetter(0))
    return ItemRuns(in_runs(_each_once(merged)))


def _resumed(begun: list[Any], rest: Iterator[Run | Fault], left: list[Any]) -> Iterator[Run | Fault]:
    """Yield what was *begun* and the *rest*; where no more than a beginning is wanted, all of it is *left*."""
    seen: list[Any] = []
    try:
        for run in chain(begun, rest):
            if len(seen) <= _BEGINNING:
                seen.append(run)
            yield run
    except GeneratorExit:
        if len(seen) <= _BEGINNING:
            left += [*seen, *begun[len(seen) :], rest]
        raise


def _singly(found: Iterator[Run | KeyedFault]) -> Iterator[_Keyed]:
    for one in found:
        if isinstance(one, Run):
            yield from zip(one.keys, map(Item, one.keys, one.stamps), strict=True)
        else:
            yield one


def _each_once(found: Iterator[_Keyed]) -> Iterator[Item | Fault]:
    last = None
    for key, item in found:
        if key != last:
            last = key
            yield item


def stamp_of(root: str, key: str) -> tuple[int, ...]:
    """Return what changes when the file at *key* below *root* does, its path included; () if there is none."""
    try:
        status = os.stat(f"{root}/{key}")  # noqa: PTH116  one of many
    except OSError:
        return ()
    return crc32(key.encode("utf-8", "replace")), status.st_size, status.st_mtime_ns


def path_below(context: SourceContext, key: str) -> str:
    """Return *key* as seen from the folder by which the context's paths name it; the innermost, where several do."""
    for base in _bases(context.root, context.paths):
        if key.startswith(base):
            return key[len(base) :]
    return key


@lru_cache(maxsize=16)
def _bases(root: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders that *paths* name, "/" at their ends, the longest first."""
    bases: list[str] = []
    for path in paths:
        if path != "-" and not path.startswith("!"):
            folder = seen_from_site(root, path)
            bases += [f"{fixed_part(folder)}/", f"{folder.rpartition('/')[0]}/" if os.path.splitext(folder)[1] else "/"]  # noqa: PTH122
    return tuple(sorted(set(bases), key=len, reverse=True))
