"""Settings and parts into a plan: everything an export will do, checked before the first article is read.

The pipeline then runs the plan without asking again. Names of parts are looked up here, their options checked by
their own types, predicates built, paths and titles completed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import msgspec

from syndicate.checking import Checker
from syndicate.checking import Path as Place
from syndicate.errors import ArticleError, Fault, PluginError, SettingsError, SyndicateError, UsageError, excerpt
from syndicate.instants import time_zone
from syndicate.model import Article, Author, Feed, Site
from syndicate.parts import Filter, FilterContext, Format, Source, SourceContext, Transform
from syndicate.settings import AuthorSettings, Content, FeedSettings, SettingsFile, names
from syndicate.urls import absolute_url

if TYPE_CHECKING:
    from syndicate.registry import Registry


class Overrides(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller says beside the settings; None and empty leave the settings as they are.

    formats  (name, path or None): write these feeds instead of those of the settings
    filters  (name, setting): hold for every feed, beside its own
    paths    read these instead of source.paths
    """

    formats: tuple[tuple[str, str | None], ...] = ()
    filters: tuple[tuple[str, Any], ...] = ()
    include_unpublished: bool = False
    paths: tuple[str, ...] = ()
    source: str | None = None
    limit: int | None = None
    title: str | None = None
    site_url: str | None = None
    language: str | None = None
    author: str | None = None
    skip: tuple[str, ...] = ()


class ChosenFilter(msgspec.Struct, frozen=True, kw_only=True):
    """A filter with its setting: a predicate, and words for messages."""

    name: str
    keeps: Callable[[Article], bool]
    words: str
    explain: Callable[..., str] | None = None


class FeedPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of `feeds`: what to choose, how to write it, where."""

    format: Format
    options: Any = None
    path: str
    title: str
    limit: int | None = None
    content: Content = "summary"
    filters: tuple[ChosenFilter, ...] = ()
    transforms: tuple[Callable[[Feed], Feed], ...] = ()
    each_topic: bool = False
    page_size: int | None = None
    url: str | None = None  # absolute, or relative to the site's; None: by path
    id: str | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One export, ready to run."""

    site: Site
    source: Source
    context: SourceContext
    feeds: tuple[FeedPlan, ...]
    now: datetime
    root: Path
    output: Path | None = None  # as the settings say


def make_plan(file: SettingsFile, registry: Registry, *, now: datetime, overrides: Overrides | None = None) -> Plan:
    """Return the plan of *file* as *overrides* change it.

    now  aware instant: what is dated later is in the future

    Raises SettingsError with every mistake in the settings, UsageError if something necessary is missing, PluginError
    if a part is asked for that nobody offers.
    """
    return _Planner(file, registry, now, overrides or Overrides()).plan()


class _Planner:
    def __init__(self, file: SettingsFile, registry: Registry, now: datetime, overrides: Overrides) -> None:
        self.file = file
        self.settings = file.settings
        self.registry = registry
        self.now = now
        self.overrides = overrides
        self.checker = file.checker()

    def plan(self) -> Plan:
        site = self._site()
        source_name = self.overrides.source or self.settings.source.name
        place: Place = ("source", "name") if self.overrides.source is None else ()
        source = self._part(Source, source_name, place)
        options = self._options(source, self.settings.source.options, ("source", "options"))
        feeds = [self._feed(settings, place, site) for settings, place in self._feeds()]
        if self.checker.faults:
            raise SettingsError(self.checker.faults)
        if not feeds:
            known = ", ".join(self.registry.names(Format))
            raise UsageError(f"nothing to write: give --format ({known}) or list feeds in syndicate.yaml")
        output = self.settings.output
        context = SourceContext(
            root=str(self.file.folder),
            paths=self.overrides.paths or names(self.settings.source.paths) or (".",),
            site=site,
            url_pattern=self.settings.source.url,
            fields={field: names(value) for field, value in self.settings.source.fields.items()},
            skip=self.overrides.skip + ((output,) if output and output != "-" else ()),
            options=options,
        )
        return Plan(
            site=site,
            source=source,
            context=context,
            feeds=tuple(feed for feed in feeds if feed is not None),
            now=self.now,
            root=self.file.folder,
            output=self.file.folder / output if output else None,
        )

    # The site

    def _site(self) -> Site:
        given, overrides = self.settings.site, self.overrides
        url_text = overrides.site_url or given.url
        title = given.title or overrides.title
        if not title and not url_text:
            raise UsageError("the site needs a title and a URL: give --title and --site-url, or run syndicate init")
        if not title:
            raise UsageError("the site needs a title: give --title, or set site.title in syndicate.yaml")
        if not url_text:
            raise UsageError("the site needs a URL: give --site-url, or set site.url in syndicate.yaml")
        try:
            url = absolute_url(url_text)
        except ValueError as error:
            if overrides.site_url:
                raise UsageError(f"--site-url: {error}") from error
            self.checker.wrong(("site", "url"), str(error))
            raise SettingsError(self.checker.faults) from error
        if url.count("/") == 2:
            url += "/"
        try:
            time_zone(given.timezone)
        except UsageError as error:
            self.checker.wrong(("site", "timezone"), str(error))
        values: dict[str, Any] = {
            "title": title,
            "url": url,
            "description": given.description,
            "language": (overrides.language or given.language).replace("_", "-"),
            "authors": self._authors(url),
            "timezone": given.timezone,
            "icon_url": self._url(given.icon, url, ("site", "icon")),
            "favicon_url": self._url(given.favicon, url, ("site", "favicon")),
            "hub_urls": tuple(
                hub for text in names(given.hub) if (hub := self._url(text, url, ("site", "hub"))) is not None
            ),
            "rights": given.rights,
        }
        try:
            site = Site(**values)
        except ArticleError as error:
            if error.field == "language" and overrides.language:
                raise UsageError(f"--language: {error.message}") from error
            self.checker.wrong(("site", error.field), error.message)
            raise SettingsError(self.checker.faults) from error
        if self.checker.faults:
            raise SettingsError(self.checker.faults)
        return site

    def _authors(self, base: str) -> tuple[Author, ...]:
        if self.overrides.author:
            return (Author(name=self.overrides.author),)
        given = self.settings.site.authors
        authors = []
        for index, value in enumerate((given,) if isinstance(given, str) else given):
            place: Place = ("site", "authors") if isinstance(given, str) else ("site", "authors", index)
            author = AuthorSettings(name=value) if isinstance(value, str) else value
            try:
                authors.append(
                    Author(
                        name=author.name,
                        email=author.email,
                        url=self._url(author.url, base, (*place, "url")),
                        avatar_url=self._url(author.avatar, base, (*place, "avatar")),
                    )
                )
            except ArticleError as error:
                self.checker.wrong((*place, error.field), error.message)
        return tuple(authors)

    def _url(self, text: str | None, base: str, place: Place) -> str | None:
        if text is None:
            return None
        try:
            return absolute_url(text, base if base.endswith("/") else base + "/")
        except ValueError as error:
            self.checker.wrong(place, str(error))
            return None

    # The feeds

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

    def _feed(self, feed: FeedSettings, place: Place, site: Site) -> FeedPlan | None:
        part = self._part(Format, feed.format, (*place, "format") if place else ())
        options = self._options(part, feed.options, (*place, "options"))
        path = feed.path or self._default_path(part, feed)
        title = self.overrides.title or feed.title or site.title
        if feed.each:
            title = feed.title or "{site}: {topic}"
            if self.overrides.title:
                title = title.replace("{site}", self.overrides.title)
            title = title.replace("{site}", site.title)
            if "{topic}" not in path:
                self.checker.wrong(
                    (*place, "path"), f"{excerpt(path)} holds no {{topic}}; every topic needs its own file"
                )
        elif "{topic}" in path or "{topic}" in title:
            self.checker.wrong(place, "'{topic}' is filled in only where the feed says each: topic")
        if feed.page_size and not part.is_paged:
            self.checker.wrong((*place, "page_size"), f"{part.name} splits by itself; take page_size out")
        for field in ("title", "url"):
            if getattr(feed, field) is not None and not getattr(feed, field).strip():
                self.checker.wrong((*place, field), "is empty; write some text, or take it out")
        return FeedPlan(
            format=part,
            options=options,
            path=path,
            title=title,
            limit=self.overrides.limit or feed.limit,
            content=feed.content,
            filters=tuple(self._filters(feed, place, FilterContext(site=site, now=self.now))),
            transforms=tuple(self._transforms(feed, place)),
            each_topic=feed.each is not None,
            page_size=feed.page_size,
            url=feed.url,
            id=feed.id,
        )

    @staticmethod
    def _default_path(part: Format, feed: FeedSettings) -> str:
        if not feed.each:
            return part.filename
        name = PurePosixPath(part.filename)
        return f"topics/{{topic}}{''.join(name.suffixes)}"

    def _filters(self, feed: FeedSettings, place: Place, context: FilterContext) -> list[ChosenFilter]:
        given: dict[str, tuple[Any, Place]] = {"published": (True, ())}
        for name, value in self.settings.filters.items():
            given[name] = (value, ("filters", name))
        for name, value in feed.filters.items():
            given[name] = (value, (*place, "filters", name))
        if self.overrides.include_unpublished:
            given["published"] = (False, ())
        asked = [(name, value, where) for name, (value, where) in given.items()]
        asked += [(name, value, ()) for name, value in self.overrides.filters]
        chosen = []
        for name, value, where in asked:
            part = self._part(Filter, name, where)
            if value is False:
                continue
            setting = self._options(part, value, where)
            if part.options is None and value is not True:
                self.checker.wrong(where, f"filter {name} takes only true or false, found {excerpt(value)}")
                continue
            if self.checker.faults:
                continue
            try:
                keeps = part.build(setting, context)
            except SyndicateError as error:
                if not where:
                    raise
                self.checker.wrong(where, str(error))
                continue
            words = part.describe(setting) if part.describe else f"left by the filter {name}"
            chosen.append(ChosenFilter(name=name, keeps=keeps, words=words, explain=part.explain))
        return chosen

    def _transforms(self, feed: FeedSettings, place: Place) -> list[Callable[[Feed], Feed]]:
        lists: list[tuple[tuple[str | dict[str, Any], ...], Place]] = [
            (self.settings.transforms, ("transforms",)),
            (feed.transforms, (*place, "transforms")),
        ]
        chosen: list[Callable[[Feed], Feed]] = []
        for entries, base in lists:
            for index, entry in enumerate(entries):
                where = (*base, index)
                if isinstance(entry, str):
                    name, value = entry, None
                elif len(entry) == 1:
                    name, value = next(iter(entry.items()))
                else:
                    self.checker.wrong(where, "expected the name of a transform, or one name with its options")
                    continue
                part = self._part(Transform, name, where)
                options = self._options(part, {} if value is None else value, (*where, name) if value else where)
                chosen.append(_applied(part, options))
        return chosen

    # Parts and their options

    def _part(self, kind: Any, name: str, place: Place) -> Any:
        try:
            return self.registry.get(kind, name)
        except PluginError as error:
            if not place:
                raise
            file, line, column = self.file.place(place)
            raise PluginError(str(Fault(path=file, line=line, column=column, message=str(error)))) from error

    def _options(self, part: Any, value: Any, place: Place) -> Any:
        checker = self.checker if place else Checker(lambda *_: (part.name, 0, 0))
        if part.options is None:
            if isinstance(value, Mapping) and value:
                checker.wrong(place, f"{part.name} takes no options; take them out")
            options = None
        else:
            options = checker.convert(value, part.options, place)
        if checker is not self.checker and checker.faults:
            raise UsageError("\n".join(f"{part.name}: {fault.message}" for fault in checker.faults))
        return options


def _applied(part: Transform, options: Any) -> Callable[[Feed], Feed]:
    """Return *part* as a function of the feed alone, whose result is a feed or a PluginError."""

    def apply(feed: Feed) -> Feed:
        if part.apply is None:
            return feed
        result = part.apply(feed) if part.options is None else part.apply(feed, options)
        if not isinstance(result, Feed):
            raise PluginError(f"transform {part.name} returned {type(result).__name__}; it must return a Feed")
        return result

    return apply
