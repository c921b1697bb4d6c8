"""In which order documents are put into a store, so that none is there before what it points at."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from urllib.parse import quote

_SEGMENT = re.compile(rb"[\w%.~!$+,=:@-]+")


def waves(read: Mapping[str, Callable[[], bytes]], new: frozenset[str]) -> Iterator[list[str]]:
    """Yield the paths of *read* in groups: what a document names by its URL is in a group before it.

    read  path of each document -> its bytes
    new   those that do not stand yet. Where documents name one another in a circle, those that name none of these go
          first, the last one of *read* before the others
    """
    by_last: dict[bytes, list[str]] = {}
    for path in read:
        by_last.setdefault(quote(path).rpartition("/")[2].encode(), []).append(path)
    rest = {path: _named(body(), by_last) - {path} for path, body in read.items()} if len(read) > 1 else {}
    for path in () if rest else read:
        yield [path]
    while rest:
        ready = [path for path, named in rest.items() if not named]
        if not ready:
            circle = [path for path, named in rest.items() if not named & new] or list(rest)
            ready = circle[-1:]
        yield ready
        gone = set(ready)
        rest = {path: named - gone for path, named in rest.items() if path not in gone}


def _named(body: bytes, by_last: Mapping[bytes, list[str]]) -> set[str]:
    """Return the paths that URLs in *body* end with, given *by_last* their last parts."""
    if body.startswith(b"\x1f\x8b"):
        with suppress(OSError, EOFError, zlib.error):
            body = gzip.decompress(body)
    found = set()
    for match in _SEGMENT.finditer(body):
        for path in by_last.get(match[0], ()):
            if body.endswith(b"/" + quote(path).encode(), 0, match.end()):
                found.add(path)
    return found
