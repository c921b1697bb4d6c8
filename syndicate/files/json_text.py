"""JSON text with its positions: what its decoders do not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from syndicate.files.scalars import bounded, value_at
from syndicate.files.tree import Place, RawTree
from syndicate.files.yaml.plain_json import decoded_json
from syndicate.model.errors import Fault, excerpt
from syndicate.model.text import line_and_column

_SPACE = re.compile(r"[ \t\r\n]*")
_HEX = "[0-9A-Fa-f]{2}"
_ESCAPE = re.compile(rf"\\(?:u[Dd][89ABab]{_HEX}\\u[Dd][C-Fc-f]{_HEX}|(u[Dd][89A-Fa-f]{_HEX})|.)", re.DOTALL)


class _TwinError(Exception): ...


class _ConstantError(ValueError): ...


def _refuse_twins(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _TwinError


class JsonText:
    """A text that is JSON (RFC 8259); of any other, what is asked here makes no sense."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def has_twins(self) -> bool:
        """Tell whether an object has two members of one name; RFC 8259 section 4 leaves open which would count."""
        import json

        try:
            json.loads(self._text, object_pairs_hook=_refuse_twins, parse_int=str)
        except _TwinError:
            return True
        return False

    def twins(self) -> Iterator[tuple[str, int]]:
        """Yield name and column of each member that its object has had before."""
        for name, index, _, _ in _twins(self._text, 0):
            yield name, index + 1

    def contradictions(self) -> Iterator[tuple[str, int]]:
        """Yield name and column of each member that its object has had before with another value."""
        from json import JSONDecoder

        decode = JSONDecoder(parse_int=str).raw_decode
        for name, index, before, value in _twins(self._text, 0):
            if decode(self._text, before)[0] != decode(self._text, value)[0]:
                yield name, index + 1

    def column(self, path: Place, *, of_key: bool = False) -> int:
        """Return the column of the value at *path*, or of its name; of the nearest value around it, if it is not there.

        The text counts as one line: columns go on over its line breaks.
        """
        index = _after_space(self._text, 0)
        for step in path:
            # Of two members of one name the last counts.
            found = [place for name, *place in _members(self._text, index) if name == step]
            if not found:
                break
            key_index, value_index = found[-1]
            index = key_index if of_key and step == path[-1] else value_index
        return index + 1


def _members(text: str, index: int) -> Iterator[tuple[str | int, int, int]]:
    """Yield name (or number), and where in *text* it and its value begin, for each member of what begins at *index*."""
    from json import JSONDecoder

    decode = JSONDecoder(parse_int=str).raw_decode
    index = _after_space(text, index)
    is_object = text[index] == "{"
    if not is_object and text[index] != "[":
        return
    number = 0
    index = _after_space(text, index + 1)
    while text[index] not in "]}":
        key_index = index
        key: str | int = number
        if is_object:
            key, index = decode(text, index)
            index = _after_space(text, _after_space(text, index) + 1)
        yield key, key_index, index
        _, index = decode(text, index)
        index = _after_space(text, index)
        if text[index] == ",":
            index = _after_space(text, index + 1)
        number += 1


def _after_space(text: str, index: int) -> int:
    found = _SPACE.match(text, index)
    return found.end() if found else index


def _twins(text: str, index: int) -> Iterator[tuple[str, int, int, int]]:
    """Yield each member that its object has twice, in *text* from *index*: name, place, former value, own value."""
    seen: dict[str | int, int] = {}
    for name, key_index, value_index in _members(text, index):
        if name in seen:
            yield str(name), key_index, seen[name], value_index
        seen[name] = value_index
        if text[value_index] in "[{":
            yield from _twins(text, value_index)


class JsonTree(RawTree):
    """What a JSON text says, with its positions; the twin of YamlTree."""

    __slots__ = ("_first_column", "_first_line", "_text", "faults", "path", "value")

    def __init__(
        self, text: str, path: str, first_line: int, value: Any, faults: tuple[Fault, ...], first_column: int = 1
    ) -> None:
        self.path = path
        self.value = value
        self.faults = faults
        self._text = text
        self._first_line = first_line
        self._first_column = first_column

    def position(self, path: Place = (), *, of_key: bool = False) -> tuple[int, int]:
        if of_key and len(path) == 1 and isinstance(self.value, dict) and path[0] in self.value:
            # Asked for each row of a table: most names are written once in a row.
            written = f'"{path[0]}"'
            if self._text.count(written) == 1:
                return self.position_of(self._text.index(written))
        return self.position_of(0 if self.value is None else JsonText(self._text).column(path, of_key=of_key) - 1)

    def position_of(self, index: int) -> tuple[int, int]:
        """Return line and column, both from 1, of the character at *index* of the text."""
        return line_and_column(self._text, index, self._first_line, self._first_column)

    def text(self, path: Place) -> str:
        """Return the scalar at *path* as JSON writes it, without quotes."""
        import json

        found = value_at(self.value, path, "")
        return found if isinstance(found, str) else "" if isinstance(found, dict | list) else json.dumps(found)


def parse_json(text: str, *, path: str, first_line: int = 1, first_column: int = 1) -> JsonTree:
    """Return what *text* says, with every fault that can be found in one run.

    path        of the file, for the faults
    first_line, first_column  where in the file *text* begins

    Half a surrogate pair is U+FFFD, as in Go.
    """
    text = text.removeprefix("\ufeff")
    if (plain := decoded_json(text)) is not None:
        return JsonTree(text, path, first_line, plain, (), first_column)
    text = _ESCAPE.sub(lambda found: "\\ufffd" if found[1] else found[0], text)  # as long: positions stay
    import json

    line, column = first_line, 1
    try:
        value = bounded(json.loads(text, parse_constant=_refuse_constant))
        tree = JsonTree(text, path, first_line, value, (), first_column)
        tree.faults = tuple(_twin_faults(text, tree)) if JsonText(text).has_twins() else ()
        return tree  # noqa: TRY300  what follows makes one of its own
    except json.JSONDecodeError as error:
        line, column = first_line + error.lineno - 1, error.colno
        message = f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]}; correct it here"
    except RecursionError:
        message = "is nested too deeply; no front matter is"
    except _ConstantError as error:
        message = f"is not JSON: {error}; write a number or a text"
    except ValueError:
        message = "holds a number that is too long; write it as a text"
    return JsonTree(text, path, first_line, None, (Fault(path=path, line=line, column=column, message=message),))


def _twin_faults(text: str, tree: JsonTree) -> Iterator[Fault]:
    """Yield a warning for each member that its object has had before with another value, where it stands."""
    for name, place in JsonText(text).contradictions():
        line, column = tree.position_of(place - 1)
        message = f"the key {excerpt(name)} is given twice, and the last counts; keep one"
        yield Fault(path=tree.path, line=line, column=column, field=name, message=message, severity="warning")


def _refuse_constant(name: str) -> Any:
    raise _ConstantError(f"{name} is no JSON value")
