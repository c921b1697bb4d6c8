"""Plain values into typed ones, with every mistake at once and each at its place.

msgspec stops at the first mistake and knows no lines; settings and the options of parts are checked here, by the same
types, leaf by leaf.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import inspect

from syndicate.files.scalars import flag
from syndicate.files.tree import Place
from syndicate.model.errors import ArticleError, Fault, SyndicateError, describe, excerpt, field_name, suggest
from syndicate.model.memo import type_info


class _Wrong:
    """Stands for a value that could not be made; its mistake is on the list."""


WRONG = _Wrong()


class Checker:
    """Turns values into types and gathers what is wrong.

    place  (path of a value, whether its key is meant) -> (file, line, column) for messages
    raw    path of a scalar -> its text as written, or None; so that `title: 2024` can be a text
    advice  (path of a value or key that does not fit, the value) -> what to write instead; "" where nobody knows better
    """

    def __init__(
        self,
        place: Callable[[Place, bool], tuple[str, int, int]],
        raw: Callable[[Place], str | None] = lambda _: None,
        advice: Callable[[Place, Any], str] = lambda *_: "",
    ) -> None:
        self.faults: list[Fault] = []
        self.place = place
        self.raw = raw
        self.advice = advice

    def wrong(self, path: Place, message: str, *, at_key: bool = False) -> _Wrong:
        """Put a mistake about the value at *path*, or about its key, on the list."""
        file, line, column = self.place(path, at_key)
        fault = Fault(path=file, line=line, column=column, field=field_name(path), message=message)
        if fault not in self.faults:
            self.faults.append(fault)
        return WRONG

    def convert(self, value: Any, kind: Any, path: Place = ()) -> Any:
        """Return *value* as type *kind*; what is returned after a mistake must not be used."""
        return self._convert(value, type_info(kind), path)

    def _convert(self, value: Any, info: inspect.Type, path: Place) -> Any:
        info = _bare(info)
        if isinstance(value, str) and "\0" in value:  # in a path, every system would fail
            return self.wrong(path, f"{excerpt(value)} holds the character U+0000; take it out")
        if isinstance(info, inspect.UnionType):
            return self._union(value, info, path)
        if isinstance(info, inspect.StructType):
            return self._struct(value, info, path)
        if isinstance(info, inspect.ListType | inspect.VarTupleType):
            if not isinstance(value, list | tuple):
                return self._expected(info, value, path)
            items = [self._convert(item, info.item_type, (*path, index)) for index, item in enumerate(value)]
            if WRONG in items:
                return WRONG
            if not (info.min_length or 0) <= len(items) <= (len(items) if info.max_length is None else info.max_length):
                return self.wrong(path, f"expected {type_words(info)}{_bounds(info)}, found {len(items)}")
            return items if isinstance(info, inspect.ListType) else tuple(items)
        if isinstance(info, inspect.DictType):
            if not isinstance(value, Mapping):
                return self._expected(info, value, path)
            values = {key: self._convert(item, info.value_type, (*path, key)) for key, item in value.items()}
            return WRONG if WRONG in values.values() else values
        return self._leaf(value, info, path)

    def _struct(self, value: Any, info: inspect.StructType, path: Place) -> Any:
        if not isinstance(value, Mapping):
            return self._expected(info, value, path)
        fields = {field.encode_name: field for field in info.fields}
        clean = True
        for key in value:
            if key not in fields:
                hint = self.advice((*path, key), value[key]) or suggest(str(key), fields)
                of_part = (
                    "; options of a source or a format stand below options:" if path and "options" in fields else ""
                )
                hint = hint or f"; known: {', '.join(fields)}{of_part}"
                self.wrong((*path, key), f"unknown key{hint}", at_key=True)
                clean = False
        made: dict[str, Any] = {}
        for name, field in fields.items():
            if name in value and (value[name] is not None or field.required or _admits_nothing(field.type)):
                made[field.name] = self._convert(value[name], field.type, (*path, name))
                clean = clean and made[field.name] is not WRONG
            elif field.required:  # `filters:` with nothing behind it, all of it commented out, is as if left out
                self.wrong(path, f"'{name}' is missing; write {name}: ...")
                clean = False
        if not clean:
            return WRONG
        try:
            return info.cls(**made)
        except ArticleError as error:
            return self.wrong((*path, error.field) if error.field in value else path, error.message)
        except (SyndicateError, ValueError, TypeError) as error:
            return self.wrong(path, str(error))

    def _union(self, value: Any, info: inspect.UnionType, path: Place) -> Any:
        # The shape of the value picks the member, so that a mistake deep in a mapping is reported there.
        shapes: tuple[type, ...]
        if isinstance(value, Mapping):
            shapes = (inspect.StructType, inspect.DictType)
        elif isinstance(value, list | tuple):
            shapes = (inspect.ListType, inspect.VarTupleType)
        elif value is None:
            shapes = (inspect.NoneType,)
        else:
            return self._scalar_of(value, info, path)
        for member in map(_bare, info.types):
            if isinstance(member, (*shapes, inspect.AnyType)):
                return self._convert(value, member, path)
        return self._expected(info, value, path)

    def _scalar_of(self, value: Any, info: inspect.UnionType, path: Place) -> Any:
        leaves = [kind for kind in map(_bare, info.types) if not isinstance(kind, _SHAPED)]
        exact = [kind for kind in leaves if not isinstance(kind, inspect.StrType)]
        for kind in exact + [kind for kind in leaves if kind not in exact]:
            if (made := self._made_leaf(value, kind, path)) is not WRONG:
                return made
        return self._expected(info, value, path)

    def _leaf(self, value: Any, info: inspect.Type, path: Place) -> Any:
        made = self._made_leaf(value, info, path)
        return self._expected(info, value, path) if made is WRONG else made

    def _made_leaf(self, value: Any, info: inspect.Type, path: Place) -> Any:
        """Return *value* as the type *info* of a scalar; WRONG, and nothing on the list, where it is none."""
        if isinstance(info, inspect.AnyType):
            return value
        if isinstance(info, inspect.StrType | inspect.LiteralType) and not isinstance(value, str):
            raw = self.raw(path)
            is_meant = (
                raw is not None and value is not None if isinstance(info, inspect.StrType) else raw in info.values
            )
            value = raw if is_meant else value
        if isinstance(info, inspect.BoolType) and isinstance(value, str):
            meant = flag(value)
            value = value if meant is None else meant
        if isinstance(info, inspect.IntType | inspect.FloatType) and isinstance(value, bool):
            return WRONG
        try:
            return msgspec.convert(value, _type_of(info))
        except (msgspec.ValidationError, TypeError):
            return WRONG

    def _expected(self, info: inspect.Type, value: Any, path: Place) -> _Wrong:
        # A scalar is only quoted, but for a text where a list or a mapping should be.
        is_described = value is None or isinstance(value, bool | list | tuple)
        is_described |= isinstance(value, str) and (isinstance(info, _SHAPED) or value.strip().isdecimal())
        found = "a mapping" if isinstance(value, Mapping) else describe(value) if is_described else excerpt(value)
        advice = "" if path else "; write lines like key: value"
        hint = self.advice(path, value)
        kinds = info.types if isinstance(info, inspect.UnionType) else (info,)
        literals = [str(item) for kind in kinds if isinstance(kind, inspect.LiteralType) for item in kind.values]
        if isinstance(value, str) and not hint:
            hint = suggest(value, literals)
            if isinstance(getattr(info, "item_type", None), inspect.StrType):
                hint = f"; write [{excerpt(value)}]"
        return self.wrong(path, f"expected {type_words(info)}, found {found}{hint or advice}")


_SHAPED = (inspect.StructType, inspect.DictType, inspect.ListType, inspect.VarTupleType, inspect.NoneType)


def _bare(info: inspect.Type) -> inspect.Type:
    """Return *info* without what a description in msgspec.Meta puts around it."""
    return _bare(info.type) if isinstance(info, inspect.Metadata) else info


def _admits_nothing(info: inspect.Type) -> bool:
    bare = _bare(info)
    if isinstance(bare, inspect.UnionType):
        return any(map(_admits_nothing, bare.types))
    return isinstance(bare, inspect.NoneType | inspect.AnyType)


def type_words(info: inspect.Type) -> str:
    """Return what a person would call a value of this type."""
    info = _bare(info)
    words: dict[type, str] = {
        inspect.StrType: f"a text{_bounds(info)}",
        inspect.BoolType: "true or false",
        inspect.IntType: f"a whole number{_bounds(info)}",
        inspect.FloatType: f"a number{_bounds(info)}",
        inspect.NoneType: "nothing",
        inspect.ListType: "a list",
        inspect.VarTupleType: "a list",
        inspect.DictType: "a mapping",
        inspect.StructType: "a mapping",
    }
    if isinstance(info, inspect.LiteralType):
        return " or ".join(str(value) or "''" for value in info.values)
    if isinstance(info, inspect.UnionType):
        parts = [type_words(kind) for kind in info.types if not isinstance(kind, inspect.NoneType)]
        return " or ".join(dict.fromkeys(parts))
    return words.get(type(info), "another value")


def _bounds(info: inspect.Type) -> str:
    """Return what a number, a text or a list must keep to, e.g. " of at least 1 and at most 9"."""
    unit = "characters" if isinstance(info, inspect.StrType) else "entries"
    words = (
        ("gt", "above {}"),
        ("ge", "of at least {}"),
        ("lt", "below {}"),
        ("le", "at most {}"),
        ("min_length", "of at least {} " + unit),
        ("max_length", "of at most {} " + unit),
        ("pattern", "that fits the pattern {}"),
    )
    found = [said.format(bound) for name, said in words if (bound := getattr(info, name, None)) is not None]
    return f" {' and '.join(found)}" if found else ""


_NUMBER = ("gt", "ge", "lt", "le", "multiple_of")
_LEAVES: dict[type, tuple[Any, tuple[str, ...]]] = {
    inspect.StrType: (str, ("pattern", "min_length", "max_length")),
    inspect.BoolType: (bool, ()),
    inspect.IntType: (int, _NUMBER),
    inspect.FloatType: (float, _NUMBER),
    inspect.NoneType: (None, ()),
}


def _type_of(info: inspect.Type) -> Any:
    """Return the type of a leaf with its constraints, which msgspec then holds a value to."""
    from typing import Annotated, Literal

    if isinstance(info, inspect.LiteralType):
        return Literal[info.values]
    if type(info) not in _LEAVES:
        raise TypeError(f"options cannot hold {type(info).__name__}")
    kind, names = _LEAVES[type(info)]
    constraints: dict[str, Any] = {name: value for name in names if (value := getattr(info, name)) is not None}
    return Annotated[kind, msgspec.Meta(**constraints)] if constraints else kind
