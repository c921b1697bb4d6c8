"""What is asked of everyone who is timed, and whether they did it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.articles import Counts

SITE_URL = "https://example.org/"
TITLE = "Benchmark"
NEWEST = 20  # articles of the feeds of the newest


class Job(NamedTuple):
    """What is to be written, below the output folder.

    newest   rss.xml, atom.xml and feed.json with the newest twenty articles
    sitemap  sitemap.xml with every published article, and its AMP twin; or an index of that name and its parts beside it
    topics   topics/ with an Atom feed for each topic that has a published article, *topic_limit* articles in each at most
    """

    name: str
    newest: bool = False
    sitemap: bool = False
    topics: bool = False
    topic_limit: int | None = NEWEST  # None: all


JOBS = {
    job.name: job
    for job in (
        Job("newest", newest=True),
        Job("sitemap", sitemap=True),
        Job("topics", topics=True),
        Job("all", newest=True, sitemap=True, topics=True),
    )
}


class WrongOutput(Exception):  # noqa: N818 - it says what is the case
    """Somebody did not do the job."""


class CannotDo(Exception):  # noqa: N818 - it says what is the case
    """Somebody has no way to do the job."""


def check(job: Job, output: Path, counts: Counts, who: str) -> None:
    """Raise WrongOutput if *output* is not what *job* asks for over articles of which there are *counts*."""
    faults: list[str] = []

    def expect(what: str, found: object, wanted: object) -> None:
        if found != wanted:
            faults.append(f"{who}: {job.name}: {what}: {found} found, {wanted} wanted")

    if job.newest:
        wanted = min(NEWEST, counts.published)
        for name, mark in (("rss.xml", "<item>"), ("atom.xml", "<entry>")):
            expect(name, marks([output / name], mark), wanted)
            expect(f"{name} with the newest article", marks([output / name], counts.newest_url) > 0, wanted=True)
        items = json.loads((output / "feed.json").read_bytes())["items"] if (output / "feed.json").exists() else []
        expect("feed.json", [len(items), *(item["url"] for item in items[:1])], [wanted, counts.newest_url])
    if job.sitemap:
        files = sorted(output.glob("sitemap*.xml"))
        expect("sitemap.xml", marks(files, "<url>"), counts.published)
        expect("AMP twins in sitemap.xml", marks(files, 'rel="amphtml"'), counts.amp)
    if job.topics:
        files = sorted((output / "topics").rglob("*.xml"))
        expect("files of topics", len(files), len(counts.topics))
        limit = job.topic_limit or counts.published
        expect("entries of topics", marks(files, "<entry>"), sum(min(limit, held) for held in counts.topics.values()))
    if faults:
        raise WrongOutput("\n".join(faults))


def marks(files: list[Path], mark: str) -> int:
    """Return how often *mark* stands in *files*, none of which is held in memory."""
    found = 0
    pattern = re.compile(re.escape(mark.encode()))
    for path in files:
        if not path.exists():
            continue
        with path.open("rb") as file:
            rest = b""
            while piece := file.read(1 << 20):
                piece = rest + piece
                found += len(pattern.findall(piece))
                rest = piece[-(len(mark) - 1) :]
    return found
