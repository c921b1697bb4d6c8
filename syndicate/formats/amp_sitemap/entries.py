"""Pieces between the survey and the sitemaps: in runs, for thousands of them are written and read as fast as one."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import compress, pairwise
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from .urls import HEAD_BYTES, LASTMOD_BYTES

RUN = 1024  # pieces of a run
_MEMORY_BYTES = 1 << 25


class Run(NamedTuple):
    """Some <url> or <sitemap>, one after another.

    heads  of all of them
    sizes  of the xml of each, in bytes
    """

    heads: bytes
    sizes: Sequence[int]
    xml: bytes

    def each(self) -> Iterator[Run]:
        """Yield runs of one."""
        end = 0
        for place, size in enumerate(self.sizes):
            begin, end = end, end + size
            yield Run(self.heads[place * HEAD_BYTES : (place + 1) * HEAD_BYTES], (size,), self.xml[begin:end])

    def newest(self) -> bytes:
        """Return the last lastmod: they are of one width, so that bytes are in the order of the instants."""
        heads = self.heads
        return max([heads[place : place + LASTMOD_BYTES] for place in range(0, len(heads), HEAD_BYTES)])


class Entries:
    """Entries in order: a few in memory, more in a temporary file. Only those that are `kept` are given back.

    checksums  of the URLs, which themselves would take more memory than all else
    flags      what is amiss with each
    kept       a 1 or a 0 for each
    """

    def __init__(self) -> None:
        self.checksums = array("I")
        self.flags = bytearray()
        self.kept = bytearray()
        self._sizes = array("I")
        self._places = [0]  # where each run begins in the file, and the next one
        self._file = SpooledTemporaryFile(max_size=_MEMORY_BYTES)  # noqa: SIM115  closed with the entries

    def __enter__(self) -> Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, pieces: list[bytes]) -> None:
        """Put in as many pieces as make a run, or the last ones."""
        heads = b"".join([piece[:HEAD_BYTES] for piece in pieces])
        entries = [piece[HEAD_BYTES:] for piece in pieces]
        self.checksums.extend(memoryview(heads).cast("I")[LASTMOD_BYTES // 4 :: HEAD_BYTES // 4])
        self.flags += heads[HEAD_BYTES - 1 :: HEAD_BYTES]
        self.kept += b"\1" * len(pieces)
        self._sizes.extend(map(len, entries))
        xml = b"".join(entries)
        self._file.write(heads)
        self._file.write(xml)
        self._places.append(self._places[-1] + len(heads) + len(xml))

    def __getitem__(self, number: int) -> Run:
        """Return one entry, kept or not."""
        first, place = divmod(number, RUN)
        sizes = self._sizes[first * RUN : (first + 1) * RUN]
        start = self._places[first]
        self._file.seek(start + place * HEAD_BYTES)
        head = self._file.read(HEAD_BYTES)
        self._file.seek(start + len(sizes) * HEAD_BYTES + sum(sizes[:place]))
        return Run(head, sizes[place : place + 1], self._file.read(sizes[place]))

    def __iter__(self) -> Iterator[Run]:
        """Yield the entries that are kept in runs as long as can be."""
        self._file.seek(0)
        for first, (begin, end) in enumerate(pairwise(self._places)):
            sizes = self._sizes[first * RUN : (first + 1) * RUN]
            heads = self._file.read(len(sizes) * HEAD_BYTES)
            run = Run(heads, sizes, self._file.read(end - begin - len(heads)))
            kept = self.kept[first * RUN : (first + 1) * RUN]
            if 0 not in kept:
                yield run
            else:
                yield from compress(run.each(), kept)
