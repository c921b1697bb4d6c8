"""The names that publishers have for the fields of an article: facts about real sites, best first."""

from __future__ import annotations

from collections.abc import Mapping

# Fields of the model, and five that bear on one: draft, status (is_published), slug (url), duration (attachments), and
# extra, whose names are kept there although they are private.
NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "summary": ("summary", "excerpt", "description"),
    "published_at": ("publishedDateTime", "published_at", "date", "pubDate", "publishDate"),
    "updated_at": ("updatedDateTime", "updated_at", "updated", "lastmod", "last_modified_at"),
    "expires_at": ("expires_at", "expires", "expirydate", "expiryDate", "unpublishdate"),
    "is_published": ("published",),
    "draft": ("draft",),
    "status": ("status",),
    "is_removed": ("removed", "deleted"),
    "url": ("webUrl", "canonical", "permalink", "url", "originalUrl"),
    "original_url": ("originalUrl", "original_url", "externalUrl", "external_url"),
    "amp_url": ("ampWebUrl", "amp_url", "amphtml"),
    "amp_cache_url": ("cdnAmpWebUrl", "amp_cache_url"),
    "id": ("id", "guid"),
    "slug": ("slug",),
    # The section that a site calls category stands beside its topics, so it comes last.
    "topics": ("topics", "tags", "tag", "categories", "category"),
    "authors": ("authors", "author", "by", "byline"),
    "language": ("language", "lang", "locale"),
    "images": ("images", "image", "cover", "thumbnail"),
    "attachments": ("attachments", "enclosures", "enclosure", "audio", "video"),
    "duration": ("duration", "length"),
    "provider": ("provider",),
    "kind": ("type", "kind"),
    "extra": (),
}
# What no format may show: an encrypted blob of the publisher's own.
PRIVATE = frozenset({"secured"})
STATUSES = {
    "draft": False, "unpublished": False, "pending": False, "private": False,
    "published": True, "publish": True, "public": True,
}  # fmt: skip
# Of what lies in a field: who wrote an article, its pictures and other files.
AUTHOR_NAMES = {
    "name": ("name", "display_name", "title"),
    "email": ("email", "mail"),
    "url": ("url", "web", "website", "link", "home", "homepage", "uri"),
    "avatar_url": ("avatar_url", "avatar", "picture", "photo", "image", "images"),
}
FILE_NAMES = {
    "url": ("url", "src", "path", "href", "file", "image"),
    "media_type": ("media_type", "mime_type", "type"),
}
IMAGE_NAMES = {**FILE_NAMES, "title": ("title", "alt", "caption"), "width": ("width",), "height": ("height",)}
ATTACHMENT_NAMES = {
    **FILE_NAMES,
    "title": ("title", "name"),
    "size_bytes": ("size_bytes", "size", "length"),
    "duration_seconds": ("duration_seconds", "duration"),
}
