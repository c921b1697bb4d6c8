"""Which address of an article is that of a page: what ends in .json is for programs, not for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_FOR_PROGRAMS = (".json", ".jsonld", ".xml", ".rss", ".atom", ".txt", ".csv", ".yml", ".yaml", ".ics")


def is_for_programs(url: str) -> bool:
    """Tell whether *url* ends as files do that programs read."""
    return "." in url[-7:] and url.lower().endswith(_FOR_PROGRAMS)


def name_of_page(mapping: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """Return the first of *names* under which *mapping* says an address that is not for programs."""
    for name in names:
        value = mapping.get(name)
        if isinstance(value, str) and value.strip() and not is_for_programs(value.strip()):
            return name
    return None
