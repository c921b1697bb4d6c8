"""What an export asks whether a step can be skipped: this Memory always says no, another one yes where it can."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from syndicate.model.article import Article
from syndicate.model.errors import Fault
from syndicate.model.feed import Document
from syndicate.parts.contract import PublishedFile
from syndicate.pipeline.choose import KnownChoices
from syndicate.pipeline.complete.completed import Completed
from syndicate.pipeline.complete.notes import Tally
from syndicate.pipeline.compose import Job
from syndicate.pipeline.publish.target import file_of

if TYPE_CHECKING:
    from syndicate.pipeline.complete.built_pages import NoText, Page
    from syndicate.record.recognition import Settled


class Made:
    """The documents of *job* as files, in their order, and the notes on its articles.

    paths  that its documents have taken
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.tally = Tally(len(job.feed.articles))
        self.files: list[PublishedFile] = []
        self.paths: set[str] = set()
        self._has_begun = False
        self._has_warned = False  # whether the first document has the warnings about articles

    def with_warnings(self, document: Document) -> Document:
        """Return *document*; the first gets the warnings about articles, if all of them were completed for it."""
        if self._has_begun:
            return document
        self._has_begun, self._has_warned = True, self.tally.is_complete
        warnings = self.tally.warnings() if self._has_warned else ()
        return replace(document, warnings=warnings + document.warnings) if warnings else document

    def take(self, document: Document | PublishedFile) -> None:
        if isinstance(document, Document):
            document = file_of(document, warnings=document.warnings)
        self.files.append(document)

    def end(self) -> None:
        """End the documents; the first file gets the warnings for which its document came too early."""
        if self._has_begun and not self._has_warned and self.files and (late := self.tally.warnings()):
            self.files[0] = replace(self.files[0], warnings=self.files[0].warnings + late)

    @property
    def warnings(self) -> list[str]:
        """A sentence for each warning, that begins with the path of its file."""
        return [f"{file.path}: {warning}" for file in self.files for warning in file.warnings]


class DoneExport(msgspec.Struct, frozen=True, array_like=True):
    """The result of an export before, if this export would give the same."""

    chosen_count: int
    files: tuple[PublishedFile, ...]
    faults: tuple[Fault, ...]  # of articles with the id of another article
    warnings: tuple[str, ...]
    unchosen: dict[str, int] | None = None  # None: it was not counted


class Memory:
    """What an export need not do again. This memory remembers nothing, so all work is done.

    One rule: whatever a memory answers is what doing the work would give. None means: do it.

    choices  of an export before; None: they are not known
    """

    choices: KnownChoices | None = None

    def __init__(self) -> None:
        self._text_count = 0

    def done_export(self, *, allow_empty: bool, record: bytes) -> DoneExport | None:  # noqa: ARG002
        """Return the result of this export, before anything is chosen.

        record  the digest of what is known to be published
        """
        return None

    def settled(self) -> Settled | None:
        """Return what an export before has left about the articles in the record."""
        return None

    def begin(self, jobs: Sequence[Job]) -> None:
        """Take in all feeds of the export, before the first is rendered."""
        self._text_count = sum(job.shows_text for job in jobs)

    def reuses_texts(self) -> bool:
        """Tell whether more than one feed may need the text of an article."""
        return self._text_count != 1

    def documents(self, job: Job) -> Sequence[PublishedFile] | None:  # noqa: ARG002
        """Return the files of *job* if rendering would write the same."""
        return None

    def articles(self, job: Job, completed: Completed) -> Sequence[Article] | None:  # noqa: ARG002
        """Return the *completed* articles as a sequence that knows pieces: articles as the format has encoded them."""
        return None

    def knows_pages(self) -> bool:
        """Tell whether what documents() and articles() answer depends on the built pages, too."""
        return False

    def note_page(self, digest: bytes, page: Page | NoText | None, made_from: bytes) -> None:
        """Take in the built page that the text of the article with *digest* is looked for on, and its fingerprint."""

    def text(self, digest: bytes, made_from: bytes) -> bytes | None:  # noqa: ARG002
        """Return the encoded text of the article with *digest*; *made_from* is the fingerprint of its other inputs."""
        return None

    def has_text(self, digest: bytes) -> bool:  # noqa: ARG002
        """Tell whether there may be a text of the article with *digest*."""
        return False

    def remember_text(self, digest: bytes, made_from: bytes, encoded: bytes) -> None:
        """Take in the text of an article that had to be made."""

    def file_facts(self, url: str, stamp: str) -> bytes | None:  # noqa: ARG002
        """Return what was found out about the file at *url* of a store while it had *stamp*, encoded."""
        return None

    def remember_file_facts(self, url: str, stamp: str, encoded: bytes) -> None:
        """Take in what had to be found out about the file at *url* of a store."""

    def rendered(self, made: Made) -> None:
        """Take in all documents of a job, once they are made."""

    def close(self, job: Job) -> None:
        """Drop what only *job* needs: it is rendered, or has failed."""
