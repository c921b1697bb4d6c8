"""Where a site's index lies, and what it must have been made by to be of use."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from syndicate.model.digests import blake2b
from syndicate.parts.contract import Reader, Source
from syndicate.parts.registry import Registry
from syndicate.pipeline.workers import SourceAddress
from syndicate.settings.plan import Plan

FOLDER = ".syndicate"
FILENAME = "index.sqlite3"


class Resources(msgspec.Struct, frozen=True, kw_only=True):
    """What reading may use beside the articles; none of it changes what is read.

    index           the file that keeps what was read; None: none
    is_index_asked  the user named it; else a site of few items does without
    identity        () -> what shaped the rows: see identity(); None: they cannot be kept
    address         how other processes find the source; None: they cannot
    jobs            processes at most
    executor        who reads instead of processes of our own
    """

    index: Path | None = None
    is_index_asked: bool = False
    identity: Callable[[], bytes | None] = bytes
    address: SourceAddress | None = None
    jobs: int = 1
    executor: Any = None  # a concurrent.futures.Executor


NOTHING_MORE = Resources()


def default_place(root: str) -> Path:
    """Return where the index of the site in folder *root* lies unless the user says otherwise."""
    return Path(root) / FOLDER / FILENAME


def identity(plan: Plan, registry: Registry) -> bytes | None:
    """Return what tells whether rows were made by the same source, of the same version, from the same settings.

    None: the settings of the source cannot be written down, so nothing tells.
    """
    context = plan.context
    shaped_by = (
        code_identity(),
        plan.source.name,
        registry.code_of(Source, plan.source.name),
        context.site,
        context.paths,
        context.url_pattern,
        context.fields,
        context.may_be_undated,
        context.authors,
        context.options,
    )
    try:
        text = msgspec.msgpack.Encoder(order="deterministic").encode(shaped_by)
    except (TypeError, ValueError, OverflowError):
        return None
    return blake2b(text, digest_size=16).digest()


def fingerprint(known: bytes, reader: Reader) -> bytes:
    """Return *known* with what else of the site the items of *reader* are made from."""
    state = getattr(reader, "state", "")
    return blake2b(str(state).encode("utf-8", "surrogatepass"), digest_size=16, key=known).digest()


@lru_cache(maxsize=1)
def code_identity() -> str:
    """Return what changes with the code of this package: its version and, for who works on it, the sizes of its files."""
    from syndicate import __version__

    sizes = []
    for folder, _, names in sorted(os.walk(Path(__file__).parents[1])):
        sizes += [str(os.path.getsize(f"{folder}/{name}")) for name in sorted(names) if name.endswith(".py")]  # noqa: PTH202
    return f"{__version__} {' '.join(sizes)}"


def address(plan: Plan, registry: Registry) -> SourceAddress | None:
    """Return how another process finds the source of *plan*; None where only this one has it."""
    plugins = [plugin for plugin in registry.plugins if not plugin.failure]
    if any(plugin.origin == "object" for plugin in plugins):
        return None
    paths = tuple(plugin.location for plugin in plugins if plugin.origin == "path")
    return SourceAddress(plan.source.name, paths, registry.distributions)
