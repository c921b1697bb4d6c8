"""Nodes of a YAML text, composed by libyaml within bounds."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from math import isqrt
from typing import Any

from syndicate.files.scalars import MAX_DEPTH
from syndicate.model.errors import SyndicateError

# Composing recurses on the C stack, which a nesting of some 100,000 overflows.
_MAX_COMPOSED_DEPTH = 1_000


@lru_cache(maxsize=1)
def parser() -> Any:
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


@lru_cache(maxsize=1)
def composer() -> tuple[Callable[[str], Any], type[Exception]]:
    """Return compose() and YAMLError, which it raises: PyYAML is imported for texts that need it alone."""
    from yaml import YAMLError

    return compose, YAMLError


def compose(text: str) -> Any:
    """Return the root node of *text*, None if it says nothing.

    Raises YAMLError; SyndicateError if PyYAML lacks its C parser.
    """
    made = parser()
    # Nested in n blocks, a text has 0 + 1 + ... + n characters of indentation; compact forms cost two, brackets one.
    if len(text) > _MAX_COMPOSED_DEPTH:
        nesting = isqrt(2 * len(text)) + sum(map(text.count, ("[", "{", "- ", "-\t", "? ", "?\t")))
        if nesting > _MAX_COMPOSED_DEPTH:
            _check_events(made(text), text)
    return made(text).get_single_node()


def _check_events(events: Any, text: str) -> None:
    """Raise where the nesting passes the bound; libyaml's own parser keeps its stack on the heap."""
    from yaml import CollectionEndEvent, CollectionStartEvent, Mark, MarkedYAMLError

    depth, end = 0, 0
    while True:
        try:
            event = events.get_event()
        except MarkedYAMLError as error:
            # libyaml looks for the end of what may be a key before it tells of its beginning; from 0.2.6 on it has a
            # bound of its own for that.
            failed: Any = error.problem_mark
            opened = [match.start() for match in re.finditer(r"[\[{]", text[end : failed.index])]
            if "maximum nesting depth" not in (error.problem or "") or len(opened) <= MAX_DEPTH - depth:
                raise
            mark: Any = Mark("", end + opened[MAX_DEPTH - depth], 0, 0, "", 0)
            raise MarkedYAMLError(problem="nested too deeply", problem_mark=mark) from error
        if event is None:
            return
        end = event.end_mark.index
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark = event.start_mark
                raise MarkedYAMLError(problem="nested too deeply", problem_mark=mark)
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
