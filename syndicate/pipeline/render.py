"""Render feeds into documents: complete articles, apply transforms, call formats, check what these yield."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from msgspec.structs import replace

from syndicate.model.article import Article, Origin
from syndicate.model.errors import ArticleError, FormatError, PluginError, count, excerpt
from syndicate.model.feed import Document, Feed
from syndicate.parts.calls import Trace, blamed, no_trace
from syndicate.parts.contract import Reader, SourceContext
from syndicate.pipeline.complete.completed import Completed, complete_nothing
from syndicate.pipeline.complete.completer import Completer
from syndicate.pipeline.complete.local_files import TOGETHER, LocalFiles
from syndicate.pipeline.complete.notes import Notes, Tally
from syndicate.pipeline.complete.text import TextReader
from syndicate.pipeline.compose import Composition, Job
from syndicate.pipeline.memory import Made, Memory
from syndicate.pipeline.publish.check import document_fault
from syndicate.pipeline.reading import Reading
from syndicate.pipeline.workers.resources import ALONE, Resources
from syndicate.settings.plan import Bodies, Plan
from syndicate.store.sequence import StoredArticles
from syndicate.store.spool import SpooledBytes

if TYPE_CHECKING:
    from syndicate.pipeline.complete.entries import EntriesAhead


class Texts(Protocol):
    """What has the texts of articles: a Reading, for one."""

    @property
    def reader(self) -> Reader: ...

    @property
    def source_label(self) -> str:
        """The name of the source in messages."""

    @property
    def summaries(self) -> SpooledBytes | None:
        """What was made for them while articles were read; None: nothing."""


_HELD_TEXTS = 1000  # the texts of a feed of so many articles are cached in any case


class Renderer:
    """Renders jobs one at a time.

    memory     is asked what can be spared; call its begin() with all jobs first
    context    of the source, for other processes that make texts
    resources  what there is of these
    """

    def __init__(
        self,
        reading: Texts,
        bodies: Bodies,
        memory: Memory | None = None,
        trace: Trace = no_trace,
        *,
        context: SourceContext | None = None,
        resources: Resources = ALONE,
    ) -> None:
        self._memory = memory or Memory()
        texts = TextReader(reading.reader, bodies)
        self._texts, self._context, self._resources = texts, context, resources
        self._completer = Completer(texts, self._memory, context, resources, reading.summaries)
        self._files = LocalFiles(bodies, self._memory)
        self._root = bodies.root
        self._names_of = context.fields if context else {}
        self._source_label = reading.source_label
        self._trace = trace

    def render(self, job: Job, made: Made | None = None) -> Iterator[Document]:
        """Yield the documents of *job*; the first has the warnings about articles, if all were completed for it.

        made  takes in the notes on articles

        Raises FormatError where the feed cannot be written, or memory does not suffice; PluginError, which names the
        part, where one fails.
        """
        made = made or Made(job)
        is_short = False
        try:
            yield from map(made.with_warnings, self._bounded(job, self._transformed(job, made, as_links=True))[1])
        except MemoryError:
            is_short = True
        finally:
            self._completer.end()
            self._memory.close(job)
        if is_short:  # outside, for the error would hold all that is in memory
            articles = count(len(job.feed.articles), "article")
            raise FormatError(f"{job.path}: memory does not suffice for {articles}; set its limit or page_size")

    @property
    def notes(self) -> tuple[str, ...]:
        return self._completer.notes

    def feed(self, job: Job, made: Made) -> Feed:
        """Return the feed of *job* as its format sees it: its articles are completed when they are asked for.

        made  takes in the notes on articles
        """
        return self._bounded(job, self._transformed(job, made))[0]

    def open_file(self, article: Article, url: str) -> int | None:
        """Return a descriptor of the file of the site that is served at *url*, None if there is none."""
        return self._files.open(article, url)

    def _articles(self, job: Job, tally: Tally, *, as_links: bool) -> Sequence[Article]:
        """Return the articles of *job*, which are completed one by one; *tally* takes in the notes on each.

        as_links  nobody but the format looks at them
        """
        content, articles = job.plan.content, job.feed.articles
        if not job.plan.format.part.has_text:
            if as_links and job.plan.asks_for_links and isinstance(articles, StoredArticles):
                articles = articles.links()
            remembered = self._memory.articles(job, Completed(articles, complete_nothing, tally))
            return articles if remembered is None else remembered
        # A text is needed again by feeds that share no pieces with this one, and by formats that iterate twice.
        self._completer.keeps_texts = self._memory.reuses_texts() or len(articles) <= _HELD_TEXTS
        label = f"{job.path}: {self._source_label}"

        def complete(article: Article, place: int) -> tuple[Article, Notes]:
            notes = Notes()
            try:
                completed = self._completer.complete(article, place, content, notes)
                return self._files.complete(completed, notes, lambda: articles[place + 1 : place + TOGETHER]), notes
            except Exception:
                with blamed(label):
                    raise

        self._completer.begin(job)
        completed = Completed(articles, complete, tally, entries=self._entries(job))
        remembered = self._memory.articles(job, completed)
        return completed if remembered is None else remembered

    def _entries(self, job: Job) -> EntriesAhead | None:
        """Return what has the entries of *job* made by other processes; None where that does not pay, or cannot be."""
        resources = self._resources
        if len(job.numbers) < resources.thresholds.entry_articles or not job.shows_text or not resources.has_others:
            return None
        # Processes of our own take the cores that they would spare, and an entry without a text, e.g. a sitemap's,
        # is made sooner than sent. Which page a text was taken from is noted here.
        if resources.executor is None or self._context is None or self._texts.bodies.built:
            return None
        from syndicate.pipeline.complete.entries import EntriesAhead

        return EntriesAhead(self._texts, self._completer, job.plan.content, self._context, resources)

    def _transformed(self, job: Job, made: Made, *, as_links: bool = False) -> Feed:
        """Return the feed of *job*, completed, after its transforms, which get all articles at once."""
        feed = replace(job.feed, articles=self._articles(job, made.tally, as_links=as_links))
        for transform in job.plan.transforms:
            if transform.apply:
                if not isinstance(feed.articles, list | tuple):
                    feed = replace(feed, articles=list(feed.articles))
                label = f"{job.path}: {transform.label}"
                with blamed(label), self._trace(label):
                    feed = transform.apply(feed)
                    _check_ids(feed)
        return feed

    def _bounded(self, job: Job, feed: Feed) -> tuple[Feed, Iterable[Document]]:
        """Return *feed* with what its profile takes and its limit of bytes has room for, and the documents of that."""
        plan = job.plan
        if plan.profile is None and not plan.limit_bytes:
            return feed, self._documents(job, feed)
        warnings: tuple[str, ...] = ()
        if plan.profile is not None:
            from syndicate.profiles.fitting import taken

            feed, warnings = taken(plan.profile, feed, partial(self._documents, job), self._line_of)
            if not feed.articles and job.feed.articles and not plan.may_be_empty:
                raise FormatError(f"{job.path}: {'; '.join(warnings)}")
        documents = list(self._documents(job, feed))
        if plan.limit_bytes and _size(documents) > plan.limit_bytes:
            total = len(feed.articles)
            room = bisect_right(
                range(1, total),
                plan.limit_bytes,
                key=lambda length: _size(self._documents(job, replace(feed, articles=feed.articles[:length]))),
            )
            feed = replace(feed, articles=feed.articles[:room])
            documents = list(self._documents(job, feed))
            said = f"{room} of {count(total, 'article')} have room in limit_bytes, {plan.limit_bytes:,}"
            if not room:
                raise FormatError(f"{job.path}: {said}; set it higher, or give the feed content: summary")
            warnings += (f"{said}: the last {total - room} are left out",)
        if documents and warnings:
            documents[0] = replace(documents[0], warnings=warnings + documents[0].warnings)
        return feed, documents

    def _line_of(self, origin: Origin, field: str) -> int:
        from syndicate.articles.lines import line_of_field

        if not self._root:
            return origin.line
        return line_of_field(self._root, origin, field, self._names_of)

    def _documents(self, job: Job, feed: Feed) -> Iterator[Document]:
        label = f"{job.path}: {job.plan.format.label}"
        served_as = job.plan.format.served_as
        with blamed(label):
            made = job.plan.format.part.render(feed, job.path, *job.plan.format.arguments)
        if not isinstance(made, Iterable):
            raise PluginError(f"{label} returns {type(made).__name__}; it must yield Documents")
        documents = iter(made)
        while True:
            with blamed(label), self._trace(label):
                try:
                    document = next(documents, None)
                except FormatError as error:
                    raise FormatError(f"{job.path}: {error}") from error
                if document is None:
                    return
            if wrong := document_fault(document, is_well_formed=job.plan.format.part.is_well_formed):
                raise PluginError(f"{label} {wrong}")
            yield replace(document, served_as=served_as) if served_as else document


def _size(documents: Iterable[Document]) -> int:
    return max((len(document.body) for document in documents), default=0)


def render(composition: Composition, reading: Reading, plan: Plan, memory: Memory | None = None) -> Iterator[Document]:
    """Yield the documents of all feeds, one at a time; see Renderer.render()."""
    memory = memory or Memory()
    memory.begin(composition.jobs)
    renderer = Renderer(reading, plan.bodies, memory)
    for job in composition.jobs:
        yield from renderer.render(job)


def _check_ids(feed: Feed) -> None:
    """Raise ArticleError where a transform has given two articles one id (RFC 4287 section 4.1.1)."""
    seen: set[str] = set()
    for article in feed.articles:
        if article.id in seen:
            raise ArticleError("id", f"{excerpt(article.id)} is the id of two articles")
        seen.add(article.id)
