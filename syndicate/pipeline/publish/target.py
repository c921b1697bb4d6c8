"""Where documents go: what every target can do, and one call that publishes into any of them, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from syndicate.model.background import wait_for_tasks
from syndicate.model.errors import UsageError
from syndicate.model.feed import Document
from syndicate.model.paths import is_store_url, store_url_fault
from syndicate.parts.contract import PublishedFile

if TYPE_CHECKING:
    from syndicate.record.elsewhere import Place
    from syndicate.record.lines import FileLine


class Retraction(msgspec.Struct, frozen=True):
    """Takes back earlier documents of the same publish(): their feed failed."""

    paths: frozenset[str]


class Removal(msgspec.Struct, frozen=True):
    """Removes the file at *path*, which an export before wrote, if its bytes are still those of one of *digests*."""

    path: str
    digests: frozenset[str]


class Publishing(Protocol):
    """One publication into a target: documents are staged, and then take their places together."""

    @property
    def published(self) -> list[PublishedFile]:
        """What was staged, removed or left, in the order given."""

    def stage(self, document: Document, cache_control: str, before: Sequence[FileLine] | None) -> None:
        """Compare *document* with what is in its place and, if they differ, keep it until replace().

        cache_control  the header of that name to serve it with, where the target serves; "": none
        before         what the record says of its place; None: nothing is recorded
        """

    def remove(self, removal: Removal) -> None:
        """Stage a removal; what does not have the bytes of then stays."""

    def leave(self, file: PublishedFile) -> None:
        """Leave *file* unchanged."""

    def retract(self, paths: frozenset[str]) -> None:
        """Undo the staging of the documents of *paths*."""

    def replace(self) -> None:
        """Put what is staged into its place."""

    def clean(self) -> None:
        """Leave nothing behind; undo what a failed replace() did, if that can be. Calling it twice does no harm."""


class Target(Protocol):
    """A place for documents. `str()` of it is what messages name it.

    folder  the same as a folder of this machine; "": it is none
    """

    folder: str

    def key(self, root: str) -> str:
        """Return what names it among the targets of the site in the folder *root*, wherever that lies."""

    def check(self) -> None:
        """Raise UsageError if it cannot be published into."""

    def begin(self, *, dry_run: bool) -> Publishing:
        """Return a publication; dry_run: compare, change nothing."""

    def sweep(self) -> None:
        """Remove what killed exports left, where nothing is to be published."""

    def stamp(self, path: str) -> tuple[int, int] | None:
        """Return size in bytes and version of what stands at *path*; None: nothing does."""

    def e_tag(self, path: str) -> str:
        """Return what the place itself tells the bytes at *path* by; "": nothing."""

    def digest(self, path: str) -> str | None:
        """Return the digest of what stands at *path*, as PublishedFile has it; None: nothing does."""

    def beginning(self, path: str) -> bytes:
        """Return the first bytes of what stands at *path*, as many as say who wrote it; b"": nothing can be read."""

    def stands(self) -> bool:
        """Tell whether anything stands there."""

    def place(self) -> Place:
        """Return what reads the documents that stand there."""


def file_of(document: Document, **more: Any) -> PublishedFile:
    """Return the file of *document*; *more* are fields that do not stand in it."""
    return PublishedFile(
        path=document.path,
        media_type=document.media_type,
        size_bytes=document.size_bytes,
        entry_count=document.entry_count,
        **more,
    )


def header_of(e_tag: str, lines: Iterable[FileLine]) -> str:
    """Return the Cache-Control of what has *e_tag* in a store, by the *lines* of the record; "": none is known."""
    return next((line.cache_control for line in lines if line.e_tag == e_tag), "")


def target_of(output: str | Path | Target) -> Target:
    """Return the target that *output* names: an object store by its URL, else a folder.

    Raises UsageError where it is neither.
    """
    if isinstance(output, str) and "://" in output and not is_store_url(output):
        raise UsageError(f"output: {store_url_fault(output)}")
    if isinstance(output, str) and is_store_url(output):
        from syndicate.pipeline.publish.store_target import StoreTarget

        return StoreTarget(output)
    if isinstance(output, str | Path):
        from syndicate.pipeline.publish.folder import FolderTarget

        return FolderTarget(Path(output))
    return output


def publish(
    documents: Iterable[Document | PublishedFile | Retraction | Removal],
    directory: str | Path | Target,
    *,
    dry_run: bool = False,
    before: Callable[[list[PublishedFile]], None] = lambda _: None,
    cache_control: Callable[[str], str] = lambda _: "",
    recorded: Callable[[str], Sequence[FileLine]] | None = None,
    is_waited_for: bool = True,
) -> list[PublishedFile]:
    """Write *documents* under *directory*; files whose bytes would not change are not touched.

    documents  taken one at a time; if they raise, nothing is published. A PublishedFile stands for a document whose
               file is known to be unchanged
    directory  the output folder, made if it is missing and a document is written; or a target
    dry_run    compare, write nothing
    before     called with the files once they are staged, before the first is replaced
    cache_control  path of a document -> the header of that name that an object store serves it with
    recorded       path of a document -> what the record says of it; None: nothing is recorded
    is_waited_for  false: what large files were before may still be on its way out, until wait_for_tasks()

    An interrupt before the last file of a folder is replaced publishes nothing, one after it everything.

    Raises PublishError, which names the file and the reason, if a path leads out of *directory* or is used twice, or if
    a file cannot be written; all old files of a folder are then unchanged.
    """
    publishing = target_of(directory).begin(dry_run=dry_run)
    # A second interrupt may come while the first is being answered: clean() can be run again from any point.
    try:
        try:
            for document in documents:
                if isinstance(document, Retraction):
                    if document.paths:
                        publishing.retract(document.paths)
                elif isinstance(document, Removal):
                    publishing.remove(document)
                elif isinstance(document, PublishedFile):
                    publishing.leave(document)
                else:
                    before_it = None if recorded is None else recorded(document.path)
                    publishing.stage(document, cache_control(document.path), before_it)
                del document  # else it stays in memory while the next is made
            if not dry_run:
                before(publishing.published)
            publishing.replace()
        finally:
            publishing.clean()
    except BaseException:
        publishing.clean()
        raise
    finally:
        if is_waited_for:
            wait_for_tasks()
    return publishing.published
