"""The export asks a Memory whether a step can be skipped. This one always says no; another says yes where it can."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from syndicate.model.article import Article
from syndicate.model.errors import Fault
from syndicate.parts.contract import PublishedFile
from syndicate.pipeline.choose import KnownChoices
from syndicate.pipeline.complete.completed import Completed
from syndicate.pipeline.compose import Job
from syndicate.pipeline.made import Made


class DoneExport(msgspec.Struct, frozen=True, array_like=True):
    """What an export before has done, where this one would do the same.

    faults  of articles that have another one's id
    """

    chosen_count: int
    files: tuple[PublishedFile, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[str, ...]


class Memory:
    """What an export may be spared, since it has been done before. This one remembers nothing, so that all is done.

    One rule: whatever a memory answers is what doing the work would give. None means: do it.

    choices  those of exports before, for choosing; None: they are not known
    """

    choices: KnownChoices | None = None

    def __init__(self) -> None:
        self._text_count = 0

    def done_export(self, *, allow_empty: bool) -> DoneExport | None:  # noqa: ARG002
        """Return what this export would do, before anything is chosen."""
        return None

    def begin(self, jobs: Sequence[Job]) -> None:
        """Take in all feeds of the export, of which none is rendered yet."""
        self._text_count = sum(job.shows_text for job in jobs)

    def reuses_texts(self) -> bool:
        """Tell whether a text that is completed for one feed may be asked for again by another one."""
        return self._text_count != 1

    def documents(self, job: Job) -> Sequence[PublishedFile] | None:  # noqa: ARG002
        """Return the documents of *job* if they stand in their places as they would be written."""
        return None

    def articles(self, job: Job, completed: Completed) -> Sequence[Article] | None:  # noqa: ARG002
        """Return *completed* as a sequence that knows pieces: the bytes that the format has encoded an article into."""
        return None

    def text(self, digest: bytes, made_from: bytes) -> bytes | None:  # noqa: ARG002
        """Return the encoded text of the article with *digest*, made from that and what has the fingerprint *made_from*."""
        return None

    def has_text(self, digest: bytes) -> bool:  # noqa: ARG002
        """Tell whether there may be a text of the article with *digest*."""
        return False

    def remember_text(self, digest: bytes, made_from: bytes, encoded: bytes) -> None:
        """Take in the text of an article that had to be made."""

    def rendered(self, made: Made) -> None:
        """Take in that all documents of a job were made."""

    def close(self, job: Job) -> None:
        """Let go of what only *job* needs: it is rendered, or has failed."""
