"""Plain values into typed ones, with every mistake at once and each at its place.

msgspec stops at the first mistake and knows no lines; settings and the options of parts are checked here, by the same
types, leaf by leaf.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from msgspec import inspect

from syndicate.errors import ArticleError, Fault, SyndicateError, excerpt, field_name, suggest
from syndicate.raw_scalars import flag

Path = tuple[str | int, ...]


class _Wrong:
    """Stands for a value that could not be made; its mistake is on the list."""


WRONG = _Wrong()


class Checker:
    """Turns values into types and gathers what is wrong.

    place  (path of a value, whether its key is meant) -> (file, line, column) for messages
    raw    path of a scalar -> its text as written, or None; so that `title: 2024` can be a text
    """

    def __init__(
        self,
        place: Callable[[Path, bool], tuple[str, int, int]],
        raw: Callable[[Path], str | None] = lambda _: None,
    ) -> None:
        self.faults: list[Fault] = []
        self.place = place
        self.raw = raw

    def wrong(self, path: Path, message: str, *, at_key: bool = False) -> _Wrong:
        """Put a mistake about the value at *path*, or about its key, on the list."""
        file, line, column = self.place(path, at_key)
        fault = Fault(path=file, line=line, column=column, field=field_name(path), message=message)
        if fault not in self.faults:
            self.faults.append(fault)
        return WRONG

    def convert(self, value: Any, kind: Any, path: Path = ()) -> Any:
        """Return *value* as type *kind*; what is returned after a mistake must not be used."""
        return self._convert(value, inspect.type_info(kind), path)

    def _convert(self, value: Any, info: inspect.Type, path: Path) -> Any:
        info = _bare(info)
        if isinstance(info, inspect.UnionType):
            return self._union(value, info, path)
        if isinstance(info, inspect.StructType):
            return self._struct(value, info, path)
        if isinstance(info, inspect.ListType | inspect.VarTupleType):
            if not isinstance(value, list | tuple):
                return self._expected(info, value, path)
            items = [self._convert(item, info.item_type, (*path, index)) for index, item in enumerate(value)]
            return WRONG if WRONG in items else items if isinstance(info, inspect.ListType) else tuple(items)
        if isinstance(info, inspect.DictType):
            if not isinstance(value, Mapping):
                return self._expected(info, value, path)
            values = {key: self._convert(item, info.value_type, (*path, key)) for key, item in value.items()}
            return WRONG if WRONG in values.values() else values
        return self._leaf(value, info, path)

    def _struct(self, value: Any, info: inspect.StructType, path: Path) -> Any:
        if not isinstance(value, Mapping):
            return self._expected(info, value, path)
        fields = {field.encode_name: field for field in info.fields}
        clean = True
        for key in value:
            if key not in fields:
                hint = suggest(str(key), fields) or f"; known: {', '.join(fields)}"
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

    def _union(self, value: Any, info: inspect.UnionType, path: Path) -> Any:
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

    def _scalar_of(self, value: Any, info: inspect.UnionType, path: Path) -> Any:
        leaves = [kind for kind in map(_bare, info.types) if not isinstance(kind, _SHAPED)]
        exact = [kind for kind in leaves if not isinstance(kind, inspect.StrType)]
        for kind in exact + [kind for kind in leaves if kind not in exact]:
            trial = Checker(self.place, self.raw)
            made = trial._leaf(value, kind, path)
            if not trial.faults:
                return made
        return self._expected(info, value, path)

    def _leaf(self, value: Any, info: inspect.Type, path: Path) -> Any:
        if isinstance(info, inspect.AnyType):
            return value
        raw = self.raw(path)
        if isinstance(info, inspect.StrType) and not isinstance(value, str) and raw is not None and value is not None:
            value = raw
        if isinstance(info, inspect.LiteralType) and not isinstance(value, str) and raw in info.values:
            value = raw
        if isinstance(info, inspect.BoolType) and isinstance(value, str):
            meant = flag(value)
            value = value if meant is None else meant
        if isinstance(info, inspect.IntType | inspect.FloatType) and isinstance(value, bool):
            return self._expected(info, value, path)
        try:
            return msgspec.convert(value, _type_of(info))
        except (msgspec.ValidationError, TypeError):
            return self._expected(info, value, path)

    def _expected(self, info: inspect.Type, value: Any, path: Path) -> _Wrong:
        found = _found(value)
        advice = "" if path else "; write lines like key: value"
        if isinstance(value, str) and isinstance(info, _SHAPED):
            found = f"the text {found}"
        hint = ""
        kinds = info.types if isinstance(info, inspect.UnionType) else (info,)
        literals = [str(item) for kind in kinds if isinstance(kind, inspect.LiteralType) for item in kind.values]
        if isinstance(value, str):
            hint = suggest(value, literals)
        return self.wrong(path, f"expected {type_words(info)}, found {found}{hint or advice}")


_SHAPED = (
    inspect.StructType,
    inspect.DictType,
    inspect.ListType,
    inspect.VarTupleType,
    inspect.NoneType,
)


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
    bound = ""
    if isinstance(info, inspect.IntType | inspect.FloatType):
        bound = f" of at least {info.ge}" if info.ge is not None else f" above {info.gt}" if info.gt is not None else ""
    words: dict[type, str] = {
        inspect.StrType: "a text",
        inspect.BoolType: "true or false",
        inspect.IntType: f"a whole number{bound}",
        inspect.FloatType: f"a number{bound}",
        inspect.NoneType: "nothing",
        inspect.ListType: "a list",
        inspect.VarTupleType: "a list",
        inspect.DictType: "a mapping",
        inspect.StructType: "a mapping",
    }
    if isinstance(info, inspect.LiteralType):
        return " or ".join(str(value) for value in info.values)
    if isinstance(info, inspect.UnionType):
        parts = [type_words(kind) for kind in info.types if not isinstance(kind, inspect.NoneType)]
        return " or ".join(dict.fromkeys(parts))
    return words.get(type(info), "another value")


def _found(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    return excerpt(value)


def _type_of(info: inspect.Type) -> Any:
    if isinstance(info, inspect.StrType):
        return str
    if isinstance(info, inspect.BoolType):
        return bool
    if isinstance(info, inspect.IntType):
        return _bounded(int, info)
    if isinstance(info, inspect.FloatType):
        return _bounded(float, info)
    if isinstance(info, inspect.LiteralType):
        from typing import Literal

        return Literal[info.values]
    if isinstance(info, inspect.NoneType):
        return None
    raise TypeError(f"options cannot hold {type(info).__name__}")


def _bounded(kind: type, info: inspect.IntType | inspect.FloatType) -> Any:
    from typing import Annotated

    bounds = {name: bound for name in ("gt", "ge", "lt", "le") if (bound := getattr(info, name)) is not None}
    return Annotated[kind, msgspec.Meta(**bounds)]
