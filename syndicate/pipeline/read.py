"""A plan's source into articles in a store: from the index where nothing changed, else read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import islice

import msgspec

from syndicate.index.file import IndexUnusableError
from syndicate.index.identity import NOTHING_MORE, Resources, fingerprint
from syndicate.index.index import Index
from syndicate.model.article import UNDATED, Article, Origin
from syndicate.model.errors import Fault
from syndicate.parts.calls import Trace, blamed, no_trace
from syndicate.parts.contract import Reader, TransformContext
from syndicate.pipeline.item_reader import ItemReader
from syndicate.pipeline.source_pass import Progress, Reading, SourcePass
from syndicate.settings.plan import Plan
from syndicate.store.sequence import stored

FEW = 200  # items that are sooner read than looked up


def read(
    plan: Plan,
    progress: Progress | None = None,
    trace: Trace = no_trace,
    *,
    resources: Resources = NOTHING_MORE,
) -> Reading:
    """Return every article of the plan's source as transforms prepare it, and a fault for each thing wrong with one.

    Topics that the site's taxonomy knows have its labels, and authors whom the site knows by a key are whom it knows,
    whatever the source calls them.

    progress  called with the number of items read so far
    trace     called with what is done, around each call of a part

    Where the index cannot be used all is read without it, and a note says so.
    """
    with blamed(plan.source_label), trace(f"{plan.source_label}: open and read"):
        reader = plan.source.open(plan.context)
        notes: list[str] = []
        index = _open_index(plan, reader, resources, notes)
        reading = None
        if index is not None:
            notes += [index.note] if index.note else []
            try:
                if index.store.has_extra and not plan.context.asks_for_extra:
                    # It serves those too that ask for it, so what is read for it has its extra.
                    context = msgspec.structs.replace(plan.context, asks_for_extra=True)
                    plan = msgspec.structs.replace(plan, context=context)
                    reader = plan.source.open(context)
                reading = SourcePass(plan, reader, index, resources, progress).read()
            except (sqlite3.Error, IndexUnusableError, msgspec.DecodeError) as error:
                index.close()
                notes.append(f"the index {resources.index} fails ({error}); all was read without it")
            except BaseException:
                index.close()
                raise
        if reading is None:
            reading = SourcePass(plan, reader, None, resources, progress).read()
    reading = msgspec.structs.replace(reading, notes=tuple(notes))
    return _prepared(plan, reading, trace) if plan.prepares else reading


def _open_index(plan: Plan, reader: Reader, resources: Resources, notes: list[str]) -> Index | None:
    """Return the index to use, None where there is none; *notes* gets the reason why not, if anyone may wonder."""
    path = resources.index
    if path is None or getattr(reader, "digest", None) is None:
        return None
    if not resources.is_index_asked and not path.exists() and len(list(islice(reader.items(), FEW))) < FEW:
        return None
    try:
        identity = resources.identity()
        return None if identity is None else Index(path, fingerprint(identity, reader), has_extra=plan.reads_extra)
    except IndexUnusableError as error:
        notes.append(f"the index {path} {error}; all was read without it")
        return None


def _prepared(plan: Plan, reading: Reading, trace: Trace) -> Reading:
    """Return *reading* as the transforms of all articles make it."""
    known = ItemReader(reading.reader, plan.context, reading.source_label, has_extra=True).known
    context = TransformContext(root=plan.context.root, site=plan.site)
    articles: Iterable[Article] = reading.articles
    for transform in plan.prepares:
        if transform.prepare:
            with blamed(transform.label), trace(f"{transform.label}: prepare"):
                articles = [known(article) for article in transform.prepare(list(articles), context)]
    faults = reading.faults
    if plan.context.may_be_undated:
        articles = list(articles)
        faults = faults + [_undated(article) for article in articles if article.published_at == UNDATED]
        articles = [article for article in articles if article.published_at != UNDATED]
    return msgspec.structs.replace(reading, articles=stored(articles), faults=faults)


def _undated(article: Article) -> Fault:
    origin = article.origin or Origin(path=article.url)
    message = "no date says when this was published, and no transform finds one; write date: and e.g. 2024-05-01"
    return Fault(path=origin.path, line=origin.line, column=1, field="date", message=message)
