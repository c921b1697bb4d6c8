"""The events of a build of MkDocs, in the order in which they come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority

from syndicate import SyndicateError

from .building import Build, tell
from .heads import with_links
from .options import SyndicateConfig

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files


class SyndicatePlugin(BasePlugin[SyndicateConfig]):
    """Writes feeds of a site's pages after each build."""

    _is_serving = False
    _is_dirty = False
    _build: Build | None = None
    _within = 0  # how many builds of other languages run within the one that they belong to

    def on_startup(self, *, command: str, dirty: bool) -> None:
        self._is_serving, self._is_dirty = command == "serve", dirty

    @event_priority(-200)  # after plugins that change what the site is called or where it is, mkdocs-static-i18n, too
    def on_config(self, config: MkDocsConfig) -> None:
        if self._build and self._build.is_of(config):  # mkdocs-static-i18n builds each further language so
            self._within += 1
            return
        self._build, self._within = None, 0
        if self.config.enabled:
            with _told():
                self._build = Build(config, self.config, is_serving=self._is_serving, is_dirty=self._is_dirty)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002  MkDocs passes it by name
        if self._build and not self._within:
            self._build.remember()

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:  # noqa: ARG002  as above
        for file in [*files] if self._build else ():
            if file.abs_src_path and Path(file.abs_src_path).match("syndicate*.record"):  # beside settings in docs_dir
                files.remove(file)
        return files

    @event_priority(-100)  # after plugins that change what is in a page
    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002  as above
        if self._build:
            self._build.add(files)

    def on_post_page(self, output: str, *, page: Any, config: MkDocsConfig) -> str:  # noqa: ARG002  as above
        return with_links(output, self._build.links) if self._build else output

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG002
        is_page = self._build and template_name.endswith(".html")
        return with_links(output_content, self._build.links) if self._build and is_page else output_content

    @event_priority(-200)  # after plugins that write files of their own, or build the site's other languages
    def on_post_build(self, *, config: MkDocsConfig) -> None:  # noqa: ARG002  as above
        if self._within:
            self._within -= 1
        elif self._build:
            with _told(self._build.folder):
                self._build.export()

    def on_serve(self, server: Any, *, config: MkDocsConfig, builder: Any) -> Any:  # noqa: ARG002  as above
        if self._build and self._build.settings:
            server.watch(str(self._build.settings))
        return server


@contextmanager
def _told(folder: str = "") -> Iterator[None]:
    """What syndicate raises ends the build in MkDocs' way, faults of pages told before.

    folder  what the paths of the faults are relative to; "": there are none yet
    """
    try:
        yield
    except SyndicateError as error:
        if folder:
            tell(error.faults, folder)
        raise PluginError(f"syndicate: {error}") from error
