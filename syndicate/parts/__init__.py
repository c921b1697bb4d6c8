"""What a plugin offers, how it is found and called, and help for those who write parts."""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
    from syndicate.parts.commands import Command as Command
    from syndicate.parts.contract import (
        DigestOfSeveral as DigestOfSeveral,
        Exported as Exported,
        Filter as Filter,
        FilterContext as FilterContext,
        Finding as Finding,
        Findings as Findings,
        Format as Format,
        FoundSettings as FoundSettings,
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
        Withdrawn as Withdrawn,
    )
    from syndicate.parts.encoding import (
        DocumentBody as DocumentBody,
        EncodedRun as EncodedRun,
        encode_each as encode_each,
        encode_runs as encode_runs,
    )
    from syndicate.parts.heads import (
        feed_generator as feed_generator,
        text_as_html as text_as_html,
        with_stylesheet as with_stylesheet,
    )
    from syndicate.parts.hookspecs import hookimpl as hookimpl
    from syndicate.parts.media_rss import (
        MEDIA_RSS as MEDIA_RSS,
        media_rss_xml as media_rss_xml,
        write_media_rss as write_media_rss,
    )
    from syndicate.parts.own_elements import ElementsOptions as ElementsOptions, own_namespaces as own_namespaces
    from syndicate.parts.public_web import (
        PrivateAddressError as PrivateAddressError,
        public_addresses as public_addresses,
        public_web_handlers as public_web_handlers,
    )
    from syndicate.parts.registry import Registry as Registry
    from syndicate.parts.where import (
        Condition as Condition,
        WhereOptions as WhereOptions,
        describe_where as describe_where,
        where_keys as where_keys,
    )
    from syndicate.parts.where_match import where_test as where_test
else:
    __getattr__, __all__ = face(
        __name__,
        {
            "commands": "Command",
            "contract": "DigestOfSeveral Exported PublishedFile Filter FilterContext Finding Findings Format FoundSettings Item Listener PassedOver Preset Reader Source SourceContext Transform TransformContext Withdrawn",
            "encoding": "DocumentBody EncodedRun encode_each encode_runs",
            "heads": "feed_generator text_as_html with_stylesheet",
            "hookspecs": "hookimpl",
            "media_rss": "MEDIA_RSS media_rss_xml write_media_rss",
            "own_elements": "ElementsOptions own_namespaces",
            "public_web": "PrivateAddressError public_addresses public_web_handlers",
            "registry": "Registry",
            "where": "Condition WhereOptions describe_where where_keys",
            "where_match": "where_test",
        },
    )
