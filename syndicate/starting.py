"""A first syndicate.yaml, commented, for the folder somebody stands in."""

from __future__ import annotations

import os
import re
from itertools import islice
from pathlib import Path

from syndicate.errors import UsageError, excerpt
from syndicate.settings import FILENAME

_SUFFIXES = (".md", ".markdown", ".html", ".htm", ".txt")
# What site generators write, what they are made of, and drafts.
_PASSED_OVER = frozenset(
    "_site public dist build out node_modules vendor themes layouts _layouts _includes _data _sass _plugins _drafts "
    "assets static archetypes".split()
)
_OUTER = frozenset(("src", "source"))  # articles lie in folders of these, beside templates
_LOOKED_AT = 2_000  # files; enough to see where articles are

# A file of a generator's -> the folder that it writes to, and the URL that it gives an article, where that is known.
_GENERATORS = (
    ("_config.yml", "_site", "{site_url}/{year}/{month}/{day}/{slug}.html"),  # Jekyll
    ("hugo.toml", "public", "{site_url}/{path}/"),
    ("hugo.yaml", "public", "{site_url}/{path}/"),
    ("eleventy.config.js", "_site", None),
    ("eleventy.config.mjs", "_site", None),
    ("eleventy.config.cjs", "_site", None),
    (".eleventy.js", "_site", None),
    ("astro.config.mjs", "dist", None),
    ("mkdocs.yml", "site", None),
)

_TEMPLATE = """\
# Settings of syndicate; `syndicate schema settings` prints all of them as a JSON Schema.
site:
  title: {title}
  url: {url}          # the home page; relative links are completed with it
  # description: What this site is about, in a sentence
  # language: en                       # BCP 47
  # timezone: Europe/Berlin            # of dates that name none
  authors: [{title}]          # of articles that name none; also {{name: Ann Author, email: ann@example.org}}
  # icon: /icon-512.png
  # favicon: /favicon.png
  # hub: https://hub.example.org/      # WebSub
  # rights: CC BY 4.0

source:
  paths: [{paths}]           # folders, files, globs; "!drafts" leaves out
  {url_mark}url: {url_pattern}   # of articles without one; also {{day}} {{stem}} {{path}}
  # fields: {{summary: [teaser, excerpt]}}         # names of fields in the front matter, best first

# filters:                             # published: true is on unless you say otherwise
#   topics: {{any: [Feeds, Python]}}     # also all, none
#   dates: {{days: 30}}                  # also hours, since, until
#   where: {{type: article, quality: {{min: 50}}}}

output: {output}                       # the folder that the site's generator writes to

feeds:
  - format: rss
    path: rss.xml
    limit: 20
  - format: atom
    path: atom.xml
    limit: 20
  - format: json
    path: feed.json
    limit: 20
  - format: amp-sitemap
    path: amp-sitemap.xml
  # one feed a topic:
  # - {{format: atom, each: topic, path: "topics/{{topic}}.xml", title: "{{site}}: {{topic}}"}}
"""


def write_settings(folder: Path) -> Path:
    """Write syndicate.yaml into *folder* and return its path.

    Raises UsageError if there is one already, which stays as it is, or if the folder cannot be read or written.
    """
    path = folder / FILENAME
    try:
        text = _settings_text(folder)
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
    output, pattern = next(
        ((output, pattern) for name, output, pattern in _GENERATORS if (folder / name).exists()), ("public", None)
    )
    return _TEMPLATE.format(
        title=_quoted(_title(folder)),
        url=_quoted(_cname(folder) or "https://example.org/"),
        paths=", ".join(_quoted(_as_path(name)) for name in _content_folders(folder)),
        url_mark="" if pattern else "# ",
        url_pattern=_quoted(pattern or "{site_url}/{year}/{month}/{slug}/"),
        output=output,
    )


def _title(folder: Path) -> str:
    name = folder.resolve().name.replace("-", " ").replace("_", " ")
    words = "".join(char if char.isprintable() else " " for char in name).split()
    title = " ".join(words)
    return title[:1].upper() + title[1:] or "My site"


def _as_path(name: str) -> str:
    """Return *name* so that source.paths means that folder alone: no wildcard, no "!" in front."""
    literal = re.sub(r"[*?\[]", r"[\g<0>]", name)
    return ("./" if name.startswith("!") else "") + (literal if literal == name else f"{literal}/**")


def _quoted(text: str) -> str:
    import json

    # Every JSON string is a YAML one. What cannot be seen is escaped, as YAML forbids much of it.
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _cname(folder: Path) -> str | None:
    """Return the site's URL from the CNAME file that some hosts of pages ask for."""
    from syndicate.urls import absolute_url

    for place in (folder / "CNAME", folder / "static" / "CNAME"):
        try:
            name = place.read_text(encoding="utf-8")[:255].split()
            return absolute_url(f"https://{name[0]}/") if name else None
        except (OSError, ValueError):
            continue
    return None


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
        and _is_utf_8(place.name)
        and _holds_articles(place)
    ]


def _is_utf_8(name: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in name)


def _holds_articles(folder: Path) -> bool:
    files = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names if name.endswith(_SUFFIXES))
    return any(_has_front_matter(path) for path in islice(files, _LOOKED_AT))


def _has_front_matter(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"---", b"+++"))
    except OSError:
        return False
