"""Atom 1.0, RFC 4287: written through feedgen, corrected through feedgen's own extensions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from syndicate import MEDIA_RSS, Article, Author, Document, Feed, Format, FormatError, hookimpl, write_media_rss

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPE = "application/atom+xml"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@hookimpl
def syndicate_formats() -> list[Format]:
    return [Format(name="atom", media_type=MEDIA_TYPE, filename="atom.xml", render=render, asks_for="article")]


def render(feed: Feed, path: str) -> Iterator[Document]:
    """Render *feed* as one Atom document; articles keep their order.

    Raises FormatError if an article has no author and the site names none (RFC 4287 section 4.1.1).
    """
    from feedgen.feed import FeedGenerator

    generator = FeedGenerator()
    generator.register_extension("syndicate", _FeedExtension, _EntryExtension, rss=False)
    _describe(generator, feed)
    for article in feed.articles:
        _add(generator, feed, article)
    yield Document(
        path=path, body=generator.atom_str(pretty=True), media_type=MEDIA_TYPE, entry_count=len(feed.articles)
    )


def _describe(generator: Any, feed: Feed) -> None:
    site = feed.site
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(site.description)
    generator.language(site.language)
    generator.updated(feed.updated_at)  # feedgen would write the time of the export
    generator.author(_people(site.authors))
    generator.generator("syndicate")  # neither feedgen's version nor ours: an upgrade must not change every feed
    generator.rights(site.rights)
    # Section 4.2.5: an icon is square and suits a small size. Section 4.2.8: a logo should be twice as wide as high;
    # the site has no such picture, and readers take a square one.
    generator.icon(site.favicon_url or site.icon_url)
    generator.logo(site.icon_url)
    # newsboat finds a feed's page only by a written rel="alternate", though section 4.2.7.2 makes it the default.
    generator.link(href=site.url, rel="alternate", type="text/html")
    generator.link(href=feed.url, rel="self", type=MEDIA_TYPE)
    for hub_url in site.hub_urls:
        generator.link(href=hub_url, rel="hub")  # WebSub section 4
    if feed.next_url:
        generator.link(href=feed.next_url, rel="next", type=MEDIA_TYPE)  # RFC 5005 section 3


def _add(generator: Any, feed: Feed, article: Article) -> None:
    from html import escape

    authors = feed.authors_of(article)
    if not authors:
        raise FormatError(
            f"atom: neither the site nor article {article.id} names an author (RFC 4287 4.1.1); set site.authors"
        )
    entry = generator.add_entry(order="append")  # feedgen prepends
    entry.id(article.id)
    entry.title(article.title)
    entry.published(article.published_at)
    entry.updated(article.modified_at)
    # On every entry: an author that only the feed names reaches few readers.
    entry.author(_people(authors))
    # Readers show the term or the label, so both are what the publisher wrote.
    entry.category([{"term": topic, "label": topic} for topic in article.topics])
    if article.summary:
        entry.summary(escape(article.summary, quote=False), type="html")
    if article.content_html:
        entry.content(article.content_html, type="html")
    entry.link(href=article.url, rel="alternate")
    entry.syndicate.article = article
    entry.syndicate.feed = feed


def _people(authors: tuple[Author, ...]) -> list[dict[str, str | None]]:
    return [{"name": author.name, "email": author.email, "uri": author.url} for author in authors]


class _FeedExtension:
    """What feedgen asks of an extension, for the feed: the namespaces of the entries' extensions."""

    def extend_ns(self) -> dict[str, str]:
        return {"media": MEDIA_RSS}

    def extend_atom(self, feed: _Element) -> _Element:
        return feed


class _EntryExtension:
    """Corrects one entry. feedgen's tree knows no namespace of Atom's: names stand bare in it."""

    article: Article
    feed: Feed

    def extend_atom(self, entry: _Element) -> _Element:
        from lxml.etree import SubElement

        article = self.article
        if article.language and article.language != self.feed.site.language:
            entry.set(_XML_LANG, article.language)
        # feedgen drops rel and type of an entry's links (python-feedgen #135), so an enclosure would read as a
        # second alternate: all but the alternate are written here, and it gets its rel.
        for link in entry.iterfind("link"):
            link.set("rel", "alternate")
        if article.original_url and article.original_url != article.url:
            SubElement(entry, "link", rel="via", href=article.original_url)
        for attachment in article.attachments:
            link = SubElement(entry, "link", rel="enclosure", type=attachment.media_type, href=attachment.url)
            if attachment.size_bytes is not None:
                link.set("length", str(attachment.size_bytes))
            if attachment.title:
                link.set("title", attachment.title)
        if article.images:
            write_media_rss(entry, article.images)  # RFC 4287 has no element for pictures
        return entry
