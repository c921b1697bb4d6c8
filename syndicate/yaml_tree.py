"""YAML text into plain values that know where they stand, within bounds.

YAML 1.1 reads `no` as false, 12:30 as 750 and 0123 as 83. Here only what a person means by it is more than text: a
plain true, false, null, or a number as JSON writes it. libyaml composes the nodes; the values are made from them here,
so that no tag constructs anything, every mistake has a line and a column, and the text as written stays in reach.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import isqrt
from typing import Any

from syndicate.errors import Fault, SyndicateError, excerpt, field_name

Path = tuple[str | int, ...]

MAX_DEPTH = 100
MAX_FAULTS = 100
# A text of n characters holds fewer than n values; only aliases make more of them.
MAX_ALIASED_VALUES = 10_000
# Composing recurses on the C stack, which a nesting of some 100,000 overflows.
_MAX_COMPOSED_DEPTH = 1_000

_PLAIN = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# RFC 8259 section 6; longer integers do not fit in 64 bits, so they stay text.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?")
_NUMBER_START = frozenset("-0123456789")
# What the YAML 1.1 character set leaves out (section 4.1.1), and half surrogate pairs.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class YamlTree:
    """What a YAML text says.

    value   dict, list, str, int, float, bool or None; keys are text. Where faults are, what could be read
    faults  everything that is wrong with the text as YAML
    """

    __slots__ = ("_lines", "_root", "faults", "path", "value")

    def __init__(self, path: str, lines: _Lines, root: Any, value: Any, faults: tuple[Fault, ...]) -> None:
        self.path = path
        self.value = value
        self.faults = faults
        self._lines = lines
        self._root = root

    def position(self, path: Path = (), *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column, both from 1, of the value at *path*, e.g. ("images", 0, "width"), or of its key.

        Where there is no such value, the nearest one around it.
        """
        key, node, _ = self._find(path)
        node = key if of_key and key is not None else node
        return self._lines.place(node.start_mark.index if node is not None else 0)

    def text(self, path: Path) -> str:
        """Return the scalar at *path* as it is written, without quotes: "1.10" where the value is 1.1."""
        _, node, is_exact = self._find(path)
        return node.value if is_exact and isinstance(node.value, str) else ""

    def fault(self, path: Path, message: str, *, of_key: bool = False) -> Fault:
        """Return the fault that *message* finds at the value (or key) at *path*."""
        line, column = self.position(path, of_key=of_key)
        return Fault(path=self.path, line=line, column=column, field=field_name(path), message=message)

    def _find(self, path: Path) -> tuple[Any, Any, bool]:
        """Return key node, value node, and whether they stand at *path* itself."""
        key, node = None, self._root
        for step in path:
            found = _child(node, step)
            if found is None:
                return key, node, False
            key, node = found
        return key, node, node is not None


class _Lines:
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


def parse_yaml(text: str, *, path: str, first_line: int = 1) -> YamlTree:
    """Return what *text* says, with every fault that can be found in one run.

    path        of the file, for the faults
    first_line  the line of the file in which *text* begins

    Characters that YAML forbids are read as spaces; a byte order mark at the start is passed over. Merge keys (``<<``)
    are honoured; tags are read and mean nothing, but that a scalar with one is text. Of two equal keys the first counts.

    Raises SyndicateError if PyYAML lacks its C parser.
    """
    parser = _parser()
    from yaml import YAMLError
    from yaml.reader import ReaderError

    text = text.removeprefix("\ufeff")
    lines = _Lines(text, first_line)
    maker = _Maker(path, lines, MAX_ALIASED_VALUES + len(text))
    root, value = None, None
    try:
        try:
            root = _compose(parser, text)
        except (ReaderError, UnicodeEncodeError):
            # One character for one: every position stays.
            text = _FORBIDDEN.sub(" ", text)
            root = _compose(parser, text)
        if root is not None:
            if "*" in text:
                maker.measure(root, 0)
            value = maker.make(root, 0)
    except YAMLError as error:
        from syndicate.yaml_errors import explain

        index, message = explain(error, text)
        maker.faults.append(maker.fault(index, "", message))
    except _GiveUpError:
        pass  # Its reason is among the faults.
    return YamlTree(path, lines, root, value, tuple(dict.fromkeys(maker.faults)))


@lru_cache(maxsize=1)
def _parser() -> Any:
    try:
        from yaml._yaml import CParser
    except ImportError as error:
        # The pure parser is ten times slower: better no articles than such a surprise on a large site.
        raise SyndicateError(
            "PyYAML is installed without its C parser; install a wheel from PyPI (pip install --force-reinstall"
            " --only-binary :all: PyYAML), or libyaml before building it"
        ) from error

    class Parser(CParser):
        """libyaml's composer; no value has a type yet."""

        def resolve(self, _kind: type, _value: object, _implicit: object) -> str:
            return ""

        def descend_resolver(self, _node: object, _index: object) -> None: ...

        def ascend_resolver(self) -> None: ...

    return Parser


def _compose(parser: Any, text: str) -> Any:
    """Return the root node of *text*, None if it says nothing."""
    # Nested in n blocks, a text has 0 + 1 + ... + n characters of indentation; compact forms cost two, brackets one.
    nesting = isqrt(2 * len(text)) + sum(map(text.count, ("[", "{", "- ", "-\t", "? ", "?\t")))
    if nesting > _MAX_COMPOSED_DEPTH:
        _check_events(parser(text))
    return parser(text).get_single_node()


def _check_events(events: Any) -> None:
    """Raise where the nesting passes the bound; libyaml's own parser keeps its stack on the heap."""
    from yaml import CollectionEndEvent, CollectionStartEvent, MarkedYAMLError

    depth = 0
    while (event := events.get_event()) is not None:
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark: Any = event.start_mark
                raise MarkedYAMLError(problem="nested too deeply", problem_mark=mark)
        elif isinstance(event, CollectionEndEvent):
            depth -= 1


class _GiveUpError(Exception):
    """What is left of the tree is not worth, or not safe, reading."""


class _Maker:
    """Makes values from nodes."""

    def __init__(self, path: str, lines: _Lines, limit: int) -> None:
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
            raise _GiveUpError

    def give_up(self, node: Any, message: str) -> None:
        self.complain(node.start_mark.index, "", message)
        raise _GiveUpError

    def make(self, node: Any, depth: int) -> Any:
        found = node.value
        if type(found) is str:
            if node.style or node.tag:
                return found
            if found[:1] in _NUMBER_START:
                number = _NUMBER.fullmatch(found)
                if number is None:
                    return found
                return float(found) if number[1] or number[2] else int(found)
            return _PLAIN.get(found, found)
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
            elif key in values:
                self._complain_twice(node, key_node)
            else:
                values[key] = self.make(value_node, depth)
        for value_node in merged:
            for mapping in _merged(value_node):
                if mapping.id != "mapping":
                    self.complain(value_node.start_mark.index, "<<", "expected a mapping to merge, e.g. <<: *defaults")
                else:
                    for key, value in self.make(mapping, depth).items():
                        values.setdefault(key, value)
        return values

    def _complain_twice(self, mapping: Any, key_node: Any) -> None:
        key = key_node.value
        first = next(other for other, _ in mapping.value if other.value == key)
        line, _ = self._lines.place(first.start_mark.index)
        message = f"the key {excerpt(key)} is given twice, first in line {line}; take one out"
        self.complain(key_node.start_mark.index, key, message)

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


def _merged(node: Any) -> Sequence[Any]:
    return node.value if node.id == "sequence" else (node,)


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """Return key node (None in a list) and value node of what *step* leads to."""
    if node is None or type(node.value) is str:
        return None
    if node.id == "sequence":
        return (None, node.value[step]) if isinstance(step, int) and step < len(node.value) else None
    for key, value in node.value:
        if key.value == step:
            return key, value
    for key, value in node.value:
        if key.value == "<<":
            for mapping in _merged(value):
                if mapping.id == "mapping" and (found := _child(mapping, step)) is not None:
                    return found
    return None
