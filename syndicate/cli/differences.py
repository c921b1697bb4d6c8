"""What the command prints of what an export would change: as text, as JSON, or as annotations."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from syndicate.cli.kinds import ALL
from syndicate.cli.report import as_seen_from_here, found_as_json, print_annotations, print_found
from syndicate.cli.terminal import print_json, say
from syndicate.model.errors import Fault, count, excerpt
from syndicate.model.kinds import Said

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from syndicate.pipeline.report import Report
    from syndicate.record.difference import Difference, Differences

_SHOWN = 3  # of a kind, and of what there is to say of one
_FILES = 7
_WORDS = {
    "withdrawn": "withdrawn",
    "id": "with another id, so that readers show them again",
    "new": "new",
    "changed": "changed",
    "left": "in no feed any more, and not withdrawn",
    "moved": "in other feeds than before",
}
_GRAVE = ("withdrawn", "id")


def print_differences(
    found: Differences, report: Report, given: argparse.Namespace, name: str, status: int, folder: Path
) -> None:
    """Print what is *found*, beside what *report* says of the articles.

    name    of what was compared with
    folder  of the site, which sources are relative to
    """
    if given.report == "json":
        print_json(_as_json(found, report, name, status), sys.stdout)
        return
    print_found(report, given)
    if given.report == "github":
        print_annotations([_said(one, folder) for one in found.entries], given)
    if given.quiet:
        return
    for line in (*_articles(found, show_all=given.all), *_files(found, show_all=given.all)):
        say(line, sys.stdout)
    changed = sum(state != "unchanged" for state in found.files.values())
    words = f"{count(len(found.entries), 'article')} and {changed:,} of {count(len(found.files), 'file')} would change"
    say(f"{words if found else 'nothing would change'}, compared with {name}", sys.stdout)


def _articles(found: Differences, *, show_all: bool) -> Iterator[str]:
    for change, words in _WORDS.items():
        several = [one for one in found.entries if one.change == change]
        if not several:
            continue
        yield f"{count(len(several), 'article')} {words}:"
        shown = several if show_all else several[:_SHOWN]
        yield from (f"    {_text(one)}" for one in shown)
        if left := len(several) - len(shown):
            yield f"    and {left:,} more {ALL}"


def _files(found: Differences, *, show_all: bool) -> Iterator[str]:
    changed = [(path, state) for path, state in found.files.items() if state != "unchanged"]
    shown = changed if show_all else changed[:_FILES]
    yield from (f"{path}  {state}{_replaced(found, path)}{_of_feed(found, path)}" for path, state in shown)
    if left := len(changed) - len(shown):
        yield f"and {left:,} more files {ALL}"


def _of_feed(found: Differences, path: str) -> str:
    """Return what changes of the feed at *path* itself, beside its articles."""
    fields = found.of_feeds.get(path)
    return f", the feed itself: {', '.join(fields)}" if fields else ""


def _replaced(found: Differences, path: str) -> str:
    """Return what is to be said of the file at *path* where it is not ours."""
    if (by := found.foreign.get(path)) is None:
        return ""
    return f", {excerpt(by)} has written what stands there" if by else ", what stands there is not ours"


def _text(one: Difference) -> str:
    """Return one line about *one*: its title and page, the fields that change, and its feeds."""
    text = f"{excerpt(one.title, 80)} {one.url}" if one.title else one.url
    if one.before:
        text += f": {one.id}, which was {one.before}"
    if one.fields:
        text += f": {', '.join(one.fields)}"
    told = {"into ": one.into, "out of ": one.out_of} if one.into or one.out_of else {"": one.feeds}
    feeds = "; ".join(f"{words}{_first(several)}" for words, several in told.items() if several)
    return f"{text} ({feeds})" if feeds else text


def _first(feeds: Sequence[str]) -> str:
    return ", ".join([*feeds[:_SHOWN], *(["..."] if len(feeds) > _SHOWN else [])])


def _said(one: Difference, folder: Path) -> Said:
    severity = "warning" if one.change in _GRAVE else "notice"
    text = f"{_WORDS[one.change]}: {_text(one)}"
    if not one.source:
        return Said(severity, "", text)
    (fault,) = as_seen_from_here([Fault(path=one.source, line=one.line, message=text)], folder)
    return Said(severity, "", text, fault)


def _as_json(found: Differences, report: Report, name: str, status: int) -> dict[str, Any]:
    from msgspec import to_builtins

    return {
        "status": status,
        "against": name,
        "articles_read": report.read_count,
        "articles_left_out": report.left_out_count,
        "articles": [{key: value for key, value in to_builtins(one).items() if key != "line"} for one in found.entries],
        "files": [
            {"path": path, "state": state, "fields": found.of_feeds.get(path, ())}
            for path, state in found.files.items()
        ],
        "foreign": [{"path": path, "generator": by} for path, by in found.foreign.items()],
        **found_as_json(report.faults, error=report.failures, warning=report.warnings, note=report.notes),
        "warnings": list(report.warnings),
        "notes": list(report.notes),
    }
