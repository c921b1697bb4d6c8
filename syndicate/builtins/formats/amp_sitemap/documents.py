"""Sitemaps and their index: split where one is too small. One document at a time stands in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from io import BytesIO
from itertools import accumulate, groupby
from operator import itemgetter
from posixpath import basename, splitext
from urllib.parse import quote, unquote, urljoin, urlsplit

from syndicate import Document, Feed, FormatError
from syndicate.model import excerpt, period_of, time_zone, topic_key, topic_slugs

from . import AmpSitemapOptions
from .entries import Entries, Run, Sections
from .survey import survey
from .urls import escape, lastmod, loc_of, publications_of, url_of

_XHTML = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_IMAGE = ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


def split(feed: Feed, path: str, options: AmpSitemapOptions, *, entries_max: int, bytes_max: int) -> Iterator[Document]:
    """Yield the documents of *feed*, none of more than *entries_max* entries or *bytes_max* uncompressed bytes."""
    is_gzipped = options.gzip or path.endswith(".gz")
    stem, suffix = splitext(path.removesuffix(".gz"))
    # An index is compressed too: so robots.txt names one address, however many URLs the site comes to have.
    suffix += ".gz" if is_gzipped else ""
    with Entries() as entries, Sections() as sections:
        warnings = survey(feed, options, entries)
        namespaces = (_XHTML if options.amp != "none" else "") + (_IMAGE if options.images else "")
        blank = partial(_Sheet, "urlset", namespaces, entries_max, bytes_max)
        index = _Sheet("sitemapindex", "", entries_max, bytes_max)
        zone = time_zone(feed.site.timezone)
        has_any = any(entries.kept)
        groups: Iterable[tuple[str, Iterable[Run]]] = [("", entries)]
        if options.split == "section" and has_any:
            groups = _by_section(entries, sections, feed.site.base_url)
        if feed.period and has_any:
            groups = _by_period(groups, feed.period, zone)
        joiner = "." if options.split == "section" and not feed.period else "-"  # a section may be called sport-2
        part_count: Counter[str] = Counter()
        for period, sheet, is_last in (
            (period, *filled)
            for period, runs in groups
            for filled in _fill(blank, runs if has_any else [_home_page(feed)])
        ):
            if is_last and not period and not index.entry_count:
                yield _document(stem + suffix, sheet, sheet.entry_count, warnings, is_gzipped=is_gzipped)
                return
            part_count[period] += 1
            label = f"{period}{joiner}{part_count[period]}" if part_count[period] > 1 else period
            part = f"{stem}-{label if period else part_count[period]}{suffix}"
            url = urljoin(feed.url, quote(basename(part)))
            if not index.add(_index_entry(url, sheet.newest(), zone)):
                raise FormatError(
                    f"amp-sitemap: {len(feed.articles)} articles need more sitemaps than the {index.entry_count} that one index "
                    "can name (sitemaps.org, 'Using Sitemap index files'); give each topic a feed of its own"
                )
            yield _document(part, sheet, sheet.entry_count, warnings, is_gzipped=is_gzipped)
            warnings = ()
        yield _document(stem + suffix, index, 0, (), is_gzipped=is_gzipped)


class _Sheet:
    """A document while it fills."""

    def __init__(self, root: str, namespaces: str, entries_max: int, bytes_max: int) -> None:
        opening = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{namespaces}>\n'
        ).encode()
        self.entry_count = 0
        self._entries_max = entries_max
        self._closing = f"</{root}>\n".encode()
        self._opening = opening
        self._left_bytes = bytes_max - len(opening) - len(self._closing)
        self._runs: list[Run] = []

    def add(self, run: Run) -> bool:
        """Write *run*, or tell that it does not fit."""
        count = self.entry_count + len(run.sizes)
        if count > self._entries_max or len(run.xml) > self._left_bytes:
            return False
        self._left_bytes -= len(run.xml)
        self.entry_count = count
        self._runs.append(run)
        return True

    def room_for(self, run: Run) -> int:
        ends = list(accumulate(run.sizes[: self._entries_max - self.entry_count]))
        return bisect_right(ends, self._left_bytes)

    def newest(self) -> int:
        """Return the last lastmod, in seconds since 1970."""
        return max(run.newest() for run in self._runs)

    def close(self) -> bytes:
        return b"".join([self._opening, *(run.xml for run in self._runs), self._closing])


def _fill(blank: Callable[[], _Sheet], runs: Iterable[Run]) -> Iterator[tuple[_Sheet, bool]]:
    """Yield sheets filled with *runs* to the brim, and whether each is the last.

    Raises FormatError if an entry is too large for a sheet of its own.
    """
    sheet = blank()
    for found in runs:
        run = found
        while not sheet.add(run):
            if fitting := sheet.room_for(run):
                first, run = run.cut(fitting)
                sheet.add(first)
            elif not sheet.entry_count:
                entry, _ = run.cut(1)
                raise FormatError(
                    f"amp-sitemap: {excerpt(loc_of(entry.xml))} alone needs {len(entry.xml)} bytes, more than a sitemap may have "
                    "(sitemaps.org, 'Using Sitemap index files'); give the article fewer images, or write images: false"
                )
            yield sheet, False
            sheet = blank()
    yield sheet, True


def _periods(runs: Iterable[Run], period: str, zone: tzinfo) -> Iterator[tuple[str, Iterator[Run]]]:
    """Yield *runs* by the months or years in which their articles were published, in the order of these."""

    def cut() -> Iterator[tuple[str, Run]]:
        for run in runs:
            rest = run
            for label, same in groupby(period_of(_instant(at), period, zone) for at in publications_of(run.heads)):
                first, rest = rest.cut(len(list(same)))
                yield label, first

    for label, found in groupby(cut(), key=itemgetter(0)):
        yield label, (run for _, run in found)


def _by_section(runs: Iterable[Run], into: Sections, home_page: str) -> Iterator[tuple[str, Iterator[Run]]]:
    """Yield *runs* by the section that their URLs are in: the first folder below *home_page*."""
    home = urlsplit(home_page).path

    def section(run: Run) -> str:
        folders = urlsplit(url_of(run.xml)).path.removeprefix(home).strip("/").split("/")[:-1]
        return unquote(folders[0]) if folders else "pages"

    for run in runs:
        rest = run
        for name, same in groupby(run.each(), key=section):
            first, rest = rest.cut(len(list(same)))
            into.add(name, first)
    slugs = topic_slugs(into.names(), kind="section")
    for name in into.names():
        yield slugs[topic_key(name)], into.of(name)


def _by_period(
    groups: Iterable[tuple[str, Iterable[Run]]], period: str, zone: tzinfo
) -> Iterator[tuple[str, Iterator[Run]]]:
    for section, runs in groups:
        for label, found in _periods(runs, period, zone):
            yield f"{section}.{label}" if section else label, found


def _instant(seconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)


def _index_entry(url: str, newest: int, zone: tzinfo) -> Run:
    xml = f"  <sitemap>\n    <loc>{escape(url)}</loc>\n{lastmod(_instant(newest), zone)}  </sitemap>\n".encode()
    return Run(b"", (len(xml),), xml)


def _home_page(feed: Feed) -> Run:
    """Return what stands in a sitemap without URLs, for it must have one; nothing tells when the home page changed."""
    xml = f"  <url>\n    <loc>{escape(feed.site.url)}</loc>\n  </url>\n".encode()
    return Run(b"", (len(xml),), xml)


def _document(path: str, sheet: _Sheet, entry_count: int, warnings: tuple[str, ...], *, is_gzipped: bool) -> Document:
    body = sheet.close()
    if not is_gzipped:
        return Document(path=path, body=body, media_type="application/xml", entry_count=entry_count, warnings=warnings)
    import gzip

    # gzip.compress() lets zlib write the header, which then names the system; GzipFile's is the same everywhere. Its
    # level is said, for Python 3.15 takes another one by itself.
    written = BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=written, mtime=0) as file:
        file.write(body)
    return Document(
        path=path, body=written.getvalue(), media_type="application/gzip", entry_count=entry_count, warnings=warnings
    )
