"""RSS 2.0, https://www.rssboard.org/rss-specification: the head through feedgen, item after item behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from syndicate import Article, ArticleError, Document, Feed, Format, Site, hookimpl
from syndicate.model import escape_attribute, escape_text, plain_text, rfc3339, time_zone, zoned
from syndicate.parts import (
    MEDIA_RSS,
    DocumentBody,
    ElementsOptions,
    feed_generator,
    media_rss_xml,
    own_namespaces,
    text_as_html,
    with_stylesheet,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE = "application/rss+xml"
_ATOM = "{http://www.w3.org/2005/Atom}"
_HISTORY = "http://purl.org/syndication/history/1.0"
_DCTERMS = "http://purl.org/dc/terms/"
_SOURCE = "http://source.scripting.com/"
_DC = "http://purl.org/dc/elements/1.1/"
_END = b"  </channel>\n</rss>\n"
_SYNOPSIS_LENGTH = 300  # characters
# The first byte of an item as it is handed on: whether its files lack an <enclosure>, for want of a length.
_SIZED, _UNSIZED = ord(" "), ord("!")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


# What the channel and its items have here anyway, of which one is enough.
_OF_CHANNEL = {
    "title", "link", "description", "language", "copyright", "pubDate", "lastBuildDate", "generator", "image",
    "item",
}  # fmt: skip
_OF_ITEM = {"title", "link", "description", "content:encoded", "guid", "pubDate", "enclosure"}


class RssOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a taker may want otherwise.

    changed     the elements that say when an article was changed: dcterms:modified is Dublin Core's, updated is one
                without a namespace, with a date as RSS has it (Yahoo); none: none does
    licenses    whether media:license says under which others may use a picture; the W3C validator does not know it
    markdown    whether source:markdown has the Markdown of a text, too, where that holds no HTML and no template; the
                W3C validator does not know it
    pub_date    whether the channel has a pubDate, that of its newest article; it has a lastBuildDate anyway
    stylesheet  URL of a CSS file by which browsers show the feed, relative to the site's home page
    elements    of one's own: {channel: {ttl: "15"}, item: {"ex:paywall": "{extra.paywall}"}}
    namespaces  of theirs: {ex: "https://example.org/ns"}
    """

    changed: tuple[Literal["atom:updated", "dcterms:modified", "updated"], ...] = ("atom:updated",)
    licenses: bool = False
    markdown: bool = False
    pub_date: bool = False
    stylesheet: str = ""
    elements: ElementsOptions = ElementsOptions()
    namespaces: dict[str, str] = {}

    def __post_init__(self) -> None:
        of_item = _OF_ITEM | ({"source:markdown"} if self.markdown else set())
        for elements, own in ((self.elements.channel, _OF_CHANNEL), (self.elements.item, of_item)):
            if twice := own & elements.keys():
                raise ArticleError("elements", f"{min(twice)} stands there anyway; take it out")
        own_namespaces(self.elements, self.namespaces)

    @property
    def reads(self) -> tuple[str, ...]:
        """The keys of the extra of articles that are written."""
        return self.elements.extra_keys

    @property
    def wants_markdown(self) -> bool:
        return self.markdown

    def declared(self) -> dict[str, str]:
        """Return prefix -> namespace beside those that every feed has."""
        used = {"dcterms": _DCTERMS} if "dcterms:modified" in self.changed else {}
        used |= {"source": _SOURCE} if self.markdown else {}
        return used | own_namespaces(self.elements, self.namespaces, ("atom", "content", "dc", "media"))


_NO_OPTIONS = RssOptions()


@hookimpl
def syndicate_formats() -> list[Format]:
    return [
        Format(
            name="rss",
            media_type=MEDIA_TYPE,
            filename="rss.xml",
            render=render,
            options=RssOptions,
            default_limit=20,
            archiving="links",
            asks_for="article",
            is_well_formed=True,  # all text is escaped, and the model lets none in that XML forbids
        )
    ]


def render(feed: Feed, path: str, options: RssOptions | None = None) -> Iterator[Document]:
    """Render *feed* as one RSS 2.0 document; articles keep their order."""
    options = options or _NO_OPTIONS
    body = DocumentBody(_head(feed, options).removesuffix(_END))
    heads = body.write_articles(feed, partial(_item, feed.site, options), 1)
    body.write(_END)
    yield body.document(
        path=path,
        media_type=MEDIA_TYPE,
        entry_count=len(feed.articles),
        warnings=_warnings(feed.articles, [place for place, head in enumerate(heads) if head == _UNSIZED]),
    )


def _head(feed: Feed, options: RssOptions) -> bytes:
    generator = feed_generator(_ChannelExtension, "rss")
    generator.syndicate.options = options
    _describe(generator, feed)
    head: bytes = generator.rss_str(pretty=True)
    head = with_stylesheet(head, options.stylesheet, feed)
    return head.removesuffix(_END) + options.elements.of_feed(feed, "    ").encode() + _END


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
    generator.description(feed.description or site.description or feed.title)  # required
    generator.language(site.language)
    generator.copyright(site.rights)
    generator.updated(_Unwritten(1970, 1, 1, tzinfo=UTC))
    generator.generator("syndicate")  # neither feedgen's version nor ours: an upgrade must not change every feed
    if site.icon_url and _suits_an_image(site.icon_url):
        generator.image(site.icon_url)  # feedgen adds title and link, those of the channel as the specification asks
    generator.link(href=feed.url, rel="self", type=MEDIA_TYPE)
    generator.link(
        href=feed.page_url or site.url, rel="alternate"
    )  # feedgen takes the last link of any rel for the channel's


def _suits_an_image(url: str) -> bool:
    """Tell whether *url* may lead to a GIF, JPEG or PNG image, the three that the specification allows."""
    name = url.partition("?")[0].rpartition("/")[2]
    return "." not in name or name.lower().endswith((".gif", ".jpeg", ".jpg", ".png"))


class _ChannelExtension:
    """Corrects the channel, before its items are in it."""

    feed: Feed
    options: RssOptions

    def extend_ns(self) -> dict[str, str]:
        namespaces = {"dc": _DC, "media": MEDIA_RSS, **self.options.declared()}
        return namespaces | {"fh": _HISTORY} if self.feed.archive else namespaces

    def extend_rss(self, rss: _Element) -> _Element:
        from lxml.etree import SubElement

        channel = rss[0]
        # Of the channel's links feedgen takes only the one to itself along (python-feedgen #122).
        for hub_url in self.feed.site.hub_urls:
            SubElement(channel, f"{_ATOM}link", rel="hub", href=hub_url)  # WebSub section 4
        if self.feed.next_url:
            SubElement(channel, f"{_ATOM}link", rel="next", type=MEDIA_TYPE, href=self.feed.next_url)  # RFC 5005 3
        archive = self.feed.archive
        for rel, url in archive.links if archive else ():
            SubElement(channel, f"{_ATOM}link", rel=rel, type=MEDIA_TYPE, href=url)
        if archive and archive.is_closed:
            SubElement(channel, f"{{{_HISTORY}}}archive")  # RFC 5005 section 4
        if self.options.pub_date and self.feed.articles:
            published_at = max(article.published_at for article in self.feed.articles)
            SubElement(channel, "pubDate").text = _rfc822(published_at, time_zone(self.feed.site.timezone))
        if self.feed.articles:
            SubElement(channel, "lastBuildDate").text = _rfc822(
                self.feed.updated_at, time_zone(self.feed.site.timezone)
            )
        return rss


def _item(site: Site, options: RssOptions, article: Article) -> bytes:
    """Return the <item> of *article* behind _SIZED or _UNSIZED, laid out as feedgen lays out the document around it."""
    is_permalink = "true" if article.id == article.url else "false"
    texts = _texts(article, is_seen=bool(options.stylesheet))
    # "All elements of an item are optional, however at least one of title or description must be present."
    title = f"      <title>{escape_text(article.title)}</title>\n" if article.has_title or not texts else ""
    xml = (
        f"    <item>\n{title}      <link>{escape_text(article.url)}</link>\n{texts}"
        f'      <guid isPermaLink="{is_permalink}">{escape_text(article.id)}</guid>\n'
    )
    zone = time_zone(site.timezone)  # so that a day reads as the day it is there
    for topic in article.topics:
        xml += f"      <category>{escape_text(topic)}</category>\n"
    xml += f"      <pubDate>{_rfc822(article.published_at, zone)}</pubDate>\n"
    modified_at = article.modified_at
    if modified_at != article.published_at:
        for name in options.changed:
            when = _rfc822(modified_at, zone) if name == "updated" else rfc3339(modified_at, zone)
            xml += f"      <{name}>{when}</{name}>\n"
    # <author> has room for one e-mail address, and the W3C validator refuses it beside dc:creator.
    for author in article.authors or site.authors:
        xml += f"      <dc:creator>{escape_text(author.name)}</dc:creator>\n"
    if article.language and article.language != site.language:
        xml += f"      <dc:language>{escape_text(article.language)}</dc:language>\n"
    if options.markdown:
        xml += _markdown(article)
    xml += options.elements.of_article(article, "      ")
    if not article.attachments:
        if article.images:
            xml += media_rss_xml(article.images, indent="      ", has_texts=True, has_licenses=options.licenses)
        return f"{_SIZED:c}{xml}    </item>\n".encode()
    # newsboat plays what it meets last, so the one enclosure stands behind the other files.
    enclosure = next((one for one in article.attachments if one.size_bytes is not None), None)  # its length is required
    # An enclosure has neither duration nor thumbnail, so a video stands in media:content as well.
    others = (one for one in article.attachments if one is not enclosure or one.media_type.lower().startswith("video/"))
    xml += media_rss_xml(article.images, others, "      ", has_texts=True, has_licenses=options.licenses)
    if enclosure is None:
        return f"{_UNSIZED:c}{xml}    </item>\n".encode()
    url, media_type = escape_attribute(enclosure.url), escape_attribute(enclosure.media_type)
    xml += f'      <enclosure url="{url}" length="{enclosure.size_bytes}" type="{media_type}"/>\n'
    return f"{_SIZED:c}{xml}    </item>\n".encode()


def _texts(article: Article, *, is_seen: bool = False) -> str:
    """Return <description> and <content:encoded>; what would stand in both stands in the first alone.

    is_seen  a browser shows the description as it stands: it has no tags

    A description is HTML: plain text is escaped as such, and once more for XML.
    """
    if not article.content_html:
        text = escape_text(text_as_html(article.summary, is_seen=is_seen))
        return f"      <description>{text}</description>\n" if text else ""
    content = escape_text(article.content_html)
    plain = "" if article.summary else plain_text(article.content_html)
    synopsis = article.summary or _synopsis(plain)
    if synopsis == plain and not is_seen:
        return f"      <description>{content}</description>\n"
    return (
        f"      <description>{escape_text(text_as_html(synopsis, is_seen=is_seen))}</description>\n"
        f"      <content:encoded>{content}</content:encoded>\n"
    )


def _markdown(article: Article) -> str:
    """Return <source:markdown> (http://source.scripting.com/), "" where nobody knows the Markdown of the text."""
    from syndicate.html import RenderedMarkdown

    html = article.content_html
    if not isinstance(html, RenderedMarkdown):
        return ""
    return f"      <source:markdown>{escape_text(html.markdown)}</source:markdown>\n"


def _synopsis(text: str) -> str:
    """Return how the plain *text* of a body begins: the RSS Profile wants a description before content:encoded."""
    if len(text) <= _SYNOPSIS_LENGTH:
        return text
    whole_words = text[:_SYNOPSIS_LENGTH].rpartition(" ")[0]
    return (whole_words or text[:_SYNOPSIS_LENGTH]) + "…"


def _warnings(articles: Sequence[Article], unsized: Sequence[int]) -> tuple[str, ...]:
    """Return what there is to say of the articles at the places *unsized*."""
    if not unsized:
        return ()
    warning = (
        f"rss: {len(unsized)} of {len(articles)} articles have only attachments of unknown size, the first of them "
        f"{articles[unsized[0]].id}; podcast players need an <enclosure>, which states its length; set size_bytes"
    )
    return (warning,)


def _rfc822(instant: datetime, zone: tzinfo) -> str:
    """Return *instant* as RFC 822 writes it, with a year of four digits: ``Tue, 30 Jan 2024 18:21:00 GMT``."""
    at = zoned(instant, zone)
    return (
        f"{_DAYS[at.weekday()]}, {at.day:02} {_MONTHS[at.month - 1]} {at.year:04} "
        f"{at.hour:02}:{at.minute:02}:{at.second:02} {'GMT' if at.tzinfo is UTC else f'{at:%z}'}"
    )
