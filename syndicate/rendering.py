"""Feeds into documents: articles are completed, transforms applied, formats called, what they yield is checked."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from urllib.parse import quote

from msgspec.structs import replace

from syndicate.calling import Trace, blamed, no_trace
from syndicate.completing import Completer
from syndicate.documents import document_fault
from syndicate.errors import ArticleError, FormatError, PluginError, SyndicateError, UsageError, excerpt
from syndicate.files import Published, Unchanged, Withdrawal
from syndicate.index_file import IndexUnusableError
from syndicate.local_files import LocalFiles
from syndicate.model import Document, Feed
from syndicate.parts import ExportedFile
from syndicate.paths import folded_name
from syndicate.pipeline import Composition, Job
from syndicate.plan import Bodies, Plan
from syndicate.reading import Reading
from syndicate.standing import StandingDocument, StandingFeeds
from syndicate.urls import absolute_url


class Renderer:
    """Renders jobs one at a time."""

    def __init__(self, reading: Reading, bodies: Bodies, trace: Trace = no_trace) -> None:
        self._completer = Completer(reading.reader, bodies)
        self._files = LocalFiles(bodies)
        self._source_label = reading.source_label
        self._trace = trace
        self.touched_files = False

    def render(self, job: Job) -> Iterator[Document]:
        """Yield the documents of *job*.

        Raises FormatError where the feed cannot be written; PluginError, which names the part, where one fails.
        """
        self.touched_files = job.plan.format.part.has_text
        label = f"{job.path}: {self._source_label}"
        with blamed(label), self._trace(f"{label}: content") if job.plan.content == "full" else nullcontext():
            feed: Feed = job.feed
            warnings: tuple[str, ...] = ()
            if job.plan.format.part.has_text:
                feed, warnings = self._completer.complete(job.feed, job.plan.content)
                feed, amiss = self._files.complete(feed)
                warnings += amiss
        for transform in job.plan.transforms:
            if transform.apply:
                label = f"{job.path}: {transform.label}"
                with blamed(label), self._trace(label):
                    feed = transform.apply(feed)
                    _check_ids(feed)
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
            if wrong := document_fault(document):
                raise PluginError(f"{label} {wrong}")
            yield replace(document, warnings=warnings + document.warnings) if warnings else document
            warnings = ()


def render(composition: Composition, reading: Reading, plan: Plan) -> Iterator[Document]:
    """Yield the documents of all feeds, one at a time; see Renderer.render()."""
    renderer = Renderer(reading, plan.bodies)
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
    """Renders feed after feed. One that fails is taken back whole and the others go on, unless the export is strict."""

    def __init__(
        self, composition: Composition, renderer: Renderer, *, is_strict: bool, standing: StandingFeeds | None = None
    ) -> None:
        self._standing = standing
        self._rendered: dict[
            int, list[StandingDocument]
        ] = {}  # place of a job -> its documents, where others may use them
        self._jobs = composition.jobs
        self._renderer = renderer
        self._is_strict = is_strict
        self._errors: list[SyndicateError] = [*composition.failures]
        self._job_of: dict[str, Job] = {}  # path of a document -> the job it is of
        # Folded path -> the job whose place it is, from the start or once it is taken.
        self._place_of: dict[str, Job] = {}
        for job in composition.jobs:
            self._place_of.setdefault(_folded(job.path), job)
        self.warnings: list[str] = []
        self.failures: list[str] = [str(error) for error in composition.failures]

    def documents(self) -> Iterator[Document | Unchanged | Withdrawal]:
        """Yield the documents of all feeds, and what is to be taken back. Raises the first error if nothing is left."""
        if self._is_strict and self._errors:
            raise self._errors[0]
        rendered = 0
        for place, job in enumerate(self._jobs):
            paths: list[str] = []
            warnings = []
            left: list[StandingDocument] = []
            try:
                for document in self._standing_or_rendered(job):
                    self._claim(document.path, job, paths)
                    paths.append(document.path)
                    warnings += [f"{document.path}: {warning}" for warning in document.warnings]
                    self._job_of[document.path] = job
                    if isinstance(document, StandingDocument):
                        yield _unchanged(document)
                    else:
                        left.append(_standing(document))
                        yield document
            except SyndicateError as error:
                if self._is_strict or isinstance(error, UsageError):
                    raise
                self._errors.append(error)
                self.failures.append(str(error))
                self._place_of = {place: owner for place, owner in self._place_of.items() if owner is not job}
                yield Withdrawal(frozenset(paths))
            else:
                self.warnings += warnings
                rendered += 1
                if left and not self._renderer.touched_files:
                    self._rendered[place] = left
        if self._errors and not rendered:
            raise self._errors[0]

    def _standing_or_rendered(self, job: Job) -> Iterable[StandingDocument | Document]:
        return (self._standing and self._standing.documents(job)) or self._renderer.render(job)

    def keep(self) -> None:
        """Note what was published, for the next export; a warning says so where that fails."""
        if self._standing is None:
            return
        try:
            for place, documents in self._rendered.items():
                self._standing.keep(self._jobs[place], documents)
            self._standing.save()
        except IndexUnusableError as error:
            self.warnings.append(f"the index {error}; the next export renders all feeds")

    def _claim(self, path: str, job: Job, paths: list[str]) -> None:
        """Raise PluginError where the document of *job* at *path*, after those at *paths*, takes the place of another one."""
        owner = self._place_of.setdefault(_folded(path), job)
        if owner is not job or path in paths:
            other = f"the place of the feed {owner.path}" if owner is not job else "a path it has given already"
            message = f"{job.plan.format.label} yields {path}, which is {other}; give one of them another path"
            raise PluginError(f"{job.path}: {message}")

    def collected(self) -> tuple[Document, ...]:
        """Return all documents that are not taken back."""
        kept: dict[str, Document] = {}
        for document in self.documents():
            if isinstance(document, Document):
                kept[document.path] = document
            elif isinstance(document, Withdrawal):
                kept = {path: other for path, other in kept.items() if path not in document.paths}
        return tuple(kept.values())

    def file(self, published: Published) -> ExportedFile:
        """Return *published* with the format that made it, and where it is served: beside its feed's own document."""
        job = self._job_of[published.path]
        path = posixpath.relpath(published.path, posixpath.dirname(job.path) or ".")
        return ExportedFile(
            path=published.path,
            url=job.feed.url if published.path == job.path else absolute_url(quote(path), job.feed.url),
            format=job.plan.format.part.name,
            media_type=published.media_type,
            state=published.state,
            size_bytes=published.size_bytes,
            entry_count=published.entry_count,
        )


def _unchanged(document: StandingDocument) -> Unchanged:
    return Unchanged(
        path=document.path,
        size_bytes=document.size_bytes,
        entry_count=document.entry_count,
        media_type=document.media_type,
    )


def _standing(document: Document) -> StandingDocument:
    return StandingDocument(
        document.path, document.media_type, len(document.body), 0, document.entry_count, document.warnings
    )


def _folded(path: str) -> str:
    """Return what two paths share that are one file on some system."""
    return "/".join(map(folded_name, path.split("/")))
