"""syndicate export: the feeds of a site, published into a folder or printed."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, _ArgumentGroup
from typing import TYPE_CHECKING, Any

from syndicate.cli import options
from syndicate.cli.asked import Asked, is_printed, open_asked, open_given
from syndicate.cli.terminal import WELL, drop, say

if TYPE_CHECKING:
    from syndicate.pipeline.report import Report

DESCRIPTION = """Write the feeds that syndicate.yaml lists, or the formats named. SITE is the site's folder (default:
the one you stand in), a single file, a glob in quotes, a place in a store (s3://bucket/content), a URL where the source
reads some, or - for standard input (JSON Lines, unless --source says otherwise). One --format without --output goes to standard output."""
EXAMPLES = """\
  syndicate export                              as syndicate.yaml or the generator's configuration says
  syndicate export --format atom > atom.xml     one feed, printed
  syndicate export content --output public --title "The Ledger" --site-url https://news.example.org/ --author "The Desk"
"""


def add_arguments(command: ArgumentParser) -> None:
    add_choices(command)
    running = add_running(command)
    add_publishing(running)
    add = running.add_argument
    add("--dry-run", action="store_true", help="say what would be written")
    add("--explain", action="store_true", help="say where each value of the settings comes from, and write nothing")
    options.add_report(command)
    add_parts(command)


def add_choices(command: ArgumentParser) -> None:
    """Add what says which articles become which feeds, of what site."""
    listed: dict[str, Any] = {"action": "append", "default": []}
    options.add_site(command)
    add = command.add_argument
    add("--format", **listed, type=_format, metavar="NAME[=PATH]", help="write this format; may be repeated")
    add(
        "--output",
        type=options.text,
        metavar="DIR",
        help="folder or s3://bucket/place to publish into; - is standard output",
    )
    options.add_config(
        command, "settings file, its paths relative to SITE (default: syndicate.yaml of SITE or of a folder above)"
    )
    add("--source", type=options.text, metavar="NAME", help="where articles come from (default: front-matter)")
    options.add_preset(
        command, "whose configuration to read, e.g. jekyll; none: nobody's (default: what the folder is)"
    )
    add = command.add_argument_group("choosing").add_argument
    add("--topic", **listed, type=options.text, metavar="T", help="articles on T; repeated: on any of them")
    add("--all-topics", **listed, type=options.text, metavar="T", help="articles on T; repeated: on all of them")
    add("--exclude-topic", **listed, type=options.text, metavar="T", help="no articles on T")
    add("--include-unpublished", action="store_true", help="drafts, future, expired and all that is withheld, too")
    add("--since", type=options.text, metavar="D", help="published at D (date or instant) or later")
    add("--until", type=options.text, metavar="D", help="published before D, or on the day D")
    add("--where", **listed, type=options.text, metavar="KEY=VALUE", help="also KEY!=, KEY>=, KEY<=; any field")
    add(
        "--limit",
        type=_limit,
        metavar="N",
        help="the newest N of each feed but sitemaps; all (default: 20 in RSS, Atom, JSON)",
    )
    add("--content", choices=("none", "summary", "full"), help="how much of each article's text (default: summary)")
    options.add_site_options(command)


def add_running(command: ArgumentParser) -> _ArgumentGroup:
    """Add what says how the export runs, and return the group for more of it."""
    running = add_reading(command)
    add = running.add_argument
    add("--strict", action="store_true", help="write nothing if any article, or any value of one, is at fault")
    add("--allow-empty", action="store_true", help="write feeds without articles too")
    return running


def add_reading(command: ArgumentParser) -> _ArgumentGroup:
    """Add what says when an export is, and what it knows of those before; return the group for more of it."""
    running = command.add_argument_group("running")
    add = running.add_argument
    add("--now", type=options.text, metavar="T", help="what counts as now (default: SOURCE_DATE_EPOCH, else the clock)")
    index = running.add_mutually_exclusive_group().add_argument
    index(
        "--index",
        type=options.text,
        metavar="FILE",
        help="keeps what was read for the next export (default: .syndicate/...)",
    )
    add("--no-record", action="store_true", help="do not note what is published, and remove nothing")
    index("--no-index", action="store_true", help="read every article, and keep nothing")
    add("--jobs", type=_count, metavar="N", help="processes that work on a large site (default: as many as cores)")
    add("--workers", type=_scheduler, metavar="URL", help="a dask scheduler's, e.g. tcp://host:8786: its workers do it")
    return running


def add_publishing(running: _ArgumentGroup) -> None:
    """Add what says what becomes of that which an export before published."""
    add = running.add_argument
    add("--keep-old", action="store_true", help="leave files that are not written any more")
    add("--against", type=options.text, metavar="PLACE", help="folder, feed or URL that tells ids the record has not")
    add("--accept-new-ids", action="store_true", help="give many articles other ids: readers show them again")
    add("--accept-withdrawals", action="store_true", help="withdraw many articles at once")


def add_parts(command: ArgumentParser) -> None:
    """Add what says which plugins there are, and what of them is seen."""
    plugins = command.add_argument_group("plugins (SYNDICATE_PLUGINS: distributions to take in; empty: none)")
    options.add_plugin(plugins)
    plugins.add_argument(
        "--option",
        action="append",
        default=[],
        type=_option,
        metavar="PART.KEY=VALUE",
        help="an option of a part, e.g. amp-sitemap.amp=cache; VALUE is YAML",
    )
    plugins.add_argument("--trace", action="store_true", help="say how long each call of a part takes")
    options.add_debug(plugins)


def _format(given: str) -> tuple[str, str | None]:
    name, equals, path = given.partition("=")
    if not name or (equals and not path):
        raise ArgumentTypeError(f"expected NAME or NAME=PATH, e.g. atom=feeds/atom.xml, found {given!r}")
    if "," in name:
        raise ArgumentTypeError(f"takes one name; write --format {' --format '.join(name.split(','))}")
    return name, path or None


def _option(given: str) -> tuple[str, str, str]:
    target, equals, value = given.partition("=")
    name, dot, key = target.partition(".")
    if not (name and dot and key and equals):
        advice = "" if dot else "; filters are set in syndicate.yaml, below filters:"
        raise ArgumentTypeError(f"expected PART.KEY=VALUE, e.g. amp-sitemap.amp=cache, found {given!r}{advice}")
    return name, key, value


def _limit(given: str) -> int | str:
    return given if given == "all" else _count(given, " or all")


def _scheduler(given: str) -> str:
    scheme, separator, host = given.partition("://")
    if not (scheme and separator and host):
        raise ArgumentTypeError(f"expected the address of a dask scheduler, e.g. tcp://scheduler:8786, found {given!r}")
    return given


def _count(given: str, more: str = "") -> int:
    number = int(given) if given.isascii() and given.isdigit() else 0
    if number < 1:
        raise ArgumentTypeError(f"expected a whole number of at least 1{more}, found {given!r}")
    return number


def run(given: Namespace) -> int:
    from syndicate.cli.report import print_document, print_explained, print_report
    from syndicate.model.errors import count

    opened = open_given(given)
    if given.explain:
        from syndicate.cli.explain import explained_settings

        print_explained(explained_settings(opened.file, opened.overrides), sys.stdout, as_json=given.report == "json")
        return WELL
    asked = open_asked(given, opened, is_written=not given.dry_run, may_print=True)
    report, output = export(given, asked), asked.output
    if output is None and not given.dry_run:
        print_document(report)
    elif output is None and given.report == "text" and not given.quiet:
        for document in report.documents:
            entries = count(document.entry_count, "entry")
            say(f"{document.path}: {entries}, {len(document.body):,} bytes would be printed", sys.stdout)
    try:
        print_report(report, given, output)
        sys.stdout.flush()
    except OSError:
        drop(sys.stdout)  # The export is done, whether or not its report can be read.
    return report.exit_status


def export(given: Namespace, asked: Asked) -> Report:
    """Export what is *asked*, and return the report, with paths as seen from here."""
    from syndicate.model.errors import UsageError
    from syndicate.pipeline.options import Options
    from syndicate.record.opening import noted_in
    from syndicate.settings.overrides import is_accepted

    plan, file, record, output = asked.plan, asked.opened.file, asked.record, asked.output
    if output is None and not is_printed(given):
        wanting = "several feeds need" if len(plan.feeds) > 1 else f"the feed {plan.feeds[0].path} needs"
        printing = "" if len(plan.feeds) > 1 else " (- prints it)"
        raise UsageError(
            f"{wanting} a folder: give --output{printing}, or set output in {file.path or 'syndicate.yaml'}"
        )
    is_first = record is not None and record.is_noted and not record.path.exists()
    choices = Options(
        strict=given.strict,
        allow_empty=given.allow_empty,
        dry_run=given.dry_run,
        keep_old=given.keep_old,
        against=given.against,
        counts_unchosen=given.report == "json" or given.verbose > 0,
        accept_new_ids=is_accepted("new-ids", is_said=given.accept_new_ids),
        accept_withdrawals=is_accepted("withdrawals", is_said=given.accept_withdrawals),
    )
    report = asked.run(given, choices)
    if is_first and record is not None and not report.failures and record.path.exists():
        report = report.with_more(notes=[noted_in(record.path)])
    return report
