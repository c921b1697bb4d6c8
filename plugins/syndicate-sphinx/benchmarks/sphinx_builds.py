"""How much longer a build takes with the extension: pairs of builds, one without and one with it, of the same pages.

python benchmarks/sphinx_builds.py 1000 --pairs 5
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from shutil import rmtree
from statistics import median
from tempfile import TemporaryDirectory

PAGE = """:orphan:
:date: 20{year:02d}-{month:02d}-{day:02d}
:tags: Harbour, Fog

Page {number}
=============

See :doc:`the next <page-{next}>`.

{text}
"""
TEXT = "\n\n".join(f"Part {part}\n------\n\n" + "Nothing but *fog* on the water. " * 20 for part in range(4))
CONF = "project = 'T'\nauthor = 'A'\nhtml_baseurl = 'https://e.org/'\nextensions = [%s]\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int, nargs="?", default=1000)
    parser.add_argument("--pairs", type=int, default=5)
    given = parser.parse_args()
    with TemporaryDirectory() as folder:
        Path(folder, "index.rst").write_text("Home\n====\n")
        for number in range(given.pages):
            dated = {"year": number % 25, "month": number % 12 + 1, "day": number % 28 + 1}
            page = PAGE.format(number=number, next=(number + 1) % given.pages, text=TEXT, **dated)
            Path(folder, f"page-{number}.rst").write_text(page)
        added = []
        for pair in range(given.pairs):
            without, with_it = seconds(folder, ""), seconds(folder, "'syndicate_sphinx'")
            added.append(with_it - without)
            print(f"pair {pair + 1}: {without:.2f} s without, {with_it:.2f} s with, {with_it - without:+.2f} s")
        print(f"median of {given.pairs} pairs, {given.pages:,} dated pages: {median(added):+.2f} s")


def seconds(folder: str, extensions: str) -> float:
    """Return the processor's time of one build: what else the machine does counts less in it than on the clock."""
    Path(folder, "conf.py").write_text(CONF % extensions)
    rmtree(Path(folder, "_build"), ignore_errors=True)
    before = os.times()
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-b", "html", ".", "_build"], cwd=folder, check=True)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


if __name__ == "__main__":
    main()
