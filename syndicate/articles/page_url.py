"""Which address of an article is that of a page: what ends in .json is for programs, what ends in .mp3 for players."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from syndicate.model.media_types import media_type_of

_FOR_PROGRAMS = (".json", ".jsonld", ".xml", ".rss", ".atom", ".txt", ".csv", ".yml", ".yaml", ".ics")


def is_no_page(url: str) -> bool:
    """Tell whether *url* ends as files do that programs read, or players."""
    may_be = "?" in url or ("." in url[-7:] and not url.endswith(".html"))
    return may_be and (url.lower().endswith(_FOR_PROGRAMS) or is_recording(url))


def is_recording(url: str) -> bool:
    """Tell whether *url* leads to sound or film: a podcast names its episode so, and not the page about it."""
    return (media_type_of(url if "://" in url else f"://-/{url}") or "").startswith(("audio/", "video/"))


def name_of_page(mapping: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """Return the first of *names* under which *mapping* says an address that may be a page's."""
    for name in names:
        value = mapping.get(name)
        if isinstance(value, str) and value.strip() and not is_no_page(value.strip()):
            return name
    return None
