"""CPU time of reading articles of each shape, and of each generator's source, in one process.

    python tests/benchmarks/heads.py [COUNT] [--runs N] [--shape NAME] [--site NAME] [--json]

Milliseconds of CPU for an article and for a KiB of its head, the least of the runs; beside them how many times the best's it
is. Shapes are read by `front-matter`; sites hold the same articles with the names of their generators, and are compared with
`front-matter` reading such articles.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from syndicate import Article, Item, Overrides, Registry
from syndicate.settings import open_plan
from tests.benchmarks.articles import Generator
from tests.benchmarks.shapes import SHAPES, SITES, shaped, write_site

_SETTINGS = (
    "preset: none\nsite: {title: T, url: 'https://example.org'}\nsource: {paths: [content]}\nfeeds: [{format: json}]\n"
)


class Case:
    """A site whose articles are read again and again."""

    def __init__(self, folder: Path) -> None:
        overrides = Overrides(title="T", site_url="https://example.org/")
        opened = open_plan(folder, overrides=overrides, registry=Registry(distributions=()))
        self._plan = opened.plan(now=datetime(2030, 1, 1, tzinfo=UTC), formats=(("json", None),))
        self.seconds: list[float] = []
        reader = self._plan.source.open(self._plan.context)
        self._items = [item for item in reader.items() if isinstance(item, Item)]
        self.articles = len(self._items)
        self.head_bytes = sum(len(_head(folder / item.key).encode()) for item in self._items)

    def run(self) -> None:
        """Read all articles once more."""
        reader = self._plan.source.open(self._plan.context)
        gc.collect()
        started = time.process_time()
        articles = sum(type(one) is Article for item in self._items for one in reader.read(item))
        self.seconds.append(time.process_time() - started)
        if articles != self.articles:
            raise SystemExit(f"{self._plan.context.root}: {articles} articles in {self.articles} files")

    def cost(self) -> dict[str, Any]:
        """Return what reading an article costs, and a KiB of heads."""
        milliseconds = min(self.seconds) * 1000
        return {
            "ms": milliseconds / self.articles,
            "ms_per_kib": milliseconds / self.head_bytes * 1024,
            "bytes": self.head_bytes // self.articles,
        }


def _head(path: Path) -> str:
    return path.read_text(encoding="utf-8").partition("\nA paragraph of text.")[0].partition("\nThe tide rises")[0]


def measure(count: int, runs: int, shapes: list[str], sites: list[str]) -> dict[str, dict[str, Any]]:
    """Return the cost of each shape and each site."""
    cases: dict[str, Case] = {}
    generator = Generator()
    written = [generator.article(number) for number in range(count)]
    with tempfile.TemporaryDirectory() as temporary:
        for shape in shapes:
            folder = Path(temporary, f"shape-{shape}")
            (folder / "content").mkdir(parents=True)
            (folder / "syndicate.yaml").write_text(_SETTINGS, encoding="utf-8")
            for number, article in enumerate(written):
                text = shaped(article.head, number, shape)
                (folder / "content" / f"{article.name}.md").write_bytes(text.encode())
            cases[shape] = Case(folder)
        for site in sites:
            folder = Path(temporary, f"site-{site}")
            write_site(site, folder, {article.name: article.head for article in written})
            cases[f"site: {site}"] = Case(folder)
        for _ in range(runs):  # in turn, so that a change of the machine's pace meets every case
            for case in cases.values():
                case.run()
    found = {name: case.cost() for name, case in cases.items()}
    for names, unit in (([*shapes], "ms_per_kib"), ([f"site: {site}" for site in sites], "ms")):
        least = min((found[name][unit] for name in names), default=0.0)
        for name in names:
            found[name]["times_best"] = found[name][unit] / least
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time reading articles of each shape.")
    parser.add_argument("count", type=int, nargs="?", default=2_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--shape", action="append", choices=(*SHAPES, "mixed"))
    parser.add_argument("--site", action="append", choices=(*SITES, "none"))
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    sites = [site for site in given.site or SITES if site != "none"]
    found = measure(given.count, given.runs, given.shape or [*SHAPES, "mixed"], sites)
    if given.json:
        print(json.dumps(found, indent=2))
        return
    print(f"{'':<20} {'ms each':>8} {'ms/KiB':>8} {'bytes':>6} {'of best':>8}")
    for name, row in found.items():
        print(f"{name:<20} {row['ms']:>8.3f} {row['ms_per_kib']:>8.3f} {row['bytes']:>6} {row['times_best']:>8.2f}")


if __name__ == "__main__":
    main()
