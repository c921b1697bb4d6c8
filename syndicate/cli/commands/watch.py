"""syndicate watch: exports again whenever articles or settings change, one export after the other."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, NoReturn

from syndicate.cli import options
from syndicate.cli.asked import open_asked
from syndicate.cli.commands import export
from syndicate.cli.terminal import FAILED, WRONG_USAGE, print_json, say
from syndicate.cli.watching import Watched

if TYPE_CHECKING:
    from syndicate.model.errors import SyndicateError
    from syndicate.pipeline.report import Report

DESCRIPTION = """Export, then wait, and export again whenever articles or settings change, until Ctrl-C. What changes
while an export runs is taken by the next; half of the time at least is spent waiting. Settings with a mistake are named, and the
files stay as they are until it is mended. Needs the library watchfiles: pip install 'syndicate-feeds[watch]'."""
EXAMPLES = """\
  syndicate watch                        while you write: a line for each export
  syndicate watch --include-unpublished --output preview
"""
_REST_SECONDS = 5.0  # at most, between two exports
_NAMED_FILES = 3
_NO_WATCH = (
    "is in a store, which does not tell when it changes; run syndicate export every few minutes: of articles that are the"
    " same it fetches none"
)


def add_arguments(command: ArgumentParser) -> None:
    export.add_choices(command)
    export.add_publishing(export.add_running(command))
    options.add_report(command)
    export.add_parts(command)
    command.set_defaults(dry_run=False, explain=False)


def run(given: Namespace) -> NoReturn:
    from time import monotonic, sleep

    watching = _Watching(given)
    while True:
        places, is_begun = watching.watched.places(), False
        for is_changed in watching.watched.changes("watch"):
            if not is_changed and is_begun:
                continue
            is_begun, started = True, monotonic()
            watching.export()
            if watching.watched.places() != places:
                break
            sleep(min(monotonic() - started, _REST_SECONDS))


class _Watching:
    """The exports of one site, as the options *given* ask.

    Raises what is wrong from the start; what goes wrong later is told.
    """

    def __init__(self, given: Namespace) -> None:
        from syndicate.model.errors import UsageError
        from syndicate.model.paths import is_store_url, shown_place

        self._given = given
        self.watched = Watched(open_asked(given, is_written=False), given.index)
        if self.watched.asked.output is None:
            raise UsageError("watch: feeds need a folder; give --output, or set output: in the settings")
        stores = [path for path in self.watched.asked.plan.context.paths if is_store_url(path)]
        if not self.watched.sources() and stores:
            raise UsageError(f"watch: {shown_place(stores[0])} {_NO_WATCH}")
        if not self.watched.sources():
            raise UsageError("watch: only files tell when they change; name a folder with articles")
        if stores and not given.quiet:
            say(f"watch: {shown_place(stores[0])} {_NO_WATCH}", sys.stderr)
        self._told: object = None  # what was wrong the last time, which is not said again

    def export(self) -> None:
        """Export, and say in a line what was done."""
        from syndicate.model.errors import SyndicateError

        try:
            asked = self.watched.asked = open_asked(self._given, is_written=True)
            report = export.export(self._given, asked)
        except SyndicateError as error:
            self._tell_failure(error)
        else:
            if asked.output is not None and not isinstance(asked.output, str):  # a store tells nothing here
                self.watched.own.update(os.path.realpath(asked.output / file.path) for file in report.files)
            self._tell(report)
        sys.stdout.flush()

    def _tell(self, report: Report) -> None:
        from syndicate.cli.report import print_found, report_as_json
        from syndicate.model.errors import count

        given, output = self._given, self.watched.asked.output
        if given.report == "json":
            print_json(report_as_json(report, output), sys.stdout, indent=None)
            return
        wrong = report.faults, report.failures, report.warnings
        if wrong != self._told:
            print_found(report, given)
        self._told = wrong
        if given.quiet:
            return
        written = [file.path for file in report.files if file.state != "unchanged"]
        names = ", ".join([*written[:_NAMED_FILES], *(["..."] if len(written) > _NAMED_FILES else [])])
        done = f"{count(len(written), 'file')} changed: {names}" if written else "nothing changed"
        left_out = f", {report.left_out_count:,} left out" if report.left_out_count else ""
        say(f"{_now()}  {done}; {count(report.read_count, 'article')} read{left_out}", sys.stdout)

    def _tell_failure(self, error: SyndicateError) -> None:
        from syndicate.cli.report import print_failure
        from syndicate.model.errors import SettingsError, UsageError

        if str(error) != self._told or self._given.report == "json":
            status = WRONG_USAGE if isinstance(error, UsageError | SettingsError) else FAILED
            stream = sys.stdout if self._given.report == "json" else sys.stderr
            print_failure(error, status, stream, self._given)
        self._told = str(error)
        if self._given.report != "json" and not self._given.quiet:
            say(f"{_now()}  nothing written; waiting until that is mended", sys.stdout)


def _now() -> str:
    from datetime import datetime

    return datetime.now().astimezone().strftime("%H:%M:%S")
