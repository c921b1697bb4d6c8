"""What every test may use: builds by the real MkDocs."""

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
# A blog of Material's, of which tests change what they are about, and a theme that knows no blog.
PLAIN = """
site_name: Tides
site_url: https://e.org/
theme: mkdocs
plugins: [syndicate]
"""


class Built(msgspec.Struct, frozen=True):
    """What a build left behind.

    log  what MkDocs said
    """

    site: Path
    status: int
    log: str

    def text(self, path: str) -> str:
        return (self.site / path).read_text()


def mkdocs(folder: Path, *options: str, **environment: str) -> Built:
    """Return the build of the site in *folder*."""
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *options],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return Built(folder / "site", result.returncode, result.stdout + result.stderr)


def copied(folder: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, folder / "example", ignore=shutil.ignore_patterns("site")))


@pytest.fixture
def build() -> Callable[..., Built]:
    """Build the site in a folder: build(folder, *options of mkdocs, **environment)."""
    return mkdocs


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example, not yet built."""
    return copied(tmp_path)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The example, built once for those who only look at it."""
    return mkdocs(copied(tmp_path_factory.mktemp("built")), "--strict")


@pytest.fixture
def make_site(tmp_path: Path) -> Callable[..., Path]:
    """Write a small site: the path of a file -> its text."""

    def make(files: Mapping[str, str] = {}, config: str = PLAIN) -> Path:
        home = {"docs/index.md": "# Home\n", "docs/low.md": "---\ndate: 2024-01-01\n---\n\n# Low\n\nTide.\n"}
        for path, text in ({"mkdocs.yml": config} | home | dict(files)).items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        return tmp_path

    return make
