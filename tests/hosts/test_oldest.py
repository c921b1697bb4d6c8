"""The oldest versions of hosts that a plugin says it supports: its example has the feeds that it has with the newest.

tests/test_plugins.py runs all tests of each plugin with the newest; those built in tests/hosts try both by themselves.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import msgspec
import pytest

from tests.hosts.environments import ROOT, environment_of


class Host(msgspec.Struct, frozen=True):
    """A host at its oldest.

    versions  what pip installs: the host, and what its example needs beside it
    build     the build of the example, as arguments of Python
    output    the folder that it writes into
    """

    plugin: str
    versions: tuple[str, ...]
    build: tuple[str, ...]
    output: str


HOSTS = [
    Host(
        plugin="syndicate-mkdocs",
        versions=("mkdocs==1.5.3", "mkdocs-material==9.5.0"),
        build=("-m", "mkdocs", "build", "--strict"),
        output="site",
    ),
    Host(
        plugin="syndicate-sphinx",
        versions=("sphinx==7.2.6", "ablog>=0.11"),
        build=("-m", "sphinx", "-q", "-W", "-b", "dirhtml", ".", "_build"),
        output="_build",
    ),
    Host(
        plugin="syndicate-pelican",
        versions=("pelican==4.8.0", "Markdown>=3.4"),
        build=("-m", "pelican", "--fatal", "warnings"),
        output="output",
    ),
]


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.versions[0])
def test_the_oldest_version_of_a_host_gives_the_bytes_that_the_newest_gives(host: Host, tmp_path: Path) -> None:
    plugin = ROOT / "plugins" / host.plugin
    environment = environment_of(plugin, tmp_path, beside=host.versions)
    example = environment.plugin / "example"
    result = environment.run(*host.build, folder=example, SYNDICATE_PLUGINS="")
    assert result.returncode == 0, result.stdout + result.stderr
    for golden in sorted((plugin / "tests" / "golden").iterdir()):
        assert (example / host.output / golden.name).read_text() == golden.read_text()


@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.plugin)
def test_it_is_the_oldest_that_the_plugin_lets_be_installed_and_its_readme_names(host: Host) -> None:
    name, version = host.versions[0].split("==")
    plugin = ROOT / "plugins" / host.plugin
    project = tomllib.loads((plugin / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (lowest,) = (
        found[1] for each in project["dependencies"] if (found := re.fullmatch(rf"{name}>=([\d.]+)(,<\d+)?", each))
    )
    assert version == lowest or version.startswith(f"{lowest}.")
    assert version in (plugin / "README.md").read_text(encoding="utf-8").partition("## Install")[0]
