"""One build of the site: what it is about to write, its articles, and what it tells."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.utils import get_build_datetime
from msgspec.structs import replace
from pathspec.gitignore import GitIgnoreSpec

from syndicate import Article, Fault, Overrides, PassedOver
from syndicate.files import relative_path
from syndicate.hosts import Host, open_host, told
from syndicate.settings import open_site

from .findings import findings_of, theme_language
from .kept import Kept, patterns_of
from .options import SyndicateConfig
from .pages import Articles, Page

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files

log = get_plugin_logger("syndicate")
_UNDATED = "no page has a date, so the feeds have no entries; write date: at the top of one"
_LEVELS = {"error": "error", "note": "info"}


class Build:
    """One build of the site."""

    def __init__(self, config: MkDocsConfig, options: SyndicateConfig, *, is_serving: bool, is_dirty: bool) -> None:
        self._config = config
        self._options = options
        self._is_serving = is_serving
        self._is_dirty = is_dirty
        self._output = Path(config.site_dir)
        self._files_in: list[tuple[str, Files]] = []  # a language, and what was built in it; the site's own first
        self._is_over = False
        project, name = os.path.split(config.config_file_path or "")
        project = project or str(Path(config.docs_dir).parent)
        file, _ = open_site(relative_path(project), options.settings)
        self.settings = file.path
        if not config.site_url and not file.settings.site.url:
            place = relative_path(config.config_file_path) if name else "mkdocs.yml"
            raise PluginError(
                f"syndicate: {place}: site_url is missing, and feeds need whole addresses;"
                " write e.g. site_url: https://example.org/"
            )
        self._host = self._opened(project, name)
        self.folder = self._host.plan.context.root
        self.links = self._host.links
        self._kept: Kept | None = None

    def _opened(self, project: str, name: str) -> Host:
        config = self._config
        text = Path(project, name).read_text("utf-8", errors="replace") if name else ""
        return open_host(
            "mkdocs",
            self._articles,
            folder=relative_path(project),
            findings=findings_of(config, text, name),
            now=get_build_datetime(),
            config=self._options.settings,
            # What is looked at before it is published links to itself, whatever the settings say.
            overrides=Overrides(site_url=config.site_url) if self._is_serving else None,
        )

    def is_of(self, config: MkDocsConfig) -> bool:
        """Tell whether what is built by *config* now is a part of this build."""
        return config is self._config and not self._is_over

    def add(self, files: Files) -> None:
        """Have *files* among those of the site, in the language that its theme has now."""
        self._files_in.append((theme_language(self._config.theme), files))

    def remember(self) -> None:
        """Remember what MkDocs is about to delete."""
        self._kept = Kept(self._output, [*patterns_of(self._host.plan), "robots.txt", "_headers"])

    def export(self) -> None:
        """Write the feeds of the pages, and tell what was wrong with some."""
        self._is_over = True
        if self._is_dirty:
            left = sum(file.page is None or file.page.content is None for file, _ in self._files())
            if left:
                log.info(
                    "%d pages are not built again (--dirty): the feeds stay as the last whole build left them", left
                )
                return
        self._check_places()
        self._tell_of_languages()
        report = self._host.export(self._output, undated=_UNDATED, is_preview=self._is_serving)
        written = {file.path for file in report.files if file.state != "removed"}
        tell(report.faults, self.folder, error=report.failures, warning=report.warnings, note=report.notes)
        options = self._options
        others = self._host.make_known(self._output, report, robots=options.robots, headers=options.headers)
        if self._kept:
            self._kept.restore([*written, *(document.path for document in others)])
        log.info("%d of %d articles in %s", report.chosen_count, report.read_count, ", ".join(sorted(written)))

    def _tell_of_languages(self) -> None:
        known = dict.fromkeys(language for language, _ in self._files_in)
        asked = self._options.languages
        for unknown in (language for language in asked if language not in known):
            log.warning("languages: no page is built in %r; write some of [%s]", unknown, ", ".join(known))
        if len(known) > 1 and not asked:
            first, *_ = known
            log.info("pages in %s alone are in feeds; for more write languages: some of [%s]", first, ", ".join(known))

    def _check_places(self) -> None:
        """Raise PluginError where another file of the site stands in the place of a feed."""
        for each in self._host.announced:
            if self._kept and not self._kept.is_untouched(each.path):
                raise PluginError(
                    f"syndicate: {each.path}: MkDocs or another plugin has written a file of this name;"
                    " give the feed another path: in syndicate.yaml"
                )

    def _files(self) -> Iterator[tuple[File, str]]:
        """Yield each file whose language is asked for, and its language; "" of the site's own.

        A page that is not translated is built in each language: it is that of the first.
        """
        seen: set[str | None] = set()
        for place, (language, files) in enumerate(self._files_in):
            asked = language in self._options.languages if self._options.languages else not place
            for file in files.documentation_pages():
                is_new = file.abs_src_path is None or file.abs_src_path not in seen
                seen.add(file.abs_src_path)
                if asked and is_new and not file.inclusion.is_excluded():
                    yield file, language if place else ""

    # Pages

    def _articles(self) -> Iterator[Article | Fault | PassedOver]:
        options = self._options
        articles = Articles(
            self._host.plan.context, separators=self._separators, is_dated_only=options.pages == "dated"
        )
        included = GitIgnoreSpec.from_lines(options.include or ["*"])
        excluded = GitIgnoreSpec.from_lines(options.exclude)
        for file, language in self._files():
            if included.match_file(file.src_uri) and not excluded.match_file(file.src_uri):
                if options.pages == "all" and not self._is_written(file):
                    continue
                yield from articles.read(self._page(file, language))

    @cached_property
    def _separators(self) -> tuple[str, ...]:
        """What parts the excerpts of posts in each blog of Material, beside its default."""
        blogs = [plugin for name, plugin in self._config.plugins.items() if name.split(" ")[0] == "material/blog"]
        return ("<!-- more -->", *(plugin.config.post_excerpt_separator for plugin in blogs))

    def _is_written(self, file: File) -> bool:
        """Tell whether somebody wrote the page: archives and the like are made by plugins, elsewhere."""
        return bool(file.abs_src_path) and Path(file.abs_src_path).is_relative_to(self._config.docs_dir)

    def _page(self, file: File, language: str) -> Page:
        page = file.page
        assert page is not None  # noqa: S101  every page has been read
        source = Path(file.abs_src_path) if file.abs_src_path else None
        path = relative_path(source, self.folder) if source and self._is_written(file) else file.src_uri
        return Page(
            path=path,
            url=self._url(page.canonical_url or "", page.url),
            title=page.title or "",
            # mkdocs-encryptcontent-plugin takes passwords out of the front matter, and tags the page.
            meta={**page.meta, "encrypted": True} if getattr(page, "encrypted", False) else page.meta,
            content=page.content or "",
            source=lambda: source.read_text("utf-8-sig", errors="replace") if source else file.content_string,
            authors=_authors(page),
            aliases=self._aliases.get(file.src_uri, ()),
            language=language,
        )

    @cached_property
    def _aliases(self) -> dict[str, tuple[str, ...]]:
        """What mkdocs-redirects, where it is there, leads to each page: its path below docs_dir -> URLs."""
        redirects = self._config.plugins.get("redirects")
        moved = redirects.config.get("redirect_maps") if redirects is not None else None
        found: dict[str, tuple[str, ...]] = {}
        for old, new in (moved or {}).items():
            path = old.removesuffix("index.md") if old.endswith("index.md") else old.removesuffix(".md")
            path += "" if not path or path.endswith("/") else "/" if self._config.use_directory_urls else ".html"
            page = new.partition("#")[0]
            found[page] = (*found.get(page, ()), urljoin(self._host.plan.site.base_url, path))
        return found

    def _url(self, canonical: str, url: str) -> str:
        """Return the address of a page below that of the site, which the settings may say otherwise than MkDocs does."""
        base = self._config.site_url or ""
        base += "" if base.endswith("/") else "/"
        if canonical and not canonical.startswith(base):
            return canonical
        return urljoin(self._host.plan.site.base_url, canonical[len(base) :] or url)


def _authors(page: Any) -> tuple[Mapping[str, Any], ...] | None:
    """Return the authors that Material's blog has found for the ids in a post."""
    found = getattr(page, "authors", None)
    if not found:
        return None
    known = ("name", "url", "avatar")
    return tuple({key: author[key] for key in known if author[key]} for author in found)


def tell(faults: Iterable[Fault], folder: str, **sentences: Iterable[str]) -> None:
    """Log what is wrong and what there is to note, each kind once; paths of faults as seen from where MkDocs runs."""
    seen = [replace(fault, path=relative_path(Path(folder, fault.path))) for fault in faults]
    for said in told(seen, **sentences):
        getattr(log, _LEVELS.get(said.severity, "warning"))("%s", said)
