"""Feeds into documents: bodies are read and cleaned, transforms applied, formats called, what they yield is checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING

from msgspec.structs import replace

from syndicate.calling import Trace, blamed, no_trace
from syndicate.documents import document_fault
from syndicate.errors import ArticleError, FormatError, PluginError, count, excerpt
from syndicate.model import Article, Document, Feed, Origin
from syndicate.parts import Reader
from syndicate.pipeline import Composition, Job, Reading

if TYPE_CHECKING:
    from syndicate.settings import Content


class Renderer:
    """Renders jobs one at a time; each body is read and cleaned once for all of them."""

    def __init__(self, reading: Reading, trace: Trace = no_trace) -> None:
        self._bodies = _Bodies(reading.reader)
        self._source_label = reading.source_label
        self._trace = trace

    def render(self, job: Job) -> Iterator[Document]:
        """Yield the documents of *job*.

        Raises FormatError where the feed cannot be written; PluginError, which names the part, where one fails.
        """
        label = f"{job.path}: {self._source_label}"
        with blamed(label), self._trace(f"{label}: content") if job.plan.content == "full" else nullcontext():
            feed, warnings = self._bodies.fill(job.feed, job.plan.content)
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


def render(composition: Composition, reading: Reading) -> Iterator[Document]:
    """Yield the documents of all feeds, one at a time; see Renderer.render()."""
    renderer = Renderer(reading)
    for job in composition.jobs:
        yield from renderer.render(job)


def _check_ids(feed: Feed) -> None:
    """Raise ArticleError where a transform has given two articles one id (RFC 4287 section 4.1.1)."""
    seen: set[str] = set()
    for article in feed.articles:
        if article.id in seen:
            raise ArticleError("id", f"{excerpt(article.id)} is the id of two articles")
        seen.add(article.id)


class _Bodies:
    """Reads and cleans the bodies of articles, each once, for the feeds that carry full text."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._cleaned: dict[tuple[str, Origin | None], str] = {}

    def fill(self, feed: Feed, content: Content) -> tuple[Feed, tuple[str, ...]]:
        """Return *feed* with as much text as *content* says, and a warning that counts what has none."""
        if content == "summary":
            if not any(article.content_html for article in feed.articles):
                return feed, ()
            return replace(feed, articles=[replace(article, content_html="") for article in feed.articles]), ()
        if content == "none":
            bare = [replace(article, content_html="", summary="") for article in feed.articles]
            return replace(feed, articles=bare), ()
        full = [replace(article, content_html=self._content(article)) for article in feed.articles]
        without = sum(not article.content_html for article in full)
        warning = (
            f"no HTML body for {without} of {count(len(full), 'article')} (Markdown is not rendered), so the summary stands "
            "there; write content: summary, or HTML files"
        )
        return replace(feed, articles=full), (warning,) if without else ()

    def _content(self, article: Article) -> str:
        key = (article.id, article.origin)
        if key not in self._cleaned:
            from syndicate.html import clean_html

            body: object = self._reader.content(article)
            if not isinstance(body, str):
                raise TypeError(f"content() returned {type(body).__name__}; it must return text")
            self._cleaned[key] = clean_html(body, article.url)
        return self._cleaned[key]
