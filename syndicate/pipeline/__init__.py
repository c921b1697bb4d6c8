"""The straight line: read, choose, compose, complete, render, publish, tell. Its functions are names of `syndicate`."""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.pipeline.compose import Composition as Composition
    from syndicate.pipeline.draft import Draft as Draft, DraftFeed as DraftFeed, open_draft as open_draft
    from syndicate.pipeline.reading import Reading as Reading
    from syndicate.pipeline.select import Selection as Selection
else:
    __getattr__, __all__ = face(
        __name__,
        {"compose": "Composition", "select": "Selection", "draft": "Draft DraftFeed open_draft", "reading": "Reading"},
    )
