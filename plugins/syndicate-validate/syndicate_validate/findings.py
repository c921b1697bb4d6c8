"""What is found: each kind once, with its first place and its count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Literal, get_args

import msgspec

from syndicate.model import excerpt
from syndicate_validate.tables import table

Severity = Literal["error", "warning", "note"]
# A document that has more kinds than this was made to have them; what ends the reading of it is told all the same.
_MAX_KINDS = 1000


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of rules/codes.toml: one of three keys says what is wrong; {value} and other words are filled in.

    error    a standard says must
    warning  readers break, or a standard says should
    note     good to know
    instead  what to write
    clause   a link to what says so; "": that of the element it is about
    """

    error: str = ""
    warning: str = ""
    note: str = ""
    instead: str = ""
    clause: str = ""

    @property
    def severity(self) -> Severity:
        return next(severity for severity in get_args(Severity) if getattr(self, severity))

    @property
    def says(self) -> str:
        return self.error or self.warning or self.note


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One kind of thing that is wrong with a document.

    path     as the report names the document
    line     of the first place, from 1; 0: the document as a whole
    column   from 1, in characters
    element  as messages name it, e.g. "item/pubDate"; "": none
    value    as it stands there, shortened
    count    how many places there are
    """

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    clause: str
    element: str = ""
    attribute: str = ""
    value: str = ""
    count: int = 1


def codes() -> Mapping[str, Rule]:
    """Return all rules by their codes, in the order of their table."""
    return table("codes", Rule)


class Findings:
    """Gathers what is found in one document.

    ignored  codes that are not looked at
    """

    def __init__(self, path: str, ignored: Collection[str] = ()) -> None:
        self.path = path
        self._ignored = ignored
        self._rules = codes()
        self._found: dict[tuple[str, ...], Finding] = {}
        self._counts: Counter[tuple[str, ...]] = Counter()

    def add(
        self,
        code: str,
        line: int,
        column: int,
        *,
        element: str = "",
        attribute: str = "",
        value: str = "",
        clause: str = "",
        words: Mapping[str, object] | None = None,
    ) -> None:
        """Note that the rule *code* is broken at a place; *words* fill the gaps of its sentence."""
        if code in self._ignored:
            return
        kind = (code, element, attribute, *map(str, (words or {}).values()))
        is_room = len(self._found) < _MAX_KINDS or (code.startswith("xml-") and len(self._found) < 2 * _MAX_KINDS)
        if kind not in self._found and not is_room:
            return
        self._counts[kind] += 1
        if self._counts[kind] > 1:
            return
        rule = self._rules[code]
        given = {"value": excerpt(value), **(words or {})}
        what = f"{element}@{attribute}" if attribute else element
        instead = rule.instead.format_map(given)
        self._found[kind] = Finding(
            code=code,
            severity=rule.severity,
            path=self.path,
            line=line,
            column=column,
            message=": ".join(filter(None, (what, rule.says.format_map(given)))) + (f"; {instead}" if instead else ""),
            clause=rule.clause or clause,
            element=element,
            attribute=attribute,
            value=value[:200],
        )

    def sorted(self) -> list[Finding]:
        """Return what was found, by place."""
        found = [msgspec.structs.replace(each, count=self._counts[kind]) for kind, each in self._found.items()]
        return sorted(found, key=lambda each: (each.line, each.column))
