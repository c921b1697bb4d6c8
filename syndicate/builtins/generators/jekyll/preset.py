"""What _config.yml says, as settings."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from syndicate import Finding, Findings
from syndicate.files import found_in, read_data
from syndicate.model import absolute_url
from syndicate.parts import FoundSettings
from syndicate.settings import other_generator

from .following import notes, undated_collections, undeclared_collections
from .options import DEFAULT_EXCLUDE, MARKDOWN_EXT, NAMES
from .ruby import plain_scalar

# Plugins whose converter makes HTML of other suffixes.
_CONVERTERS = {"jekyll-asciidoc": ("adoc", "asciidoc", "ad", "asc"), "jekyll-textile-converter": ("textile",)}
# Generators in JavaScript have folders of the same names.
_SCRIPTS = (
    "package.json", ".eleventy.js",
    *(f"{name}.config.{suffix}" for name in ("eleventy", "buildawesome") for suffix in ("js", "mjs", "cjs")),
)  # fmt: skip
# What says how the site is built. Texts say nothing of it.
_NO_VARIABLES = frozenset(
    "url baseurl defaults collections plugins gems include exclude keep_files markdown_ext sass kramdown liquid".split()
)
_DATA_SUFFIXES = (".yml", ".yaml", ".json", ".toml")


def find(folder: str) -> Findings | None:
    """Return what the configuration of the Jekyll site in *folder* says, None where there is no such site.

    Raises UsageError or SettingsError for a configuration that cannot be read.
    """
    trees = (read_data(folder, name) for name in NAMES)
    tree: Any = next((tree for tree in trees if tree is not None), None)
    values = tree.value if tree is not None and tree.value is not None else {}
    if not isinstance(values, dict) or not _is_site(folder, has_file=tree is not None):
        return None
    found = _Found(folder, tree, values)
    found.site()
    found.source()
    return Findings(settings=found.settings, notes=tuple(found.notes))


def _is_site(folder: str, *, has_file: bool) -> bool:
    """Tell a Jekyll site from others whose configuration has the same name: of Hexo, of Jupyter Book."""
    other = other_generator(Path(folder))
    if not has_file:
        is_of_scripts = any(_is_file(folder, name) for name in _SCRIPTS)
        has_layouts = _is_folder(folder, "_layouts") and not is_of_scripts
        return other is None and _is_folder(folder, "_posts") and (has_layouts or _is_file(folder, "Gemfile"))
    if other is not None and other.name == "Hexo":
        return False
    return not (_is_file(folder, "_toc.yml") and not _is_folder(folder, "_posts"))


class _Found:
    def __init__(self, folder: str, tree: Any, values: dict[str, Any]) -> None:
        self.folder = folder
        self.tree = tree
        self.values = values
        self.settings: FoundSettings = {("source", "name"): Finding(value="jekyll")}
        self.notes: list[str] = []

    def site(self) -> None:
        self._home()
        for key, names in (
            ("title", ("title", "name")),
            ("description", ("description",)),
            ("language", ("lang", "locale", "language")),
            ("timezone", ("timezone",)),
        ):
            name = next((name for name in names if _text(self.values.get(name))), None)
            if name is not None:
                self.add(("site", key), (name,), _text(self.values[name]))
        parts = filter(None, (_text(self.values.get(f"{part}_name")) for part in ("first", "middle", "last")))
        if _text(self.values.get("title")) == "blank" and (person := " ".join(parts)):  # as al-folio has it
            self.add(("site", "title"), ("title",), person)
        feed = self.values.get("feed")  # of jekyll-feed
        for key, name in (("favicon", "icon"), ("icon", "logo")):
            address = _text(feed.get(name)) if isinstance(feed, dict) else ""
            with suppress(ValueError):
                if address and absolute_url(address, "https://example.org/"):
                    self.add(("site", key), ("feed", name), address if "//" in address else address.lstrip("/"))
        url = self.settings.get(("site", "url"))
        if ("site", "title") not in self.settings and url is not None:
            self.settings["site", "title"] = replace(url, value=str(url.value).split("/")[2])
        self._authors()

    def source(self) -> None:
        source = _inside(_text(self.values.get("source")))
        self.option("source", source)
        self.add(("source", "paths"), ("source",), [source or "."])
        self.add(("source", "assets"), ("source",), [source or "."])
        destination = _inside(_text(self.values.get("destination")) or "_site")
        if destination:
            self.option("destination", destination)
            if _is_folder(self.folder, destination):
                self.add(("source", "built"), ("destination",), destination)
        self.option("collections_dir", _inside(_text(self.values.get("collections_dir"))))
        self.option("permalink", _text(self.values.get("permalink")))
        for key in ("show_drafts", "unpublished"):
            if _flag(self.values.get(key)):
                self.option(key, True)  # noqa: FBT003  the value of the key
        feed = self.values.get("feed")
        if isinstance(feed, dict) and _flag(feed.get("excerpt_only")):
            self.add(("source", "options", "excerpt_only"), ("feed", "excerpt_only"), True)  # noqa: FBT003  as above
        variables = {key: value for key, value in self.values.items() if key not in _NO_VARIABLES}
        if variables:
            self.settings["source", "options", "variables"] = found_in(self.tree, (), variables)
        separator = self.values.get("excerpt_separator")
        if isinstance(separator, str):
            self.option("excerpt_separator", separator)
        posts_limit = feed.get("posts_limit") if isinstance(feed, dict) else None
        if type(posts_limit) is int and posts_limit > 0:  # of jekyll-feed
            self.add(("limit",), ("feed", "posts_limit"), posts_limit)
        self._future()
        if ("filters", "published") not in self.settings:
            self.option("time", _text(self.values.get("time")))
        self._plugins()
        for key, always in (("include", ()), ("exclude", DEFAULT_EXCLUDE)):
            listed = [item for item in _list(self.values.get(key)) if isinstance(item, str)]
            if listed:
                self.option(key, [*listed, *always])
        self._collections()
        self._defaults()
        self._data()
        has_gem = _line_of_gem(self.folder, "jekyll-syndicate") > 0
        self.notes += notes(self.folder, self.tree.path if self.tree else "_config.yml", self.values, has_gem=has_gem)

    def add(self, place: tuple[str, ...], path: tuple[str | int, ...], value: Any) -> None:
        """Find *value* for the setting at *place*, where *path* of the configuration says it."""
        said = self.tree is not None and self.tree.has(path)
        self.settings[place] = found_in(self.tree, path, value) if said else Finding(value=value)

    def option(self, name: str, value: Any) -> None:
        """Find *value* for the option *name* of the source, which the configuration calls alike."""
        if value not in ("", None, [], {}):
            self.add(("source", "options", name), (name,), value)

    def _home(self) -> None:
        url, base = _text(self.values.get("url")), _text(self.values.get("baseurl")).strip("/")
        if "://" in base:  # a whole address, where a path is meant
            url, base = (url, urlsplit(base).path.strip("/")) if url else (base, "")
        domain = next(iter(_lines(self.folder, "CNAME")), "").strip()
        owner, slash, name = _text(self.values.get("repository")).partition("/")
        if url:
            self.add(("site", "url"), ("url",), _joined(url, base))
        elif domain:
            self.settings["site", "url"] = Finding(value=_joined(f"https://{domain}", base), path="CNAME", line=1)
        elif slash and name:
            home = "" if name.lower() == f"{owner}.github.io".lower() else name
            base = base if "baseurl" in self.values else home
            self.add(("site", "url"), ("repository",), _joined(f"https://{owner.lower()}.github.io", base))

    def _authors(self) -> None:
        given = self.values.get("author", self.values.get("authors"))
        name = "author" if "author" in self.values else "authors"
        authors = [author for item in _list(given) if (author := self._author(item))]
        if authors:
            self.add(("site", "authors"), (name,), authors)

    def _author(self, given: Any) -> Any:
        if isinstance(given, str) and (known := self._known_author(given)):
            given = known
        if not isinstance(given, dict):
            return _text(given)
        name = _text(given.get("name"))
        author = {"name": name, "email": _text(given.get("email")), "url": _text(given.get("uri") or given.get("url"))}
        if not author["url"].startswith(("http://", "https://", "/")):
            author["url"] = ""
        return {key: value for key, value in author.items() if value} if name else ""

    def _known_author(self, key: str) -> dict[str, Any] | None:
        path = self._data_file("authors")
        tree = read_data(self.folder, path) if path else None
        found = tree.value.get(key) if tree is not None and isinstance(tree.value, dict) else None
        return found if isinstance(found, dict) else None

    def _future(self) -> None:
        if "future" in self.values:
            if _flag(self.values["future"]):
                self.add(("filters", "published"), ("future",), {"future": True})
            return
        # GitHub Pages builds what lies ahead unless the site says otherwise.
        if line := _line_of_gem(self.folder, '"github-pages"') or _line_of_gem(self.folder, "'github-pages'"):
            self.settings["filters", "published"] = Finding(value={"future": True}, path="Gemfile", line=line)

    def _plugins(self) -> None:
        listed = self.values.get("markdown_ext")
        if isinstance(listed, str):
            self.option("markdown_ext", [ext.strip().lower() for ext in listed.split(",") if ext.strip()])
        else:
            self.settings["source", "options", "markdown_ext"] = Finding(value=list(MARKDOWN_EXT))
        plugins = [item for item in _list(self.values.get("plugins", self.values.get("gems"))) if isinstance(item, str)]
        if "jekyll-feed" in plugins:
            self.add(("source", "options", "ids"), ("plugins", plugins.index("jekyll-feed")), "jekyll-feed")
        if "jemoji" in plugins:
            self.add(("source", "options", "emoji"), ("plugins", plugins.index("jemoji")), value=True)
        if "jekyll-polyglot" in plugins or _line_of_gem(self.folder, "jekyll-polyglot"):
            default = (_text(self.values.get("default_lang")) or "en").lower()
            others = [lang for item in _list(self.values.get("languages")) if (lang := _text(item)).lower() != default]
            if others:
                self.add(("source", "options", "other_languages"), ("languages",), others)
                self.option("lang_from_path", _flag(self.values.get("lang_from_path")))
        more = [suffix for plugin in plugins for suffix in _CONVERTERS.get(plugin, ())]
        if more:
            self.add(("source", "options", "html_ext"), ("plugins",), more)

    def _collections(self) -> None:
        given = self.values.get("collections")
        named = given if isinstance(given, dict) else {item: {} for item in _list(given) if isinstance(item, str)}
        found: dict[str, dict[str, Any]] = {}
        for name, said in named.items():
            collection: dict[str, Any] = {}
            if isinstance(said, dict):
                collection["output"] = _flag(said.get("output"))
                if _text(said.get("permalink")):
                    collection["permalink"] = _text(said["permalink"])
            found[name] = collection
        source, folder = (_inside(_text(self.values.get(key))) for key in ("source", "collections_dir"))
        base = os.path.join(self.folder, source, folder)  # noqa: PTH118  below the folder, as given
        self.notes += undeclared_collections(base, found)
        shown = [name for name, said in found.items() if said.get("output") and name not in ("posts", "data")]
        undated = dict(undated_collections(base, shown))
        for name in undated:
            found[name]["articles"] = False
        if undated:
            listed = ", ".join(f"{name} ({document_count:,})" for name, document_count in undated.items())
            self.notes.append(
                f"{self.tree.path}: collections without any date are passed over, as they hold no news: {listed} documents"
            )
        self.option("collections", found)

    def _defaults(self) -> None:
        found = []
        for item in _list(self.values.get("defaults")):
            if isinstance(item, dict) and isinstance(item.get("values"), dict):
                given = item.get("scope")
                scope: dict[str, Any] = given if isinstance(given, dict) else {}
                default = {"path": _text(scope.get("path")), "values": item["values"]}
                found.append(default | ({"type": _text(scope["type"])} if _text(scope.get("type")) else {}))
        self.option("defaults", found)

    def _data(self) -> None:
        people = self.values.get("authors")  # as Mediumish has them
        if isinstance(people, dict):
            made = {str(key): self._author(item) for key, item in people.items() if isinstance(item, dict)}
            self.add(("source", "authors"), ("authors",), {key: author for key, author in made.items() if author})
        authors = self._data_file("authors") or ("_authors" if _is_folder(self.folder, "_authors") else "")
        for place, path in ((("source", "authors"), authors), (("topics",), self._data_file("topics"))):
            if path:
                self.settings[place] = Finding(value=path, path=path)

    def _data_file(self, name: str) -> str:
        """Return the path of the data file or folder *name*, "" if there is none."""
        source = _inside(_text(self.values.get("source")))
        folder = _inside(_text(self.values.get("data_dir"))) or "_data"
        path = f"{source}/{folder}/{name}" if source else f"{folder}/{name}"
        if _is_folder(self.folder, path):
            return path
        return next((path + suffix for suffix in _DATA_SUFFIXES if _is_file(self.folder, path + suffix)), "")


def _joined(url: str, base: str) -> str:
    return f"{url.rstrip('/')}/{base}/" if base else f"{url.rstrip('/')}/"


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else str(value) if type(value) in (int, float) else ""


def _flag(value: Any) -> bool:
    return (plain_scalar(value) if isinstance(value, str) else value) not in (None, False)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _inside(path: str) -> str:
    """Return *path* as seen from the site's folder, "" for that folder itself, and for what lies outside."""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    return "" if path.startswith("/") or ".." in parts else "/".join(parts)


def _is_folder(folder: str, path: str) -> bool:
    return os.path.isdir(os.path.join(folder, path))  # noqa: PTH112, PTH118  below the folder, as given


def _is_file(folder: str, path: str) -> bool:
    return os.path.isfile(os.path.join(folder, path))  # noqa: PTH113, PTH118  as above


def _line_of_gem(folder: str, text: str) -> int:
    """Return the number of the first line of the Gemfile that holds *text* and is no comment, 0 if there is none."""
    numbered = enumerate(_lines(folder, "Gemfile"), 1)
    return next((number for number, line in numbered if text in line and not line.lstrip().startswith("#")), 0)


def _lines(folder: str, path: str) -> list[str]:
    if not _is_file(folder, path):
        return []
    with open(os.path.join(folder, path), "rb") as file:  # noqa: PTH118, PTH123  as above
        return file.read(1 << 16).decode(errors="replace").splitlines()
