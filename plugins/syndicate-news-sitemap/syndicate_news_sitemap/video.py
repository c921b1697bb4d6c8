"""Video sitemaps: https://developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps.

They are sitemaps of the articles that show a video, each with a <video:video> for each file. Where the article is passed
on from YouTube or Vimeo, the player there stands in place of a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import tzinfo

from syndicate import Article, Document, Feed, Filter, Format, hookimpl
from syndicate.model import excerpt, first_few, rfc3339, time_zone

from .sheets import MEDIA_TYPE, Kind, Url, escaper, home_page, sitemaps, survey

KIND = Kind("video-sitemap", ' xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"', 50_000)
TITLE_CHARACTERS = 100  # in the schema
DESCRIPTION_CHARACTERS = 2_048
SECONDS_MAX = 28_800  # "Value must be from 1 to 28800 (8 hours) inclusive"
TAGS_MAX = 32
# What a page of a video has in its address, and where the player of that is.
_PLAYERS = (
    (
        re.compile(
            r"https?://(?:(?:www\.|m\.|music\.)?youtube\.com/(?:watch\?(?:[^#]{0,500}&)?v=|embed/|shorts/|live/)"
            r"|youtu\.be/|www\.youtube-nocookie\.com/embed/)([\w-]{11})(?![\w-])"
        ),
        "https://www.youtube.com/embed/{}",
    ),
    (re.compile(r"https?://(?:www\.)?vimeo\.com/([0-9]{1,12})(?![\w-])"), "https://player.vimeo.com/video/{}"),
)


@hookimpl
def syndicate_formats() -> list[Format]:
    return [
        Format(
            name="video-sitemap",
            media_type=MEDIA_TYPE,
            filename="video-sitemap.xml",
            render=render,
            is_paged=False,
            is_sitemap=True,
            asks_for="article",
            filters={"has-video": True},
            may_be_empty=True,  # a site that has no video yet
        )
    ]


@hookimpl
def syndicate_filters() -> list[Filter]:
    return [
        Filter(
            name="has-video",
            build=lambda _, __: lambda article: bool(_videos(article)),
            describe=lambda _: "with a video",
            asks_for="article",
            clock="none",
        )
    ]


def render(feed: Feed, path: str) -> Iterator[Document]:
    """Render *feed* as one sitemap at *path*, or, where that has no room, as several beside it and their index there.

    An article without a video is left out, though the filter has taken it out before; as is one without a picture, for
    a thumbnail is required.
    """
    chosen, warnings = survey(feed)
    places = set(chosen)
    articles = [one for place, one in enumerate(feed.articles) if place in places]
    listed = [one for one in articles if one.images and _videos(one)]
    if bare := [one.url for one in articles if not one.images or not _videos(one)]:
        warnings += (
            f"{len(bare)} of {len(articles)} articles left out, for a video has a thumbnail_loc, and they have no picture "
            f"or no video: {first_few(bare, 3, excerpt)}; give each an image",
        )
    escape, zone = escaper(), time_zone(feed.site.timezone)
    urls = [_url(article, escape, zone) for article in listed] or [home_page(feed)]
    yield from sitemaps(feed, path, urls, warnings, KIND)


def player_url(url: str) -> str | None:
    """Return where the player of the video at *url* is, a page of YouTube or Vimeo; None for any other.

    >>> player_url("https://youtu.be/abcdefghijk?t=5")
    'https://www.youtube.com/embed/abcdefghijk'
    """
    found = ((page.match(url), player) for page, player in _PLAYERS)
    return next((player.format(match[1]) for match, player in found if match), None)


def _videos(article: Article) -> list[tuple[str, str, float | None]]:
    """Return the videos of *article*: the element that has its address, the address, and how many seconds it takes."""
    files = [
        ("content_loc", one.url, one.duration_seconds)
        for one in article.attachments
        if one.media_type.lower().startswith("video/") and one.url != article.url  # "Must not be the same as the <loc>"
    ]
    player = player_url(article.original_url or "")
    if files or player is None:
        return files
    durations = (one.duration_seconds for one in article.attachments if one.duration_seconds)
    return [("player_loc", player, next(durations, None))]


def _url(article: Article, escape: Callable[[str], str], zone: tzinfo) -> Url:
    is_changed = article.modified_at != article.published_at
    lastmod = f"    <lastmod>{rfc3339(article.modified_at, zone)}</lastmod>\n" if is_changed else ""
    xml = f"  <url>\n    <loc>{escape(article.url)}</loc>\n{lastmod}"
    for name, address, duration in _videos(article):
        xml += "    <video:video>\n"
        for element, text in _elements(article, name, address, duration, zone):
            xml += f"      <video:{element}>{escape(text)}</video:{element}>\n"
        xml += "    </video:video>\n"
    return Url(article.url, article.modified_at, is_entry=True, xml=f"{xml}  </url>\n".encode())


def _elements(
    article: Article, name: str, address: str, duration: float | None, zone: tzinfo
) -> Iterator[tuple[str, str]]:
    """Yield what stands in a <video:video>, in the order of the schema: name and text of each element."""
    yield "thumbnail_loc", article.images[0].url
    yield "title", _cut(article.title, TITLE_CHARACTERS)
    yield "description", _cut(article.summary or article.title, DESCRIPTION_CHARACTERS)
    yield name, address
    if duration is not None and 1 <= round(duration) <= SECONDS_MAX:
        yield "duration", str(round(duration))
    if article.expires_at is not None:
        yield "expiration_date", rfc3339(article.expires_at, zone)
    yield "publication_date", rfc3339(article.published_at, zone)
    for topic in article.topics[:TAGS_MAX]:
        yield "tag", topic


def _cut(text: str, most: int) -> str:
    """Return *text*, cut at a word where it has more than *most* characters."""
    if len(text) <= most:
        return text
    words = text[: most - 1].rpartition(" ")[0]
    return f"{words or text[: most - 1]}…"
