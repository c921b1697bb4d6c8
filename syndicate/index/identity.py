"""What an index must have been made by to be of use: fingerprints of code and settings."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import msgspec

from syndicate.model.digests import blake2b
from syndicate.parts.contract import Reader, Source
from syndicate.parts.registry import Registry
from syndicate.settings.plan import Plan


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
        context.withheld,
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
