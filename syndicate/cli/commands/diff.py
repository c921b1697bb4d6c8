"""syndicate diff: what an export would change for readers; nothing is written."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from syndicate.cli import options
from syndicate.cli.asked import open_asked
from syndicate.cli.commands import export
from syndicate.cli.kinds import ALL
from syndicate.cli.report import as_seen_from_here, found_as_json, print_annotations, print_found
from syndicate.cli.terminal import CHANGED, WELL, print_json, say
from syndicate.model.errors import Fault, count, excerpt, shown
from syndicate.model.kinds import Said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syndicate.cli.asked import Asked
    from syndicate.pipeline.report import Report
    from syndicate.record.difference import Difference, Differences


DESCRIPTION = """Say what an export with the same options would change for readers: articles that are new, changed or
withdrawn, ids, files. It compares with the output folder, and writes nothing. Exit status: 0 nothing changes, 3 something
does, 1 nobody can say."""
EXAMPLES = """\
  syndicate diff                                  against the output folder
  syndicate diff --against https://example.org/   against what is live (needs syndicate-feed-source)
  syndicate diff --report github                  in a workflow: what a change of articles does to readers
"""
RECORD = "record"
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


def add_arguments(command: ArgumentParser) -> None:
    export.add_choices(command)
    words = f"compare with a folder, a site or feed on the web, or the {RECORD} (default: the output folder)"
    command.add_argument("--against", type=options.text, metavar="PLACE", help=words)
    export.add_running(command)
    options.add_report(command)
    export.add_parts(command)


def run(given: Namespace) -> int:
    asked = open_asked(given, is_written=False)
    found, report, name = compared(given, asked)
    status = CHANGED if found else WELL
    print_differences(found, report, given, name, status, asked.opened.file.folder)
    return status


def compared(given: Namespace, asked: Asked, *, allow_empty: bool = False) -> tuple[Differences, Report, str]:
    """Return what an export as it is *asked* would change, what there is to say of the articles, and of which place.

    given        its options; `against`: "" or None: the output folder
    allow_empty  compare feeds without articles, too
    """
    from syndicate.model.errors import RecordError, UsageError
    from syndicate.pipeline.options import Options
    from syndicate.pipeline.publish.target import target_of
    from syndicate.record.comparison import Comparison
    from syndicate.record.elsewhere import place_at

    output, plan, registry, record = asked.output, asked.plan, asked.opened.registry, asked.record
    if given.against == RECORD and (record is None or not record.is_there):
        where = f": {record.path} is not there" if record is not None else ""
        raise RecordError(f"nothing was noted that could be compared with{where}; export once, or name a place")
    if given.against is None and output is None:
        raise UsageError("there is nothing to compare with: name a place (--against), give --output, or set output:")
    there = None if output is None else target_of(output).place()
    if given.against == RECORD:
        place = None
    else:
        place = place_at(given.against, registry, plan.context) if given.against else there
    comparison = Comparison(place, there, [feed.path for feed in plan.feeds], record, plan.site.url)
    learns = bool(place and given.against and record and not record.text_of_articles.size_bytes)
    # What many articles do is to be seen here, so that it stops nothing.
    choices = Options(
        against=given.against if learns else None,
        strict=given.strict,
        allow_empty=allow_empty or given.allow_empty,
        dry_run=True,
        accept_new_ids=True,
        accept_withdrawals=True,
    )
    report = asked.run(given, choices, comparison)
    if learns:
        report = report.with_more(notes=[f"this is what syndicate export --against {given.against} would do"])
    if given.against is None and record is not None:
        states, known = comparison.found.files, record.digests()
        if lost := [path for path in known if states.get(path) == "new"]:
            words = f"what the record has noted and {output} has not counts as new: {shown(lost, _SHOWN)}"
            report = report.with_more(notes=[f"{words}; --against {RECORD} compares with what was published"])
    return comparison.found, report, given.against or str(output)


def print_differences(
    found: Differences, report: Report, given: Namespace, name: str, status: int, folder: Path
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
        yield f"and {count(left, 'more file')} {ALL}"


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
    feeds = "; ".join(f"{words}{shown(several, _SHOWN)}" for words, several in told.items() if several)
    return f"{text} ({feeds})" if feeds else text


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
