"""Atom 1.0, RFC 4287: the head through feedgen, entry after entry behind it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from syndicate import Article, ArticleError, Attachment, Author, Document, Feed, Format, FormatError, Site, hookimpl
from syndicate.model import Tombstone, atom_id, escape_attribute, escape_text, rfc3339, time_zone, zoned
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

MEDIA_TYPE = "application/atom+xml"
_END = b"</feed>\n"
_HISTORY = "http://purl.org/syndication/history/1.0"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


class AtomOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a taker may want beside.

    elements    of one's own, in a namespace: {item: {"ex:paywall": "{extra.paywall}"}, channel: {...}}
    """

    stylesheet: str = ""  # URL of a CSS file by which browsers show the feed, relative to the site's home page
    elements: ElementsOptions = ElementsOptions()
    namespaces: dict[str, str] = {}  # of theirs: {ex: "https://example.org/ns"}

    def __post_init__(self) -> None:
        for name in self.elements.names:
            if name.partition(":")[0] in (name, "atom"):
                raise ArticleError("elements", f"{name} would be an element of Atom itself; write one of a namespace")
        own_namespaces(self.elements, self.namespaces)

    @property
    def reads(self) -> tuple[str, ...]:
        """The keys of the extra of articles that are written."""
        return self.elements.extra_keys


_NO_OPTIONS = AtomOptions()


@hookimpl
def syndicate_formats() -> list[Format]:
    return [
        Format(
            name="atom",
            media_type=MEDIA_TYPE,
            filename="atom.xml",
            render=render,
            options=AtomOptions,
            default_limit=20,
            archiving="links",
            has_tombstones=True,
            asks_for="article",
            is_well_formed=True,  # all text is escaped, and the model lets none in that XML forbids
        )
    ]


def render(feed: Feed, path: str, options: AtomOptions | None = None) -> Iterator[Document]:
    """Render *feed* as one Atom document; articles keep their order.

    Raises FormatError if an article has no author and the site names none (RFC 4287 section 4.1.1).
    """
    options = options or _NO_OPTIONS
    head = _head(feed, options).removesuffix(_END)
    body = DocumentBody(head + b"".join(map(_deleted_entry, feed.tombstones)))
    body.write_articles(feed, partial(_entry, feed.site, options))
    body.write(_END)
    yield body.document(path=path, media_type=MEDIA_TYPE, entry_count=len(feed.articles))


def _head(feed: Feed, options: AtomOptions) -> bytes:
    generator = feed_generator(_FeedExtension, "atom")
    generator.syndicate.feed = feed
    generator.syndicate.options = options
    _describe(generator, feed)
    head: bytes = generator.atom_str(pretty=True)
    head = with_stylesheet(head, options.stylesheet, feed)
    return head.removesuffix(_END) + options.elements.of_feed(feed, "  ").encode() + _END


class _FeedExtension:
    """What feedgen asks of an extension: the namespaces of what is written behind it, and the mark of an archive."""

    feed: Feed
    options: AtomOptions

    def extend_ns(self) -> dict[str, str]:
        own = own_namespaces(self.options.elements, self.options.namespaces, ("media",))
        namespaces = {"media": MEDIA_RSS, **own}
        if self.feed.archive:
            namespaces["fh"] = _HISTORY
        if self.feed.tombstones:
            namespaces["at"] = _TOMBSTONES
        return namespaces

    def extend_atom(self, feed: _Element) -> _Element:
        from lxml.etree import SubElement

        if self.feed.archive and self.feed.archive.is_closed:
            SubElement(feed, f"{{{_HISTORY}}}archive")  # RFC 5005 section 4
        return feed


def _describe(generator: Any, feed: Feed) -> None:
    site = feed.site
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(feed.description or site.description)
    generator.language(site.language)
    generator.updated(zoned(feed.updated_at, time_zone(site.timezone)))  # feedgen would write the time of the export
    # Section 4.1.1 asks for none where each entry has one, and to some readers it is the author of every entry
    # (node-feedparser).
    if not feed.articles:
        generator.author([{"name": one.name, "email": one.email, "uri": one.url} for one in site.authors])
    generator.generator("syndicate")  # neither feedgen's version nor ours: an upgrade must not change every feed
    generator.rights(site.rights)
    # Section 4.2.5: an icon is square and suits a small size. Section 4.2.8: a logo should be twice as wide as high;
    # the site has no such picture, and readers take a square one.
    generator.icon(site.favicon_url or site.icon_url)
    generator.logo(site.icon_url)
    # newsboat finds a feed's page only by a written rel="alternate", though section 4.2.7.2 makes it the default.
    generator.link(href=feed.page_url or site.url, rel="alternate", type="text/html")
    generator.link(href=feed.url, rel="self", type=MEDIA_TYPE)
    for hub_url in site.hub_urls:
        generator.link(href=hub_url, rel="hub")  # WebSub section 4
    if feed.next_url:
        generator.link(href=feed.next_url, rel="next", type=MEDIA_TYPE)  # RFC 5005 section 3
    for rel, url in feed.archive.links if feed.archive else ():
        generator.link(href=url, rel=rel, type=MEDIA_TYPE)


def _deleted_entry(tombstone: Tombstone) -> bytes:
    """Return the <at:deleted-entry> of RFC 6721 section 3; its instant is in UTC, for no article shows its day."""
    ref, when = escape_attribute(tombstone.id), rfc3339(tombstone.deleted_at)
    return f'  <at:deleted-entry ref="{ref}" when="{when}"/>\n'.encode()


def _entry(site: Site, options: AtomOptions, article: Article) -> bytes:
    """Return the <entry> of *article*, laid out as feedgen lays out the document around it.

    feedgen's own entries are slower by a factor, and lose rel and type of links (python-feedgen #135).
    """
    # On every entry: an author that only the feed names reaches few readers.
    authors = article.authors or site.authors
    if not authors:
        raise FormatError(
            f"atom: neither the site nor article {article.id} names an author (RFC 4287 4.1.1); set site.authors, "
            "or give --author"
        )
    zone = time_zone(site.timezone)  # so that a day reads as the day it is there
    # An entry must have a title (RFC 4287 4.1.1). That of a note is how its text begins: an empty one is a line without
    # words, and a link without text, in the lists of most readers.
    id_ = article.url if article.id == article.url else atom_id(article.id, site.url, article.published_at)
    own_language = article.language and article.language != site.language
    xml = (
        (f'  <entry xml:lang="{escape_attribute(article.language)}">\n' if own_language else "  <entry>\n")
        + f"    <id>{escape_text(id_)}</id>\n    <title>{escape_text(article.title)}</title>\n"
        f"    <updated>{zoned(article.modified_at, zone).isoformat()}</updated>\n"
    )
    for author in authors:
        xml += _author(author)
    if article.content_html:
        xml += f'    <content type="html">{escape_text(article.content_html)}</content>\n'
    xml += f'    <link href="{escape_attribute(article.url)}" rel="alternate"/>\n'
    if article.summary:
        # The plain text as HTML, and that as XML.
        summary = text_as_html(article.summary, is_seen=bool(options.stylesheet))
        xml += f'    <summary type="html">{escape_text(summary)}</summary>\n'
    for topic in article.topics:
        # Readers show the term or the label, so both are what the publisher wrote.
        name = escape_attribute(topic)
        xml += f'    <category term="{name}" label="{name}"/>\n'
    xml += f"    <published>{zoned(article.published_at, zone).isoformat()}</published>\n"
    if article.original_url and article.original_url != article.url:
        xml += f'    <link rel="via" href="{escape_attribute(article.original_url)}"/>\n'
    for attachment in article.attachments:
        xml += _enclosure(attachment)
    if article.images:
        xml += media_rss_xml(article.images)  # RFC 4287 has no element for pictures
    return f"{xml}{options.elements.of_article(article, '    ')}  </entry>\n".encode()


def _author(author: Author) -> str:
    xml = f"    <author>\n      <name>{escape_text(author.name)}</name>\n"
    if author.email:
        xml += f"      <email>{escape_text(author.email)}</email>\n"
    if author.url:
        xml += f"      <uri>{escape_text(author.url)}</uri>\n"
    return f"{xml}    </author>\n"


def _enclosure(attachment: Attachment) -> str:
    media_type, url = escape_attribute(attachment.media_type), escape_attribute(attachment.url)
    xml = f'    <link rel="enclosure" type="{media_type}" href="{url}"'
    if attachment.size_bytes is not None:
        xml += f' length="{attachment.size_bytes}"'
    if attachment.title:
        xml += f' title="{escape_attribute(attachment.title)}"'
    return f"{xml}/>\n"
