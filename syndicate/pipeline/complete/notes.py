"""Notes on the articles of a feed, taken article by article and summed up in a few warnings."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from syndicate.model.errors import count, excerpt, shown
from syndicate.model.kinds import EXAMPLES

_SET_BUILT = "; build the site, and set source.built to the folder that it builds, e.g. _site or public"


class Notes(msgspec.Struct, omit_defaults=True):
    """Notes on one article as a feed shows it."""

    unbuilt: str = ""  # why its text is not on a built page
    refused: str = ""  # why it has no text
    built_by: str = ""  # the command that builds the page with the text, "": nobody knows
    is_too_large: bool = False  # that is because the text is too large
    dropped: Mapping[str, int] = {}  # what was left out of the text -> how often
    dropped_from: str = ""  # the file of the article that has this text, else its URL
    files: list[tuple[str, str]] = []  # (URL, what is wrong) for files of the site
    touches_files: bool = False  # the article depends on other files of the site than its own
    unshared: str = ""  # why the feed has no Markdown of the text, which its format asks for


NOTHING = Notes()


class _Kind:
    """A kind of note: how many articles have it, and the note on the first of them in the feed."""

    def __init__(self, total: int) -> None:
        self.count = 0
        self.first = ""
        self._first_place = total

    def add(self, place: int, reason: str) -> None:
        self.count += 1
        if place < self._first_place:
            self._first_place, self.first = place, reason


class Tally:
    """The notes on a feed of *total* articles; for each article the first notes count.

    heard  takes in, by place, all notes that are not empty; None: nobody asks for them
    """

    def __init__(self, total: int) -> None:
        self.touches_files = False
        self.heard: dict[int, Notes] | None = None
        self._total = total
        self._seen = bytearray(total)
        self._left = total
        self._unbuilt, self._unrendered, self._large, self._unshared = (_Kind(total) for _ in range(4))
        self._set_built = _SET_BUILT
        self._dropped_from: dict[int, str] = {}
        self._dropped: dict[str, int] = {}
        self._files = _Kind(total)
        self._urls: set[str] = set()

    @property
    def is_complete(self) -> bool:
        return not self._left

    def add(self, place: int, notes: Notes) -> None:
        is_empty = notes is NOTHING or notes == NOTHING
        if self.heard is not None and not is_empty:
            self.heard[place] = notes
        if self._seen[place]:
            return
        self._seen[place] = True
        self._left -= 1
        if is_empty:
            return
        self.touches_files |= notes.touches_files
        if notes.unbuilt:
            self._unbuilt.add(place, notes.unbuilt)
        if notes.refused:
            (self._large if notes.is_too_large else self._unrendered).add(place, notes.refused)
            if notes.built_by:
                self._set_built = f"; build the site first: {notes.built_by}"
        if notes.unshared:
            self._unshared.add(place, notes.unshared)
        if notes.dropped:
            self._dropped_from[place] = notes.dropped_from
            for kind, number in notes.dropped.items():  # Counter.update() takes three times as long
                self._dropped[kind] = self._dropped.get(kind, 0) + number
        for url, wrong in notes.files:
            if url not in self._urls:
                self._urls.add(url)
                self._files.add(place, wrong)

    def add_nothing(self, places: range) -> None:
        start, stop = places.start, places.stop
        self._left -= self._seen.count(0, start, stop)
        self._seen[start:stop] = b"\1" * len(places)

    def warnings(self) -> tuple[str, ...]:
        found = (
            self._lacking(self._unbuilt, "text", "not on a built page"),
            self._lacking(self._unrendered, "text", "left out", "" if self._unbuilt.count else self._set_built),
            self._lacking(self._large, "text", "left out"),
            self._left_out_of_texts(),
            self._wrong_files(),
            self._lacking(self._unshared, "Markdown", "left out"),
        )
        return tuple(warning for warning in found if warning)

    def _lacking(self, kind: _Kind, what: str, how: str, advice: str = "") -> str:
        if not kind.count:
            return ""
        return f"the {what} of {count(kind.count, 'article')} of {self._total:,} is {how}: {kind.first}{advice}"

    def _left_out_of_texts(self) -> str:
        listed = ", ".join(count(number, kind) for kind, number in sorted(self._dropped.items()))
        if not listed:
            return ""
        places = sorted(self._dropped_from)
        named = shown((excerpt(self._dropped_from[place], 200) for place in places), EXAMPLES)
        advice = ""
        if "unbuilt file" in self._dropped:
            advice = f"; the site's build moves and renames files beside articles{self._set_built}"
        return f"left out of {count(len(places), 'text')}: {listed} ({named}){advice}"

    def _wrong_files(self) -> str:
        first = self._files.first
        if self._files.count < 2:
            return first and f"a file of the site is amiss: {first}; mend the file, or what the article says"
        files = count(self._files.count, "file")
        return f"{files} of the site are amiss, the first {first}; mend the files, or what the articles say"
