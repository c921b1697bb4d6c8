"""syndicate: articles in; RSS 2.0, Atom, JSON Feed and AMP-link sitemaps out.

The names below are for everybody: the parts and what they are given, the values, the errors, and the line. The rest
is imported from the folder where it lives: `syndicate.model`, `.parts`, `.files`, `.html`, `.articles`, `.settings`,
`.pipeline`, `.hosts`, `.testing`. Each name is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.exporting import export as export, run as run
    from syndicate.hosts.in_memory import feed_bytes as feed_bytes, feed_documents as feed_documents
    from syndicate.model.article import (
        UNDATED as UNDATED,
        Article as Article,
        Attachment as Attachment,
        Author as Author,
        Image as Image,
        Origin as Origin,
        Provider as Provider,
    )
    from syndicate.model.errors import (
        ArticleError as ArticleError,
        ContentError as ContentError,
        EmptyError as EmptyError,
        Fault as Fault,
        FormatError as FormatError,
        PluginError as PluginError,
        PublishError as PublishError,
        RecordError as RecordError,
        SettingsError as SettingsError,
        StrictError as StrictError,
        SyndicateError as SyndicateError,
        UsageError as UsageError,
    )
    from syndicate.model.feed import (
        Document as Document,
        Feed as Feed,
        FeedLink as FeedLink,
        Site as Site,
        Topic as Topic,
    )
    from syndicate.parts.contract import (
        DigestOfSeveral as DigestOfSeveral,
        Exported as Exported,
        Filter as Filter,
        FilterContext as FilterContext,
        Finding as Finding,
        Findings as Findings,
        Format as Format,
        Item as Item,
        Listener as Listener,
        PassedOver as PassedOver,
        Preset as Preset,
        PublishedFile as PublishedFile,
        Reader as Reader,
        Source as Source,
        SourceContext as SourceContext,
        Transform as Transform,
        TransformContext as TransformContext,
    )
    from syndicate.parts.hookspecs import hookimpl as hookimpl
    from syndicate.parts.registry import Registry as Registry
    from syndicate.pipeline.compose import compose as compose
    from syndicate.pipeline.options import Options as Options
    from syndicate.pipeline.publish.target import publish as publish
    from syndicate.pipeline.read import read as read
    from syndicate.pipeline.render import render as render
    from syndicate.pipeline.report import Report as Report
    from syndicate.pipeline.select import select as select
    from syndicate.settings.overrides import Overrides as Overrides

__version__ = "0.2.0"

_handed_on, __all__ = face(
    __name__,
    {
        "exporting": "Options export run",
        "hosts.in_memory": "feed_bytes feed_documents",
        "model.article": "UNDATED Article Attachment Author Image Origin Provider",
        "model.errors": "ArticleError ContentError EmptyError Fault FormatError PluginError PublishError RecordError SettingsError StrictError SyndicateError UsageError",
        "model.feed": "Document Feed FeedLink Site Topic",
        "parts.contract": "Preset Source Filter Transform Format Listener Reader SourceContext FilterContext TransformContext Finding Findings Item PassedOver DigestOfSeveral Exported PublishedFile",
        "parts.hookspecs": "hookimpl",
        "parts.registry": "Registry",
        "pipeline.compose": "compose",
        "pipeline.publish.target": "publish",
        "pipeline.read": "read",
        "pipeline.render": "render",
        "pipeline.report": "Report",
        "pipeline.select": "select",
        "settings.overrides": "Overrides",
    },
)
__all__ += ["__version__"]

# Names that stood here up to 0.1, by the folder where each stands.
_MOVED = {
    "articles": "ArticleFields",
    "files": "file_digest open_file found_in read_data ArticleHead Head parse_head read_article_head read_body read_head JsonText JsonTree parse_json list_files path_below TomlTree parse_toml Overlay RawFields YamlTree parse_yaml",
    "hosts": "Announcement announcements head_links headers_text robots_lines host_plan",
    "html": "markdown_html decode_page parse_page PageText article_text check_template_syntax",
    "model": "describe excerpt field_name suggest parse_instant parse_span rfc3339 time_zone utc topic_labels topic_slugs Taxonomy escape_attribute escape_text one_line plain_text topic_key xml_text absolute_url is_absolute_iri is_absolute_url tag_uri",
    "parts": "EncodedRun encode_each encode_runs MEDIA_RSS media_rss_xml write_media_rss Condition WhereOptions describe_where where_test",
    "pipeline": "Composition Selection Reading",
    "settings": "open_site Plan make_plan make_registry recognise Settings load_settings settings_of",
}
# And those that are another's by now.
_RENAMED = {
    "ExportedFile": "parts.PublishedFile",
    "Published": "parts.PublishedFile",
    "files_beside": "hosts.files_for_server",
}
_PLACE_OF = {name: f"{folder}.{name}" for folder, names in _MOVED.items() for name in names.split()} | _RENAMED


def __getattr__(name: str) -> Any:
    place = _PLACE_OF.get(name)
    if place is None:
        return _handed_on(name)
    import warnings
    from importlib import import_module

    folder, _, new_name = place.partition(".")
    message = f"syndicate.{name} is {new_name} of syndicate.{folder}; syndicate itself lets go of the name in 0.3"
    warnings.warn(message, DeprecationWarning, stacklevel=2)
    return getattr(import_module(f"syndicate.{folder}"), new_name)
