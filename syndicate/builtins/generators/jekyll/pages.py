"""The path of the page that Jekyll builds of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from posixpath import basename, splitext
from typing import Any
from urllib.parse import quote

from .options import JekyllOptions
from .permalinks import DATED, STYLES, escaped, lower, safe, slugify, template_of, with_suffix
from .places import PAGES, POSTS, Place, Places
from .ruby import as_text

ID_SAFE = "!$&'()*+,;=:@~"


class Pages:
    """Knows the template of each collection, and what its placeholders stand for."""

    def __init__(self, options: JekyllOptions, places: Places) -> None:
        self._places = places
        self._style = options.permalink
        self._templates = {
            name: collection.permalink for name, collection in options.collections.items() if collection.permalink
        }
        self._templates.setdefault(POSTS, STYLES.get(options.permalink, options.permalink))

    def path(
        self,
        place: Place,
        values: Mapping[str, Any],
        categories: Iterable[str],
        permalink: str | None,
        date: datetime | None,
    ) -> str:
        """Return where the page of the document at *place* is served, from "/".

        values     its front matter
        permalink  of its own, a template too

        Raises ValueError, its text a sentence, for a placeholder that there is not, or that needs a date.
        """
        suffix = self._places.output_suffix(place)
        if permalink is not None and not permalink.endswith("/"):
            suffix = splitext(basename(permalink))[1] or suffix
        if place.label == PAGES:
            return _page_path(place, permalink, suffix, self._style)
        template = permalink
        if template is None:
            template = self._templates.get(place.label) or with_suffix("/:collection/:path", self._style)
        parts = template_of(template)
        if date is None and (name := next((name for name in parts.names if name in DATED), "")):
            raise ValueError(
                f"no date says what :{name} in the permalink is, so Jekyll takes the day on which it builds;"
                " write date: and e.g. 2024-05-01"
            )
        return parts.path(
            [
                DATED[name](date)
                if date is not None and name in DATED
                else _OTHERS[name](place, values, categories, suffix)
                for name in parts.names
            ]
        )


def _slug(place: Place, values: Mapping[str, Any]) -> str:
    slug = values.get("slug")
    return place.slug if slug is None or slug is False else as_text(slug)


def id_of(path: str, slug: str) -> str:
    """Return the path that jekyll-feed takes for the id of the post whose page is at *path*."""
    return f"{path.rstrip('/').rpartition('/')[0]}/{quote(slug, safe=ID_SAFE)}"


def _without_suffix(place: Place) -> str:
    return place.path[: len(place.path) - len(place.suffix)]


def _page_path(place: Place, permalink: str | None, suffix: str, style: str) -> str:
    """Return the path of a page, which knows three placeholders only; others stay as they are written."""
    stem = basename(_without_suffix(place)).rstrip(".")
    if permalink is not None:
        template = permalink
    elif suffix not in (".html", ".xhtml", ".htm"):
        template = "/:path/:basename:output_ext"
    else:
        template = "/:path/" if stem == "index" else with_suffix("/:path/:basename", style)
    parts = {"path": place.path.rpartition("/")[0], "basename": stem, "output_ext": suffix}
    for name, value in parts.items():
        template = template.replace(f":{name}", escaped(value))
    return safe(template)


_Other = Callable[[Place, Mapping[str, Any], Iterable[str], str], str]
_OTHERS: Mapping[str, _Other] = {
    "title": lambda place, values, _, __: slugify(_slug(place, values), is_pretty=True, is_cased=True),
    "slug": lambda place, values, _, __: slugify(_slug(place, values)),
    "categories": lambda _, __, categories, ___: "/".join(dict.fromkeys(map(lower, categories))),
    "slugified_categories": lambda _, __, categories, ___: "/".join(dict.fromkeys(map(slugify, categories))),
    "path": lambda place, *_: _without_suffix(place).replace(place.folder, "", 1).rstrip("."),
    "collection": lambda place, *_: place.label,
    "name": lambda place, *_: slugify(place.stem),
    "output_ext": lambda _, __, ___, suffix: suffix,
}  # what the placeholders beside those for parts of a date stand for
