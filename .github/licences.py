"""Print the licence of everything that is installed with syndicate and its plugins: python .github/licences.py

The table stands in examples/handbook/docs/reference/release.md. It is of what is installed where this runs: install everything first.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
# Names of licences that packages write in words, and the identifiers of SPDX for them.
_SPDX = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# What the metadata says less exactly than the files of the licence that come with it.
_BY_ITS_FILES = {
    "docutils": "public domain AND BSD-2-Clause AND GPL-3.0-or-later",  # the last: a mode for Emacs alone
    "feedgen": "BSD-2-Clause OR LGPL-3.0-or-later",  # "choose the one which is more convenient for you" (readme.rst)
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
}
_CORE = "syndicate-feeds"


def requirements() -> Iterator[tuple[str, Requirement]]:
    """Yield what each distribution of this repository requires, with its name, and its extra but for that of tests."""
    for path in (ROOT / "pyproject.toml", *sorted(ROOT.glob("plugins/*/pyproject.toml"))):
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        extras = {f"[{name}]": of for name, of in project.get("optional-dependencies", {}).items() if name != "test"}
        for extra, required in {"": project["dependencies"], **extras}.items():
            for line in required:
                yield project["name"] + extra, Requirement(line)


def installed() -> dict[str, set[str]]:
    """Return whose requirements, in turn, each installed package is among: the core's alone where it is among those.

    Packages of this repository are left out, with what they require in turn: each has its own.
    """
    found: dict[str, set[str]] = {}
    for whose, requirement in requirements():
        pending, seen = [requirement], set()
        while pending:
            one = pending.pop()
            name = canonicalize_name(one.name)
            if (
                name.startswith("syndicate-")
                or (name, *one.extras) in seen
                or (one.marker and not one.marker.evaluate({"extra": ""}))
            ):
                continue
            seen.add((name, *one.extras))
            try:
                package = distribution(name)
            except PackageNotFoundError:
                continue
            found.setdefault(name, set()).add(whose)
            for line in package.requires or ():
                below = Requirement(line)
                if below.marker is None or any(below.marker.evaluate({"extra": extra}) for extra in ("", *one.extras)):
                    below.marker = None
                    pending.append(below)
    return {name: {_CORE} if _CORE in whose else whose for name, whose in found.items()}


def licence(package: Distribution) -> str:
    """Return the licence of *package* as SPDX has it: what its metadata say first, in the order in which they became usual."""
    said = package.metadata
    classifiers = [each.rpartition(" :: ")[2] for each in said.get_all("Classifier", []) if each.startswith("License")]
    name = canonicalize_name(said["Name"])
    words = said.get_all("License-Expression", [""])[0] or " AND ".join(
        _SPDX.get(each, each) for each in dict.fromkeys(classifiers) if each != "OSI Approved"
    )
    words = words or re.split(r"\n|, (?=see)", said.get_all("License", [""])[0])[0].strip()
    return _BY_ITS_FILES.get(name) or _SPDX.get(words, words) or "?"


def table() -> list[str]:
    """Return the lines of the table."""
    lines = ["| package | licence | required by |", "|---|---|---|"]
    for name, whose in sorted(installed().items()):
        lines.append(f"| {name} | {licence(distribution(name))} | {', '.join(sorted(whose))} |")
    return lines


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
