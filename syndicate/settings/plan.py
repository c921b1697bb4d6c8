"""Settings and parts into a plan: everything an export will do, checked before the first article is read.

The pipeline then runs the plan without asking again. Names of parts are looked up here, their options checked by
their own types, predicates built, paths and titles completed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from syndicate.files.portable import relative_path
from syndicate.model.errors import Fault, SettingsError, UsageError, excerpt
from syndicate.model.feed import Site
from syndicate.model.paths import is_store_url, shown_place, store_url_fault
from syndicate.model.urls import LOCAL, is_of_one_machine
from syndicate.parts.contract import FilterContext, Format, Listener, Reader, Source, SourceContext
from syndicate.settings.authors import read_authors
from syndicate.settings.configured_parts import ConfiguredListener, ConfiguredTransform
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.settings.feeds.planner import FeedPlanner
from syndicate.settings.overrides import Overrides, refuses_site_plugins
from syndicate.settings.part_finder import PartFinder
from syndicate.settings.schema import SettingsFile, names
from syndicate.settings.site import make_site
from syndicate.settings.topics import read_topics

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry


class Bodies(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bodies of articles come from, and what else of the site's folder belongs to them.

    root            the site's folder; "": no file of the site is at hand
    built           folder of the pages that the generator has built, as seen from root; "": none
    element         CSS selector of the article in them; "": found
    assets          folders whose files are served from the site's root
    built_by        the command that builds the pages, where a preset finds them then; "": nobody knows
    summary_length  characters of a summary taken from the text
    markdown        whether a feed asks for the Markdown of texts, too
    """

    root: str
    site: Site
    built: str = ""
    element: str = ""
    built_by: str = ""
    assets: tuple[str, ...] = ()
    summary_length: int = 300
    markdown: bool = False


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
    if now.tzinfo is None:
        raise UsageError(f"now: {now.isoformat()} is in no time zone; give an aware instant, e.g. datetime.now(UTC)")
    return _Planner(file, registry, now, overrides or Overrides()).plan()


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
        self._check_output()
        self._check_places()
        self._check_stores(source, paths)
        self._check_element()
        if source is not None and source.reads_built_pages:
            self._check_pages()
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
            skip=self._skipped(source, paths),
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
            notes=(*self.file.notes, *notes_on_topics, *notes_on_authors, *self._missing_pages()),
            warnings=self._warnings(site),
            hubs_are_written=self.file.finding(("site", "hub")) is None,
            cache_control=self.settings.cache_control,
            reads_extra=reads_extra,
            placed=self._placed,
        )

    def _judge(self) -> list[ConfiguredListener]:
        """Return what judges the files of an export."""
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

    def _placed(self, fault: Fault) -> Fault:
        """Return *fault* of one of the source's paths where the settings name that, if they do."""
        if fault.field != "source.paths":
            return fault
        for index, named in enumerate(names(self.settings.source.paths) if not self.overrides.paths else ()):
            if os.path.normpath(named) == os.path.normpath(fault.path):
                path, line, column = self.file.place(("source", "paths", index))
                if line:
                    message = f"{excerpt(named)}: {fault.message}"
                    path = relative_path(path, self.file.folder)
                    return msgspec.structs.replace(fault, path=path, line=line, column=column, message=message)
        return msgspec.structs.replace(fault, field="")

    def _check_output(self) -> None:
        output = self.settings.output
        if output == "-":
            self.checker.wrong(("output",), "'-' is standard output for --output only; name a folder, e.g. public")
        elif output is not None and not output.strip():
            self.checker.wrong(("output",), "is empty; name a folder, e.g. public")
        elif output is not None and "://" in output and (wrong := store_url_fault(output)):
            self.checker.wrong(("output",), wrong)
        for name, header in self.settings.cache_control.items():
            self.finder.part(Format, name, ("cache_control", name))
            if not re.fullmatch(r"[ -~]+", header):
                self.checker.wrong(
                    ("cache_control", name), f"{excerpt(header)} is no Cache-Control header; write e.g. max-age=300"
                )

    def _check_places(self) -> None:
        """Where the site's own plugins are refused, refuse to write where a stranger's settings lead out of theirs."""
        if not refuses_site_plugins(self.overrides.no_site_plugins):
            return
        from syndicate.settings.trust import outside_fault

        source = self.settings.source
        written = [(("output",), self.settings.output), (("index",), self.settings.index)]
        read = [(("source", "paths"), path) for path in names(source.paths)]
        read += [(("source", "assets"), path) for path in names(source.assets)]
        for key, path in (*written, *read):
            if not isinstance(path, str) or not path.strip():
                continue
            if is_store_url(path):
                fault = (
                    f"{excerpt(path)} is no place in the repository, which --no-site-plugins asks for; name a folder"
                )
                self.checker.wrong(key, fault)
            elif key[0] != "source" and (fault := outside_fault(self.file.folder, path)):
                self.checker.wrong(key, fault)

    def _check_stores(self, source: Source | None, paths: tuple[str, ...]) -> None:
        """Find that the source cannot read what lies in a store, or that there is no such place."""
        built = self.settings.source.built
        if built and is_store_url(built):
            self.checker.wrong(
                ("source", "built"),
                f"{shown_place(built)} is in a store, and built pages that texts are taken from are files; copy them into a"
                " folder and name that, or read them alone, by source.name html and source.paths",
            )
        found = [path for path in paths if is_store_url(path)]
        for path in found:
            # A wildcard is no query, unless it looks like one.
            if wrong := store_url_fault(re.split(r"[*\[]|\?(?![^/=]*=)", path)[0]):
                if self.overrides.paths:
                    raise UsageError(wrong)
                self.checker.wrong(("source", "paths"), wrong)
        if not found or source is None or source.reads_stores:
            return
        readers = " or ".join(
            name for name in self.registry.names(Source) if self.registry.get(Source, name).reads_stores
        )
        message = (
            f"{shown_place(found[0])} is in a store, and the source {source.name} needs the whole site in a folder; copy it"
            f" into one, e.g. with aws s3 sync, and name that; or set source.name to {readers}"
        )
        if self.overrides.paths:
            raise UsageError(f"{message}, or give --source")
        self.checker.wrong(("source", "paths"), message)

    def _check_element(self) -> None:
        if self.settings.source.element:
            from syndicate.html.pages.text import check_selector

            try:
                check_selector(self.settings.source.element)
            except ValueError as error:
                message = f"{excerpt(self.settings.source.element)} {error}"
                self.checker.wrong(("source", "element"), message)

    def _check_pages(self) -> None:
        """Find that the pages which the settings name, and which a generator builds, are not there yet."""
        for path in names(self.settings.source.paths) if not self.overrides.paths else ():
            is_place = not path.startswith("!") and not set("*?[") & set(path)
            if is_place and not is_store_url(path) and not (self.file.folder / path).exists():
                self.checker.wrong(
                    ("source", "paths"), f"there is no {excerpt(path)}; build the site first, or correct it"
                )

    def _warnings(self, site: Site) -> tuple[Fault, ...]:
        """Return what there is to say of an address that a preview has left behind; who gives one by hand wants it."""
        if self.overrides.site_url or not is_of_one_machine(site.url):
            return ()
        path, line, column = self.file.place(("site", "url"))
        path = relative_path(path, self.file.folder) if line else path  # as the faults of articles have theirs
        message = f"{excerpt(site.url)} {LOCAL}; write the public address there, or give --site-url"
        return (Fault(path=path, line=line, column=column, field="site.url", message=message, severity="warning"),)

    def _missing_pages(self) -> list[str]:
        """Return a note where the folder of built pages is missing; texts come from the source then."""
        built = self.settings.source.built
        if not built or (self.file.folder / built).is_dir():
            return []
        path, line, column = self.file.place(("source", "built"))
        message = f"there is no folder {excerpt(built)}; build the site first, or correct it"
        return [str(Fault(path=path, line=line, column=column, field="source.built", message=message))]

    def _skipped(self, source: Source, paths: tuple[str, ...]) -> tuple[str, ...]:
        """Return the folders of output and built pages, seen from the site's, unless *paths* name them."""
        written = [self.settings.output, self.overrides.output]
        if not source.reads_built_pages:
            written.append(self.settings.source.built)
        below = (_below(self.file.folder, folder) for folder in written if folder)
        read = [
            path.rstrip("/") if is_store_url(path) else relative_path(self.file.folder / path, self.file.folder)
            for path in paths
        ]
        return tuple(
            folder
            for folder in below
            if folder is not None and not any(path == folder or path.startswith(f"{folder}/") for path in read)
        )


def _below(folder: Path, path: str) -> str | None:
    """Return *path* as seen from *folder*; None if it is *folder* or lies outside. A URL stays."""
    if is_store_url(path):
        return path.rstrip("/")
    found = relative_path(folder / path, folder)
    return None if found in (".", "..") or found.startswith("../") or Path(found).is_absolute() else found
