"""Which of the kinds of what was found wrong a report shows, so that it fits a screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from syndicate.model.errors import count
from syndicate.model.kinds import EXAMPLES, RANKS, Kind, Said

SCREEN = 24  # rows
ALL = "(--all, or --report json)"
_FEW_FILES = 7  # that are listed however much there is to say
_MOST_ANNOTATIONS = 10  # errors, and as many warnings and notices: what GitHub shows of a step


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
        turns.append((before[kind.severity] // 2, RANKS.index(kind.severity), place))
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
    rest = Kind(min(numbers, key=RANKS.index))
    rest.add(Said("", "", f"and {counted} of {count(len(others), 'more kind')} {ALL}"))
    return [*(kind for place, kind in enumerate(kinds) if place in taken), rest], list(files)


def annotated(kinds: Sequence[Kind]) -> tuple[list[Said], int]:
    """Return what GitHub is asked to show, and how many more there are: it shows only the first few of a step.

    Those are one of each kind, then more of each.
    """
    chosen: list[Said] = []
    room = dict.fromkeys(("error", "warning", "notice"), _MOST_ANNOTATIONS)
    for turn in range(EXAMPLES):
        for kind in kinds:
            severity = kind.severity if kind.severity in room else "error"
            if turn < len(kind.examples) and room[severity]:
                room[severity] -= 1
                said, left = kind.examples[turn], kind.count - len(kind.examples)
                chosen.append(said._replace(text=f"{said.text} ({kind.count:,} such)") if left and not turn else said)
    return chosen, sum(kind.count for kind in kinds) - len(chosen)
