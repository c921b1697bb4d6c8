"""Time what feeds add to a site generator's build: the same site with and without them, in pairs.

    python tests/benchmarks/hosts.py [COUNT] [--host NAME ...] [--runs N] [--json]

Each host whose generator is installed builds its example of plugins/ with COUNT more posts, MkDocs and Sphinx nothing
else. Every run is a process (and its children) of its own over an empty output folder; figures are medians, the
difference is the median of the pairs'.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from tests.benchmarks.measuring import Cost, medians, run

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


def mkdocs(site: Path, count: int) -> tuple[Command, Command]:
    """Return how to build with and without feeds."""
    _posts(site / "docs", count, _yaml)
    (site / "docs" / "index.md").write_text("# Home\n")
    config = "site_name: T\nsite_url: https://e.org/\nsite_author: A\ntheme: mkdocs\nplugins: [{}]\n"
    (site / "mkdocs.yml").write_text(config.format("search, syndicate"))
    (site / "bare.yml").write_text(config.format("search"))
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", "out"]
    return [build], [[*build, "--config-file", "bare.yml"]]


def sphinx(site: Path, count: int) -> tuple[Command, Command]:
    """Return how to build with and without feeds."""
    name = "{day}-post-{number}.rst"
    _posts(site, count, lambda title, day: f":orphan:\n:date: {day}\n:tags: Sea\n\n{title}\n{'=' * 12}\n\n", name)
    (site / "index.rst").write_text("Home\n====\n")
    (site / "conf.py").write_text("project = 'T'\nauthor = 'A'\nhtml_baseurl = 'https://e.org/'\n")
    build = [sys.executable, "-m", "sphinx", "-q", "-b", "html", ".", "out"]
    return [[*build, "-D", "extensions=syndicate_sphinx"]], [build]


HOSTS: dict[str, tuple[object, Callable[[Path, int], tuple[Command, Command]]]] = {  # what tells that it is installed
    "pelican": (find_spec("pelican"), pelican),
    "jekyll": (shutil.which("jekyll"), jekyll),
    "hugo": (shutil.which("hugo"), hugo),
    "eleventy": (shutil.which("npm"), eleventy),
    "mkdocs": (find_spec("syndicate_mkdocs"), mkdocs),
    "sphinx": (find_spec("syndicate_sphinx"), sphinx),
}


def cost(commands: Command, site: Path) -> Cost:
    """Return what *commands* cost together over an empty output folder."""
    shutil.rmtree(site / "out", ignore_errors=True)
    library = str(PLUGINS / "jekyll-syndicate" / "lib")
    environment = {"PYTHONPATH": str(ROOT), "SYNDICATE_PLUGINS": "", "RUBYLIB": library, "NO_MKDOCS_2_WARNING": "1"}
    return Cost(*map(sum, zip(*(run(command, cwd=site, env=environment) for command in commands), strict=True)))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time what feeds add to builds.")
    parser.add_argument("count", type=int, nargs="?", default=1_000)
    parser.add_argument("--host", action="append", choices=tuple(HOSTS), help="only this one; may be repeated")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    rows: list[dict[str, Any]] = []
    for name in given.host or HOSTS:
        is_installed, prepare = HOSTS[name]
        if not is_installed:
            print(f"{name} is not installed", file=sys.stderr)
            continue
        with tempfile.TemporaryDirectory() as folder:
            site = Path(folder) / "site"
            commands = prepare(site, given.count)
            pairs = [[cost(each, site) for each in commands] for _ in range(given.runs)]
        added = [Cost(*(one - other for one, other in zip(*pair, strict=True))) for pair in pairs]
        figures = {"with": [pair[0] for pair in pairs], "without": [pair[1] for pair in pairs], "added": added}
        rows.append({"host": name, "posts": given.count, **{word: medians(of) for word, of in figures.items()}})
    if given.json:
        print(
            json.dumps([{key: getattr(of, "_asdict", lambda of=of: of)() for key, of in row.items()} for row in rows])
        )
        return
    print(f"{'host':<10} {'posts':>7} {'with':>8} {'without':>8} {'added':>8}  wall seconds {'added':>8}  CPU seconds")
    for row in rows:
        wall = " ".join(f"{row[word].wall_seconds:8.2f}" for word in ("with", "without", "added"))
        print(f"{row['host']:<10} {row['posts']:>7,} {wall}{'':>14} {row['added'].cpu_seconds:8.2f}")


if __name__ == "__main__":
    main()
