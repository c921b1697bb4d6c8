"""The container's recipe. No engine is asked for: what it copies is installed, and what it starts is run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import require

ROOT = Path(__file__).parent.parent.parent
RECIPE = ROOT / "plugins" / "container" / "Containerfile"


def instructions() -> list[tuple[str, str]]:
    lines = [line for line in RECIPE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def test_it_ends_as_somebody_who_is_not_root() -> None:
    assert [rest for name, rest in instructions() if name == "USER"] == ["1000"]
    assert instructions()[0] == ("FROM", "python:3.12-slim")


def test_the_folder_that_is_mounted_is_safe_whoever_owns_it() -> None:
    assert ("ENV", "SYNDICATE_SAFE_FOLDERS=/site") in instructions()
    assert ("WORKDIR", "/site") in instructions()


def test_what_it_copies_can_be_installed_and_what_it_starts_runs(tmp_path: Path) -> None:
    for name, rest in instructions():
        if name == "COPY":
            *given, place = rest.split()
            goal = tmp_path / place.lstrip("/")
            for each in given:
                if (ROOT / each).is_dir():
                    shutil.copytree(ROOT / each, goal, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    goal.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / each, goal)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    tools = tmp_path / "venv" / "bin"
    pip = [sys.executable, "-m", "pip", "--python", str(tools / "python")]
    install = [*pip, "install", "--quiet", "--no-cache-dir", str(tmp_path / "src")]
    assert ("RUN", "pip install --no-cache-dir /src && rm -r /src") in instructions()
    installed = subprocess.run(install, capture_output=True, text=True, check=False)
    require("Could not find a version" not in installed.stderr, "pip finds no package index here")
    assert installed.returncode == 0, installed.stderr
    shutil.rmtree(tmp_path / "src")
    (entry,) = (json.loads(rest) for name, rest in instructions() if name == "ENTRYPOINT")
    said = subprocess.run([tools / entry[0], "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.startswith("syndicate ")
