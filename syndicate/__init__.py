"""syndicate: articles in; RSS 2.0, Atom, JSON Feed and AMP-link sitemaps out.

The names below are for everybody: the parts and what they are given, the values, the errors, and the line. The rest
is imported from the folder where it lives: `syndicate.model`, `.parts`, `.files`, `.html`, `.articles`, `.settings`,
`.pipeline`, `.hosts`, `.testing`. Each name is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate._faces import face

__version__ = "0.2.0"

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
else:
    __getattr__, __all__ = face(
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
