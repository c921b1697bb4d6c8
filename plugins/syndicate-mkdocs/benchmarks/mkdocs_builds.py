"""How much longer a build takes with the plugin: pairs of builds, one without and one with it, of the same pages.

python benchmarks/mkdocs_builds.py 1000 --pairs 5 --theme mkdocs
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

PAGE = """---
title: Page {number}
date: 20{year:02d}-{month:02d}-{day:02d}
tags: [Harbour, Fog]
---

# Page {number}

See [the next](page-{next}.md).

{text}
"""
TEXT = "\n\n".join(f"## Part {part}\n\n" + "Nothing but *fog* on the water. " * 20 for part in range(4))
CONFIG = "site_name: T\nsite_url: https://e.org/\nsite_author: A\ntheme: {name: %s}\nplugins: [%s]\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int, nargs="?", default=1000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--theme", default="mkdocs")
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        docs = Path(folder, "docs")
        docs.mkdir()
        (docs / "index.md").write_text("# Home\n")
        for number in range(given.pages):
            (docs / f"page-{number}.md").write_text(
                PAGE.format(
                    number=number,
                    year=number % 25,
                    month=number % 12 + 1,
                    day=number % 28 + 1,
                    next=(number + 1) % given.pages,
                    text=TEXT,
                )
            )
        added = []
        for pair in range(given.pairs):
            without, with_it = seconds(folder, given.theme, "search"), seconds(folder, given.theme, "search, syndicate")
            added.append(with_it - without)
            print(f"pair {pair + 1}: {without:.2f} s without, {with_it:.2f} s with, {with_it - without:+.2f} s")
        print(f"median of {given.pairs} pairs, {given.pages:,} dated pages: {median(added):+.2f} s")


def seconds(folder: str, theme: str, plugins: str) -> float:
    """Return the processor's time of one build: what else the machine does counts less in it than on the clock."""
    Path(folder, "mkdocs.yml").write_text(CONFIG % (theme, plugins))
    before = os.times()
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
    )
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


if __name__ == "__main__":
    main()
