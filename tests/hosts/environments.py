"""Environments of Python's that have a plugin in them, installed from its folder, and nothing of the machine's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec

from tests.conftest import require

ROOT = Path(__file__).parent.parent.parent


class Environment(msgspec.Struct, frozen=True):
    """A fresh environment.

    python  its interpreter
    plugin  the plugin's folder, copied: a build leaves files beside what it builds
    """

    python: str
    plugin: Path

    def run(self, *arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Return what the interpreter did with *arguments* in *folder*."""
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(
            [self.python, *arguments],
            cwd=folder,
            env=inherited | variables,
            capture_output=True,
            text=True,
            check=False,
        )


def environment_of(plugin: Path, place: Path, *, extra: str = "", beside: tuple[str, ...] = ()) -> Environment:
    """Return an environment in *place*, into which pip has installed syndicate and the one in the folder *plugin*.

    extra   of the plugin's, e.g. "[test]"
    beside  further requirements, e.g. an old version of the plugin's host
    """
    sources = place / "sources"
    ignored = shutil.ignore_patterns(".*cache", ".venv", "__pycache__", "build", "*.egg-info")
    shutil.copytree(ROOT / "syndicate", sources / "core" / "syndicate", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, sources / "core")
    shutil.copytree(plugin, sources / "plugin", ignore=ignored)
    subprocess.run([sys.executable, "-m", "venv", place / "venv"], check=True)
    made = Environment(str(place / "venv" / "bin" / "python"), sources / "plugin")
    required = [str(sources / "core"), f"{sources / 'plugin'}{extra}", *beside]
    installed = made.run("-m", "pip", "install", "--quiet", *required, folder=place)
    offline = "Could not find a version" in installed.stderr or "No matching distribution" in installed.stderr
    require(not offline, "pip finds no package index here")
    assert installed.returncode == 0, installed.stderr
    return made
