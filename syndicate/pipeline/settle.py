"""Settle what became of articles that were published before: in a feed still, in none for now, or withdrawn."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syndicate.articles.article_fields import ArticleFields
from syndicate.files.front_matter import read_head
from syndicate.model.article import Article
from syndicate.model.errors import Fault
from syndicate.model.feed import Tombstone
from syndicate.model.paths import is_on_web, is_store_url
from syndicate.model.text import topic_key
from syndicate.model.urls import atom_id
from syndicate.parts.calls import blamed
from syndicate.parts.contract import PassedOver, PublishedFile
from syndicate.pipeline.compose import Composition
from syndicate.pipeline.options import Options
from syndicate.pipeline.pages import KnownArchives
from syndicate.pipeline.past import Past
from syndicate.pipeline.reading import Reading
from syndicate.record.identity import Accepted, Identity
from syndicate.record.lines import ArticleLine
from syndicate.record.record import Record
from syndicate.record.settlement import Settlement
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.settings.plan import Plan
from syndicate.store.numbers import Numbers

if TYPE_CHECKING:
    from syndicate.parts.registry import Registry
    from syndicate.pipeline.memory import Memory
    from syndicate.pipeline.publish.target import Target
    from syndicate.record.elsewhere import Place


class RecordedPast(Past):
    """The past that *record* tells.

    target  where it is published
    """

    def __init__(self, record: Record, plan: Plan, registry: Registry, target: Target | None, options: Options) -> None:
        super().__init__(plan)
        self._record = record
        self._target = target
        self._accepted = Accepted(new_ids=options.accept_new_ids, withdrawals=options.accept_withdrawals)
        self._place: Place | None = None  # where ids are learned, if the user has named one
        self._identity: Identity | None = None
        if options.against is not None:
            from syndicate.record.elsewhere import place_at

            self._place = place_at(options.against, registry, plan.context)

    @property
    def digest(self) -> bytes:
        return self._record.digest

    @property
    def untold(self) -> tuple[str, ...]:
        return () if self._record.is_noted or self._record.is_there else super().untold

    def agrees(self, files: Iterable[PublishedFile]) -> bool:
        return self._record.agrees(files)

    def identify(self, source: Reading, memory: Memory) -> None:
        needs_all_lines = any(feed.archive or feed.tombstone_days for feed in self._plan.feeds)
        self._identity = identity = Identity(
            self._record,
            self._plan.now,
            learned=self._learned,
            is_asked_to_learn=self._place is not None,
            accepted=self._accepted,
            before=None if needs_all_lines else memory.settled(),
        )
        identity.identify(source.articles.store, source.known.give_ids)

    def _learned(self, notes: list[str]) -> Iterable[ArticleLine]:
        target = self._target if self._record.learns else None
        place = self._place or (target.place() if target is not None and target.stands() else None)
        if place is None:
            return ()
        from syndicate.record.learning import USUAL, learn

        feeds = place.feeds([feed.path for feed in self._plan.feeds], USUAL)
        return learn(feeds, self._plan.now, self._plan.site.url, notes)

    def emptied(self, entry: str) -> Mapping[str, str]:
        return self._record.emptied(entry) if self._record.is_whole else {}

    def archives(self, reading: Reading) -> KnownArchives:
        if self._identity is None or not _is_archived(self._plan):
            return KnownArchives()
        paths, held = self._record.archives(), self._identity.archives()
        ids = reading.articles.store.ids() if held else {}
        return KnownArchives(
            paths=lambda entry, topic: paths.get((entry, topic_key(topic)), ()),
            holding={number: held[id_] for number, id_ in ids.items() if id_ in held},
        )

    def settle(self, source: Reading, reading: Reading, composition: Composition, *, leaves: bool) -> Composition:
        # All lines of the record take more memory than all else, and what follows needs none of them.
        identity, self._identity = self._identity, None
        if identity is None:
            return composition
        plan, store = self._plan, source.articles.store
        chosen = Numbers(chain.from_iterable(composition.chosen))
        if source is not reading:
            ids = {reading.articles.store.id_of(number) for number in chosen}
            chosen = Numbers(article.number for article in store.identities if article.row_id in ids)
        days = max((feed_plan.tombstone_days for feed_plan in plan.feeds), default=0)
        with_paths = _with_paths(self._record, reading, composition) if days or _is_archived(plan) else None
        settlement = Settlement(identity, store, chosen)
        settlement.settle(partial(_sources_without, source, plan), leaves=leaves, with_paths=with_paths)
        self.settled, self.withdrawn = settlement.settled, tuple(settlement.withdrawn)
        self.notes = tuple(identity.notes)
        if not days:
            return composition
        gone = sorted(settlement.gone(days), key=lambda one: (-one[2].timestamp(), one[0]))

        def tombstones(of: FeedPlan) -> tuple[Tombstone, ...]:
            since = plan.now - timedelta(days=of.tombstone_days)
            return tuple(
                Tombstone(id=atom_id(id_, plan.site.url, dated), deleted_at=ended_at)
                for id_, at, ended_at, dated, paths in gone
                if at > since and of.path in paths
            )

        jobs = [
            replace(job, feed=replace(job.feed, tombstones=tombstones(job.plan)))
            if job.plan.tombstone_days and job.is_first_page
            else job
            for job in composition.jobs
        ]
        return replace(composition, jobs=jobs)


def _is_archived(plan: Plan) -> bool:
    return any(feed_plan.archive for feed_plan in plan.feeds)


def _with_paths(record: Record, reading: Reading, composition: Composition) -> Callable[[ArticleLine], ArticleLine]:
    """Return a function that puts into a line the documents of archives and the feeds that its article is in."""
    ids = reading.articles.store.ids()
    found: dict[str, set[str]] = {}
    feeds: dict[str, set[str]] = {}  # those with tombstones
    for path, numbers in composition.archives.items():
        for number in numbers:
            found.setdefault(ids[number], set()).add(path)
    for job in composition.jobs:
        for number in job.numbers if job.plan.tombstone_days else ():
            feeds.setdefault(ids[number], set()).add(job.plan.path)
    # Of a feed that fails nothing is known; its documents stay.
    failed = {path for (entry, _), paths in record.archives().items() if entry in composition.failed for path in paths}

    def with_paths(line: ArticleLine) -> ArticleLine:
        archives = found.get(line.id, set()).union(failed.intersection(line.archives)) if line.gone is None else ()
        now_in = tuple(sorted(archives)), tuple(sorted(feeds.get(line.id, set()).union(line.feeds)))
        return line if now_in == (line.archives, line.feeds) else replace(line, archives=now_in[0], feeds=now_in[1])

    return with_paths


def _sources_without(reading: Reading, plan: Plan, sources: Iterable[str]) -> set[str]:
    """Return those of *sources*, files of the site, that an article is gone from that *reading* does not have.

    A file at fault may hold it still, as may one that is there and that the settings leave out, or the generator that
    hands the articles over: unless its head says itself that it is withheld. What is read from elsewhere shows the
    newest articles alone, so that none is missed there.
    """
    at_fault = {fault.path for fault in reading.faults if not fault.is_warning}
    wanted = {source for source in sources if source and not is_on_web(source) and not _is_below(source, at_fault)}
    if not wanted:
        return set()
    with blamed(reading.source_label):
        listed = list(reading.reader.items())  # once more: few exports miss an article
    failed = {found.path for found in listed if isinstance(found, Fault) and not found.is_warning}
    keys = {found.key for found in listed if not isinstance(found, Fault)}
    return {
        source
        for source in wanted
        if not _is_below(source, failed)
        and (source in keys or not _is_there(source, plan.context.root) or _is_withheld(source, plan))
    }


def _is_there(source: str, root: str) -> bool:
    if is_store_url(source):
        from syndicate.files.objects.listing import exists

        return exists(source)
    return os.path.lexists(f"{root}/{source}")


def _is_withheld(source: str, plan: Plan) -> bool:
    """Tell whether the head of the file *source* says that it is a draft, removed, expired or the like."""
    head = read_head(plan.context, source)
    if isinstance(head, Fault):
        return False
    context = replace(plan.context, may_be_undated=True)
    fields = ArticleFields.of(context, has_pattern=False, has_path_urls=lambda: True, has_unfinished=True)
    said = fields.read_head(head, source, source)[0]
    if not isinstance(said, Article):
        return isinstance(said, PassedOver)  # withheld, and not finished
    has_expired = said.expires_at is not None and said.expires_at <= plan.now
    return said.is_removed or not said.is_published or has_expired


def _is_below(path: str, places: set[str]) -> bool:
    return "." in places or any(path == place or path.startswith(f"{place.rstrip('/')}/") for place in places)
