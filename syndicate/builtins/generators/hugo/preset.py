"""Hugo's configuration as settings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import partial
from glob import glob
from typing import Any

from syndicate import Finding, Findings

from .configuration import Configuration, Mounts, read_configuration, section_patterns, texts
from .options import MARKDOWN_EXTENSIONS
from .site import site_settings

# Without one of these, Hugo shows > [!NOTE] as it is written.
_ALERTS = [
    f"{root}layouts/{folder}_markup/render-blockquote*" for root in ("", "themes/*/") for folder in ("", "_default/")
]
_VERSION = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-.*)?")
_DATES = {"date": "date", "publishdate": "publish_date", "lastmod": "lastmod", "expirydate": "expiry_date"}
# What says other than Hugo does by itself where it is true -> the setting that it is.
_SWITCHES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("markup", "goldmark", "renderer", "unsafe"): ("source", "options", "raw_html"),
    ("canonifyurls",): ("source", "options", "links_under_base"),
    ("relativeurls",): ("source", "options", "links_under_base"),
    ("sitemap", "disable"): ("source", "options", "no_sitemap"),  # Hugo 0.125
    ("builddrafts",): ("source", "options", "drafts"),
    ("buildfuture",): ("filters", "published", "future"),
    ("buildexpired",): ("filters", "published", "expired"),
}


def find_settings(folder: str) -> Findings | None:
    """Return what the configuration in *folder* says as settings, None if there is none of Hugo's."""
    configuration = read_configuration(folder)
    if configuration is None:
        return None
    return _Finder(folder, configuration).findings()


class _Finder:
    def __init__(self, folder: str, configuration: Configuration) -> None:
        self.folder = folder
        self.configuration = configuration
        value = configuration.value
        self.default = str(value("defaultcontentlanguage") or "en").lower()
        self.found, self.notes = site_settings(configuration, self.default)
        self.languages = configuration.names("languages")
        disabled = {name.lower() for name in texts(value("disablelanguages"))}
        self.dimensions = {
            name: str(value(f"defaultcontent{name[:-1]}") or min(names, key=partial(self._rank, name)))
            for name in ("versions", "roles")  # Hugo 0.153
            if (names := configuration.names(name))
        }
        self.mounts = Mounts(value("module", "mounts"), self.default, self.dimensions, self._is_folder)
        self.disabled = [
            key
            for key in self.languages or [self.default]
            if key in disabled or value("languages", key, "disabled") is True or self._has_no_pages(key)
        ]

    def _rank(self, dimension: str, key: str) -> tuple[Any, ...]:
        """Return what is least for the version or role whose pages have the URLs without any: by weight, the newest."""
        weight = self.configuration.value(dimension, key, "weight")
        version = _VERSION.fullmatch(key) if dimension == "versions" else None
        numbers = [-int(number or 0) for number in version.groups()[:3]] if version else []
        return not weight, weight or 0, not version, *numbers, bool(version and version[4]), key

    def _has_no_pages(self, key: str) -> bool:
        """Tell whether Hugo builds no pages in a language."""
        kinds = self.configuration.value("languages", key, "disablekinds")
        return "page" in map(str.lower, texts(self.configuration.value("disablekinds") if kinds is None else kinds))

    def findings(self) -> Findings:
        self._folders()
        self._urls()
        self._pages()
        self._languages()
        self._unfollowed()
        return Findings(settings=self.found, notes=tuple(self.notes))

    def _say(self, place: tuple[str, ...], *names: str, value: Any = None) -> None:
        self.found[place] = self.configuration.finding(*names, value=value)

    def _option(self, name: str, *names: str, value: Any = None) -> None:
        self._say(("source", "options", name), *names, value=value)

    def _content(self, key: str) -> Any:
        return next(iter(self.mounts.folders.get(key, ())), None) or self.configuration.value(
            "languages", key, "contentdir"
        )

    def _folders(self) -> None:
        value = self.configuration.value
        self.found["source", "name"] = Finding(value="hugo")
        for word in ("status", "removed"):  # Hugo knows drafts by `draft` alone
            self.found["withheld", word] = Finding(value=False)
        published = value("publishdir") or "public"
        if isinstance(published, str) and self._is_folder(published):
            self._say_or_default(("source", "built"), published, "publishdir")
        static = [
            path for key in self.configuration.names() if key.startswith("staticdir") for path in texts(value(key))
        ]
        themes = texts(value("theme"))
        static += [os.path.join(str(value("themesdir") or "themes"), theme, "static") for theme in themes]  # noqa: PTH118
        static += self.mounts.folders.get("static", [])
        has_own = value("staticdir") or "static" in self.mounts.folders
        folders = [path for path in (static if has_own else ["static", *static]) if self._is_folder(path)]
        if folders:
            self._say_or_default(("source", "assets"), folders, "staticdir")
        content = str(value("contentdir") or "content")
        for path in (*self._data("authors"), f"{content}/authors"):
            if os.path.exists(os.path.join(self.folder, path)):  # noqa: PTH110, PTH118
                self.found["source", "authors"] = Finding(value=path)
                break

    def _data(self, name: str) -> Iterator[str]:
        data = str(self.configuration.value("datadir") or "data")
        yield f"{data}/{name}"
        for suffix in (".yaml", ".yml", ".toml", ".json"):
            yield f"{data}/{name}{suffix}"

    def _urls(self) -> None:
        value = self.configuration.value
        self._permalinks(("source", "options", "permalinks"), "permalinks")
        if value("uglyurls") is not None:
            self._option("ugly_urls", "uglyurls")
        for key, option, wanted in (
            ("defaultcontentlanguageinsubdir", "default_language_in_subdir", None),
            ("removepathaccents", "remove_accents", None),
            ("disablepathtolower", "lower_paths", False),
        ):
            place, said = self.configuration.said(self.default, (key,))
            if said is True:
                self._option(option, *place, value=wanted)
        for key, option in (("pluralizelisttitles", "plural_titles"), ("capitalizelisttitles", "capital_titles")):
            if value(key) is False:
                self._option(option, key)

    def _permalinks(self, place: tuple[str, ...], *names: str) -> None:
        patterns = self._patterns(*names)
        if patterns:
            self._say(place, *names, value=patterns)

    def _patterns(self, *names: str) -> dict[str, str]:
        found = section_patterns(self.configuration.value(*names))
        if found is None:
            self.notes.append(
                "permalinks: a list with targets other than a section (/news/**) is not followed; set "
                "source.options.permalinks"
            )
        return found or {}

    def _pages(self) -> None:
        value = self.configuration.value
        for key, option in _DATES.items():
            if value("frontmatter", key) is not None:
                self._option(option, "frontmatter", key, value=texts(value("frontmatter", key)))
        place, sections = self.configuration.said(self.default, ("mainsections",), ("params", "mainsections"))
        if place:
            self._option("main_sections", *place, value=texts(sections))
        if isinstance(value("taxonomies"), dict):
            names = [name for name in value("taxonomies").values() if isinstance(name, str)]
            self._option("taxonomies", "taxonomies", value=names)
        if cascade := value("cascade"):
            rules = cascade if isinstance(cascade, list) else [cascade]
            self._option("cascade", "cascade", value=[rule for rule in rules if isinstance(rule, dict)])
        if ignored := texts(value("ignorefiles")) + self.mounts.left_out:
            where = ("ignorefiles",) if value("ignorefiles") else ("module", "mounts")
            self._option("ignore_files", *where, value=ignored)
        self._amp()
        if (extensions := _extensions(self.configuration, self.folder)) != list(MARKDOWN_EXTENSIONS):
            self.found["source", "options", "extensions"] = Finding(value=extensions)
        for keys, place in _SWITCHES.items():
            if value(*keys) is True:
                self._say(place, *keys)
        if isinstance(value("params", "media_prefix"), str):
            self._option("media_prefix", "params", "media_prefix")

    def _amp(self) -> None:
        """Find whether Hugo builds an AMP page of each; where a theme has no layout for it, there is none."""
        value = self.configuration.value
        folder = str(value("outputformats", "amp", "path") or "amp").strip("/")
        published = str(value("publishdir") or "public")
        place, outputs = self.configuration.said(self.default, ("outputs", "page"))
        is_built = not self._is_folder(published) or self._is_folder(f"{published}/{folder}")
        if "amp" in map(str.lower, texts(outputs)) and is_built and not value("outputformats", "amp", "basename"):
            self._option("amp", *place, value=folder)

    def _languages(self) -> None:
        value = self.configuration.value
        content = str(value("contentdir") or "content")
        mounted = None if self.languages else self._content(self.default)
        if mounted:
            content = mounted
            self._option("content", "module", "mounts", value=mounted)
        elif content != "content":
            self._option("content", "contentdir")
        self._say_or_default(("source", "options", "default_language"), self.default, "defaultcontentlanguage")
        given: dict[str, dict[str, Any]] = {}
        for key in self.languages or self.disabled:
            own = {
                "content": self._content(key),
                "url": value("languages", key, "baseurl"),
                "tag": value("languages", key, "locale") or value("languages", key, "languagecode"),
                "timezone": value("languages", key, "timezone"),
                "permalinks": self._patterns("languages", key, "permalinks"),
                "disabled": True if key in self.disabled else None,
            }
            given[key] = {name: entry for name, entry in own.items() if entry}
        if given:
            self._option("languages", "languages", value=given)
        read = os.path.normpath(str((given.get(self.default) or {}).get("content") or content))
        self._say_or_default(
            ("source", "paths"),
            [read],
            *(("languages", self.default, "contentdir") if read != content else ("contentdir",)),
        )
        others = [key for key in self.languages if key != self.default and key not in self.disabled]
        if others:
            folders = dict.fromkeys(
                str((given.get(key) or {}).get("content") or content) for key in (self.default, *others)
            )
            self.found["source", "paths"] = Finding(value=[path for path in folders if self._is_folder(path)] or [read])
            self.found["source", "options", "exported_languages"] = Finding(value=[self.default])
            every = ", ".join((self.default, *others))
            self.notes.append(
                f"pages in {self.default} alone are exported, whose title the site has; for others set "
                f"source.options.exported_languages to some of [{every}], or to [] for all"
            )

    def _unfollowed(self) -> None:
        value = self.configuration.value
        for path, target in self.mounts.unfollowed:
            self.notes.append(f"module.mounts: {path} as {target} is not followed: its files are left out")
        if self._has_no_pages(self.default):
            self.notes.append(f"disableKinds: Hugo builds no page in {self.default}, so none is an article")
        if self.dimensions:
            self.found["source", "options", "dimensions"] = Finding(value=self.dimensions)
            shown = " and ".join(f"{name} of {key}" for key, name in self.dimensions.items())
            self.notes.append(f"pages for {shown} alone are exported, at the URLs that they have without")
        if value("module", "imports") or any("." in name.partition("/")[0] for name in texts(value("theme"))):
            self.found["source", "options", "has_modules"] = Finding(value=True)
        if value("module", "imports"):
            self.notes.append("module.imports are not followed: pages that come with a module are left out")
        for key in _DATES:
            for name in texts(value("frontmatter", key)):
                if name.lower() in (":git", ":filemodtime") and key != "lastmod":
                    self.notes.append(
                        f"frontmatter.{key}: {name} is not followed; the transform git-dates knows histories"
                    )
        for place in self._contents():
            if os.path.isfile(os.path.join(self.folder, place, "_content.gotmpl")):  # noqa: PTH113, PTH118
                self.notes.append(f"{place}/_content.gotmpl: pages that a content adapter makes are left out")

    def _contents(self) -> Iterator[str]:
        """Yield the content folders and what folders lie in them."""
        for root in filter(self._is_folder, self.found["source", "paths"].value):
            yield root
            try:
                entries = sorted(os.scandir(os.path.join(self.folder, root)), key=lambda entry: entry.name)  # noqa: PTH118
            except OSError:
                continue
            yield from (f"{root}/{entry.name}" for entry in entries if entry.is_dir(follow_symlinks=False))

    def _is_folder(self, path: str) -> bool:
        inside = not os.path.isabs(path) and ".." not in path.replace(os.sep, "/").split("/")  # noqa: PTH117
        return inside and os.path.isdir(os.path.join(self.folder, path))  # noqa: PTH112, PTH118

    def _say_or_default(self, place: tuple[str, ...], value: Any, *names: str) -> None:
        """Say what stands at *names*; it is Hugo's own default where nothing does."""
        if self.configuration.value(*names) is None:
            self.found[place] = Finding(value=value)
        else:
            self._say(place, *names, value=value)


def _extensions(configuration: Configuration, folder: str) -> list[str]:
    """Return what the Markdown of the site in *folder* has beside CommonMark."""
    value = partial(configuration.value, "markup", "goldmark", "extensions")
    found = list(MARKDOWN_EXTENSIONS)
    if value("definitionlist") is False:
        found.remove("description_lists")
    if value("typographer") is False or value("typographer", "disable") is True:
        found.remove("typographer")
    extras = {"insert": "insert", "mark": "highlight", "subscript": "subscript", "superscript": "superscript"}
    found += [name for extra, name in extras.items() if value("extras", extra, "enable") is True]
    if value("passthrough", "enable") is True:
        found.append("math_display")
        if "\\(" in str(value("passthrough", "delimiters", "inline")):
            found.append("math_latex")
    if configuration.value("markup", "goldmark", "parser", "attribute", "block") is True:
        found.append("attribute_lists")
    if configuration.value("enableemoji") is True:
        found.append("shortcodes")
    # A module's layouts are not here.
    if configuration.value("module", "imports") or any(glob(at, root_dir=folder) for at in _ALERTS):  # noqa: PTH207
        found.append("alerts")
    return found
