"""Each plugin in plugins/, installed from its folder into an environment that has nothing else, passes its own tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hosts.environments import ROOT, environment_of

PLUGINS = sorted(path.parent for path in (ROOT / "plugins").glob("*/pyproject.toml"))


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_a_plugin_alone_in_a_fresh_environment_passes_its_tests(plugin: Path, tmp_path: Path) -> None:
    environment = environment_of(plugin, tmp_path, extra="[test]")
    command = ["-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    result = environment.run(*command, folder=environment.plugin)
    assert result.returncode == 0, result.stdout
    assert " passed" in result.stdout
