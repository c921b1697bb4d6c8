"""Read items of a source into rows, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from syndicate.files.bytes import ReadOnce, want_together
from syndicate.model.article import Article
from syndicate.model.errors import Fault, PluginError
from syndicate.model.known_authors import People
from syndicate.model.taxonomy import Taxonomy
from syndicate.parts.contract import DigestOfSeveral, Item, PassedOver, Reader, SourceContext
from syndicate.parts.items import Stamp
from syndicate.pipeline.workers.resources import new_ticket
from syndicate.store.rows import KeyColumns, RecordColumns, row_of

_HERE = 50  # items in one result
_LOOKED_AT = 100  # items whose bytes are held, at most 64 KiB of each
_ROWS = 1000  # a result with so many articles is complete, however few items it has
_HELD = 5000  # rows of an item that are held; of a larger one the first are stored while it is read
_READ_ONCE = ReadOnce()

Add = Callable[[list[KeyColumns], list[RecordColumns]], int]  # stores rows; returns the number of the first


class ItemRequests(NamedTuple):
    """Items to be read, as columns of one length."""

    keys: list[str]
    stamps: list[Stamp]
    digests: list[bytes | None]  # the known digest of each


UNCHANGED = -1


class ItemResults(msgspec.Struct, array_like=True, gc=False):
    """What was read of consecutive items, as columns.

    keys, records  the rows of all articles, in the order of their items, in the two parts of a row
    remarks        place of an item -> its faults and what it passes over
    summaries      the text made for the summary of each article, encoded, b"": there is none; or none of any
    """

    digests: list[bytes | None]  # one for each item
    counts: list[int]  # number of articles, one for each item; UNCHANGED: its digest is the known one
    keys: list[KeyColumns]
    records: list[RecordColumns]
    remarks: dict[int, tuple[tuple[Fault, ...], tuple[PassedOver, ...]]]
    unsure: list[int]  # places of items that may change while their stamp stays the same: their digest covers more
    first: int = 0  # number of the first row where some are stored already: the others are to follow them; else 0
    summaries: list[bytes] = []


class Summaries:
    """Makes summaries of articles that are read, some at a time: that takes a tenth less than one by one.

    make  makes one, encoded; b"": there is none
    """

    def __init__(self, make: Callable[[Article], bytes]) -> None:
        self._make = make
        self._articles: list[Article] = []

    def add(self, article: Article, into: ItemResults) -> None:
        self._articles.append(article)
        if len(self._articles) == _LOOKED_AT:
            self.put(into)

    def put(self, into: ItemResults) -> None:
        into.summaries += [b"" if one.summary else self._make(one) for one in self._articles]
        self._articles.clear()


class ItemReader:
    """Reads items of one source into rows.

    label      the source's name in messages
    has_extra  whether rows have the articles' extra
    """

    def __init__(self, reader: Reader, context: SourceContext, label: str, *, has_extra: bool) -> None:
        self.reader = reader
        self.context = context
        self.label = label
        self.has_extra = has_extra
        self.ticket = new_ticket()
        self._taxonomy = Taxonomy(context.site.topics)
        self._people = People(context.authors)
        self._site_has_names = bool(context.site.topics or context.authors)
        self.digest: Callable[[Item], bytes | None] | None = getattr(reader, "digest", None)

    def with_site_names(self, article: Article) -> Article:
        """Return *article* with the site's labels for topics, and the site's authors for their keys."""
        topics, authors = self._taxonomy.labels(article.topics), self._people.known(article.authors)
        if topics is article.topics and authors is article.authors:
            return article
        return msgspec.structs.replace(article, topics=topics, authors=authors)

    def articles(self, item: Item) -> Iterator[Article | Fault | PassedOver]:
        """Yield the articles of *item*, its faults and what it passes over."""
        for found in self.reader.read(item):
            if isinstance(found, Article):
                yield self.with_site_names(found)
            elif isinstance(found, Fault | PassedOver):
                yield found
            else:
                raise self._wrong(found)

    def _wrong(self, found: object) -> PluginError:
        return PluginError(f"{self.label} yields {type(found).__name__}; it must yield Articles")

    def read_several(
        self,
        asked: ItemRequests,
        start: int,
        end: int,
        most_rows: int | None = None,
        add: Add | None = None,
        summaries: Summaries | None = None,
    ) -> ItemResults:
        """Return the results of the items from place *start* until *end*.

        most_rows  stop once there are so many rows: the last items are then left out
        add        stores rows while they are read, where nobody else does so meanwhile
        summaries  makes them, too, while the bytes of files are at hand
        """
        found = ItemResults([], [], [], [], {}, [])
        for first in range(start, end, _LOOKED_AT):
            several = slice(first, min(first + _LOOKED_AT, end))
            items = list(map(Item, asked.keys[several], asked.stamps[several]))
            with _READ_ONCE:
                want_together(asked.keys[several], asked.stamps[several])
                # First all digests, then all articles: 5 % faster than item by item.
                digests = list(map(self.digest, items)) if self.digest else [None] * len(items)
                for item, digest, known in zip(items, digests, asked.digests[several], strict=True):
                    self._read(item, digest, known, found, add, summaries)
                    if most_rows is not None and len(found.keys) >= most_rows:
                        return found
                if summaries is not None:
                    summaries.put(found)
        return found

    def _read(
        self,
        item: Item,
        given: bytes | None,
        known_digest: bytes | None,
        into: ItemResults,
        add: Add | None,
        summaries: Summaries | None,
    ) -> None:
        """Add the results of *item*, whose digest is *given*, to *into*; no rows if the digest is the known one."""
        digest = given if given is None or type(given) is bytes else bytes(given)
        if given is None or isinstance(given, DigestOfSeveral):  # what could not be read may be read the next time
            into.unsure.append(len(into.counts))
        into.digests.append(digest)
        if digest is not None and digest == known_digest:
            into.counts.append(UNCHANGED)
            return
        count = 0
        faults: list[Fault] = []
        passed_over: list[PassedOver] = []
        for found in self.reader.read(item):
            if isinstance(found, Article):
                article = self.with_site_names(found) if self._site_has_names else found
                keys, record = row_of(article, digest or b"", has_extra=self.has_extra)
                into.keys.append(keys)
                into.records.append(record)
                count += 1
                if summaries is not None:
                    summaries.add(article, into)
                if add is not None and len(into.keys) == _HELD:
                    first = add(into.keys, into.records)
                    into.first = into.first or first
                    into.keys.clear()
                    into.records.clear()
            elif isinstance(found, Fault):
                faults.append(found)
            elif isinstance(found, PassedOver):
                passed_over.append(found)
            else:
                raise self._wrong(found)
        if faults or passed_over:
            into.remarks[len(into.counts)] = tuple(faults), tuple(passed_over)
        into.counts.append(count)

    def read_here(self, asked: ItemRequests, add: Add | None) -> Iterator[ItemResults]:
        """Yield the results of all items *asked* for, some items at a time.

        add  stores rows of an item with very many; whoever takes the results stores the others before it asks for more
        """
        done = 0
        while done < len(asked.keys):
            found = self.read_several(asked, done, min(done + _HERE, len(asked.keys)), _ROWS, add)
            done += len(found.counts)
            yield found
