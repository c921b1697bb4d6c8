"""What was found wrong, by its kinds, so that a report fits a screen: a sentence, a count, and the first places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from syndicate.model.errors import Fault, count, sentence_kind

SCREEN = 24  # rows
ALL = "(--all, or --report json)"
_EXAMPLES = 3  # of a kind that are shown
_FEW_FILES = 7  # that are listed however much there is to say
_MOST_ANNOTATIONS = 10  # errors, and as many warnings and notices: what GitHub shows of a step
_RANKS = ("error", "fault", "warning", "notice", "note")


class Said(NamedTuple):
    """Something that a report says.

    severity  one of _RANKS; "" of a line that goes on with the one above
    place     what it is about: a file with line and column, a feed's path; "": nothing that can be named
    text      what is said of it
    fault     which fault it is, if it is one
    """

    severity: str
    place: str
    text: str
    fault: Fault | None = None

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
        if len(self.examples) < _EXAMPLES and said not in self.examples:
            self.examples.append(said)

    def lines(self) -> list[Said]:
        """Return its lines: all that there is of it, or the first with a second that says how many more, and where."""
        first, *more = self.examples
        left = self.count - len(self.examples)
        if not left:
            return self.examples
        places = " and ".join(dict.fromkeys(said.place or said.text for said in more))
        told = f"{self.count:,} in all: also {places}, and {left:,} more {ALL}" if more else f"{self.count:,} times"
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
    return sorted(kinds.values(), key=lambda kind: (_RANKS.index(kind.severity), -kind.count))


def on_screen(
    kinds: Sequence[Kind], rows: Sequence[int], files: Sequence[str], room: int
) -> tuple[list[Kind], list[str]]:
    """Return those of *kinds* and of the lines about *files* that fit into *room* rows, with what is said of the rest.

    rows  that each of *kinds* takes

    The kinds are some of each severity, and a last one for those that are left.
    """
    room_of_files = min(len(files), max(_FEW_FILES, room - sum(rows)))
    if (hidden := len(files) - room_of_files + 1) > 1:
        files = [*files[: room_of_files - 1], f"and {hidden:,} more files {ALL}"]
    left = room - len(files)
    if sum(rows) <= left:
        return list(kinds), list(files)
    turns, before = [], Counter[str]()
    for place, kind in enumerate(kinds):
        turns.append((before[kind.severity] // 2, _RANKS.index(kind.severity), place))
        before[kind.severity] += 1
    left -= 1  # the last row tells of the others
    taken: set[int] = set()
    for _, _, place in sorted(turns):
        if rows[place] <= left:
            left -= rows[place]
            taken.add(place)
    others = [kind for place, kind in enumerate(kinds) if place not in taken]
    numbers = Counter[str]()
    for kind in others:
        numbers[kind.severity] += kind.count
    counted = ", ".join(count(number, severity) for severity, number in numbers.items())
    rest = Kind(min(numbers, key=_RANKS.index))
    rest.add(Said("", "", f"and {counted} of {count(len(others), 'more kind')} {ALL}"))
    return [*(kind for place, kind in enumerate(kinds) if place in taken), rest], list(files)


def annotated(kinds: Sequence[Kind]) -> tuple[list[Said], int]:
    """Return what GitHub is asked to show, and how many more there are: it shows only the first few of a step.

    Those are one of each kind, then more of each.
    """
    chosen: list[Said] = []
    room = dict.fromkeys(("error", "warning", "notice"), _MOST_ANNOTATIONS)
    for turn in range(_EXAMPLES):
        for kind in kinds:
            severity = kind.severity if kind.severity in room else "error"
            if turn < len(kind.examples) and room[severity]:
                room[severity] -= 1
                said, left = kind.examples[turn], kind.count - len(kind.examples)
                chosen.append(said._replace(text=f"{said.text} ({kind.count:,} such)") if left and not turn else said)
    return chosen, sum(kind.count for kind in kinds) - len(chosen)
