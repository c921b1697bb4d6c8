"""Feed after feed into the target: rendered or unchanged, retracted if it fails, all published together."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec.structs import replace

from syndicate.model.errors import PluginError, PublishError, SyndicateError, UnavailableError, UsageError, shown
from syndicate.model.feed import Document, LongDocument
from syndicate.model.log import INFO, log
from syndicate.model.paths import folded_name, is_on_web
from syndicate.model.urls import absolute_url
from syndicate.parts.contract import PublishedFile, Withdrawn
from syndicate.pipeline.compose import Composition, Job
from syndicate.pipeline.memory import Made, Memory
from syndicate.pipeline.publish.target import Removal, Retraction, Target, header_of, publish
from syndicate.pipeline.render import Renderer
from syndicate.pipeline.report import Report
from syndicate.settings.plan import Plan
from syndicate.store.store import KnownUnusableError, Store

if TYPE_CHECKING:
    from syndicate.record.comparison import Comparison
    from syndicate.record.lines import FileLine
    from syndicate.record.record import Record, RecordText


class Publication:
    """All feeds of an export, rendered one after another and published together.

    A feed that fails is taken back as a whole and the others go on, unless *is_strict*.

    record    what was published before; None: that is not known, and not noted
    keep_old  files that this export does not write any more stay
    """

    def __init__(
        self,
        composition: Composition,
        renderer: Renderer,
        memory: Memory,
        plan: Plan,
        *,
        is_strict: bool,
        record: Record | None,
        keep_old: bool,
    ) -> None:
        self._plan = plan
        self._record = record if record is not None and record.is_noted else None
        self._keep_old = keep_old
        self._failed = set(composition.failed)
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
        self._obsolete: list[str] = []  # paths of files that an export before wrote, and this one does not
        self._unrecorded: dict[str, bytes] = {}  # path of a document that the record has no line of -> its signature
        self.warnings: list[str] = []
        self.unnoted: list[str] = []  # sentences about a record that cannot be written
        self.foreign: list[str] = []  # sentences about documents of others that are replaced
        self.failures: list[str] = [str(error) for error in composition.failures]

    def publish(
        self, target: Target | None, *, dry_run: bool
    ) -> tuple[tuple[PublishedFile, ...], tuple[Document, ...]]:
        """Publish all documents into *target*, and return the files; None: return the documents instead."""
        if target is None:
            return (), self._collected()
        with ExitStack() as held:
            files = publish(
                self.documents(),
                target,
                dry_run=dry_run,
                before=partial(self._announce, target, held),
                cache_control=self._header,
                recorded=self._record.lines if self._record is not None else None,
                is_waited_for=False,
            )
            removed = {file.path for file in files if file.state == "removed"}
            self._tell_changed(removed, target)
            if dry_run:
                self._tell_foreign(files, target, dry_run=True)
            elif self._record is not None:
                lines = list(self._lines(files, target, is_done=True))
                self._write(self._record.text_after(lines, removed, self._failed, keeps_old=self._keep_old))
        return tuple(map(self._located, files)), ()

    def _announce(self, target: Target, held: ExitStack, files: Sequence[PublishedFile]) -> None:
        """Note in the record what is about to be published: files that are there and not in it would be nobody's.

        held  keeps the record for this export until all is published
        """
        self._tell_foreign(files, target, dry_run=False)
        if self._record is None:
            return
        held.enter_context(self._record.held())
        if any(file.state in ("new", "changed") for file in files):
            self._write(self._record.text_during(self._lines(files, target, is_done=False)))

    def _tell_foreign(self, files: Iterable[PublishedFile], target: Target, *, dry_run: bool) -> None:
        """Note which of *files* take the place of what others have written, before they do."""
        for file in files:
            if file.state == "changed" and (ours := self._unrecorded.get(file.path)) is not None:
                from syndicate.record.foreign import is_foreign, signature, told

                old = signature(target.beginning(file.path))
                if is_foreign(file.path, old, ours, self._record):
                    self.foreign.append(told(file.path, old, dry_run=dry_run))

    def _tell_changed(self, removed: Collection[str], target: Target) -> None:
        """Note which of the files that are not written any more stay, for they are not as they were published."""
        written = set(map(_folded, self._job_of))
        left = [path for path in self._obsolete if path not in removed and _folded(path) not in written]
        if left := [path for path in left if target.stamp(path) is not None]:
            them, own = ("it", "it is") if len(left) == 1 else ("them", "they are")
            self.foreign.append(
                f"{shown(left)}: not written any more, and not removed, for another program, or a preview, has changed "
                f"{them}; delete {them}, unless {own} that program's own"
            )

    def _header(self, path: str) -> str:
        return self._plan.cache_control.get(self._job_of[path].plan.format.part.name, "")

    def _has_other_header(self, path: str, target: Target) -> bool:
        """Tell whether *target* has what stands at *path*, but sends it with a Cache-Control that it would not get."""
        e_tag = target.e_tag(path)
        return bool(
            e_tag and self._record is not None and self._header(path) != header_of(e_tag, self._record.lines(path))
        )

    def _lines(self, files: Iterable[PublishedFile], target: Target, *, is_done: bool) -> Iterator[FileLine]:
        """Yield what the record is to say of *files*.

        is_done  whether they are in their places: before, nobody knows how these tell them, and with which header
        """
        from syndicate.record.lines import FileLine

        for file in files:
            if file.state != "removed":
                job = self._job_of[file.path]
                digest = file.digest or target.digest(file.path) or ""
                e_tag = target.e_tag(file.path) if is_done else ""
                yield FileLine(
                    path=file.path,
                    digest=digest,
                    feed=job.entry,
                    topic=job.feed.topic,
                    archive=job.archive,
                    e_tag=e_tag,
                    cache_control=self._header(file.path) if e_tag else "",
                )

    def _write(self, text: RecordText) -> None:
        """Write the record, if it says something else now; where it cannot be written, the export goes on."""
        record = self._record
        if record is None or record.says(text):
            return
        from syndicate.pipeline.publish.folder import FolderTarget  # where a store is published into, too

        folder = FolderTarget(record.path.parent, makes_digests=False)
        try:
            document = LongDocument(path=record.path.name, media_type="text/plain", body=b"", pieces=text)
            publish([document], folder, is_waited_for=False)
            record.take(text)
        except PublishError as error:
            reason = str(error).partition("; what stood")[0]  # in the output folder stands what is published
            self.unnoted = [f"what is published is not noted, and the next export does not know of it: {reason}"]

    def documents(self) -> Iterator[Document | PublishedFile | Retraction | Removal]:
        """Yield the documents of all feeds, retractions and removals. Raises the first error if no feed is left."""
        if self._is_strict and self._errors:
            raise self._errors[0]
        is_any_made = False
        for job in self._jobs:
            made = Made(job)
            try:
                unchanged = self._memory.documents(job)
                log(INFO, "%s: %s", job.path, "rendered" if unchanged is None else "unchanged, and not rendered")
                for document in self._renderer.render(job, made) if unchanged is None else unchanged:
                    self._claim(document.path, made)
                    made.take(document)
                    self._sign(document)
                    yield document
                    del document  # else it stays in memory while the next feed is made
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
        if self._record is not None and not self._keep_old:
            for path, digests in self._record.obsolete(self._job_of, self._failed):
                self._obsolete.append(path)
                yield Removal(path, digests)

    def _sign(self, document: Document | PublishedFile) -> None:
        """Note what tells *document* from what another program may have left in its place."""
        if isinstance(document, Document) and (self._record is None or not self._record.lines(document.path)):
            from syndicate.record.foreign import signature

            self._unrecorded[document.path] = signature(next(document.chunks()))

    def _claim(self, path: str, made: Made) -> None:
        """Raise PluginError if the next document of *made*, at *path*, takes the place of another one."""
        job = made.job
        owner = self._owner_of.setdefault(_folded(path), job)
        if owner is not job or path in made.paths:
            other = f"the place of the feed {owner.path}" if owner is not job else "a path it has given already"
            message = f"{job.plan.format.label} yields {path}, which is {other}; give one of them another path"
            raise PluginError(f"{job.path}: {message}")
        self._job_of[path] = job
        made.paths.add(path)

    def _take_back(self, made: Made, error: SyndicateError) -> Retraction:
        """Return the retraction of what was *made*; raise *error* if it costs more than the feed."""
        if self._is_strict or isinstance(error, UsageError | KnownUnusableError | UnavailableError):
            raise error
        self._errors.append(error)
        self.failures.append(str(error))
        self._failed.add(made.job.entry)
        for place in map(_folded, {made.job.path, *made.paths}):
            if self._owner_of.get(place) is made.job:
                del self._owner_of[place]
        return Retraction(frozenset(file.path for file in made.files))

    def _collected(self) -> tuple[Document, ...]:
        collected: dict[str, Document] = {}
        for document in self.documents():
            if isinstance(document, Document):
                collected[document.path] = document
            elif isinstance(document, Retraction):
                collected = {path: other for path, other in collected.items() if path not in document.paths}
        return tuple(collected.values())

    def _located(self, file: PublishedFile) -> PublishedFile:
        """Return *file* with the name of its format, and its URL: next to the document that is the feed's own."""
        job = self._job_of.get(file.path)
        if job is None:  # removed
            return replace(file, url=absolute_url(quote(file.path), self._plan.site.base_url))
        path = posixpath.relpath(file.path, posixpath.dirname(job.path) or ".")
        url = job.feed.url if file.path == job.path else absolute_url(quote(path), job.feed.url)
        return replace(file, url=url, format=job.plan.format.part.name)

    def compare(
        self,
        comparison: Comparison,
        report: Report,
        store: Store,
        withdrawn: Iterable[Withdrawn],
        target: Target | None,
    ) -> None:
        """Hand all documents to *comparison*, one at a time.

        report  of what was read so far
        target  what the export would publish into; None: nothing
        """
        for document in self.documents():
            if isinstance(document, Removal):
                comparison.remove(document.path, document.digests)
            elif not isinstance(document, Retraction):
                has_other_header = target is not None and self._has_other_header(document.path, target)
                comparison.take(document, has_other_header=has_other_header)
            del document  # else it stays in memory while the next is made
        # Of what is read from elsewhere the newest is there alone; what is at fault may be there all the same.
        is_all_read = all(fault.is_warning for fault in report.faults) and not any(
            is_on_web(path) for path in self._plan.context.paths
        )
        ids = {one.id for one in withdrawn}
        comparison.end(store, self._plan.now, withdrawn=ids, is_all_read=is_all_read)


def _folded(path: str) -> str:
    """Return a form of *path* that is equal for two paths if they are one file on some system."""
    return "/".join(map(folded_name, path.split("/")))
