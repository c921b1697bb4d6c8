"""What is said of an export, by its kinds: one sentence, a count, and the first places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from syndicate.model.errors import Fault, sentence_kind

RANKS = ("error", "fault", "warning", "notice", "note")
EXAMPLES = 3  # of a kind that are shown


class Said(NamedTuple):
    """Something that a report says."""

    severity: str  # one of RANKS; "" of a line that goes on with the one above
    place: str  # what it is about: a file with line and column, a feed's path; "": nothing that can be named
    text: str  # what is said of it
    fault: Fault | None = None  # which fault it is, if it is one

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text

    @property
    def kind(self) -> tuple[str, str]:
        """What it shares with all that differ from it in places and values alone."""
        return self.severity, (self.fault.kind if self.fault else "") or sentence_kind(self.text)


class Kind:
    """All that is said in one sentence, but for the values: how many, and the first few that differ."""

    def __init__(self, severity: str) -> None:
        self.severity = severity
        self.count = 0
        self.examples: list[Said] = []

    def add(self, said: Said) -> None:
        self.count += 1
        if len(self.examples) < EXAMPLES and said not in self.examples:
            self.examples.append(said)

    def lines(self, advice: str = "") -> list[Said]:
        """Return its lines: all that there is of it, or the first with a second that says how many more, and where.

        So it is, too, where several feeds are told the same.

        advice  where one sees all of them
        """
        first, *more = self.examples
        left = self.count - len(self.examples)
        is_same = bool(more) and first.fault is None and all(said.text == first.text for said in more)
        if not left and not is_same:
            return self.examples
        places = " and ".join(dict.fromkeys(said.place or said.text for said in more))
        others = f", and {left:,} more{advice}" if left else ""
        told = f"{self.count:,} in all: also {places}{others}" if more else f"{self.count:,} times"
        return [first, Said("", "", f"    {told}")]


def said_of(faults: Iterable[Fault] = (), **sentences: Iterable[str]) -> Iterator[Said]:
    """Yield what *faults* and *sentences* say, the latter by their severity; most begin with the place."""
    for fault in faults:
        text = f"{fault.field}: {fault.message}" if fault.field else fault.message
        yield Said("warning" if fault.is_warning else "fault", fault.place, text, fault)
    for severity, several in sentences.items():
        for sentence in several:
            place, colon, text = sentence.partition(": ")
            yield Said(severity, place, text) if colon and " " not in place else Said(severity, "", sentence)


def kinds_of(said: Iterable[Said]) -> list[Kind]:
    """Return *said* by its kinds: first what costs most, of that what there is most of."""
    kinds: dict[tuple[str, str], Kind] = {}
    for one in said:
        kinds.setdefault(one.kind, Kind(one.severity)).add(one)
    return sorted(kinds.values(), key=lambda kind: (RANKS.index(kind.severity), -kind.count))
