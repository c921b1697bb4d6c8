"""Settings and parts into a plan: everything an export will do, checked before the first article is read.

The pipeline then runs the plan without asking again. Names of parts are looked up here, their options checked by
their own types, predicates built, paths and titles completed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from syndicate.files.portable import relative_path
from syndicate.model.errors import Fault, SettingsError, UsageError, excerpt
from syndicate.model.feed import Site
from syndicate.model.urls import LOCAL, is_of_one_machine
from syndicate.parts.contract import FilterContext, Format, Listener, Reader, Source, SourceContext
from syndicate.settings.authors import read_authors
from syndicate.settings.configured_parts import ConfiguredListener, ConfiguredTransform
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.settings.feeds.planner import FeedPlanner
from syndicate.settings.file import SettingsFile
from syndicate.settings.overrides import Overrides
from syndicate.settings.part_finder import PartFinder
from syndicate.settings.places import Places
from syndicate.settings.schema import names
from syndicate.settings.site import make_site
from syndicate.settings.topics import read_topics

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry


class Bodies(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bodies of articles come from, and what else of the site's folder belongs to them."""

    root: str  # the site's folder; "": no file of the site is at hand
    site: Site
    built: str = ""  # folder of the pages that the generator has built, as seen from root; "": none
    element: str = ""  # CSS selector of the article in them; "": found
    built_by: str = ""  # the command that builds the pages, where a preset finds them then; "": nobody knows
    assets: tuple[str, ...] = ()  # folders whose files are served from the site's root
    summary_length: int = 300  # characters of a summary taken from the text
    markdown: bool = False  # whether a feed asks for the Markdown of texts, too


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One export, ready to run."""

    site: Site
    source: Source
    context: SourceContext
    feeds: tuple[FeedPlan, ...]
    bodies: Bodies
    now: datetime
    source_label: str = "source"
    prepares: tuple[ConfiguredTransform, ...] = ()  # of all articles, before any is chosen
    listeners: tuple[ConfiguredListener, ...] = ()
    notes: tuple[str, ...] = ()  # for the report: what a preset has to say
    warnings: tuple[Fault, ...] = ()  # for the report: what readers will stumble over
    hubs_are_written: bool = True  # in the settings; else a preset has found them
    cache_control: Mapping[str, str] = {}  # by format, of documents in a store
    reads_extra: bool = True  # whether any part looks at the extra of articles
    placed: Callable[[Fault], Fault] = lambda fault: fault  # returns that of a path at its place in the settings

    @property
    def summarises_all(self) -> bool:
        """Whether some feed shows summaries of all articles that are published, and none shows more of their texts."""
        shown = [feed for feed in self.feeds if feed.shows_text]
        is_all = any(feed.limit is None and len(feed.filters) < 2 for feed in shown)
        is_summary = all(feed.content == "summary" for feed in shown)
        return is_all and is_summary and not self.prepares and not self.bodies.built

    def keys_read(self) -> frozenset[str]:
        """Return the keys of the extra of articles that filters and formats say they look at."""
        of_filters = (key for feed in self.feeds for part in feed.filters for key in part.reads)
        return frozenset((*of_filters, *(key for feed in self.feeds for key in feed.format.reads)))


def make_plan(file: SettingsFile, registry: Registry, *, now: datetime, overrides: Overrides | None = None) -> Plan:
    """Return the plan of *file* as *overrides* change it.

    now  aware instant: what is dated later is in the future

    Raises SettingsError with every mistake in the settings, UsageError if something necessary is missing, PluginError
    if a part is asked for that nobody offers.
    """
    check_now(now)
    return _Planner(file, registry, now, overrides or Overrides()).plan()


def check_now(now: Any) -> None:
    """Raise UsageError where *now* is no aware instant."""
    if not isinstance(now, datetime):
        raise UsageError(f"now: expected a datetime, found {type(now).__name__} {excerpt(now)}; give datetime.now(UTC)")
    if now.tzinfo is None:
        raise UsageError(f"now: {now.isoformat()} is in no time zone; give an aware instant, e.g. datetime.now(UTC)")


class _Planner:
    def __init__(self, file: SettingsFile, registry: Registry, now: datetime, overrides: Overrides) -> None:
        self.file = file
        self.settings = file.settings
        self.registry = registry
        self.now = now
        self.overrides = overrides
        self.checker = file.checker()
        self.finder = PartFinder(registry, self.checker, overrides.options)

    def plan(self) -> Plan:
        site = make_site(self.file, self.overrides)
        if self.file.advice and not self.overrides.paths:
            raise UsageError(self.file.advice)
        topics, notes_on_topics = read_topics(self.file, self.checker)
        site = msgspec.structs.replace(site, topics=topics) if topics else site
        authors, notes_on_authors = read_authors(self.file, site, self.checker)
        asked = self.overrides.source
        source = self.finder.part(Source, asked or self.settings.source.name, () if asked else ("source", "name"))
        options = self.finder.options(source, self.settings.source.options, ("source", "options")) if source else None
        transforms = self.finder.transforms(self.settings.transforms, ("transforms",))
        listeners = self.finder.listeners(self.settings.exported, ("exported",))
        if self.settings.check and "validate" not in self.settings.exported:
            listeners += self._judge()
        paths = self.overrides.paths or names(self.settings.source.paths) or (".",)
        feeds = FeedPlanner(
            settings=self.settings,
            overrides=self.overrides,
            finder=self.finder,
            context=FilterContext(site=site, now=self.now),
            transforms=transforms,
            folder=self.file.folder,
            paths=paths,
            is_limit_found=self.file.finding(("limit",)) is not None,
            section_title=partial(source.section_title, options) if source and source.section_title else None,
        ).plans()
        places = Places(self.file, self.overrides, self.finder, self.checker, source, paths)
        places.check()
        if self.checker.faults:
            raise SettingsError(self.checker.faults)
        if not feeds:
            known = ", ".join(self.registry.names(Format))
            if self.file.found and not self.settings.source.built:
                raise UsageError(
                    "the site is not built yet, and its feeds go where it is built: build it first, or give --output DIR;"
                    f" --format ({known}) prints one feed"
                )
            raise UsageError(
                f"nothing to write: give --format ({known}), or --output DIR for all of them, or list feeds in syndicate.yaml"
            )
        self.finder.check_used()
        assert source is not None  # noqa: S101  else there are faults
        reads_extra = self._reads_extra([feed for feed in feeds if feed is not None], source, transforms, listeners)
        context = SourceContext(
            root=str(self.file.folder),
            paths=paths,
            site=site,
            url_pattern=self.overrides.url or self.settings.source.url,
            fields={field: names(value) for field, value in self.settings.source.fields.items()},
            skip=places.skipped(),
            may_be_undated=any(transform.dates for transform in transforms),
            authors=authors,
            withheld=self._withheld(),
            asks_for_extra=reads_extra,
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
                built_by=source.built_by if self.file.found else "",
                assets=names(self.settings.source.assets),
                summary_length=self.settings.summary_length,
                markdown=any(feed is not None and feed.format.wants_markdown for feed in feeds),
            ),
            now=self.now,
            source_label=self.finder.label(source),
            prepares=tuple(transform for transform in transforms if transform.prepare),
            listeners=tuple(listeners),
            notes=(*self.file.notes, *notes_on_topics, *notes_on_authors, *places.missing_pages()),
            warnings=self._warnings(site),
            hubs_are_written=self.file.finding(("site", "hub")) is None,
            cache_control=self.settings.cache_control,
            reads_extra=reads_extra,
            placed=places.placed,
        )

    def _judge(self) -> list[ConfiguredListener]:
        if "validate" in self.finder.names(Listener):
            return self.finder.listeners({"validate": True}, ("check",))
        self.checker.wrong(("check",), "nothing here judges feeds; install syndicate-validate, or take this out")
        return []

    def _reads_extra(
        self,
        feeds: list[FeedPlan],
        source: Source,
        transforms: list[ConfiguredTransform],
        listeners: list[ConfiguredListener],
    ) -> bool:
        asked = [part.asks_for for feed in feeds for part in feed.filters]
        asked += [transform.asks_for for transform in transforms]
        asked += [listener.asks_for for listener in listeners]
        return "extra" in asked or any(feed.asks_for_extra(source) for feed in feeds) or any(self.registry.hearers())

    def _withheld(self) -> dict[str, bool | None]:
        """Return which words withhold; what a preset switches off is unknown to its generator."""
        given = self.settings.withheld
        return {
            word: is_on or (None if self.file.finding(("withheld", word)) else False) for word, is_on in given.items()
        }

    def _located(self, opened: Callable[[SourceContext], Reader]) -> Callable[[SourceContext], Reader]:
        """Return *opened*, whose errors about a key of the settings then say where that key stands."""

        def open_source(context: SourceContext) -> Reader:
            try:
                return opened(context)
            except UsageError as error:
                key, _, message = str(error).partition(": ")
                if key == "source.url" and self.overrides.url:
                    raise UsageError(f"--url: {message}") from error
                place = tuple(key.split("."))
                is_set = len(place) == 2 and getattr(self.settings.source, place[1], None)
                if place[0] != "source" or not is_set or (place[1] == "paths" and self.overrides.paths):
                    raise
                self.checker.wrong(place, message)
                raise SettingsError(self.checker.faults) from error

        return open_source

    def _warnings(self, site: Site) -> tuple[Fault, ...]:
        """Return what there is to say of an address that a preview has left behind; who gives one by hand wants it."""
        if self.overrides.site_url or not is_of_one_machine(site.url):
            return ()
        path, line, column = self.file.place(("site", "url"))
        path = relative_path(path, self.file.folder) if line else path  # as the faults of articles have theirs
        message = f"{excerpt(site.url)} {LOCAL}; write the public address there, or give --site-url"
        return (Fault(path=path, line=line, column=column, field="site.url", message=message, severity="warning"),)
