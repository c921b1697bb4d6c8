"""One build: what it is about to write, its articles, and what it tells."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from sphinx.util import logging
from sphinx.util.matching import Matcher

from syndicate import Article, Fault, PassedOver, Report, SyndicateError
from syndicate.files import relative_path
from syndicate.hosts import open_host, told

from .ablog import posts_of
from .findings import findings_of
from .pages import Articles, Page
from .rendering import rendered

if TYPE_CHECKING:
    from sphinx.application import Sphinx

log = logging.getLogger(__name__)
_NO_TITLE = "<no title>"  # what Sphinx calls a page without a heading
_UNDATED = "no page has a date, so the feeds have no entries; write :date: at the top of one"


class Build:
    """One build of the project.

    links  for the head of every page
    """

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        config = app.config
        conf = Path(app.confdir, "conf.py")
        settings = config.syndicate_settings
        self._host = open_host(
            "sphinx",
            self._articles,
            folder=relative_path(app.confdir),
            findings=findings_of(config, conf.read_text("utf-8", errors="replace") if conf.is_file() else ""),
            now=_now(),
            config=Path(app.confdir, settings) if settings else None,
            content=self._content,
        )
        self._places: dict[str, tuple[str, str]] = {}  # URL of an article -> docname, section
        self.links = self._host.links

    def export(self) -> None:
        """Write the feeds of the pages, and tell what was wrong with some."""
        output, config = Path(self._app.outdir), self._app.config
        report = self._run(output)
        written = {file.path for file in report.files if file.state != "removed"}
        self._tell(report.faults, error=report.failures, warning=report.warnings, note=report.notes)
        self._host.make_known(output, report, robots=config.syndicate_robots, headers=config.syndicate_headers)
        log.info(
            "syndicate: %d of %d articles in %s", report.chosen_count, report.read_count, ", ".join(sorted(written))
        )

    def _run(self, output: Path) -> Report:
        try:
            return self._host.export(output, undated=_UNDATED, is_preview=self._app.config.syndicate_preview)
        except SyndicateError as error:
            self._tell(error.faults)
            raise

    def _articles(self) -> Iterator[Article | Fault | PassedOver]:
        env, articles = self._app.env, Articles(self._host.plan.context)
        excluded = Matcher(self._app.config.syndicate_exclude)
        for docname in sorted(env.found_docs):
            source = Path(env.doc2path(docname))
            if excluded(source.relative_to(self._app.srcdir).as_posix()):
                continue
            for found in articles.read(self._page(docname, source)):
                if isinstance(found, Article):
                    self._places[found.url] = (docname, found.url.partition("#")[2])
                yield found

    def _page(self, docname: str, source: Path) -> Page:
        env = self._app.env
        title = env.titles[docname].astext() if docname in env.titles else ""
        target = self._app.builder.get_target_uri(docname)
        return Page(
            path=relative_path(source, self._host.plan.context.root),
            url=urljoin(self._host.plan.site.base_url, target),
            title="" if title == _NO_TITLE else title,
            said=env.metadata.get(docname, {}),
            source=lambda: source.read_text("utf-8", errors="replace"),
            posts=posts_of(env, self._app.config, docname),
        )

    def _content(self, article: Article) -> str:
        builder: Any = self._app.builder
        return rendered(builder, *self._places[article.url], title=article.title or "")

    def _tell(self, faults: Iterable[Fault], **sentences: Iterable[str]) -> None:
        """Log what is wrong and what there is to note, each kind once; paths of faults as Sphinx's own warnings have them."""
        for said in told(faults, **sentences):
            if said.fault is not None:
                path = Path.cwd() / self._host.plan.context.root / said.place
                log.warning("%s", said.text, location=os.path.normpath(path), type="syndicate", subtype="article")
            elif said.severity == "note":
                log.info("syndicate: %s", said)
            else:
                log.warning("syndicate: %s", said, type="syndicate", subtype="feed")


def _now() -> datetime:
    """Return when this build is made; SOURCE_DATE_EPOCH says it for one that is made again."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
