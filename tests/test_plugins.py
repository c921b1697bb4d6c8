"""Each plugin in plugins/, installed as its README says into an environment that has nothing else, passes its own tests."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.hosts.readmes import PLUGINS, blocks, newcomer


@pytest.mark.parametrize("name", sorted(path.parent.name for path in PLUGINS.glob("*/pyproject.toml")))
def test_a_plugin_installed_as_its_readme_says_passes_its_tests(name: str, tmp_path: Path) -> None:
    said = [code for code in blocks(PLUGINS / name / "README.md") if "$SYNDICATE" in code]
    project = tomllib.loads((PLUGINS / name / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = " ".join(f"'{each}'" for each in project["optional-dependencies"]["test"])
    result = newcomer(tmp_path).types(
        *said,
        f"cd ~/syndicate/plugins/{name}; python -m pip install --quiet {needed}",
        "python -m pytest -q -W error -p no:cacheprovider",
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert " passed" in result.stdout
