"""Sitemaps with links to AMP twins: https://www.sitemaps.org/protocol.html and Google's image sitemaps 1.1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from syndicate import ArticleError, Document, Feed, Format, hookimpl
from syndicate.model import excerpt

URLS_MAX = 50_000  # of a sitemap; also the sitemaps of an index ("Using Sitemap index files")
BYTES_MAX = 52_428_800  # of a sitemap or an index, before compression


class AmpSitemapOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a sitemap holds.

    amp           the AMP twin that a URL is linked with: the publisher's own page, or the AMP cache's copy of it
    exclude       URLs that are left out, by their paths below the home page: /thanks, or globs, e.g. /drafts/**
    foreign_urls  what becomes of URLs that have not the site's protocol, host and port
    gzip          whether the documents, an index too, are compressed and called .gz
    images        whether an article's pictures are listed
    split         where one sitemap ends and the next begins: at its size, or at the section, the first folder of URLs;
                  there is then an index always, and an article touches that and the sitemap of its section alone
    """

    amp: Literal["origin", "cache", "none"] = "origin"
    exclude: tuple[str, ...] = ()
    foreign_urls: Literal["keep", "leave-out"] = "keep"
    gzip: bool = False
    images: bool = True
    split: Literal["size", "section"] = "size"

    def __post_init__(self) -> None:
        for path in self.exclude:
            if not path.startswith("/"):
                raise ArticleError("exclude", f"{excerpt(path)} is no path below the home page; write e.g. /drafts/**")


@hookimpl
def syndicate_formats() -> list[Format]:
    return [
        Format(
            name="amp-sitemap",
            media_type="application/xml",
            filename="sitemap.xml",
            render=render,
            options=AmpSitemapOptions,
            is_paged=False,
            archiving="periods",
            is_sitemap=True,
            has_text=False,
            asks_for="links",
            is_well_formed=True,  # all that it writes of articles is URLs, escaped, and instants
        )
    ]


def render(feed: Feed, path: str, options: AmpSitemapOptions) -> Iterator[Document]:
    """Render *feed* as one sitemap at *path*, or, where one is too small, as several beside it and their index there.

    A feed that is archived has an index always, and a sitemap of each month or year in which articles were
    published, of each section where these are split: an old one keeps its bytes, and its lastmod in the index. The
    index comes last, so that it never names what is not there. URLs keep the order of the feed.

    Raises FormatError if even an index is too small, or a sitemap too small for one article.
    """
    from .documents import split

    return split(feed, path, options, entries_max=URLS_MAX, bytes_max=BYTES_MAX)
