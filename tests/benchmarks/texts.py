"""Time exports of full text, in pairs with Hugo or with another export.

    python tests/benchmarks/texts.py [COUNT] [--shape prose|dense] [--case NAME] [--size BYTES] [--runs N] [--json]

full         all texts in one RSS and one Atom feed, cold, against one RSS feed of all texts by Hugo
rss, atom    the same with one feed
summary      summaries of all, none of which stands in a head, against `full`
one-changed  an export with an index after the text of one post has changed, against one where nothing has
built-pages  the same where the texts are taken from built pages

In each round both of a pair run, one after the other; ratios are medians over the rounds, the first is not counted.
Hugo renders no page, and colours no code, as we do: with its default it takes several times as long for dense posts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from syndicate.html import markdown_html
from tests.benchmarks.measuring import Cost, medians, ratios, run
from tests.benchmarks.posts import post
from tests.benchmarks.sites import hugo

ROOT = Path(__file__).parent.parent.parent
CASES = ("full", "rss", "atom", "summary", "one-changed", "built-pages")
_FEED = """{{ printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}<rss version="2.0"><channel><title>T</title>
<link>{{ .Permalink }}</link><description>T</description>{{ range site.RegularPages }}<item><title>{{ .Title }}</title>
<link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid><pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>
<description>{{ .Content | html }}</description></item>
{{ end }}</channel></rss>"""
_HUGO = {
    "baseURL": "https://example.org/",
    "title": "T",
    "disableKinds": ["section", "taxonomy", "term", "sitemap", "404", "robotsTXT"],
    "outputs": {"home": ["rss"], "page": []},
    "cascade": [{"_target": {"kind": "page"}, "_build": {"render": "never"}}],
    "markup": {"goldmark": {"renderer": {"unsafe": True}}, "highlight": {"codeFences": False}},
}


class Pair(NamedTuple):
    """Two commands; before each of them something is brought about."""

    ours: list[str]
    other: list[str]
    before_ours: Callable[[], None]
    before_other: Callable[[], None]
    check: Callable[[], None]


class Site:
    """Posts in a folder, with all that a case needs."""

    def __init__(self, folder: Path, shape: str, count: int, size: int, *, is_built: bool) -> None:
        self.folder = folder
        self._count = count
        self._changes = 0
        (folder / "content").mkdir(parents=True)
        texts = [post(shape, number, size) for number in range(min(count, 1000))]
        pages = [markdown_html(text) for text in texts] if is_built else []
        for number in range(count):
            head = f"---\ntitle: Post {number}\ndate: {2000 + number % 24}-03-{number % 28 + 1:02d}\nurl: /p/{number}/\n---\n"
            path = folder / "content" / f"{number:06d}.md"
            path.write_text(f"{head}{texts[number % 1000]}", encoding="utf-8")
            if is_built:
                page = folder / "public" / "p" / str(number) / "index.html"
                page.parent.mkdir(parents=True)
                page.write_text(_page(number, pages[number % 1000]), encoding="utf-8")

    def export(self, name: str, feeds: list[tuple[str, str]], *, has_index: bool = False) -> list[str]:
        """Return the command that writes *feeds*, each a format and its content, into the folder *name*."""
        settings = {
            "preset": "none",
            "site": {"title": "T", "url": "https://example.org/", "authors": ["A"]},
            "source": {"paths": ["content"]} | ({"built": "public"} if (self.folder / "public").is_dir() else {}),
            "limit": "all",
            "feeds": [{"format": part, "path": f"{part}.xml", "content": content} for part, content in feeds],
        }
        config = self.folder / f"{name}.yaml"
        config.write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML
        index = ["--index", str(self.folder / f"{name}.index")] if has_index else ["--no-index"]
        command = [sys.executable, "-m", "syndicate", "export", str(self.folder), "--config", str(config), "--quiet"]
        return [*command, "--output", str(self.folder / name), *index]

    def hugo(self, program: str) -> list[str]:
        """Return the command that lets Hugo write one feed."""
        (self.folder / "hugo.json").write_text(json.dumps(_HUGO), encoding="utf-8")
        (self.folder / "layouts").mkdir(exist_ok=True)
        (self.folder / "layouts" / "index.rss.xml").write_text(_FEED, encoding="utf-8")
        return [program, "--quiet", "--source", str(self.folder), "--destination", "hugo"]

    def clear(self, *names: str) -> None:
        for name in names:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def change_one(self) -> None:
        """Change a word of one post, and of its page."""
        self._changes += 1
        paths = [self.folder / "content" / "000000.md", self.folder / "public" / "p" / "0" / "index.html"]
        for path in filter(Path.exists, paths):
            text = path.read_text(encoding="utf-8").replace(f" changed{self._changes - 1} ", " ")
            before, middle, after = text.partition(". ")
            path.write_text(f"{before}{middle}It changed{self._changes} {after}", encoding="utf-8")

    def check(self, name: str, *texts: str) -> None:
        """Raise SystemExit where a feed below *name* lacks an item of a post, or all lack one of *texts*."""
        for path in (self.folder / name).glob("*.xml"):
            count, missing = 0, list(texts)
            with path.open(encoding="utf-8") as feed:
                for line in feed:  # a process inherits the most memory that this one has had
                    count += line.count("<item>") + line.count("<entry>")
                    missing = [text for text in missing if text not in line]
            if count != self._count:
                raise SystemExit(f"{path} does not have all posts")
            if missing:
                raise SystemExit(f"{path} does not have {missing[0]!r}")

    def check_change(self, name: str) -> None:
        self.check(name, f"It changed{self._changes} ")


def _page(number: int, html: str) -> str:
    links = '<li><a href="/a/">A</a></li>' * 20
    return (
        f"<!DOCTYPE html><html><head><title>Post {number}</title></head><body><nav><ul>{links}</ul></nav>"
        f"<main><article><h1>Post {number}</h1>\n{html}</article></main><footer><p>Foot</p></footer></body></html>"
    )


def pair(case: str, site: Site) -> Pair:
    """Return the two commands of *case*."""
    feeds = {"full": ["rss", "atom"], "rss": ["rss"], "atom": ["atom"]}.get(case, ["rss", "atom"])
    full = [(part, "full") for part in feeds]
    if case == "summary":
        ours, other = site.export("ours", [(part, "summary") for part in feeds]), site.export("other", full)
        return Pair(
            ours, other, lambda: site.clear("ours"), lambda: site.clear("other"), lambda: site.check("ours", "Post 0")
        )
    if case in ("one-changed", "built-pages"):
        command = site.export("ours", full, has_index=True)
        return Pair(command, command, site.change_one, lambda: None, lambda: site.check_change("ours"))
    program = hugo.program()
    if program is None:
        raise SystemExit("Hugo is not installed")

    def check() -> None:
        site.check("ours")
        site.check("hugo")

    return Pair(
        site.export("ours", full), site.hugo(program), lambda: site.clear("ours"), lambda: site.clear("hugo"), check
    )


def measure(case: str, shape: str, count: int, size: int, runs: int) -> dict[str, dict[str, float]]:
    """Return the medians of what each of the pair costs, and of the ratios; and the size of what is written."""
    with tempfile.TemporaryDirectory() as name:
        site = Site(Path(name) / "site", shape, count, size, is_built=case == "built-pages")
        one = pair(case, site)
        costs: tuple[list[Cost], list[Cost]] = ([], [])
        environment = {"PYTHONPATH": str(ROOT), "SYNDICATE_PLUGINS": ""}
        for round_number in range(runs + 1):
            for command, before, measured in zip(one[:2], one[2:4], costs, strict=True):
                before()
                cost = run(command, env=environment)
                if round_number:
                    measured.append(cost)
            one.check()
        written = max(path.stat().st_size for path in (site.folder / "ours").glob("*.xml"))
    found = {"ours": medians(costs[0]), "other": medians(costs[1]), "ratio": ratios(*costs)}
    return {who: cost._asdict() for who, cost in found.items()} | {"largest feed": {"mib": written / (1 << 20)}}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time exports of full text.")
    parser.add_argument("count", type=int, nargs="?", default=1_000)
    parser.add_argument("--shape", choices=("prose", "dense"), action="append")
    parser.add_argument("--case", choices=CASES, action="append")
    parser.add_argument("--size", type=int, default=6_000, help="characters of a post")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    cases = given.case or [case for case in CASES if hugo.program() or case in CASES[3:]]
    found = {
        shape: {case: measure(case, shape, given.count, given.size, given.runs) for case in cases}
        for shape in given.shape or ("prose", "dense")
    }
    if given.json:
        print(json.dumps(found, indent=2))
        return
    print(f"{given.count:,} posts of {given.size:,} characters, median of {given.runs} pairs")
    print(
        f"{'':<20} {'wall s':>8} {'other':>8} {'ratio':>7} {'cpu':>7} {'MiB':>7} {'other':>7} {'ratio':>7} {'feed':>6}"
    )
    for shape, figures in found.items():
        for case, figure in figures.items():
            ours, other, ratio = figure["ours"], figure["other"], figure["ratio"]
            print(
                f"{shape + ' ' + case:<20} {ours['wall_seconds']:>8.2f} {other['wall_seconds']:>8.2f} "
                f"{ratio['wall_seconds']:>7.2f} {ratio['cpu_seconds']:>7.2f} {ours['tree_mib']:>7.0f} "
                f"{other['tree_mib']:>7.0f} {ratio['tree_mib']:>7.2f} {figure['largest feed']['mib']:>6.0f}"
            )


if __name__ == "__main__":
    main()
