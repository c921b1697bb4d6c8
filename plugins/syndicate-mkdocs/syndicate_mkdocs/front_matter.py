"""The front matter of a page as MkDocs has read it, and where in the file it stands.

MkDocs hands on values without places, and a head that PyYAML cannot read it drops without a word. So the file is read
once more, but only where a message needs a line, or where a head may have been dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from mkdocs.utils.meta import YAML_RE

from syndicate import Fault
from syndicate.files import Place, RawTree, YamlTree, parse_yaml

MAX_VALUES = 10_000
MAX_DEPTH = 20


class FrontMatter(RawTree):
    """What the head of a page says, as plain values, for ArticleFields.

    meta    what MkDocs and its plugins have made of it
    path    of the file, as messages name it
    source  returns the text of the file
    """

    def __init__(self, meta: Mapping[str, Any], path: str, source: Callable[[], str]) -> None:
        self._meta = meta
        self._source = source
        self.path = path
        self.value: dict[str, Any]
        self.faults = ()
        if meta:
            try:
                self.value = _Plain().made(meta)
            except RecursionError:
                message = f"holds more than {MAX_VALUES:,} values, or nests them too deeply; write less"
                self.value, self.faults = {}, (Fault(path=path, line=1, message=message),)
        else:
            tree = self.tree
            self.value = tree.value if tree is not None and isinstance(tree.value, dict) else {}
            self.faults = tree.faults if tree is not None else ()

    @cached_property
    def text_of_file(self) -> str:
        return self._source().removeprefix("\ufeff").replace("\r\n", "\n")

    @cached_property
    def tree(self) -> YamlTree | None:
        """The head as syndicate reads YAML; None where the page has none between two lines of ---."""
        found = YAML_RE.match(self.text_of_file)
        return parse_yaml(found[1], path=self.path, first_line=2) if found else None

    def mentions(self, names: tuple[str, ...]) -> bool:
        """Tell whether the head, readable or not, has one of the keys *names*."""
        if any(name in self._meta or name in self.value for name in names):
            return True
        if not self.faults:
            return False
        found = YAML_RE.match(self.text_of_file)
        return bool(found and re.search(rf"^(?:{'|'.join(map(re.escape, names))})[ \t]*:", found[1], re.MULTILINE))

    def written(self, path: Place) -> str | None:
        """Return the scalar at *path* as it stands in the file, None where there is none."""
        return self.tree.text(path) if self.tree is not None and self.tree.has(path) else None

    def text(self, path: Place) -> str:
        """Return the scalar at *path* as it is written, or as a plugin of MkDocs has made it."""
        return self.written(path) or super().text(path)

    def position(self, path: Place = (), *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column of what stands at *path*."""
        if self.tree is not None:
            return self.tree.position(path, of_key=of_key)
        # MultiMarkdown's "key: value" lines at the top, to which MkDocs gives lower case.
        key = re.escape(str(path[0])) if path else "\0"
        found = re.search(rf"^ {{0,3}}{key}:[ \t]*", self.text_of_file, re.MULTILINE | re.IGNORECASE)
        return (self.text_of_file.count("\n", 0, found.start()) + 1, len(found[0]) + 1) if found else (1, 1)


class _Plain:
    """Makes plain values of YAML's, within bounds: a few aliases can stand for millions of values, or for themselves."""

    def __init__(self) -> None:
        self._count = 0

    def made(self, value: Any, depth: int = 0) -> Any:
        self._count += 1
        if self._count > MAX_VALUES or depth > MAX_DEPTH:
            raise RecursionError
        if value is None or isinstance(value, str | bool | int | float):
            return value
        if isinstance(value, date):  # a datetime is one
            return value.isoformat()
        if isinstance(value, Mapping):
            return {str(key): self.made(item, depth + 1) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.made(item, depth + 1) for item in value]
        return str(value)
