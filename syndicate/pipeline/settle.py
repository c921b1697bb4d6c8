"""Settle what became of articles that were published before: in a feed still, in none for now, or withdrawn."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import partial

from syndicate.model.errors import Fault
from syndicate.parts.calls import blamed
from syndicate.pipeline.compose import Composition
from syndicate.pipeline.reading import Reading
from syndicate.record.identity import Identity


def settle(
    identity: Identity, source: Reading, reading: Reading, composition: Composition, root: str, *, leaves: bool
) -> None:
    """Let *identity* settle what became of the articles that it has given their ids.

    source   the articles as they were read
    reading  the same as transforms prepare them, of which *composition* is made
    leaves   as Identity.settle() has it

    Raises RecordError as Identity.settle() does.
    """
    chosen = set().union(*composition.chosen)
    if source is not reading:
        ids = {reading.articles.store.id_of(number) for number in chosen}
        chosen = {article.number for article in source.articles.store.identities() if article.row_id in ids}
    identity.settle(source.articles.store, chosen, partial(_sources_without, source, root), leaves=leaves)


def _sources_without(reading: Reading, root: str, sources: Iterable[str]) -> set[str]:
    """Return those of *sources*, files below *root*, that an article is gone from that *reading* does not have.

    A file at fault may hold it still, as may one that is there and that the settings leave out. What is read from
    elsewhere shows the newest articles alone, so that none is missed there.
    """
    at_fault = {fault.path for fault in reading.faults if not fault.is_warning}
    wanted = {source for source in sources if source and "://" not in source and not _is_below(source, at_fault)}
    if not wanted:
        return set()
    with blamed(reading.source_label):
        listed = list(reading.reader.items())  # once more: few exports miss an article
    failed = {found.path for found in listed if isinstance(found, Fault) and not found.is_warning}
    keys = {found.key for found in listed if not isinstance(found, Fault)}
    return {
        source
        for source in wanted
        if not _is_below(source, failed) and (source in keys or not os.path.lexists(f"{root}/{source}"))
    }


def _is_below(path: str, places: set[str]) -> bool:
    """Tell whether *path* is one of *places*, or in a folder that is."""
    return "." in places or any(path == place or path.startswith(f"{place.rstrip('/')}/") for place in places)
