"""Entries of `feeds`, or formats asked for instead, into plans: parts found, paths, titles and filters checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from syndicate.files.check import WRONG
from syndicate.files.tree import Place
from syndicate.model.errors import ArticleError, PublishError, SettingsError, UsageError, excerpt, field_name
from syndicate.model.feed import Site
from syndicate.model.paths import folded_name, path_parts
from syndicate.model.text import label_text
from syndicate.model.urls import absolute_url, is_absolute_iri
from syndicate.model.value import check_language
from syndicate.parts.contract import FilterContext, Format
from syndicate.settings.configured_parts import ConfiguredFilter, ConfiguredTransform
from syndicate.settings.feeds.by_profile import fitting, profile_of, with_defaults
from syndicate.settings.feeds.each import KINDS, PLACEHOLDER, Each, Kind, each_of
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.settings.overrides import Overrides
from syndicate.settings.part_finder import PartFinder
from syndicate.settings.schema import FeedSettings, Settings

_NONE = "no placeholder is named {0}; with each: topic write {{topic}}, else take {0} out"
_FEEDS_PAGE = "feeds-page"  # the format that brings the stylesheet
_DAYS = r"([1-9]\d{0,4})d"


class FeedPlanner(msgspec.Struct, kw_only=True):
    """Makes the plans of all feeds; the finder gathers what is wrong with them.

    section_title  (folder's name) -> title of a section whose own page has none; None: the name
    """

    settings: Settings
    overrides: Overrides
    finder: PartFinder
    context: FilterContext  # what filters may know
    transforms: Sequence[ConfiguredTransform] = ()  # of the whole file: they come before the feed's own
    folder: Path = Path()  # of the settings, where files of profiles are
    paths: Sequence[str] = ()  # of the source
    section_title: Callable[[str], str] | None = None
    is_limit_found: bool = False  # the limit for all feeds is the generator's, which knows neither podcasts nor pages
    options: dict[str, Mapping[str, Any]] = {}  # of all feeds of a format
    places: dict[str, str] = {}  # folded path -> the feed that takes it, as messages name it
    styled_by: Place = ()  # what says that a feed has a stylesheet

    def plans(self) -> list[FeedPlan | None]:
        """Return a plan for each feed, None for one that is wrong."""
        for name, options in self.settings.options.items():
            place = ("options", name)
            part = self.finder.part(Format, name, place, at_key=True)
            if part is not None and self.finder.options(part, options, place) is not WRONG:
                self.options[name] = options
        plans = [self._feed(settings, place) for settings, place in self._feeds()]
        if self.styled_by and not self.overrides.formats and self._feeds_page() not in self.settings.feeds:
            plans.append(self._feed(self._feeds_page(), self.styled_by))
        return plans

    def _feeds(self) -> list[tuple[FeedSettings, Place]]:
        configured: list[tuple[FeedSettings, Place]] = [
            (feed, ("feeds", index)) for index, feed in enumerate(self.settings.feeds)
        ]
        if not self.overrides.formats:
            return configured
        asked = []
        for name, path in self.overrides.formats:
            plain = [pair for pair in configured if pair[0].format == name and not pair[0].each]
            feed, place = plain[0] if plain else (FeedSettings(format=name), ())
            asked.append((msgspec.structs.replace(feed, path=path) if path else feed, place))
        return asked

    def _feed(self, feed: FeedSettings, place: Place) -> FeedPlan | None:
        site = self.context.site
        profile = None
        try:
            profile = profile_of(feed, self.folder)
        except UsageError as error:
            self._wrong(_at(place, "profile"), str(error))
        except SettingsError as error:
            self.finder.gather(error.faults)
        if profile is not None:
            feed = with_defaults(feed, profile)
        options = self._options(feed, place)
        found = self.finder.format(feed.format, options, _at(place, "format"), _at(place, "options"))
        of_profile = profile.feed.filters if profile is not None else {}
        of_format = {**(found.part.filters if found else {}), **of_profile}
        filters = self._filters(feed, place, of_format, is_sitemap=found is not None and found.part.is_sitemap)
        own = self.finder.transforms(feed.transforms, (*place, "transforms"))
        for index, transform in enumerate(own):
            if transform.prepare:
                message = f"{transform.label} works on all articles; name it under transforms of the whole file"
                self._wrong((*place, "transforms", index), message)
        if found is None:
            return None
        part = found.part
        path = self._default_path(part, feed) if feed.path is None else feed.path
        self._check_path(path, feed, place)
        self._check_texts(feed, place)
        if feed.page_size and not part.is_paged:
            self._wrong(_at(place, "page_size"), f"{part.name} splits by itself; take page_size out")
        self._check_archive(feed, part, place)
        self._check_limit_bytes(feed, part, place)
        if profile is not None:
            own.append(fitting(feed.profile or "", profile))
        title = feed.title or (f"{{site}}: {{{feed.each}}}" if feed.each else "{site}")
        if self.overrides.title:
            title = title.replace("{site}", self.overrides.title) if feed.each else self.overrides.title
        return FeedPlan(
            format=found,
            path=path,
            title=title.replace("{site}", site.title),
            description=label_text((feed.description or "").replace("{site}", site.title)),
            page_url=self._url(feed, "link", place, site) or "",
            limit=self._limit(feed, part),
            limit_bytes=feed.limit_bytes,
            profile=profile,
            content=self.overrides.content or feed.content or self.settings.content,
            filters=tuple(filters),
            transforms=tuple(transform for transform in (*self.transforms, *own) if transform.apply),
            may_be_empty=part.may_be_empty or feed.allow_empty,
            each=self._each(feed.each) if feed.each else None,
            keeps_emptied=part.has_text if feed.emptied is None else feed.emptied == "keep",
            page_size=feed.page_size,
            archive=feed.archive,
            language=self._language(feed, place),
            tombstone_days=self._tombstone_days(feed, part, place),
            url=self._url(feed, "url", place, site),
            id=self._feed_id(feed, place),
        )

    def _each(self, kind: Kind) -> Each:
        site, root = self.context.site, str(self.folder)
        return each_of(kind, site, self.paths, root, self._sections(), self.section_title)

    def _sections(self) -> dict[str, str]:
        given = self.settings.site.sections
        for name in [name for name, title in given.items() if not label_text(title)]:
            self._wrong(("site", "sections", name), "is empty; write how readers know the section, or take it out")
        return {name: label_text(title) for name, title in given.items()}

    def _options(self, feed: FeedSettings, place: Place) -> Mapping[str, Any]:
        """Return the options of *feed*, with the URL of the stylesheet where it is to have one."""
        options = {**self.options.get(feed.format, {}), **feed.options}
        is_styled = self.settings.stylesheet if feed.stylesheet is None else feed.stylesheet
        part = self.finder.part(Format, feed.format, _at(place, "format")) if is_styled else None
        if part is None:
            return options
        if "stylesheet" not in getattr(part.options, "__struct_fields__", ()):
            if feed.stylesheet:
                self._wrong(_at(place, "stylesheet"), f"{part.name} has none, as rss and atom have; take it out")
            return options
        self.styled_by = self.styled_by or (("stylesheet",) if self.settings.stylesheet else _at(place, "stylesheet"))
        return {"stylesheet": self._stylesheet_url(), **options}

    def _feeds_page(self) -> FeedSettings:
        """Return the entry of the page that lists all feeds: that of the settings, else one that is left to itself."""
        entries = (feed for feed in self.settings.feeds if feed.format == _FEEDS_PAGE)
        return next(entries, FeedSettings(format=_FEEDS_PAGE))

    def _stylesheet_url(self) -> str:
        """Return where the stylesheet is served: next to the page that lists all feeds, under the same name."""
        page = self._feeds_page()
        path = PurePosixPath(page.path or "feeds.html").with_suffix(".css")
        if page.url is None:
            return absolute_url(quote(str(path)), self.context.site.base_url)
        try:
            return absolute_url(quote(path.name), absolute_url(page.url, self.context.site.base_url))
        except ValueError:
            return ""  # which is told of the page

    def _limit(self, feed: FeedSettings, part: Format) -> int | None:
        """Return how many articles *feed* has, None for all; a sitemap has all that its own entry does not cut."""
        asked = self.overrides.limit
        limit = feed.limit
        if asked == "all":
            return None
        if not part.is_sitemap:
            own = None if feed.page_size else part.default_limit
            general = self.settings.limit if own or not self.is_limit_found else None
            limit = asked or limit or general or own
        return None if limit == "all" else limit

    def _check_limit_bytes(self, feed: FeedSettings, part: Format, place: Place) -> None:
        given = next((key for key in ("page_size", "archive") if getattr(feed, key)), None)
        if feed.limit_bytes and (given or part.is_sitemap):
            why = f"a feed with {given} has all articles" if given else f"{part.name} splits by itself"
            self._wrong(_at(place, "limit_bytes"), f"{why}; take limit_bytes out")

    def _check_archive(self, feed: FeedSettings, part: Format, place: Place) -> None:
        """Find whether *part* can archive *feed* so."""
        if feed.archive is None:
            return
        at = _at(place, "archive")
        if part.archiving == "none":
            self._wrong(at, f"{part.name} has no archive; take archive out")
        elif part.archiving == "periods" and isinstance(feed.archive, int):
            self._wrong(
                at, f"{part.name} has documents of periods, not of {feed.archive} articles; write month or year"
            )
        if feed.page_size:
            self._wrong(
                at, "a feed has pages, which shift, or an archive, which does not; take page_size or archive out"
            )

    def _tombstone_days(self, feed: FeedSettings, part: Format, place: Place) -> int:
        """Return for how many days *feed* says of an entry that it was withdrawn."""
        if feed.tombstones is None:
            return 0
        at = _at(place, "tombstones")
        if not part.has_tombstones:
            self._wrong(at, f"{part.name} has no way to say what was withdrawn, as atom has; take tombstones out")
        found = re.fullmatch(_DAYS, feed.tombstones)
        if found is None:
            self._wrong(at, f"expected a number of days, found {excerpt(feed.tombstones)}; write e.g. 90d")
        return int(found[1]) if found else 0

    def _check_path(self, path: str, feed: FeedSettings, place: Place) -> None:
        """Find whether *path* is one place below the output folder, and no other feed's."""
        is_of_settings = len(place) == 2 and path == self.settings.feeds[int(place[1])].path
        where = (*place, "path") if is_of_settings else () if feed.path is not None else place
        try:
            path_parts(re.sub(PLACEHOLDER, "x", path))
        except PublishError as error:
            advice = "is empty; write e.g. feed.xml, or take it out" if not path else str(error)
            self._wrong(where, advice, f"--format {feed.format}")
            return
        key, is_asked = folded_name(path), self.overrides.formats != ()
        if key in self.places:
            other = self.places[key]
            message = f"{excerpt(path)} is also the path of {other}; give one of them another"
            self._wrong(() if is_asked else where, message, f"--format {feed.format}")
        self.places[key] = f"--format {feed.format}" if is_asked else field_name(place)

    def _check_texts(self, feed: FeedSettings, place: Place) -> None:
        """Find empty texts, and placeholders that nothing fills in."""
        each = feed.each or "topic"
        own = f"{{{each}}}"
        for field, example in (
            ("path", f"{each}s/{own}.xml"),
            ("url", f"/feeds/{own}"),
            ("id", f"tag:example.org,2024:{own}"),
            ("link", ""),
        ):
            text = getattr(feed, field)
            if text is None:
                continue
            for found in re.findall(PLACEHOLDER, text):
                if found[1:-1] not in KINDS:
                    message = f"no placeholder is named {found}; write {own}" if feed.each else _NONE.format(found)
                    self._wrong(_at(place, field), message)
            if feed.each and example and own not in text:
                message = f"{excerpt(text)} holds no {own}, so all {each}s would share it; write e.g. {example}"
                self._wrong(_at(place, field), message)
        for field in ("path", "title", "description", "link", "url", "id"):
            text = getattr(feed, field)
            if text is not None and not text.strip() and field != "path":
                self._wrong(_at(place, field), "is empty; write some text, or take it out")
            for kind in KINDS:
                if kind != feed.each and f"{{{kind}}}" in (text or ""):
                    that = f"that instead of each: {feed.each}" if feed.each else "that"
                    self._wrong(
                        _at(place, field),
                        f"{{{kind}}} is filled in only where the feed says each: {kind}; "
                        f"add {that}, or take {{{kind}}} out",
                    )

    def _url(self, feed: FeedSettings, field: Literal["url", "link"], place: Place, site: Site) -> str | None:
        """Return what *feed* has in *field*, absolute, its placeholder left in it; None where it says nothing."""
        text = feed.url if field == "url" else feed.link
        if text is None or not text.strip():
            return None
        own, stand_in = f"{{{feed.each}}}", "-each-"  # braces would be percent-encoded
        try:
            return absolute_url(text.replace(own, stand_in), site.base_url).replace(stand_in, own)
        except ValueError as error:
            self._wrong(_at(place, field), str(error))
            return None

    def _language(self, feed: FeedSettings, place: Place) -> str:
        if feed.language is None:
            return ""
        try:
            check_language(feed.language)
        except ArticleError as error:
            self._wrong(_at(place, "language"), error.message)
        if feed.each == "language":
            self._wrong(_at(place, "language"), "each: language gives each feed its own; take language out")
        return feed.language

    def _feed_id(self, feed: FeedSettings, place: Place) -> str | None:
        if feed.id and not is_absolute_iri(re.sub(PLACEHOLDER, "x", feed.id)):
            message = f"{excerpt(feed.id)} is not an absolute IRI; write e.g. tag:example.org,2024:feed, or a URL"
            self._wrong(_at(place, "id"), message)
        return feed.id

    @staticmethod
    def _default_path(part: Format, feed: FeedSettings) -> str:
        if not feed.each:
            return part.filename
        return f"{feed.each}s/{{{feed.each}}}{''.join(PurePosixPath(part.filename).suffixes)}"

    def _filters(
        self, feed: FeedSettings, place: Place, of_format: Mapping[str, Any], *, is_sitemap: bool
    ) -> list[ConfiguredFilter]:
        context = msgspec.structs.replace(self.context, is_sitemap=is_sitemap)
        given: dict[str, tuple[Any, Place]] = {"published": (True, ())}
        for name, value in self.settings.filters.items():
            given[name] = (value, ("filters", name))
        for name, value in feed.filters.items():
            given[name] = (value, (*place, "filters", name))
        if self.overrides.include_unpublished:
            given["published"] = (False, ())
        asked = [(name, value, where) for name, (value, where) in given.items()]
        asked += [(name, value, ()) for name, value in of_format.items() if name not in feed.filters]
        asked += [(name, value, ()) for name, value in self.overrides.filters]
        found = (self.finder.filter(name, value, where, context) for name, value, where in asked)
        return [one for one in found if one is not None]

    def _wrong(self, place: Place, message: str, asked_by: str = "") -> None:
        self.finder.wrong(place, message, asked_by)


def _at(place: Place, *steps: str | int) -> Place:
    """Return the place of a key of what stands at *place*; none where that is not in the settings."""
    return (*place, *steps) if place else ()
