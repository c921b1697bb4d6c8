"""Checks that a plugin keeps the promises of its parts, for third parties and for the built-ins.

A whole test of a plugin::

    import syndicate_opml
    from syndicate.testing import check_plugin

    def test_it_keeps_the_promises():
        check_plugin(syndicate_opml)

A check fails with an AssertionError, a sentence: which part, which sample, what was expected, what was found. Nothing
else in syndicate imports this package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syndicate.testing.filters import check_filter
    from syndicate.testing.formats import check_format
    from syndicate.testing.listeners import check_listener
    from syndicate.testing.plugins import check_plugin
    from syndicate.testing.samples import sample_articles, sample_feeds, sample_site
    from syndicate.testing.sources import check_source
    from syndicate.testing.transforms import check_transform

__all__ = [
    "check_filter",
    "check_format",
    "check_listener",
    "check_plugin",
    "check_source",
    "check_transform",
    "sample_articles",
    "sample_feeds",
    "sample_site",
]

_ROOM_OF = {
    "check_filter": "filters",
    "check_format": "formats",
    "check_listener": "listeners",
    "check_plugin": "plugins",
    "check_source": "sources",
    "check_transform": "transforms",
    "sample_articles": "samples",
    "sample_feeds": "samples",
    "sample_site": "samples",
}


def __getattr__(name: str) -> Any:
    # On first use: the pytest plugin beside is imported in runs that may never ask for a check.
    room = _ROOM_OF.get(name)
    if room is None:
        raise AttributeError(f"module 'syndicate.testing' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"syndicate.testing.{room}"), name)
    globals()[name] = value
    return value
