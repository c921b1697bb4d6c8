"""What settings say about a show: the options of the format, checked where they stand."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from syndicate import ArticleError, Author, Site
from syndicate.model import excerpt

from .categories import category

DESCRIPTION_BYTES = 4_000  # of a show's or an episode's description (Apple, "A Podcaster's Guide to RSS")
NAME_CHARACTERS = 255  # of itunes:author and itunes:name, as the W3C validator counts
LABEL_CHARACTERS = 128  # of podcast:funding and podcast:person, which apps may cut
PIXELS = range(1_400, 3_001)  # of each side of a show's or an episode's image (Apple)

_GUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
# What follows the last dot of a URL's path. Apple takes the kind of a file from there.
_SUFFIX = re.compile(r"^[^?#]*\.([A-Za-z0-9]{1,5})(?:[?#]|$)")


class OwnerOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom directories write to. Not shown to listeners, and yet public: everyone can read a feed.

    email  where Spotify and others send the code that proves the show is yours
    name   left out: the show's author
    """

    email: str
    name: str = ""

    def __post_init__(self) -> None:
        Author(name="-", email=self.email)  # the model's own check of an address
        _short("name", self.name, NAME_CHARACTERS)


class FundingOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where listeners can give money, and the words of that link."""

    url: str
    text: str

    def __post_init__(self) -> None:
        _short("text", self.text, LABEL_CHARACTERS)


class PodcastOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The show. Required are image, categories and explicit, and what the site does not say of the next four.

    image          its picture: square, JPEG or PNG, 1400 to 3000 pixels a side; URLs may be relative to the site
    image_pixels   how long a side of it is, to have it checked: the file itself is never looked at
    categories     of Apple's list, the most fitting first: Technology, or Society & Culture > Documentary; one or a list
    explicit       whether it holds strong language or adult content; an episode may say otherwise
    description    up to 4000 bytes of plain text; left out: site.description
    language       BCP 47, e.g. en or pt-BR; left out: site.language
    author         the group or person behind it; left out: the names of site.authors
    owner          email and name; left out: the first of site.authors that has an e-mail address
    link           its home page; left out: site.url
    copyright      left out: site.rights
    type           episodic: the newest first; serial: from the beginning, and every full episode needs its number
    medium         what the feed holds, for apps that play music unlike speech (podcast:medium)
    new_feed_url   where the feed has moved
    complete       whether no episode will ever follow
    block          whether Apple Podcasts must not list it
    guid           podcast:guid, if the show has one; left out: made from the feed's URL. Never change it: write it down
                   here before the feed moves
    locked         whether other hosts must refuse to import it (podcast:locked); left out: nothing is said
    funding        where listeners can give money
    stylesheet     URL of a CSS file by which browsers show the feed; `stylesheet: true` in the settings sets it
    """

    image: str = ""
    image_pixels: int | None = None
    categories: str | tuple[str, ...] = ()
    explicit: bool | None = None
    description: str = ""
    language: str = ""
    author: str = ""
    owner: OwnerOptions | None = None
    link: str = ""
    copyright: str = ""
    type: Literal["episodic", "serial"] = "episodic"
    # Without the media of lists ("musicL") and of publishers, whose feeds have no items of their own.
    medium: Literal["podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "course"] = "podcast"
    new_feed_url: str = ""
    complete: bool = False
    block: bool = False
    guid: str = ""
    locked: bool | None = None
    funding: tuple[FundingOptions, ...] = ()
    stylesheet: str = ""

    def __post_init__(self) -> None:
        if self.image and not is_artwork(self.image):
            raise ArticleError("image", f"{excerpt(self.image)} is neither JPEG nor PNG; Apple takes no other picture")
        if self.image_pixels is not None and self.image_pixels not in PIXELS:
            raise ArticleError(
                "image_pixels", f"Apple takes pictures of 1400 to 3000 pixels a side, found {self.image_pixels}"
            )
        for text in self.category_texts:
            try:
                category(text)
            except ValueError as error:
                raise ArticleError("categories", str(error)) from error
        Site(title="-", url="https://example.org/", language=self.language)  # the model's own check of a language tag
        _short("author", self.author, NAME_CHARACTERS)
        if self.guid and not _GUID.fullmatch(self.guid):
            raise ArticleError(
                "guid", f"{excerpt(self.guid)} is not a UUID; write e.g. 9b024349-ccf0-5f69-a609-6b82873eab3c"
            )

    @property
    def category_texts(self) -> tuple[str, ...]:
        """The categories, whether one or several are written."""
        written = (self.categories,) if isinstance(self.categories, str) else self.categories
        return tuple(text for text in written if text.strip())


def suffix(url: str) -> str:
    """Return what the name of the file at *url* ends in, in lower case: "mp3"; "" where it tells nothing."""
    path = url.partition("://")[2].partition("/")[2] if "://" in url else url
    found = _SUFFIX.match(path)
    return found[1].lower() if found else ""


def is_artwork(url: str) -> bool:
    """Tell whether *url* may lead to a JPEG or PNG image; one without an ending may."""
    return suffix(url) in ("", "jpg", "jpeg", "png")


def _short(field: str, text: str, characters: int) -> None:
    if len(text) > characters:
        raise ArticleError(field, f"has {len(text)} characters, and directories show {characters}; shorten it")
