"""The house rules that a tool can hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from re._parser import SubPattern, parse  # type: ignore[import-not-found]
from typing import Any

import pytest

import syndicate
from syndicate.model.patterns import pattern
from tests.workers import BESIDE, FIRST, ONE_BY_ONE, SLOW, TESTS

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "syndicate"


def test_types_are_complete() -> None:
    pytest.importorskip("mypy")
    result = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("check", [["check", "--output-format=concise"], ["format", "--check"]])
def test_ruff_has_nothing_to_say(check: list[str]) -> None:
    pytest.importorskip("ruff")
    command = [sys.executable, "-m", "ruff", *check, "."]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_ci_runs_the_second_command_of_the_readme_word_for_word() -> None:
    commands = re.findall(r"^python3 -m venv .*$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert len(commands) == 3
    assert commands[1] in (ROOT / ".ci" / "run").read_text().splitlines()


def test_what_workers_are_told_of_is_there() -> None:
    names = {*FIRST, *SLOW, *ONE_BY_ONE, *BESIDE, *BESIDE.values()}
    assert not {name for name in names if not (TESTS / name).exists()}


def test_a_module_that_a_comment_or_docstring_names_is_there() -> None:
    named = re.compile(r"(?<![\w/])(?:syndicate|tests)/[\w/]+\.py\b")
    paths = [path for folder in (PACKAGE, TESTS) for path in folder.rglob("*.py")]
    lines = [(path, line) for path in paths for _, line in prose(path)]
    assert not [f"{path}: {name}" for path, line in lines for name in named.findall(line) if not (ROOT / name).exists()]


def repeats_a_group(parsed: Any) -> bool:
    """Tell whether a possessive quantifier stands behind anything longer than one character or class."""
    for operation, argument in parsed:
        if str(operation) == "POSSESSIVE_REPEAT":
            ((repeated, _),) = argument[2] if len(argument[2]) == 1 else ((None, None),)
            if str(repeated) not in ("LITERAL", "NOT_LITERAL", "IN", "ANY", "CATEGORY"):
                return True
        found = [argument]
        while found:
            inner = found.pop()
            if isinstance(inner, SubPattern):
                if repeats_a_group(inner):
                    return True
            elif isinstance(inner, tuple | list):
                found += inner
    return False


def test_no_pattern_is_one_that_python_3_11_0_to_3_11_4_misread() -> None:
    # Their re forgets where it was after (?:a|bc)*+; (?>(?:a|bc)*) means the same and is read right.
    for info in walk_packages(syndicate.__path__, "syndicate."):
        if info.name == "syndicate.__main__":
            continue
        for name, value in vars(import_module(info.name)).items():
            if name == "__annotations__":
                continue
            for one in value.values() if type(value) is dict else (value,):
                if isinstance(one, re.Pattern | type(pattern(""))):
                    assert not repeats_a_group(parse(one.pattern, one.flags & ~re.UNICODE)), f"{info.name}.{name}"
                # Those that are compiled when they are asked for may be texts, alone or in parts.
                elif isinstance(one, str) and "()*+" not in one:  # characters, one after another
                    with suppress(re.error):
                        assert not repeats_a_group(parse(one)), f"{info.name}.{name}"
    assert repeats_a_group(parse("(?:a|bc)*+"))
    assert not repeats_a_group(parse("(?>(?:a|b)*)[ab]*+"))


def test_a_module_is_read_in_one_sitting() -> None:
    lengths = {path.name: len(path.read_text().splitlines()) for path in (ROOT / "syndicate").rglob("*.py")}
    assert not {name: length for name, length in lengths.items() if length > 400}


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each line of the docstrings and comments of the module at *path*, with its number."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            first = node.body[0]
            for number in range(first.lineno, (first.end_lineno or first.lineno) + 1):
                yield number, lines[number - 1]
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT and not re.match("# (?:noqa|fmt|type):", token.string):
                yield token.start[0], token.line.rstrip("\n")


def test_prose_is_120_columns_wide_at_most() -> None:
    modules = list(PACKAGE.rglob("*.py"))
    assert modules
    assert not [f"{path}:{number}" for path in modules for number, line in prose(path) if len(line) > 120]
