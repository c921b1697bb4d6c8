"""The fingerprint of an index: the code and the settings that made its rows. Another fingerprint invalidates it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path

import msgspec

from syndicate.model.digests import blake2b
from syndicate.parts.contract import Item, Reader, Source
from syndicate.parts.registry import Registry
from syndicate.settings.plan import Plan


def identity(plan: Plan, registry: Registry) -> bytes | None:
    """Return the fingerprint of the source's code, its version and its settings.

    None: the source's settings cannot be encoded, so there is no fingerprint.
    """
    context = plan.context
    shaped_by = (
        code_identity(), plan.source.name, registry.code_of(Source, plan.source.name), context.site, context.paths,
        context.url_pattern, context.fields, context.may_be_undated, context.authors, context.withheld, context.options,
    )  # fmt: skip
    try:
        text = msgspec.msgpack.Encoder(order="deterministic").encode(shaped_by)
    except (TypeError, ValueError, OverflowError):
        return None
    return blake2b(text, digest_size=16).digest()


def fingerprint(known: bytes, reader: Reader, kept: bytes | None = None) -> tuple[bytes, bytes | None]:
    """Return the fingerprint *known* together with the state of *reader*: what else of the site its items depend on.

    Beside it, what is to be *kept* for the next time: the state of a reader that makes it from its first items, which
    are in a store, is not made again while these have the stamps that they had.
    """
    told: tuple[int, bytes | None, str] = (0, None, "")
    if kept is not None:
        told = msgspec.msgpack.decode(kept, type=tuple[int, bytes | None, str])
    if told[1] is None or _digest_of_first(reader, told[0]) != told[1]:
        state = str(getattr(reader, "state", ""))
        count = getattr(reader, "state_items", 0)
        told = count, _digest_of_first(reader, count), state
    key = blake2b(told[2].encode("utf-8", "surrogatepass"), digest_size=16, key=known).digest()
    return key, msgspec.msgpack.encode(told) if told[1] is not None else None


def _digest_of_first(reader: Reader, count: int) -> bytes | None:
    """Return the digest of the first *count* items of *reader*; None: their stamps do not tell of every change."""
    if not count:
        return None
    items = [item for item in islice(reader.items(), count) if isinstance(item, Item)]
    if not all(isinstance(item.stamp, str) for item in items):
        return None
    return blake2b(msgspec.msgpack.encode(items), digest_size=16).digest()


@lru_cache(maxsize=1)
def code_identity() -> str:
    """Return the version of this package and, in a checkout, where it changes under one version, its modules' sizes."""
    from syndicate import __version__

    package = Path(__file__).parents[1]
    is_checkout = (package.parent / "pyproject.toml").exists()
    return f"{__version__} {' '.join(map(str, _sizes(str(package))))}" if is_checkout else __version__


def _sizes(folder: str) -> Iterator[int]:
    """Yield the sizes of the modules in *folder* and below it, sorted by their names."""
    modules, below = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                modules.append((entry.name, entry.stat().st_size))
            elif "." not in entry.name and entry.name != "__pycache__":
                below.append(entry.path)
    yield from (size for _, size in sorted(modules))
    for place in sorted(below):
        yield from _sizes(place)
