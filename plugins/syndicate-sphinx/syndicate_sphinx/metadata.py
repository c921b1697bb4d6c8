"""The metadata of a page as Sphinx has kept it, and where in the file it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from syndicate import Fault
from syndicate.files import Place, YamlTree, parse_yaml
from syndicate.model import field_name

_HEAD = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


class Metadata:
    """What the field list of a page says (in Markdown: its front matter), as plain values, for ArticleFields.

    said    names and texts, as Sphinx keeps them; MyST makes JSON of lists and mappings
    path    of the file, as messages name it
    source  returns its text
    """

    def __init__(self, said: Mapping[str, Any], path: str, source: Callable[[], str]) -> None:
        self.value: dict[str, Any] = {name: _plain(value) for name, value in said.items()}
        self.faults: tuple[Fault, ...] = ()
        self._path = path
        self._source = source

    @cached_property
    def _text(self) -> str:
        return self._source().removeprefix("\ufeff").replace("\r\n", "\n")

    @cached_property
    def _tree(self) -> YamlTree | None:
        """The front matter of MyST."""
        head = _HEAD.match(self._text)
        return parse_yaml(head[1], path=self._path, first_line=2) if head else None

    def text(self, path: Place) -> str:
        """Return the scalar at *path* as Sphinx has it."""
        found: Any = self.value
        for step in path:
            found = found[step]
        return str(found)

    def fault(self, path: Place, message: str, *, of_key: bool = False) -> Fault:
        """Return the fault that *message* finds at *path*: in a field list, or in ABlog's directive."""
        if self._tree is not None:
            return self._tree.fault(path, message, of_key=of_key)
        name = re.escape(str(path[0])) if path else "\0"
        patterns = [rf"^[ \t]*:{name}:[ \t]*", *([r"^[ \t]*\.\. post::[ \t]*"] if name == "date" else [])]
        found = next((m for p in patterns if (m := re.search(p, self._text, re.MULTILINE | re.IGNORECASE))), None)
        line = self._text.count("\n", 0, found.start()) + 1 if found else 1
        column = len(found[0]) + 1 if found else 1
        return Fault(path=self._path, line=line, column=column, field=field_name(path), message=message)


def _plain(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value if isinstance(value, str | int | float | list) else str(value)
