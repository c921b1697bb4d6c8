"""Heads of one form: the same keys in the same order, and behind each the same kind of value.

Most articles of a site have one of a few forms. One regular expression tells whether a text has a form, and splits it
into parts, so that what nobody asks for is not looked at line by line. What has no form is left to `files.yaml`.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from syndicate.files.yaml.plain import NOT_PLAIN, plain_mapping

# A scalar in the line of its key, of those that plain_mapping reads: between quotes that hold no other, or plain.
_SCALAR = (
    r'"[^"\\\x00-\x1f\x7f]*"'
    r"|'[^'\x00-\x1f\x7f]*'"
    r"|[A-Za-z0-9][^\x00-\x1f\x7f:#]*(?>(?:(?::(?![ \n])|(?<! )#)[^\x00-\x1f\x7f:#]*)*)"
)
_BEHIND = {
    "scalar": rf": ((?>{_SCALAR}))\n+",
    "list": r": (\[[^\n]*\])\n+",
    "lines": r":\n((?>(?:[ -][^\n]*\n+)*))",
}
_ENTRY = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_.-]{0,99}):(?: ([^\n]+))?\n+((?>(?:[ -][^\n]*\n+)*))")
_Kind = Literal["scalar", "list", "lines"]


class HeadForm:
    """What heads of one form share.

    keys   in their order
    kinds  of what stands behind each: a scalar or a list in brackets in its line, or the lines below it, if any
    """

    __slots__ = ("_match", "keys", "kinds")

    def __init__(self, keys: tuple[str, ...], kinds: tuple[_Kind, ...]) -> None:
        self.keys = keys
        self.kinds = kinds
        pattern = "".join(re.escape(key) + _BEHIND[kind] for key, kind in zip(keys, kinds, strict=True))
        self._match = re.compile(rf"\n*{pattern}").fullmatch

    @classmethod
    def of(cls, text: str) -> HeadForm | None:
        """Return the form of *text*, a plain mapping; None where it has none."""
        keys: list[str] = []
        kinds: list[_Kind] = []
        place = len(text) - len(text.lstrip("\n"))
        while place < len(text):
            entry = _ENTRY.match(text, place)
            if entry is None:
                return None
            key, inline, below = entry.groups()
            keys.append(key)
            kinds.append("lines" if inline is None else "list" if inline[0] == "[" else "scalar")
            if inline is not None and below:
                return None
            place = entry.end()
        form = cls(tuple(keys), tuple(kinds))
        return form if form.parts(text) is not None else None

    def is_like(self, other: HeadForm) -> bool:
        """Tell whether both are one form."""
        return self.keys == other.keys and self.kinds == other.kinds

    def parts(self, text: str) -> tuple[str, ...] | None:
        """Return what stands behind each key of *text*, as it is written; None where it has another form.

        The text is then a plain mapping if each part that is no scalar is plain by itself: see part_value().
        """
        found = self._match(text)
        if found is None or not (text.isascii() or NOT_PLAIN.search(text) is None):
            return None
        return found.groups()


class NoPartError(Exception):
    """What stands behind a key is not plain."""


def part_value(part: str, kind: str) -> Any:
    """Return the value that *part* of a head is. Raises NoPartError where it is not plain."""
    mapping = plain_mapping(f"part:\n{part}" if kind == "lines" else f"part: {part}\n")
    if mapping is None or len(mapping) != 1:
        raise NoPartError
    return mapping["part"]
