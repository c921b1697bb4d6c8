"""The configuration of MkDocs into settings of syndicate, each with its place in mkdocs.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from syndicate import Finding, Findings
from syndicate.files import relative_path
from syndicate.model import plain_text

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


def findings_of(config: MkDocsConfig, text: str, path: str) -> Findings:
    """Return what *config* says of the site.

    text  of mkdocs.yml, where the lines are looked up; what comes from a parent file or a variable has none
    path  of mkdocs.yml, as messages name it
    """
    said: dict[str, tuple[Any, str]] = {
        "title": (config.site_name, "site_name"),
        "url": (config.site_url, "site_url"),
        "description": (config.site_description, "site_description"),
        "language": (theme_language(config.theme), "theme"),
        "authors": (config.site_author and [config.site_author], "site_author"),
        "rights": (config.copyright and plain_text(config.copyright), "copyright"),
        "icon": (_text(config.theme, "logo"), "theme"),
        "favicon": (_text(config.theme, "favicon"), "theme"),
    }
    said["sections"] = dict(_sections(config.nav)), "nav"
    settings: dict[tuple[str, ...], Finding] = {}
    settings |= {("site", key): _found(value, name, text, path) for key, (value, name) in said.items() if value}
    # The first folder below names the section of a page.
    docs = relative_path(config.docs_dir, Path(config.config_file_path or config.docs_dir).parent)
    settings["source", "paths"] = _found([docs], "docs_dir", text, path)
    return Findings(settings=settings)


def _sections(nav: Any) -> Iterator[tuple[str, str]]:
    """Yield folder and title of each part of *nav* all of whose pages are in one folder below docs_dir."""
    for item in nav if isinstance(nav, list) else ():
        for title, below in item.items() if isinstance(item, dict) else ():
            folders = {page.partition("/")[0] if "/" in page else "" for page in _pages(below)}
            if isinstance(below, list) and len(folders) == 1 and (folder := folders.pop()):
                yield folder, str(title)


def _pages(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    for item in nav if isinstance(nav, list) else nav.values() if isinstance(nav, dict) else ():
        yield from _pages(item)


def theme_language(theme: Mapping[str, Any]) -> str:
    """Return the language of the theme's pages: Material's `language`, else MkDocs' own `locale`."""
    return (_text(theme, "language") or str(theme.get("locale") or "")).replace("_", "-")


def _text(theme: Mapping[str, Any], key: str) -> str:
    value = theme.get(key)
    return value if isinstance(value, str) else ""


def _found(value: Any, name: str, text: str, path: str) -> Finding:
    """Return the finding of *value* where the top-level key *name* stands in *text*.

    mkdocs.yml is not parsed again: its tags (!ENV, !!python/name) are for MkDocs alone.
    """
    line = re.search(rf"^{name}[ \t]*:[ \t]*", text, re.MULTILINE)
    if line is None:
        return Finding(value=value, path=path)
    return Finding(value=value, path=path, line=text.count("\n", 0, line.start()) + 1, column=len(line[0]) + 1)
