"""Render feeds into documents: complete articles, apply transforms, call formats, check what these yield."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from msgspec.structs import replace

from syndicate.model.article import Article
from syndicate.model.errors import ArticleError, FormatError, PluginError, SyndicateError, UsageError, excerpt
from syndicate.model.feed import Document, Feed
from syndicate.model.paths import folded_name
from syndicate.model.urls import absolute_url
from syndicate.parts.calls import Trace, blamed, no_trace
from syndicate.parts.contract import PublishedFile
from syndicate.pipeline.complete import Completer
from syndicate.pipeline.completed import Completed, complete_nothing
from syndicate.pipeline.compose import Composition, Job
from syndicate.pipeline.local_files import LocalFiles
from syndicate.pipeline.made import Made
from syndicate.pipeline.memory import Memory
from syndicate.pipeline.notes import Notes, Tally
from syndicate.pipeline.publish.check import document_fault
from syndicate.pipeline.publish.folder import Retraction, publish
from syndicate.pipeline.source_pass import Reading
from syndicate.settings.plan import Bodies, Plan

_HELD_TEXTS = 1000  # the texts of a feed of so many articles are cached in any case


class Renderer:
    """Renders jobs one at a time; the caller has called begin() of *memory* with all of them."""

    def __init__(self, reading: Reading, bodies: Bodies, memory: Memory | None = None, trace: Trace = no_trace) -> None:
        self._memory = memory or Memory()
        self._completer = Completer(reading.reader, bodies)
        self._files = LocalFiles(bodies)
        self._source_label = reading.source_label
        self._trace = trace

    def render(self, job: Job, made: Made | None = None) -> Iterator[Document]:
        """Yield the documents of *job*; the first has the warnings about articles, if all were completed for it.

        made  takes in the notes on articles

        Raises FormatError where the feed cannot be written; PluginError, which names the part, where one fails.
        """
        made = made or Made(job)
        try:
            feed = self._transformed(job, replace(job.feed, articles=self._articles(job, made.tally)))
            yield from map(made.with_warnings, self._documents(job, feed))
        finally:
            self._memory.close(job)

    def _articles(self, job: Job, tally: Tally) -> Sequence[Article]:
        """Return the articles of *job*, which are completed one by one; *tally* takes in the notes on each."""
        content, articles = job.plan.content, job.feed.articles
        if not job.plan.format.part.has_text:
            return self._memory.articles(job, Completed(articles, complete_nothing, tally)) or articles
        # A text is needed again by feeds that share no pieces with this one, and by formats that iterate twice.
        self._completer.keeps_texts = self._memory.reuses_texts() or len(articles) <= _HELD_TEXTS
        label = f"{job.path}: {self._source_label}"

        def complete(article: Article) -> tuple[Article, Notes]:
            notes = Notes()
            try:
                completed = self._completer.complete(article, content, notes)
                return self._files.complete(completed, notes), notes
            except Exception:
                with blamed(label):
                    raise

        completed = Completed(articles, complete, tally)
        return self._memory.articles(job, completed) or completed

    def _transformed(self, job: Job, feed: Feed) -> Feed:
        """Return *feed* after the transforms of *job*, which get all articles at once."""
        for transform in job.plan.transforms:
            if transform.apply:
                if not isinstance(feed.articles, list | tuple):
                    feed = replace(feed, articles=list(feed.articles))
                label = f"{job.path}: {transform.label}"
                with blamed(label), self._trace(label):
                    feed = transform.apply(feed)
                    _check_ids(feed)
        return feed

    def _documents(self, job: Job, feed: Feed) -> Iterator[Document]:
        """Yield what the format of *job* makes of *feed*."""
        label = f"{job.path}: {job.plan.format.label}"
        with blamed(label):
            documents = iter(job.plan.format.part.render(feed, job.path, *job.plan.format.arguments))
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
            yield document


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


class Rendering:
    """Renders feed after feed. A feed that fails is retracted as a whole, and the others go on, unless *is_strict*."""

    def __init__(self, composition: Composition, renderer: Renderer, memory: Memory, *, is_strict: bool) -> None:
        self._jobs = composition.jobs
        self._renderer = renderer
        self._memory = memory
        self._is_strict = is_strict
        self._errors: list[SyndicateError] = [*composition.failures]
        self._job_of: dict[str, Job] = {}  # path of a document -> its job
        # Folded path -> the job that it belongs to, as the path of the feed or of one of its documents.
        self._owner_of: dict[str, Job] = {}
        for job in composition.jobs:
            self._owner_of.setdefault(_folded(job.path), job)
        self.warnings: list[str] = []
        self.failures: list[str] = [str(error) for error in composition.failures]

    def publish(self, output: Path | None, *, dry_run: bool) -> tuple[tuple[PublishedFile, ...], tuple[Document, ...]]:
        """Publish all documents into *output*, and return the files; None: return the documents instead."""
        if output is None:
            return (), self._collected()
        return tuple(map(self._located, publish(self.documents(), output, dry_run=dry_run))), ()

    def documents(self) -> Iterator[Document | PublishedFile | Retraction]:
        """Yield the documents of all feeds, and retractions. Raises the first error if no feed is left."""
        if self._is_strict and self._errors:
            raise self._errors[0]
        is_any_made = False
        for job in self._jobs:
            made = Made(job)
            try:
                unchanged = self._memory.documents(job)
                for document in unchanged or self._renderer.render(job, made):
                    self._claim(document.path, made)
                    made.take(document)
                    yield document
            except SyndicateError as error:
                yield self._retracted(made, error)
            else:
                made.end()
                self.warnings += made.warnings
                is_any_made = True
                if not unchanged:
                    self._memory.rendered(made)
        if self._errors and not is_any_made:
            raise self._errors[0]

    def _claim(self, path: str, made: Made) -> None:
        """Raise PluginError if the next document of *made*, at *path*, takes the place of another one."""
        job = made.job
        owner = self._owner_of.setdefault(_folded(path), job)
        is_given = any(path == file.path for file in made.files)
        if owner is not job or is_given:
            other = f"the place of the feed {owner.path}" if owner is not job else "a path it has given already"
            message = f"{job.plan.format.label} yields {path}, which is {other}; give one of them another path"
            raise PluginError(f"{job.path}: {message}")
        self._job_of[path] = job

    def _retracted(self, made: Made, error: SyndicateError) -> Retraction:
        """Return the retraction of what was *made* before *error*; raise *error* if it costs more than the feed."""
        if self._is_strict or isinstance(error, UsageError):
            raise error
        self._errors.append(error)
        self.failures.append(str(error))
        self._owner_of = {place: owner for place, owner in self._owner_of.items() if owner is not made.job}
        return Retraction(frozenset(file.path for file in made.files))

    def _collected(self) -> tuple[Document, ...]:
        """Return all documents that are not retracted."""
        collected: dict[str, Document] = {}
        for document in self.documents():
            if isinstance(document, Document):
                collected[document.path] = document
            elif isinstance(document, Retraction):
                collected = {path: other for path, other in collected.items() if path not in document.paths}
        return tuple(collected.values())

    def _located(self, file: PublishedFile) -> PublishedFile:
        """Return *file* with the name of its format, and its URL: next to the document that is the feed's own."""
        job = self._job_of[file.path]
        path = posixpath.relpath(file.path, posixpath.dirname(job.path) or ".")
        url = job.feed.url if file.path == job.path else absolute_url(quote(path), job.feed.url)
        return replace(file, url=url, format=job.plan.format.part.name)


def _folded(path: str) -> str:
    """Return a form of *path* that is equal for two paths if they are one file on some system."""
    return "/".join(map(folded_name, path.split("/")))
