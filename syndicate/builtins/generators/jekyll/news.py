"""Which collections hold news: those with a date somewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

_DATED_NAME = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-")
_DATE_FIELD = re.compile(rb"^(?:date|published_?at|publishedDateTime|pubDate|publishDate)[ \t]*:[ \t]*\S", re.MULTILINE)
_HEAD = re.compile(rb"---[^\S\n]*+\n(.*?)^(?:---|\.\.\.)\s*$", re.DOTALL | re.MULTILINE)
_HEAD_BYTES = 16 << 10


def undated_collections(base: str, names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each collection of *names* below the folder *base* that has documents and no date, with their number."""
    for name in names:
        count = 0
        for path in _files(os.path.join(base, f"_{name}")):  # noqa: PTH118  as given
            if _DATED_NAME.match(os.path.basename(path)):  # noqa: PTH119  a name of many
                break
            head = _head(path)
            if head is not None:
                count += 1
                if _DATE_FIELD.search(head):
                    break
        else:
            if count:
                yield name, count


def _files(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):  # links are not followed
        folders.sort()
        for name in sorted(files):
            path = os.path.join(place, name)  # noqa: PTH118  one of many
            if not os.path.islink(path) and os.path.isfile(path):  # noqa: PTH113, PTH114  as above
                yield path


def _head(path: str) -> bytes | None:
    """Return the front matter of the file at *path*, None if it has none."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123  one of many
            found = _HEAD.match(file.read(_HEAD_BYTES))
    except OSError:
        return None
    return found[1] if found else None
