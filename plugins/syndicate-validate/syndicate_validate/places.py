"""What the command is given: files, folders and URLs, each judged."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate import UsageError
from syndicate_validate.findings import Finding, Findings
from syndicate_validate.judging import is_judged, judge

if TYPE_CHECKING:
    from syndicate.profiles import Profile

_Judge = Callable[..., list[Finding]]  # judge(), told the rest that is the same of all documents
_ENDINGS = {".xml", ".rss", ".atom", ".rdf", ".opml", ".json"}
_TIMEOUT_SECONDS = 30.0
_MAX_BYTES = 64 << 20


def judged(
    place: str, now: datetime, ignored: Collection[str], profile: Profile | None = None
) -> Iterator[list[Finding] | UsageError]:
    """Yield the findings of each document at *place*, a file, a folder or a URL; "-" is standard input.

    A UsageError stands for what cannot be judged: there is nothing, or it cannot be read.
    """
    judged = partial(judge, now=now, ignored=ignored, profile=profile)
    if place.lower().startswith(("http://", "https://")):
        yield _fetched(place, ignored, judged)
        return
    if place == "-":
        yield judged(sys.stdin.buffer, "-")
        return
    path = Path(place)
    if path.is_dir():
        for file in _files(path):
            if file.suffix.lower() == ".json" and not _may_be_feed(file):
                continue
            found = _file(file, judged)
            # A folder has other XML and JSON, too.
            if isinstance(found, UsageError):
                yield found
            elif not any(each.code in ("format-unknown", "format-html", "json-not-feed") for each in found):
                yield [each for each in found if each.code != "profile-unjudged"]  # sitemaps and the like
        return
    if not path.is_file():
        yield UsageError(f"{place}: there is no file or folder of this name; name one, or a URL of http or https")
        return
    yield _file(path, judged)


def _files(folder: Path) -> Iterator[Path]:
    for child in sorted(folder.iterdir()):
        if child.name.startswith(".") or child.is_symlink():
            continue
        if child.is_dir():
            if child.name != "node_modules":
                yield from _files(child)
        elif child.suffix.lower() in _ENDINGS and child.is_file():
            yield child


def _may_be_feed(file: Path) -> bool:
    """Tell whether the JSON in *file* names its format, or is named as one: a folder has all sorts of JSON."""
    if "feed" in file.stem.lower():
        return True
    try:
        with file.open("rb") as stream:
            return b"jsonfeed.org" in stream.read(_MAX_BYTES)
    except OSError:  # which is told when it is judged
        return True


def _file(path: Path, judged: _Judge) -> list[Finding] | UsageError:
    try:
        with path.open("rb") as stream:
            return judged(stream, str(path))
    except OSError as error:
        return UsageError(f"{path}: cannot be read: {error.strerror or error}")


def _fetched(url: str, ignored: Collection[str], judged: _Judge) -> list[Finding] | UsageError:
    try:
        from syndicate_feed_source.fetching import FetchError, fetch
    except ModuleNotFoundError:
        return UsageError(f"{url}: URLs are fetched by the distribution syndicate-feed-source; install it")
    findings = Findings(url, ignored)
    try:
        got = fetch(url, timeout_seconds=_TIMEOUT_SECONDS, max_bytes=_MAX_BYTES)
    except FetchError as error:
        findings.add("http-failed", 0, 0, words={"why": str(error)})
        return findings.sorted()
    _judge_answer(got.media_type, got.charset, got.body[:200], findings)
    return [*findings.sorted(), *judged(got.body, url, url=got.url, links=got.links)]


def _judge_answer(media_type: str, charset: str, head: bytes, findings: Findings) -> None:
    """Judge the Content-Type of an answer (RFC 7303, RFC 9110 section 8.3)."""
    if not media_type:
        findings.add("http-type-missing", 0, 0)
        return
    is_json = head.lstrip()[:1] == b"{"
    if not is_judged(media_type) or is_json != media_type.endswith("json"):
        findings.add("http-type", 0, 0, value=media_type)
    declared = head.partition(b"?>")[0].lower()
    _, is_said, rest = declared.partition(b"encoding=")
    encoding = rest[1:].split(rest[:1])[0].decode("ascii", "replace") if is_said and rest else "utf-8"
    if charset and charset.lower() != encoding:
        findings.add("http-charset", 0, 0, value=charset, words={"declared": encoding})
    elif not charset and media_type == "text/xml" and encoding not in ("us-ascii", "utf-8"):
        findings.add("http-charset", 0, 0, value="us-ascii", words={"declared": encoding})
