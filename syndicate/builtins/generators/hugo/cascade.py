"""Front matter that pages inherit: the `cascade` of the sections around them and of the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from syndicate.files import alternatives

from .options import ENVIRONMENT, lowered

if TYPE_CHECKING:
    from .places import Place

_LONGEST = 1000
_SAYING = (str, int, float)
_PIECES = re.compile(r"\*\*|\*|\?|\[[!^]?[^\]]+\]|[^*?\[]+|\[")


class Rule(NamedTuple):
    """What pages inherit, names in lower case, and which do; {}: all."""

    fields: Mapping[str, Any]
    target: Mapping[str, Any]


def cascading(cascades: Iterable[Any], defaults: Mapping[str, str]) -> Iterator[Rule]:
    """Yield what is inherited in the site of *defaults*.

    cascades  values of `cascade`, innermost section first: a mapping, or a list of them, each with its `_target`
    """
    for cascade in cascades:
        for rule in cascade if isinstance(cascade, list | tuple) else (cascade,):
            by_name = lowered(rule)
            targets = [by_name.pop(name, None) for name in ("_target", "target")]
            target = next((lowered(target) for target in targets if isinstance(target, Mapping)), {})
            if by_name and is_built(target.get("sites"), defaults):
                yield Rule(by_name, target)


def inherited(place: Place, rules: Iterable[Rule]) -> dict[str, Any]:
    """Return the front matter that the page at *place* inherits by *rules*, of which the first wins."""
    found: dict[str, Any] = {}
    for fields, target in rules:
        if not target or _matches(place, target):
            for name, value in (*fields.items(), *lowered(fields.get("params")).items()):
                found.setdefault(name, value)
    return found


def is_built(sites: Any, defaults: Mapping[str, str], named: Mapping[str, Sequence[str]] = {}) -> bool:
    """Tell whether a page that says *sites* (Hugo 0.153) is one of the site at the base URL: of its role, version ...

    defaults  those of that site, by dimension
    named     what the name of its file says, where the page says nothing else
    """
    matrix = {**named, **lowered(lowered(sites).get("matrix"))}
    return all(_is_chosen(strings(matrix.get(name)), value.lower()) for name, value in defaults.items())


def _is_chosen(globs: Sequence[str], value: str) -> bool:
    out = [glob[1:].strip() for glob in globs if glob.startswith("!")]
    wanted = [glob for glob in globs if not glob.startswith("!")]
    is_wanted, is_out = (
        any(_is_match(one, value) for glob in given for one in _globs(glob.lower())) for given in (wanted, out)
    )
    return (is_wanted or not wanted) and not is_out


def _matches(place: Place, target: Mapping[str, Any]) -> bool:
    said = {"kind": ["page"], "lang": [place.language], "environment": [ENVIRONMENT], "path": list(_paths(place))}
    return all(
        any(_is_match(glob, value) for glob in _globs(str(target[name]).lower()) for value in values)
        for name, values in said.items()
        if target.get(name)
    )


def _paths(place: Place) -> Iterator[str]:
    """Yield how Hugo calls the page: up to 0.122 by its file, later by folder and name."""
    yield f"/{place.path.lower()}"
    logical = "/".join(part for part in (place.folder, place.base_name) if part).lower()
    yield f"/{logical}"
    yield f"/{logical.replace(' ', '-')}"


@lru_cache(maxsize=256)
def _globs(pattern: str) -> tuple[tuple[str, ...], ...]:
    """Return the globs that *pattern* stands for, each in its pieces; () if it is too long."""
    return tuple(tuple(_PIECES.findall(glob)) for glob in alternatives(pattern)) if len(pattern) <= _LONGEST else ()


def _is_match(pieces: Sequence[str], text: str) -> bool:
    """Tell whether a glob matches *text*: `*` and `?` stay within a folder, `**` does not.

    It takes no more time than the product of both lengths.
    """
    ends = {0}
    for piece in pieces:
        if piece == "**":
            ends = set(range(min(ends), len(text) + 1))
        elif piece == "*":
            reached: set[int] = set()
            for end in sorted(ends):
                if end not in reached:
                    slash = text.find("/", end)
                    reached.update(range(end, (len(text) if slash < 0 else slash) + 1))
            ends = reached
        elif piece == "?" or (piece[0] == "[" and len(piece) > 2):
            ends = {end + 1 for end in ends if end < len(text) and text[end] != "/" and _is_one(piece, text[end])}
        else:
            ends = {end + len(piece) for end in ends if text.startswith(piece, end)}
        if not ends:
            return False
    return len(text) in ends


def _is_one(piece: str, char: str) -> bool:
    """Tell whether `?` or a class such as [a-c] or [!x] stands for *char*."""
    if piece == "?":
        return True
    negated = piece[1] in "!^"
    chosen = piece[2 if negated else 1 : -1]
    ranges = re.findall(r"(.)-(.)", chosen)
    return (char in re.sub(".-.", "", chosen) or any(low <= char <= high for low, high in ranges)) is not negated


def strings(value: Any) -> Sequence[str]:
    """Return the texts that *value* holds: one text, or those of a list."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [str(item) for item in value if isinstance(item, _SAYING) and str(item).strip()]
    return []
