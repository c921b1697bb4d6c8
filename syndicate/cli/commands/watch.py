"""syndicate watch: exports again whenever articles or settings change, one export after the other.

A site has changed where its files have, but for those that an export writes itself, and those of tools.
"""

from __future__ import annotations

import os
import re
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any, NoReturn

from syndicate.cli import options
from syndicate.cli.asked import open_asked
from syndicate.cli.commands import export
from syndicate.cli.terminal import FAILED, WRONG_USAGE, print_json, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syndicate.cli.asked import Asked
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
_NO_WATCH = (
    "is in a store, which does not tell when it changes; run syndicate export every few minutes: of articles that are the"
    " same it fetches none"
)
_STEP_MS, _MOST_MS, _WAKE_MS = 100, 2_000, 400  # changes are collected until none comes for a step, or for the most
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
        from syndicate.model.errors import count, shown

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
        done = f"{count(len(written), 'file')} changed: {shown(written)}" if written else "nothing changed"
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


class Watched:
    """The places of the site whose export is *asked*.

    index   file that keeps what was read, where an option names it
    `own`   files that exports have written, as resolved paths
    """

    def __init__(self, asked: Asked, index: str | None = None) -> None:
        self.asked = asked
        self.own: set[str] = set()
        self._index = index
        self._output = asked.output
        self._places: list[str] = []

    def changes(self, command: str, stop: Any = None) -> Iterator[bool]:
        """Yield True where something has changed, False now and then where nothing has; the places are those of now.

        command  that needs it, for the message
        stop     an Event that ends it; None: nothing does

        The first time comes as soon as all changes are heard of: none is missed. Raises UsageError.
        """
        from syndicate.model.errors import UsageError

        try:
            from watchfiles import watch
        except ImportError as error:
            raise UsageError(
                f"{command}: the library watchfiles tells of changes, and is missing; pip install 'syndicate-feeds[watch]'"
            ) from error
        for changes in watch(
            *self.places(),
            watch_filter=self.is_foreign,
            debounce=_MOST_MS,
            step=_STEP_MS,
            rust_timeout=_WAKE_MS,
            yield_on_timeout=True,
            stop_event=stop,
        ):
            yield bool(changes)

    def places(self) -> list[str]:
        """Return what is to be watched, none of it inside another: the site's folder, the settings, and sources."""
        file = self.asked.opened.file
        wanted = [file.folder, *([file.path.parent] if file.path else []), *self.sources()]
        found = sorted({os.path.realpath(place) for place in wanted if place.exists()})
        self._places = [place for place in found if not any(place.startswith(_below(other)) for other in found)]
        return self._places

    def sources(self) -> list[Path]:
        """Return the places of articles and built pages: files and folders, of a glob the folder in front of it."""
        from pathlib import Path

        from syndicate.settings.locate import is_url

        root, built = Path(self.asked.plan.context.root), self.asked.opened.file.settings.source.built
        paths = [path for path in self.asked.plan.context.paths if path != "-" and not path.startswith("!")]
        paths = [path for path in paths if not is_url(path)]
        fixed = [re.split(r"[*?\[]", path)[0] for path in paths]
        ends = [path if path == whole else os.path.dirname(path) for path, whole in zip(fixed, paths, strict=True)]  # noqa: PTH120
        return [root / end for end in (*ends, *([built] if built else []))]

    def is_foreign(self, _: object, path: str) -> bool:
        """Tell whether a change at *path* may be one of the site: it is not ours, nor of an editor or a tool."""
        from syndicate.record.record import FILENAME

        place = os.path.realpath(path)
        record = self.asked.record
        own = (os.path.realpath(record.path) if record else "", os.path.realpath(self._index or ""))
        if place in self.own or place in own or os.path.basename(place) == FILENAME:  # noqa: PTH119
            return False
        within = next((path[len(top) :] for top in self._places if _below(path).startswith(_below(top))), path)
        within = within.replace(os.sep, "/")
        if _NO_SOURCE.search(within):
            return False
        if self._output is None or isinstance(self._output, str):  # nowhere, or in a store
            return True
        output = _below(os.path.realpath(self._output))
        reads_output = any(_below(os.path.realpath(source)).startswith(output) for source in self.sources())
        return reads_output or not _below(place).startswith(output)


def _below(folder: str) -> str:
    """Return what the paths of all below *folder* begin with."""
    return folder.rstrip(os.sep) + os.sep
