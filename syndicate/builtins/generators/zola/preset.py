"""zola.toml, or config.toml as it was called before, into settings."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from syndicate import Finding, Findings, Site, SourceContext, UsageError
from syndicate.files import ArticleHead, found_in, open_regular, read_article_head, read_data
from syndicate.model import excerpt
from syndicate.parts import FoundSettings

from .options import EXTENSIONS, FILES

_BASE_URL = re.compile(rb"^[ \t]*base_url[ \t]*=", re.MULTILINE)
_MAX_BYTES = 4 << 20
_NAMED = re.compile(r"(?P<email>[^\s()<>]+@[^\s()<>]+)\s*\((?P<name>[^()]+)\)")
_SITE = {"title": "title", "description": "description", "default_language": "language"}
# What zola.toml switches on in Markdown -> its name here.
_MARKDOWN = {
    "smart_punctuation": "smart", "render_emoji": "shortcodes", "definition_list": "description_lists",
    "github_alerts": "alerts",
}  # fmt: skip


def find(folder: str) -> Findings | None:
    """Return what the configuration in *folder* says; a config.toml without base_url is another generator's."""
    path = next((name for name in FILES if _is_zola(folder, name)), None)
    tree = read_data(folder, path) if path else None
    if path is None or tree is None or not isinstance(tree.value, dict):
        return None
    config: Mapping[str, Any] = tree.value
    notes: list[str] = []
    found: FoundSettings = {
        ("source", "name"): Finding(value="zola"),
        ("source", "paths"): Finding(value=["content"]),
        ("site", "language"): Finding(value="en"),
        # Zola knows no clock: what is dated tomorrow is on the site today.
        ("filters", "published"): Finding(value={"future": True}),
    }
    for name, key in _SITE.items():
        if isinstance(config.get(name), str) and config[name]:
            found["site", key] = found_in(tree, (name,))
    if type(limit := config.get("feed_limit")) is int and limit > 0:
        found["limit",] = found_in(tree, ("feed_limit",))
    _find_home(folder, found)
    base_url = config.get("base_url")
    if isinstance(base_url, str) and base_url.lower().startswith(("http://", "https://")):
        found["site", "url"] = found_in(tree, ("base_url",))
    elif base_url is not None:
        notes.append(str(tree.fault(("base_url",), f"{excerpt(base_url)} is no absolute URL; set site.url")))
    if isinstance(config.get("author"), str) and config["author"]:
        found["site", "authors"] = found_in(tree, ("author",), _author(config["author"]))
    elif isinstance(config.get("extra"), dict):
        _find_author(tree, config["extra"].get("author"), found)

    def option(key: str, place: tuple[str | int, ...], value: Any) -> None:
        found["source", "options", key] = found_in(tree, place, value)

    if found.get(("site", "language"), Finding(value="")).path:
        option("default_language", ("default_language",), config["default_language"])
    default = found["site", "language"].value
    if isinstance(config.get("languages"), dict) and config["languages"]:
        codes = list(config["languages"])
        option("languages", ("languages", codes[0]), [code for code in codes if code != default])
    slugify = config.get("slugify")
    if isinstance(slugify, dict):
        if "paths" in slugify:
            option("slugify", ("slugify", "paths"), slugify["paths"])
        if "paths_keep_dates" in slugify:
            option("keep_dates", ("slugify", "paths_keep_dates"), slugify["paths_keep_dates"])
    if isinstance(config.get("ignored_content"), list) and config["ignored_content"]:
        option("ignored", ("ignored_content",), config["ignored_content"])
    markdown = config.get("markdown")
    if isinstance(markdown, dict) and (more := [name for key, name in _MARKDOWN.items() if markdown.get(key) is True]):
        option("extensions", ("markdown",), [*EXTENSIONS, *more])
    if topics := _topical(config.get("taxonomies")):
        option("taxonomies", ("taxonomies",), topics)
    _find_folders(folder, config, found, found_in(tree, ("output_dir",), "") if "output_dir" in config else None)
    return Findings(settings=found, notes=tuple(notes))


def _find_home(folder: str, found: FoundSettings) -> None:
    """Take title and description of the home page where the configuration has none."""
    site = Site(title=".", url="https://example.org/")
    head = read_article_head(SourceContext(root=folder or ".", paths=(), site=site), "content/_index.md")
    if isinstance(head, ArticleHead):
        tree = head.fields
        for name in ("title", "description"):
            if ("site", name) not in found and isinstance(tree.value.get(name), str) and tree.value[name]:
                found["site", name] = found_in(tree, (name,))


def _is_zola(folder: str, name: str) -> bool:
    place = os.path.join(folder, name)  # noqa: PTH118  as the caller writes it
    try:
        with open_regular(place) as file:
            text = file.read(_MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    except OSError as error:
        raise UsageError(f"{place}: cannot be read: {error.strerror}") from error
    return name == "zola.toml" or _BASE_URL.search(text) is not None


def _find_author(tree: Any, author: Any, found: FoundSettings) -> None:
    """Take the author that themes look for below [extra]: a text, or a table with a name."""
    name = author.get("name") if isinstance(author, dict) else author
    if isinstance(name, str) and name:
        place = ("extra", "author", "name") if isinstance(author, dict) else ("extra", "author")
        found["site", "authors"] = found_in(tree, place, _author(name))


def _author(text: str) -> Any:
    """Return who is meant by "ann@example.org (Ann)", which RSS asks for, or by a name."""
    found = _NAMED.fullmatch(text.strip())
    return {"name": found["name"].strip(), "email": found["email"]} if found else text


def _topical(taxonomies: Any) -> list[str]:
    """Return the names of the taxonomies whose terms are topics: those of persons are none."""
    if not isinstance(taxonomies, list):
        return []
    names = [entry.get("name") for entry in taxonomies if isinstance(entry, dict)]
    return [name for name in names if isinstance(name, str) and "author" not in name.lower()]


def _find_folders(folder: str, config: Mapping[str, Any], found: FoundSettings, output: Finding | None) -> None:
    def is_folder(name: str) -> bool:
        return not os.path.isabs(name) and os.path.isdir(os.path.join(folder, name))  # noqa: PTH112, PTH117, PTH118

    assets = ["static", "content"]
    if isinstance(theme := config.get("theme"), str) and theme:
        assets.insert(1, f"themes/{theme}/static")
    if present := [name for name in assets if is_folder(name)]:
        found["source", "assets"] = Finding(value=present)
    built = config.get("output_dir", "public")
    if isinstance(built, str) and is_folder(built):
        found["source", "built"] = replace(output or Finding(value=""), value=built)
