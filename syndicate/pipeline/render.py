"""Feeds into documents: articles are completed, transforms applied, formats called, what they yield is checked."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from msgspec.structs import replace

from syndicate.index.documents import StandingDocument, StandingFeeds
from syndicate.index.file import IndexUnusableError
from syndicate.index.pieces import ChunkedPieces, KeptPieces
from syndicate.index.sharing import Shared, Sharing
from syndicate.model.article import Article
from syndicate.model.errors import ArticleError, FormatError, PluginError, SyndicateError, UsageError, excerpt
from syndicate.model.feed import Document, Feed
from syndicate.model.paths import folded_name
from syndicate.model.urls import absolute_url
from syndicate.parts.calls import Trace, blamed, no_trace
from syndicate.parts.contract import ExportedFile
from syndicate.pipeline.complete import Completer
from syndicate.pipeline.completed import Completed, as_it_is
from syndicate.pipeline.compose import Composition, Job
from syndicate.pipeline.local_files import LocalFiles
from syndicate.pipeline.notes import Notes, Tally
from syndicate.pipeline.publish.check import document_fault
from syndicate.pipeline.publish.folder import Published, Unchanged, Withdrawal
from syndicate.pipeline.source_pass import Reading
from syndicate.settings.plan import Bodies, Plan

_FEW = 1000  # articles of a feed whose texts are kept in any case


class Renderer:
    """Renders jobs one at a time.

    jobs  all that it may be given: feeds that are alike then share the pieces of their articles
    kept  pieces of exports before

    What is true of the job that was rendered last, once its documents are done:

    warnings       what there is to say that was not known when its first document was
    touched_files  its documents depend on files of the site beside the articles' own: on built pages, pictures ...
    """

    def __init__(
        self,
        reading: Reading,
        bodies: Bodies,
        trace: Trace = no_trace,
        jobs: Iterable[Job] = (),
        kept: KeptPieces | None = None,
    ) -> None:
        self.warnings: tuple[str, ...] = ()
        self.touched_files = False
        self._completer = Completer(reading.reader, bodies)
        self._files = LocalFiles(bodies)
        self.kept = kept
        self._sharing = Sharing(jobs)
        self._source_label = reading.source_label
        self._trace = trace

    def render(self, job: Job) -> Iterator[Document]:
        """Yield the documents of *job*; the first has the warnings about articles, if it was made of all of them.

        Raises FormatError where the feed cannot be written; PluginError, which names the part, where one fails.
        """
        self.warnings, self.touched_files = (), False
        tally = Tally(len(job.feed.articles))
        shared = self._sharing.shared(job)
        kept = self.kept.of(job) if self.kept is not None else None
        try:
            documents = self._documents(job, self._transformed(job, self._completed(job, tally, shared, kept)))
            first = next(documents, None)
            if first is None:
                return
            was_complete = tally.is_complete
            warnings = tally.warnings() if was_complete else ()
            yield replace(first, warnings=warnings + first.warnings) if warnings else first
            del first
            yield from documents
            if kept is not None:
                kept.close()
            self.warnings = () if was_complete else tally.warnings()
        finally:
            self.touched_files = tally.touches_files
            if shared:
                shared.close()

    def _completed(self, job: Job, tally: Tally, shared: Shared | None, kept: ChunkedPieces | None) -> Feed:
        """Return the feed of *job* with articles that are completed one by one, and *tally* takes in what is amiss."""
        has_text, content = job.plan.format.part.has_text, job.plan.content
        if not has_text and shared is None and kept is None:
            return job.feed
        # A text is wanted again by feeds that share no pieces with this one, and by formats that look twice.
        self._completer.keeps_texts = self._sharing.text_count != 1 or len(job.feed.articles) <= _FEW
        label = f"{job.path}: {self._source_label}"

        def complete(article: Article) -> tuple[Article, Notes]:
            notes = Notes()
            try:
                completed = self._completer.complete(article, content, notes)
                return self._files.complete(completed, notes), notes
            except Exception:
                with blamed(label):
                    raise

        articles = shared.articles() if shared else job.feed.articles
        return replace(
            job.feed, articles=Completed(articles, complete if has_text else as_it_is, tally, shared, kept=kept)
        )

    def _transformed(self, job: Job, feed: Feed) -> Feed:
        """Return *feed* after the transforms of *job*, which are given all articles at once."""
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


def render(composition: Composition, reading: Reading, plan: Plan) -> Iterator[Document]:
    """Yield the documents of all feeds, one at a time; see Renderer.render()."""
    renderer = Renderer(reading, plan.bodies, jobs=composition.jobs)
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
        self._stood = 0  # feeds that stand as they were
        # Place of a job -> its documents, if the next export may leave them as they are.
        self._rendered: dict[int, list[StandingDocument]] = {}
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
                late = self._renderer.warnings if left else ()
                self.warnings += [*warnings, *(f"{paths[0]}: {warning}" for warning in late)]
                rendered += 1
                if left and not self._renderer.touched_files:
                    left[0] = replace(left[0], warnings=left[0].warnings + late)
                    self._rendered[place] = left
        if self._errors and not rendered:
            raise self._errors[0]

    def _standing_or_rendered(self, job: Job) -> Iterable[StandingDocument | Document]:
        found = self._standing.documents(job) if self._standing is not None else None
        if found:
            self._stood += 1
            return found
        return self._renderer.render(job)

    def keep(self, files: Sequence[ExportedFile], composition: Composition, *, allow_empty: bool) -> None:
        """Note what was published as *files*, for the next export; a warning says so where that fails."""
        if self._standing is None:
            return
        kept = self._renderer.kept
        try:
            for place, documents in self._rendered.items():
                self._standing.keep(self._jobs[place], documents)
            if not self.failures and len(self._rendered) + self._stood == len(self._jobs):
                chosen = composition.chosen_count
                self._standing.keep_export(files, chosen, composition.faults, self.warnings, allow_empty=allow_empty)
            if kept is not None:
                kept.forget_others(job.path for job in self._jobs)
            self._standing.save()
        except IndexUnusableError as error:
            self.warnings.append(f"the index {error}; the next export renders all feeds")
        if kept is not None and kept.failure:
            self.warnings.append(f"the index {kept.failure}; the next export encodes all articles")

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
