"""For hosts: site generators whose build calls syndicate with the articles of their own pages.

A host gives what its configuration says as findings, as a preset would, and its articles with their rendered text. What
syndicate.yaml says goes before the findings, so a build without one works, and one with it does what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from msgspec.structs import replace

from syndicate.exporting import run
from syndicate.hosts.links import announcements, files_for_server, head_links
from syndicate.model.article import Article
from syndicate.model.errors import EmptyError, Fault
from syndicate.model.feed import Document
from syndicate.model.kinds import Said, kinds_of, said_of
from syndicate.parts.contract import Finding, Findings, Item, PassedOver, Source
from syndicate.parts.hookspecs import hookimpl
from syndicate.parts.registry import Registry
from syndicate.pipeline.options import Options
from syndicate.pipeline.publish.target import publish
from syndicate.pipeline.report import Report
from syndicate.record.opening import noted_in, record_of
from syndicate.settings.opening import OpenPlan, open_plan
from syndicate.settings.overrides import Overrides, is_accepted
from syndicate.settings.plan import Plan

_ADVICE = "; --allow-empty writes the feed all the same"  # of the command line
Articles = Callable[[], Iterable[Article | Fault | PassedOver]]
DEFAULT_FEEDS = (
    {"format": "rss", "path": "rss.xml"},
    {"format": "atom", "path": "atom.xml"},
    {"format": "json", "path": "feed.json"},
)


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
        made = (noted_in(record.path),) if is_first and record is not None and record.path.exists() else ()
        return report.with_more((), empty, made)

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


def open_host(
    host: str,
    articles: Articles,
    *,
    folder: str | Path,
    findings: Findings,
    now: datetime,
    config: str | Path | None = None,
    overrides: Overrides | None = None,
    content: Callable[[Article], str] | None = None,
) -> Host:
    """Return the export of a host's articles.

    host       its name, e.g. "mkdocs"; messages call the source "mkdocs-host"
    articles   called when the plan is run; yields articles, their text in content_html, and a fault for each page that
               is none although it should be
    folder     of the host's project, where syndicate.yaml may stand, and syndicate.record does
    findings   what the host's own configuration says, e.g. ("site", "title")
    now        aware instant; articles dated later are in the future
    content    returns the text of an article as HTML, for a host that can render one by itself; called only for
               articles that reach a feed. None: their text is in content_html

    Without feeds in settings or findings, RSS, Atom and JSON Feed of the newest 20 are written, with their full text.

    Raises UsageError or SettingsError for what is wrong with the settings.
    """
    name = f"{host}-host"  # a preset may offer a source of the generator's own name
    source = Source(name=name, open=lambda _: _Given(host, articles, content))
    found = {("feeds",): Finding(value=list(DEFAULT_FEEDS)), ("content",): Finding(value="full"), **findings.settings}
    found["source", "name"] = Finding(value=name)
    # Whatever source the settings name is for exports without the host.
    overrides = replace(overrides or Overrides(), source=name)
    opened = open_plan(folder, config, overrides, found=(host, replace(findings, settings=found)))
    opened.registry.register(SimpleNamespace(syndicate_sources=hookimpl(lambda: [source])), f"host {host}")
    return Host(opened, now)


def host_plan(host: str, articles: Articles, **given: Any) -> tuple[Plan, Registry]:
    """Return the plan of an export whose articles a host has, and the registry to run it with.

    host, articles, given  as open_host() takes them; what it returns keeps a record too
    """
    opened = open_host(host, articles, **given)
    return opened.plan, opened.registry


class _Given:
    """Hands on the articles of a host."""

    def __init__(self, host: str, articles: Articles, content: Callable[[Article], str] | None) -> None:
        self._host = host
        self._articles = articles
        self._content = content

    def items(self) -> Iterable[Item | Fault]:
        yield Item(key=self._host)

    def read(self, item: Item) -> Iterator[Article | Fault | PassedOver]:  # noqa: ARG002  there is only one
        yield from self._articles()

    def content(self, article: Article) -> str:
        return self._content(article) if self._content else article.content_html
