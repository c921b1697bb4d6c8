"""What to write instead of a value or a key of syndicate.yaml that people guess; asked where one does not fit."""

from __future__ import annotations

from typing import Any

from syndicate.files.tree import Place
from syndicate.model.errors import printable

# Key of the settings -> how a short value would be written out; {} is the value.
_WRITTEN_OUT = {
    "site": "{{title: {}, url: https://example.org/}}",
    "source": "{{paths: [{}]}}",
    "feeds": "[{{format: {}}}]",
}
_OF_A_FEED = "{{format: {}}}"
# Sections that are mappings -> what one of the names in a list stands for.
_NAMED = {
    "filters": "its setting, e.g. {{{0}: true}}",
    "topics": "its name, e.g. {{{0}: {0}}}",
    "exported": "its options, e.g. {{{}: true}}",
    "withheld": "true or false, e.g. {{{}: true}}",
    "cache_control": "the header, e.g. {{{}: max-age=3600}}",
}
# What other tools call a key of the settings -> its place here.
_MEANT = {
    **dict.fromkeys(("base_url", "baseurl", "baseURL", "site_url", "siteurl", "home", "link"), "url"),
    **dict.fromkeys(("name", "site_title", "sitename"), "title"),
    **dict.fromkeys(("author", "creator"), "authors"),
    **dict.fromkeys(("lang", "locale"), "language"),
}
_MEANT_OF_EACH = {
    "tag": "topic", "category": "topic", "categories": "topic", "tags": "topic", "authors": "author",
    "date": "year",
}  # fmt: skip
# What people look for beside a feed's own keys -> the filter that it is.
_FILTERS = {name: name for name in ("where", "dates", "published", "topics")} | dict.fromkeys(
    ("topic", "tag", "tags", "category", "categories"), "topics"
)
# Settings of formats, which people look for beside them.
_OF_FORMATS = "pub_date changed licenses markdown elements namespaces".split()


def what_to_write(path: Place, value: Any) -> str:
    """Return "; write ..." where somebody knows what *value* at *path*, which does not fit, is to be; else ""."""
    match path:
        case (str(section),) if section in _WRITTEN_OUT and isinstance(value, str):
            return f"; write {_WRITTEN_OUT[section].format(printable(value))}"
        case (str(section),) if section in _NAMED and isinstance(value, list) and value and isinstance(value[0], str):
            return f"; write each with {_NAMED[section].format(printable(value[0]))}"
        case (("site" | "source") as section,) if isinstance(value, list) and value and isinstance(value[0], str):
            return f"; write {_WRITTEN_OUT[section].format(printable(value[0]))}"
        case ("feeds",) if isinstance(value, dict):
            return "; write each as a line of a list, e.g. - format: rss"
        case ("feeds", int()) if isinstance(value, str):
            return f"; write {_OF_A_FEED.format(printable(value))}"
        case ("feeds", int(), "each") if isinstance(value, str) and value in _MEANT_OF_EACH:
            return f"; write {_MEANT_OF_EACH[value]}"
        case ("feeds", int(), str(key)) if key in _OF_FORMATS:
            return "; write it below options: of the feed"
        case ("feeds", int(), str(key)) if key in _FILTERS:
            return f"; write it as a filter of the feed, filters: {{{_FILTERS[key]}: ...}}"
        case (str(key),) if key in _MEANT:
            return f"; write {_MEANT[key]}: below site:"
        case ("site", str(key)) if key in _MEANT:
            return f"; write {_MEANT[key]}"
    return ""
