"""The source `feed`: RSS, Atom and JSON Feed become articles, from files and from the web."""

from __future__ import annotations

from typing import Annotated

import msgspec

from syndicate import Reader, Source, SourceContext, hookimpl


class FeedOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the settings may say under `source.options`.

    timeout_seconds  within which a feed from the web must be here whole
    max_bytes        of one feed, unpacked; a larger one is not read
    max_entries      of one feed; one with more is not read
    """

    timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 30.0
    max_bytes: Annotated[int, msgspec.Meta(gt=0)] = 50_000_000
    max_entries: Annotated[int, msgspec.Meta(gt=0)] = 10_000


@hookimpl
def syndicate_sources() -> list[Source]:
    return [Source(name="feed", open=_open, options=FeedOptions, asks_for="article")]


def _open(context: SourceContext) -> Reader:
    from syndicate_feed_source.reader import FeedReader

    return FeedReader(context, context.options or FeedOptions())
