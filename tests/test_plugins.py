"""Each plugin in plugins/, installed from its folder into an environment that has nothing else, passes its own tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import require

ROOT = Path(__file__).parent.parent
PLUGINS = sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_a_plugin_alone_in_a_fresh_environment_passes_its_tests(plugin: Path, tmp_path: Path) -> None:
    sources = tmp_path / "sources"  # a build leaves files beside what it builds
    ignored = shutil.ignore_patterns(".*cache", ".venv", "__pycache__", "build", "*.egg-info")
    shutil.copytree(ROOT / "syndicate", sources / "core" / "syndicate", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, sources / "core")
    shutil.copytree(plugin, sources / "plugin", ignore=ignored)
    environment = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    python = str(environment / "bin" / "python")
    command = [python, "-m", "pip", "install", "--quiet", str(sources / "core"), f"{sources / 'plugin'}[test]"]
    installed = subprocess.run(command, capture_output=True, text=True, check=False)
    offline = "Could not find a version" in installed.stderr or "No matching distribution" in installed.stderr
    require(not offline, "pip finds no package index here")
    assert installed.returncode == 0, installed.stderr
    result = subprocess.run(
        [python, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"],
        cwd=sources / "plugin",
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    assert " passed" in result.stdout
