"""What rendering has made of one job so far, for the report and the memory."""

from __future__ import annotations

from msgspec.structs import replace

from syndicate.model.feed import Document
from syndicate.parts.contract import PublishedFile
from syndicate.pipeline.complete.notes import Tally
from syndicate.pipeline.compose import Job
from syndicate.pipeline.publish.target import file_of


class Made:
    """The documents of *job* as files, in their order, and the notes on its articles."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.tally = Tally(len(job.feed.articles))
        self.files: list[PublishedFile] = []
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
        """Take in the next document, or its unchanged file."""
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
