"""Items of a source into rows, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from syndicate.files.bytes import ReadOnce
from syndicate.model.article import Article
from syndicate.model.errors import Fault, PluginError
from syndicate.model.known_authors import People
from syndicate.model.taxonomy import Taxonomy
from syndicate.parts.contract import DigestOfSeveral, Item, PassedOver, Reader, SourceContext
from syndicate.parts.items import Stamp
from syndicate.store.rows import KeyColumns, RecordColumns, row_of

_HERE = 50  # items at once
_LOOKED_AT = 100  # items whose bytes are held, 64 KiB of each at most
_ROWS = 1000  # articles that are enough, however few items they are of
_READ_ONCE = ReadOnce()


class ItemRequests(NamedTuple):
    """Items to be read, as columns of one length.

    digests  that each is known to have had
    """

    keys: list[str]
    stamps: list[Stamp]
    digests: list[bytes | None]


UNCHANGED = -1


class ItemResults(msgspec.Struct, array_like=True, gc=False):
    """What was read of items that follow one another: what is found of each, as columns.

    digests  one for each item
    counts   of articles, one for each item; UNCHANGED: it has the bytes it had
    keys     the rows of all articles, in the order of their items, in two parts as they are stored
    remarks     place of an item -> its faults and what it passes over
    unsure   places of items whose stamp does not tell all that their digest does
    """

    digests: list[bytes | None]
    counts: list[int]
    keys: list[KeyColumns]
    records: list[RecordColumns]
    remarks: dict[int, tuple[tuple[Fault, ...], tuple[PassedOver, ...]]]
    unsure: list[int]


class ItemReader:
    """Reads items of one source into rows.

    label      how messages call the source
    has_extra  whether rows have the articles' extra
    """

    def __init__(self, reader: Reader, context: SourceContext, label: str, *, has_extra: bool) -> None:
        self.reader = reader
        self._label = label
        self._has_extra = has_extra
        self._taxonomy = Taxonomy(context.site.topics)
        self._people = People(context.authors)
        self._site_has_names = bool(context.site.topics or context.authors)
        self.digest: Callable[[Item], bytes | None] | None = getattr(reader, "digest", None)

    def with_site_names(self, article: Article) -> Article:
        """Return *article* with topics and authors as the site knows them."""
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
        return PluginError(f"{self._label} yields {type(found).__name__}; it must yield Articles")

    def read_several(self, asked: ItemRequests, start: int, end: int, most_rows: int | None = None) -> ItemResults:
        """Return what is found of the items from place *start* until *end*.

        most_rows  so many are enough: the last items are then left out
        """
        found = ItemResults([], [], [], [], {}, [])
        for first in range(start, end, _LOOKED_AT):
            several = slice(first, min(first + _LOOKED_AT, end))
            items = list(map(Item, asked.keys[several], asked.stamps[several]))
            with _READ_ONCE:
                # First all their bytes, then all their articles: in turns it takes a twentieth more.
                digests = list(map(self.digest, items)) if self.digest else [None] * len(items)
                for item, digest, known in zip(items, digests, asked.digests[several], strict=True):
                    self._read(item, digest, known, found)
                    if most_rows is not None and len(found.keys) >= most_rows:
                        return found
        return found

    def _read(self, item: Item, given: bytes | None, known_digest: bytes | None, into: ItemResults) -> None:
        """Put in what is found of *item*, whose digest is *given*: no rows if it is the one that is known."""
        digest = given if given is None or type(given) is bytes else bytes(given)
        if isinstance(given, DigestOfSeveral):
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
                keys, record = row_of(article, digest or b"", has_extra=self._has_extra)
                into.keys.append(keys)
                into.records.append(record)
                count += 1
            elif isinstance(found, Fault):
                faults.append(found)
            elif isinstance(found, PassedOver):
                passed_over.append(found)
            else:
                raise self._wrong(found)
        if faults or passed_over:
            into.remarks[len(into.counts)] = tuple(faults), tuple(passed_over)
        into.counts.append(count)

    def read_here(self, asked: ItemRequests) -> Iterator[ItemResults]:
        """Yield what is found of all that is asked for, a part at a time."""
        done = 0
        while done < len(asked.keys):
            found = self.read_several(asked, done, min(done + _HERE, len(asked.keys)), _ROWS)
            done += len(found.counts)
            yield found
