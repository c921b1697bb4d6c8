"""One document judged: its bytes in, findings out."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import syndicate_validate.checks
import syndicate_validate.values  # noqa: F401  both register their functions
from syndicate_validate.checks.websub import judge_headers
from syndicate_validate.findings import Finding, Findings
from syndicate_validate.nodes import Document
from syndicate_validate.xml_judge import XmlJudge

if TYPE_CHECKING:
    from syndicate.profiles import Profile

_CHUNK_BYTES = 256 << 10
_MOST_BYTES = 64 << 20  # of what is judged by a profile


# Media types of what may be judged; those of XML and JSON in general may be anything, and say so.
MEDIA_TYPES = {
    "application/atom+xml", "application/feed+json", "application/json", "application/rdf+xml", "application/rss+xml",
    "application/x-rss+xml", "application/xml", "text/x-opml", "text/xml",
}  # fmt: skip


def is_judged(media_type: str) -> bool:
    """Tell whether documents of *media_type* are feeds, sitemaps or outlines."""
    return media_type.partition(";")[0].strip().lower() in MEDIA_TYPES


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def judge(
    source: Readable | bytes,
    path: str,
    *,
    now: datetime,
    url: str = "",
    ignored: Collection[str] = (),
    profile: Profile | None = None,
    links: Sequence[str] = (),
) -> list[Finding]:
    """Return what is wrong with the feed, sitemap or outline that *source* holds, by place.

    path     as findings name it
    now      aware; dates after it are implausible
    url      where it was fetched from, if it was
    ignored  codes of rules that are not looked at
    links    the values of the Link headers that it came with
    profile  what a taker wants beside; the document is then read as a whole
    """
    if profile is not None and not isinstance(source, bytes):
        source = source.read(_MOST_BYTES)
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    findings = Findings(path, ignored)
    document = Document(findings, now, url)
    head = stream.read(_CHUNK_BYTES)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        from syndicate_validate.json_feed import judge_json

        judge_json(head, stream, document)
    else:
        judging = XmlJudge(document)
        while head:
            judging.feed(head)
            if judging.is_stopped:
                break
            head = stream.read(_CHUNK_BYTES)
        judging.close()
    if links:
        judge_headers(links, document)
    if profile is not None and isinstance(source, bytes):
        from syndicate_validate.profiles import judge_by

        judge_by(profile, source, document)
    return findings.sorted()
