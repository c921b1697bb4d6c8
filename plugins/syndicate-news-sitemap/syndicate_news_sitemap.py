"""Google News sitemaps: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap.

They are sitemaps (https://www.sitemaps.org/protocol.html) of recent articles, each with a <news:news>. What is recent is
decided by the filter that the format brings along, so nothing here asks what time it is. The feed is looked through once,
for the order and the warnings; after that, one document at a time stands in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from posixpath import basename, splitext
from urllib.parse import quote

import msgspec

from syndicate import Article, Document, Feed, Format, FormatError, hookimpl
from syndicate.model import absolute_url, excerpt, one_line, rfc3339, time_zone

DAYS = 2  # "Only include recent URLs for articles that were created in the last two days"
NEWS_MAX = 1_000  # <news:news> of a sitemap
BYTES_MAX = 52_428_800  # of a sitemap (sitemaps.org, "Using Sitemap index files")
LOC_CHARACTERS = 2_048  # a <loc> has fewer (sitemaps.org, "XML tag definitions")
MEDIA_TYPE = "application/xml"

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
    return split(feed, path, options, news_max=NEWS_MAX, bytes_max=BYTES_MAX)


def split(feed: Feed, path: str, options: NewsSitemapOptions, *, news_max: int, bytes_max: int) -> Iterator[Document]:
    """Yield the documents of *feed*, no sitemap of more than *news_max* articles or *bytes_max* bytes."""
    chosen, warnings = _survey(feed)
    escape = _escaper()
    stem, suffix = splitext(path)
    index: list[bytes] = []
    for sheet, is_last in _fill(_urls(feed, chosen, options, escape), news_max, bytes_max):
        if is_last and not index:
            yield _sitemap(path, sheet, warnings)
            return
        part = f"{stem}-{len(index) + 1}{suffix}"
        loc = escape(absolute_url(quote(basename(part)), feed.url))
        lastmod = rfc3339(max(url.modified_at for url in sheet), time_zone(feed.site.timezone))
        index.append(f"  <sitemap>\n    <loc>{loc}</loc>\n    <lastmod>{lastmod}</lastmod>\n  </sitemap>\n".encode())
        yield _sitemap(part, sheet, warnings)
        warnings = ()
    yield Document(path=path, body=_xml("sitemapindex", "", index), media_type=MEDIA_TYPE)


def _survey(feed: Feed) -> tuple[Sequence[int], tuple[str, ...]]:
    """Return the places of the articles to be listed, newest first, and what the person who exports should know.

    Of several articles with one URL the newest is listed.
    """
    seen = [(article.published_at, article.url, article.in_sitemaps) for article in feed.articles]
    place: dict[str, int] = {}
    for number in sorted(range(len(seen)), key=lambda number: seen[number][0], reverse=True):
        if seen[number][2]:
            place.setdefault(seen[number][1], number)

    home = _origin(feed.site.url)
    foreign = [url for url in place if _origin(url) != home]
    long = [url for url in place if len(url) >= LOC_CHARACTERS and _origin(url) == home]
    warnings = []
    if foreign:
        warnings.append(
            f"{len(foreign)} of {len(place)} URLs left out, for they are not on {home}: {_first(foreign)}; a sitemap may "
            "only name URLs of its own protocol and host (sitemaps.org, 'Sitemap file location')"
        )
    if long:
        warnings.append(
            f"{len(long)} of {len(place)} URLs left out, for a <loc> must have fewer than {LOC_CHARACTERS:,} characters "
            f"(sitemaps.org, 'XML tag definitions'): {_first(long)}; shorten them"
        )
    for url in (*foreign, *long):
        del place[url]
    return tuple(place.values()), tuple(warnings)


def _first(urls: Sequence[str]) -> str:
    return ", ".join(excerpt(url) for url in urls[:3]) + (", …" if len(urls) > 3 else "")


def _origin(url: str) -> str:
    """Return protocol, host and port of *url*, the protocol's own port left out: ``https://example.org``."""
    protocol, _, rest = url.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    return f"{protocol}://{host.removesuffix(':443' if protocol == 'https' else ':80').removesuffix(':')}"


class _Url(msgspec.Struct, frozen=True):
    """One <url>."""

    loc: str
    modified_at: datetime
    is_news: bool
    xml: bytes


def _urls(
    feed: Feed, chosen: Sequence[int], options: NewsSitemapOptions, escape: Callable[[str], str]
) -> Iterator[_Url]:
    """Yield the <url> of each article *chosen*, the home page's if there is none."""
    name = escape(one_line(options.publication_name) or feed.site.title)
    if not chosen:
        home_page = f"  <url>\n    <loc>{escape(feed.site.url)}</loc>\n  </url>\n"
        yield _Url(feed.site.url, feed.updated_at, is_news=False, xml=home_page.encode())
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
        yield _Url(article.url, article.modified_at, is_news=True, xml=xml.encode())


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


def _escaper() -> Callable[[str], str]:
    # Imported here, since it brings urllib.request along.
    from xml.sax.saxutils import escape

    # "Entity escaping" names five characters; two of them are not among escape()'s own.
    return partial(escape, entities={"'": "&apos;", '"': "&quot;"})


def _fill(urls: Iterable[_Url], news_max: int, bytes_max: int) -> Iterator[tuple[list[_Url], bool]]:
    """Yield sheets filled with *urls* to the brim, and whether each is the last.

    Raises FormatError if one is too large for a sheet of its own.
    """
    frame_bytes = len(_xml("urlset", _NEWS, ()))
    sheet: list[_Url] = []
    size_bytes = frame_bytes
    for url in urls:
        if frame_bytes + len(url.xml) > bytes_max:
            raise FormatError(
                f"news-sitemap: {excerpt(url.loc)} alone needs {len(url.xml):,} bytes, more than a sitemap may have "
                "(sitemaps.org, 'Using Sitemap index files'); shorten its title"
            )
        if len(sheet) == news_max or size_bytes + len(url.xml) > bytes_max:
            yield sheet, False
            sheet, size_bytes = [], frame_bytes
        sheet.append(url)
        size_bytes += len(url.xml)
    yield sheet, True


def _sitemap(path: str, sheet: Sequence[_Url], warnings: tuple[str, ...]) -> Document:
    return Document(
        path=path,
        body=_xml("urlset", _NEWS, (url.xml for url in sheet)),
        media_type=MEDIA_TYPE,
        entry_count=sum(url.is_news for url in sheet),
        warnings=warnings,
    )


def _xml(root: str, namespaces: str, entries: Iterable[bytes]) -> bytes:
    opening = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{namespaces}>\n'
    )
    return b"".join((opening.encode(), *entries, f"</{root}>\n".encode()))
