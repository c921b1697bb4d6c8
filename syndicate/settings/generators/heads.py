"""The files of a site that may be articles, and how they begin."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from syndicate.files.inside import open_regular

SUFFIXES = (".md", ".markdown", ".mdoc", ".mdx", ".svx", ".qmd", ".html", ".htm", ".txt")
LOOKED_AT = 2_000  # files; enough to see where articles are


def holds_articles(folder: Path, *, any_head: bool = False) -> bool:
    """Tell whether a file in *folder* or below has front matter; any_head: whatever it begins with."""
    return next(heads(folder, b"" if any_head else (b"---", b"+++")), None) is not None


def heads(folder: Path, openings: bytes | tuple[bytes, ...] = (b"---", b"+++")) -> Iterator[tuple[Path, str]]:
    """Yield the files in *folder* with front matter, in no order that matters, and how each begins."""
    return begins(files(folder), openings)


def begins(files: Iterable[Path], openings: bytes | tuple[bytes, ...] = (b"---", b"+++")) -> Iterator[tuple[Path, str]]:
    for path in islice(files, LOOKED_AT):
        try:
            with open_regular(path) as file:
                begin = file.read(1_000).removeprefix(b"\xef\xbb\xbf").lstrip()
        except OSError:
            continue
        if begin.startswith(openings):
            yield path, begin.decode(errors="replace")


def files(folder: Path) -> Iterator[Path]:
    """Yield the files that may be articles, none of them hidden or of packages."""
    for above, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "node_modules")
        yield from (Path(above, name) for name in sorted(names) if name.endswith(SUFFIXES))
