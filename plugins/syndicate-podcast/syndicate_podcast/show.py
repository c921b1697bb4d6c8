"""The channel as it is written: what the options say, and the site where they are silent."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

import msgspec

from syndicate import Author, Feed, FormatError, Site
from syndicate.model import absolute_url, one_line

from .categories import category
from .options import DESCRIPTION_BYTES, NAME_CHARACTERS, PodcastOptions

# The namespace that https://podcasting2.org/podcast-namespace/tags/guid names.
_GUIDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
# Where the site may say what the options leave out.
_OF_THE_SITE = {
    "description": "site.description",
    "language": "site.language",
    "author": "site.authors",
    "owner": "an author's e-mail under site.authors",
}


class Show(msgspec.Struct, frozen=True, kw_only=True):
    """What a directory asks for and the options leave open; all URLs absolute."""

    link: str
    description: str
    language: str
    author: str
    owner_name: str
    owner_email: str
    image_url: str
    categories: tuple[tuple[str, str], ...]  # with a subcategory or ""
    is_explicit: bool
    copyright: str
    new_feed_url: str
    guid: str
    funding: tuple[tuple[str, str], ...]  # URL and words


def show_of(feed: Feed, options: PodcastOptions) -> Show:
    """Return what is known of the show.

    Raises FormatError, which names every field that directories require and nobody gives.
    """
    site = feed.site
    author = one_line(options.author) or names(site.authors)
    owner = _owner(site, options, author)
    show = Show(
        link=_url("link", options.link, site) or feed.page_url or site.url,
        description=one_line(options.description) or feed.description or site.description,
        language=options.language or site.language,
        author=author,
        owner_name=owner.name if owner else "",
        owner_email=(owner.email or "") if owner else "",
        image_url=_url("image", options.image, site),
        categories=tuple(map(category, options.category_texts)),
        is_explicit=bool(options.explicit),
        copyright=one_line(options.copyright) or site.rights,
        new_feed_url=_url("new_feed_url", options.new_feed_url, site),
        guid=options.guid or guid(feed.url),
        funding=tuple(
            (_url(f"funding[{index}].url", funding.url, site), one_line(funding.text))
            for index, funding in enumerate(options.funding)
        ),
    )
    _check(show, options)
    return show


def guid(feed_url: str) -> str:
    """Return the podcast:guid of a show that is first published at *feed_url*.

    >>> guid("https://podnews.net/rss/")
    '9b024349-ccf0-5f69-a609-6b82873eab3c'
    """
    return str(uuid5(_GUIDS, feed_url.partition("://")[2].rstrip("/")))


def names(authors: Sequence[Author]) -> str:
    """Return who wrote something in one line, as many as directories show."""
    line = ""
    for author in authors:
        longer = f"{line}, {author.name}" if line else author.name
        if len(longer) > NAME_CHARACTERS:
            break
        line = longer
    return line


def _owner(site: Site, options: PodcastOptions, author: str) -> Author | None:
    if options.owner is None:
        return next((author for author in site.authors if author.email), None)
    name = one_line(options.owner.name) or author
    return Author(name=name, email=options.owner.email) if name else None  # then the author is missing too


def _url(option: str, text: str, site: Site) -> str:
    if not text.strip():
        return ""
    try:
        return absolute_url(text, site.base_url)
    except ValueError as error:
        raise FormatError(f"podcast: options.{option}: {error}") from error


def _check(show: Show, options: PodcastOptions) -> None:
    given = {
        "image": show.image_url,
        "categories": show.categories,
        "explicit": options.explicit is not None,
        "description": show.description,
        "language": show.language,
        "author": show.author,
        "owner": show.owner_email or options.owner,
    }
    if missing := [name for name, value in given.items() if not value]:
        places = [_OF_THE_SITE[name] for name in missing if name in _OF_THE_SITE]
        raise FormatError(
            f"podcast: directories list no show without {_listed(missing)}; write what is missing under the feed's options"
            + (f", or {_listed(places)}" if places else "")
        )
    size_bytes = len(show.description.encode())
    if size_bytes > DESCRIPTION_BYTES:
        raise FormatError(
            f"podcast: the show's description has {size_bytes} bytes, and Apple takes {DESCRIPTION_BYTES}; write a "
            "shorter one under the feed's options"
        )


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
