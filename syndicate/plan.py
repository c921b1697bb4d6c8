"""Settings and parts into a plan: everything an export will do, checked before the first article is read.

The pipeline then runs the plan without asking again. Names of parts are looked up here, their options checked by
their own types, predicates built, paths and titles completed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import msgspec

from syndicate.author_settings import read_authors
from syndicate.checking import Path as Place
from syndicate.chosen import Chooser, ChosenFilter, ChosenFormat, ChosenListener, ChosenTransform
from syndicate.errors import Fault, PublishError, SettingsError, UsageError, excerpt
from syndicate.model import Site
from syndicate.overrides import Overrides
from syndicate.parts import FilterContext, Format, Reader, Source, SourceContext
from syndicate.paths import folded_name, path_parts
from syndicate.settings import Content, FeedSettings, SettingsFile, names
from syndicate.site_settings import make_site
from syndicate.topic_settings import read_topics
from syndicate.urls import absolute_url, is_absolute_iri

if TYPE_CHECKING:
    from syndicate.registry import Registry

_PLACEHOLDER = re.compile(r"\{[a-z_]*\}")


class FeedPlan(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of `feeds`: what to choose, how to write it, where."""

    format: ChosenFormat
    path: str
    title: str
    limit: int | None = None
    content: Content = "summary"
    filters: tuple[ChosenFilter, ...] = ()
    transforms: tuple[ChosenTransform, ...] = ()
    may_be_empty: bool = False
    each_topic: bool = False
    page_size: int | None = None
    url: str | None = None  # absolute, {topic} in it with each_topic; None: by path
    id: str | None = None  # likewise


class Bodies(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bodies of articles come from, and what else of the site's folder belongs to them.

    root            the site's folder
    built           folder of the pages that the generator has built, as seen from root; "": none
    element         CSS selector of the article in them; "": found
    assets          folders whose files are served from the site's root
    summary_length  characters of a summary taken from the text
    """

    root: str
    site: Site
    built: str = ""
    element: str = ""
    assets: tuple[str, ...] = ()
    summary_length: int = 300


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One export, ready to run."""

    site: Site
    source: Source
    context: SourceContext
    feeds: tuple[FeedPlan, ...]
    bodies: Bodies
    now: datetime
    source_label: str = "source"
    prepares: tuple[ChosenTransform, ...] = ()  # of all articles, before any is chosen
    listeners: tuple[ChosenListener, ...] = ()
    notes: tuple[str, ...] = ()  # for the report: what a preset has to say


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
        self.chooser = Chooser(registry, self.checker, overrides.options)
        self.places: dict[str, Place] = {}  # folded path -> the feed that takes it

    def plan(self) -> Plan:
        site = make_site(self.file, self.overrides)
        topics, notes_on_topics = read_topics(self.file, self.checker)
        site = msgspec.structs.replace(site, topics=topics) if topics else site
        authors, notes_on_authors = read_authors(self.file, site, self.checker)
        source = self._source()
        options = self.chooser.options(source, self.settings.source.options, ("source", "options")) if source else None
        transforms = self.chooser.transforms(self.settings.transforms, ("transforms",))
        listeners = self.chooser.listeners(self.settings.exported, ("exported",))
        feeds = [self._feed(settings, place, site, transforms) for settings, place in self._feeds()]
        self._check_output()
        self._check_element()
        if self.checker.faults:
            raise SettingsError(self.checker.faults)
        if not feeds:
            known = ", ".join(self.registry.names(Format))
            raise UsageError(f"nothing to write: give --format ({known}) or list feeds in syndicate.yaml")
        self.chooser.check_used()
        assert source is not None  # noqa: S101  else there are faults
        paths = self.overrides.paths or names(self.settings.source.paths) or (".",)
        context = SourceContext(
            root=str(self.file.folder),
            paths=paths,
            site=site,
            url_pattern=self.settings.source.url,
            fields={field: names(value) for field, value in self.settings.source.fields.items()},
            skip=self._skipped(paths),
            may_be_undated=any(transform.dates for transform in transforms),
            authors=authors,
            options=options,
        )
        return Plan(
            site=site,
            source=msgspec.structs.replace(source, open=self._located(source.open)),
            context=context,
            feeds=tuple(feed for feed in feeds if feed is not None),
            bodies=Bodies(
                root=context.root,
                site=site,
                built=self.settings.source.built or "",
                element=self.settings.source.element or "",
                assets=names(self.settings.source.assets),
                summary_length=self.settings.summary_length,
            ),
            now=self.now,
            source_label=self.chooser.label(source),
            prepares=tuple(transform for transform in transforms if transform.prepare),
            listeners=tuple(listeners),
            notes=(*self.file.notes, *notes_on_topics, *notes_on_authors, *self._missing_pages()),
        )

    # The source

    def _source(self) -> Source | None:
        if self.overrides.source is not None:
            source: Source | None = self.chooser.part(Source, self.overrides.source, ())
        else:
            source = self.chooser.part(Source, self.settings.source.name, ("source", "name"))
        return source

    def _located(self, opened: Callable[[SourceContext], Reader]) -> Callable[[SourceContext], Reader]:
        """Return *opened*, whose complaint about a key of the settings then tells where that key stands."""

        def open_source(context: SourceContext) -> Reader:
            try:
                return opened(context)
            except UsageError as error:
                key, _, message = str(error).partition(": ")
                place = tuple(key.split("."))
                is_set = len(place) == 2 and getattr(self.settings.source, place[1], None)
                if place[0] != "source" or not is_set or (place[1] == "paths" and self.overrides.paths):
                    raise
                self.checker.wrong(place, message)
                raise SettingsError(self.checker.faults) from error

        return open_source

    def _check_output(self) -> None:
        output = self.settings.output
        if output == "-":
            self.checker.wrong(("output",), "'-' is standard output for --output only; name a folder, e.g. public")
        elif output is not None and not output.strip():
            self.checker.wrong(("output",), "is empty; name a folder, e.g. public")

    def _check_element(self) -> None:
        if self.settings.source.element:
            from syndicate.page_text import check_selector

            try:
                check_selector(self.settings.source.element)
            except ValueError as error:
                message = f"{excerpt(self.settings.source.element)} {error}"
                self.checker.wrong(("source", "element"), message)

    def _missing_pages(self) -> list[str]:
        """Return what there is to say where the folder of built pages is not there: texts come from the source then."""
        built = self.settings.source.built
        if not built or (self.file.folder / built).is_dir():
            return []
        path, line, column = self.file.place(("source", "built"))
        message = f"there is no folder {excerpt(built)}; build the site first, or correct it"
        return [str(Fault(path=path, line=line, column=column, field="source.built", message=message))]

    def _skipped(self, paths: tuple[str, ...]) -> tuple[str, ...]:
        """Return the folders of output and built pages, as seen from the site's; not one that articles are read from by its name."""
        written = [self.settings.output, self.overrides.output]
        if (self.overrides.source or self.settings.source.name) != "html":  # which reads the built pages
            written.append(self.settings.source.built)
        below = (_below(self.file.folder, folder) for folder in written if folder)
        read = [os.path.normpath(path) for path in paths]
        return tuple(
            folder
            for folder in below
            if folder is not None and not any(path == folder or path.startswith(folder + os.sep) for path in read)
        )

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

    def _feed(
        self, feed: FeedSettings, place: Place, site: Site, transforms: Sequence[ChosenTransform]
    ) -> FeedPlan | None:
        chosen = self.chooser.format(feed.format, feed.options, _at(place, "format"), _at(place, "options"))
        context = FilterContext(site=site, now=self.now)
        filters = self._filters(feed, place, context, chosen.part.filters if chosen else {})
        own = self.chooser.transforms(feed.transforms, (*place, "transforms"))
        for index, transform in enumerate(own):
            if transform.prepare:
                message = f"{transform.label} works on all articles; name it under transforms of the whole file"
                self._wrong((*place, "transforms", index), message)
        if chosen is None:
            return None
        part = chosen.part
        path = self._default_path(part, feed) if feed.path is None else feed.path
        self._check_path(path, feed, place)
        self._check_texts(feed, place)
        if feed.page_size and not part.is_paged:
            self._wrong(_at(place, "page_size"), f"{part.name} splits by itself; take page_size out")
        title = feed.title or ("{site}: {topic}" if feed.each else "{site}")
        if self.overrides.title:
            title = title.replace("{site}", self.overrides.title) if feed.each else self.overrides.title
        return FeedPlan(
            format=chosen,
            path=path,
            title=title.replace("{site}", site.title),
            limit=self.overrides.limit or feed.limit,
            content=self.overrides.content or feed.content or self.settings.content,
            filters=tuple(filters),
            transforms=tuple(transform for transform in (*transforms, *own) if transform.apply),
            may_be_empty=part.may_be_empty or feed.allow_empty,
            each_topic=feed.each is not None,
            page_size=feed.page_size,
            url=self._feed_url(feed, place, site),
            id=self._feed_id(feed, place),
        )

    def _check_path(self, path: str, feed: FeedSettings, place: Place) -> None:
        """Find whether *path* is one place below the output folder, and no other feed's."""
        is_of_settings = bool(place) and path == self.settings.feeds[int(place[1])].path
        where = (*place, "path") if is_of_settings else () if feed.path is not None else place
        try:
            path_parts(path.replace("{topic}", "topic"))
        except PublishError as error:
            advice = "is empty; write e.g. feed.xml, or take it out" if not path else str(error)
            self._wrong(where, advice, f"--format {feed.format}")
            return
        key = folded_name(path)
        if key in self.places:
            other = self.places[key]
            named = f"feeds[{other[1]}]" if other else "another --format"
            message = f"{excerpt(path)} is also the path of {named}; give one of them another"
            self._wrong(where, message, f"--format {feed.format}")
        self.places[key] = place

    def _check_texts(self, feed: FeedSettings, place: Place) -> None:
        """Find empty texts, and placeholders that nothing fills in."""
        for field, example in (
            ("path", "topics/{topic}.xml"),
            ("url", "/feeds/{topic}"),
            ("id", "tag:example.org,2024:{topic}"),
        ):
            text = getattr(feed, field)
            if text is None:
                continue
            for found in _PLACEHOLDER.findall(text):
                if found != "{topic}":
                    self._wrong(_at(place, field), f"no placeholder is named {found}; the only one is {{topic}}")
            if feed.each and "{topic}" not in text:
                message = f"{excerpt(text)} holds no {{topic}}, so all topics would share it; write e.g. {example}"
                self._wrong(_at(place, field), message)
        for field in ("path", "title", "url", "id"):
            text = getattr(feed, field)
            if text is not None and not text.strip() and field != "path":
                self._wrong(_at(place, field), "is empty; write some text, or take it out")
            if not feed.each and "{topic}" in (text or ""):
                message = "{topic} is filled in only where the feed says each: topic; add that, or take {topic} out"
                self._wrong(_at(place, field), message)

    def _feed_url(self, feed: FeedSettings, place: Place, site: Site) -> str | None:
        if feed.url is None or not feed.url.strip():
            return None
        stand_in = "-topic-"  # braces would be percent-encoded
        try:
            return absolute_url(feed.url.replace("{topic}", stand_in), site.base_url).replace(stand_in, "{topic}")
        except ValueError as error:
            self._wrong(_at(place, "url"), str(error))
            return None

    def _feed_id(self, feed: FeedSettings, place: Place) -> str | None:
        if feed.id and not is_absolute_iri(feed.id.replace("{topic}", "topic")):
            message = f"{excerpt(feed.id)} is not an absolute IRI; write e.g. tag:example.org,2024:feed, or a URL"
            self._wrong(_at(place, "id"), message)
        return feed.id

    @staticmethod
    def _default_path(part: Format, feed: FeedSettings) -> str:
        if not feed.each:
            return part.filename
        name = PurePosixPath(part.filename)
        return f"topics/{{topic}}{''.join(name.suffixes)}"

    def _filters(
        self, feed: FeedSettings, place: Place, context: FilterContext, of_format: Mapping[str, Any]
    ) -> list[ChosenFilter]:
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
        found = (self.chooser.filter(name, value, where, context) for name, value, where in asked)
        return [chosen for chosen in found if chosen is not None]

    def _wrong(self, place: Place, message: str, asked_by: str = "") -> None:
        self.chooser.wrong(place, message, asked_by)


def _at(place: Place, *steps: str | int) -> Place:
    """Return the place of a key of what stands at *place*; none where that is not in the settings."""
    return (*place, *steps) if place else ()


def _below(folder: Path, path: str) -> str | None:
    """Return *path*, relative to *folder* or absolute, as seen from it; None if it is *folder* or lies outside."""
    found = os.path.relpath(folder / path, folder)
    return None if found == os.curdir or found.startswith(os.pardir + os.sep) or found == os.pardir else found
