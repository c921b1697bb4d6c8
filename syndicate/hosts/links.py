"""Where feeds are made known: links in the head of pages, robots.txt, the headers that a server sends.

What is announced follows from the settings alone, so that a page can link to a feed that is yet to be written; feeds of
`each` are known only when articles are, and stay out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec

from syndicate.model.feed import Document
from syndicate.settings.plan import Plan

# What feed readers look for in a page (RSS Advisory Board, RFC 4287 section 4.2.7.2, JSON Feed 1.1 "Discovery").
_FEEDS = {"application/rss+xml": "RSS", "application/atom+xml": "Atom", "application/feed+json": "JSON Feed"}
_MAX_BYTES = 4 << 20


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """A feed or a sitemap, before it is written."""

    url: str
    path: str  # relative to the output folder
    media_type: str
    title: str
    served_as: str = ""  # the media type that a server tells, where that is another one
    is_sitemap: bool = False


def announcements(plan: Plan, *, of_each: bool = False) -> list[Announcement]:
    """Return what *plan* will write, in the order of the settings, but for feeds of `each`.

    of_each  return these instead, with their placeholder: which there are of it only articles tell
    """
    return [
        Announcement(
            url=feed.url or plan.site.base_url + quote(feed.path, safe="/{}"),
            path=feed.path,
            media_type=feed.format.part.media_type,
            title=feed.title,
            served_as=feed.format.served_as,
            is_sitemap=feed.format.part.is_sitemap,
        )
        for feed in plan.feeds
        if (feed.each is not None) is of_each
    ]


def head_links(announced: Iterable[Announcement]) -> str:
    """Return the lines for the head of every page: feed readers find the feeds by them.

    Readers offer them by their titles: of those with one title each is told from the others by its format, else by its
    path.
    """
    feeds = [each for each in announced if each.media_type in _FEEDS]
    titles = Counter(each.title for each in feeds)
    kinds = Counter((each.title, each.media_type) for each in feeds)
    lines = []
    for each in feeds:
        kind = _FEEDS[each.media_type] if kinds[each.title, each.media_type] == 1 else each.path
        title = each.title if titles[each.title] == 1 else f"{each.title} ({kind})"
        lines.append(
            f'<link rel="alternate" type="{each.media_type}" title="{escape(title)}" href="{escape(each.url)}">\n'
        )
    return "".join(lines)


def robots_lines(announced: Iterable[Announcement]) -> str:
    """Return the lines for robots.txt (sitemaps.org, "Specifying the Sitemap location in your robots.txt file")."""
    return "".join(f"Sitemap: {each.url}\n" for each in announced if each.is_sitemap)


def is_served_from(each: Announcement, base_url: str) -> bool:
    """Tell whether the server of the site at *base_url* sends the feed: it is not said to live at another host."""
    return urlsplit(each.url).netloc.lower() == urlsplit(base_url).netloc.lower()


def headers_text(announced: Iterable[Announcement]) -> str:
    """Return a _headers file as Netlify and Cloudflare Pages read it: most servers call feeds application/xml."""
    return "".join(
        f"{urlsplit(each.url).path}\n  Content-Type: {each.served_as or each.media_type}; charset=utf-8\n"
        for each in announced
    )


def files_for_server(
    folder: Path, announced: list[Announcement], base_url: str, *, robots: bool, headers: bool
) -> list[Document]:
    """Return the files to publish into *folder*, into which the site is built, about what is *announced*.

    A robots.txt that is not there is made only at the root of the host, where crawlers look (RFC 9309 section 2.3).
    What stands there and is no plain file of a sensible size is left alone: a link may lead anywhere.
    """
    documents: list[Document] = []
    sitemaps = [lines for each in announced if (lines := robots_lines([each]))]
    if robots and sitemaps and ((folder / "robots.txt").is_file() or urlsplit(base_url).path == "/"):
        documents += _with_lines(folder, "robots.txt", sitemaps)
    if headers and announced:
        documents += _with_lines(folder, "_headers", [headers_text([each]) for each in announced])
    return documents


def _with_lines(folder: Path, path: str, blocks: list[str]) -> list[Document]:
    """Return the file at *path* with those of *blocks* that it lacks at its end; nothing if it is left alone."""
    place = folder / path
    if place.is_symlink() or (place.exists() and not (place.is_file() and place.stat().st_size <= _MAX_BYTES)):
        return []
    text = place.read_bytes().decode("utf-8", errors="surrogateescape") if place.exists() else ""
    for block in blocks:
        if f"\n{block}" not in f"\n{text}\n".replace("\r\n", "\n"):
            text += ("\n" if text and not text.endswith("\n") else "") + block
    return [Document(path=path, body=text.encode("utf-8", errors="surrogateescape"), media_type="text/plain")]
