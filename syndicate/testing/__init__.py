"""Checks that a plugin keeps the promises of its parts, for third parties and for the built-ins.

A whole test of a plugin::

    import syndicate_opml
    from syndicate.testing import check_plugin

    def test_it_keeps_the_promises():
        check_plugin(syndicate_opml)

A check fails with an AssertionError, a sentence: which part, which sample, what was expected, what was found. Nothing
else in syndicate imports this package.
"""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.testing.filters import check_filter as check_filter
    from syndicate.testing.formats import check_format as check_format
    from syndicate.testing.listeners import check_listener as check_listener
    from syndicate.testing.plugins import check_plugin as check_plugin
    from syndicate.testing.samples import (
        sample_articles as sample_articles,
        sample_feeds as sample_feeds,
        sample_site as sample_site,
    )
    from syndicate.testing.sources import check_source as check_source
    from syndicate.testing.transforms import check_transform as check_transform
else:
    __getattr__, __all__ = face(
        __name__,
        {
            "filters": "check_filter",
            "formats": "check_format",
            "listeners": "check_listener",
            "plugins": "check_plugin",
            "samples": "sample_articles sample_feeds sample_site",
            "sources": "check_source",
            "transforms": "check_transform",
        },
    )
