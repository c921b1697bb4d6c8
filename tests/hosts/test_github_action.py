"""The step for workflows: its scripts are run as a runner runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from syndicate.files import parse_yaml
from tests.conftest import require

ROOT = Path(__file__).parent.parent.parent
ACTION = ROOT / "plugins" / "github-action" / "action.yml"


def action() -> dict[str, Any]:
    tree = parse_yaml(ACTION.read_text(encoding="utf-8"), path="action.yml")
    assert not tree.faults
    found: dict[str, Any] = tree.value
    return found


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the runner's folder, in which the first step has installed syndicate."""
    folder = tmp_path_factory.mktemp("runner")
    result = step(0, folder, ROOT, {"python": sys.executable})
    require("Could not find a version" not in result.stderr, "pip finds no package index here")
    assert result.returncode == 0, result.stderr
    return folder


def step(number: int, runner: Path, place: Path, inputs: dict[str, str]) -> subprocess.CompletedProcess[str]:
    given = action()
    values = {name: str(value.get("default", "")) for name, value in given["inputs"].items()} | inputs
    found = [each for each in given["runs"]["steps"] if "run" in each][number]
    environment = os.environ | {"RUNNER_TEMP": str(runner), "GITHUB_ACTION_PATH": str(ACTION.parent)}
    for name, value in found["env"].items():
        environment[name] = values[value.removeprefix("${{ inputs.").removesuffix(" }}")]
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]]
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site" / "content").mkdir(parents=True)
    (tmp_path / "site" / "content" / "a.md").write_text("---\ntitle: A\ndate: 2024-01-01\nurl: /a/\n---\n")
    (tmp_path / "site" / "syndicate.yaml").write_text(
        "site: {title: T, url: 'https://example.org', authors: [A]}\nsource: {paths: [content]}\noutput: out\n"
    )
    return tmp_path


def test_it_writes_the_feeds_where_the_settings_say(runner: Path, site: Path) -> None:
    result = step(1, runner, site, {"site": "site"})
    assert (result.returncode, result.stderr) == (0, "")
    assert (site / "site" / "out" / "atom.xml").exists()


def test_the_output_is_the_workflows_choice(runner: Path, site: Path) -> None:
    assert step(1, runner, site, {"site": "site", "output": "built here"}).returncode == 0
    assert (site / "built here" / "atom.xml").exists()


def test_a_bad_article_is_annotated_and_left_out(runner: Path, site: Path) -> None:
    (site / "site" / "content" / "b.md").write_text("---\ntitle: B\ndate: soon\nurl: /b/\n---\n")
    result = step(1, runner, site, {"site": "site"})
    assert result.returncode == 0
    assert result.stderr.startswith("::error file=site/content/b.md,line=3,col=7::date: 'soon' is not")
    strict = step(1, runner, site, {"site": "site", "arguments": "--strict --limit 1"})
    assert strict.returncode == 1


@pytest.mark.parametrize(
    ("inputs", "event", "runs"),
    [({}, "push", True), ({"site-plugins": "false"}, "push", False), ({}, "pull_request_target", False)],
)
def test_a_plugin_of_the_site_runs_only_where_it_may(
    runner: Path,
    site: Path,
    inputs: dict[str, str],
    event: str,
    runs: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_EVENT_NAME", event)
    settings = site / "site" / "syndicate.yaml"
    settings.write_text(f"{settings.read_text()}plugins: own.py\n")
    (site / "site" / "own.py").write_text("from pathlib import Path\nPath(__file__).with_name('ran').touch()\n")
    result = step(1, runner, site, {"site": "site"} | inputs)
    assert (site / "site" / "ran").exists() is runs
    assert ("is not run" in result.stderr) is not runs


def test_a_module_of_the_site_is_not_taken_for_one_of_python_s(tmp_path: Path) -> None:
    (tmp_path / "venv.py").write_text("from pathlib import Path\nPath('ran').touch()\n")
    script = action()["runs"]["steps"][1]["run"].splitlines()[0]
    environment = os.environ | {"PYTHON": sys.executable, "RUNNER_TEMP": str(tmp_path)}
    subprocess.run(["bash", "-ec", script], cwd=tmp_path, env=environment, check=True)
    assert not (tmp_path / "ran").exists()


def test_the_key_of_the_index_is_a_secret_that_the_workflow_gives() -> None:
    (last,) = (each for each in action()["runs"]["steps"] if each["name"] == "Write feeds")
    assert last["env"]["SYNDICATE_INDEX_KEY"] == "${{ inputs.index-key }}"


def test_nothing_to_write_fails_the_step(runner: Path, site: Path) -> None:
    (site / "site" / "content" / "a.md").unlink()
    result = step(1, runner, site, {"site": "site"})
    assert result.returncode == 1
    assert "::error::rss.xml: " in result.stderr


def test_the_index_is_kept_under_the_commit_and_the_newest_is_the_start_of_the_next() -> None:
    given = action()
    cached, *others = given["runs"]["steps"]
    assert given["inputs"]["index-cache"]["default"] == "true"
    assert (cached["if"], cached["uses"]) == ("${{ inputs.index-cache == 'true' }}", "actions/cache@v4")
    assert cached["with"]["path"] == "${{ inputs.site }}/.syndicate"
    assert cached["with"]["key"] == cached["with"]["restore-keys"].strip() + "${{ github.sha }}"
    assert all("run" in each for each in others)


def test_what_was_built_is_judged_where_the_workflow_says(runner: Path, site: Path) -> None:
    assert step(1, runner, site, {"site": "site"}).returncode == 0
    result = step(2, runner, site, {"validate": "site/out"})
    assert (result.returncode, "::error" in result.stdout) == (0, False), result.stdout
    (site / "site" / "out" / "atom.xml").write_text("<feed/>")
    result = step(2, runner, site, {"validate": "site/out"})
    assert result.returncode == 1
    assert "::error file=site/out/atom.xml,title=namespace-missing,line=1,col=1::feed: " in result.stdout
