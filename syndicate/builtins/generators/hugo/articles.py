"""The article that the head of a page tells of, by the rules of Hugo."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache, partial
from typing import Any, NamedTuple
from urllib.parse import quote

from syndicate import Article, Fault, PassedOver, SourceContext, UsageError
from syndicate.articles import WITHHELD, ArticleFields, is_of_interest
from syndicate.files import ArticleHead, Overlay, RawTree
from syndicate.model import time_zone

from .addresses import Addresses
from .cascade import Rule, cascading, is_built, strings
from .dates import Dates, Found
from .front import Front, Path, draft, front_matter, is_listed, is_true
from .options import HugoOptions, lowered
from .org import read_page_head, section_fields
from .permalinks import Address
from .pictures import PICTURES, pictures
from .places import Place, Places

# Names that begin with a colon are no front matter: what the rules below make of it.
_NAMES: dict[str, tuple[str, ...]] = {
    "published_at": (":date",), "updated_at": (":lastmod",), "release_at": (), "expires_at": (":expirydate",),
    "is_published": (), "is_unpublished": (":withheld",), "draft": (":draft",),
    "url": (":url",), "slug": (":slug",), "topics": (":topics",), "language": (":language",),
    "images": (":images",), "kind": (":kind",),
}  # fmt: skip
_DIGIT = re.compile(r"[0-9]")
_NO_TOPICS = ("author", "authors", "publication_types")  # the last are numbers of kinds of papers
# Front matter that is no matter of feeds to Hugo, or that the rules below read.
_KNOWN = ("url", "slug", "linktitle", "images", "resources", "canonicalurl", "params", "sites")
_OF_OTHERS = (
    "page is for other languages, versions or roles than its folder's or the site's default (sites.matrix)",
    "pages are for other languages, versions or roles than those of their folders or the site's default (sites.matrix)",
)
_NO_PAGE = ("page is built as no HTML (outputs)", "pages are built as no HTML (outputs)")
# Hugo's own.
_FORMATS_OF_NO_PAGE = frozenset("calendar css csv json markdown robots rss sitemap webappmanifest".split())
_RULED = "_build build headless draft published slug url title resources sitemap params outputs sites".split()


class Sections(NamedTuple):
    """What the sections around a folder say of its pages, in one language."""

    rules: tuple[Rule, ...]  # innermost section first, those of the configuration last
    is_draft: bool  # one of them is
    expiries: tuple[datetime, ...]  # after the first of which no page is shown
    zone: tzinfo  # of dates that name none
    has_own_zone: bool  # it is that of the language


class Articles:
    """Makes articles of the heads of pages; what holds for all pages of a folder is found once.

    Raises UsageError for options that make no sense.
    """

    def __init__(self, context: SourceContext, options: HugoOptions, places: Places) -> None:
        self._context = context
        self._options = options
        self._places = places
        self._dates = Dates(options)
        self._addresses = Addresses(context, options, places)
        self._fields = ArticleFields.of(
            context,
            _NAMES,
            has_pattern=False,
            is_text=True,
            known=(*_KNOWN, *PICTURES, *self._dates.names, *(["draft"] if options.drafts else [])),
        )
        self._has_languages = len(places.languages) > 1
        self._topics = tuple(dict.fromkeys(name.lower() for name in ("tags", "categories", *options.taxonomies)))
        self._terms = tuple(name for name in self._topics if name not in _NO_TOPICS)
        ruled = {
            *_RULED,
            *PICTURES,
            *self._dates.names,
            *self._topics,
            *(["podcast_file"] if options.media_prefix else []),
        }
        self._is_ruled = lru_cache(maxsize=4096)(lambda name: name.lower() in ruled)
        self._sections = lru_cache(maxsize=None)(self._read_sections)
        self._branch = lru_cache(maxsize=None)(partial(section_fields, context))

    def read(
        self, place: Place, head: ArticleHead, content: Callable[[Article], str]
    ) -> Sequence[Article | Fault | PassedOver]:
        """Return the article at *place* and what is wrong with it, or that it has no date; nothing if it is no page."""
        raw = head.fields
        sections = self._sections(place.folder, place.language)
        said = raw.some((lambda _: True) if sections.rules else self._is_ruled)
        front = front_matter(place, said, sections.rules)
        fields = front.fields
        if not is_listed(fields) or (place.is_bundle and is_true(fields.get("headless"))):
            return ()
        if not self._is_built(place, fields):
            return [PassedOver(place.key, *_OF_OTHERS)]
        outputs = [name.lower() for name in strings(fields.get("outputs"))] if "outputs" in fields else []
        if outputs and _FORMATS_OF_NO_PAGE.issuperset(outputs):
            return [PassedOver(place.key, *_NO_PAGE)]
        found, wrong = self._dates.find(fields, place.base_name, sections.zone)
        is_dated = "publish_date" in found or "date" in found
        if not wrong and not is_dated:
            return without_date(place)
        faults = []
        changes: dict[str, Any] = dict(front.inherited)
        places: dict[str, Path] = {}
        for name, date in wrong.items():
            message = date.message
            # Nobody knows until when it is shown, or, where `published` is no date at all, whether it is.
            if self._dates.is_of_expiry(name) or (name == "published" and not _DIGIT.search(str(fields[name]))):
                message += f"; {WITHHELD}"
                changes[":withheld"] = True
            fault = raw.fault(front.path(name), message)
            faults.append(fault.as_warning() if is_dated else fault)
        _put_dates(changes, places, front, found, sections)
        if not self._options.drafts:
            changes[":draft"] = _is_draft(fields, in_draft=sections.is_draft)
            places[":draft"] = front.path("draft" if "draft" in fields else "published")
        at = Address("/", "/")
        try:
            at = self._addresses.address(place, fields, found)
        except UsageError as error:
            faults.append(raw.fault(front.path("url"), str(error)))
        changes[":url"] = self._addresses.absolute(place, at.link)
        places[":url"] = front.path("url")
        if self._options.amp and "amp_url" not in raw.entries and (not outputs or "amp" in outputs):
            changes["amp_url"] = self._addresses.amp(place, at.link)
        beside = self._places.beside(place) if place.is_bundle else ()
        image_name, images = pictures(
            fields, beside, lambda name: self._addresses.absolute(place, f"{at.folder}/{quote(name)}")
        )
        if images:
            changes[":images"] = images
            places[":images"] = front.path(image_name)
        named = [name for name in self._terms if fields.get(name)]
        if topics := [topic for name in named for topic in strings(fields[name])]:
            changes[":topics"] = topics
            places[":topics"] = front.path(named[0])
        if self._has_languages:
            changes[":language"] = self._places.languages[place.language].tag or place.language
        recording = fields.get("podcast_file")
        if self._options.media_prefix and isinstance(recording, str) and "://" not in recording:
            changes["podcast_file"] = self._options.media_prefix + recording
            places["podcast_file"] = front.path("podcast_file")
        changes.setdefault("section", place.section)
        if self._options.no_sitemap and not _is_in_sitemaps(fields.get("sitemap")):
            changes["sitemap"] = False
        _put_params(changes, places, said, raw)
        if is_true(fields.get("headless")):  # once the name for a page that no list has
            changes["unlisted"] = True
            places["unlisted"] = front.path("headless")
        read = self._fields.read(Overlay(raw, changes, places), head.origin, faults=faults, content=content)
        if changes.get(":draft") is True:  # It is unfinished, and nobody reads it yet.
            return [one for one in read if isinstance(one, Article)]
        return read

    def url_of(self, place: Place, head: ArticleHead) -> str | None:
        """Return the URL of the page at *place*, be it an article or not; None if it has none that readers may know."""
        sections = self._sections(place.folder, place.language)
        fields = front_matter(place, head.fields.value, sections.rules).fields
        if not is_listed(fields) or is_true(fields.get("headless")) or _is_draft(fields, in_draft=sections.is_draft):
            return None
        if not self._is_built(place, fields):
            return None
        try:
            at = self._addresses.address(place, fields, self._dates.find(fields, place.base_name, sections.zone).found)
        except UsageError:
            return None
        return self._addresses.absolute(place, at.link)

    def _is_built(self, place: Place, fields: Mapping[str, Any]) -> bool:
        named = place.dimensions
        return ("sites" not in fields and not named) or is_built(
            fields.get("sites"), self._defaults(place.language), named
        )

    def _defaults(self, language: str) -> dict[str, str]:
        """Return whom pages are for that have the URLs of *language*."""
        return {**self._options.dimensions, "languages": language}

    def markup(self, place: Place) -> str:
        """Return the language that the page at *place* says it is written in, "" where it says none."""
        head = read_page_head(self._context, place.key)
        if isinstance(head, list):
            return ""
        front = front_matter(place, head.fields.value, self._sections(place.folder, place.language).rules)
        found = {**head.fields.value, **front.inherited}.get("markup")
        return found if isinstance(found, str) else ""

    def _read_sections(self, folder: str, language: str) -> Sections:
        branches = [self._branch(key) for key in self._places.around(folder, language).branches]
        own_zone = self._places.languages[language].timezone
        zone = time_zone(own_zone or self._context.site.timezone)
        expiries = (self._dates.find(branch, "_index", zone).found.get("expiry_date") for branch in branches)
        cascades = (*(branch.get("cascade") for branch in branches), self._options.cascade)
        return Sections(
            rules=tuple(cascading(cascades, self._defaults(language))),
            # Hugo 0.111 leaves out the pages of a section that is a draft.
            is_draft=any(draft(branch) is True for branch in branches),
            expiries=tuple(found.local for found in expiries if found),
            zone=zone,
            has_own_zone=bool(own_zone),
        )


def without_date(place: Place) -> list[PassedOver]:
    """Return that the page at *place* is passed over; a section may do without."""
    if place.is_branch:
        return []
    lacks = "no date and so no place in a feed"
    return [PassedOver(place.key, f"page has {lacks}", f"pages have {lacks}")]


def _put_dates(
    changes: dict[str, Any], places: dict[str, Path], front: Front, found: Mapping[str, Found], sections: Sections
) -> None:
    """Put in the dates that are *found*, and where they stand."""
    dated, lastmod, expiry = found.get("date"), found.get("lastmod"), found.get("expiry_date")
    published = found.get("publish_date") or dated
    changes[":date"] = published.text if published else "1970-01-01"
    places[":date"] = front.path(published.name if published else "")
    if published and published.name and sections.has_own_zone:
        changes[":date"] = published.local.isoformat()
    if lastmod and dated and lastmod.text not in (dated.text, published.text if published else ""):
        changes[":lastmod"] = lastmod.local.isoformat()
        places[":lastmod"] = front.path(lastmod.name)
    if expiry or sections.expiries:
        first = min((*([expiry.local] if expiry else []), *sections.expiries))
        changes[":expirydate"] = first.isoformat("t")  # not as programs write the end that never comes: Hugo's does
        places[":expirydate"] = front.path(expiry.name if expiry else "")


def _put_params(changes: dict[str, Any], places: dict[str, Path], said: Mapping[str, Any], raw: RawTree) -> None:
    """Put in what the page says below `params` of whether it may be shown."""
    for name in ("params", "Params"):
        params = said.get(name)
        for key, value in params.items() if isinstance(params, dict) else ():
            if is_of_interest(key) and key not in raw.entries and key not in changes:
                changes[key] = value
                places[key] = (name, key)


def _is_in_sitemaps(value: Any) -> bool:
    """Tell whether a page that says *value* of sitemaps is in them where those of its site are not."""
    return str(lowered(value).get("disable")).lower() == "false"


def _is_draft(fields: Mapping[str, Any], *, in_draft: bool) -> Any:
    """Return what the page says of it, true in a section that is a draft."""
    own = draft(fields)
    if in_draft and own in (False, None):
        return True
    return False if own is None else own
