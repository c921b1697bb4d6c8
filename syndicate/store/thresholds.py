"""From which numbers on sparing work costs less than doing it. Nothing that is written depends on them."""

from __future__ import annotations

import msgspec


class Thresholds(msgspec.Struct, frozen=True, kw_only=True):
    """Where each way of sparing work begins to pay, as measured; tests pass in smaller ones.

    index_items      items of a site that gets an index without being asked
    process_items    items that are worth other processes
    chunk_items      items that a process is handed at a time
    choice_articles  articles of a store; among fewer, choosing is faster than looking up a choice
    choice_changes   changes of articles; where there are more, choosing in full is faster
    choice_steps     such changes, times topics
    piece_articles   articles of a feed; fewer are encoded faster than looked up
    piece_chunk      articles whose pieces are cached together, on average; 256 at most
    """

    index_items: int = 200
    process_items: int = 1000
    chunk_items: int = 500
    choice_articles: int = 500
    choice_changes: int = 500
    choice_steps: int = 100_000
    piece_articles: int = 500
    piece_chunk: int = 256


DEFAULT = Thresholds()
