"""An Eleventy site into settings: its configuration as far as it is literal, its data about itself, its folders."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from syndicate import Finding, Findings
from syndicate.files import (
    Head,
    Place,
    RawTree,
    beginning_of,
    found_in,
    head_below,
    place_inside,
    relative_path,
    text_inside,
)
from syndicate.model import excerpt
from syndicate.parts import FoundSettings

from .cascade import front_matter
from .config import Config, read_config
from .files import SCRIPTS, read_values
from .javascript import JsTree
from .options import MARKDOWN_EXTENSIONS, PACKAGES, USUAL, EleventyOptions

_DATA = ("metadata", "meta", "site", "siteConfig", "site_config", "siteMeta", "config")
_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("title", "name", "siteName", "siteTitle"),
    "url": ("url", "siteUrl", "siteURL", "baseUrl", "base_url", "baseURL", "origin", "base", "host", "domain"),
    "description": ("description", "siteDescription", "subtitle"),
    "language": ("language", "lang", "locale"),
    "authors": ("author", "authorName", "authors"),
}
# Templates of feeds, whose front matter is where Eleventy's documentation keeps what it says of the site.
_FEED = re.compile(r"(?:feed|rss|atom)\b[\w.-]*\.(?:njk|liquid|ejs)")
_HIDES = re.compile(r"\bdata\.(?:hidden|hide|visible|live|(archived))\b")
_FEED_FOLDERS = ("", "feed", "feeds", "rss", "pages")
# Packages of markdown-it that change what a text shows.
_PLUGINS = {
    "@vscode/markdown-it-katex": ("math",),
    "markdown-it-abbr": ("abbreviations",),
    "markdown-it-attrs": ("attribute_lists", "attributes_at_ends", "heading_attributes"),
    "markdown-it-container": ("containers",),
    "markdown-it-deflist": ("description_lists", "tilde_definitions"),
    "markdown-it-emoji": ("shortcodes",),
    "markdown-it-footnote": ("inline_footnotes",),
    "markdown-it-github-alerts": ("alerts",),
    "markdown-it-ins": ("insert",),
    "markdown-it-katex": ("math",),
    "markdown-it-mark": ("highlight",),
    "markdown-it-mathjax3": ("math",),
    "markdown-it-sub": ("subscript",),
    "markdown-it-sup": ("superscript",),
    "markdown-it-table-of-contents": ("contents",),
    "markdown-it-texmath": ("math",),
    "markdown-it-toc-done-right": ("contents",),
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_INDENTS_ARE_TEXT = 2  # from this version on
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_NO_SITES = ("github.com/", "gitlab.com/", "bitbucket.org/", "/package/")
_MAX_FILES = 20_000
_MAX_BYTES = 100_000  # of a template of a feed


def find(folder: str) -> Findings | None:
    """Return what is known of the site in *folder*: one with a configuration of Eleventy, or that depends on it."""
    config = read_config(folder)
    package = read_values(folder, "package.json") if os.path.isfile(os.path.join(folder, "package.json")) else None  # noqa: PTH113, PTH118
    about: Mapping[str, Any] = package.value if package is not None and isinstance(package.value, dict) else {}
    if config is None:
        if not any(
            isinstance(about.get(key), dict) and name in about[key] for key in _DEPENDENCIES for name in PACKAGES
        ):
            return None
        config = Config()
    elif not config.options:
        config.notes.append(f"{config.path}: names no folder in so many words; Eleventy's own are taken")
    options = EleventyOptions(input=config.option("input", "."))
    found: FoundSettings = {
        ("source", "name"): Finding(value="eleventy"),
        ("source", "paths"): config.options.get("input", Finding(value=".")),
        # Eleventy knows no clock: what is dated tomorrow is on the site today, unless a program of the site asks one.
        ("filters", "published"): config.clock or Finding(value={"future": True}),
    }
    found.update({("withheld", word): finding for word, finding in (*_hides(folder, options), *config.hides.items())})
    paths = found["source", "paths"]
    found["source", "paths"] = replace(paths, value=[paths.value])
    for name, finding in config.options.items():
        found["source", "options", name] = finding
    _find_site(folder, options, config, package, found)
    if config.limit is not None:
        found["limit",] = config.limit
    _find_markdown(about, config, found)
    _find_ignored(folder, options.input, found)
    _find_collections(folder, options, config, found)
    output = config.option("output", "_site")
    is_built = os.path.isdir(os.path.join(folder, output)) and place_inside(folder, output) is not None  # noqa: PTH112, PTH118
    if is_built:
        found["source", "built"] = config.options.get("output", Finding(value=output))
    assets = [*([output] if is_built else []), *config.copied, *([options.input] if config.copies_input else [])]
    if assets:
        found["source", "assets"] = Finding(value=list(dict.fromkeys(assets)))
    return Findings(settings=found, notes=tuple(config.notes))


_DEPENDENCIES = ("dependencies", "devDependencies", "peerDependencies")


def _find_markdown(about: Mapping[str, Any], config: Config, found: FoundSettings) -> None:
    """Find what Markdown has beside CommonMark, by what *about*, package.json, depends on, and by the configuration."""
    packages: dict[str, Any] = {}
    for key in _DEPENDENCIES:
        packages |= about[key] if isinstance(about.get(key), dict) else {}
    version = re.match(r"[^\d]*(\d+)", str(packages.get("@11ty/eleventy", "")))
    is_code = config.has_code or (version is not None and int(version[1]) < _INDENTS_ARE_TEXT)
    added = [name for package, names in _PLUGINS.items() if package in packages for name in names]
    not_so = {"plain_indents" if is_code else "", "double_tildes" if "subscript" in added else ""}
    own = [name for name in MARKDOWN_EXTENSIONS if name not in not_so]
    names = tuple(dict.fromkeys((*own, *added, *config.markdown)))
    if names != MARKDOWN_EXTENSIONS:
        found["source", "options", "extensions"] = Finding(
            value=list(names), path="package.json" if added else config.path
        )


def _find_site(
    folder: str,
    options: EleventyOptions,
    config: Config,
    package: RawTree | None,
    found: FoundSettings,
) -> None:
    """Find title, URL, language, description and author: in global data, then where else sites keep them."""
    data = options.path(config.option("data", "_data"))
    # A module that the configuration opens may have added what is no JSON.
    extensions = ["json", *_extensions(config), "yaml", "yml", "toml", *(suffix[1:] for suffix in SCRIPTS)]
    for name in _DATA:
        for extension in extensions:
            tree = read_values(folder, f"{data}/{name}.{extension}" if data else f"{name}.{extension}")
            if tree is not None:
                if isinstance(tree.value, dict):
                    _take(tree, (), found)
                elif isinstance(tree, JsTree) and not tree.faults:
                    config.notes.append(f"{tree.path}: is a program; what it makes of the site is not known here")
                config.notes += [str(fault) for fault in tree.faults]
    if config.feed is not None:
        _take(*config.feed, found)
    for tree in _heads_of_feeds(folder, options):
        if isinstance(tree.value, dict) and isinstance(tree.value.get("metadata"), dict):
            _take(tree, ("metadata",), found)
    if package is not None and isinstance(package.value, dict):
        homepage = package.value.get("homepage")
        if isinstance(homepage, str) and not any(host in homepage for host in _NO_SITES):
            _take_value(package, ("homepage",), "url", homepage, found)
    if ("site", "url") not in found and (host := _cname(folder)):
        found["site", "url"] = Finding(value=f"https://{host}/", path="CNAME", line=1, column=1)
    url = found.get(("site", "url"))
    own = re.fullmatch(r"(https?://[^/?#]+)(?:/([^?#]*?))?/?", url.value) if url is not None else None
    if url is None or own is None:
        return
    if config.prefix and not own[2]:
        found["site", "url"] = replace(url, value=f"{own[1]}/{config.prefix}/")
    # Else all pages begin at the host, and a folder of templates is none that they all lie in.
    elif own[2] and not config.prefix and os.path.isdir(os.path.join(folder, options.path(own[2]))):  # noqa: PTH112, PTH118
        found["site", "url"] = replace(url, value=f"{own[1]}/")


def _feeds(folder: str, options: EleventyOptions) -> Iterator[str]:
    for place in map(options.path, _FEED_FOLDERS):
        try:
            names = sorted(os.listdir(os.path.join(folder, place)))  # noqa: PTH118, PTH208  names only
        except OSError:
            continue
        yield from (f"{place}/{name}".lstrip("/") for name in names if _FEED.fullmatch(name))


def _heads_of_feeds(folder: str, options: EleventyOptions) -> Iterator[RawTree]:
    for key in _feeds(folder, options):
        head = head_below(folder, key) if place_inside(folder, key) is not None else None
        if isinstance(head, Head):
            yield front_matter(head, key)


def _hides(folder: str, options: EleventyOptions) -> Iterator[tuple[str, Finding]]:
    """Yield the words that the site's own feeds ask of articles: ``{% if not post.data.hidden %}``."""
    for key in _feeds(folder, options):
        for word in _HIDES.finditer(text_inside(folder, key, _MAX_BYTES) or ""):
            line = word.string.count("\n", 0, word.start()) + 1
            column = word.start() - word.string.rfind("\n", 0, word.start())
            yield word[1] or "hidden", Finding(value=True, path=key, line=line, column=column)


def _extensions(config: Config) -> list[str]:
    added = config.options.get("data_formats")
    return list(added.value) if added else []


def _take(tree: RawTree, place: Place, found: FoundSettings) -> None:
    values: Any = tree.value
    for step in place:
        values = values[step]
    for key, names in _KEYS.items():
        for name in names:
            if ("site", key) not in found and name in values:
                _take_value(tree, (*place, name), key, values[name], found)


def _take_value(tree: RawTree, place: Place, key: str, value: Any, found: FoundSettings) -> None:
    """Take *value* for the key of the site if it can be one: data of these names hold other things as well."""
    wanted: Any = None
    if key == "authors":
        entries = [_author(entry) for entry in (value if isinstance(value, list) else [value])]
        wanted = [entry for entry in entries if entry] or None
    elif isinstance(value, str) and value.strip():
        is_fit = {
            "url": value.lower().startswith(("http://", "https://")) and "localhost" not in value,
            "language": _LANGUAGE.fullmatch(value) is not None,
        }
        wanted = value.strip() if is_fit.get(key, True) else None
        if wanted and key == "language":
            wanted = wanted.replace("_", "-")
    if wanted is not None and ("site", key) not in found:
        found["site", key] = found_in(tree, place, wanted)


def _author(value: Any) -> Any:
    """Return an author as settings have it, None if *value* is none."""
    if isinstance(value, str):
        return value.strip()
    if not isinstance(value, dict) or not isinstance(value.get("name"), str) or not value["name"].strip():
        return None
    author = {"name": value["name"]}
    if isinstance(value.get("email"), str) and "@" in value["email"]:
        author["email"] = value["email"]
    if isinstance(value.get("url"), str) and value["url"].startswith(("http://", "https://")):
        author["url"] = value["url"]
    return author


def _cname(folder: str) -> str:
    text = (text_inside(folder, "CNAME", 300) or "").strip()
    return text if _HOST.fullmatch(text) else ""


def _find_ignored(folder: str, input_folder: str, found: FoundSettings) -> None:
    """Add the globs of .gitignore and .eleventyignore, relative to their folder; Eleventy skips those with "!"."""
    key = ("source", "options", "ignored")
    globs = [*found[key].value] if key in found else []
    place = found.get(key)
    folders = [".", input_folder] if input_folder != "." else ["."]
    for path in [".gitignore", *(f"{base}/.eleventyignore".removeprefix("./") for base in folders)]:
        if place_inside(folder, path) is None:
            continue
        data = beginning_of(os.path.join(folder, path), 1 << 16)  # noqa: PTH118  as the caller writes it
        base = os.path.dirname(path)  # noqa: PTH120
        for number, line in enumerate(data.decode(errors="replace").splitlines(), 1):
            text = line.strip()
            if text and not text.startswith(("#", "!")):
                globs.append(f"{base}/{text.lstrip('/')}".lstrip("/"))
                place = place or Finding(value=None, path=path, line=number, column=1)
    if globs and place:
        found[key] = replace(place, value=globs)


def _find_collections(folder: str, options: EleventyOptions, config: Config, found: FoundSettings) -> None:
    """Take the collections of feed plugins, else tags of usual names that data files give, or made from globs."""
    names = dict(config.feeds)
    if (globs := config.options.get("globs")) and not config.feeds:
        names |= {name: replace(globs, value=None) for name in globs.value if name.lower() in USUAL}
    for path in _data_files(folder, options.input, config) if not config.feeds else ():
        tree = read_values(folder, path)
        tags = tree.value.get("tags") if tree is not None and isinstance(tree.value, dict) else None
        for tag in [tags] if isinstance(tags, str) else tags if isinstance(tags, list) else []:
            if isinstance(tag, str) and tag.lower() in USUAL and tree is not None:
                names.setdefault(tag, found_in(tree, ("tags",)))
    if names:
        found["source", "options", "collections"] = replace(next(iter(names.values())), value=sorted(names))
    elif config.path:
        config.notes.append(
            f"{config.path}: no folder's data gives its templates a tag such as {excerpt('posts')}; templates with such a "
            "tag or a date of their own are taken for articles, source.options.collections names others"
        )


def _data_files(folder: str, input_folder: str, config: Config) -> list[str]:
    base = config.options.get("data_name")
    skipped = {"node_modules", os.path.basename(config.option("output", "_site"))}  # noqa: PTH119
    found: list[str] = []
    count = 0
    top = os.path.join(folder, input_folder)  # noqa: PTH118
    if place_inside(folder, input_folder) is None:
        return []
    for place, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name not in skipped and not name.startswith("."))
        count += len(names)
        if count > _MAX_FILES:
            break
        own = base.value if base else os.path.basename(os.path.abspath(place))  # noqa: PTH100, PTH119
        suffixes = [*SCRIPTS[:3], ".json", *(f".{extension}" for extension in _extensions(config))]
        wanted = [f"{own}.{kind}{suffix}" for kind in ("11tydata", "data") for suffix in suffixes]
        wanted += [f"{own}{suffix}" for suffix in suffixes[3:]]
        below = relative_path(place, folder)
        found += [f"{below}/{name}".removeprefix("./") for name in wanted if name in names]
    return sorted(found)
