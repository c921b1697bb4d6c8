"""The fields of an article: the names that publishers have for each, how it is read, and how it is read quickly.

Whoever adds a field, or a name of one, adds it here. The names are facts about real sites.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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


def _field(names: str | Iterable[str], read: Read | None = None, quick: Read | None = None) -> Field:
    """Return a row; *names* may be one text with spaces between them, and *quick* is *read* where it is not given."""
    return Field(tuple(names.split() if isinstance(names, str) else names), read, quick or read)


_FEEDS = ("feed", "feeds", "rss", "atom", "main_feed")
SWITCHES = frozenset(("title", "has_title"))  # the fields to which `false` says something, beside those of `flags`
NO_PAGE = frozenset(("permalink", "url"))  # names by which `false` says that an article has no page
# Of several names for one each counts: the last of releases, the first of ends.
BOUNDS: Mapping[str, Callable[..., Any]] = {"release_at": max, "expires_at": min}
DATED = ("published_at", "updated_at", "release_at", "expires_at")
# What a page may say of itself beside what its generator says of it, who knows title, address, text and topics.
OPTIONAL = frozenset(
    "summary updated_at release_at expires_at original_url amp_url amp_cache_url language images attachments duration "
    "size provider kind".split()
)

FIELDS: Mapping[str, Field] = {
    "title": _field("title pageTitle page_title post_title headline", RawValues.title),
    "has_title": _field("has_title", RawValues.flag),
    "is_scheduled": _field("is_scheduled", RawValues.flag),
    "summary": _field("summary excerpt description custom_excerpt post_excerpt subtitle", RawValues.summary),
    "published_at": _field(
        "publishedDateTime published_at date pubDate pubDatetime publishedAt date_published datePublished publishedDate "
        "published_date publishedOn published_on publicationDate publication_date "
        "datePosted date_posted postDate post_date postedAt posted_at postedOn posted_on",
        RawValues.instant,
    ),
    "updated_at": _field(
        "updatedDateTime updated_at updated lastmod last_modified_at updatedDate modDatetime updatedAt lastModified "
        "modified date_modified dateModified date-modified last_update lastUpdated last_updated "
        "updated_date updateDate update_date dateUpdated date_updated modified_date modifiedDate modified_at modifiedAt last_modified post_modified",
        RawValues.last_change,
    ),
    # It bears on published_at: what is to come out later came out no sooner, whatever the article is dated.
    "release_at": _field(
        "publishDate publish_date publish_at publishAt publish_on publishOn scheduled_at scheduledAt embargo "
        "embargo_until embargoUntil embargoed_until embargoedUntil available_from availableFrom go_live_at goLiveAt "
        "go_live goLive publish_up publish_from publishFrom visible_from visibleFrom show_from showFrom live_from "
        "liveFrom hold_until holdUntil scheduled_for scheduledFor scheduled not_before notBefore published_from "
        "publishedFrom active_from activeFrom start_publishing publish_after publishAfter available_on availableOn "
        "live_at liveAt hide_until hideUntil hidden_until hiddenUntil private_until privateUntil draft_until "
        "draftUntil unlisted_until unlistedUntil go_live_date scheduled_date schedule_date embargo_date "
        "publish_time show_after display_from online_from release_at embargo_end embargo_ends embargo_expires "
        "embargo_lift embargo_lifts embargo_until_date scheduled_time scheduled_on schedule_at scheduled_publish_date "
        "publish_scheduled_at next_publish_at publish_start publish_start_date publication_start "
        "publication_start_date start_publish publish_not_before not_published_before publishing_date date_to_publish "
        "publish_datetime visible_after available_after public_from public_after online_at goes_live goes_live_at "
        "embargo_time embargo_datetime embargo_till embargo_at embargo_end_date embargo_end_time embargo_lift_date "
        "web_embargo online_embargo print_embargo press_embargo live_date sperrfrist "
        "go_live_time on_hold_until hide_before hide_until_date draft_until_date unlock_at unhide_at listed_from",
        RawValues.release,
        RawValues.instant,
    ),
    "expires_at": _field(
        "expires_at expires expirydate expiryDate unpublishdate expire expiry expiration expire_at expires_on "
        "expire_date expireDate expiration_date expirationDate unpublish_at unpublishAt unpublish_on unpublish_date "
        "unpublishDate unpub_date unpublished_at unpublishedAt publish_down publish_until publishUntil available_until "
        "availableUntil visible_until visibleUntil show_until showUntil live_until liveUntil hide_after hideAfter "
        "remove_at removeAt delete_at deleteAt not_after notAfter published_until publishedUntil active_until "
        "activeUntil end_publishing expired_at expiredAt public_until publicUntil listed_until listedUntil "
        "remove_after removeAfter delete_after deleteAfter offline_at offlineAt unpublish_time remove_date "
        "display_until online_until publish_end publish_end_date publication_end publication_end_date end_publish "
        "published_till visible_till show_till expiry_time expiration_time expires_date unpublish_after hide_at "
        "remove_on removal_date delete_on deletion_date offline_from offline_date takedown_date take_down_at "
        "depublish_at depublish_date unlist_at delist_at deactivate_at",
        RawValues.end,
    ),
    # What `flags` reads. A name stands for itself in any spelling, and with "is" before it.
    "is_published": _field("published publish dg_publish currently_published"),
    "is_unpublished": _field("unpublished no_publish never_publish do_not_publish dont_publish"),
    "draft": _field("draft save_as_draft dev_only preview_only"),
    "public_draft": _field("public_draft"),
    "status": _field(
        "status post_status publish_status publishing_status publication_status workflow_status workflow_state "
        "moderation_status moderation_state review_status review_state article_status content_status "
        "editorial_status entry_status page_status creative_work_status pub_status current_state workflow_step "
        "approval_status approval_state approval_workflow_state post_state article_state content_state"
    ),
    # Of many meanings: only a value that is no other counts.
    "state": _field("state"),
    "stage": _field("stage workflow publication"),
    "access": _field(
        "access access_level acl audience classification email_type permission permissions privacy security"
    ),
    "secret": _field("secret confidential embargo embargoed under_embargo"),
    "is_removed": _field("removed deleted trashed trash in_trash withdrawn"),
    "removed_at": _field("deleted_at removed_at trashed_at discarded_at withdrawn_at"),
    "private": _field("private email_only newsletter_only internal_only staff_only print_only"),
    "is_public": _field("public"),
    "visibility": _field("visibility post_visibility"),
    "unlisted": _field("unlisted unlist delisted"),
    "is_listed": _field("listed"),
    "password": _field(
        "password post_password passwd passwords pwd passphrase passcode password_hash password_hint page_password "
        "access_password access_code"
    ),
    "is_protected": _field("protected protect password_protected encrypted encrypt"),
    "members": _field(
        "members members_only subscription_locked subscribers_only patrons_only sponsors_only supporters_only paid_only "
        "paywall paywalled login_required requires_login require_login requires_auth"
    ),
    "hidden": _field("hidden"),
    "hide": _field(
        "hide hide_from hidden_from exclude excludes exclude_from excluded excluded_from ignore ignored ignore_post "
        "skip omit hide_in_list hide_from_list no_list invisible expired unapproved eleventyExcludeFromCollections "
        "buildawesomeExcludeFromCollections exclude_from_collections unpublish"
    ),
    "is_visible": _field("visible"),
    "is_live": _field("live online active enabled enable approved show shown display render routable"),
    "archived": _field("archived"),
    "archived_at": _field("archived_at"),
    "sitemap": _field("sitemap"),
    "in_sitemaps": _field("in_sitemaps"),
    "noindex": _field(
        (
            *("noindex", "robots_noindex", "seo_noindex", "robots_disallow"),
            *(
                name
                for verb in ("exclude", "hide", "ignore", "skip", "no")
                for name in (f"sitemap_{verb}", f"{verb}_sitemap", f"{verb}_from_sitemap")
            ),
        )
    ),
    "robots": _field("robots seo meta_robots robots_meta googlebot"),
    "meta": _field("meta head yoast_head_json"),
    "is_indexed": _field("index indexed indexable"),
    "redirect_to": _field("redirect_to redirect_url redirect_link redirect"),
    "excerpt_only": _field("excerpt_only"),
    "in_feeds": _field(
        (
            *_FEEDS[1:],
            "article",
            *(f"{words}_{feed}" for feed in _FEEDS for words in ("in", "show_in", "include_in", "add_to")),
        )
    ),
    "no_feed": _field(
        name
        for feed in _FEEDS
        for verb in ("hide", "hidden", "exclude", "excluded", "omit", "skip", "ignore", "disable", "no", "not_in")
        for name in (f"{verb}_{feed}", f"{verb}_from_{feed}", f"{verb}_in_{feed}", f"{feed}_{verb}")
    ),
    "feed": _field("feed"),
    "url": _field("webUrl canonical canonical_url permalink url originalUrl", None, RawValues.url),
    "original_url": _field("originalUrl original_url externalUrl external_url", RawValues.url),
    "amp_url": _field("ampWebUrl amp_url amphtml", RawValues.url),
    "amp_cache_url": _field("cdnAmpWebUrl amp_cache_url", RawValues.url),
    "id": _field("id guid", None, RawValues.text),
    "made_id": _field("", None, RawValues.text),  # of sources that know what their generator makes
    "aliases": _field("aliases alias redirect_from", RawValues.aliases),
    "slug": _field("slug post_name", None, RawValues.label),  # bears on url
    # The section that a site calls category stands beside its topics, so it comes last.
    "topics": _field("topics tags tag categories category", RawValues.topics),
    "authors": _field("authors author by byline author_name authorName creator writer written_by", RawValues.authors),
    "language": _field("language lang locale", RawValues.language),
    "images": _field(
        "images image cover heroImage coverImage cover_image feature_image featured_image featuredImage ogImage "
        "banner thumbnail cover_img thumbnail_img share_img header_img index_img banner_img",
        RawValues.images,
    ),
    "attachments": _field(
        "attachments enclosures enclosure audio video podcast_file mp3 audio_url audioUrl", RawValues.attachments
    ),
    # They bear on attachments, and stay in extra where there are none.
    "duration": _field("duration length podcast_duration"),
    "size": _field("podcast_bytes"),
    "provider": _field("provider", RawValues.provider),
    "kind": _field("type kind", RawValues.word),
    "extra": _field(""),  # names that settings give are kept in extra, although they are private
}

_BEARING = frozenset(folded(name) for field in FLAGS for name in FIELDS[field].names)


@lru_cache(maxsize=1024)  # the articles of a site have the same names
def is_of_interest(name: str) -> bool:
    """Tell whether a raw field of this *name* bears on whether an article is withheld, or looks as if it did.

    So do those that look like a picture, a recording, a date, an address, a title or a topic.
    """
    return folded(name).removeprefix("is") in _BEARING or looks_like_one(name) or kind_of(name) != ""
