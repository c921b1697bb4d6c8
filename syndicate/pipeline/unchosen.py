"""Why articles are in no feed: counted by reason, for a report that asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from syndicate.model.errors import PluginError
from syndicate.model.log import INFO, log
from syndicate.model.text import one_line
from syndicate.parts.calls import blamed
from syndicate.pipeline.choose import Batch
from syndicate.pipeline.compose import Composition
from syndicate.pipeline.reading import Reading
from syndicate.settings.configured_parts import ConfiguredFilter
from syndicate.settings.feeds.feed_plan import FeedPlan
from syndicate.settings.plan import Plan
from syndicate.store.rows import ArticleKeys

LIMIT, FAULT, FAILED = "limit", "fault", "failed"


def count_unchosen(plan: Plan, reading: Reading, composition: Composition) -> dict[str, int]:
    """Return reason -> how many of the articles that were read are in no feed for it, the most frequent first.

    An article has one reason: of the feed that it comes nearest to. A reason is the name of the filter that refuses it,
    or what that says of it, else "limit" (a feed has no room for it), "no topic" and the like, "fault" (of two articles
    with one id), or "failed" (a part of that feed has).
    """
    store = reading.articles.store
    chosen = set().union(*composition.chosen)
    faulty = {number for numbers in store.duplicates().values() for number in numbers}
    several: dict[object, FeedPlan] = {}
    for feed_plan in plan.feeds:
        if not feed_plan.format.part.lists_feeds and feed_plan.path not in composition.failed:
            each = feed_plan.each.identity if feed_plan.each else None
            several.setdefault((*(one.identity for one in feed_plan.filters), each), feed_plan)
    counts = Counter[str]()
    for rows in store.batches():
        left = [row for row in rows if row.number not in chosen]
        nearest = {row.number: (-1, FAILED) for row in left}
        batch = Batch(left, store)
        for feed_plan in several.values():
            try:
                with blamed(feed_plan.path):
                    refused = list(_refused(batch, feed_plan, faulty))
            except PluginError as error:
                log(INFO, "%s", error)  # it costs a reason, and no feed
                continue
            for number, place, reason in refused:
                nearest[number] = max(nearest[number], (place, reason), key=lambda one: one[0])
        counts.update(reason for _, reason in nearest.values())
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _refused(batch: Batch, feed_plan: FeedPlan, faulty: set[int]) -> Iterable[tuple[int, int, str]]:
    """Yield of each article of *batch* its number, how near it comes to the feed, and why it is not in that."""
    rows: Sequence[ArticleKeys] = batch.rows
    for place, chosen_by in enumerate(feed_plan.filters):
        kept = []
        for row, reason in zip(rows, _reasons(batch, rows, chosen_by), strict=True):
            if reason is None:
                kept.append(row)
            else:
                yield row.number, place, reason
        rows = kept
    each, nearest = feed_plan.each, len(feed_plan.filters)
    labels = batch.labels(rows, each) if each else [(LIMIT,)] * len(rows)
    for row, found in zip(rows, labels, strict=True):
        reason = FAULT if row.number in faulty else LIMIT
        yield row.number, nearest + bool(found), reason if found or each is None else f"no {each.kind}"


def _reasons(batch: Batch, rows: Sequence[ArticleKeys], chosen_by: ConfiguredFilter) -> Iterable[str | None]:
    """Yield of each of *rows* why *chosen_by* refuses it; None: it does not."""
    given = rows if chosen_by.asks_for == "keys" else batch.articles(rows, has_extra=chosen_by.asks_for == "extra")
    for one in given:
        yield None if chosen_by.keeps(one) else one_line(str(chosen_by.reason(one)))  # type: ignore[arg-type]  # its keys are enough
