"""syndicate: articles in; RSS 2.0, Atom, JSON Feed and AMP-link sitemaps out.

The names below are the public ones; each is imported when it is first used, so that `syndicate --help` and a JSON
Feed do not pay for what they do not need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syndicate.errors import (
        ArticleError,
        EmptyError,
        Fault,
        FormatError,
        PluginError,
        PublishError,
        SettingsError,
        SyndicateError,
        UsageError,
        describe,
        excerpt,
        field_name,
        suggest,
    )
    from syndicate.fields import ArticleFields
    from syndicate.file_list import list_files, open_file, path_below
    from syndicate.hookspecs import hookimpl
    from syndicate.instants import parse_instant, rfc3339, time_zone, utc
    from syndicate.json_text import has_json_twins, json_column, json_twins
    from syndicate.model import (
        Article,
        Attachment,
        Author,
        Document,
        Feed,
        Image,
        Origin,
        Provider,
        Site,
    )
    from syndicate.parts import (
        Filter,
        FilterContext,
        Format,
        Item,
        Reader,
        Source,
        SourceContext,
        Transform,
    )
    from syndicate.raw_fields import RawFields
    from syndicate.text import one_line, plain_text, topic_key, xml_text
    from syndicate.urls import absolute_url, is_absolute_iri, is_absolute_url, tag_uri
    from syndicate.yaml_tree import YamlTree, parse_yaml

__version__ = "0.1.0"

__all__ = [
    "Article",
    "ArticleError",
    "ArticleFields",
    "Attachment",
    "Author",
    "Document",
    "EmptyError",
    "Fault",
    "Feed",
    "Filter",
    "FilterContext",
    "Format",
    "FormatError",
    "Image",
    "Item",
    "Origin",
    "PluginError",
    "Provider",
    "PublishError",
    "RawFields",
    "Reader",
    "SettingsError",
    "Site",
    "Source",
    "SourceContext",
    "SyndicateError",
    "Transform",
    "UsageError",
    "YamlTree",
    "__version__",
    "absolute_url",
    "describe",
    "excerpt",
    "field_name",
    "has_json_twins",
    "hookimpl",
    "is_absolute_iri",
    "is_absolute_url",
    "json_column",
    "json_twins",
    "list_files",
    "one_line",
    "open_file",
    "parse_instant",
    "parse_yaml",
    "path_below",
    "plain_text",
    "rfc3339",
    "suggest",
    "tag_uri",
    "time_zone",
    "topic_key",
    "utc",
    "xml_text",
]

_ROOMS = {
    "errors": "ArticleError EmptyError Fault FormatError PluginError PublishError SettingsError SyndicateError UsageError describe excerpt field_name suggest",
    "fields": "ArticleFields",
    "file_list": "list_files open_file path_below",
    "hookspecs": "hookimpl",
    "instants": "parse_instant rfc3339 time_zone utc",
    "json_text": "has_json_twins json_column json_twins",
    "model": "Article Attachment Author Document Feed Image Origin Provider Site",
    "raw_fields": "RawFields",
    "parts": "Filter FilterContext Format Item Reader Source SourceContext Transform",
    "text": "one_line plain_text topic_key xml_text",
    "urls": "absolute_url is_absolute_iri is_absolute_url tag_uri",
    "yaml_tree": "YamlTree parse_yaml",
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    room = _ROOM_OF.get(name)
    if room is None:
        raise AttributeError(f"module 'syndicate' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"syndicate.{room}"), name)
    globals()[name] = value
    return value
