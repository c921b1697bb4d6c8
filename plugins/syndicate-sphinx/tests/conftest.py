"""What every test may use: builds by the real Sphinx."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest

EXAMPLE = Path(__file__).parent.parent / "example"
CONF = "project = 'Tides'\nhtml_baseurl = 'https://e.org/'\nextensions = ['syndicate_sphinx']\n"


class Built(msgspec.Struct, frozen=True):
    """What a build left behind.

    log  what Sphinx said
    """

    site: Path
    status: int
    log: str

    def text(self, path: str) -> str:
        return (self.site / path).read_text()


def sphinx(folder: Path, *options: str, builder: str = "html", **environment: str) -> Built:
    """Return the build of the project in *folder* into its _build."""
    result = subprocess.run(
        [sys.executable, "-m", "sphinx", "--no-color", "-b", builder, *options, ".", "_build"],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return Built(folder / "_build", result.returncode, result.stdout + result.stderr)


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, folder / "example", ignore=shutil.ignore_patterns("_build", "__pycache__")))


@pytest.fixture
def build() -> Callable[..., Built]:
    """Build the project in a folder into its _build: build(folder, *options of sphinx-build, **environment)."""
    return sphinx


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example, not yet built."""
    return copied(tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The example as folders with an index each, built once for those who only look at it."""
    return sphinx(copied(tmp_path_factory.mktemp("built")), "-W", builder="dirhtml")


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[..., Path]:
    """Write a small project: the path of a file -> its text."""

    def make(files: Mapping[str, str] = {}, conf: str = CONF) -> Path:
        home = {
            "index.rst": "Home\n====\n\n.. toctree::\n   :glob:\n\n   *\n",
            "low.rst": ":date: 2024-01-01\n\nLow\n===\n\nTide.\n",
        }
        for path, text in ({"conf.py": conf} | home | dict(files)).items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        return tmp_path

    return make
