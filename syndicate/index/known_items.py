"""Match the items of a run with those in an index, and find which of them cannot have changed.

A cursor goes once through the pages of the index while the items come. As long as both are in the order of their keys,
whole slices are compared at once. An item out of that order is looked up among the items that the cursor has passed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import repeat
from operator import lt

from syndicate.index.item_pages import Page, decode_page, encode_page, page_of
from syndicate.parts.items import Run, Stamp
from syndicate.store.known import KnownItem, Matched


class KnownItems:
    """The items of an index; each is matched once.

    pages  all of them, in order
    """

    def __init__(self, pages: Iterator[Page]) -> None:
        self._pages = pages
        self._page: Page | None = next(pages, None)
        self._at = 0  # the cursor: the place in the page of the next item
        self._last = ""  # the greatest key that was asked for
        self._passed: list[
            bytes
        ] = []  # passed items that were not asked for, as encoded pages, which take little memory
        self._unseen: dict[str, KnownItem] = {}  # the same items by key, decoded once an item is out of order

    def match(self, run: Run) -> Matched:
        """Return what is known of *run*; fast where the items come in the order of their keys."""
        matched = Matched([], [], {}, [], [], [])
        keys, stamps = run
        done = 0
        while done < len(keys):
            if same := self._same(keys, done):
                self._take(stamps[done : done + same], done, matched)
                done += same
                self._last = keys[done - 1]
                continue
            key = keys[done]
            if key <= self._last:  # out of order, or asked for before
                _note(done, stamps[done], self._passed_item(key), matched)
            elif self._page is None and all(map(lt, keys[done:], keys[done + 1 :])):
                left = len(keys) - done
                matched.firsts.extend(repeat(0, left))
                matched.counts.extend(repeat(0, left))
                matched.changed.extend(range(done, len(keys)))
                matched.stamps.extend(repeat(None, left))
                matched.digests.extend(repeat(None, left))
                self._last = keys[-1]
                break
            elif self._skip(key):
                continue
            else:
                self._last = key
                _note(done, None, None, matched)
            done += 1
        return matched

    def _same(self, keys: list[str], done: int) -> int:
        """Return how many keys from place *done* on equal those at the cursor."""
        page, at = self._page, self._at
        if page is None or keys[done] != page.keys[at]:
            return 0
        length = min(len(keys) - done, len(page.keys) - at)
        asked, known = keys[done : done + length], page.keys[at : at + length]
        if asked == known:
            return length
        return next(place for place, (one, other) in enumerate(zip(asked, known, strict=True)) if one != other)

    def _take(self, stamps: list[Stamp], done: int, matched: Matched) -> None:
        """Add the items at the cursor to *matched*; in the run they have *stamps* and begin at place *done*."""
        page, start = self._page, self._at
        assert page is not None  # noqa: S101  for the type checker
        end = start + len(stamps)
        matched.firsts.extend(page.firsts[start:end])
        matched.counts.extend(page.counts[start:end])
        known, digests = page.stamps[start:end], page.digests[start:end]
        if None in known or known != stamps:
            places = [
                at for at, (one, other) in enumerate(zip(stamps, known, strict=True)) if one is None or one != other
            ]
            if len(places) < len(known):
                known, digests = [known[at] for at in places], [digests[at] for at in places]
            matched.changed.extend([done + at for at in places])
            matched.stamps.extend(known)
            matched.digests.extend(digests)
        for place, remarks in page.remarks.items():
            if start <= place < end:
                matched.remarks[done + place - start] = remarks
        self._pass_to(end)

    def _pass_to(self, place: int) -> None:
        """Move the cursor to *place* of the page; at its end, to the next page."""
        self._at = place
        if self._page is not None and place == len(self._page.keys):
            self._page, self._at = next(self._pages, None), 0

    def _skip(self, key: str) -> bool:
        """Move the cursor past the items before *key*; tell whether it is then at *key*."""
        while self._page is not None:
            place = bisect_left(self._page.keys, key, self._at)
            if place > self._at:
                self._passed.append(encode_page(page_of(self._page.rows(self._at, place))))
            if place < len(self._page.keys):
                self._at = place
                return self._page.keys[place] == key
            self._pass_to(place)
        return False

    def _passed_item(self, key: str) -> KnownItem | None:
        """Return the item of *key* if the cursor has passed it and it was not matched yet."""
        while self._passed:
            self._unseen.update((row.key, row) for row in decode_page(self._passed.pop()).rows())
        return self._unseen.pop(key, None)

    def unmatched(self) -> Iterator[KnownItem]:
        """Yield, once, the items that were not matched: the source has them no more."""
        while self._page is not None:
            rows = self._page.rows(self._at)
            self._pass_to(len(self._page.keys))
            yield from rows
        while self._passed:
            yield from decode_page(self._passed.pop()).rows()
        while self._unseen:
            yield self._unseen.popitem()[1]


def _note(place: int, stamp: Stamp, known: KnownItem | None, matched: Matched) -> None:
    """Add the item at *place* to *matched*, with what is *known* of it."""
    matched.firsts.append(0 if known is None else known.first)
    matched.counts.append(0 if known is None else known.article_count)
    if known is None or stamp is None or known.stamp != stamp:
        matched.changed.append(place)
        matched.stamps.append(None if known is None else known.stamp)
        matched.digests.append(None if known is None else known.digest)
    if known is not None and known.remarks is not None:
        matched.remarks[place] = known.remarks
