"""Articles that are out: no drafts, nothing withdrawn, of tomorrow, expired, or (but for sitemaps) not for feeds."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from syndicate import Article, Filter, FilterContext, hookimpl


class PublishedOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is let in although it is not out."""

    future: bool = False  # published_at lies ahead
    expired: bool = False  # expires_at is reached


SETTING = bool | PublishedOptions


@hookimpl
def syndicate_filters() -> list[Filter]:
    return [
        Filter(name="published", build=build, options=SETTING, describe=describe, asks_for="keys", clock="instants")
    ]


def build(setting: bool | PublishedOptions, context: FilterContext) -> Callable[[Article], bool]:  # noqa: FBT001  as declared
    """Return whether an article is out at the instant of the export; *setting* False lets everything in."""
    if setting is False:
        return lambda _: True
    options = PublishedOptions() if setting is True else setting
    future, expired, now, is_sitemap = options.future, options.expired, context.now, context.is_sitemap

    def is_out(article: Article) -> bool:
        return (
            article.is_published
            and not article.is_removed
            and (is_sitemap or article.in_feeds)
            and (article.published_at <= now or (future and not article.is_scheduled))
            and (expired or article.expires_at is None or article.expires_at > now)
        )

    def reason(article: Article) -> str:
        if article.is_removed or not article.is_published:
            return "removed" if article.is_removed else "unpublished"
        if not (is_sitemap or article.in_feeds):
            return "kept out of feeds"
        return "expired" if article.published_at <= now or (future and not article.is_scheduled) else "future"

    vars(is_out)["reason"] = reason
    return is_out


def describe(setting: bool | PublishedOptions) -> str:  # noqa: FBT001  as declared
    return "published or not" if setting is False else "published"
