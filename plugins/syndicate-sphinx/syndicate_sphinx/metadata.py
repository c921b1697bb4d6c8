"""The metadata of a page as Sphinx has kept it, and where in the file it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from syndicate.files import Place, RawTree, YamlTree, parse_yaml

_HEAD = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)


class Metadata(RawTree):
    """What the field list of a page says (in Markdown: its front matter), as plain values, for ArticleFields.

    said    names and texts, as Sphinx keeps them; MyST makes JSON of lists and mappings
    path    of the file, as messages name it
    source  returns its text
    """

    def __init__(self, said: Mapping[str, Any], path: str, source: Callable[[], str]) -> None:
        self.value: dict[str, Any] = {name: _plain(value) for name, value in said.items()}
        self.path = path
        self.faults = ()
        self._source = source

    @cached_property
    def _text(self) -> str:
        return self._source().removeprefix("\ufeff").replace("\r\n", "\n")

    @cached_property
    def _tree(self) -> YamlTree | None:
        """The front matter of MyST."""
        head = _HEAD.match(self._text)
        return parse_yaml(head[1], path=self.path, first_line=2) if head else None

    def position(self, path: Place = (), *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column of what stands at *path*: in a field list, or in ABlog's directive."""
        if self._tree is not None:
            return self._tree.position(path, of_key=of_key)
        name = re.escape(str(path[0])) if path else "\0"
        patterns = [rf"^[ \t]*:{name}:[ \t]*", *([r"^[ \t]*\.\. post::[ \t]*"] if name == "date" else [])]
        found = next((m for p in patterns if (m := re.search(p, self._text, re.MULTILINE | re.IGNORECASE))), None)
        return (self._text.count("\n", 0, found.start()) + 1, len(found[0]) + 1) if found else (1, 1)


def _plain(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value if isinstance(value, str | int | float | list) else str(value)
