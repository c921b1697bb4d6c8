"""What must be known of a whole feed before its first sitemap: which URLs stay, and what is wrong with others.

A feed is looked through once before the first document, so that the warnings can speak of every URL, and a URL that
several articles share is written once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import partial

from syndicate import Feed
from syndicate.model import excerpt, time_zone
from syndicate.parts import encode_runs

from . import AmpSitemapOptions
from .entries import Entries, Run
from .urls import CROWDED, FOREIGN, HEAD, IMAGES_MAX, LOC_CHARACTERS, LONG, UNLISTED, excluding, origin, piece, url_of

_PARTS = 32


def survey(feed: Feed, options: AmpSitemapOptions, entries: Entries) -> tuple[str, ...]:
    """Put the <url> of each article into *entries*, and return what the person who exports should know.

    Articles are looked at once: which URLs stay is known after the last of them.
    """
    home = origin(feed.site.url)
    excluded = excluding(options.exclude, feed.site.base_url)
    encode = partial(piece, f"{home}/", time_zone(feed.site.timezone), options, excluded)
    for run in encode_runs(feed, encode, HEAD.size):
        entries.add(Run(*run))
    flags, kept = entries.flags, entries.kept
    long, foreign, crowded, unlisted = (_Some(entries, flag) for flag in (LONG, FOREIGN, CROWDED, UNLISTED))
    refused = UNLISTED | (LONG if options.foreign_urls == "keep" else LONG | FOREIGN)
    if long.count or foreign.count or unlisted.count:
        kept[:] = flags.translate(bytes(not flag & refused for flag in range(256)))
    count = len(flags) - unlisted.count
    for older in _shadowed(entries):
        kept[older] = 0
        count -= flags[older] & UNLISTED == 0
        long.count -= flags[older] & LONG > 0
        foreign.count -= flags[older] & FOREIGN > 0

    warnings = []
    if long.count:
        warnings.append(
            f"{long.count} of {count} URLs left out, for a <loc> must have fewer than {LOC_CHARACTERS:,} characters "
            f"(sitemaps.org, 'XML tag definitions'): {long}; shorten them"
        )
    if foreign.count and options.foreign_urls == "keep":
        warnings.append(
            f"{foreign.count} of {count} URLs are not on {home}: {foreign}; search engines ask for URLs of the "
            "sitemap's own protocol and host (sitemaps.org, 'Sitemap file location') and take others only from a host "
            "whose robots.txt names this sitemap or, Google, that is verified too; foreign_urls: leave-out drops them"
        )
    if crowded.count:
        warnings.append(
            f"{crowded.count} of {len(kept)} articles have more than {IMAGES_MAX:,} images, and only so many are listed: "
            f"{crowded}"
        )
    if not any(kept):
        warnings.append(
            f"no URL is left, and a sitemap must have one: the home page {feed.site.url} stands in; "
            "export at least one article"
        )
    return tuple(warnings)


class _Some:
    """Those entries that bear *flag*: how many, and the first three URLs for a warning."""

    def __init__(self, entries: Entries, flag: int) -> None:
        self._entries = entries
        self._flag = flag
        self.count = sum(entries.flags.count(flags) for flags in range(16) if flags & flag)

    def __str__(self) -> str:
        flagged = (number for number, flags in enumerate(self._entries.flags) if flags & self._flag)
        first: dict[str, None] = {}
        while len(first) < 4 and (number := next(flagged, None)) is not None:
            first[url_of(self._entries[number].xml)] = None
        return ", ".join(map(excerpt, list(first)[:3])) + (", …" if len(first) > 3 else "")


def _shadowed(entries: Entries) -> Iterator[int]:
    """Yield the places of entries whose URL a newer one has too; of two that are as new, the first one counts."""
    by_checksum: dict[int, list[int]] = {found: [] for found in _repeated(entries.checksums)}
    if not by_checksum:
        return
    for number, found in enumerate(entries.checksums):
        if found in by_checksum:
            by_checksum[found].append(number)
    for numbers in by_checksum.values():
        newest: dict[str, tuple[int, int]] = {}
        for number in numbers:
            entry = entries[number]
            url, lastmod = url_of(entry.xml), entry.newest()
            other = newest.get(url)
            if other is None or lastmod > other[1]:
                newest[url] = (number, lastmod)
            if other is not None:
                yield other[0] if newest[url][0] == number else number


def _repeated(checksums: array[int]) -> Iterator[int]:
    """Yield those of *checksums* that are there more than once, some of them again and again."""
    parts = [array("Q") for _ in range(_PARTS)]  # a set of all would take ten times their memory
    append_to = [part.append for part in parts]
    for found in checksums:
        append_to[found % _PARTS](found)
    for part in parts:
        once = set(part)
        if len(once) < len(part):
            for found in part:
                if found in once:
                    once.remove(found)
                else:
                    yield found
