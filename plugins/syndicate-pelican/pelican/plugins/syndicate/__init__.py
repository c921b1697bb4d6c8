"""Feeds after each build of a Pelican site, with Pelican's own text and URLs, written by syndicate."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pelican import signals  # type: ignore[attr-defined]  # our part of its namespace hides the rest from mypy
from syndicate import Article, Fault, PassedOver, Report, SyndicateError
from syndicate.hosts import Host, open_host, told
from syndicate.model import excerpt, suggest

from .articles import articles_of, findings_of

_LOG = logging.getLogger(__name__)
_EMPTY = "there is no article, so the feeds have no entries"
_LEVELS = {"error": logging.ERROR, "note": logging.INFO}
_SERVING = re.compile("--listen|--autoreload|-[a-z]*[lr][a-z]*")  # of Pelican's options
_OPTIONS = ("replace_feeds", "links", "robots", "headers", "config")
_OWN_FEEDS = (
    "FEED_ATOM FEED_RSS FEED_ALL_ATOM FEED_ALL_RSS CATEGORY_FEED_ATOM CATEGORY_FEED_RSS AUTHOR_FEED_ATOM AUTHOR_FEED_RSS "
    "TAG_FEED_ATOM TAG_FEED_RSS TRANSLATION_FEED_ATOM TRANSLATION_FEED_RSS"
).split()


class _Build:
    """One build: what is known of it between two signals."""

    def __init__(self, settings: dict[str, Any], *, is_preview: bool) -> None:
        self.settings = settings
        self.is_preview = is_preview
        given = settings.get("SYNDICATE") or {}
        self.mistake = _mistake(given)
        self.options: dict[str, Any] = {} if self.mistake else given
        self.pages: list[Any] = []
        self.withheld: list[Any] = []
        self.host: Host | None = None
        self.links = ""
        self.stood: dict[str, tuple[bytes, int]] = {}  # robots.txt and _headers, as Pelican found them

    def start(self) -> None:
        """Read the settings, before anything is rendered, so that pages can link to the feeds."""
        if not self.settings.get("SITEURL"):
            _LOG.warning("syndicate: SITEURL is empty, so no feeds are written; set it to the address of the site")
            return
        if self.mistake:
            _LOG.error("syndicate: pelicanconf.py: SYNDICATE: %s", self.mistake)
            return
        try:
            self.host = open_host(
                "pelican",
                self._articles,
                folder=Path.cwd(),
                findings=findings_of(self.settings),
                now=_now(),
                config=self.options.get("config"),
            )
        except SyndicateError as error:
            _LOG.error("syndicate: %s", error)
            return
        self.links = self.host.links
        self.stood = _beside(Path(self.settings["OUTPUT_PATH"]))
        if self.options.get("replace_feeds"):
            self.settings.update(dict.fromkeys(_OWN_FEEDS))

    def _articles(self) -> Iterator[Article | Fault | PassedOver]:
        assert self.host is not None  # noqa: S101  it is being run
        return articles_of(self.pages, self.settings, self.host.plan.context, withheld=self.withheld)

    def announce(self, path: str) -> None:
        """Put links to the feeds into the head of the page at *path*."""
        if not self.links or not path.endswith((".html", ".htm")) or not self.options.get("links", True):
            return
        page = Path(path)
        before, end, after = page.read_bytes().partition(b"</head>")
        if end:
            page.write_bytes(b"".join((before, self.links.encode(), end, after)))

    def export(self, output: str) -> None:
        """Write the feeds; what is wrong goes to Pelican's log, which `--fatal` makes count."""
        if self.host is None:
            return
        try:
            report = self.host.export(Path(output), undated=_EMPTY, is_preview=self.is_preview)
        except SyndicateError as error:
            _tell(error.faults, error=[str(error)])
            return
        _tell(report.faults, error=report.failures, warning=report.warnings, note=report.notes)
        self._make_known(self.host, report, Path(output))
        changed = sum(file.state != "unchanged" for file in report.files)
        _LOG.info("syndicate: %d feeds, %d changed", len(report.files), changed)

    def _make_known(self, host: Host, report: Report, output: Path) -> None:
        """Name the feeds that are written in robots.txt and _headers, as the options say.

        Pelican copies the site's own anew: what says the same as before the build keeps the time it was written.
        """
        robots, headers = bool(self.options.get("robots")), bool(self.options.get("headers"))
        try:
            host.make_known(output, report, robots=robots, headers=headers)
        except SyndicateError as error:
            _LOG.error("syndicate: %s", error)
        for name, (body, _) in _beside(output).items():
            before, written_ns = self.stood.get(name, (b"", 0))
            if (robots or headers) and written_ns and body == before:
                os.utime(output / name, ns=(written_ns, written_ns))


def _mistake(options: Any) -> str:
    """Return what is wrong with the *options* that SYNDICATE gives; "" if nothing is."""
    if not isinstance(options, dict):
        return f'expected a dict, found {excerpt(options)}; write e.g. SYNDICATE = {{"robots": True}}'
    for name in options:
        if name not in _OPTIONS:
            return f"no option {excerpt(name)}{suggest(str(name), _OPTIONS) or '; known: ' + ', '.join(_OPTIONS)}"
    config = options.get("config")
    is_path = config is None or isinstance(config, str | os.PathLike)
    return "" if is_path else f"config: expected the path of a file, found {excerpt(config)}"


def _tell(faults: Iterable[Fault], **sentences: Iterable[str]) -> None:
    """Log what is wrong and what there is to note, each kind once."""
    for said in told(faults, **sentences):
        _LOG.log(_LEVELS.get(said.severity, logging.WARNING), "syndicate: %s", said)


def _beside(output: Path) -> dict[str, tuple[bytes, int]]:
    """Return bytes and time of the files in *output* that make feeds known."""
    places = [output / name for name in ("robots.txt", "_headers")]
    return {
        place.name: (place.read_bytes(), place.stat().st_mtime_ns)
        for place in places
        if place.is_file() and not place.is_symlink()
    }


_builds: dict[str, _Build] = {}  # by output folder: `--autoreload` builds again and again in one process


def _start(pelican: Any) -> None:
    output = os.path.realpath(pelican.settings["OUTPUT_PATH"])
    # Who builds again and again in one process, or serves what is built, looks at the site before it is published.
    is_preview = output in _builds or any(_SERVING.fullmatch(word) for word in sys.argv[1:])
    pelican.settings["IGNORE_FILES"] = [*pelican.settings["IGNORE_FILES"], "syndicate*.record"]  # not to be published
    build = _builds[output] = _Build(pelican.settings, is_preview=is_preview)
    build.start()


def _of(settings: dict[str, Any]) -> _Build | None:
    return _builds.get(os.path.realpath(settings["OUTPUT_PATH"]))


def _remember(generator: Any) -> None:
    if (build := _of(generator.settings)) is not None:
        build.pages = [*generator.articles, *generator.translations]
        build.withheld = [*generator.drafts, *generator.drafts_translations]


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
