"""The events of a build of Sphinx, in the order in which they come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ExtensionError
from sphinx.util import logging

from syndicate import SyndicateError
from syndicate.settings import open_site

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from .building import Build

log = logging.getLogger(__name__)
_BUILDERS = ("html", "dirhtml")


def setup(app: Sphinx) -> dict[str, Any]:
    """Make the extension known to Sphinx."""
    app.add_config_value("syndicate_settings", None, "html", (str,))  # None: the nearest syndicate.yaml
    app.add_config_value("syndicate_exclude", [], "", (list, tuple))  # patterns as in exclude_patterns
    app.add_config_value("syndicate_robots", default=True, rebuild="", types=(bool,))  # name sitemaps in robots.txt
    app.add_config_value("syndicate_headers", default=False, rebuild="", types=(bool,))  # write _headers
    # True: the build is looked at before it is published, and nothing is noted of it (-D syndicate_preview=1)
    app.add_config_value("syndicate_preview", default=False, rebuild="", types=(bool,))
    # Not for conf.py: the links to feeds, so that Sphinx writes all pages again where they change.
    app.add_config_value("syndicate_links", "", "html", (str,))
    hooks = _Hooks()
    app.connect("config-inited", hooks.plan, priority=900)
    app.connect("html-page-context", hooks.link)
    app.connect("build-finished", hooks.export)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class _Hooks:
    """What Sphinx calls in the course of a build."""

    def __init__(self) -> None:
        self._build: Build | None = None

    def plan(self, app: Sphinx, config: Any) -> None:
        from .building import Build

        with _told():
            if not (config.html_baseurl or getattr(config, "blog_baseurl", "") or _names_url(app)):
                log.warning(
                    "syndicate: conf.py: html_baseurl is missing, and feeds need whole addresses, so none are written;"
                    " write e.g. html_baseurl = 'https://example.org/'",
                    type="syndicate",
                    subtype="feed",
                )
                return
            self._build = Build(app)
            config.syndicate_links = self._build.links

    def link(self, app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
        if self._build and app.builder.name in _BUILDERS:
            context["metatags"] = f"{context.get('metatags', '')}\n{self._build.links}"

    def export(self, app: Sphinx, error: Exception | None) -> None:
        if self._build and app.builder.name in _BUILDERS and error is None:
            with _told():
                self._build.export()


@contextmanager
def _told() -> Iterator[None]:
    """What syndicate raises ends the build in Sphinx' way."""
    try:
        yield
    except SyndicateError as error:
        raise ExtensionError(f"syndicate: {error}") from error


def _names_url(app: Sphinx) -> bool:
    """Tell whether syndicate.yaml says where the site is."""
    settings = app.config.syndicate_settings
    file, _ = open_site(app.confdir, Path(app.confdir, settings) if settings else None)
    return bool(file.settings.site.url)
