"""What an element may be: a row of a table, and what rows of several tables come to together.

A table is a file of rules/, one for each standard. The head of its row is the element's name, with that of its parent
where this matters: `image/title` goes before `title`. Names of other namespaces have the prefix of rules/namespaces.toml.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from syndicate_validate.tables import table

if TYPE_CHECKING:
    from syndicate_validate.nodes import Node

Value = Callable[[str, "Node", str], None]
Check = Callable[["Node"], None]
_MAX_KNOWN = 10_000
_PROSE = ("any", "plain", "html", "contact")
VALUES: dict[str, Callable[..., None]] = {}
CHECKS: dict[str, Check] = {}


def value(name: str, most: int | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function what tables call *name*: it judges a value, (value, node, attribute or "", words of the row).

    most  characters that a sound value has at most: of a longer one it sees the beginning and "…", so that no pattern
          takes longer than that for what somebody made up
    """

    def named(function: Callable[..., None]) -> Callable[..., None]:
        def judge(text: str, *given: object) -> None:
            function(text if most is None or len(text) <= most else f"{text[:most]}…", *given)

        return VALUES.setdefault(name, function if most is None else judge)

    return named


def check(name: str) -> Callable[[Check], Check]:
    """Make a function what tables call *name*: it judges an element when it ends."""
    return lambda function: CHECKS.setdefault(name, function)


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """An element in a table.

    children    own elements: "title" must be there once, "title?" may, "title~" should, "title*" may several times,
                "title+" must at least once
    inside      of an extension: the elements it may stand in, in the same way: "channel? item*"
    attributes  name, with ? or ~ as above -> what its value is
    text        what its text is, a word of VALUES, maybe with words after it: "one-of: yes no"; "": it has none
    checks      words of CHECKS
    any-child   it may hold whatever it likes
    any-attribute  it may have attributes that the standard does not name
    in-order    children stand in the order of *children*
    may-be-empty  its text may be empty; that of an attribute where "maybe" is among the words for it
    clause      a link, or the end of the one that the row "vocabulary" begins
    """

    children: str = ""
    inside: str = ""
    attributes: Mapping[str, str | list[str]] = {}
    text: str | list[str] = ""
    checks: str = ""
    any_child: bool = False
    any_attribute: bool = False
    in_order: bool = False
    may_be_empty: bool = False
    clause: str = ""


class Namespace(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of rules/namespaces.toml: the key is the prefix.

    also   other right URIs
    wrong  URIs that people write in its place
    rules  name of its table; "": nothing is known of its elements
    """

    uri: str
    also: list[str] = []
    wrong: list[str] = []
    rules: str = ""


class Attribute(NamedTuple):
    """What an attribute may be."""

    quantity: str
    values: list[Value]
    may_be_empty: bool
    is_prose: bool


class Definition:
    """An element in its place: what its row says, looked up."""

    __slots__ = ("attributes", "checks", "children", "clause", "inside", "is_prose", "name", "order", "row", "values")

    def __init__(self, name: str, row: Row, clause: str) -> None:
        self.name = name
        self.row = row
        self.clause = row.clause if row.clause.startswith("http") else clause + row.clause
        self.children = _counted(row.children)
        self.order = {child: at for at, child in enumerate(self.children)} if row.in_order else {}
        self.inside = _counted(row.inside)
        self.values = _values(row.text)
        self.is_prose = _is_prose(row.text)
        self.attributes = {
            key.rstrip("?~"): Attribute(
                key[-1:] if key[-1:] in "?~" else "", _values(what), "maybe" in what, _is_prose(what)
            )
            for key, what in row.attributes.items()
        }
        self.checks = [CHECKS[word] for word in row.checks.split()]


def _counted(names: str) -> dict[str, str]:
    return {name.rstrip("?~*+"): name[-1:] if name[-1:] in "?~*+" else "" for name in names.split()}


def _is_prose(words: str | list[str]) -> bool:
    """Tell whether text of any form will do, so that none is no more than a pity."""
    return all(word in _PROSE or word.startswith("max:") for word in ([words] if isinstance(words, str) else words))


def _values(words: str | list[str]) -> list[Value]:
    return [_value(word) for word in ([words] if isinstance(words, str) else words) if word]


def _value(word: str) -> Value:
    name, _, given = word.partition(": ")
    function = VALUES[name]
    if not given:
        return function
    words = given.split()
    return lambda value, node, attribute: function(value, node, attribute, words)


@cache
def _rows_of(name: str) -> dict[str, Row]:
    """Return the rows of the table *name* by their heads, each alone."""
    return {head: row for heads, row in table(name, Row).items() for head in heads.split()}


@cache
def _definition(name: str, table_name: str, head: str) -> Definition:
    rows = _rows_of(table_name)
    return Definition(name, rows[head], rows["vocabulary"].clause)


@cache
def _wanted_of(name: str) -> dict[str, list[Definition]]:
    """Return parent -> the elements of the table *name* that it must or should have."""
    wanted: dict[str, list[Definition]] = {}
    for head, row in _rows_of(name).items():
        for parent, quantity in _counted(row.inside).items():
            if quantity in ("", "~", "+"):
                wanted.setdefault(parent, []).append(_definition(head, name, head))
    return wanted


class Vocabulary:
    """The tables that a document is judged by."""

    def __init__(self) -> None:
        self._rows: dict[str, str] = {}  # head of a row -> its table
        self._loaded: set[str] = set()
        self._known: dict[tuple[str, str], Definition | None] = {}
        self._wanted: dict[str, list[Definition]] = {}

    def load(self, name: str) -> None:
        """Take in the table *name*."""
        if not name or name in self._loaded:
            return
        self._loaded.add(name)
        self._known.clear()
        self._rows.update(dict.fromkeys(_rows_of(name), name))
        for parent, wanted in _wanted_of(name).items():
            self._wanted[parent] = [*self._wanted.get(parent, ()), *wanted]

    def definition(self, parent: str, name: str) -> Definition | None:
        """Return what the tables say of *name* inside *parent*, None if nothing."""
        key = (parent, name)
        if key not in self._known:
            if len(self._known) > _MAX_KNOWN:
                self._known.clear()
            heads = [head for head in (f"{parent}/{name}", name) if head in self._rows]
            self._known[key] = _definition(name, self._rows[heads[0]], heads[0]) if heads else None
        return self._known[key]

    def wanted(self, parent: str) -> list[Definition]:
        """Return the elements of extensions that *parent* must or should have where their extension is used."""
        return self._wanted.get(parent, [])
