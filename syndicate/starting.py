"""A first syndicate.yaml, commented, for the folder somebody stands in."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from syndicate.errors import UsageError
from syndicate.settings import FILENAME

_SUFFIXES = (".md", ".markdown", ".html", ".htm", ".txt")
_BUILT = frozenset(("_site", "public", "dist", "node_modules", "vendor", "themes", "layouts", "_layouts", "_includes"))
_LOOKED_AT = 2_000  # files; enough to see where articles are

_TEMPLATE = """\
# Settings of syndicate; `syndicate schema settings` prints all of them as a JSON Schema.
site:
  title: {title}
  url: {url}          # the home page; relative links are completed with it
  # description: What this site is about, in a sentence
  # language: en                       # BCP 47
  # timezone: Europe/Berlin            # of dates that name none
  # authors: [{{name: Ann Author, email: ann@example.org}}]   # of articles that name none; Atom needs one
  # icon: /icon-512.png
  # favicon: /favicon.png
  # hub: https://hub.example.org/      # WebSub
  # rights: CC BY 4.0

source:
  paths: [{paths}]           # folders, files, globs; "!drafts" leaves out
  # url: "{{site_url}}/{{year}}/{{month}}/{{slug}}/"   # of articles without one; also {{day}} {{stem}} {{path}}
  # fields: {{summary: [teaser, excerpt]}}         # names of fields in the front matter, best first

# filters:                             # published: true is on unless you say otherwise
#   topics: {{any: [Feeds, Python]}}     # also all, none
#   dates: {{days: 30}}                  # also hours, since, until
#   where: {{type: article, quality: {{min: 50}}}}

output: public                         # the folder that the site's generator writes to

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
  # - format: atom                     # one feed a topic
  #   each: topic
  #   path: "topics/{{topic}}.xml"
  #   title: "{{site}}: {{topic}}"
"""


def write_settings(folder: Path) -> Path:
    """Write syndicate.yaml into *folder* and return its path.

    Raises UsageError if there is one, or if the folder cannot be written.
    """
    path = folder / FILENAME
    url = _cname(folder)
    text = _TEMPLATE.format(
        title=_quoted(folder.resolve().name.replace("-", " ").replace("_", " ").strip().capitalize() or "My site"),
        url=_quoted(url or "https://example.org/"),
        paths=", ".join(_quoted(name) for name in _content_folders(folder)),
    )
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{path} is there; edit it, or move it away first") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    return path


def _quoted(text: str) -> str:
    import json

    # Every JSON string is a YAML one.
    return json.dumps(text, ensure_ascii=False)


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
    """Return the folders right below *folder* that hold files with front matter; "." where there is none."""
    found = [
        place.name
        for place in sorted(child for child in folder.iterdir() if child.is_dir())
        if not place.name.startswith(".") and place.name not in _BUILT and _holds_articles(place)
    ]
    return found or ["."]


def _holds_articles(folder: Path) -> bool:
    files = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names if name.endswith(_SUFFIXES))
    return any(_has_front_matter(path) for path in islice(files, _LOOKED_AT))


def _has_front_matter(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"---")
    except OSError:
        return False
