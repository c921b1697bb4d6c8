"""An article that names no author is by its provider; without this, feeds name the site's authors for it."""

from __future__ import annotations

import msgspec

from syndicate import Article, Author, Feed, Transform, hookimpl


@hookimpl
def syndicate_transforms() -> list[Transform]:
    return [Transform(name="provider-authors", apply=apply, asks_for="article")]


def apply(feed: Feed) -> Feed:
    """Return *feed* with the provider as author of each article that has a provider with a name, and no author."""
    return msgspec.structs.replace(feed, articles=tuple(map(_attributed, feed.articles)))


def _attributed(article: Article) -> Article:
    provider = article.provider
    if article.authors or provider is None or not (provider.name or provider.domain):
        return article
    author = Author(
        name=provider.name or provider.domain,
        url=provider.url,
        avatar_url=provider.images[0].url if provider.images else None,
    )
    return msgspec.structs.replace(article, authors=(author,))
