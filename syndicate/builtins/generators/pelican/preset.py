"""What pelicanconf.py and publishconf.py say, as settings.

Feeds are published with publishconf.py, so its settings override pelicanconf.py. An empty SITEURL does not: it gives
way to another value, even to one that is set under a condition.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from syndicate import Finding, Findings
from syndicate.files import relative_path
from syndicate.parts import FoundSettings

from .configuration import Configuration, Known
from .deprecated import modernised
from .options import PelicanOptions

_CONF, _PUBLISH = "pelicanconf.py", "publishconf.py"
_SITE = {"title": "SITENAME", "description": "SITESUBTITLE", "timezone": "TIMEZONE"}
# They are found in other ways than under their own names.
_OWN_WAYS = frozenset(("path", "suffixes", "yaml_metadata", "liquid_tags", "article_paths", "page_paths"))
_NAMES = {
    field.name: field.name.upper() for field in msgspec.structs.fields(PelicanOptions) if field.name not in _OWN_WAYS
}
# Of those that pelican-sitemap finds in URLs: what a glob says, too.
_REGEX = re.compile(r"(\^?)(/?)((?:[\w/%~ -]|\\[./-]|\.\*)*)(\$?)")
_MATTERS = frozenset(
    (
        *_SITE.values(),
        *_NAMES.values(),
        *"SITEURL PATH ARTICLE_PATHS ARTICLE_EXCLUDES PAGE_PATHS OUTPUT_PATH READERS FEED_MAX_ITEMS WITH_FUTURE_DATES PLUGINS SITEMAP".split(),
        *"DEFAULT_LANG *".split(),
    )
)
# Plugin, "-" as "_", e.g. of "pelican.plugins.yaml_metadata" -> the option of the source that it switches on.
_OPTIONS = {"yaml_metadata": "yaml_metadata", "liquid_tags": "liquid_tags"}
# They change pages around articles, or nothing that a feed shows.
_HARMLESS = frozenset(
    """
    assets webassets css_html_js_minify minify_html neighbors pelican_gist_embed post_stats read_more related_posts
    search section_number series seo share_post similar_posts simple_footnotes sitemap syndicate tag_cloud tipue_search thumbnailer
    gravatar gzip_cache pin_to_top read_time minify optimize_images feed_filter just_table pelican_alias page_hierarchy
    neighbours random_article githubactivity goodreads_activity google_embed representative_image extract_toc
    precompress image_process statistics webring tailwindcss render_math
    """.split()
)


def find(folder: str) -> Findings | None:
    """Return what the configuration of the Pelican site in *folder* says, None where there is no such site.

    Raises UsageError or SettingsError for a configuration that cannot be read.
    """
    configuration = Configuration(folder)
    if not configuration.read(_CONF):
        return None
    home = configuration.known.get("SITEURL")
    configuration.read(_PUBLISH)
    published = configuration.known.get("SITEURL")
    if home is not None and home.value and (published is None or not published.value):
        configuration.known["SITEURL"] = home
    # Sites without publishconf.py say `if PUBLISH: SITEURL = ...`, and feeds are for what is published.
    url = configuration.known.get("SITEURL")
    if (url is None or not url.value) and "SITEURL" in configuration.maybe:
        configuration.known["SITEURL"] = configuration.maybe["SITEURL"]
    found = _Found(folder, configuration)
    found.site()
    found.source()
    return Findings(settings=found.settings, notes=tuple(dict.fromkeys(found.notes)))


class _Found:
    def __init__(self, folder: str, configuration: Configuration) -> None:
        self.folder = folder
        self.known, self.notes = modernised(configuration.known)
        self.settings: FoundSettings = {
            ("source", "name"): Finding(value="pelican"),
            ("withheld", "removed"): Finding(value=False),
        }
        for doubt in configuration.doubts:
            if doubt.name in _MATTERS:
                what = "" if doubt.name == "*" else f"{doubt.name}: "
                self.notes.append(
                    f"{doubt.path}:{doubt.line}: {what}{doubt.reason}; say it in syndicate.yaml if it matters"
                )

    def site(self) -> None:
        for key, name in _SITE.items():
            if text := self._text(name):
                self._add(("site", key), name, text)
        self.settings.setdefault(("site", "title"), Finding(value="A Pelican Blog"))
        language = self._text("DEFAULT_LANG") or "en"
        self._add(("site", "language"), "DEFAULT_LANG", language.replace("_", "-"))
        author = "AUTHOR" if self._text("AUTHOR") else "SITENAME"
        if self._text(author):
            self._add(("site", "authors"), author, [self._text(author)])
        self._home()

    def source(self) -> None:
        path = self._path()
        for option, name in _NAMES.items():
            if name in self.known:
                value = self.known[name].value
                if name in ("AUTHOR", "DEFAULT_DATE") and not value:
                    continue
                self._add(("source", "options", option), name, value)
        articles, pages = self._folders("ARTICLE_PATHS", [""]), self._folders("PAGE_PATHS", ["pages"])
        self._add(("source", "options", "article_paths"), "ARTICLE_PATHS", articles)
        self._add(("source", "options", "page_paths"), "PAGE_PATHS", pages)
        excluded = [*self._folders("ARTICLE_EXCLUDES", []), *pages]
        there = [folder for folder in articles if os.path.exists(os.path.join(self.folder, path, folder))]  # noqa: PTH110, PTH118
        for folder in articles:
            if folder not in there:
                self._note(
                    "ARTICLE_PATHS", f"there is no {posixpath.join(path, folder)}; it is passed over, as Pelican does"
                )
        if not articles:
            self._note("ARTICLE_PATHS", "names no folder, so Pelican makes pages and no articles")
            excluded.append("**")
        paths = [_joined(path, folder) for folder in there or articles or [""]]
        paths += [f"!{_joined(path, folder)}" for folder in excluded if folder.strip("/.")]
        self._add(("source", "paths"), "ARTICLE_PATHS" if "ARTICLE_PATHS" in self.known else "PATH", paths)
        self._add(("source", "assets"), "PATH", [path])
        output = self._below("OUTPUT_PATH", "output")
        if output and output != "." and os.path.isdir(os.path.join(self.folder, output)):  # noqa: PTH112, PTH118
            self._add(("source", "built"), "OUTPUT_PATH", output)
        self._suffixes()
        future = self.known.get("WITH_FUTURE_DATES")
        allows = bool(future.value) if future else True
        self._add(("filters", "published"), "WITH_FUTURE_DATES", {"future": allows})
        self.settings["content",] = Finding(value="full")
        most = self.known.get("FEED_MAX_ITEMS")
        if most is not None and (most.value is None or type(most.value) is int):
            self._add(("limit",), "FEED_MAX_ITEMS", most.value if (most.value or 0) > 0 else "all")
        if "DEFAULT_DATE" in self.known and self.known["DEFAULT_DATE"].value == "fs":
            self._note(
                "DEFAULT_DATE", "the time of a file is that of its checkout, and dates no article here; write Date:"
            )
        self._sitemap()
        options, notes = plugin_findings(self.known)
        for option in options:
            self._add(("source", "options", option), "PLUGINS", True)  # noqa: FBT003  the value of the key
        self.notes += notes

    def _home(self) -> None:
        url = self._text("SITEURL")
        if url.startswith("//"):
            url = f"https:{url}"
        if not url:
            self._note("SITEURL", "is empty, and links of a feed need it; set site.url, or SITEURL in publishconf.py")
            return
        self._add(("site", "url"), "SITEURL", url.rstrip("/") + "/")
        if "//localhost" in url or "//127.0.0.1" in url:
            self._note("SITEURL", f"{url} is a place for trying out; set site.url to where readers are")

    def _sitemap(self) -> None:
        """Find which URLs pelican-sitemap leaves out: those in which it finds a regular expression."""
        known = self.known.get("SITEMAP")
        given = known.value.get("exclude") if known is not None and isinstance(known.value, dict) else None
        read = [(text, _REGEX.fullmatch(str(text))) for text in given] if isinstance(given, list) else []
        globs = [
            f"/{'' if found[1] else '**/' if found[2] else '**'}{found[3].replace('.*', '**').replace(chr(92), '')}"
            + ("" if found[4] else "**")
            for _, found in read
            if found
        ]
        if globs:
            self._add(("options", "amp-sitemap", "exclude"), "SITEMAP", globs)
        if unread := ", ".join(str(text) for text, found in read if not found):
            self._note("SITEMAP", f"exclude: {unread}: not followed; set options.amp-sitemap.exclude")

    def _path(self) -> str:
        if "PATH" in self.known:
            path = self._below("PATH", ".") or "."
        else:
            # The Makefile that pelican-quickstart writes names it on the command line; without it, it is Pelican's
            # default.
            wanted = [posixpath.join("content", folder) for folder in self._folders("ARTICLE_PATHS", [""])]
            path = "content" if any(os.path.isdir(os.path.join(self.folder, each)) for each in wanted) else "."  # noqa: PTH112, PTH118
        self._add(("source", "options", "path"), "PATH", path)
        return path

    def _suffixes(self) -> None:
        readers = self.known.get("READERS")
        if readers is None or not isinstance(readers.value, dict):
            return
        off = {f".{name}" for name, reader in readers.value.items() if not reader}
        suffixes = [suffix for suffix in PelicanOptions().suffixes if suffix not in off]
        self._add(("source", "options", "suffixes"), "READERS", suffixes)
        own = sorted(name for name, reader in readers.value.items() if reader)
        if own:
            self._note("READERS", f"readers of the site's own are not followed: {', '.join(map(str, own))}")

    def _folders(self, name: str, otherwise: list[str]) -> list[str]:
        known = self.known.get(name)
        if known is None or not isinstance(known.value, list):
            return otherwise
        return [
            posixpath.normpath(item) if item else ""
            for item in map(str, known.value)
            if not item.startswith(("/", ".."))
        ]

    def _below(self, name: str, otherwise: str) -> str:
        """Return the folder that the setting *name* names, relative to the site's; "" where it lies outside."""
        text = self._text(name) or otherwise
        if os.path.isabs(text):  # noqa: PTH117
            text = relative_path(text, os.path.abspath(self.folder))  # noqa: PTH100
        path = posixpath.normpath(text)
        if path == ".." or path.startswith("../"):
            self._note(name, f"{text} lies outside the site's folder, and is not followed")
            return ""
        return path

    def _text(self, name: str) -> str:
        known = self.known.get(name)
        return known.value.strip() if known is not None and isinstance(known.value, str) else ""

    def _add(self, place: tuple[str, ...], name: str, value: Any) -> None:
        known: Known | None = self.known.get(name)
        if known is None:
            self.settings[place] = Finding(value=value)
        else:
            self.settings[place] = Finding(value=value, path=known.path, line=known.line, column=known.column)

    def _note(self, name: str, message: str) -> None:
        known: Known | None = self.known.get(name)
        place = f"{known.path}:{known.line}" if known else _CONF
        self.notes.append(f"{place}: {name}: {message}")


def _joined(path: str, folder: str) -> str:
    return posixpath.normpath(posixpath.join(path, folder.strip("/"))) or "."


def plugin_findings(known: Mapping[str, Known]) -> tuple[list[str], list[str]]:
    """Return the options that the site's plugins switch on, and notes about those that nobody here follows."""
    plugins = known.get("PLUGINS")
    if plugins is None or not isinstance(plugins.value, list):
        return [], []
    names = [str(plugin) for plugin in plugins.value if plugin]
    parts = {name: set(name.replace("-", "_").lower().split(".")) for name in names}
    options = [option for plugin, option in _OPTIONS.items() if any(plugin in part for part in parts.values())]
    unknown = [name for name, part in parts.items() if not part & (_HARMLESS | set(_OPTIONS))]
    if not unknown:
        return options, []
    listed = ", ".join(unknown)
    return options, [f"{plugins.path}:{plugins.line}: PLUGINS: what these change in articles is not followed: {listed}"]
