"""What travels, and the words it is made of: errors, text, URLs, instants, Article, Feed, Document."""

from typing import TYPE_CHECKING

from syndicate._faces import face

if TYPE_CHECKING:
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
        SettingsError as SettingsError,
        StrictError as StrictError,
        SyndicateError as SyndicateError,
        UsageError as UsageError,
        count as count,
        describe as describe,
        excerpt as excerpt,
        field_name as field_name,
        first_few as first_few,
        of_one_article as of_one_article,
        suggest as suggest,
    )
    from syndicate.model.feed import (
        Archive as Archive,
        Document as Document,
        Feed as Feed,
        FeedLink as FeedLink,
        Site as Site,
        Tombstone as Tombstone,
        Topic as Topic,
    )
    from syndicate.model.instants import (
        counted_instant as counted_instant,
        is_no_date as is_no_date,
        parse_instant as parse_instant,
        parse_span as parse_span,
        period_of as period_of,
        rfc3339 as rfc3339,
        time_zone as time_zone,
        utc as utc,
        zoned as zoned,
    )
    from syndicate.model.memo import Memo as Memo, memoized as memoized
    from syndicate.model.slugs import topic_labels as topic_labels, topic_slugs as topic_slugs
    from syndicate.model.taxonomy import Taxonomy as Taxonomy
    from syndicate.model.text import (
        escape_attribute as escape_attribute,
        escape_text as escape_text,
        line_and_column as line_and_column,
        one_line as one_line,
        plain_text as plain_text,
        topic_key as topic_key,
        xml_text as xml_text,
    )
    from syndicate.model.urls import (
        absolute_url as absolute_url,
        atom_id as atom_id,
        is_absolute_iri as is_absolute_iri,
        is_absolute_url as is_absolute_url,
        is_of_one_machine as is_of_one_machine,
        media_type_of as media_type_of,
        tag_uri as tag_uri,
    )
else:
    __getattr__, __all__ = face(
        __name__,
        {
            "article": "UNDATED Article Attachment Author Image Origin Provider",
            "errors": "ArticleError ContentError EmptyError Fault FormatError PluginError PublishError SettingsError StrictError SyndicateError UsageError count describe excerpt field_name first_few of_one_article suggest",
            "feed": "Archive Document Feed FeedLink Site Tombstone Topic",
            "instants": "counted_instant is_no_date parse_instant parse_span period_of rfc3339 time_zone utc zoned",
            "memo": "Memo memoized",
            "slugs": "topic_labels topic_slugs",
            "taxonomy": "Taxonomy",
            "text": "escape_attribute escape_text line_and_column one_line plain_text topic_key xml_text",
            "urls": "absolute_url atom_id is_absolute_iri is_absolute_url is_of_one_machine tag_uri media_type_of",
        },
    )
