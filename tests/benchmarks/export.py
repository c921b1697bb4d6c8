"""Time an export of generated articles in all four formats, and say where the time goes.

    python tests/benchmarks/export.py [COUNT] [--size small|full] [--runs N] [--profile] [--json]

Each run is a process of its own (and those it starts) that keeps no index; figures are medians. The first run of each is not
counted. `--profile` adds one run under cProfile, in one process (`--jobs 1`): where CPU time goes, by room of the package.
The first line of the table is a floor measured beside it: reading every byte and loading every head with PyYAML's own
C loader, which any exporter in Python that reads YAML would have to do.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from tests.benchmarks.articles import write
from tests.benchmarks.measuring import Cost, medians, run
from tests.benchmarks.sites.floor import LOAD

_FORMATS = ("rss", "atom", "json", "amp-sitemap")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time an export of generated articles.")
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument("--size", choices=("small", "full"), default="small")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(given.count, folder, size=given.size)
        site = ["--title", "Benchmark", "--site-url", "https://example.org/", "--author", "The Desk"]
        export = [sys.executable, "-m", "syndicate", "export", str(folder / "content"), *site, "--no-index", "--quiet"]
        cases = {"floor: CSafeLoader over every head": [sys.executable, "-c", LOAD, str(folder / "content")]}
        output = ["--output", str(folder / "public")]
        for chosen in (*((name,) for name in _FORMATS), _FORMATS):
            wanted = [part for name in chosen for part in ("--format", name)]
            cases[" ".join(chosen)] = [*export, *wanted, *output]
        measured: dict[str, list[Cost]] = {case: [] for case in cases}
        for command in cases.values():
            run(command)
        for _ in range(given.runs):  # in turn, so that a change of the machine's pace meets every case
            for case, command in cases.items():
                measured[case].append(run(command))
        profile = _profile(cases[" ".join(_FORMATS)], folder) if given.profile else {}
    _print(given, measured, profile)


def _profile(command: list[str], folder: Path) -> dict[str, float]:
    """Return the share of the time that each module takes itself."""
    import pstats

    statistics_file = folder / "profile"
    run([command[0], "-m", "cProfile", "-o", str(statistics_file), *command[1:], "--jobs", "1"])
    totals: dict[str, float] = {}
    for (file, _, function), (_, _, own, _, _) in pstats.Stats(str(statistics_file)).stats.items():  # type: ignore[attr-defined]
        path = Path(file)
        room = path.stem if "syndicate" in path.parts else path.parent.name if file != "~" else f"built-in {function}"
        totals[room] = totals.get(room, 0.0) + own
    whole = sum(totals.values())
    ranked = sorted(totals.items(), key=lambda pair: -pair[1])[:15]
    return {room: own / whole for room, own in ranked}


def _print(given: argparse.Namespace, measured: dict[str, list[Cost]], profile: dict[str, float]) -> None:
    figures = {case: medians(costs)._asdict() for case, costs in measured.items()}
    if given.json:
        print(json.dumps({"count": given.count, "size": given.size, "medians": figures, "profile": profile}, indent=2))
        return
    print(f"{given.count:,} articles ({given.size}), median of {given.runs} runs")
    print(f"{'':<40} {'wall s':>8} {'cpu s':>8} {'MiB':>8} {'ms each':>8} {'of floor':>8}")
    floor = next(iter(figures.values()))["wall_seconds"]
    for case, figure in figures.items():
        wall = figure["wall_seconds"]
        print(
            f"{case:<40} {wall:>8.2f} {figure['cpu_seconds']:>8.2f} {figure['peak_mib']:>8.0f} "
            f"{wall / given.count * 1000:>8.3f} {wall / floor:>8.2f}"
        )
    for room, share in profile.items():
        print(f"{share:>7.1%}  {room}")


if __name__ == "__main__":
    main()
