"""A first syndicate.yaml, commented, for the folder somebody stands in."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from syndicate.articles.url_pattern import BY_PATH
from syndicate.files.tree import Place
from syndicate.model.errors import UsageError, excerpt
from syndicate.parts.contract import Finding
from syndicate.parts.registry import Registry
from syndicate.settings.file import FILENAME, FILENAMES, SettingsFile
from syndicate.settings.generators.articles import article_findings
from syndicate.settings.generators.found import site_findings
from syndicate.settings.generators.heads import holds_articles
from syndicate.settings.generators.known import Generator
from syndicate.settings.generators.recognised import built_pages, other_generator
from syndicate.settings.presets.recognise import recognise

# What site generators write, what they are made of, and drafts.
_PASSED_OVER = frozenset(
    "_site public dist build out node_modules vendor themes layouts _layouts _includes _data _sass _plugins _drafts "
    "assets static archetypes".split()
)
_OUTPUTS = {"jekyll": "_site", "eleventy": "_site", "pelican": "output", "html": "."}  # else public
_OUTER = frozenset(("src", "source"))  # articles lie in folders of these, beside templates

_TEMPLATE = """\
# Settings of syndicate; `syndicate schema settings` prints all of them as a JSON Schema.
{generator}site:
  title: {title}
  url: {url}          # the home page; relative links are completed with it
  {description}
  {language}                       # BCP 47
  {timezone}            # of dates that name none
  authors: {authors}          # of articles that name none; also {{name: Ann Author, email: ann@example.org}}
  # icon: /icon-512.png
  # favicon: /favicon.png
  # hub: https://hub.example.org/      # WebSub
  # rights: CC BY 4.0

source:
{source}
{filters}
output: {output}                       # the folder that the site's generator writes to; syndicate.record says what is ours there

{feeds}"""
_ARTICLES = """\
  paths: {paths}           # folders, files, globs; "!drafts" leaves out
  url: {url}          # of articles that name none; also {{year}} {{month}} {{day}} {{slug}} {{stem}}
  {fields}         # names of fields in the front matter, best first
"""
_PAGES = """\
  name: html                           # the built pages alone: dates, URLs and text stand in them
  paths: {paths}
  options: {{home: {home}}}            # where the home page is built
"""
_FOUND = """\
# Settings of syndicate; `syndicate schema settings` prints all of them as a JSON Schema.
# The site's own configuration is read each time. What was found there stands behind a #, with its place; take the # away
# to say it otherwise, for what is written here goes before it. `syndicate export --explain` says what holds.
preset: {preset}

site:
{site}
source:
{source}
{filters}
{rest}
{feeds}"""
_FILTERS = """\
# filters:                             # published: true is on unless you say otherwise
#   topics: {any: [Feeds, Python]}     # also all, none
#   dates: {days: 30}                  # also hours, since, until
#   where: {type: article, quality: {min: 50}}

"""
_CONTENT = "content: full                        # of feeds that say nothing of it; also summary, none\n"
_FEEDS = """\
feeds:                                # the newest 20 articles of each but sitemaps, unless it has limit: 50, or all
  - format: rss
    path: rss.xml
  - format: atom
    path: atom.xml
  - format: json
    path: feed.json
  - format: amp-sitemap
    path: {sitemap}
  # one feed a topic:
  # - {{format: atom, each: topic, path: "topics/{{topic}}.xml", title: "{{site}}: {{topic}}"}}
"""
EXAMPLE_URL = "https://example.org/"
_NEEDED = (("title", "My site"), ("url", EXAMPLE_URL))  # of a site; nothing can be written without


def write_settings(folder: Path, registry: Registry | None = None) -> Path:
    """Write syndicate.yaml into *folder* and return its path.

    registry  the presets that may recognise the site; None: nobody does

    Raises UsageError if there is one already, which stays as it is, or if the folder cannot be read or written.
    """
    path = next((folder / name for name in FILENAMES if (folder / name).exists()), folder / FILENAME)
    try:
        text = (registry and _text_of_found(folder, registry)) or _settings_text(folder)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there; edit it, or move it away first") from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(f"there is no folder {excerpt(folder, 200)}; make it first, or name another") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    return path


def _settings_text(folder: Path) -> str:
    generator = other_generator(folder)
    found = {**site_findings(folder, generator), **(article_findings(folder, generator) if generator else {})}

    def said(section: str, key: str, otherwise: Any) -> Any:
        return found[section, key].value if (section, key) in found else otherwise

    def line(key: str, example: str) -> str:
        return f"{key}: {_quoted(said('site', key, ''))}" if ("site", key) in found else f"# {key}: {example}"

    title = said("site", "title", _title(folder))
    output = generator.output if generator else "public"
    folders = [_as_path(name) for name in _content_folders(folder)]
    has_pages = ("source", "built") in found
    if generator and ("source", "paths") not in found and (not generator.articles or folders == ["."]):
        source = _PAGES.format(paths=_quoted([built_pages(folder, generator)]), home=_quoted(generator.output))
        has_pages = True
    else:
        keys = found.get(("source", "fields", "url"))
        source = _ARTICLES.format(
            fields="# fields: {summary: [teaser, excerpt]}"
            if keys is None
            else f"fields: {_quoted({'url': keys.value})}",
            paths=_quoted(said("source", "paths", folders)),
            url=_quoted(said("source", "url", BY_PATH)),
        )
        if ("source", "authors") in found:
            source += f"  authors: {_quoted(said('source', 'authors', ''))}\n"
        if has_pages:
            source += f"  built: {_quoted(output)}         # the text as the built pages show it\n"
        if options := {place[2]: value.value for place, value in found.items() if place[:2] == ("source", "options")}:
            source += f"  options: {_quoted(options)}    # how the generator reads Markdown\n"
        if ("topics",) in found:
            source += f"\ntopics: {_quoted(found['topics',].value)}         # by what names they are shown\n"
    return _TEMPLATE.format(
        generator=_about(generator),
        title=_quoted(title),
        url=_quoted(said("site", "url", EXAMPLE_URL)),
        description=line("description", "What this site is about, in a sentence"),
        language=line("language", "en"),
        timezone=line("timezone", "Europe/Berlin"),
        authors=_quoted(said("site", "authors", [title])),
        source=source,
        output=output,
        filters=_FILTERS + ("" if has_pages else "# ") + _CONTENT,
        feeds=_FEEDS.format(sitemap="amp-sitemap.xml" if generator else "sitemap.xml"),
    )


def _about(generator: Generator | None) -> str:
    if generator is None:
        return ""
    host = f"; better, {generator.host} hangs feeds onto its build" if generator.host else ""
    return f"# For {generator.name}, after each build: syndicate export{host}.\n"


def _text_of_found(folder: Path, registry: Registry) -> str | None:
    """Return settings with what a preset finds in *folder*, None if none recognises it."""
    if not folder.is_dir():
        return None
    file, _ = recognise(SettingsFile(folder=folder), (), registry)
    found = {place: finding for place, finding in file.found.items() if place not in (("preset",), ("content",))}
    if ("preset",) not in file.found:
        return None
    site, filters = _lines(found, "site", 1), _lines(found, "filters", 1)
    site += [f"  {key}: {_quoted(value)}" for key, value in _NEEDED if ("site", key) not in found]
    rest = [_line((str(place[0]),), finding, "# ") for place, finding in found.items() if len(place) == 1]
    content = _CONTENT if ("content",) in file.found else f"# {_CONTENT}"
    preset = file.found["preset",].value
    if ("output",) not in found:
        destination = found.get(("source", "options", "destination"), Finding(value=_OUTPUTS.get(preset, "public")))
        rest.append(f"output: {_quoted(destination.value)}                       # where the site is built")
    return _FOUND.format(
        preset=preset,
        site="\n".join(site) + "\n",
        source="\n".join(_lines(found, "source", 1)) + "\n",
        filters="\n".join(["filters:", *filters]) + "\n" if filters else _FILTERS,
        rest="\n".join([content, *rest]) + "\n",
        feeds=_FEEDS.format(sitemap="amp-sitemap.xml"),
    )


def _lines(found: Mapping[Place, Finding], section: str, depth: int) -> list[str]:
    """Return a line for each finding of *section*; what lies deeper stands below the key around it."""
    lines: list[str] = []
    inner = ""
    for place, finding in found.items():
        if place[0] != section or len(place) <= depth:
            continue
        if len(place) > depth + 1 and place[depth] != inner:
            inner = str(place[depth])
            lines.append(f"  {inner}:")
        lines.append(_line(place[depth:], finding, "  " * (len(place) - depth) + "# "))
    return lines


def _line(place: Place, finding: Finding, before: str) -> str:
    origin = f"{finding.path}:{finding.line}" if finding.path and finding.line else finding.path
    return f"{before}{place[-1]}: {_quoted(finding.value)}" + (f"   # {origin}" if origin else "")


def _title(folder: Path) -> str:
    name = Path(os.path.realpath(folder)).name.replace("-", " ").replace("_", " ")
    words = "".join(char if char.isprintable() else " " for char in name).split()
    title = " ".join(words)
    return title[:1].upper() + title[1:] or "My site"


def _as_path(name: str) -> str:
    """Return *name* so that source.paths means that folder alone: no wildcard, no "!" in front."""
    literal = re.sub(r"[*?\[]", r"[\g<0>]", name)
    return ("./" if name.startswith("!") else "") + (literal if literal == name else f"{literal}/**")


def _quoted(value: Any) -> str:
    import json

    # Every JSON value is a YAML one. What cannot be seen is escaped, as YAML forbids much of it.
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isprintable() else json.dumps(value)


def _content_folders(folder: Path) -> list[str]:
    """Return the folders below *folder* that hold articles, by their front matter; "." where there is none."""
    found = []
    for place in _folders_with_articles(folder):
        inner = _folders_with_articles(place) if place.name in _OUTER else []
        found += [f"{place.name}/{child.name}" for child in inner] or [place.name]
    return found or ["."]


def _folders_with_articles(folder: Path) -> list[Path]:
    return [
        place
        for place in sorted(child for child in folder.iterdir() if child.is_dir() and not child.is_symlink())
        if not place.name.startswith(".")
        and place.name not in _PASSED_OVER
        and not any("\ud800" <= char <= "\udfff" for char in place.name)
        and holds_articles(place)
    ]
