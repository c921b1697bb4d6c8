"""One build: what it is about to write, its articles, and what it tells."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from sphinx.util import logging
from sphinx.util.matching import Matcher

from syndicate import Article, EmptyError, Fault, Options, PassedOver, Report, SyndicateError, publish, run
from syndicate.hosts import Announcement, announcements, files_for_server, head_links, host_plan

from .ablog import posts_of
from .findings import findings_of
from .pages import Articles, Page
from .rendering import rendered

if TYPE_CHECKING:
    from sphinx.application import Sphinx

log = logging.getLogger(__name__)
_NO_TITLE = "<no title>"  # what Sphinx calls a page without a heading
_ADVICE = "; --allow-empty writes the feed all the same"  # of the command line


class Build:
    """One build of the project.

    links  for the head of every page
    """

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        config = app.config
        conf = Path(app.confdir, "conf.py")
        settings = config.syndicate_settings
        self._plan, self._registry = host_plan(
            "sphinx",
            self._articles,
            folder=os.path.relpath(app.confdir),
            findings=findings_of(config, conf.read_text("utf-8", errors="replace") if conf.is_file() else ""),
            now=_now(),
            config=Path(app.confdir, settings) if settings else None,
            content=self._content,
        )
        self._places: dict[str, tuple[str, str]] = {}  # id of an article -> docname, section
        self._announced: list[Announcement] = announcements(self._plan)
        self.links = head_links(self._announced)

    def export(self) -> None:
        """Write the feeds of the pages, and tell what was wrong with some."""
        output, config = Path(self._app.outdir), self._app.config
        report = self._run(output)
        written = {file.path for file in report.files}
        self._warn_of(report.faults)
        for sentence in (*report.failures, *report.warnings):
            log.warning("syndicate: %s", sentence, type="syndicate", subtype="feed")
        there = [each for each in self._announced if each.path in written]
        beside = files_for_server(
            output,
            there,
            self._plan.site.base_url,
            robots=config.syndicate_robots,
            headers=config.syndicate_headers,
        )
        publish(beside, output)
        for sentence in report.notes:
            log.info("syndicate: %s", sentence)
        log.info(
            "syndicate: %d of %d articles in %s", report.chosen_count, report.read_count, ", ".join(sorted(written))
        )

    def _run(self, output: Path) -> Report:
        try:
            return run(self._plan, self._registry, output=output)
        except EmptyError as error:
            # A project may be older than its first article; the links in its pages must lead somewhere all the same.
            report = run(self._plan, self._registry, output=output, options=Options(allow_empty=True))
            said = "no page has a date, so the feeds have no entries; write :date: at the top of one"
            if report.read_count or report.faults:
                said = f"{str(error).removesuffix(_ADVICE)}; written without entries"
            log.warning("syndicate: %s", said, type="syndicate", subtype="feed")
            return report
        except SyndicateError as error:
            self._warn_of(error.faults)
            raise

    def _articles(self) -> Iterator[Article | Fault | PassedOver]:
        context, env = self._plan.context, self._app.env
        articles = Articles(
            self._plan.site, fields=context.fields, may_be_undated=context.may_be_undated, withheld=context.withheld
        )
        excluded = Matcher(self._app.config.syndicate_exclude)
        for docname in sorted(env.found_docs):
            source = Path(env.doc2path(docname))
            if excluded(source.relative_to(self._app.srcdir).as_posix()):
                continue
            for found in articles.read(self._page(docname, source)):
                if isinstance(found, Article):
                    self._places[found.id] = (docname, found.url.partition("#")[2])
                yield found

    def _page(self, docname: str, source: Path) -> Page:
        env = self._app.env
        title = env.titles[docname].astext() if docname in env.titles else ""
        target = self._app.builder.get_target_uri(docname)
        return Page(
            path=Path(os.path.relpath(source, self._plan.context.root)).as_posix(),
            url=urljoin(self._plan.site.base_url, target),
            title="" if title == _NO_TITLE else title,
            said=env.metadata.get(docname, {}),
            source=lambda: source.read_text("utf-8", errors="replace"),
            posts=posts_of(env, self._app.config, docname),
        )

    def _content(self, article: Article) -> str:
        builder: Any = self._app.builder
        return rendered(builder, *self._places[article.id])

    def _warn_of(self, faults: tuple[Fault, ...]) -> None:
        """Warn of each fault, its path as Sphinx's own warnings have it."""
        for fault in faults:
            place, _, said = str(fault).partition(": ")
            path = Path.cwd() / self._plan.context.root / place
            log.warning("%s", said, location=os.path.normpath(path), type="syndicate", subtype="article")


def _now() -> datetime:
    """Return when this build is made; SOURCE_DATE_EPOCH says it for one that is made again."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
