"""The sizes from which a cache or other processes save time. No written byte depends on them."""

from __future__ import annotations

import msgspec


class Thresholds(msgspec.Struct, frozen=True, kw_only=True):
    """Where each saving begins to pay, as measured; tests use smaller values.

    index_items      a site of at least so many items, or files with as much in them, gets an index without being asked
    summary_articles a feed of fewer articles has summaries made by this process: starting others takes longer
    entry_articles   a feed of at least so many articles has its entries, with their texts, made by an executor
    """

    index_items: int = 200
    process_items: int = 1000  # so many items are read by several processes
    chunk_items: int = 500  # items in one task of a process
    choice_articles: int = 500  # a store of more articles has its choices cached; among fewer, choosing is faster
    choice_changes: int = 500  # with more changed articles, choosing in full is faster
    choice_steps: int = 100_000  # the same for changed articles times topics
    piece_articles: int = 500  # a feed of at least so many articles has its pieces cached; fewer are encoded faster
    piece_chunk: int = 256  # articles in one chunk of cached pieces, on average; at most 256
    placed_chunk: int = 32  # the same where the pieces lie in the published document
    text_run: int = 24  # articles in a row whose texts are to be made, before other processes make them
    summary_articles: int = 2000
    text_chunk: int = 32  # articles whose texts a process makes at a time
    entry_articles: int = 1000
    entry_chunk: int = 256  # articles in one task of it, where pieces are not cached in chunks


DEFAULT = Thresholds()
