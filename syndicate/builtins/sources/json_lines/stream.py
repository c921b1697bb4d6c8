"""The values that a JSON text holds, one after another, however long the text is: no more than one is in memory."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

from syndicate.files import Place

MAX_LENGTH = 64 << 20  # characters of one value
_CHUNK_BYTES = 1 << 20
_NEAR = 16  # characters at the end of what was read that may be a part of a literal or of an escape
_SKIPPED_BY_MEMBER = 4  # levels of what is skipped; what lies deeper is skipped as a whole
_SPACE = re.compile(r"[ \t\r\n]*")


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int) -> bytes: ...


class Value(NamedTuple):
    """A value as it is written, and where it begins, from 1."""

    text: str
    line: int
    column: int
    has_twins: bool  # an object in it has two members of one name


class BrokenError(Exception):
    """The text is no JSON from this place on."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class AbsentError(Exception):
    """Nothing stands at *place*: what stands around it has no such member, but *members*."""

    def __init__(self, place: Place, members: list[str]) -> None:
        super().__init__(place)
        self.place = place
        self.members = members


class JsonStream:
    """Reads a stream of UTF-8 that holds JSON values, most often one, with any space between them."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._index = 0
        self._line = 1
        self._column = 1
        self._has_twins = False
        self._scan = json.JSONDecoder(object_pairs_hook=self._note_twins, parse_int=str, parse_float=str).raw_decode

    def values(self, place: Place = ()) -> Iterator[Value]:
        """Yield what stands at *place* of each value; of a list its items, each alone.

        Raises BrokenError; AbsentError where nothing stands at *place*.
        """
        while self._next():
            yield from self._at(place, ())

    def _at(self, place: Place, before: Place) -> Iterator[Value]:
        opening = self._next()
        if not place:
            if opening != "[":
                yield self._value()
                return
            for _ in self._members():
                yield self._value()
            return
        step, *rest = place
        members: list[str] = []
        is_found = False
        if opening == ("[" if isinstance(step, int) else "{"):
            for name in self._members():
                if name == step and not is_found:
                    is_found = True
                    yield from self._at(tuple(rest), (*before, step))
                else:
                    members.append(str(name))
                    self._skip()
        if not is_found:
            raise AbsentError((*before, step), members if isinstance(step, str) else [])

    def _members(self) -> Iterator[str | int]:
        """Go into the list or object that is next; yield number or name of each member, which is then to be taken."""
        is_object = self._next() == "{"
        closing = "}" if is_object else "]"
        self._go_on(self._index + 1)
        if self._next() == closing:
            self._go_on(self._index + 1)
            return
        number = 0
        while True:
            name: str | int = number
            if is_object:
                if self._next() != '"':
                    raise self._broken("expecting the name of a member in double quotes", self._index)
                name = json.loads(self._value().text)
                if self._next() != ":":
                    raise self._broken("expecting ':'", self._index)
                self._go_on(self._index + 1)
            yield name
            number += 1
            found = self._next()
            if found not in (",", closing):
                raise self._broken(f"expecting ',' or '{closing}'", self._index)
            self._go_on(self._index + 1)
            if found == closing:
                return

    def _skip(self, level: int = 0) -> None:
        if self._next() in ("[", "{") and level < _SKIPPED_BY_MEMBER:
            for _ in self._members():
                self._skip(level + 1)
        else:
            self._value()

    def _value(self) -> Value:
        self._next()
        while True:
            self._has_twins = False
            try:
                _, end = self._scan(self._text, self._index)
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated string") or error.pos > len(self._text) - _NEAR
                place = error.pos - self._index
                if is_cut and self._more():
                    continue
                reason = error.msg[:1].lower() + error.msg[1:].removesuffix(" starting at")
                raise self._broken(reason, self._index + place) from error
            except RecursionError as error:
                raise BrokenError("is nested too deeply", self._line, self._column) from error
            # A number may go on.
            if end == len(self._text) and self._text[end - 1] not in '}]"' and self._more():
                continue
            found = Value(self._text[self._index : end], self._line, self._column, self._has_twins)
            self._go_on(end)
            return found

    def _note_twins(self, pairs: list[tuple[str, Any]]) -> None:
        if len(dict(pairs)) != len(pairs):
            self._has_twins = True

    def _next(self) -> str:
        """Go to the next character that is no space, and return it; "" at the end."""
        while True:
            space = _SPACE.match(self._text, self._index)
            if space is not None and space.end() != self._index:
                self._go_on(space.end())
            if self._index < len(self._text):
                return self._text[self._index]
            if not self._more():
                return ""

    def _go_on(self, index: int) -> None:
        lines = self._text.count("\n", self._index, index)
        self._line += lines
        if lines:
            self._column = index - self._text.rfind("\n", self._index, index)
        else:
            self._column += index - self._index
        self._index = index

    def _more(self) -> bool:
        """Read on; return False where the stream ends."""
        length = len(self._text) - self._index
        if length > MAX_LENGTH:
            message = f"one value is longer than {MAX_LENGTH >> 20} million characters"
            raise BrokenError(message, self._line, self._column)
        chunk = self._stream.read(max(_CHUNK_BYTES, length))
        try:
            text = self._decoder.decode(chunk, not chunk)
        except UnicodeDecodeError as error:
            self._text += error.object[: error.start].decode()
            self._go_on(len(self._text))
            message = f"the byte 0x{error.object[error.start]:02X} is not UTF-8; write UTF-8"
            raise BrokenError(message, self._line, self._column) from error
        self._text = self._text[self._index :] + text
        self._index = 0
        return bool(chunk)

    def _broken(self, reason: str, index: int) -> BrokenError:
        self._go_on(min(index, len(self._text)))
        if self._index == len(self._text):
            reason = "it ends before all is closed"
        return BrokenError(f"is not JSON: {reason}", self._line, self._column)
