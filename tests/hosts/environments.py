"""Environments of Python's that have a plugin in them, installed from its folder, and nothing of the machine's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import msgspec

from tests.conftest import require

ROOT = Path(__file__).parent.parent.parent
LEFT_BEHIND = shutil.ignore_patterns(".*cache", ".venv", "__pycache__", "build", "*.egg-info")


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


def environment_of(plugin: Path, place: Path, *, beside: tuple[str, ...]) -> Environment:
    """Return an environment in *place*, into which pip has installed syndicate and the one in the folder *plugin*.

    place   a test's own folder; those of one run, which lie side by side, share a wheel of syndicate
    beside  further requirements, e.g. an old version of the plugin's host
    """
    require(find_spec("pip") and find_spec("hatchling"), "pip and hatchling are not installed here")
    source = place / "plugin"
    shutil.copytree(plugin, source, ignore=LEFT_BEHIND)
    # The pip from here installs: one of its own takes each environment seconds, and none of them asks for it.
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place / "venv"], check=True)
    made = Environment(str(place / "venv" / "bin" / "python"), source)
    wheels = (_core(place.parent), _wheel(source, place))
    _pip("--python", made.python, "install", *map(str, wheels), *beside)
    return made


def _core(folder: Path) -> Path:
    """Return syndicate as a wheel in *folder*, built of what the repository holds when it is not there."""
    place = folder / "core"
    if not list(place.glob("*.whl")):
        source = place / "source"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(ROOT / "syndicate", source / "syndicate", ignore=LEFT_BEHIND)
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / name, source)
        return _wheel(source, place)
    (wheel,) = place.glob("*.whl")
    return wheel


def _wheel(source: Path, place: Path) -> Path:
    """Return what the hatchling from here makes of *source*, a wheel in *place*."""
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(place), str(source))
    (wheel,) = place.glob("*.whl")
    return wheel


def _pip(*arguments: str) -> None:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-m", "pip", "--quiet", *arguments]
    done = subprocess.run(command, env=inherited, capture_output=True, text=True, check=False)
    offline = "Could not find a version" in done.stderr or "No matching distribution" in done.stderr
    require(not offline, "pip finds no package index here")
    assert done.returncode == 0, done.stderr
