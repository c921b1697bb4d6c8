"""The path of the page that Jekyll builds of a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from posixpath import basename, splitext
from typing import Any
from urllib.parse import quote

from .options import JekyllOptions
from .permalinks import DATED, STYLES, Template, escaped, lower, safe, slugify, template_of, with_suffix
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
        self._template = lru_cache(maxsize=1024)(self._template_of)

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
        if permalink is None:
            template = self._template(place.label, suffix, tuple(categories))
        else:
            template = template_of(permalink)
        made = []
        for name in template.names:
            if (of_date := DATED.get(name)) is None:
                made.append(
                    _OF_ONE[name](place, values) if name in _OF_ONE else _OF_MANY[name](place.label, suffix, categories)
                )
            elif date is None:
                raise ValueError(
                    f"no date says what :{name} in the permalink is, so Jekyll takes the day on which it builds;"
                    " write date: and e.g. 2024-05-01"
                )
            else:
                made.append(of_date(date))
        return template.path(made)

    def id(self, path: str, slug: str, permalink: str | None) -> str:
        """Return the path that jekyll-feed takes for the id of the post whose page is at *path*.

        "" where it may be that of several: of `:year-:month-:title` the title alone is left.
        """
        if _has_dated_names(permalink or self._templates[POSTS]):
            return ""
        return f"{path.rstrip('/').rpartition('/')[0]}/{quote(slug, safe=ID_SAFE)}"

    def _template_of(self, label: str, suffix: str, categories: tuple[str, ...]) -> Template:
        """Return the template of documents that have all this alike, filled in as far as it goes."""
        template = template_of(self._templates.get(label) or with_suffix("/:collection/:path", self._style))
        return template.filled({name: of_many(label, suffix, categories) for name, of_many in _OF_MANY.items()})


def _slug(place: Place, values: Mapping[str, Any]) -> str:
    slug = values.get("slug")
    return place.slug if slug is None or slug is False else as_text(slug)


@lru_cache(maxsize=256)
def _has_dated_names(template: str) -> bool:
    name = template.rstrip("/").rpartition("/")[2]
    return any(f":{part}" in name for part in DATED)


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


# What the placeholders beside those for parts of a date stand for.
_OF_ONE: Mapping[str, Callable[[Place, Mapping[str, Any]], str]] = {
    "title": lambda place, values: slugify(_slug(place, values), is_pretty=True, is_cased=True),
    "slug": lambda place, values: slugify(_slug(place, values)),
    "path": lambda place, _: _without_suffix(place).replace(place.folder, "", 1).rstrip("."),
    "name": lambda place, _: slugify(place.stem),
}
_OF_MANY: Mapping[str, Callable[[str, str, Iterable[str]], str]] = {
    "categories": lambda _, __, categories: "/".join(dict.fromkeys(map(lower, categories))),
    "slugified_categories": lambda _, __, categories: "/".join(dict.fromkeys(map(slugify, categories))),
    "collection": lambda label, _, __: label,
    "output_ext": lambda _, suffix, __: suffix,
}
