"""One build of the site: what it is about to write, its articles, and what it tells."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.utils import get_build_datetime
from msgspec.structs import replace
from pathspec.gitignore import GitIgnoreSpec

from syndicate import Article, EmptyError, Fault, Options, Overrides, PassedOver, Registry, Report, publish, run
from syndicate.hosts import Announcement, announcements, files_for_server, head_links, host_plan
from syndicate.settings import Plan, open_site

from .findings import findings_of
from .kept import Kept, patterns_of
from .options import SyndicateConfig
from .pages import Articles, Page

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files

log = get_plugin_logger("syndicate")
_ADVICE = "; --allow-empty writes the feed all the same"  # of the command line


class Build:
    """One build of the site."""

    def __init__(self, config: MkDocsConfig, options: SyndicateConfig, *, is_serving: bool, is_dirty: bool) -> None:
        self._config = config
        self._options = options
        self._is_serving = is_serving
        self._is_dirty = is_dirty
        self._output = Path(config.site_dir)
        self.files: Files | None = None
        project, name = os.path.split(config.config_file_path or "")
        project = project or str(Path(config.docs_dir).parent)
        file, _ = open_site(os.path.relpath(project), options.settings)
        self.settings = file.path
        if not config.site_url and not file.settings.site.url:
            place = os.path.relpath(config.config_file_path) if name else "mkdocs.yml"
            raise PluginError(
                f"syndicate: {place}: site_url is missing, and feeds need whole addresses;"
                " write e.g. site_url: https://example.org/"
            )
        self._plan, self._registry = self._planned(project, name)
        self.folder = self._plan.context.root
        self._announced: list[Announcement] = announcements(self._plan)
        self.links = head_links(self._announced)
        self._kept: Kept | None = None

    def _planned(self, project: str, name: str) -> tuple[Plan, Registry]:
        config = self._config
        text = Path(project, name).read_text("utf-8", errors="replace") if name else ""
        plan, registry = host_plan(
            "mkdocs",
            self._articles,
            folder=os.path.relpath(project),
            findings=findings_of(config, text, name),
            now=get_build_datetime(),
            config=self._options.settings,
            # What is looked at before it is published links to itself, whatever the settings say.
            overrides=Overrides(site_url=config.site_url) if self._is_serving else None,
        )
        # And nobody elsewhere hears of it.
        return (replace(plan, listeners=()) if self._is_serving else plan), registry

    def remember(self) -> None:
        """Remember what MkDocs is about to delete."""
        self._kept = Kept(self._output, [*patterns_of(self._plan), "robots.txt", "_headers"])

    def export(self) -> None:
        """Write the feeds of the pages, and tell what was wrong with some."""
        if self._is_dirty:
            left = sum(file.page is None or file.page.content is None for file in self._files())
            if left:
                log.info(
                    "%d pages are not built again (--dirty): the feeds stay as the last whole build left them", left
                )
                return
        self._check_places()
        report = self._run()
        written = {file.path for file in report.files}
        warn_of(report.faults, self.folder)
        for sentence in report.failures:
            log.error(sentence)
        for sentence in report.warnings:
            log.warning(sentence)
        for sentence in report.notes:
            log.info(sentence)
        there = [each for each in self._announced if each.path in written]
        options = self._options
        others = files_for_server(
            self._output, there, self._plan.site.base_url, robots=options.robots, headers=options.headers
        )
        publish(others, self._output)
        if self._kept:
            self._kept.restore([*written, *(document.path for document in others)])
        log.info("%d of %d articles in %s", report.chosen_count, report.read_count, ", ".join(sorted(written)))

    def _run(self) -> Report:
        try:
            return run(self._plan, self._registry, output=self._output)
        except EmptyError as error:
            # A site may be younger than its first article; the links in its pages must lead somewhere all the same.
            report = run(self._plan, self._registry, output=self._output, options=Options(allow_empty=True))
            if report.read_count or report.faults:
                log.warning("%s; written without entries", str(error).removesuffix(_ADVICE))
            else:
                log.warning("no page has a date, so the feeds have no entries; write date: at the top of one")
            return report

    def _check_places(self) -> None:
        """Raise PluginError where another file of the site stands in the place of a feed."""
        for each in self._announced:
            if self._kept and not self._kept.is_untouched(each.path):
                raise PluginError(
                    f"syndicate: {each.path}: MkDocs or another plugin has written a file of this name;"
                    " give the feed another path: in syndicate.yaml"
                )

    def _files(self) -> Iterator[File]:
        for file in self.files.documentation_pages() if self.files else ():
            if not file.inclusion.is_excluded():
                yield file

    # Pages

    def _articles(self) -> Iterator[Article | Fault | PassedOver]:
        options, context = self._options, self._plan.context
        articles = Articles(
            self._plan.site,
            fields=context.fields,
            separators=self._separators,
            is_dated_only=options.pages == "dated",
            may_be_undated=context.may_be_undated,
            withheld=context.withheld,
        )
        included = GitIgnoreSpec.from_lines(options.include or ["*"])
        excluded = GitIgnoreSpec.from_lines(options.exclude)
        for file in self._files():
            if included.match_file(file.src_uri) and not excluded.match_file(file.src_uri):
                if options.pages == "all" and not self._is_written(file):
                    continue
                yield from articles.read(self._page(file))

    @cached_property
    def _separators(self) -> tuple[str, ...]:
        """What parts the excerpts of posts in each blog of Material, beside its default."""
        blogs = [plugin for name, plugin in self._config.plugins.items() if name.split(" ")[0] == "material/blog"]
        return ("<!-- more -->", *(plugin.config.post_excerpt_separator for plugin in blogs))

    def _is_written(self, file: File) -> bool:
        """Tell whether somebody wrote the page: archives and the like are made by plugins, elsewhere."""
        return bool(file.abs_src_path) and Path(file.abs_src_path).is_relative_to(self._config.docs_dir)

    def _page(self, file: File) -> Page:
        page = file.page
        assert page is not None  # noqa: S101  every page has been read
        source = Path(file.abs_src_path) if file.abs_src_path else None
        path = os.path.relpath(source, self.folder) if source and self._is_written(file) else file.src_uri
        return Page(
            path=Path(path).as_posix(),
            url=self._url(page.canonical_url or "", page.url),
            title=page.title or "",
            meta=page.meta,
            content=page.content or "",
            source=lambda: source.read_text("utf-8-sig", errors="replace") if source else file.content_string,
            authors=_authors(page),
        )

    def _url(self, canonical: str, url: str) -> str:
        """Return the address of a page below that of the site, which the settings may say otherwise than MkDocs does."""
        base = self._config.site_url or ""
        base += "" if base.endswith("/") else "/"
        if canonical and not canonical.startswith(base):
            return canonical
        return urljoin(self._plan.site.base_url, canonical[len(base) :] or url)


def _authors(page: Any) -> tuple[Mapping[str, Any], ...] | None:
    """Return the authors that Material's blog has found for the ids in a post."""
    found = getattr(page, "authors", None)
    if not found:
        return None
    known = ("name", "url", "avatar")
    return tuple({key: author[key] for key in known if author[key]} for author in found)


def warn_of(faults: tuple[Fault, ...], folder: str) -> None:
    """Warn of each fault, its path as seen from where MkDocs runs."""
    for fault in faults:
        log.warning(str(replace(fault, path=Path(os.path.relpath(Path(folder, fault.path))).as_posix())))
