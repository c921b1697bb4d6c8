"""The benchmarks run, and who is timed has done the job. No times are looked at."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.benchmarks import articles
from tests.benchmarks.jobs import JOBS, WrongOutput, check
from tests.benchmarks.peers import PEERS
from tests.benchmarks.shapes import SHAPES, SITES
from tests.benchmarks.sites import hugo
from tests.benchmarks.sites.syndicate import STATES, State
from tests.conftest import require

BENCHMARKS = Path(__file__).parent / "benchmarks"


def run(script: str, *options: str) -> str:
    command = [sys.executable, str(BENCHMARKS / script), *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("job", JOBS)
def test_syndicate_does_each_job(job: str) -> None:
    rows = json.loads(run("peers.py", "30", "--job", job, "--runs", "1", "--peer", "none", "--json"))
    assert [(row["who"], row["articles"], row["job"]) for row in rows] == [("syndicate", 30, job), ("floor", 30, job)]


def test_every_state_can_be_brought_about() -> None:
    states = [option for state in STATES for option in ("--state", state)]
    rows = json.loads(run("peers.py", "30", *states, "--runs", "1", "--peer", "none", "--json"))
    assert [row["state"] for row in rows if row["who"] == "floor"] == list(STATES)


@pytest.mark.parametrize("peer", PEERS)
def test_each_peer_does_the_whole_job(peer: str) -> None:
    is_installed = PEERS[peer].program() is not None
    if peer in ("hugo", "jekyll", "pelican"):
        require(is_installed, f"{peer} is not installed")
    elif not is_installed:  # other tests need no such program
        pytest.skip(f"{peer} is not installed")
    rows = json.loads(run("peers.py", "30", "--runs", "1", "--peer", peer, "--json"))
    assert [row["who"] for row in rows] == ["syndicate", "floor", peer]


def test_each_format_is_timed_beside_a_floor() -> None:
    found = json.loads(run("export.py", "30", "--runs", "1", "--json", "--profile"))
    assert len(found["medians"]) == 6
    assert found["profile"]


def test_the_text_of_articles_is_timed_beside_the_bare_libraries() -> None:
    found = json.loads(run("text_libraries.py", "3", "--runs", "1", "--json"))
    assert list(found) == ["prose", "dense", "code", "html"]
    assert {"syndicate: all", "comrak", "comrak and nh3"} <= found["dense"].keys()
    assert all(figure > 0 for figures in found.values() for figure in figures.values())


@pytest.mark.parametrize("case", ["full", "summary", "one-changed", "built-pages"])
def test_exports_of_full_text_are_timed_in_pairs(case: str) -> None:
    if case == "full":
        require(hugo.program() is not None, "hugo is not installed")
    found = json.loads(run("texts.py", "5", "--runs", "1", "--shape", "dense", "--case", case, "--json"))
    assert found["dense"][case].keys() == {"ours", "other", "ratio", "largest feed"}


def test_heads_of_each_shape_and_site_are_timed() -> None:
    found = json.loads(run("heads.py", "10", "--runs", "1", "--json"))
    assert list(found) == [*SHAPES, "mixed", *(f"site: {site}" for site in SITES)]
    assert all(row["ms"] > 0 and row["times_best"] >= 1 for row in found.values())


def test_articles_of_all_shapes_are_those_of_one() -> None:
    options = ("--runs", "1", "--state", "one-changed", "--json", "--peer")
    if hugo.program() is None:
        run("peers.py", "60", "--shape", "mixed", *options, "none")  # whoever does not do the job fails
    else:
        run("peers.py", "60", "--shape", "mixed", *options, "hugo")


@pytest.mark.parametrize("shape", [None, "mixed"])
def test_the_same_articles_come_again(tmp_path: Path, shape: str | None) -> None:
    for name in ("one", "other"):
        articles.write(30, tmp_path / name, size="full", topics=12, shape=shape)
    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*.md")} for name in ("one", "other")
    )
    assert len(one) == 30
    assert one == other


def test_who_has_not_done_the_job_is_told_so(tmp_path: Path) -> None:
    counts = articles.write(30, tmp_path)
    with pytest.raises(WrongOutput, match=r"somebody: sitemap: .* 0 found"):
        check(JOBS["sitemap"], tmp_path / "out", counts, "somebody")


def test_a_change_that_no_feed_shows_is_told(tmp_path: Path) -> None:
    counts = articles.write(30, tmp_path)
    state = State("one-changed", tmp_path, tmp_path / "work", counts)
    state.before()
    with pytest.raises(WrongOutput, match=r"sitemap.* has changed and is not there"):
        state.check(JOBS["sitemap"])


def test_builds_of_a_host_are_timed_with_and_without_feeds() -> None:
    require(find_spec("pelican"), "pelican is not installed")
    (found,) = json.loads(run("hosts.py", "3", "--host", "pelican", "--runs", "1", "--json"))
    assert (found["host"], found["posts"]) == ("pelican", 3)
    assert found["with"].keys() == found["without"].keys() == found["added"].keys()
