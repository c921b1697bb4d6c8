"""Feeds into documents: articles are completed, transforms applied, formats called, what they yield is checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

from msgspec.structs import replace

from syndicate.calling import Trace, blamed, no_trace
from syndicate.completing import Completer
from syndicate.documents import document_fault
from syndicate.errors import ArticleError, FormatError, PluginError, excerpt
from syndicate.model import Document, Feed
from syndicate.pipeline import Composition, Job, Reading
from syndicate.plan import Bodies, Plan


class Renderer:
    """Renders jobs one at a time."""

    def __init__(self, reading: Reading, bodies: Bodies, trace: Trace = no_trace) -> None:
        self._completer = Completer(reading.reader, bodies)
        self._source_label = reading.source_label
        self._trace = trace

    def render(self, job: Job) -> Iterator[Document]:
        """Yield the documents of *job*.

        Raises FormatError where the feed cannot be written; PluginError, which names the part, where one fails.
        """
        label = f"{job.path}: {self._source_label}"
        with blamed(label), self._trace(f"{label}: content") if job.plan.content == "full" else nullcontext():
            feed: Feed = job.feed
            warnings: tuple[str, ...] = ()
            if job.plan.format.part.has_text:
                feed, warnings = self._completer.complete(job.feed, job.plan.content)
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
