"""JSON Feed 1.1, https://jsonfeed.org/version/1.1.

The structs below are the standard's objects; their fields stand in the order in which people read them, and a member
that has nothing to say is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import BytesIO

import msgspec

from syndicate import Article, Attachment, Author, Document, Feed, Format, FormatError, Image, Site, hookimpl
from syndicate.model import excerpt, rfc3339, time_zone
from syndicate.parts import encode_each

_MEDIA_TYPE = "application/feed+json"


@hookimpl
def syndicate_formats() -> list[Format]:
    return [
        Format(
            name="json",
            media_type=_MEDIA_TYPE,
            filename="feed.json",
            render=render,
            default_limit=20,
            archiving="back",
            asks_for="article",
        )
    ]


class _Author(msgspec.Struct, omit_defaults=True):
    name: str
    url: str | None = None
    avatar: str | None = None


class _Attachment(msgspec.Struct, omit_defaults=True):
    url: str
    mime_type: str
    title: str | None = None
    size_in_bytes: int | None = None
    duration_in_seconds: float | None = None


class _Item(msgspec.Struct, omit_defaults=True):
    id: str
    url: str
    external_url: str | None = None
    title: str | None = None
    date_published: str | None = None
    date_modified: str | None = None
    authors: list[_Author] | None = None
    tags: tuple[str, ...] | None = None
    language: str | None = None
    summary: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    image: str | None = None
    banner_image: str | None = None
    attachments: list[_Attachment] | None = None


class _Hub(msgspec.Struct):
    type: str
    url: str


class _Feed(msgspec.Struct, omit_defaults=True):
    version: str
    title: str
    home_page_url: str
    feed_url: str
    description: str | None = None
    next_url: str | None = None
    icon: str | None = None
    favicon: str | None = None
    authors: list[_Author] | None = None
    language: str | None = None
    hubs: list[_Hub] | None = None


def render(feed: Feed, path: str) -> Iterator[Document]:
    """Render *feed* as one JSON Feed; articles keep their order.

    Raises FormatError if the feed's next page is the feed itself ("Top-level", next_url).
    """
    if feed.next_url == feed.url:
        raise FormatError(f"json: the feed {excerpt(feed.url)} names itself as its next page; set another next_url")
    body = BytesIO()  # grows in place: items gathered in a list would stand in memory twice
    body.write(_indented(_head(feed), 0).removesuffix(b"\n}"))
    body.write(b',\n  "items": [')
    separator = b"\n    "
    for item in encode_each(feed, partial(_encoded, feed.site)):
        body.write(separator)
        body.write(item)
        separator = b",\n    "
    body.write(b"\n  ]\n}\n" if feed.articles else b"]\n}\n")
    yield Document(path=path, body=body.getvalue(), media_type=_MEDIA_TYPE, entry_count=len(feed.articles))


def _indented(value: msgspec.Struct, spaces: int) -> bytes:
    # Inside a JSON string a line break is written "\n": those replaced here are all the formatter's own.
    text = msgspec.json.format(msgspec.json.encode(value), indent=2)
    return text.replace(b"\n", b"\n" + b" " * spaces) if spaces else text


def _head(feed: Feed) -> _Feed:
    site = feed.site
    return _Feed(
        version="https://jsonfeed.org/version/1.1",
        title=feed.title,
        home_page_url=feed.page_url or site.url,
        feed_url=feed.url,
        description=feed.description or site.description or None,
        # "The URL of a feed that provides the next n items": there is no member for an archive.
        next_url=feed.archive.previous_url if feed.archive else feed.next_url,
        icon=site.icon_url,
        favicon=site.favicon_url,
        authors=_authors(site.authors),
        language=site.language or None,
        hubs=[_Hub("WebSub", url) for url in site.hub_urls] or None,
    )


def _encoded(site: Site, article: Article) -> bytes:
    return _indented(_item(site, article), 4)


def _item(site: Site, article: Article) -> _Item:
    # "content_html and content_text are each optional strings - but one or both must be present." Where there is no
    # body, the summary is the text, else the title; readers show summary and text, so none is written twice.
    zone = time_zone(site.timezone)  # so that a day reads as the day it is there
    has_body = bool(article.content_html.strip())
    return _Item(
        id=article.id,
        url=article.url,
        external_url=article.original_url if article.original_url != article.url else None,
        title=article.title if article.has_title else None,
        date_published=rfc3339(article.published_at, zone),
        date_modified=rfc3339(article.modified_at, zone) if article.updated_at else None,
        # Written even where they are the site's: an author given for the feed only reaches few readers.
        authors=_authors(article.authors or site.authors),
        tags=article.topics or None,
        language=_own_language(site, article),
        summary=(article.summary or None) if has_body else None,
        content_html=article.content_html if has_body else None,
        content_text=None if has_body else article.summary or article.title,
        image=article.images[0].url if article.images else None,
        banner_image=_banner_url(article),
        attachments=[_attachment(attachment) for attachment in article.attachments] or None,
    )


def _own_language(site: Site, article: Article) -> str | None:
    # Tags are compared without regard to case (RFC 5646 section 2.1.1).
    is_the_sites = article.language.lower() == site.language.lower()
    return None if is_the_sites else article.language or None


def _authors(authors: tuple[Author, ...]) -> list[_Author] | None:
    # No address: "url" may be a mailto: link, but a feed is read by harvesters of addresses too.
    return [_Author(author.name, author.url, author.avatar_url) for author in authors] or None


def _attachment(attachment: Attachment) -> _Attachment:
    seconds = attachment.duration_seconds
    return _Attachment(
        url=attachment.url,
        mime_type=attachment.media_type,
        title=attachment.title or None,
        size_in_bytes=attachment.size_bytes,
        duration_in_seconds=int(seconds) if seconds is not None and seconds == int(seconds) else seconds,
    )


def _banner_url(article: Article) -> str | None:
    """Return the picture to lay across the top of *article*, None if it has none.

    It is the first one after the article's own that is known to be at least twice as wide as it is high and, as the
    standard says of a banner, does not stand in the body.
    """
    for image in article.images[1:]:
        if _is_wide(image) and not _stands_in(article.content_html, image.url):
            return image.url
    return None


def _is_wide(image: Image) -> bool:
    return image.width is not None and image.height is not None and image.width >= 2 * image.height > 0


def _stands_in(html: str, url: str) -> bool:
    return url in html or url.replace("&", "&amp;") in html
