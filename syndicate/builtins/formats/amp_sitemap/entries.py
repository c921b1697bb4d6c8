"""Pieces between the survey and the sitemaps: in runs, for thousands of them are written and read as fast as one."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import IO, NamedTuple

from .urls import HEAD, flags_of, instants_of, url_checksums_of

_MEMORY_BYTES = 1 << 25
_WAITING = 500  # runs of a section that are held


class Run(NamedTuple):
    """Some <url> or <sitemap>, one after another."""

    heads: bytes  # of all <url>; a <sitemap> has none
    sizes: Sequence[int]  # of the xml of each, in bytes
    xml: bytes

    def each(self) -> Iterator[Run]:
        end = 0
        for place, size in enumerate(self.sizes):
            begin, end = end, end + size
            yield Run(self.heads[place * HEAD.size : (place + 1) * HEAD.size], (size,), self.xml[begin:end])

    def cut(self, count: int) -> tuple[Run, Run]:
        head_bytes, xml_bytes = count * HEAD.size, sum(self.sizes[:count])
        first = Run(self.heads[:head_bytes], self.sizes[:count], self.xml[:xml_bytes])
        return first, Run(self.heads[head_bytes:], self.sizes[count:], self.xml[xml_bytes:])

    def newest(self) -> int:
        """Return the last lastmod of all <url>."""
        return max(instants_of(self.heads))


class Sections:
    """Entries by the section that their URLs are in, in a temporary file but for the last of each."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[Run]] = {}
        self._filed: dict[str, list[_Filed]] = {}
        self._file = _File()

    def __enter__(self) -> Sections:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, section: str, run: Run) -> None:
        waiting = self._waiting.setdefault(section, [])
        waiting.append(run)
        if len(waiting) >= _WAITING or len(run.sizes) >= _WAITING:
            self._filed.setdefault(section, []).append(self._file.put(_joined(waiting)))
            waiting.clear()

    def names(self) -> list[str]:
        return sorted(self._waiting)

    def of(self, section: str) -> Iterator[Run]:
        yield from map(self._file.get, self._filed.get(section, ()))
        if waiting := self._waiting[section]:
            yield _joined(waiting)


def _joined(runs: Sequence[Run]) -> Run:
    sizes = array("I", (size for run in runs for size in run.sizes))
    return Run(b"".join(run.heads for run in runs), sizes, b"".join(run.xml for run in runs))


class Entries:
    """Entries in order: a few in memory, more in a temporary file. Only those that are `kept` are given back.

    checksums  of the URLs, which themselves would take more memory than all else
    flags      what is amiss with each
    kept       a 1 or a 0 for each
    """

    def __init__(self) -> None:
        self.checksums = array("Q")
        self.flags = bytearray()
        self.kept = bytearray()
        self._runs: list[Run | _Filed] = []
        self._starts: list[int] = []  # number of the first entry of each run
        self._left_bytes = _MEMORY_BYTES
        self._file = _File()

    def __enter__(self) -> Entries:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, run: Run) -> None:
        self._starts.append(len(self.kept))
        self.checksums += url_checksums_of(run.heads)
        self.flags += flags_of(run.heads)
        self.kept += b"\1" * len(run.sizes)
        self._left_bytes -= len(run.xml)
        self._runs.append(run if self._left_bytes >= 0 else self._file.put(run))

    def _run(self, number: int) -> Run:
        run = self._runs[number]
        return run if isinstance(run, Run) else self._file.get(run)

    def __getitem__(self, number: int) -> Run:
        of = bisect_right(self._starts, number) - 1
        run, place = self._run(of), number - self._starts[of]
        start = sum(run.sizes[:place])
        size = run.sizes[place]
        head = run.heads[place * HEAD.size : (place + 1) * HEAD.size]
        return Run(head, (size,), run.xml[start : start + size])

    def __iter__(self) -> Iterator[Run]:
        """Yield the entries that are kept in runs as long as can be."""
        for number, start in enumerate(self._starts):
            run = self._run(number)
            kept = self.kept[start : start + len(run.sizes)]
            if 0 not in kept:
                yield run
            else:
                yield from compress(run.each(), kept)


class _Filed(NamedTuple):
    """A run in the file."""

    place: int
    sizes: Sequence[int]
    xml_bytes: int


class _File:
    """A temporary file of runs, made for the first of them."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None

    def put(self, run: Run) -> _Filed:
        if self._file is None:
            from tempfile import TemporaryFile

            self._file = TemporaryFile()  # noqa: SIM115  close() does
        place = self._file.seek(0, 2)
        self._file.write(run.heads)
        self._file.write(run.xml)
        return _Filed(place, run.sizes, len(run.xml))

    def get(self, filed: _Filed) -> Run:
        assert self._file is not None  # noqa: S101  what is filed has a file
        self._file.seek(filed.place)
        return Run(self._file.read(len(filed.sizes) * HEAD.size), filed.sizes, self._file.read(filed.xml_bytes))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
