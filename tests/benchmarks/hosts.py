"""Time what feeds add to a site generator's build: the same site with and without them, in pairs.

    python tests/benchmarks/hosts.py [COUNT] [--host NAME ...] [--runs N] [--json]

Each host whose generator is installed builds its example of plugins/ with COUNT more posts. Every run is a process (and
its children) of its own over an empty output folder; figures are medians, the difference is the median of the pairs'.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PLUGINS = ROOT / "plugins"
_TEXT = "High water comes **twice** a day, see [the tables](../tables/).\n\n" * 12
Command = list[list[str]]  # commands, one after another


def _posts(folder: Path, count: int, head: Callable[[str, str], str], name: str = "{day}-post-{number}.md") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        day = f"{2015 + number // 336 % 9}-{number // 28 % 12 + 1:02d}-{number % 28 + 1:02d}"
        text = head(f"Post {number}", day) + _TEXT
        (folder / name.format(day=day, number=number)).write_text(text, encoding="utf-8")


def _yaml(title: str, day: str) -> str:
    return f"---\ntitle: {title}\ndate: {day}\nlayout: post\ntags: [Sea]\n---\n"


def pelican(site: Path, count: int) -> tuple[Command, Command]:
    """Return how to build with and without feeds."""
    shutil.copytree(PLUGINS / "syndicate-pelican" / "example", site)
    _posts(
        site / "content", count, lambda title, day: f"Title: {title}\nDate: {day}\nTags: Sea\n\n", "post-{number}.md"
    )
    bare = (site / "pelicanconf.py").read_text().replace('PLUGINS = ["syndicate"]', "PLUGINS = []")
    (site / "bare.py").write_text(f"{bare}\nFEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None\n")
    build = [sys.executable, "-m", "pelican", "--output", "out", "--settings"]
    return [[*build, "pelicanconf.py"]], [[*build, "bare.py"]]


def jekyll(site: Path, count: int) -> tuple[Command, Command]:
    """Return how to build with and without feeds."""
    shutil.copytree(PLUGINS / "jekyll-syndicate" / "example", site)
    _posts(site / "_posts", count, _yaml)
    config = (site / "_config.yml").read_text()
    command = f"syndicate: {{command: [{sys.executable}, -m, syndicate]}}\n"
    (site / "_config.yml").write_text(config + command)
    (site / "bare.yml").write_text(config.replace("plugins: [jekyll-syndicate]", "") + "syndicate: false\n")
    layout = site / "_layouts" / "post.html"
    bare = layout.read_text().replace("{% syndicate_meta %}", "")
    (site / "_layouts_bare").mkdir()
    (site / "_layouts_bare" / "post.html").write_text(bare)
    with (site / "bare.yml").open("a") as file:
        file.write("layouts_dir: _layouts_bare\n")
    build = ["jekyll", "build", "--quiet", "--destination", "out"]
    return [build], [[*build, "--config", "bare.yml"]]


def hugo(site: Path, count: int) -> tuple[Command, Command]:
    """Return how to build with and without feeds."""
    shutil.copytree(PLUGINS / "hugo-syndicate" / "example", site)
    left_out = shutil.ignore_patterns("example")
    shutil.copytree(PLUGINS / "hugo-syndicate", site / "themes" / "syndicate", ignore=left_out)
    (site / "layouts" / "partials").mkdir(exist_ok=True)
    (site / "layouts" / "partials" / "feeds.html").touch()
    _posts(site / "content" / "posts", count, _yaml, "post-{number}.md")
    config = (site / "hugo.toml").read_text().replace('["html", "rss", "syndicate"]', '["html", "rss"]')
    (site / "bare.toml").write_text(config)
    build = ["hugo", "--quiet", "--destination", "out"]
    export = [sys.executable, "-m", "syndicate", "export", "out/syndicate.jsonl", "--output", "out", "--quiet"]
    return [build, export], [[*build, "--config", "bare.toml"]]


def eleventy(site: Path, count: int) -> tuple[Command, Command]:
    """Return how to build with and without feeds."""
    shutil.copytree(PLUGINS / "eleventy-plugin-syndicate" / "example", site)
    plugin = PLUGINS / "eleventy-plugin-syndicate"
    install = [
        "npm",
        "install",
        "--silent",
        "--no-audit",
        "--no-fund",
        "--install-links",
        str(plugin),
        "@11ty/eleventy@3",
    ]
    subprocess.run(install, cwd=site, check=True)
    _posts(site / "content" / "posts", count, lambda title, day: _yaml(title, day).replace("layout: post\n", ""))
    config = (site / "eleventy.config.js").read_text()
    options = f'{{command: ["{sys.executable}", "-m", "syndicate"]}}'
    (site / "eleventy.config.js").write_text(config.replace("addPlugin(syndicate)", f"addPlugin(syndicate, {options})"))
    (site / "bare.config.js").write_text(config.replace("eleventyConfig.addPlugin(syndicate);", ""))
    build = ["node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet", "--output=out"]
    return [build], [[*build, "--config=bare.config.js"]]


HOSTS: dict[str, tuple[str, Callable[[Path, int], tuple[Command, Command]]]] = {
    "pelican": (sys.executable, pelican),
    "jekyll": ("jekyll", jekyll),
    "hugo": ("hugo", hugo),
    "eleventy": ("npm", eleventy),
}


def run(commands: Command, site: Path) -> tuple[float, float]:
    """Return wall and CPU seconds of *commands*, their children included, over an empty output folder."""
    shutil.rmtree(site / "out", ignore_errors=True)
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "SYNDICATE_PLUGINS": "",
        "RUBYLIB": str(PLUGINS / "jekyll-syndicate" / "lib"),
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    for command in commands:
        subprocess.run(command, cwd=site, env=environment, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time what feeds add to builds.")
    parser.add_argument("count", type=int, nargs="?", default=1_000)
    parser.add_argument("--host", action="append", choices=tuple(HOSTS), help="only this one; may be repeated")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows = []
    for name in given.host or HOSTS:
        tool, prepare = HOSTS[name]
        if not shutil.which(tool):
            print(f"{name}: {tool} is not installed", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder) / "site"
            with_feeds, without = prepare(site, given.count)
            pairs = [(run(with_feeds, site), run(without, site)) for _ in range(given.runs)]
        row: dict[str, float | str | int] = {"host": name, "posts": given.count}
        for index, figure in enumerate(("wall", "cpu")):
            row[f"with_{figure}_seconds"] = statistics.median(pair[0][index] for pair in pairs)
            row[f"without_{figure}_seconds"] = statistics.median(pair[1][index] for pair in pairs)
            row[f"added_{figure}_seconds"] = statistics.median(pair[0][index] - pair[1][index] for pair in pairs)
        rows.append(row)
    if given.json:
        print(json.dumps(rows, indent=2))
        return
    print(
        f"{'host':<10} {'posts':>7} {'with':>8} {'without':>8} {'added':>8}  wall seconds   {'added':>8}  CPU seconds"
    )
    for row in rows:
        wall = " ".join(f"{row[f'{part}_wall_seconds']:8.2f}" for part in ("with", "without", "added"))
        print(f"{row['host']:<10} {row['posts']:>7,} {wall}{'':>17}{row['added_cpu_seconds']:8.2f}")


if __name__ == "__main__":
    main()
