"""Time what the text of an article costs: Markdown rendered, cleaned, summarised, beside libraries that do a part of it.

    python tests/benchmarks/text_libraries.py [COUNT] [--shape NAME] [--size BYTES] [--runs N] [--json]

prose  paragraphs with emphasis and a link here and there
dense  lists, tables, footnotes, pictures, links and raw HTML, as in a manual
code   mostly fenced code
html   the same as dense, in HTML with classes, styles and a script

Everything runs in one process, one after the other in each round, so that a change of the machine's pace meets every
row; figures are medians of CPU milliseconds per post. `markdown-it-py` (where it is installed), `comrak` and `nh3` are the
libraries bare.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))
from syndicate.html import markdown_html
from syndicate.html.clean import clean_html
from syndicate.html.summary import beginning_summary, summary_of
from tests.benchmarks.posts import SHAPES, post

URL = "https://example.org/posts/one/"


def jobs(shape: str) -> dict[str, Callable[[str], object]]:
    """Return what is timed for each text of *shape*, by its name."""
    import comrak
    import nh3

    cleaner = nh3.Cleaner(link_rel=None)
    render = (lambda text: text) if shape == "html" else markdown_html
    found: dict[str, Callable[[str], object]] = {
        "syndicate: all": lambda text: summary_of(clean_html(render(text), URL).html, 300),
        "syndicate: summary only": lambda text: beginning_summary(render(text), URL, 300),
        "syndicate: rendered and cleaned": lambda text: clean_html(render(text), URL),
    }
    if shape == "html":
        return {**found, "nh3": cleaner.clean}
    found |= {"syndicate: rendered": render, "comrak": comrak.render_markdown}
    found["comrak and nh3"] = lambda text: cleaner.clean(comrak.render_markdown(text))
    if find_spec("markdown_it"):
        from markdown_it import MarkdownIt

        found["markdown-it-py"] = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render
    return found


def measure(shape: str, count: int, size: int, runs: int) -> dict[str, float]:
    """Return the median of CPU milliseconds per post of *shape* for each who did something with it."""
    texts = [post(shape, number, size) for number in range(count)]
    timed: dict[str, list[float]] = {}
    for round_number in range(runs + 1):
        for name, job in jobs(shape).items():
            started = time.process_time()
            for text in texts:
                job(text)
            if round_number:  # everything is loaded in the first
                timed.setdefault(name, []).append((time.process_time() - started) * 1000 / count)
    return {name: statistics.median(figures) for name, figures in timed.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time the text of articles.")
    parser.add_argument("count", type=int, nargs="?", default=1_000)
    parser.add_argument("--shape", choices=SHAPES, action="append")
    parser.add_argument("--size", type=int, default=6_000, help="characters of a post")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = {shape: measure(shape, given.count, given.size, given.runs) for shape in given.shape or SHAPES}
    if given.json:
        print(json.dumps(found, indent=2))
        return
    print(f"{given.count:,} posts of {given.size:,} characters, CPU ms each, median of {given.runs} runs")
    for shape, figures in found.items():
        print(shape)
        for name, figure in figures.items():
            print(f"    {name:<32} {figure:>8.3f}")


if __name__ == "__main__":
    main()
