"""Front matter that pages inherit: the `cascade` of the sections around them and of the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from .places import Place

_MOST_WILDCARDS = 12


def inherited(place: Place, cascades: Iterable[Any], environment: str = "production") -> dict[str, Any]:
    """Return the front matter that the page at *place* inherits, names in lower case; the first cascade goes before others.

    cascades  values of `cascade`, innermost section first: a mapping, or a list of them, each with its `_target`
    """
    found: dict[str, Any] = {}
    for cascade in cascades:
        for rule in cascade if isinstance(cascade, list | tuple) else (cascade,):
            if not isinstance(rule, Mapping):
                continue
            by_name = {str(key).lower(): value for key, value in rule.items()}
            targets = [by_name.pop(name, None) for name in ("_target", "target")]
            target = next((target for target in targets if isinstance(target, Mapping)), {})
            if not _matches(place, {str(key).lower(): value for key, value in target.items()}, environment):
                continue
            params = by_name.get("params")
            if isinstance(params, Mapping):
                by_name |= {str(key).lower(): value for key, value in params.items() if str(key).lower() not in by_name}
            for name, value in by_name.items():
                found.setdefault(name, value)
    return found


def _matches(place: Place, target: Mapping[str, Any], environment: str) -> bool:
    said = {"kind": ["page"], "lang": [place.language], "environment": [environment], "path": list(_paths(place))}
    return all(
        any(_pattern(str(target[name]).lower()).fullmatch(value) for value in values)
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
def _pattern(glob: str) -> re.Pattern[str]:
    """Return the regular expression of a glob: `*` stays within a folder, `**` does not, `{a,b}` is one of the two."""
    if len(glob) > 1000 or glob.count("*") > _MOST_WILDCARDS:
        return re.compile("(?!)")
    regex, depth, index = "", 0, 0
    while index < len(glob):
        char = glob[index]
        if glob.startswith("**", index):
            regex, index = regex + ".*", index + 1
        elif char == "*":
            regex += "[^/]*"
        elif char == "?":
            regex += "[^/]"
        elif char == "{":
            regex, depth = regex + "(?:", depth + 1
        elif char == "}" and depth:
            regex, depth = regex + ")", depth - 1
        elif char == "," and depth:
            regex += "|"
        elif char == "[" and (end := glob.find("]", index + 2)) > 0:
            chosen = re.sub(r"([\\^\[&~|])", r"\\\1", glob[index + 1 : end].lstrip("!"))
            regex += f"[{'^' if glob[index + 1] == '!' else ''}{chosen}]"
            index = end
        else:
            regex += re.escape(char)
        index += 1
    try:
        return re.compile(regex + ")" * depth, re.DOTALL)
    except re.error:
        return re.compile("(?!)")


def strings(value: Any) -> Sequence[str]:
    """Return the texts that *value* holds: one text, or those of a list."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, list):
        return [str(item) for item in value if isinstance(item, str | int | float) and str(item).strip()]
    return []
