"""Read items into rows in several processes, a chunk of items at a time; results come in the order of the items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import msgspec

from syndicate.parts.contract import SourceContext
from syndicate.pipeline.item_reader import Add, ItemReader, ItemRequests, ItemResults, Summaries
from syndicate.pipeline.workers.resources import Resources, SourceAddress
from syndicate.settings.plan import Bodies

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(ItemResults).decode
_decode_asked = msgspec.msgpack.Decoder(ItemRequests).decode


def _read_chunk(
    ticket: str,
    address: SourceAddress,
    context: SourceContext,
    label: str,
    has_extra: bool,  # noqa: FBT001  an executor passes no names
    bodies: Bodies | None,
    chunk: bytes,
) -> bytes:
    """Return the results of *chunk*, both encoded; *bodies*: with the summaries of articles that have none."""
    from syndicate.pipeline.workers.spread import in_this_process, source_of

    reader = in_this_process(
        ticket, lambda: ItemReader(source_of(address, context), context, label, has_extra=has_extra)
    )
    asked = _decode_asked(chunk)
    summaries = None
    if bodies is not None:
        from syndicate.pipeline.complete.ahead import text_of
        from syndicate.pipeline.complete.text import TextReader

        texts = TextReader(reader.reader, bodies)
        summaries = Summaries(lambda article: text_of(texts, article, is_whole=False) or b"")
    return _encode(reader.read_several(asked, 0, len(asked.keys), summaries=summaries))


def read_items(
    asked: Iterable[ItemRequests],
    reader: ItemReader,
    *,
    bodies: Bodies | None,
    resources: Resources,
    add: Add | None,
) -> Iterator[ItemResults]:
    """Yield the results of all items *asked* for, in that order, some items at a time.

    asked  taken lazily: other processes read the first items while the last are still being listed
    bodies  of articles whose summaries are made while they are read, if other processes do that; None: of none
    add    as ItemReader.read_here() takes it
    """
    if reader.digest is None or not resources.has_others:
        for several in asked:
            yield from reader.read_here(several, add)
        return
    chunk_items, items_min = resources.thresholds.chunk_items, resources.thresholds.process_items
    chunks = _chunks(asked, chunk_items)
    first = list(islice(chunks, -(-items_min // chunk_items)))
    if resources.executor is None and sum(len(chunk.keys) for chunk in first) < items_min:
        for chunk in first:
            yield from reader.read_here(chunk, add)
        return
    from syndicate.pipeline.workers.spread import spread  # few articles do without

    results = spread(
        chain(first, chunks),
        _read_chunk,
        (resources.address, reader.context, reader.label, reader.has_extra, bodies),
        encode=_encode,
        names=lambda chunk: chunk.keys,
        here=reader,
        resources=resources,
    )
    for chunk, encoded in results:
        if encoded is None:
            yield from reader.read_here(chunk, add)
        else:
            yield _decode(encoded)


def _chunks(asked: Iterable[ItemRequests], length: int) -> Iterator[ItemRequests]:
    """Yield the items *asked* for in chunks of *length* items; the last may be shorter."""
    left = ItemRequests([], [], [])
    for several in asked:
        left = ItemRequests(left.keys + several.keys, left.stamps + several.stamps, left.digests + several.digests)
        while len(left.keys) >= length:
            yield ItemRequests(left.keys[:length], left.stamps[:length], left.digests[:length])
            left = ItemRequests(left.keys[length:], left.stamps[length:], left.digests[length:])
    if left.keys:
        yield left
