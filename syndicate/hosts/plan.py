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

from syndicate.hosts.host import Host
from syndicate.model.article import Article
from syndicate.model.errors import Fault
from syndicate.parts.contract import Finding, Findings, Item, PassedOver, Source
from syndicate.parts.hookspecs import hookimpl
from syndicate.parts.registry import Registry
from syndicate.settings.opening import open_plan
from syndicate.settings.overrides import Overrides
from syndicate.settings.plan import Plan

Articles = Callable[[], Iterable[Article | Fault | PassedOver]]
DEFAULT_FEEDS = (
    {"format": "rss", "path": "rss.xml"},
    {"format": "atom", "path": "atom.xml"},
    {"format": "json", "path": "feed.json"},
)


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
