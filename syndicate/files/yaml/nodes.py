"""Plain values from the nodes that libyaml composed, within bounds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from syndicate.files.scalars import MAX_DEPTH
from syndicate.model.errors import Fault, excerpt, field_name

MAX_FAULTS = 100
# A text of n characters holds fewer than n values; only aliases make more of them.
MAX_ALIASED_VALUES = 10_000
_PLAIN = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# RFC 8259 section 6; longer integers do not fit in 64 bits, so they stay text.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?")
_NUMBER_START = frozenset("-0123456789")


def plain_value(text: str) -> Any:
    """Return what the plain scalar *text* stands for: a number, true, false, nothing, else the text itself."""
    if text[:1] in _NUMBER_START:
        number = _NUMBER.fullmatch(text)
        if number is None:
            return text
        return float(text) if number[1] or number[2] else int(text)
    return _PLAIN.get(text, text)


class Lines:
    """Where the lines of a text begin, looked for when the first position is asked."""

    __slots__ = ("_first_line", "_starts", "_text")

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._first_line = first_line
        self._starts: list[int] = []

    def place(self, index: int) -> tuple[int, int]:
        # libyaml also counts U+0085, U+2028 and U+2029 as line ends; editors do not, so its lines are of no use.
        if not self._starts:
            self._starts = [0, *(match.end() for match in re.finditer("\n", self._text))]
        line = bisect_right(self._starts, index) - 1
        return self._first_line + line, index - self._starts[line] + 1


class GiveUpError(Exception):
    """What is left of the tree is not worth, or not safe, reading."""


class Maker:
    """Makes values from nodes."""

    def __init__(self, path: str, lines: Lines, limit: int) -> None:
        self.faults: list[Fault] = []
        self._path = path
        self._lines = lines
        self._limit = limit
        self._sizes: dict[int, tuple[int, int]] = {}

    def fault(self, index: int, field: str, message: str) -> Fault:
        line, column = self._lines.place(index)
        return Fault(path=self._path, line=line, column=column, field=field, message=message)

    def complain(self, index: int, field: str, message: str) -> None:
        self.faults.append(self.fault(index, field, message))
        if len(self.faults) >= MAX_FAULTS:
            raise GiveUpError

    def give_up(self, node: Any, message: str) -> None:
        self.complain(node.start_mark.index, "", message)
        raise GiveUpError

    def make(self, node: Any, depth: int) -> Any:
        found = node.value
        if type(found) is str:
            if node.style or node.tag:
                return found
            return plain_value(found)
        if depth >= MAX_DEPTH:
            self.give_up(node, f"nested more than {MAX_DEPTH} levels deep; take some levels out")
        depth += 1
        if node.id == "sequence":
            return [self.make(item, depth) for item in found]
        values: dict[str, Any] = {}
        merged: list[Any] = []
        for key_node, value_node in found:
            key = key_node.value
            if type(key) is not str:
                self.complain(key_node.start_mark.index, "", "a key must be text, found a list or a mapping; quote it")
            elif key == "<<" and not key_node.style:
                merged.append(value_node)
            else:
                value = self.make(value_node, depth)
                if key in values and values[key] != value:
                    self._warn_of_twin(node, key_node)
                values[key] = value
        for value_node in merged:
            for mapping in merged_nodes(value_node):
                if mapping.id != "mapping":
                    self.complain(value_node.start_mark.index, "<<", "expected a mapping to merge, e.g. <<: *defaults")
                else:
                    for key, value in self.make(mapping, depth).items():
                        values.setdefault(key, value)
        return values

    def _warn_of_twin(self, mapping: Any, key_node: Any) -> None:
        if len(self.faults) >= MAX_FAULTS:
            return
        key = key_node.value
        first = next(other for other, _ in mapping.value if other.value == key)
        line, _ = self._lines.place(first.start_mark.index)
        message = f"the key {excerpt(key)} is given twice, first in line {line}, and the last counts; take one out"
        self.faults.append(self.fault(key_node.start_mark.index, field_name((key,)), message).as_warning())

    def measure(self, node: Any, depth: int) -> tuple[int, int]:
        """Return how many values *node* has once its aliases are expanded, and how deep they lie; stop out of bounds.

        Each node is visited once, so a billion laughs take no longer than the text that tells them.
        """
        if type(node.value) is str:
            return 1, 0
        known = self._sizes.get(id(node))
        if known is not None:
            if not known[0]:
                self.give_up(node, "contains itself through an alias; write the value out where the alias stands")
            return known
        if depth > MAX_DEPTH:
            self.give_up(node, f"nested more than {MAX_DEPTH} levels deep; take some levels out")
        self._sizes[id(node)] = (0, 0)
        size, height = 1, 0
        for child in _children(node):
            child_size, child_height = self.measure(child, depth + 1)
            size += child_size
            height = max(height, child_height + 1)
        if size > self._limit:
            self.give_up(node, f"its aliases expand to more than {self._limit} values; write fewer of them")
        if depth + height > MAX_DEPTH:
            self.give_up(node, f"nested more than {MAX_DEPTH} levels deep; take some levels out")
        self._sizes[id(node)] = (size, height)
        return size, height


def _children(node: Any) -> Iterator[Any]:
    if node.id == "sequence":
        yield from node.value
    else:
        for key, value in node.value:
            yield key
            yield value


def merged_nodes(node: Any) -> Sequence[Any]:
    return node.value if node.id == "sequence" else (node,)
