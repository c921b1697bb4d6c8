"""Feed after feed into the output folder: rendered or unchanged, retracted if it fails, all published together."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from msgspec.structs import replace

from syndicate.model.errors import PluginError, SyndicateError, UsageError
from syndicate.model.feed import Document
from syndicate.model.paths import folded_name
from syndicate.model.urls import absolute_url
from syndicate.parts.contract import PublishedFile
from syndicate.pipeline.compose import Composition, Job
from syndicate.pipeline.made import Made
from syndicate.pipeline.memory import Memory
from syndicate.pipeline.publish.folder import Retraction, publish
from syndicate.pipeline.render import Renderer
from syndicate.store.known import KnownUnusableError


class Publication:
    """All feeds of an export, rendered one after another and published together.

    A feed that fails is taken back as a whole and the others go on, unless *is_strict*.
    """

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
                for document in self._renderer.render(job, made) if unchanged is None else unchanged:
                    self._claim(document.path, made)
                    made.take(document)
                    yield document
            except SyndicateError as error:
                yield self._take_back(made, error)
            else:
                made.end()
                self.warnings += made.warnings
                is_any_made = True
                if unchanged is None:
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

    def _take_back(self, made: Made, error: SyndicateError) -> Retraction:
        """Return the retraction of what was *made*; raise *error* if it costs more than the feed."""
        if self._is_strict or isinstance(error, UsageError | KnownUnusableError):
            raise error
        self._errors.append(error)
        self.failures.append(str(error))
        self._owner_of = {place: owner for place, owner in self._owner_of.items() if owner is not made.job}
        return Retraction(frozenset(file.path for file in made.files))

    def _collected(self) -> tuple[Document, ...]:
        """Return all documents that are not taken back."""
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
