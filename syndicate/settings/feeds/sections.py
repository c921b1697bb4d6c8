"""What the sections of a site are called by themselves: a feed of one would else have the name of its folder."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator

from syndicate.files.front_matter import head_below, parse_head
from syndicate.files.inside import is_page_of_folder, open_inside
from syndicate.model.errors import Fault
from syndicate.model.paths import is_store_url
from syndicate.model.text import label_text

_HEADING_BYTES = 8192
_HEADING = re.compile(r"(?m)^#[ \t]+(.+?)[ \t#]*$")
_TEMPLATE = re.compile(r"\{[{%]")


def section_titles(root: str, folders: Iterable[str], untitled: Callable[[str], str] | None) -> dict[str, str]:
    """Return name -> title of the sections that lie in *folders* of the site's folder *root*, "/" at the end of each.

    The title is that of the front matter of the section's own page (_index.md, index.html ...), else, in Markdown, its
    first heading. A section without one has the title that untitled(name) returns, else is not in the result.
    """
    names: dict[str, None] = {}
    found: dict[str, str] = {}
    for folder in folders:
        for name, pages in _sections(root, folder):
            title = next(filter(None, (_title(root, page) for page in pages)), "")
            names[name] = None
            if title:
                found.setdefault(name, title)
    return found if untitled is None else {name: found.get(name) or untitled(name) for name in names}


def _sections(root: str, folder: str) -> Iterator[tuple[str, list[str]]]:
    """Yield name and pages of each section in *folder*; of pages in several languages that without one is first."""
    for entry in _listed(root, folder):
        if entry.is_dir() and entry.name[0] not in "._":
            section = f"{folder}{entry.name}/"
            pages = [page.name for page in _listed(root, section) if is_page_of_folder(page.name)]
            yield entry.name, [f"{section}{page}" for page in sorted(pages, key=lambda page: (page.count("."), page))]


def _listed(root: str, folder: str) -> list[os.DirEntry[str]]:
    if is_store_url(folder):
        return []
    try:
        with os.scandir(os.path.join(root, folder)) as entries:  # noqa: PTH118
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _title(root: str, page: str) -> str:
    head = head_below(root, page)
    if not isinstance(head, Fault):
        values = parse_head(head, page).value
        title = values.get("title") if isinstance(values, dict) else None
        if isinstance(title, str) and not _TEMPLATE.search(title):
            return label_text(title)
    if not page.endswith((".md", ".markdown")) or (descriptor := open_inside(root, page)) is None:
        return ""
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0 if isinstance(head, Fault) else head.end_byte)
        heading = _HEADING.search(file.read(_HEADING_BYTES).decode("utf-8", "replace"))
    return label_text(heading[1]) if heading else ""
