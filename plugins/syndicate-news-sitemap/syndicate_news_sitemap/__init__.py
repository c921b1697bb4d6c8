"""Google News sitemaps: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.

They are sitemaps (https://www.sitemaps.org/protocol.html) of recent articles, each with a <news:news>. What is recent is
decided by the filter that the format brings along, so nothing here asks what time it is. The feed is looked through once,
for the order and the warnings; after that, one document at a time stands in memory (sheets).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from syndicate import Article, Document, Feed, Format, FormatError, hookimpl
from syndicate.model import one_line, rfc3339, time_zone

from .sheets import BYTES_MAX, MEDIA_TYPE, Kind, Url, escaper, home_page, sitemaps, survey

DAYS = 2  # "Only include recent URLs for articles that were created in the last two days"
NEWS_MAX = 1_000  # <news:news> of a sitemap

_NEWS = ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'

_TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


class NewsSitemapOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What Google is told of the publication.

    publication_name  exactly as it stands on news.google.com, without what is in parentheses there; "": site.title
    """

    publication_name: str = ""


@hookimpl
def syndicate_formats() -> list[Format]:
    return [
        Format(
            name="news-sitemap",
            media_type=MEDIA_TYPE,
            filename="news-sitemap.xml",
            render=render,
            options=NewsSitemapOptions,
            is_paged=False,
            is_sitemap=True,
            has_text=False,
            filters={"dates": {"days": DAYS}},
            may_be_empty=True,  # the sitemap of a quiet weekend
        )
    ]


def render(feed: Feed, path: str, options: NewsSitemapOptions) -> Iterator[Document]:
    """Render *feed* as one sitemap at *path*, or, beyond 1,000 articles, as several beside it and their index there.

    The newest article comes first. The index comes last, so that it never names what is not there.

    Where no article is left, the site's home page stands in, without a <news:news>: yesterday's document is replaced, so
    no stale news stays, and the schema, which wants a <url>, is kept. Google lets a URL without news stand here too.

    Raises FormatError if an article to be listed has no language, or is too large for a sitemap of its own.
    """
    yield from split(feed, path, options, news_max=NEWS_MAX, bytes_max=BYTES_MAX)


def split(feed: Feed, path: str, options: NewsSitemapOptions, *, news_max: int, bytes_max: int) -> Iterator[Document]:
    """Yield the documents of *feed*, no sitemap of more than *news_max* articles or *bytes_max* bytes."""
    chosen, warnings = survey(feed)
    kind = Kind("news-sitemap", _NEWS, news_max)
    yield from sitemaps(feed, path, _urls(feed, chosen, options, escaper()), warnings, kind, bytes_max)


def _urls(
    feed: Feed, chosen: Sequence[int], options: NewsSitemapOptions, escape: Callable[[str], str]
) -> Iterator[Url]:
    """Yield the <url> of each article *chosen*, the home page's if there is none."""
    name = escape(one_line(options.publication_name) or feed.site.title)
    if not chosen:
        yield home_page(feed)
    zone = time_zone(feed.site.timezone)
    for number in chosen:
        article = feed.articles[number]
        # publication_date stays the first one for ever; a later change is told where every sitemap tells it.
        is_changed = article.modified_at != article.published_at
        lastmod = f"    <lastmod>{rfc3339(article.modified_at, zone)}</lastmod>\n" if is_changed else ""
        xml = (
            f"  <url>\n    <loc>{escape(article.url)}</loc>\n{lastmod}"
            "    <news:news>\n"
            "      <news:publication>\n"
            f"        <news:name>{name}</news:name>\n"
            f"        <news:language>{news_language(_language_of(feed, article))}</news:language>\n"
            "      </news:publication>\n"
            f"      <news:publication_date>{rfc3339(article.published_at, zone)}</news:publication_date>\n"
            f"      <news:title>{escape(article.title)}</news:title>\n"
            "    </news:news>\n"
            "  </url>\n"
        )
        yield Url(article.url, article.modified_at, is_entry=True, xml=xml.encode())


def _language_of(feed: Feed, article: Article) -> str:
    language = article.language or feed.site.language
    if not language:
        raise FormatError(
            f"news-sitemap: neither the site nor article {article.id} names a language, and Google News requires "
            "<news:language>; set site.language"
        )
    return language


def news_language(tag: str) -> str:
    """Return the BCP 47 *tag* as Google News wants it: an ISO 639 code, but zh-cn or zh-tw for Chinese.

    Chinese of no script and region is taken for Simplified, the likelier one (Unicode CLDR, likely subtags).

    >>> [news_language(tag) for tag in ("pt-BR", "zh-Hant-HK", "zh")]
    ['pt', 'zh-tw', 'zh-cn']
    """
    language, *subtags = tag.lower().split("-")
    if language != "zh":
        return language
    is_simplified = "hans" in subtags or not _TRADITIONAL.intersection(subtags)
    return "zh-cn" if is_simplified else "zh-tw"
