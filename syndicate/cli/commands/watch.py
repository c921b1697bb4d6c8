"""syndicate watch: exports again whenever articles or settings change, one export after the other."""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, NoReturn

from syndicate.cli import options
from syndicate.cli.commands import export
from syndicate.cli.terminal import FAILED, WRONG_USAGE, print_json, say

if TYPE_CHECKING:
    from pathlib import Path

    from syndicate.model.errors import SyndicateError
    from syndicate.pipeline.report import Report

DESCRIPTION = """Export, then wait, and export again whenever articles or settings change, until Ctrl-C. What changes
while an export runs is taken by the next; half of the time at least is spent waiting. Settings with a mistake are named, and the
files stay as they are until it is mended. Needs the library watchfiles: pip install 'syndicate-feeds[watch]'."""
EXAMPLES = """\
  syndicate watch                        while you write: a line for each export
  syndicate watch --include-unpublished --output preview
"""
_STEP_MS, _MOST_MS, _WAKE_MS = 100, 2_000, 400  # changes are collected until none comes for a step, or for the most
_REST_SECONDS = 5.0  # at most, between two exports
_NAMED_FILES = 3
# Files of ours on their way, folders of tools, and what editors put beside the file that they save.
_NO_SOURCE = re.compile(
    r"/\.syndicate|/(?:\.git|\.hg|\.svn|node_modules|__pycache__)/|(?:~|\.swp|\.swx|/4913|/\.DS_Store)$"
)


def add_arguments(command: ArgumentParser) -> None:
    export.add_choices(command)
    export.add_publishing(export.add_running(command))
    options.add_report(command)
    export.add_parts(command)
    command.set_defaults(dry_run=False, explain=False)


def run(given: Namespace) -> NoReturn:
    from time import monotonic, sleep

    from syndicate.model.errors import UsageError

    try:
        from watchfiles import watch
    except ImportError as error:
        raise UsageError(
            "watch: the library watchfiles tells of changes, and is missing; pip install 'syndicate-feeds[watch]'"
        ) from error
    watching = _Watching(given)
    while True:
        places, is_begun = watching.places(), False
        for changes in watch(
            *places,
            watch_filter=watching.is_foreign,
            debounce=_MOST_MS,
            step=_STEP_MS,
            rust_timeout=_WAKE_MS,
            yield_on_timeout=True,
        ):
            # The first time comes, with changes or without, as soon as all changes are heard of: none is missed.
            if not changes and is_begun:
                continue
            is_begun, started = True, monotonic()
            watching.export()
            if watching.places() != places:
                break
            sleep(min(monotonic() - started, _REST_SECONDS))


class _Watching:
    """The exports of one site, as the options *given* ask.

    Raises what is wrong from the start; what goes wrong later is told.
    """

    def __init__(self, given: Namespace) -> None:
        from syndicate.model.errors import UsageError

        self._given = given
        self._asked = export.open_asked(given, is_written=False)
        self._output = self._asked.output
        if self._output is None:
            raise UsageError("watch: feeds need a folder; give --output, or set output: in the settings")
        if not self._sources():
            raise UsageError("watch: only files tell when they change; name a folder with articles")
        self._places: list[str] = []
        self._own: set[str] = set()
        self._told: object = None  # what was wrong the last time, which is not said again

    def export(self) -> None:
        """Export, and say in a line what was done."""
        from syndicate.model.errors import SyndicateError

        try:
            self._asked = export.open_asked(self._given, is_written=True)
            report = export.export(self._given, self._asked)
        except SyndicateError as error:
            self._tell_failure(error)
        else:
            output = self._asked.output
            if output is not None and not isinstance(output, str):  # a store tells nothing here
                self._own.update(os.path.realpath(output / file.path) for file in report.files)
            self._tell(report)
        sys.stdout.flush()

    def places(self) -> list[str]:
        """Return what is to be watched, none of it inside another: the site's folder, the settings, and sources."""
        file = self._asked.opened.file
        wanted = [file.folder, *([file.path.parent] if file.path else []), *self._sources()]
        found = sorted({os.path.realpath(place) for place in wanted if place.exists()})
        self._places = [place for place in found if not any(place.startswith(_below(other)) for other in found)]
        return self._places

    def _sources(self) -> list[Path]:
        """Return the places of articles and built pages: files and folders, of a glob the folder in front of it."""
        from pathlib import Path

        from syndicate.settings.locate import is_url

        root, built = Path(self._asked.plan.context.root), self._asked.opened.file.settings.source.built
        paths = [path for path in self._asked.plan.context.paths if path != "-" and not path.startswith("!")]
        fixed = [re.split(r"[*?\[]", path)[0] for path in paths if not is_url(path)]
        ends = [path if path == whole else os.path.dirname(path) for path, whole in zip(fixed, paths, strict=False)]  # noqa: PTH120
        return [root / end for end in (*ends, *([built] if built else []))]

    def is_foreign(self, _: object, path: str) -> bool:
        """Tell whether a change at *path* may be one of the site: it is not ours, nor of an editor or a tool."""
        from syndicate.record.record import FILENAME

        place = os.path.realpath(path)
        record = self._asked.record
        own = (os.path.realpath(record.path) if record else "", os.path.realpath(self._given.index or ""))
        if place in self._own or place in own or os.path.basename(place) == FILENAME:  # noqa: PTH119
            return False
        within = next((path[len(top) :] for top in self._places if _below(path).startswith(_below(top))), path)
        if _NO_SOURCE.search(within):
            return False
        if isinstance(self._output, str):
            return True
        output = _below(os.path.realpath(self._output or ""))
        reads_output = any(_below(os.path.realpath(source)).startswith(output) for source in self._sources())
        return reads_output or not _below(place).startswith(output)

    def _tell(self, report: Report) -> None:
        from syndicate.cli.report import print_found, report_as_json
        from syndicate.model.errors import count

        given, output = self._given, self._asked.output
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


def _below(folder: str) -> str:
    """Return what the paths of all below *folder* begin with."""
    return folder.rstrip(os.sep) + os.sep


def _now() -> str:
    from datetime import datetime

    return datetime.now().astimezone().strftime("%H:%M:%S")
