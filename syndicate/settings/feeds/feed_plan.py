"""One feed, or the feeds of all topics, as the settings and the options ask for it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from syndicate.model.feed import Site
from syndicate.parts.contract import Source
from syndicate.settings.configured_parts import ConfiguredFilter, ConfiguredFormat, ConfiguredTransform
from syndicate.settings.feeds.each import Each
from syndicate.settings.schema import Content


class FeedPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of `feeds`: which articles, how they are written, where."""

    format: ConfiguredFormat
    path: str
    title: str
    description: str = ""  # "": the site's
    page_url: str = ""  # of the page that it is about, absolute, the placeholder of each in it; "": the site's
    entry: str = ""  # the path of its entry, where that stands for many feeds
    limit: int | None = None
    limit_bytes: int | None = None  # of each of its documents
    profile: Any = None  # the Profile that it is written by, None: by none
    content: Content = "summary"
    filters: tuple[ConfiguredFilter, ...] = ()
    transforms: tuple[ConfiguredTransform, ...] = ()
    may_be_empty: bool = False
    each: Each | None = None  # what it stands for a feed for each of
    language: str = ""  # BCP 47; "": the site's
    keeps_emptied: bool = False  # a feed that has lost its last article is written without any
    page_size: int | None = None
    archive: Literal["month", "year"] | int | None = None  # what a document of it holds; a number: so many articles
    tombstone_days: int = 0  # how long it says of an entry that it was withdrawn
    url: str | None = None  # absolute, the placeholder of each in it; None: by path
    id: str | None = None  # likewise

    @property
    def shows_text(self) -> bool:
        """Whether its documents hold text of the articles."""
        return self.format.part.has_text and self.content != "none"

    @property
    def asks_for_links(self) -> bool:
        """Whether nothing looks at more of the articles than at their links."""
        is_plain = self.profile is None and not any(transform.apply for transform in self.transforms)
        return is_plain and not self.shows_text and self.format.part.asks_for == "links"

    def site_of(self, site: Site) -> Site:
        return msgspec.structs.replace(site, language=self.language) if self.language else site

    def asks_for_extra(self, source: Source) -> bool:
        """Tell whether the format, a transform or, for the text, the source looks at the extra of articles."""
        part = self.format.part
        asked = [
            "extra" if self.format.reads else part.asks_for,
            *(transform.asks_for for transform in self.transforms),
        ]
        if self.shows_text:
            asked.append(source.asks_for)
        return "extra" in asked
