"""Raw fields that lie deeper: a path such as `title.rendered` reaches into what stands at the top of an article."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from syndicate.files.tree import Place, Raw, text_at
from syndicate.model.errors import Fault

Steps = tuple[str | int | None, ...]  # None: each item of a list
_STEP = r"(?:^|\.)([^.\[\]]+)|\[(\d{1,9}|\*)\]"


def place_of(path: str) -> Steps | None:
    """Return the steps of *path*, None where it is no path; `[*]` takes each item of a list.

    >>> place_of("_embedded.author[0].name"), place_of("terms[*].name")
    (('_embedded', 'author', 0, 'name'), ('terms', None, 'name'))
    """
    steps: list[str | int | None] = []
    end = 0
    for found in re.finditer(_STEP, path):
        if found.start() != end:
            return None
        end = found.end()
        steps.append(found[1] or (None if found[2] == "*" else int(found[2])))
    return tuple(steps) if steps and end == len(path) and path[0] != "." else None


def reach(value: Any, steps: Steps) -> Any:
    """Return what *steps* lead to in *value*, None where nothing stands there."""
    for number, step in enumerate(steps):
        if step is None:
            rest = steps[number + 1 :]
            found = [reach(item, rest) for item in value] if isinstance(value, list) else []
            lists = [item if None in rest else [item] for item in found if item is not None]
            return [item for items in lists for item in items] or None
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        else:
            value = value[step] if isinstance(value, list) and step < len(value) else None
    return value


class Reached:
    """Raw fields, and beside them what paths lead to, each by its path as a name.

    raw    what the article itself says
    paths  path -> its steps; a field of that very name goes before
    """

    __slots__ = ("_places", "_raw", "value")

    def __init__(self, raw: Raw, paths: Mapping[str, Steps]) -> None:
        self._raw = raw
        self._places: dict[str, Steps] = {}
        self.value: dict[str, Any] = dict(raw.value)
        for path, steps in paths.items():
            if path not in self.value and (found := reach(raw.value, steps)) is not None:
                self.value[path] = found
                self._places[path] = steps

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self._raw.faults

    def text(self, path: Place) -> str:
        place, is_whole = self._place(path)
        return self._raw.text(place) if is_whole else text_at(self.value, path)

    def fault(self, path: Place, message: str, *, of_key: bool = False) -> Fault:
        return self._raw.fault(self._place(path)[0], message, of_key=of_key)

    def _place(self, path: Place) -> tuple[Place, bool]:
        """Return where *path* stands in the raw fields; of what was gathered from a list, where that stands."""
        steps = self._places.get(str(path[0])) if path else None
        if steps is None:
            return path, True
        before = steps[: steps.index(None)] if None in steps else steps
        place = tuple(step for step in before if step is not None)
        return (place, False) if None in steps else ((*place, *path[1:]), True)
