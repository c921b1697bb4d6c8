"""robots.txt and _headers, which make the feeds known: lines are added to them, and what they say stays."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from syndicate.hosts.links import Announcement, headers_text, robots_lines
from syndicate.model.feed import Document

_MAX_BYTES = 4 << 20


def files_for_server(
    folder: Path, announced: list[Announcement], base_url: str, *, robots: bool, headers: bool
) -> list[Document]:
    """Return the files to publish into *folder*, into which the site is built, about what is *announced*.

    A robots.txt that is not there is made only at the root of the host, where crawlers look (RFC 9309 section 2.3).
    What stands there and is no plain file of a sensible size is left alone: a link may lead anywhere.
    """
    documents: list[Document] = []
    sitemaps = [lines for each in announced if (lines := robots_lines([each]))]
    if robots and sitemaps and ((folder / "robots.txt").is_file() or urlsplit(base_url).path == "/"):
        documents += _with_lines(folder, "robots.txt", sitemaps)
    if headers and announced:
        documents += _with_lines(folder, "_headers", [headers_text([each]) for each in announced])
    return documents


def _with_lines(folder: Path, path: str, blocks: list[str]) -> list[Document]:
    """Return the file at *path* with those of *blocks* that it lacks at its end; nothing if it is left alone."""
    place = folder / path
    if place.is_symlink() or (place.exists() and not (place.is_file() and place.stat().st_size <= _MAX_BYTES)):
        return []
    text = place.read_bytes().decode("utf-8", errors="surrogateescape") if place.exists() else ""
    for block in blocks:
        if f"\n{block}" not in f"\n{text}\n".replace("\r\n", "\n"):
            text += ("\n" if text and not text.endswith("\n") else "") + block
    return [Document(path=path, body=text.encode("utf-8", errors="surrogateescape"), media_type="text/plain")]
