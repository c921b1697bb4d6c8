"""The document: https://www.rssboard.org/rss-specification, Apple's "A Podcaster's Guide to RSS" (itunes) and
https://github.com/Podcastindex-org/podcast-namespace (podcast).

Written with lxml: feedgen's extension for podcasts knows no season, no type and none of the podcast tags, and chooses
prefixes itself. Some readers know the tags by prefix, so these are always the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syndicate import Article, Author, Document, Feed, Format, FormatError, Site, hookimpl
from syndicate.model import excerpt, first_few, plain_text, time_zone, zoned
from syndicate.parts import with_stylesheet

from .episodes import APPLE_SUFFIXES, KEYS, Episode, EpisodeReader, enclosure_of, enclosure_type
from .options import DESCRIPTION_BYTES, LABEL_CHARACTERS, PodcastOptions, suffix
from .show import Show, show_of

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE = "application/rss+xml"
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}
_SYNOPSIS_CHARACTERS = 300


@hookimpl
def syndicate_formats() -> list[Format]:
    return [
        Format(
            name="podcast",
            media_type=MEDIA_TYPE,
            filename="podcast.xml",
            render=render,
            options=PodcastOptions,
            reads=tuple(key for keys in KEYS.values() for key in keys),
            is_paged=False,  # directories drop the episodes that the first page does not show
        )
    ]


def render(feed: Feed, path: str, options: PodcastOptions) -> Iterator[Document]:
    """Render the episodes of *feed* as one document, in their order; an article without sound or film is left out.

    Raises FormatError if the show lacks what directories require, or no article is an episode. A value of an article that
    cannot be read is left out with a warning.
    """
    from lxml.etree import Element, tostring

    show = show_of(feed, options)
    episodes, left_out, warnings = _episodes(feed, options)
    heard = replace(feed, articles=tuple(episode.article for episode in episodes))
    rss = Element("rss", nsmap=NAMESPACES, version="2.0")
    channel = _add(rss, "channel")
    _describe(channel, heard, show, options)
    for episode in episodes:
        _add_item(_add(channel, "item"), heard, show, episode)
    xml = tostring(rss, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    yield Document(
        path=path,
        body=with_stylesheet(xml, options.stylesheet, feed),
        media_type=MEDIA_TYPE,
        entry_count=len(episodes),
        warnings=(*warnings, *_warnings(feed, left_out, episodes)),
    )


def _episodes(feed: Feed, options: PodcastOptions) -> tuple[list[Episode], list[Article], list[str]]:
    """Return the episodes of *feed*, the articles that are none, and a sentence for each value that is left out."""
    reader = EpisodeReader(feed.site.base_url, is_serial=options.type == "serial")
    episodes, left_out = [], []
    for article in feed.articles:
        enclosure = enclosure_of(article)
        if enclosure is None:
            left_out.append(article)
        else:
            episodes.append(reader.read(article, enclosure))
    if left_out and not episodes:
        raise FormatError(
            f"podcast: none of {len(left_out)} articles has a sound or film of known size: {first_few(left_out, 3, _place)}; write "
            "attachments: with url, type and size"
        )
    return episodes, left_out, reader.warnings


def _describe(channel: _Element, feed: Feed, show: Show, options: PodcastOptions) -> None:
    site = feed.site
    _add(channel, "atom:link", rel="self", type=MEDIA_TYPE, href=feed.url)
    for hub_url in site.hub_urls:
        _add(channel, "atom:link", rel="hub", href=hub_url)  # WebSub section 4
    _add(channel, "title", feed.title)
    _add(channel, "link", show.link)
    _add(channel, "description", show.description)
    _add(channel, "language", show.language)
    _add_said(channel, "copyright", show.copyright)
    _add(channel, "generator", "syndicate")
    if feed.articles:
        _add(channel, "lastBuildDate", _rfc822(feed.updated_at, feed.site))
    _add(channel, "itunes:author", show.author)
    owner = _add(channel, "itunes:owner")
    _add(owner, "itunes:name", show.owner_name)
    _add(owner, "itunes:email", show.owner_email)
    _add(channel, "itunes:image", href=show.image_url)
    for category, subcategory in show.categories:
        element = _add(channel, "itunes:category", text=category)
        if subcategory:
            _add(element, "itunes:category", text=subcategory)
    _add(channel, "itunes:explicit", _true_false(show.is_explicit))
    _add(channel, "itunes:type", options.type)
    _add_said(channel, "itunes:new-feed-url", show.new_feed_url)
    _add_said(channel, "itunes:block", options.block and "Yes")  # "any value other than Yes has no effect"
    _add_said(channel, "itunes:complete", options.complete and "Yes")
    _add(channel, "podcast:guid", show.guid)
    _add(channel, "podcast:medium", options.medium)
    if options.locked is not None:
        _add(channel, "podcast:locked", "yes" if options.locked else "no", owner=show.owner_email)
    for url, text in show.funding:
        _add(channel, "podcast:funding", text, url=url)
    _add_people(channel, site.authors)


def _add_item(item: _Element, feed: Feed, show: Show, episode: Episode) -> None:
    article, enclosure = episode.article, episode.enclosure
    authors = feed.authors_of(article)
    _add(item, "title", article.title)
    _add(item, "link", article.url)
    _add(item, "guid", article.id, isPermaLink=_true_false(article.id == article.url))
    _add(item, "pubDate", _rfc822(article.published_at, feed.site))
    # Feed readers know people by this name; with itunes:author beside it, which Apple asks of the channel only, most of
    # them list everyone twice. <author> would have to be an e-mail address.
    for author in authors:
        _add(item, "dc:creator", author.name)
    for topic in article.topics:
        _add(item, "category", topic)
    _add_said(item, "description", _description(article))
    _add_said(item, "content:encoded", article.content_html)
    _add(item, "enclosure", url=enclosure.url, length=str(enclosure.size_bytes), type=enclosure_type(enclosure))
    _add_said(item, "itunes:title", episode.title)
    seconds = enclosure.duration_seconds
    _add_said(item, "itunes:duration", max(1, round(seconds)) if seconds else None)
    # Written even where it says what the channel says: some players take an episode without one for harmless.
    is_explicit = show.is_explicit if episode.is_explicit is None else episode.is_explicit
    _add(item, "itunes:explicit", _true_false(is_explicit))
    _add_said(item, "itunes:season", episode.season)
    _add_said(item, "itunes:episode", episode.number)
    _add_said(item, "itunes:episodeType", episode.type)
    if episode.image_url:
        _add(item, "itunes:image", href=episode.image_url)
    _add_said(item, "itunes:block", episode.is_blocked and "Yes")
    _add_said(item, "podcast:season", episode.season)
    _add_said(item, "podcast:episode", episode.number)
    if episode.chapters_url:
        _add(item, "podcast:chapters", url=episode.chapters_url, type=episode.chapters_type)
    for transcript in episode.transcripts:
        more = {"language": transcript.language, "rel": transcript.rel}
        _add(
            item,
            "podcast:transcript",
            url=transcript.url,
            type=transcript.media_type,
            **{name: value for name, value in more.items() if value},
        )
    _add_people(item, authors)


def _add_people(parent: _Element, authors: Sequence[Author]) -> None:
    """Write who is heard; people of an item stand in the place of the channel's (podcast:person)."""
    for author in authors:
        links = {"href": author.url, "img": author.avatar_url}
        known = {name: url for name, url in links.items() if url}
        _add(parent, "podcast:person", author.name[:LABEL_CHARACTERS], **known)


def _add(parent: _Element, name: str, content: str | None = None, /, **attributes: str) -> _Element:
    from lxml.etree import SubElement

    prefix, _, local = name.rpartition(":")
    element = SubElement(parent, f"{{{NAMESPACES[prefix]}}}{local}" if prefix else local, attributes)
    element.text = content
    return element


def _add_said(parent: _Element, name: str, value: str | int | None) -> None:
    """Add an element for a *value* that says something."""
    if value:
        _add(parent, name, str(value))


def _description(article: Article) -> str:
    """Return the text that directories show, as HTML, for that is how they read it: whole words, not too many bytes."""
    from html import escape

    text = article.summary or plain_text(article.content_html)
    if not article.summary and len(text) > _SYNOPSIS_CHARACTERS:
        text = _cut(text, _SYNOPSIS_CHARACTERS)
    html = escape(text, quote=False)
    while len(html.encode()) > DESCRIPTION_BYTES:
        text = _cut(text, min(DESCRIPTION_BYTES, len(text) * 9 // 10))
        html = escape(text, quote=False)
    return html


def _cut(text: str, characters: int) -> str:
    whole_words = text[:characters].rpartition(" ")[0]
    return (whole_words or text[:characters]).rstrip("…") + "…"


def _warnings(feed: Feed, left_out: Sequence[Article], episodes: Sequence[Episode]) -> Iterator[str]:
    if left_out:
        yield (
            f"podcast: {len(left_out)} of {len(feed.articles)} articles left out, for they have no sound or film of known "
            f"size: {first_few(left_out, 3, _place)}; write attachments: with url, type and size, or choose articles by filters"
        )
    strange = [episode.article for episode in episodes if suffix(episode.enclosure.url) not in APPLE_SUFFIXES]
    if strange:
        yield (
            f"podcast: Apple Podcasts passes over {len(strange)} of {len(episodes)} episodes, for the names of their files "
            f"end in none of {', '.join(APPLE_SUFFIXES)}: {first_few(strange, 3, _place)}; offer one of these first"
        )
    urls = Counter(episode.enclosure.url for episode in episodes)
    shared = [episode.article for episode in episodes if urls[episode.enclosure.url] > 1]
    if shared:
        yield (
            f"podcast: Apple Podcasts shows one alone of episodes that have the same file: {first_few(shared, 4, _place)}; "
            "give each its own"
        )


def _place(article: Article) -> str:
    return article.origin.path if article.origin else excerpt(article.id)


def _true_false(value: bool) -> str:  # noqa: FBT001  it is the value that is written
    return "true" if value else "false"


def _rfc822(instant: datetime, site: Site) -> str:
    from email.utils import format_datetime

    at = zoned(instant, time_zone(site.timezone))
    return format_datetime(at, usegmt=at.tzinfo is UTC)
