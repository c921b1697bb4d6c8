"""RSS 2.0, https://www.rssboard.org/rss-specification: written through feedgen, corrected by feedgen's own extensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from syndicate import (
    MEDIA_RSS,
    Article,
    Attachment,
    Document,
    Feed,
    Format,
    hookimpl,
    plain_text,
    rfc3339,
    write_media_rss,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE = "application/rss+xml"
_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_SYNOPSIS_LENGTH = 300  # characters


@hookimpl
def syndicate_formats() -> list[Format]:
    return [Format(name="rss", media_type=MEDIA_TYPE, filename="rss.xml", render=render, asks_for="article")]


def render(feed: Feed, path: str) -> Iterator[Document]:
    """Render *feed* as one RSS 2.0 document; articles keep their order."""
    from feedgen.feed import FeedGenerator

    generator = FeedGenerator()
    generator.register_extension("syndicate", _ChannelExtension, _ItemExtension, atom=False)
    _describe(generator, feed)
    for article in feed.articles:
        _add(generator, feed, article)
    yield Document(
        path=path,
        body=generator.rss_str(pretty=True),
        media_type=MEDIA_TYPE,
        entry_count=len(feed.articles),
        warnings=_warnings(feed.articles),
    )


class _Unwritten(datetime):
    """An instant that counts as false, so that feedgen leaves it out.

    feedgen writes lastBuildDate always, the time of the export unless another is set, and switches the locale of the
    whole process to write any date. It asks whether there is one first.
    """

    def __bool__(self) -> bool:
        return False


def _describe(generator: Any, feed: Feed) -> None:
    site = feed.site
    generator.syndicate.feed = feed
    generator.title(feed.title)
    generator.description(site.description or feed.title)  # required
    generator.language(site.language)
    generator.copyright(site.rights)
    generator.updated(_Unwritten(1970, 1, 1, tzinfo=UTC))
    generator.generator("syndicate")  # neither feedgen's version nor ours: an upgrade must not change every feed
    if site.icon_url and _suits_an_image(site.icon_url):
        generator.image(site.icon_url)  # feedgen adds title and link, those of the channel as the specification asks
    generator.link(href=feed.url, rel="self", type=MEDIA_TYPE)
    generator.link(href=site.url, rel="alternate")  # feedgen takes the last link of any rel for the channel's


def _suits_an_image(url: str) -> bool:
    """Tell whether *url* may lead to a GIF, JPEG or PNG image, the three that the specification allows."""
    name = url.partition("?")[0].rpartition("/")[2]
    return "." not in name or name.lower().endswith((".gif", ".jpeg", ".jpg", ".png"))


def _add(generator: Any, feed: Feed, article: Article) -> None:
    from html import escape

    entry = generator.add_entry(order="append")  # feedgen prepends
    entry.guid(article.id, permalink=article.id == article.url)  # id() would always say that it is no permalink
    entry.title(article.title)
    entry.link(href=article.url, rel="alternate")
    # A description is HTML: the plain text is escaped here, and once more for XML by the writer. Where it would be all
    # that the body says, the body stands there itself.
    synopsis = article.summary or _synopsis(article.content_html)
    if article.summary or synopsis != plain_text(article.content_html):
        entry.description(escape(synopsis, quote=False))
    if article.content_html:
        entry.content(article.content_html)  # beside a description content:encoded; without one the description itself
    entry.category([{"term": topic} for topic in article.topics])
    entry.syndicate.article = article
    entry.syndicate.feed = feed


def _synopsis(content_html: str) -> str:
    """Return how *content_html* begins, as plain text: the RSS Profile wants a description before content:encoded."""
    text = plain_text(content_html)
    if len(text) <= _SYNOPSIS_LENGTH:
        return text
    whole_words = text[:_SYNOPSIS_LENGTH].rpartition(" ")[0]
    return (whole_words or text[:_SYNOPSIS_LENGTH]) + "…"


def _enclosure(article: Article) -> Attachment | None:
    """Return the attachment that stands in <enclosure>: there is one at most, and its length is required."""
    return next((attachment for attachment in article.attachments if attachment.size_bytes is not None), None)


def _warnings(articles: Sequence[Article]) -> tuple[str, ...]:
    unsized = [article for article in articles if article.attachments and _enclosure(article) is None]
    if not unsized:
        return ()
    warning = (
        f"rss: {len(unsized)} of {len(articles)} articles have only attachments of unknown size, the first of them "
        f"{unsized[0].id}; podcast players need an <enclosure>, which states its length; set size_bytes"
    )
    return (warning,)


class _ChannelExtension:
    """Corrects the channel, before its items are in it."""

    feed: Feed

    def extend_ns(self) -> dict[str, str]:
        return {"dc": _DC[1:-1], "media": MEDIA_RSS}

    def extend_rss(self, rss: _Element) -> _Element:
        from lxml.etree import SubElement

        channel = rss[0]
        # Of the channel's links feedgen takes only the one to itself along (python-feedgen #122).
        for hub_url in self.feed.site.hub_urls:
            SubElement(channel, f"{_ATOM}link", rel="hub", href=hub_url)  # WebSub section 4
        if self.feed.next_url:
            SubElement(channel, f"{_ATOM}link", rel="next", type=MEDIA_TYPE, href=self.feed.next_url)  # RFC 5005 3
        if self.feed.articles:
            SubElement(channel, "lastBuildDate").text = _rfc822(self.feed.updated_at)
        return rss


class _ItemExtension:
    """Corrects one item."""

    article: Article
    feed: Feed

    def extend_rss(self, item: _Element) -> _Element:
        from lxml.etree import SubElement

        article = self.article
        SubElement(item, "pubDate").text = _rfc822(article.published_at)
        if article.modified_at != article.published_at:
            SubElement(item, f"{_ATOM}updated").text = rfc3339(article.modified_at)
        # <author> has room for one e-mail address, and the W3C validator refuses it beside dc:creator.
        for author in self.feed.authors_of(article):
            SubElement(item, f"{_DC}creator").text = author.name
        if article.language and article.language != self.feed.site.language:
            SubElement(item, f"{_DC}language").text = article.language
        # newsboat plays what it meets last, so the one enclosure stands behind the other files.
        enclosure = _enclosure(article)
        if article.images or article.attachments:
            others = (attachment for attachment in article.attachments if attachment is not enclosure)
            write_media_rss(item, article.images, others)
        if enclosure is not None:
            SubElement(
                item, "enclosure", url=enclosure.url, length=str(enclosure.size_bytes), type=enclosure.media_type
            )
        return item


def _rfc822(instant: datetime) -> str:
    from email.utils import format_datetime

    return format_datetime(instant, usegmt=True)
