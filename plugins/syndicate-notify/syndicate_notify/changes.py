"""What there is to tell: an export compared with what was told before. Pure but for reading the files of feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from syndicate import Article, Exported, Feed
from syndicate_notify.memory import Known

# What can name its hub, and so what somebody may have subscribed to: nobody does to a sitemap.
_MEDIA_TYPES = frozenset({"application/atom+xml", "application/rss+xml", "application/feed+json"})


def digests_of_feeds(exported: Exported) -> dict[str, str]:
    """Return a digest of the file of each feed, by the feed's URL; of a store none that the export did not look at.

    Of a feed in pages the first one counts: the others are reached from it (RFC 5005 section 3).

    Raises OSError if a file cannot be read.
    """
    later_pages = {feed.next_url for feed in exported.feeds}
    urls = {feed.url for feed in exported.feeds} - later_pages
    found = {
        file.url: _digest(Path(exported.directory, file.path).read_bytes()) if exported.directory else file.digest
        for file in exported.files
        if file.url in urls and file.media_type in _MEDIA_TYPES
    }
    return {url: digest for url, digest in found.items() if digest}


def articles_of(feeds: Sequence[Feed]) -> dict[str, Known]:
    """Return the articles of *feeds* that search engines may find, by URL, in the order of publication, newest first."""
    found: dict[str, Known] = {}
    # The feed that reaches back furthest comes first, and is the one remembered.
    for feed in sorted((feed for feed in feeds if feed.articles), key=lambda feed: (_reach(feed), feed.url)):
        for article in feed.articles:
            if article.in_sitemaps and article.url not in found:
                found[article.url] = Known(
                    modified_at=article.modified_at,
                    digest=_digest(_seen(article)),
                    published_at=article.published_at,
                    feed=feed.url,
                )
    return dict(sorted(found.items(), key=lambda item: (-item[1].published_at.timestamp(), item[0])))


def changed(articles: Mapping[str, Known], told: Mapping[str, Known]) -> list[str]:
    """Return the URLs of *articles* that are new or not as they were told."""
    return [
        url
        for url, known in articles.items()
        if (before := told.get(url)) is None or (before.digest, before.modified_at) != (known.digest, known.modified_at)
    ]


def withdrawn(exported: Exported, articles: Mapping[str, Known]) -> dict[str, Known]:
    """Return what the export has found withdrawn, by URL, as articles that were told and that no limit pushes out."""
    feeds = [feed.url for feed in exported.feeds if feed.articles]
    return {
        one.url: Known(modified_at=one.at, digest="", published_at=one.at, feed=feeds[0])
        for one in (exported.withdrawn if feeds else ())
        if one.url not in articles
    }


def removed(
    articles: Mapping[str, Known],
    told: Mapping[str, Known],
    feeds: Sequence[Feed],
    which: Literal["certain", "all", "none"],
) -> list[str]:
    """Return the URLs that were told and are gone.

    which  certain: but for those that are older than all of the feed they were in, which a limit may have pushed out
    """
    if which == "none":
        return []
    gone = sorted(url for url in told if url not in articles)
    if which == "all":
        return gone
    reaches = {feed.url: _reach(feed) for feed in feeds if feed.articles}
    return [url for url in gone if (reach := reaches.get(told[url].feed)) and told[url].published_at > reach]


def may_be_told(url: str, host: str, scope: str) -> bool:
    """Tell whether IndexNow takes *url*: it is of *host*, and its path begins with *scope*, the folder of the key."""
    parts = urlsplit(url)
    return parts.hostname == host and (parts.path or "/").startswith(scope)


def _reach(feed: Feed) -> datetime:
    return min(article.published_at for article in feed.articles)


def _seen(article: Article) -> bytes:
    """Return what readers see of *article*, its date apart; the body is not at hand after an export."""
    return msgspec.json.encode(
        (
            article.title,
            article.summary,
            article.topics,
            article.authors,
            article.language,
            article.images,
            article.attachments,
            article.amp_url,
            article.original_url,
        )
    )


def _digest(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()
