"""Documents that others have written: by whom, as far as they say so."""

from __future__ import annotations

import re

from syndicate.model.errors import excerpt
from syndicate.model.text import one_line
from syndicate.record.record import Record

BEGINNING_BYTES = 16384  # of a document, which say who wrote it


def signature(body: bytes) -> bytes:
    """Return the element of the feed *body* that says what wrote it; b"": it has none before its first entry.

    Two documents of one program have the same, in whatever version of ours.
    """
    start = body.find(b"<generator", 0, BEGINNING_BYTES)
    end = body.find(b"</generator>", start, BEGINNING_BYTES)
    is_in_entry = body.find(b"<item", 0, start) >= 0 or body.find(b"<entry", 0, start) >= 0
    return b"" if start < 0 or end < 0 or is_in_entry else body[start:end]


def writer(signed: bytes) -> str:
    """Return who wrote what has the signature *signed*: name, and version where the name does not hold it.

    >>> writer(b'<generator uri="https://jekyllrb.com/" version="4.3.3">Jekyll')
    'Jekyll 4.3.3'
    """
    from html import unescape

    tag, _, text = signed.decode("utf-8", "replace").partition(">")
    name = one_line(unescape(re.sub(r"<!\[CDATA\[|\]\]>", "", text)))
    said = re.search(r"""\sversion\s*=\s*["']([^"']*)""", tag)
    version = one_line(unescape(said[1])) if said else ""
    return f"{name} {version}".strip() if version not in name else name


def is_foreign(path: str, old: bytes, ours: bytes, record: Record | None) -> bool:
    """Tell whether a document with the signature *old* at *path*, where ours has the signature *ours*, is another's.

    One that names nobody is, where *record* has files and not this one.
    """
    return old != ours if old else record is not None and record.has_files and not record.lines(path)


def told(path: str, old: bytes, *, dry_run: bool) -> str:
    """Return what is said of the document with the signature *old* at *path* where ours takes its place."""
    by = writer(old)
    wrote = f"{excerpt(by)} has written what stood there" if by else "the record does not know what stood there"
    done = "it would be replaced" if dry_run else "it is replaced"
    return (
        f"{path}: {wrote}, and {done}; if that is to stay, give ours another path; else export after all that writes it"
    )
