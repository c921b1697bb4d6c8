"""Literal values in JavaScript, read from a program without running it.

Objects, lists, texts, numbers, true, false, null, and constants that hold them. Everything else is an expression: it is
passed over, and the tree knows where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from syndicate import Fault
from syndicate.files import Place, RawTree
from syndicate.model import line_and_column

from .functions import permalink_of
from .tokens import CLOSING, Token, closing_of, tokens_of, unquoted

MAX_CHARACTERS = 1 << 18
_MAX_DEPTH = 50
# Pieces of an expression on one level, names in "process.env.URL".
_MAX_EXPRESSION = 500
_MAX_STEPS = 12

_WORDS = {"true": True, "false": False, "null": None, "undefined": None}
_ENDS = frozenset((",", "}", "]", ")", ";", ""))
_NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,15})?")


class Unknown:
    """Stands for an expression."""


UNKNOWN = Unknown()


class JsTree(RawTree):
    """Literal values of a program with their positions; the twin of YamlTree.

    unknown  where expressions stand that are not read
    """

    __slots__ = ("_first_line", "_program", "faults", "path", "places", "unknown", "value")

    def __init__(
        self, program: str, path: str, first_line: int, value: Any, places: dict[Place, tuple[int, int]]
    ) -> None:
        self.path = path
        self.faults: tuple[Fault, ...] = ()
        self._program = program
        self._first_line = first_line
        self.places = places
        self.unknown = frozenset(place for place, (_, end) in places.items() if end < 0)
        self.value = value

    def position(self, path: Place = (), *, of_key: bool = False) -> tuple[int, int]:
        index = 0
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                key, value = self.places[path[:length]]
                index = key if of_key or value < 0 else value
                break
        return line_and_column(self._program, index, self._first_line)

    def below(self, name: str) -> JsTree:
        """Return the mapping in which this is the value of *name*."""
        places = {(name, *place): position for place, position in self.places.items()}
        return JsTree(self._program, self.path, self._first_line, {name: self.value}, {(): (0, 0), **places})

    def has(self, path: Place) -> bool:
        return path in self.places and path not in self.unknown


class Program:
    """A program in JavaScript or TypeScript as its tokens.

    text        of the program; of more than MAX_CHARACTERS nothing is read
    path        of the file, for the faults
    first_line  the line of the file in which *text* begins
    """

    def __init__(self, text: str, path: str, first_line: int = 1) -> None:
        self.text = text if len(text) <= MAX_CHARACTERS else ""
        self.path = path
        self._first_line = first_line
        self.tokens = [*tokens_of(self.text), Token("end", "", len(self.text))]
        self._closing = closing_of(self.tokens)
        self._constants: dict[str, int] = {}
        self._values: dict[str, Any] = {}
        self._constants = dict(self.constants())

    def tree(self, at: int) -> JsTree:
        """Return the value that begins at the token *at*; None where it is an expression."""
        places: dict[Place, tuple[int, int]] = {}
        value, _ = self._value(at, (), places, 0)
        return self._tree(value, places)

    def listed(self, at: int) -> JsTree:
        """Return the list that begins at the token *at*, whatever is done with it behind its end."""
        places: dict[Place, tuple[int, int]] = {}
        value, _ = self._list(at + 1, (), places, 0)
        return self._tree(value, places)

    def exported(self) -> JsTree | None:
        """Return the value that the module exports, or that its exported function returns; None if there is neither.

        Exports of several names are one mapping.
        """
        at = self._export()
        if at is None:
            before = {self.tokens[start - 4].text for _, start in self.constants() if start > 3}
            return self._named(only_exports=True) if "export" in before else None
        name = self.tokens[at].text
        tree = self.tree(self._constants.get(name, at))
        if isinstance(tree.value, dict | list):
            return self._changed(tree, name) if name in self._constants and isinstance(tree.value, dict) else tree
        returns = [*self._returned(at)]
        return self.tree(returns[0]) if len(returns) == 1 else None

    def _changed(self, tree: JsTree, name: str) -> JsTree:
        """Return *tree*, which the constant *name* holds, with what statements give it: `data.tags = ["posts"]`."""
        value, depth = dict(tree.value), 0
        given: dict[Place, dict[Place, tuple[int, int]]] = {}  # place of a key -> places of what it is given last
        for at, token in enumerate(self.tokens[:-5]):
            if token.kind == "mark":
                depth += (token.text in CLOSING) - (token.text in CLOSING.values())
            if token.text != name:
                continue
            dot, key, mark, behind = (self.tokens[at + n].text for n in (1, 2, 3, 4))
            if (dot, mark) != (".", "=") or behind == "=":
                continue
            place: Place = (key,)
            start = self.tokens[at + 2].start
            given[place] = {place: (start, 0)}
            found, _ = self._value(at + 4, place, given[place], 0)
            if depth or found is UNKNOWN:
                given[place][place] = (start, -1)
                value.pop(key, None)
            else:
                value[key] = found
        places = {place: where for place, where in tree.places.items() if place[:1] not in given}
        for of_key in given.values():
            places |= of_key
        return self._tree(value, places)

    def head(self) -> JsTree:
        """Return the values of constants as one mapping, as Eleventy reads front matter in JavaScript."""
        return self.tree(0) if self.tokens[0].text == "{" else self._named(only_exports=False)

    def _named(self, *, only_exports: bool) -> JsTree:
        """Return the values of the module's constants as one mapping."""
        places: dict[Place, tuple[int, int]] = {(): (0, 0)}
        value: dict[str, Any] = {}
        for name, at in self.constants():
            if only_exports and (at < 4 or self.tokens[at - 4].text != "export"):
                continue
            places[(name,)] = (self.tokens[at - 2].start, 0)
            found, _ = self._value(at, (name,), places, 0)
            if found is not UNKNOWN:
                value[name] = found
        return self._tree(value, places)

    def _tree(self, value: Any, places: dict[Place, tuple[int, int]]) -> JsTree:
        return JsTree(self.text, self.path, self._first_line, None if value is UNKNOWN else value, places)

    def constants(self) -> Iterator[tuple[str, int]]:
        """Yield name and first token of each constant of the module itself."""
        depth = 0
        for at, token in enumerate(self.tokens[:-3]):
            if token.kind == "mark":
                depth += (token.text in CLOSING) - (token.text in CLOSING.values())
            elif token.text == "const" and not depth and self.tokens[at + 2].text == "=":
                yield self.tokens[at + 1].text, at + 3

    def calls(self) -> Iterator[tuple[str, str, int]]:
        """Yield object, method and first token of the arguments of each call: ("eleventyConfig", "addFilter", 7)."""
        tokens = self.tokens
        for at in range(2, len(tokens) - 1):
            if tokens[at].kind == "name" and tokens[at + 1].text == "(" and tokens[at - 1].text in (".", "?."):
                yield tokens[at - 2].text, tokens[at].text, at + 2

    def arguments(self, at: int) -> list[JsTree]:
        """Return the arguments of a call whose first one begins at the token *at*."""
        found: list[JsTree] = []
        while self.tokens[at].text not in (")", "") and len(found) < 10:
            places: dict[Place, tuple[int, int]] = {}
            value, at = self._value(at, (), places, 0)
            found.append(self._tree(value, places))
            if self.tokens[at].text == ",":
                at += 1
            elif self.tokens[at].text != ")":
                break
        return found

    def made_at(self, at: int) -> int:
        """Return the first token of what the function at the token *at* gives that takes nothing, else *at* itself."""
        words = [token.text for token in self.tokens[at : at + 6]]
        start = int(words[0] == "function")
        if words[start : start + 2] != ["(", ")"]:
            return at
        body = at + start + 2 + (words[start + 2] == "=>")
        if self.tokens[body].text == "{":
            inside = range(body, self._closing.get(body, body))
            return next((place + 1 for place in inside if self.tokens[place].text == "return"), at)
        return body + (self.tokens[body].text == "(" and self.tokens[body + 1].text == "{")

    def permalink(self, at: int) -> str | bool | None:
        """Return the permalink at the token *at*, or what a function there says of it, if that can be told."""
        value = self.tree(at).value
        return value if isinstance(value, str | bool) else permalink_of(self.tokens, self._closing, at)

    def end_of_call(self, at: int) -> int:
        """Return the token that closes the arguments that begin at the token *at*."""
        return self._closing.get(at - 1, len(self.tokens) - 1)

    def _export(self) -> int | None:
        tokens = self.tokens
        for at in range(len(tokens) - 3):
            if tokens[at].text == "export" and tokens[at + 1].text == "default":
                return at + 2
            if [token.text for token in tokens[at : at + 4]] == ["module", ".", "exports", "="]:
                return at + 4
        return None

    def _returned(self, at: int) -> Iterator[int]:
        """Yield what the function returns that begins at the token *at*: `=> ({`, and each `return`."""
        for place in range(at, len(self.tokens) - 2):
            if self.tokens[place].text == "return" or (
                self.tokens[place].text == "=>" and self.tokens[place + 1].text == "("
            ):
                yield place + 1 + (self.tokens[place + 1].text == "(")

    def _value(self, at: int, path: Place, places: dict[Place, tuple[int, int]], depth: int) -> tuple[Any, int]:
        """Return the value that begins at the token *at*, or UNKNOWN, and the token behind it."""
        token = self.tokens[at]
        key = places.get(path, (token.start, 0))[0]
        places[path] = (key, token.start)
        if token.kind == "end":
            places[path] = (key, -1)
            return UNKNOWN, at
        value: Any = UNKNOWN
        end = at + 1
        inner: dict[Place, tuple[int, int]] = {}
        if depth > _MAX_DEPTH:
            pass
        elif token.text == "{" and token.kind == "mark":
            value, end = self._object(at + 1, path, inner, depth + 1)
        elif token.text == "[" and token.kind == "mark":
            value, end = self._list(at + 1, path, inner, depth + 1)
        elif token.kind in ("text", "template"):
            value = unquoted(token.text) if token.kind == "text" or "${" not in token.text else UNKNOWN
        elif token.kind == "number" and _NUMBER.fullmatch(token.text):
            value = float(token.text) if "." in token.text else int(token.text)
        elif token.kind == "name" and token.text in _WORDS:
            value = _WORDS[token.text]
        elif token.kind == "name" and token.text in self._constants:
            value, end = self._constant(at, depth)
        elif token.kind == "name":
            value, end = self._default(at, path, inner, depth)
        if self.tokens[end].text not in _ENDS and not self._begins_statement(end):
            value = UNKNOWN
        if value is UNKNOWN:
            places[path] = (key, -1)
            return value, self._behind_expression(at)
        inner.pop(path, None)
        places.update(inner)
        return value, end

    def _constant(self, at: int, depth: int) -> tuple[Any, int]:
        """Return what a constant holds, or an object in it, as in `folders.input`, and the token behind it."""
        name, end = self.tokens[at].text, at + 1
        if name not in self._values:
            self._values[name] = UNKNOWN  # for one that holds itself
            self._values[name], _ = self._value(self._constants[name], (), {}, depth + 1)
        value = self._values[name]
        while self.tokens[end].text == "." and isinstance(value, dict):
            value, end = value.get(self.tokens[end + 1].text, UNKNOWN), end + 2
        # No list, and no object that holds others: those could hold one another without an end.
        held = value.values() if isinstance(value, dict) else [value]
        return UNKNOWN if any(isinstance(one, dict | list) for one in held) else value, end

    def _default(self, at: int, path: Place, places: dict[Place, tuple[int, int]], depth: int) -> tuple[Any, int]:
        """Return the literal in `process.env.URL || "https://example.org"`."""
        start = at
        while at - start < _MAX_STEPS and (self.tokens[at].kind == "name" or self.tokens[at].text in (".", "?.")):
            at += 1
        if self.tokens[at].text in ("||", "??"):
            return self._value(at + 1, path, places, depth + 1)
        return UNKNOWN, at

    def _object(self, at: int, path: Place, places: dict[Place, tuple[int, int]], depth: int) -> tuple[Any, int]:
        value: dict[str, Any] = {}
        while (token := self.tokens[at]).kind != "end":
            if token.text == "}" and token.kind == "mark":
                return value, at + 1
            if token.text == ",":
                at += 1
                continue
            following = self.tokens[at + 1].text
            if token.kind in ("name", "text", "number") and following == ":":
                name = unquoted(token.text) if token.kind == "text" else token.text
                places[(*path, name)] = (token.start, 0)
                start = at + 2
                found, at = self._value(start, (*path, name), places, depth)
                if found is UNKNOWN and name == "permalink":
                    found = self._permalink(self._constants.get(self.tokens[start].text, start), path, places)
            elif token.kind == "name" and following in (",", "}"):
                name = token.text
                places[(*path, name)] = (token.start, 0)
                found, _ = self._value(at, (*path, name), places, depth)
                at += 1
            else:  # a method, a getter, a spread: something whose name is not worth guessing
                if token.kind == "name":
                    places[(*path, token.text)] = (token.start, -1)
                if token.text == "permalink" and (found := self._permalink(at, path, places)) is not UNKNOWN:
                    value["permalink"] = found
                at = max(self._behind_expression(at), at + 1)
                continue
            if found is not UNKNOWN:
                value[name] = found
        return UNKNOWN, at

    def _permalink(self, at: int, path: Place, places: dict[Place, tuple[int, int]]) -> Any:
        """Return what the function at the token *at* says of permalinks, UNKNOWN if nobody can tell."""
        found = permalink_of(self.tokens, self._closing, at)
        if found is None:
            return UNKNOWN
        places[(*path, "permalink")] = (places[(*path, "permalink")][0], self.tokens[at].start)
        return found

    def _list(self, at: int, path: Place, places: dict[Place, tuple[int, int]], depth: int) -> tuple[Any, int]:
        value: list[Any] = []
        while (token := self.tokens[at]).kind != "end":
            if token.text == "]" and token.kind == "mark":
                return value, at + 1
            if token.text == ",":
                at += 1
                continue
            before = at
            found, at = self._value(at, (*path, len(value)), places, depth)
            if found is not UNKNOWN:
                value.append(found)
            at = max(at, before + 1)
        return UNKNOWN, at

    def _behind_expression(self, at: int) -> int:
        """Return the token that ends the expression at the token *at*; the last of all if that is too far."""
        for _ in range(_MAX_EXPRESSION):
            token = self.tokens[at]
            if token.kind == "end" or (token.kind == "mark" and token.text in _ENDS):
                return at
            at = self._closing.get(at, at) + 1
        return len(self.tokens) - 1

    def _begins_statement(self, at: int) -> bool:
        """Tell whether the token *at* begins a statement: it stands in a line of its own and continues nothing."""
        before, token = self.tokens[at - 1], self.tokens[at]
        between = self.text[before.start + len(before.text) : token.start]
        return "\n" in between and (token.kind == "name" or token.text in ("as", "satisfies"))
