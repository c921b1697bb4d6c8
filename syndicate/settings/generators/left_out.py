"""Files that the configuration of a generator leaves out of the site, as patterns for source.paths."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from syndicate.files.yaml.text import parse_yaml
from syndicate.settings.generators.known import Generator, text_of

_TEXT = r"""(['"`])((?:(?!\1)[^\n\\])+)\1"""


def left_out(folder: Path, below: str, generator: Generator) -> list[str]:
    """Return what is no article of the site in *folder*, whose articles lie *below* it."""
    found = []
    for name, _, above in (each.partition("@") for each in generator.leaves_out):
        for path in (path for glob in generator.reads for path in sorted(folder.glob(glob))):
            # A folder of configuration stands in that of the pages.
            own = path.parent.parent if path.parent.name.startswith(".") else path.parent
            base = above.replace("{articles}", below) or own.relative_to(folder).as_posix()
            found += [f"!{posixpath.normpath(f'{base}/{glob}')}" for glob in _globs(path, name)]
    return found


def _globs(path: Path, name: str) -> Iterator[str]:
    """Yield the globs that the file at *path* gives to *name*; of pagePatterns those that take out."""
    if path.suffix in (".yml", ".yaml"):
        given = list(_values(parse_yaml(text_of(path), path=path.name).value, name))
    else:  # of a program the texts in a list that stands there
        lists = re.findall(rf"""\b{name}["']?\s*:\s*\[([^\]]{{0,5000}})\]""", text_of(path))
        given = [text for one in lists for _, text in re.findall(_TEXT, one)]
    for glob in given:
        if isinstance(glob, str) and ".." not in glob and (name != "pagePatterns" or glob.startswith("!")):
            yield glob.lstrip("!").strip("/")


def _values(tree: Any, name: str) -> Iterator[Any]:
    for key, value in tree.items() if isinstance(tree, dict) else ():
        if key == name:
            yield from value if isinstance(value, list) else [value]
        else:
            yield from _values(value, name)
