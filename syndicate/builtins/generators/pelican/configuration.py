"""pelicanconf.py and publishconf.py, read statement by statement and never run."""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

from syndicate import Fault, SettingsError, UsageError
from syndicate.files import place_inside

from .evaluating import Evaluator, Unknown

_MAX_BYTES = 4 << 20
_MAX_FILES = 20


class Known(NamedTuple):
    """A value of the configuration, and where it is set."""

    value: Any
    path: str
    line: int
    column: int


class Doubt(NamedTuple):
    """Why the value of a name is not known, and where that is."""

    name: str
    path: str
    line: int
    reason: str


class Configuration:
    """What the Python files of a folder set.

    known   name -> value and place
    doubts  names that are set in a way that is not followed
    maybe   name -> the first value that says something among those set under conditions
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.known: dict[str, Known] = {}
        self.doubts: list[Doubt] = []
        self.maybe: dict[str, Known] = {}
        self._read: list[str] = []

    def read(self, path: str) -> bool:
        """Add what the file at *path* sets; tell whether there is one.

        Raises UsageError if it cannot be read, SettingsError if it is no Python 3.
        """
        text = _text(self._folder, path)
        if text is None:
            return False
        self._read.append(path)
        if len(self._read) > _MAX_FILES:
            raise UsageError(f"{path}: too many files of configuration import one another")
        tree = _parsed(text, os.path.join(self._folder, path), path)  # noqa: PTH118  as messages name it
        _File(self, path, text.splitlines()).follow(tree.body)
        return True

    def doubt(self, name: str) -> Doubt | None:
        """Return the last reason why *name* may have another value than the known one."""
        return next((doubt for doubt in reversed(self.doubts) if doubt.name == name), None)


class _File:
    def __init__(self, configuration: Configuration, path: str, lines: list[str]) -> None:
        self._all = configuration
        self._path = path
        self._lines = lines

    def follow(self, statements: list[ast.stmt]) -> None:
        for statement in statements:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    self._assign(target, statement.value)
            elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
                self._assign(statement.target, statement.value)
            elif isinstance(statement, ast.AugAssign):
                joined = ast.BinOp(_loaded(statement.target), statement.op, statement.value)
                self._assign(statement.target, ast.copy_location(joined, statement.value))
            elif isinstance(statement, ast.ImportFrom):
                self._import(statement)
            elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                self._call(statement.value)
            elif not isinstance(
                statement, ast.Import | ast.Pass | ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef
            ):
                self._pass_over(statement)

    def _evaluator(self) -> Evaluator:
        return Evaluator({name: known.value for name, known in self._all.known.items()}, self._path)

    def _assign(self, target: ast.expr, node: ast.expr) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            if isinstance(node, ast.Tuple | ast.List) and len(target.elts) == len(node.elts):
                for one, its in zip(target.elts, node.elts, strict=True):
                    self._assign(one, its)
            else:
                self._doubt(target, node, "it is unpacked")
            return
        evaluator = self._evaluator()
        try:
            value = evaluator.value(node)
            if isinstance(target, ast.Subscript):
                name = ast.unparse(target.value)
                known = self._all.known[name]
                self._all.known[name] = known._replace(
                    value={**known.value, evaluator.value(target.slice): value},
                    line=node.lineno,
                    column=self._column(node),
                )
                return
        except (Unknown, KeyError, TypeError) as error:
            self._doubt(target, node, str(error) if isinstance(error, Unknown) else "it is computed")
            return
        if isinstance(target, ast.Name):
            self._all.known[target.id] = Known(value, self._path, node.lineno, self._column(node))
            self._all.doubts = [doubt for doubt in self._all.doubts if doubt.name != target.id]
            for variable, line in evaluator.defaults:
                reason = f"the variable {variable} of the environment is taken for unset"
                self._all.doubts.append(Doubt(target.id, self._path, line, reason))

    def _doubt(self, target: ast.expr, node: ast.AST, reason: str) -> None:
        for name in _names(target):
            self._all.known.pop(name, None)
            self._all.doubts.append(Doubt(name, self._path, getattr(node, "lineno", 0), reason))

    def _import(self, statement: ast.ImportFrom) -> None:
        path = f"{(statement.module or '').replace('.', '/')}.py"
        if any(alias.name != "*" for alias in statement.names):
            names = {alias.name: alias.asname or alias.name for alias in statement.names}
            other = Configuration(self._all._folder)  # noqa: SLF001  of the same module
            if statement.module and path not in self._all._read:  # noqa: SLF001
                other.read(path)
            for name, called in names.items():
                if name in other.known:
                    self._all.known[called] = other.known[name]
        elif path not in self._all._read and not self._all.read(path):  # noqa: SLF001
            self._all.doubts.append(
                Doubt("*", self._path, statement.lineno, f"there is no {path} to take all names of")
            )

    def _call(self, node: ast.Call) -> None:
        """Follow NAME.append(value) and the like."""
        if not (isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and len(node.args) == 1):
            return
        name, method = node.func.value.id, node.func.attr
        known = self._all.known.get(name)
        if known is None or method not in ("append", "extend", "update"):
            return
        try:
            value = self._evaluator().value(node.args[0])
            if method == "update":
                value = {**known.value, **value}
            else:
                value = [*known.value, *([value] if method == "append" else value)]
        except (Unknown, TypeError) as error:
            self._doubt(node.func.value, node, str(error))
            return
        self._all.known[name] = Known(value, self._path, node.lineno, self._column(node.args[0]))

    def _pass_over(self, statement: ast.stmt) -> None:
        """Say of each name that *statement* may set that it is not followed."""
        kind = {"If": "under a condition", "Try": "in a try"}.get(type(statement).__name__, "in a block")
        reason = f"it is set {kind}, which is not followed"
        for node in ast.walk(statement):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._maybe(node.targets[0].id, node.value)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self._all.doubts.append(Doubt(node.id, self._path, node.lineno, reason))
            elif isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
                path = f"{(node.module or '').replace('.', '/')}.py"
                if path not in self._all._read:  # noqa: SLF001  of the same module
                    self._all.doubts.append(Doubt("*", self._path, node.lineno, f"{path} is imported {kind}"))

    def _maybe(self, name: str, node: ast.expr) -> None:
        try:
            value = self._evaluator().value(node)
        except Unknown:
            return
        if value:
            self._all.maybe.setdefault(name, Known(value, self._path, node.lineno, self._column(node)))

    def _column(self, node: ast.expr) -> int:
        line = self._lines[node.lineno - 1] if node.lineno <= len(self._lines) else ""
        return len(line.encode()[: node.col_offset].decode(errors="replace")) + 1


def _loaded(target: ast.expr) -> ast.expr:
    return ast.copy_location(ast.Name(target.id, ast.Load()), target) if isinstance(target, ast.Name) else target


def _names(target: ast.expr) -> Iterator[str]:
    for node in ast.walk(target):
        if isinstance(node, ast.Name):
            yield node.id


def _text(folder: str, path: str) -> str | None:
    """Return the text of the file at *path* below *folder*; None if there is none there."""
    real = place_inside(folder, path)
    if real is None or not os.path.isfile(real):  # noqa: PTH113
        return None
    place = os.path.join(folder, path)  # noqa: PTH118  as messages name it
    try:
        with open(real, "rb") as file:  # noqa: PTH123
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{place}: cannot be read: {error.strerror}") from error
    if len(data) > _MAX_BYTES:
        raise UsageError(f"{place}: is larger than {_MAX_BYTES >> 20} MiB, which no configuration is")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError([Fault(path=place, line=line, message="is not UTF-8; save the file as UTF-8")]) from error


def _parsed(text: str, place: str, path: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text, filename=path)
    except SyntaxError as error:
        message = f"is not Python 3 ({error.msg}); correct it here"
        fault = Fault(path=place, line=error.lineno or 0, column=error.offset or 0, message=message)
        raise SettingsError([fault]) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise SettingsError([Fault(path=place, message=f"is not Python 3 ({error}); correct it")]) from error
