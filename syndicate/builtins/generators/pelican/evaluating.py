"""Expressions of a Python file, computed without running anything: literals, what is made of them, names known before.

Texts of paths stand for pathlib's objects. Whatever has no value here raises Unknown.
"""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Any

_MAX_SIZE = 1 << 20
_MAX_DEPTH = 60
_PLAIN_PERCENT = re.compile(r"%(?:\(\w+\))?[sdr%]")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")
_SAME = frozenset(
    "abspath realpath expanduser normpath fspath Path PurePath PosixPath resolve absolute as_posix".split()
)
_TEXT_METHODS = frozenset(
    "strip lstrip rstrip lower upper title capitalize replace split join removeprefix removesuffix".split()
)
_CONSTANTS = {"os.curdir": ".", "os.pardir": "..", "os.sep": "/", "os.path.sep": "/"}


class Unknown(Exception):  # noqa: N818  it is no error
    """An expression has no value here; the text says why."""


def _computed(node: ast.expr) -> Unknown:
    return Unknown(f"it is computed ({ast.unparse(node)[:60]})")


class Evaluator:
    """Computes expressions.

    names  what is known by a name
    file   what __file__ is
    """

    def __init__(self, names: Mapping[str, Any], file: str) -> None:
        self._names = names
        self._file = file
        self._depth = 0
        # Variables of the environment that were taken for unset, and their lines.
        self.defaults: list[tuple[str, int]] = []

    def value(self, node: ast.expr) -> Any:
        """Return the value of *node*. Raises Unknown if it has none."""
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                raise Unknown("it is nested too deeply")
            handler: Callable[[Any], Any] | None = getattr(self, f"_{type(node).__name__.lower()}", None)
            if handler is None:
                raise _computed(node)
            found = handler(node)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError) as error:
            raise Unknown(f"it cannot be computed ({error})") from error
        finally:
            self._depth -= 1
        if isinstance(found, str | list | dict) and len(found) > _MAX_SIZE:
            raise Unknown("it is too large")
        return found

    def _constant(self, node: ast.Constant) -> Any:
        return node.value.decode() if isinstance(node.value, bytes) else node.value

    def _name(self, node: ast.Name) -> Any:
        if node.id == "__file__":
            return self._file
        if node.id not in self._names:
            raise Unknown(f"{node.id} is not known")
        return self._names[node.id]

    def _attribute(self, node: ast.Attribute) -> Any:
        dotted = ast.unparse(node)
        if dotted in _CONSTANTS:
            return _CONSTANTS[dotted]
        if node.attr in ("parent", "name", "stem", "parents"):
            path = self._text(node.value)
            folder = posixpath.dirname(path)
            name = posixpath.basename(path)
            stem = posixpath.splitext(name)[0]
            return {"parent": folder, "name": name, "stem": stem, "parents": [folder, posixpath.dirname(folder)]}[
                node.attr
            ]
        raise _computed(node)

    def _joinedstr(self, node: ast.JoinedStr) -> str:
        parts = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                if part.format_spec is not None or part.conversion != -1:
                    raise Unknown("it is laid out")
                parts.append(str(self.value(part.value)))
            else:
                parts.append(str(self.value(part)))
        return "".join(parts)

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set) -> list[Any]:
        found: list[Any] = []
        for item in node.elts:
            if isinstance(item, ast.Starred):
                found += self.value(item.value)
            else:
                found.append(self.value(item))
        return found

    _list = _tuple = _set = _sequence

    def _dict(self, node: ast.Dict) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, item in zip(node.keys, node.values, strict=True):
            if key is None:
                found.update(self.value(item))
            else:
                found[self.value(key)] = self.value(item)
        return found

    def _binop(self, node: ast.BinOp) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(node.op, ast.Add) and type(left) is type(right) and isinstance(left, str | list | int | float):
            return left + right
        if isinstance(node.op, ast.Div) and isinstance(left, str) and isinstance(right, str):
            return posixpath.join(left, right)
        if isinstance(node.op, ast.BitOr) and isinstance(left, dict) and isinstance(right, dict):
            return left | right
        if isinstance(node.op, ast.Mod) and isinstance(left, str) and not _PLAIN_PERCENT.sub("", left).count("%"):
            return left % (tuple(right) if isinstance(right, list) else right)
        raise _computed(node)

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        value = self.value(node.operand)
        if isinstance(node.op, ast.USub) and isinstance(value, int | float):
            return -value
        if isinstance(node.op, ast.Not):
            return not value
        raise Unknown("it is computed")

    def _boolop(self, node: ast.BoolOp) -> Any:
        wanted = isinstance(node.op, ast.Or)
        for item in node.values:
            found = self.value(item)
            if bool(found) is wanted:
                return found
        return found

    def _ifexp(self, node: ast.IfExp) -> Any:
        return self.value(node.body if self.value(node.test) else node.orelse)

    def _subscript(self, node: ast.Subscript) -> Any:
        if ast.unparse(node.value) == "os.environ":
            raise Unknown(f"it stands in the environment ({ast.unparse(node)[:60]})")
        return self.value(node.value)[self.value(node.slice)]

    def _call(self, node: ast.Call) -> Any:
        called = ast.unparse(node.func)
        name = called.rpartition(".")[2]
        if called in ("os.environ.get", "os.getenv", "environ.get", "getenv"):
            self.defaults.append((str(self.value(node.args[0])), node.lineno))
            return self.value(node.args[1]) if len(node.args) > 1 else None
        if called in ("os.getcwd", "Path.cwd", "os.getcwdu"):
            return "."
        if called in ("os.path.join", "path.join"):
            return posixpath.join(*(self._text(item) for item in node.args))
        if called in ("os.path.dirname", "path.dirname", "dirname"):
            return posixpath.dirname(self._text(node.args[0]))
        if called in ("os.path.basename", "path.basename"):
            return posixpath.basename(self._text(node.args[0]))
        if name in _SAME:
            if node.args:
                return posixpath.join(*(self._text(item) for item in node.args))
            return self._text(node.func.value) if isinstance(node.func, ast.Attribute) else "."
        if called in ("dict", "OrderedDict", "collections.OrderedDict"):
            pairs = dict(self.value(node.args[0])) if node.args else {}
            for keyword in node.keywords:
                pairs.update({keyword.arg: self.value(keyword.value)} if keyword.arg else self.value(keyword.value))
            return pairs
        if called in ("list", "tuple", "set", "frozenset", "sorted"):
            found = list(self.value(node.args[0])) if node.args else []
            return sorted(found) if called == "sorted" else found
        if called in ("str", "int", "bool") and len(node.args) == 1:
            return {"str": str, "int": int, "bool": bool}[called](self.value(node.args[0]))
        if isinstance(node.func, ast.Attribute):
            return self._method(node, node.func, name)
        raise _computed(node)

    def _method(self, node: ast.Call, function: ast.Attribute, name: str) -> Any:
        if name not in _TEXT_METHODS and name not in ("format", "copy", "joinpath", "get", "keys", "values", "items"):
            raise _computed(node)
        owner = self.value(function.value)
        given = [self.value(item) for item in node.args]
        if isinstance(owner, dict) and name == "get":
            return owner.get(*given)
        if isinstance(owner, dict) and name in ("keys", "values", "items"):
            return [list(item) if name == "items" else item for item in getattr(owner, name)()]
        if name == "copy" and isinstance(owner, dict | list):
            return owner.copy()
        if not isinstance(owner, str):
            raise _computed(node)
        if name == "joinpath":
            return posixpath.join(owner, *given)
        if name == "format":
            return self._formatted(
                owner, given, {word.arg: self.value(word.value) for word in node.keywords if word.arg}
            )
        if name == "replace" and len(owner) > _MAX_SIZE >> 6:
            raise Unknown("it is too large")
        return getattr(owner, name)(*given)

    def _formatted(self, pattern: str, given: list[Any], named: dict[str, Any]) -> str:
        if re.search(r"\{\w*[^\w}]", pattern.replace("{{", "")):
            raise Unknown("it is laid out")
        unnamed = iter(given)

        def fill(found: re.Match[str]) -> str:
            key = found[1]
            return str(next(unnamed) if not key else given[int(key)] if key.isdigit() else named[key])

        halves = [_PLACEHOLDER.sub(fill, part).replace("}}", "}") for part in pattern.split("{{")]
        return "{".join(halves)

    def _text(self, node: ast.expr) -> str:
        found = self.value(node)
        if not isinstance(found, str):
            raise _computed(node)
        return found
