"""The map for contributors is true: what it names is there, and what it calls hidden state is all there is."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from tests.test_architecture import LEVEL

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "syndicate"
MAP = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
OUTSIDE = (".github/", ".ci/", "examples/", "plugins/", "syndicate/", "tests/")
# What changes a module, or the process, for good: an object's method, a function of the system.
CHANGING = {"add", "append", "clear", "extend", "insert", "pop", "remove", "setdefault", "update"}
OF_THE_PROCESS = {
    "gc.freeze",
    "gc.set_threshold",
    "locale.setlocale",
    "os.chdir",
    "os.umask",
    "signal.signal",
    "time.tzset",
}


def section(title: str) -> str:
    """Return what stands below the heading *title*, up to the next one."""
    (found,) = re.findall(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", MAP, re.MULTILINE | re.DOTALL)
    return str(found)


def first_column(title: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", section(title), re.MULTILINE)


# Places


def test_the_rooms_are_the_folders_there_are() -> None:
    there = {f"{path.parent.name}/" for path in PACKAGE.glob("*/__init__.py")}
    there |= {path.name for path in PACKAGE.glob("*.py") if not path.name.startswith("_")}
    assert sorted(first_column("Rooms")) == sorted(there)


def test_imports_point_down_the_list_of_rooms() -> None:
    levels = [LEVEL.get(room.rstrip("/").removesuffix(".py"), -1) for room in first_column("Rooms")]
    assert levels == sorted(levels, reverse=True)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w./-]*(?:/|\.py))`", MAP))))
def test_what_the_map_names_is_there(path: str) -> None:
    assert ((ROOT if path.startswith(OUTSIDE) else PACKAGE) / path).exists()


def test_the_way_of_an_article_is_told_in_ten_sentences_that_name_modules() -> None:
    steps = re.findall(r"^\d+\. (.*\n(?:   .*\n)*)", section("The way of one article"), re.MULTILINE)
    assert len(steps) == 10
    assert not [step for step in steps if ".py`" not in step]


# Commands


@pytest.mark.parametrize("command", sorted(set(re.findall(r"\.venv/bin/python -m pytest[^`\n]*", MAP))))
def test_a_command_for_tests_selects_by_what_there_is(command: str) -> None:
    words = shlex.split(command)[3:]
    config = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for option, value in pairwise(words):
        if option == "-m":
            assert f'"{value.split()[-1]}:' in config
    assert not [word for word in words if word.startswith("tests") and not (ROOT / word).exists()]


def test_what_is_slow_is_left_out_and_nothing_else_is() -> None:
    files = ["tests/test_compiled.py", "tests/model/test_urls.py"]
    command = [sys.executable, "-m", "pytest", "-q", "--collect-only", "-n0", "-m", "not slow", *files]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {line.partition("::")[0] for line in result.stdout.splitlines() if "::" in line} == {files[1]}


def test_the_option_that_rewrites_golden_files_is_named_as_it_is(request: pytest.FixtureRequest) -> None:
    assert "--update-golden" in section("Tests")
    assert request.config.getoption("--update-golden") in (True, False)


def test_what_runs_before_a_commit_is_what_the_tests_run() -> None:
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]
    entries = [hook["entry"].split() for hook in repository["hooks"]]
    assert repository["repo"] == "local"
    assert {entry[2] for entry in entries} == {"ruff", "mypy"}
    assert all(entry[:2] == [".venv/bin/python", "-m"] and find_spec(entry[2]) for entry in entries)


@pytest.mark.parametrize(
    "template", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.md")), ids=lambda path: path.stem
)
def test_a_template_of_an_issue_has_the_head_that_makes_it_one(template: Path) -> None:
    head = yaml.safe_load(template.read_text(encoding="utf-8").split("---\n")[1])
    assert head["name"]
    assert head["about"]


# Hidden state


def changed(tree: ast.Module) -> set[str]:
    """Return what a module changes beside what it is given: names of its own top level, and of the process."""
    own = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            found |= set(node.names)
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign | ast.Delete):
            targets = [target for target in node.targets if isinstance(target, ast.Attribute | ast.Subscript)]
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in OF_THE_PROCESS or called.endswith(".freeze"):
                found.add(called)
            elif called in ("setattr", "next") and node.args:
                targets = [node.args[0]]
            elif isinstance(node.func, ast.Attribute) and node.func.attr in CHANGING:
                targets = [node.func.value]
        for target in targets:
            root = re.split(r"[.\[(]", ast.unparse(target))[0]
            if root in own or root in ("sys", "os", "time", "locale", "socket"):
                found.add(root)
    return found


def test_hidden_state_is_explained_where_there_is_some_and_nowhere_else() -> None:
    there = {path: changed(ast.parse(path.read_text(encoding="utf-8"))) for path in PACKAGE.rglob("*.py")}
    assert sorted(str(path.relative_to(PACKAGE)) for path, names in there.items() if names) == sorted(
        first_column("Hidden state")
    )


def test_what_a_function_of_a_module_remembers_is_bounded() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
                assert not {"cache", "lru_cache(maxsize=None)"} & set(decorators), f"{path}: {node.name}"
