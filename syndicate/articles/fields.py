"""The fields of an article: the names that publishers have for each, how it is read, and how it is read quickly.

Whoever adds a field, or a name of one, adds it here. The names are facts about real sites.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from syndicate.articles.flags import FLAGS
from syndicate.articles.look_alikes import looks_like_one
from syndicate.articles.unread import kind_of
from syndicate.articles.values import RawValues
from syndicate.articles.words import folded
from syndicate.files.tree import Place

# Values of the article, place of the raw value, the raw value -> the field's value; None: it says nothing.
Read = Callable[[RawValues, Place, Any], Any]


class Field(NamedTuple):
    """A field of the model, or one that bears on another.

    names  that it may have, best first; settings and presets replace them
    read   makes it of its raw value alone; None: ArticleFields.read makes it together with others
    quick  makes of the raw value what QuickFields goes on with; None: heads that give the field take the plain way,
           which is slower
    """

    names: tuple[str, ...]
    read: Read | None
    quick: Read | None


_FEEDS = ("feed", "feeds", "rss", "atom")
SWITCHES = frozenset(("title", "has_title"))  # the fields to which `false` says something, beside those of `flags`
NO_PAGE = frozenset(("permalink", "url"))  # names by which `false` says that an article has no page
# Of several names for one each counts: the last of releases, the first of ends.
BOUNDS: Mapping[str, Callable[..., Any]] = {"release_at": max, "expires_at": min}
DATED = ("published_at", "updated_at", "release_at", "expires_at")
# What a page may say of itself beside what its generator says of it, who knows title, address, text and topics.
OPTIONAL = frozenset(
    (
        "summary updated_at release_at expires_at original_url amp_url amp_cache_url language images attachments "
        "duration size provider kind"
    ).split()
)

FIELDS: Mapping[str, Field] = {
    "title": Field(("title", "pageTitle", "page_title"), RawValues.title, RawValues.title),
    "has_title": Field(("has_title",), RawValues.flag, RawValues.flag),
    "is_scheduled": Field(("is_scheduled",), RawValues.flag, RawValues.flag),
    "summary": Field(
        ("summary", "excerpt", "description", "custom_excerpt", "subtitle"), RawValues.summary, RawValues.summary
    ),
    "published_at": Field(
        tuple(
            ("publishedDateTime published_at date pubDate pubDatetime publishedAt date_published datePublished").split()
        ),
        RawValues.instant,
        RawValues.instant,
    ),
    "updated_at": Field(
        tuple(
            (
                "updatedDateTime updated_at updated lastmod last_modified_at updatedDate modDatetime "
                "updatedAt lastModified modified date_modified dateModified date-modified last_update "
                "lastUpdated last_updated"
            ).split()
        ),
        RawValues.last_change,
        RawValues.last_change,
    ),
    # It bears on published_at: what is to come out later came out no sooner, whatever the article is dated.
    "release_at": Field(
        tuple(
            (
                "publishDate publish_date publish_at publishAt publish_on publishOn scheduled_at scheduledAt "
                "embargo embargo_until embargoUntil embargoed_until embargoedUntil available_from availableFrom go_live_at goLiveAt go_live goLive publish_up "
                "publish_from publishFrom visible_from visibleFrom show_from showFrom live_from liveFrom hold_until holdUntil scheduled_for scheduledFor scheduled "
                "not_before notBefore published_from publishedFrom active_from activeFrom start_publishing "
                "publish_after publishAfter available_on availableOn live_at liveAt hide_until hideUntil hidden_until hiddenUntil "
                "private_until privateUntil draft_until draftUntil unlisted_until unlistedUntil "
                "go_live_date scheduled_date schedule_date embargo_date publish_time show_after display_from online_from release_at"
            ).split()
        ),
        RawValues.release,
        RawValues.instant,
    ),
    "expires_at": Field(
        tuple(
            (
                "expires_at expires expirydate expiryDate unpublishdate expire expiry expiration expire_at "
                "expires_on expire_date expireDate expiration_date expirationDate unpublish_at unpublishAt "
                "unpublish_on unpublish_date unpublishDate unpublished_at unpublishedAt publish_down publish_until publishUntil available_until availableUntil "
                "visible_until visibleUntil show_until showUntil live_until liveUntil hide_after hideAfter remove_at removeAt delete_at deleteAt "
                "not_after notAfter published_until publishedUntil active_until activeUntil end_publishing expired_at expiredAt "
                "public_until publicUntil listed_until listedUntil remove_after removeAfter delete_after deleteAfter offline_at offlineAt "
                "unpublish_time remove_date display_until online_until"
            ).split()
        ),
        RawValues.instant,
        RawValues.instant,
    ),
    # What `flags` reads. A name stands for itself in any spelling, and with "is" before it.
    "is_published": Field(("published", "publish", "dg_publish"), None, None),
    "is_unpublished": Field(
        ("unpublished", "no_publish", "never_publish", "do_not_publish", "dont_publish"), None, None
    ),
    "draft": Field(("draft", "save_as_draft", "dev_only", "preview_only"), None, None),
    "public_draft": Field(("public_draft",), None, None),
    "status": Field(
        tuple(
            (
                "status post_status publish_status publishing_status publication_status workflow_status "
                "workflow_state moderation_status moderation_state review_status review_state "
                "article_status content_status editorial_status entry_status page_status creative_work_status pub_status"
            ).split()
        ),
        None,
        None,
    ),
    # Of many meanings: only a value that is no other counts.
    "state": Field(("state", "stage", "workflow", "publication"), None, None),
    "access": Field(
        tuple(
            "access access_level acl audience classification email_type permission permissions privacy security".split()
        ),
        None,
        None,
    ),
    "secret": Field(("secret", "confidential", "embargo", "embargoed", "under_embargo"), None, None),
    "is_removed": Field(("removed", "deleted", "trashed", "trash", "withdrawn"), None, None),
    "removed_at": Field(("deleted_at", "removed_at", "trashed_at", "discarded_at"), None, None),
    "private": Field(
        ("private", "email_only", "newsletter_only", "internal_only", "staff_only", "print_only"), None, None
    ),
    "is_public": Field(("public",), None, None),
    "visibility": Field(("visibility", "post_visibility"), None, None),
    "unlisted": Field(("unlisted", "unlist"), None, None),
    "is_listed": Field(("listed",), None, None),
    "password": Field(("password", "post_password", "passwd"), None, None),
    "is_protected": Field(("protected", "password_protected", "encrypted", "encrypt"), None, None),
    "members": Field(
        (
            "members",
            "members_only",
            "subscribers_only",
            "patrons_only",
            "sponsors_only",
            "supporters_only",
            "paid_only",
            "paywall",
            "paywalled",
            "login_required",
            "requires_login",
            "require_login",
            "requires_auth",
        ),
        None,
        None,
    ),
    "hidden": Field(("hidden",), None, None),
    "hide": Field(
        tuple(
            (
                "hide hide_from hidden_from exclude excludes exclude_from excluded excluded_from ignore ignored ignore_post skip omit hide_in_list hide_from_list no_list invisible expired "
                "unapproved eleventyExcludeFromCollections exclude_from_collections"
            ).split()
        ),
        None,
        None,
    ),
    "is_visible": Field(("visible",), None, None),
    "is_live": Field(
        ("live", "online", "active", "enabled", "enable", "approved", "show", "shown", "display", "render", "routable"),
        None,
        None,
    ),
    "archived": Field(("archived",), None, None),
    "archived_at": Field(("archived_at",), None, None),
    "sitemap": Field(("sitemap",), None, None),
    "in_sitemaps": Field(("in_sitemaps",), None, None),
    "noindex": Field(
        (
            "noindex",
            "robots_noindex",
            "seo_noindex",
            "robots_disallow",
            *(
                name
                for verb in ("exclude", "hide", "ignore", "skip", "no")
                for name in (f"sitemap_{verb}", f"{verb}_sitemap", f"{verb}_from_sitemap")
            ),
        ),
        None,
        None,
    ),
    "robots": Field(("robots", "seo", "meta_robots", "robots_meta", "googlebot"), None, None),
    "meta": Field(("meta", "head", "yoast_head_json"), None, None),
    "is_indexed": Field(("index", "indexed", "indexable"), None, None),
    "excerpt_only": Field(("excerpt_only",), None, None),
    "in_feeds": Field(
        (*_FEEDS[1:], *(f"{words}_{feed}" for feed in _FEEDS for words in ("in", "show_in", "include_in", "add_to"))),
        None,
        None,
    ),
    "no_feed": Field(
        tuple(
            name
            for feed in _FEEDS
            for verb in ("hide", "hidden", "exclude", "excluded", "omit", "skip", "ignore", "disable", "no", "not_in")
            for name in (f"{verb}_{feed}", f"{verb}_from_{feed}", f"{verb}_in_{feed}", f"{feed}_{verb}")
        ),
        None,
        None,
    ),
    "feed": Field(("feed",), None, None),
    "url": Field(("webUrl", "canonical", "canonical_url", "permalink", "url", "originalUrl"), None, RawValues.url),
    "original_url": Field(("originalUrl", "original_url", "externalUrl", "external_url"), RawValues.url, RawValues.url),
    "amp_url": Field(("ampWebUrl", "amp_url", "amphtml"), RawValues.url, RawValues.url),
    "amp_cache_url": Field(("cdnAmpWebUrl", "amp_cache_url"), RawValues.url, RawValues.url),
    "id": Field(("id", "guid"), None, RawValues.text),
    "made_id": Field((), None, RawValues.text),  # of sources that know what their generator makes
    "aliases": Field(("aliases", "alias", "redirect_from"), RawValues.aliases, RawValues.aliases),
    "slug": Field(("slug",), None, RawValues.label),  # bears on url
    # The section that a site calls category stands beside its topics, so it comes last.
    "topics": Field(("topics", "tags", "tag", "categories", "category"), RawValues.topics, RawValues.topics),
    "authors": Field(
        ("authors", "author", "by", "byline", "author_name", "authorName", "creator", "writer", "written_by"),
        RawValues.authors,
        RawValues.authors,
    ),
    "language": Field(("language", "lang", "locale"), RawValues.language, RawValues.language),
    "images": Field(
        tuple(
            (
                "images image cover heroImage coverImage cover_image feature_image featured_image "
                "featuredImage ogImage banner thumbnail"
            ).split()
        ),
        RawValues.images,
        RawValues.images,
    ),
    "attachments": Field(
        ("attachments", "enclosures", "enclosure", "audio", "video", "podcast_file"),
        RawValues.attachments,
        RawValues.attachments,
    ),
    # They bear on attachments, and stay in extra where there are none.
    "duration": Field(("duration", "length", "podcast_duration"), None, None),
    "size": Field(("podcast_bytes",), None, None),
    "provider": Field(("provider",), RawValues.provider, RawValues.provider),
    "kind": Field(("type", "kind"), RawValues.word, RawValues.word),
    "extra": Field((), None, None),  # names that settings give are kept in extra, although they are private
}

_BEARING = frozenset(folded(name) for field in FLAGS for name in FIELDS[field].names)


@lru_cache(maxsize=1024)  # the articles of a site have the same names
def is_of_interest(name: str) -> bool:
    """Tell whether a raw field of this *name* bears on whether an article is withheld, or looks as if it did.

    So do those that look like a picture, a recording, a date, an address, a title or a topic.
    """
    return folded(name).removeprefix("is") in _BEARING or looks_like_one(name) or kind_of(name) != ""
