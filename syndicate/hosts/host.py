"""What a build of a host exports, with the record of what it has published, and how a host's log tells of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from syndicate.exporting import run
from syndicate.hosts.links import announcements, head_links
from syndicate.hosts.server_files import files_for_server
from syndicate.model.errors import EmptyError, Fault
from syndicate.model.feed import Document
from syndicate.model.kinds import Said, kinds_of, said_of
from syndicate.pipeline.options import Options
from syndicate.pipeline.publish.target import publish
from syndicate.pipeline.report import Report
from syndicate.record.opening import NOTED, record_of
from syndicate.settings.opening import OpenPlan
from syndicate.settings.overrides import is_accepted

_ADVICE = "; --allow-empty writes the feed all the same"  # of the command line


class Host:
    """What a build of a host exports.

    plan, registry  of the export
    announced       what it will write
    links           to the feeds, for the head of every page
    """

    def __init__(self, opened: OpenPlan, now: datetime) -> None:
        self._opened = opened
        self.plan = opened.plan(now=now)
        self.registry = opened.registry
        self.announced = announcements(self.plan)
        self.links = head_links(self.announced)

    def export(self, output: Path, *, undated: str, is_preview: bool = False) -> Report:
        """Publish into *output* and return what was done.

        undated     what is told of a site that has no article at all
        is_preview  the site is looked at before it is published: nothing is noted of it, and no listener hears of it

        The links in the pages of a site must lead somewhere, and it may be younger than its first article: where none
        is chosen, the feeds are written without entries, with a warning.

        Raises what run() raises.
        """
        asked = replace(self._opened.overrides, source=None)  # the host has all articles of the site
        record = record_of(self._opened.file, asked, output, record=False if is_preview else None)
        is_first = record is not None and record.is_noted and not record.path.exists()
        plan = replace(self.plan, listeners=()) if is_preview else self.plan
        options = Options(accept_new_ids=is_accepted("new-ids"), accept_withdrawals=is_accepted("withdrawals"))
        empty: tuple[str, ...] = ()
        try:
            report = run(plan, self.registry, output=output, options=options, record=record)
        except EmptyError as error:
            options = replace(options, allow_empty=True)
            report = run(plan, self.registry, output=output, options=options, record=record)
            chosen_away = f"{str(error).removesuffix(_ADVICE)}; written without entries"
            empty = (chosen_away if report.read_count or report.faults else undated,)
        is_made = is_first and record is not None and record.path.exists()
        return report.with_more((), empty, (NOTED,) if is_made else ())

    def make_known(self, output: Path, report: Report, *, robots: bool, headers: bool) -> list[Document]:
        """Name what *report* has written in robots.txt and _headers of *output*, as files_for_server() has them."""
        written = {file.path for file in report.files if file.state != "removed"}
        there = [each for each in self.announced if each.path in written]
        documents = files_for_server(output, there, self.plan.site.base_url, robots=robots, headers=headers)
        publish(documents, output)
        return documents


def told(faults: Iterable[Fault] = (), **sentences: Iterable[str]) -> Iterator[Said]:
    """Yield what a log is to say of *faults*, and of sentences by their severity: each kind once, with its places."""
    for kind in kinds_of(said_of(faults, **sentences)):
        first, *more = kind.lines()
        if more and not more[0].severity:
            yield first._replace(text=f"{first.text}\n{more[0].text}")
        else:
            yield from kind.lines()
