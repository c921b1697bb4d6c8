"""Whose a site is that no preset reads, where it is built, and what serves it here."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from syndicate.files.inside import beginning_of
from syndicate.settings.generators.known import GENERATORS, Generator

_MAX_BYTES = 1 << 20
_BUILDS = r"""(?:^|[{,(])[ \t]*(?:set[ \t]+:)?["']?%s["']?[ \t]*[:=,][ \t]*(["'`]%s)([\w.][\w./ -]{0,200}?)\1[ \t]*(?=[,;})]|(?:#.*)?$)"""
PLAIN = (".yml", ".yaml", ".lektorproject", ".properties")  # files in which a text needs no quotes


def other_generator(folder: Path) -> Generator | None:
    """Return whose site lies in *folder*, if it is of one that no preset reads."""
    found = next((generator for generator in GENERATORS if _is_marked(folder, generator)), None)
    if found is None and (packages := text_of(folder / "package.json")):
        names = set(re.findall(r'"([@a-z][^"\s]*)"\s*:', packages))
        found = next((generator for generator in GENERATORS if generator.package in names), None)
    return found._replace(output=_output(folder, found)) if found else None


def _output(folder: Path, generator: Generator) -> str:
    """Return the folder below the site's *folder* that *generator* builds, as its configuration says.

    Where what it says is not there, it may be what another tool builds: the usual one counts, if that is there.
    """
    above, mark, _ = generator.output.partition(".vitepress")  # it says so as seen from the folder of the pages
    is_plain = any(mark.endswith(PLAIN) for mark in generator.marks)
    said = re.compile(_BUILDS % (re.escape(generator.builds), "?" if is_plain else ""), re.MULTILINE)
    found = generator.builds and next(filter(None, map(said.search, texts_of(folder, *generator.marks))), None)
    output = posixpath.normpath(f"{above if mark else ''}{found[2]}") if found else ""
    is_usual = (
        not output
        or output.startswith(".")
        or (not (folder / output).is_dir() and (folder / generator.output).is_dir())
    )
    return generator.output if is_usual else output


def advice_on(folder: Path, generator: Generator) -> str:
    """Return a sentence that says what serves the site of *generator* in *folder*."""
    build = f"build it and export its pages by {export_of_pages(folder, generator)}"
    served = f"{generator.host} hangs feeds onto its build; or {build}" if generator.host else build
    return (
        f"this is a site of {generator.name}, which no preset reads: {served},"
        " or say in syndicate.yaml where its articles lie and what their URLs are"
    )


def export_of_pages(folder: Path, generator: Generator) -> str:
    """Return the command that exports what *generator* has built of the site in *folder*."""
    pages, built = built_pages(folder, generator), generator.output
    return f"syndicate export {(folder / pages).as_posix()} --output {(folder / built).as_posix()}"


def built_pages(folder: Path, generator: Generator) -> str:
    """Return the folder, below the site's *folder*, of what *generator* builds of its articles."""
    texts = texts_of(folder, *generator.marks) if generator.posts else ()
    found = (re.search(generator.posts, text, re.MULTILINE) for text in texts)
    return "/".join(filter(None, (generator.output, *(match[1].strip("/.") for match in found if match))))


def _is_marked(folder: Path, generator: Generator) -> bool:
    is_there = (folder / generator.folder).is_dir()
    texts = texts_of(folder, *generator.marks) if is_there else ()
    return any(re.search(generator.telltale, text, re.MULTILINE) for text in texts)


def texts_of(folder: Path, *globs: str) -> Iterator[str]:
    """Yield the texts of the files in *folder* that *globs* name."""
    return (text_of(path) for glob in globs for path in sorted(folder.glob(glob)))


def text_of(path: Path) -> str:
    """Return the text of a small file, each of its lines ended as on Unix; "" where there is none."""
    return beginning_of(path, _MAX_BYTES).decode(errors="replace").replace("\r\n", "\n")
