"""syndicate diff: what an export would change for readers; nothing is written."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from syndicate.cli import options
from syndicate.cli.asked import open_asked
from syndicate.cli.commands import export
from syndicate.cli.terminal import CHANGED, WELL

if TYPE_CHECKING:
    from syndicate.cli.asked import Asked
    from syndicate.pipeline.report import Report
    from syndicate.record.difference import Differences

DESCRIPTION = """Say what an export with the same options would change for readers: articles that are new, changed or
withdrawn, ids, files. It compares with the output folder, and writes nothing. Exit status: 0 nothing changes, 3 something
does, 1 nobody can say."""
EXAMPLES = """\
  syndicate diff                                  against the output folder
  syndicate diff --against https://example.org/   against what is live (needs syndicate-feed-source)
  syndicate diff --report github                  in a workflow: what a change of articles does to readers
"""
RECORD = "record"


def add_arguments(command: ArgumentParser) -> None:
    export.add_choices(command)
    words = f"compare with a folder, a site or feed on the web, or the {RECORD} (default: the output folder)"
    command.add_argument("--against", type=options.text, metavar="PLACE", help=words)
    export.add_running(command)
    options.add_report(command)
    export.add_parts(command)


def run(given: Namespace) -> int:
    from syndicate.cli.differences import print_differences

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
    return comparison.found, report, given.against or str(output)
