"""Commands of other distributions: listed by their entry points, imported when called."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

LISTED = re.compile(r"\bgreet +say hello")  # how wide a column is, each version of Python says
MODULE = """
print("imported")
EXAMPLES = "  syndicate greet Ann    with a name"
def add_arguments(command):
    command.add_argument("who", help="whom to greet")
    command.add_argument("--loudly", action="store_true")
def run(given):
    print("hello", given.who)
    return 3
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return a folder in which the distribution `greeter` is installed."""
    (tmp_path / "greeter.py").write_text(MODULE)
    info = tmp_path / "greeter-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: greeter\nVersion: 1.0\nSummary: say hello\n")
    (info / "entry_points.txt").write_text("[syndicate.commands]\ngreet = greeter\nexport = greeter\nlost = nowhere\n")
    return tmp_path


def syndicate(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "80"} | variables
    command = [sys.executable, "-m", "syndicate", *arguments]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def test_the_help_lists_it_by_the_summary_of_its_distribution_and_imports_nothing(installed: Path) -> None:
    said = syndicate(installed, "--help").stdout
    assert LISTED.search(said)
    assert "imported" not in said


def test_it_runs_with_its_own_options_and_exit_status(installed: Path) -> None:
    result = syndicate(installed, "greet", "Ann", "--loudly")
    assert (result.returncode, result.stdout) == (3, "imported\nhello Ann\n")
    assert "with a name" in syndicate(installed, "greet", "--help").stdout


def test_a_name_of_ours_stays_ours(installed: Path) -> None:
    assert "imported" not in syndicate(installed, "export", "--help").stdout


def test_a_command_that_cannot_be_imported_is_named_with_the_reason(installed: Path) -> None:
    result = syndicate(installed, "lost")
    assert result.returncode == 1
    assert result.stderr == "syndicate: command lost of greeter: ModuleNotFoundError: No module named 'nowhere'\n"


def test_an_option_that_it_does_not_have_is_refused_as_ours_are(installed: Path) -> None:
    result = syndicate(installed, "greet", "Ann", "--loudy")
    assert (result.returncode, "did you mean '--loudly'" in result.stderr) == (2, True)


@pytest.mark.parametrize(("named", "listed"), [("", 0), ("other", 0), ("greeter, other", 1)])
def test_the_environment_says_whose_commands_there_are(installed: Path, named: str, listed: int) -> None:
    said = syndicate(installed, "--help", SYNDICATE_PLUGINS=named).stdout
    assert len(LISTED.findall(said)) == listed


def test_who_lacks_the_validator_is_told_where_it_is(tmp_path: Path) -> None:
    result = syndicate(tmp_path, "validate", "feed.xml", SYNDICATE_PLUGINS="")
    assert (result.returncode, "syndicate-validate" in result.stderr) == (2, True)


@pytest.mark.parametrize(("line", "word"), [("syndicate gr", "greet"), ("syndicate greet --lou", "--loudly")])
def test_completion_knows_it(installed: Path, line: str, word: str) -> None:
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line))}
    syndicate(installed, _ARGCOMPLETE_STDOUT_FILENAME="out", **asked)
    assert (installed / "out").read_text().strip() == word
