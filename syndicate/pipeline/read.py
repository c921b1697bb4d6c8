"""Read the articles of a plan's source into a store; an item that is known and unchanged is not read again."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from syndicate.model.article import UNDATED, Article, Origin
from syndicate.model.errors import Fault
from syndicate.model.log import INFO, log
from syndicate.parts.calls import Trace, blamed, no_trace
from syndicate.parts.contract import TransformContext
from syndicate.pipeline.item_reader import ItemReader
from syndicate.pipeline.reading import Reading
from syndicate.pipeline.source_pass import Progress, SourcePass
from syndicate.pipeline.workers.resources import ALONE, Resources
from syndicate.settings.plan import Plan
from syndicate.store.known import KNOWN_FAILS, NothingKnown, failed
from syndicate.store.sequence import stored


def read(
    plan: Plan, progress: Progress | None = None, trace: Trace = no_trace, *, resources: Resources = ALONE
) -> Reading:
    """Return every article of the plan's source as transforms prepare it, and a fault for each thing wrong with one.

    See read_source() and prepared().
    """
    return prepared(plan, read_source(plan, progress, trace, resources=resources), trace)


def read_source(
    plan: Plan, progress: Progress | None = None, trace: Trace = no_trace, *, resources: Resources = ALONE
) -> Reading:
    """Return every article of the plan's source, and a fault for each thing wrong with one.

    Topics in the site's taxonomy get its labels, and the site's keys of authors become those authors.

    progress  called with the number of items read so far
    trace     called with what is done, around each call of a part

    Where what an export before saved cannot be used, every item is read, and a note says so.
    """
    failure = ""
    with blamed(plan.source_label), trace(f"{plan.source_label}: open and read"):
        reader = plan.source.open(plan.context)
        known = resources.open_known(plan, reader) if resources.open_known else NothingKnown(has_extra=plan.reads_extra)
        try:
            if not isinstance(known, NothingKnown) and known.store.has_extra and not plan.context.asks_for_extra:
                # An export that needs the extra will use it too, so what is read for it must have the extra.
                context = msgspec.structs.replace(plan.context, asks_for_extra=True)
                plan = msgspec.structs.replace(plan, context=context)
                reader = plan.source.open(context)
            reading = SourcePass(plan, reader, known, resources, progress).read()
        except KNOWN_FAILS as error:
            failure = failed(known, error)
            known.close()
        except BaseException:
            known.close()
            raise
    if failure:
        reading = read_source(plan, progress, trace, resources=msgspec.structs.replace(resources, open_known=None))
        return msgspec.structs.replace(reading, notes=(*known.notes, failure, *reading.notes))
    counts = len(reading.articles), reading.item_count, reading.parsed_count
    log(INFO, "%s: %d articles of %d items, %d of which are read, the others known", plan.source_label, *counts)
    return reading


def prepared(plan: Plan, reading: Reading, trace: Trace = no_trace) -> Reading:
    if not plan.prepares:
        return reading
    with_site_names = ItemReader(reading.reader, plan.context, reading.source_label, has_extra=True).with_site_names
    context = TransformContext(root=plan.context.root, site=plan.site)
    articles: Iterable[Article] = reading.articles
    for transform in plan.prepares:
        if transform.prepare:
            with blamed(transform.label), trace(f"{transform.label}: prepare"):
                articles = [with_site_names(article) for article in transform.prepare(list(articles), context)]
    faults, left_out_count = reading.faults, reading.left_out_count
    if plan.context.may_be_undated:
        articles = list(articles)
        undated = [_undated(article) for article in articles if article.published_at == UNDATED]
        faults, left_out_count = faults + undated, left_out_count + len(undated)
        articles = [article for article in articles if article.published_at != UNDATED]
    return msgspec.structs.replace(reading, articles=stored(articles), faults=faults, left_out_count=left_out_count)


def _undated(article: Article) -> Fault:
    origin = article.origin or Origin(path=article.url)
    message = "no date says when this was published, and no transform finds one; write date: and e.g. 2024-05-01"
    return Fault(path=origin.path, line=origin.line, column=1, field="date", message=message)
