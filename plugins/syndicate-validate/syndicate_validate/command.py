"""syndicate validate: judge feeds, sitemaps and outlines by their standards."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicate_validate.findings import Finding

DESCRIPTION = (
    "Judge RSS, Atom, JSON Feed, sitemaps and OPML by their standards. Errors are what a standard forbids, warnings what "
    "breaks readers, notes are good to know."
)
EXAMPLES = """\
  syndicate validate public/rss.xml https://example.org/feed.xml
  syndicate validate public --strict --report github
  syndicate validate --profile msn https://example.org/feed.xml
"""

_WRONG_USAGE = 2  # exit status, as for any command line that cannot be followed


def add_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "places",
        nargs="+",
        metavar="FILE|FOLDER|URL",
        help="what to judge; of a folder: *.xml, *.rss, "
        "*.atom, *.rdf, *.opml, *.json that are one of these formats; -: standard input",
    )
    add = command.add_argument
    add(
        "--report",
        choices=("text", "json", "github", "sarif"),
        default="text",
        help="for people (default), for programs, as annotations of a workflow, or for what shows SARIF",
    )
    add(
        "--profile",
        metavar="NAME|FILE",
        help="what a taker wants, too: msn, google-news ..., or the .toml file of a profile of yours",
    )
    add("--strict", action="store_true", help="exit with 1 for warnings, too")
    add(
        "--ignore", action="append", default=[], metavar="CODE", help="leave out findings of this code; may be repeated"
    )
    add("-q", "--quiet", action="store_true", help="say nothing of notes, and nothing where all is well")


def run(given: Namespace) -> int:
    from collections import Counter
    from datetime import UTC, datetime

    from syndicate import UsageError
    from syndicate.cli import FAILED, WELL, say
    from syndicate.model import suggest
    from syndicate_validate import reports
    from syndicate_validate.findings import codes
    from syndicate_validate.places import judged

    ignored = {code for given_codes in given.ignore for code in given_codes.split(",")}
    for code in sorted(ignored - codes().keys()):
        raise UsageError(f"--ignore {code}: there is no such code{suggest(code, codes())}")
    found: list[Finding] = []
    kinds: Counter[str] = Counter()
    documents = 0
    profile = None
    if given.profile:
        from syndicate.profiles import load_profile

        profile = load_profile(given.profile)
    unjudged: list[UsageError] = []
    now = datetime.now(UTC)
    for findings in (found for place in given.places for found in judged(place, now, ignored, profile)):
        if isinstance(findings, UsageError):
            unjudged.append(findings)
            continue
        documents += 1
        told = [each for each in findings if each.severity != "note" or not given.quiet]
        kinds.update(each.severity for each in told)
        if given.report == "text":
            for each in told:
                reports.print_text(each, sys.stdout)
        else:
            found += told
    if len(unjudged) == 1 and not documents:
        raise unjudged[0]
    if given.report != "text":
        {"json": reports.print_json, "github": reports.print_github, "sarif": reports.print_sarif}[given.report](found)
    if kinds or not given.quiet:
        reports.print_summary(kinds, documents, sys.stderr)
    for error in unjudged:
        say(f"syndicate: {error}", sys.stderr)
    if unjudged:
        return _WRONG_USAGE
    return FAILED if kinds["error"] or (given.strict and kinds["warning"]) else WELL
