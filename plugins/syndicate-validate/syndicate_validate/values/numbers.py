"""Numbers, durations, coordinates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate_validate.vocabulary import value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate_validate.nodes import Node


@value("integer", most=100)
def integer(text: str, node: Node, attribute: str, bounds: Sequence[str] = ()) -> None:
    """A whole number, maybe between two."""
    is_number = re.fullmatch(r"[+-]?[0-9]{1,18}", text) is not None
    least = int(bounds[0]) if bounds else None
    most = int(bounds[1]) if len(bounds) > 1 else None
    if not is_number or (least is not None and int(text) < least) or (most is not None and int(text) > most):
        wanted = (
            "a whole number"
            + (f" from {least}" if least is not None else "")
            + (f" to {most}" if most is not None else "")
        )
        node.tell("number", text, attribute, wanted=wanted)


@value("number", most=100)
def number(text: str, node: Node, attribute: str, bounds: Sequence[str] = ()) -> None:
    """A number, maybe between two."""
    is_number = re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", text) is not None
    if not is_number or (bounds and not float(bounds[0]) <= float(text) <= float(bounds[1])):
        node.tell(
            "number", text, attribute, wanted=f"a number from {bounds[0]} to {bounds[1]}" if bounds else "a number"
        )


@value("duration", most=100)
def duration(text: str, node: Node, attribute: str) -> None:
    """Seconds, or [hours:]minutes:seconds."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?|([0-9]+:)?[0-5]?[0-9]:[0-5][0-9]", text):
        node.tell("duration", text, attribute)


@value("play-time", most=100)
def play_time(text: str, node: Node, attribute: str) -> None:
    """RFC 2326 section 3.6, normal play time."""
    if not re.fullmatch(r"now|[0-9]+(\.[0-9]*)?|[0-9]+:[0-5][0-9]:[0-5][0-9](\.[0-9]*)?", text):
        node.tell("play-time", text, attribute)


@value("coordinates")
def coordinates(text: str, node: Node, attribute: str) -> None:
    """Pairs of latitude and longitude, white space between all."""
    if "," in text:
        node.tell("coordinates-comma", text, attribute)
    elif not re.fullmatch(r"-?[0-9.]+(\s+-?[0-9.]+)*", text) or len(text.split()) % 2:
        node.tell("coordinates", text, attribute)
