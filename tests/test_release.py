"""A release: one version of everything, distributions that are whole, licences that are known, workflows without faults."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
import yaml

import syndicate
from tests.conftest import files_below, require

ROOT = Path(__file__).parent.parent
HANDBOOK = ROOT / "examples" / "handbook" / "docs" / "reference"
PYTHON = ("pyproject.toml", "plugins/*/pyproject.toml")
PROJECTS = sorted(path.parent for names in PYTHON for path in ROOT.glob(names))
HOME = "https://git.example.net/somebody/feeds"
ELSEWHERE = "https://code.example.com/others/feeds"


def script(name: str) -> Any:
    """Return the script called *name* in .github as a module."""
    spec = spec_from_file_location(f"script_{name}", ROOT / ".github" / f"{name}.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def project(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return found


def required(folder: Path) -> Iterator[str]:
    said = project(folder)
    yield from said["dependencies"]
    for lines in said.get("optional-dependencies", {}).values():
        yield from lines


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a copy of what is released."""
    return laid(tmp_path / "clone")


def laid(place: Path) -> Path:
    ignored = shutil.ignore_patterns(
        ".*cache", ".venv", ".git", ".hypothesis", "__pycache__", "node_modules", "build", "dist", "*.so"
    )
    shutil.copytree(ROOT, place, ignore=ignored, symlinks=True)
    return place


# Versions


def test_everything_has_one_version() -> None:
    found = script("release").versions(ROOT)
    assert {name for name, there in found.items() if there != {syndicate.__version__}} == set()
    assert {folder.relative_to(ROOT).as_posix() for folder in PROJECTS if folder != ROOT} <= {
        name.rpartition("/")[0] for name in found
    }
    assert {"syndicate/__init__.py", "plugins/eleventy-plugin-syndicate/package.json"} <= set(found)


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda folder: folder.name)
def test_a_distribution_requires_the_others_as_they_are_released_with_it(folder: Path) -> None:
    fitting = script("release").required(syndicate.__version__)
    ours = [line for line in required(folder) if re.match(r"syndicate-(?!feeds\[docs\]$)", line)]  # but its own extra
    assert all(re.fullmatch(rf"syndicate-[a-z-]+(\[[a-z]+\])?{re.escape(fitting)}", line) for line in ours)
    assert ours or folder == ROOT


@pytest.mark.parametrize(
    ("version", "fitting"), [("0.3.7", ">=0.3,<0.4"), ("1.4.0", ">=1.4,<2"), ("12.0.1", ">=12.0,<13")]
)
def test_one_command_sets_the_version_everywhere_and_nothing_else(clone: Path, version: str, fitting: str) -> None:
    before = files_below(clone)
    release = [sys.executable, str(clone / ".github" / "release.py"), "version"]
    subprocess.run([*release, version], check=True)
    said = subprocess.run(release, check=True, capture_output=True, text=True).stdout.splitlines()
    assert said
    assert {line.partition(" ")[2] for line in said} == {version}
    for path, text in before.items():
        old, new = text.splitlines(), (clone / path).read_bytes().splitlines()
        assert len(old) == len(new)
        for was, now in zip(old, new, strict=True):
            if was != now:
                again = now.replace(version.encode(), syndicate.__version__.encode())
                again = again.replace(fitting.encode(), script("release").required(syndicate.__version__).encode())
                assert again == was
    assert any(f"syndicate-feeds{fitting}" in line for line in required(clone / "plugins" / "syndicate-opml"))


@pytest.mark.parametrize("version", ["0.3", "0.3.0rc1", "v0.3.0", "0.3.0\n", "0.3.0-beta", ""])
def test_a_version_that_a_registry_reads_otherwise_is_refused(clone: Path, version: str) -> None:
    with pytest.raises(ValueError, match=r"write e.g. 0.3.0"):
        script("release").set_version(version, clone)
    assert not script("release").faults(syndicate.__version__, clone)[1:]


def test_a_tag_that_is_no_version_of_everything_is_refused(clone: Path) -> None:
    (clone / "CHANGELOG.md").write_text("## 0.9.0\n")
    release = script("release")
    release.set_version("0.9.0", clone)
    assert release.faults("0.9.0", clone) == []
    (clone / "plugins" / "syndicate-opml" / "pyproject.toml").write_text('version = "0.8.0"\n')
    assert release.faults("0.9.0", clone) == ["plugins/syndicate-opml/pyproject.toml: is of version 0.8.0"]
    assert "CHANGELOG.md: has no section '## 0.8.0'" in release.faults("0.8.0", clone)


# Metadata


@pytest.mark.parametrize("folder", PROJECTS, ids=lambda folder: folder.name)
def test_metadata_name_the_pythons_that_are_tested_and_where_things_are(folder: Path) -> None:
    said = project(folder)
    tested = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())["jobs"]["tests"]["strategy"][
        "matrix"
    ]
    prefix = "Programming Language :: Python :: 3."
    assert [f"3.{line.removeprefix(prefix)}" for line in said["classifiers"] if line.startswith(prefix)] == tested[
        "python"
    ]
    assert said["requires-python"] == f">={tested['python'][0]}"
    assert set(tested["os"]) == {"ubuntu-latest", "macos-latest", "windows-latest"}
    assert set(said["urls"]) == {"Repository", "Documentation", "Changelog", "Issues"}
    assert all(url.startswith(said["urls"]["Repository"]) for url in said["urls"].values())


def test_an_upper_bound_has_a_reason_in_the_handbook() -> None:
    page = (HANDBOOK / "release.md").read_text(encoding="utf-8")
    bounds = dict(re.findall(r"^\| `([\w-]+)[\d.>=,]*<([\d.]+)` \|", page, re.MULTILINE))
    found = {}
    for folder in PROJECTS:
        said = project(folder)
        optional = said.get("optional-dependencies", {})
        for line in [*said["dependencies"], *(line for name in optional if name != "test" for line in optional[name])]:
            name, high = re.findall(r"^([\w-]+)(?:[^;]*<([\d.]+))?", line)[0]
            if high and not name.startswith("syndicate-") and ";" not in line:
                found[name] = high
    assert found == bounds


def test_what_a_message_tells_to_install_is_there() -> None:
    extras = project(ROOT)["optional-dependencies"]
    ours = {project(folder)["name"] for folder in PROJECTS}
    files = [*ROOT.glob("syndicate/**/*.py"), *ROOT.glob("plugins/*/*/**/*.py"), *ROOT.glob("plugins/*/*.py")]
    texts = {path: path.read_text(encoding="utf-8") for path in files if "tests" not in path.parts}
    told = {found for text in texts.values() for found in re.findall(r"pip install '?([\w-]+)(?:\[([\w,-]+)\])?", text)}
    assert {("syndicate-feeds", "cloud"), ("syndicate-feed-source", "")} <= told
    for name, extra in told:
        assert not name.startswith("syndicate") or name in ours
        assert not extra or set(extra.split(",")) <= extras.keys()


def test_links_of_readmes_lead_to_the_tagged_files_wherever_the_repository_is(clone: Path) -> None:
    relative = re.compile(r"\]\((?!\w+:|#)([^)\s]+)\)")
    script("release").set_home(ELSEWHERE, "v9.8.7", clone)
    readmes = [clone / "README.md", *clone.glob("plugins/*/README.md")]
    outside_of_code = [re.sub(r"(?ms)^```.*?^```$", "", path.read_text(encoding="utf-8")) for path in readmes]
    assert not [found for text in outside_of_code for found in relative.findall(text)]
    places = [
        place
        for text in outside_of_code
        for place in re.findall(rf"\]\({ELSEWHERE}/(?:blob|raw)/v[\d.]+/([^)#]+)", text)
    ]
    assert len(places) > 10
    assert not [place for place in places if not (clone / place).exists()]
    for folder in clone.glob("plugins/*/"):
        if any(any(folder.glob(name)) for name in ("pyproject.toml", "package.json", "*.gemspec")):
            assert (folder / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    metadata = [
        *clone.glob("plugins/*/pyproject.toml"),
        *clone.glob("plugins/*/package.json"),
        *clone.glob("plugins/*/*.gemspec"),
    ]
    assert all(ELSEWHERE in path.read_text(encoding="utf-8") for path in (clone / "pyproject.toml", *metadata))
    before = project(ROOT)["urls"]["Repository"]
    assert not [path for path in metadata if before in path.read_text(encoding="utf-8")]


# Licences


def rows() -> dict[str, str]:
    page = (HANDBOOK / "release.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \| syndicate-[^|]+ \|$", page, re.MULTILINE))


def test_the_licence_of_all_that_is_installed_is_known() -> None:
    licences = script("licences")
    listed = rows()
    found = {name: licences.licence(distribution(name)) for name in licences.installed()}
    assert len(found) > 20
    assert found == {name: listed.get(name) for name in found}


def test_a_package_that_is_required_is_in_the_list_of_licences_whether_or_not_it_is_installed() -> None:
    from packaging.utils import canonicalize_name

    required = {canonicalize_name(requirement.name) for _, requirement in script("licences").requirements()}
    assert not {name for name in required if not name.startswith("syndicate-")} - rows().keys()


# Workflows


def workflows() -> list[Path]:
    return sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", workflows(), ids=lambda path: path.name)
def test_a_workflow_may_do_no_more_than_each_job_needs_and_keeps_no_secret(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    said = yaml.safe_load(text)
    assert said["permissions"] == {}
    assert "secrets." not in text
    for name, job in said["jobs"].items():
        may = job["permissions"]
        assert may in ({"contents": "read"}, {"id-token": "write"}, {"contents": "write"}), name
        if may != {"contents": "read"}:
            assert job["if"] == "${{ github.ref_type == 'tag' }}", name
        assert job["timeout-minutes"]


def test_zizmor_finds_no_weakness_in_workflows_and_action() -> None:
    zizmor = Path(sys.executable).with_name("zizmor")
    require(zizmor.exists(), "zizmor is not installed")
    line = [str(zizmor), "--offline", "--format=json", ".github", "plugins/github-action"]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout) == []
