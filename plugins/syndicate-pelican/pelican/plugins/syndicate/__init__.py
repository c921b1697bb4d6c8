"""Feeds after each build of a Pelican site, with Pelican's own text and URLs, written by syndicate."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pelican import signals  # type: ignore[attr-defined]  # our part of its namespace hides the rest from mypy
from syndicate import Plan, Registry, SyndicateError, announcements, head_links, host_plan, run

from .articles import articles_of, findings_of

_LOG = logging.getLogger(__name__)
_OWN_FEEDS = (
    "FEED_ATOM FEED_RSS FEED_ALL_ATOM FEED_ALL_RSS CATEGORY_FEED_ATOM CATEGORY_FEED_RSS AUTHOR_FEED_ATOM AUTHOR_FEED_RSS "
    "TAG_FEED_ATOM TAG_FEED_RSS TRANSLATION_FEED_ATOM TRANSLATION_FEED_RSS"
).split()


class _Build:
    """One build: what is known of it between two signals."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.options: dict[str, Any] = settings.get("SYNDICATE") or {}
        self.pages: list[Any] = []
        self.plan: Plan | None = None
        self.registry: Registry | None = None
        self.links = ""

    def start(self) -> None:
        """Read the settings, before anything is rendered, so that pages can link to the feeds."""
        if not self.settings.get("SITEURL"):
            _LOG.warning("syndicate: SITEURL is empty, so no feeds are written; set it to the address of the site")
            return
        try:
            self.plan, self.registry = host_plan(
                "pelican",
                lambda: articles_of(self.pages, self.settings, Path.cwd()),
                folder=Path.cwd(),
                findings=findings_of(self.settings),
                now=_now(),
                config=self.options.get("config"),
            )
        except SyndicateError as error:
            _LOG.error("syndicate: %s", error)
            return
        self.links = head_links(announcements(self.plan))
        if self.options.get("replace_feeds"):
            self.settings.update(dict.fromkeys(_OWN_FEEDS))

    def announce(self, path: str) -> None:
        """Put links to the feeds into the head of the page at *path*."""
        if not self.links or not path.endswith((".html", ".htm")) or not self.options.get("links", True):
            return
        page = Path(path)
        before, end, after = page.read_text(encoding="utf-8").partition("</head>")
        if end:
            page.write_text(f"{before}{self.links}{end}{after}", encoding="utf-8")

    def export(self, output: str) -> None:
        """Write the feeds; what is wrong goes to Pelican's log, which `--fatal` makes count."""
        if self.plan is None or self.registry is None:
            return
        try:
            report = run(self.plan, self.registry, output=Path(output))
        except SyndicateError as error:
            for fault in error.faults:
                _LOG.warning("syndicate: %s", fault)
            _LOG.error("syndicate: %s", error)
            return
        for sentence in (*report.faults, *report.warnings, *report.notes):
            _LOG.warning("syndicate: %s", sentence)
        for failure in report.failures:
            _LOG.error("syndicate: %s", failure)
        changed = sum(file.state != "unchanged" for file in report.files)
        _LOG.info("syndicate: %d feeds, %d changed", len(report.files), changed)


_builds: dict[str, _Build] = {}  # by output folder: `--autoreload` builds again and again in one process


def _start(pelican: Any) -> None:
    build = _Build(pelican.settings)
    _builds[os.path.realpath(pelican.settings["OUTPUT_PATH"])] = build
    build.start()


def _of(settings: dict[str, Any]) -> _Build | None:
    return _builds.get(os.path.realpath(settings["OUTPUT_PATH"]))


def _remember(generator: Any) -> None:
    if (build := _of(generator.settings)) is not None:
        build.pages = [*generator.articles, *generator.translations]


def _announce(path: str, context: dict[str, Any]) -> None:
    if (build := _of(context)) is not None:
        build.announce(path)


def _export(pelican: Any) -> None:
    if (build := _of(pelican.settings)) is not None:
        build.export(pelican.settings["OUTPUT_PATH"])


def _now() -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def register() -> None:
    """Connect to the signals of Pelican, which calls this."""
    signals.initialized.connect(_start)
    signals.article_generator_finalized.connect(_remember)
    signals.content_written.connect(_announce)
    signals.finalized.connect(_export)
