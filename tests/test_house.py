"""The house rules that a tool can hold."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workers import BESIDE, FIRST, ONE_BY_ONE, TESTS

ROOT = Path(__file__).parent.parent


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
    assert len(commands) == 2
    assert commands[1] in (ROOT / ".ci" / "run").read_text().splitlines()


def test_what_workers_are_told_of_is_there() -> None:
    names = {*FIRST, *ONE_BY_ONE, *BESIDE, *BESIDE.values()}
    assert not {name for name in names if not (TESTS / name).exists()}


def test_a_module_is_read_in_one_sitting() -> None:
    lengths = {path.name: len(path.read_text().splitlines()) for path in (ROOT / "syndicate").rglob("*.py")}
    assert not {name: length for name, length in lengths.items() if length > 400}
