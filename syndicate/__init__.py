"""syndicate: articles in; RSS 2.0, Atom, JSON Feed and AMP-link sitemaps out.

The names below are the public ones; each is imported when it is first used, so that `syndicate --help` and a JSON
Feed do not pay for what they do not need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from syndicate.announcing import Announcement, announcements, head_links, headers_text, robots_lines
    from syndicate.beside import files_beside
    from syndicate.conditions import Condition, WhereOptions, describe_where
    from syndicate.data_files import found_in, read_data
    from syndicate.encoding import EncodedRun, encode_each, encode_runs
    from syndicate.errors import (
        ArticleError,
        ContentError,
        EmptyError,
        Fault,
        FormatError,
        PluginError,
        PublishError,
        SettingsError,
        StrictError,
        SyndicateError,
        UsageError,
        describe,
        excerpt,
        field_name,
        suggest,
    )
    from syndicate.exporting import Report, export, make_registry, run
    from syndicate.fields import ArticleFields
    from syndicate.file_bytes import file_digest, open_file
    from syndicate.file_list import list_files, path_below
    from syndicate.files import Published, publish
    from syndicate.heads import ArticleHead, Head, parse_head, read_article_head, read_body, read_head
    from syndicate.hookspecs import hookimpl
    from syndicate.hosting import host_plan
    from syndicate.instants import parse_instant, parse_span, rfc3339, time_zone, utc
    from syndicate.json_text import JsonText, JsonTree, parse_json
    from syndicate.locating import open_site
    from syndicate.markdown import markdown_html
    from syndicate.matching import where_test
    from syndicate.media_rss import MEDIA_RSS, media_rss_xml, write_media_rss
    from syndicate.model import (
        UNDATED,
        Article,
        Attachment,
        Author,
        Document,
        Feed,
        FeedLink,
        Image,
        Origin,
        Provider,
        Site,
        Topic,
    )
    from syndicate.overrides import Overrides
    from syndicate.page_text import PageText, article_text
    from syndicate.pages import decode_page, parse_page
    from syndicate.parts import (
        DigestOfSeveral,
        Exported,
        ExportedFile,
        Filter,
        FilterContext,
        Finding,
        Findings,
        Format,
        Item,
        Listener,
        PassedOver,
        Preset,
        Reader,
        Source,
        SourceContext,
        Transform,
        TransformContext,
    )
    from syndicate.pipeline import Composition, compose
    from syndicate.plan import Plan, make_plan
    from syndicate.raw_fields import Overlay, RawFields
    from syndicate.reading import read
    from syndicate.recognising import recognise
    from syndicate.registry import Registry
    from syndicate.rendering import render
    from syndicate.selection import Selection, select
    from syndicate.settings import Settings, load_settings, settings_of
    from syndicate.slugs import topic_labels, topic_slugs
    from syndicate.source_pass import Reading
    from syndicate.taxonomy import Taxonomy
    from syndicate.templates import check_template_syntax
    from syndicate.text import escape_attribute, escape_text, one_line, plain_text, topic_key, xml_text
    from syndicate.toml_tree import TomlTree, parse_toml
    from syndicate.urls import absolute_url, is_absolute_iri, is_absolute_url, tag_uri
    from syndicate.yaml_tree import YamlTree, parse_yaml

__version__ = "0.1.0"

__all__ = [
    "MEDIA_RSS",
    "UNDATED",
    "Announcement",
    "Article",
    "ArticleError",
    "ArticleFields",
    "ArticleHead",
    "Attachment",
    "Author",
    "Composition",
    "Condition",
    "ContentError",
    "DigestOfSeveral",
    "Document",
    "EmptyError",
    "EncodedRun",
    "Exported",
    "ExportedFile",
    "Fault",
    "Feed",
    "FeedLink",
    "Filter",
    "FilterContext",
    "Finding",
    "Findings",
    "Format",
    "FormatError",
    "Head",
    "Image",
    "Item",
    "JsonText",
    "JsonTree",
    "Listener",
    "Origin",
    "Overlay",
    "Overrides",
    "PageText",
    "PassedOver",
    "Plan",
    "PluginError",
    "Preset",
    "Provider",
    "PublishError",
    "Published",
    "RawFields",
    "Reader",
    "Reading",
    "Registry",
    "Report",
    "Selection",
    "Settings",
    "SettingsError",
    "Site",
    "Source",
    "SourceContext",
    "StrictError",
    "SyndicateError",
    "Taxonomy",
    "TomlTree",
    "Topic",
    "Transform",
    "TransformContext",
    "UsageError",
    "WhereOptions",
    "YamlTree",
    "__version__",
    "absolute_url",
    "announcements",
    "article_text",
    "check_template_syntax",
    "compose",
    "decode_page",
    "describe",
    "describe_where",
    "encode_each",
    "encode_runs",
    "escape_attribute",
    "escape_text",
    "excerpt",
    "export",
    "field_name",
    "file_digest",
    "files_beside",
    "found_in",
    "head_links",
    "headers_text",
    "hookimpl",
    "host_plan",
    "is_absolute_iri",
    "is_absolute_url",
    "list_files",
    "load_settings",
    "make_plan",
    "make_registry",
    "markdown_html",
    "media_rss_xml",
    "one_line",
    "open_file",
    "open_site",
    "parse_head",
    "parse_instant",
    "parse_json",
    "parse_page",
    "parse_span",
    "parse_toml",
    "parse_yaml",
    "path_below",
    "plain_text",
    "publish",
    "read",
    "read_article_head",
    "read_body",
    "read_data",
    "read_head",
    "recognise",
    "render",
    "rfc3339",
    "robots_lines",
    "run",
    "select",
    "settings_of",
    "suggest",
    "tag_uri",
    "time_zone",
    "topic_key",
    "topic_labels",
    "topic_slugs",
    "utc",
    "where_test",
    "write_media_rss",
    "xml_text",
]

_ROOMS = {
    "announcing": "Announcement announcements head_links headers_text robots_lines",
    "beside": "files_beside",
    "hosting": "host_plan",
    "conditions": "Condition WhereOptions describe_where",
    "locating": "open_site",
    "matching": "where_test",
    "encoding": "EncodedRun encode_each encode_runs",
    "errors": "ArticleError ContentError EmptyError Fault FormatError PluginError PublishError SettingsError StrictError SyndicateError UsageError describe excerpt field_name suggest",
    "exporting": "Report export make_registry run",
    "fields": "ArticleFields",
    "file_bytes": "file_digest open_file",
    "file_list": "list_files path_below",
    "files": "Published publish",
    "hookspecs": "hookimpl",
    "instants": "parse_instant parse_span rfc3339 time_zone utc",
    "json_text": "JsonText JsonTree parse_json",
    "media_rss": "MEDIA_RSS media_rss_xml write_media_rss",
    "model": "UNDATED Article Attachment Author Document Feed FeedLink Image Origin Provider Site Topic",
    "pages": "decode_page parse_page",
    "page_text": "PageText article_text",
    "parts": "DigestOfSeveral Exported ExportedFile Filter FilterContext Finding Findings Format Item Listener PassedOver Preset Reader Source SourceContext Transform TransformContext",
    "pipeline": "Composition compose",
    "reading": "read",
    "source_pass": "Reading",
    "rendering": "render",
    "overrides": "Overrides",
    "plan": "Plan make_plan",
    "raw_fields": "Overlay RawFields",
    "registry": "Registry",
    "selection": "Selection select",
    "settings": "Settings load_settings settings_of",
    "slugs": "topic_labels topic_slugs",
    "taxonomy": "Taxonomy",
    "text": "escape_attribute escape_text one_line plain_text topic_key xml_text",
    "urls": "absolute_url is_absolute_iri is_absolute_url tag_uri",
    "heads": "ArticleHead Head parse_head read_article_head read_body read_head",
    "markdown": "markdown_html",
    "templates": "check_template_syntax",
    "toml_tree": "parse_toml TomlTree",
    "recognising": "recognise",
    "data_files": "found_in read_data",
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
