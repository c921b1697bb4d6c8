"""Publish into an object store: only what changed, each object old or new, and none before what it points at.

A store has no rename for all. So documents wait on this machine until all are made, and are then sent in waves; whoever
kills the export leaves some of them new, and the next export sends the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from hashlib import md5
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock

import msgspec

from syndicate.files.globs import compiled, glob_regex
from syndicate.files.objects.failures import ConflictError, StoreError
from syndicate.files.objects.store import Found, ObjectStore
from syndicate.files.private import temporary_file_in_use
from syndicate.model.digests import blake2b, document_digest
from syndicate.model.errors import PublishError, RecordChangedError, RecordError, UsageError, count
from syndicate.model.feed import Document
from syndicate.model.paths import path_parts, store_url_fault
from syndicate.parts.contract import FileState, PublishedFile
from syndicate.pipeline.publish.lease import NAME as LEASE, Lease
from syndicate.pipeline.publish.places import Places
from syndicate.pipeline.publish.target import Removal, file_of, header_of
from syndicate.pipeline.publish.waves import waves
from syndicate.record.elsewhere import Place, feed_patterns
from syndicate.record.entries import MOST_BYTES
from syndicate.record.foreign import BEGINNING_BYTES
from syndicate.record.lines import FileLine

_IN_FLIGHT = 16  # requests
_RENEWS_AFTER_SECONDS = 5.0
_OVERTAKEN = 3  # times; then something else is wrong


class StoreTarget:
    """The objects below *url*, as a Target. What stands there is listed once in an export, before it publishes."""

    folder = ""

    def __init__(self, url: str) -> None:
        self._named = url
        self.url = url.rstrip("/")
        self.overtaken_count = 0
        self._store: ObjectStore | None = None
        self._objects: dict[str, Found] | None = None

    def __str__(self) -> str:
        return self.url

    def key(self, root: str) -> str:  # noqa: ARG002
        return self.url

    def check(self) -> None:
        if wrong := store_url_fault(self._named):
            raise UsageError(f"output: {wrong}")
        self.store  # noqa: B018  so that a missing library is said first

    @property
    def store(self) -> ObjectStore:
        self._store = self._store or ObjectStore(self.url)
        return self._store

    @property
    def objects(self) -> dict[str, Found]:
        return self.list_again() if self._objects is None else self._objects

    def list_again(self) -> dict[str, Found]:
        try:
            self._objects = self.store.list()
        except StoreError as error:
            raise PublishError(str(error)) from error
        return self._objects

    def begin(self, *, dry_run: bool) -> _Run:
        return _Run(self, dry_run=dry_run)

    def sweep(self) -> None:
        """Remove the lease of a killed export, which is all that it leaves."""
        if LEASE in self.objects:
            Lease(self.store).sweep()

    def stamp(self, path: str) -> tuple[int, int] | None:
        found = self.objects.get(path)
        if found is None:
            return None
        version = blake2b(f"{found.e_tag}\0{found.version}".encode(), digest_size=7).digest()
        return found.size_bytes, int.from_bytes(version)

    def e_tag(self, path: str) -> str:
        found = self.objects.get(path)
        return found.e_tag if found is not None else ""

    def digest(self, path: str) -> str | None:
        body = self.body(path) if path in self.objects else None
        return None if body is None else document_digest(body)

    def body(self, path: str) -> bytes | None:
        """Return the bytes that stand at *path*. Raises PublishError where they cannot be read."""
        try:
            return self.store.get(path)
        except StoreError as error:
            raise PublishError(str(error)) from error

    def beginning(self, path: str) -> bytes:
        try:
            return b"".join(self.store.stream(path, 0, BEGINNING_BYTES)[1])
        except (FileNotFoundError, StoreError):
            return b""

    def stands(self) -> bool:
        return bool(self.objects)

    def place(self) -> StorePlace:
        return StorePlace(self)


class StorePlace:
    """The documents in a store, to be compared with or learned from."""

    def __init__(self, target: StoreTarget) -> None:
        self._target = target
        self.name = target.url

    def is_same(self, other: Place) -> bool:
        return self.name == other.name

    def read(self, path: str) -> bytes | None:
        found = self._target.objects.get(path)
        if found is None:
            return None
        if found.size_bytes > MOST_BYTES:
            raise RecordError(f"{self.name}/{path}: is larger than {MOST_BYTES >> 20} MiB, which nobody reads")
        return self._target.body(path)

    def feeds(self, paths: Iterable[str], patterns: Iterable[str] = ()) -> Iterator[tuple[str, bytes]]:
        wanted = (*(pattern for path in paths for pattern in feed_patterns(path)), *patterns)
        there = list(self._target.objects)
        matched = (path for one in wanted for path in sorted(filter(compiled(glob_regex(one)).fullmatch, there)))
        for path in dict.fromkeys(matched):
            if (body := self.read(path)) is not None:
                yield path, body


class _Change(msgspec.Struct, frozen=True):
    """A document on its way.

    start, end  where its bytes are in the file of those that wait
    """

    path: str
    start: int
    end: int
    headers: dict[str, str]
    old: Found | None  # what stands in its place


class _Run:
    """One publication into a store."""

    def __init__(self, target: StoreTarget, *, dry_run: bool) -> None:
        self.published: list[PublishedFile] = []
        self._target = target
        self._dry_run = dry_run
        self._places = Places(Path(target.url))
        self._changes: dict[str, _Change] = {}
        self._removals: list[str] = []
        with temporary_file_in_use():
            self._waiting = TemporaryFile()  # noqa: SIM115  clean() closes it
        self._lock = Lock()
        self._lease: Lease | None = None
        self._sent: dict[str, Found] = {}

    def stage(self, document: Document, cache_control: str, before: Sequence[FileLine] | None) -> None:
        path, body = document.path, document.body
        self._places.claim(path, path_parts(path))
        old = self._target.objects.get(path)
        sent = next((line for line in before or () if old is not None and line.e_tag == old.e_tag), None)
        digest = document_digest(body, sent.digest if sent is not None else "")
        state: FileState = "new"
        if old is not None:
            is_same = sent.digest == digest if sent is not None else self._is_same(path, old, body)
            # Where it is recorded, and nothing is known of what stands there, nor is of its header.
            has_header = before is None or cache_control == header_of(old.e_tag, before)
            state = "unchanged" if is_same and has_header else "changed"
        if state != "unchanged" and not self._dry_run:
            media_type = "application/gzip" if path.endswith(".gz") else document.served_as or document.media_type
            headers = {"Content-Type": media_type, **({"Cache-Control": cache_control} if cache_control else {})}
            with temporary_file_in_use():
                start = self._waiting.seek(0, 2)
                self._waiting.write(body)
                self._waiting.flush()
            self._changes[path] = _Change(path, start, start + len(body), headers, old)
        self.published.append(file_of(document, state=state, digest=digest))

    def _is_same(self, path: str, old: Found, body: bytes) -> bool:
        """Tell whether *body* is what stands at *path*: by its tag if that is an MD5, else by its bytes."""
        if old.size_bytes != len(body):
            return False
        return old.md5 == md5(body, usedforsecurity=False).hexdigest() or self._target.body(path) == body

    def remove(self, removal: Removal) -> None:
        found = self._target.objects.get(removal.path)
        body = None if found is None else self._target.body(removal.path)
        digest = next((one for one in removal.digests if body is not None and document_digest(body, one) == one), "")
        if found is None or not digest:
            return
        self._removals.append(removal.path)
        self.published.append(
            PublishedFile(path=removal.path, media_type="", size_bytes=found.size_bytes, state="removed", digest=digest)
        )

    def leave(self, file: PublishedFile) -> None:
        self._places.claim(file.path, path_parts(file.path))
        self.published.append(file)

    def retract(self, paths: frozenset[str]) -> None:
        self._changes = {path: change for path, change in self._changes.items() if path not in paths}
        self.published = [published for published in self.published if published.path not in paths]
        self._places.free(paths)

    def replace(self) -> None:
        """Send what has changed, and remove what is obsolete. Raises RecordChangedError if another export did so."""
        if self._dry_run:
            return
        if not self._changes and not self._removals:
            self._target.sweep()
            return
        known = self._target.objects
        try:
            self._lease = Lease(self._target.store)
            self._lease.take()
            there = self._target.list_again()
            for path in (*self._changes, *self._removals):
                if known.get(path) != there.get(path):
                    raise ConflictError(f"{self._target.url}/{path}: another export has published meanwhile")  # noqa: TRY301
            new = frozenset(path for path, change in self._changes.items() if change.old is None)
            read = {path: partial(self._body, change) for path, change in self._changes.items()}
            for paths in waves(read, new):
                self._each([partial(self._send, self._changes[path]) for path in paths])
                self._verify(paths)
            self._each([partial(self._target.store.delete, path) for path in self._removals])
        except ConflictError as error:
            self._target.overtaken_count += 1
            self._target.list_again()
            if self._target.overtaken_count > _OVERTAKEN:
                raise PublishError(f"{error}, {_OVERTAKEN} times; export again{self._state()}") from error
            raise RecordChangedError(f"{error}; export again") from error
        except StoreError as error:
            raise PublishError(f"{error}{self._state()}") from error
        there.update(self._sent)
        for path in self._removals:
            there.pop(path, None)

    def _state(self) -> str:
        if not self._sent:
            return " (nothing had been sent)"
        said = f"{len(self._sent):,} of {count(len(self._changes), 'changed document')} had been sent"
        return f" ({said}; each object is old or new, and the next export sends the rest)"

    def _body(self, change: _Change) -> bytes:
        with self._lock:
            self._waiting.seek(change.start)
            return self._waiting.read(change.end - change.start)

    def _send(self, change: _Change) -> None:
        body = self._body(change)
        self._sent[change.path] = self._target.store.put(change.path, body, change.headers, old=change.old)

    def _verify(self, paths: Sequence[str]) -> None:
        """See that what was sent stands: nothing may point at what a store has only said to have taken."""
        store = self._target.store
        there: dict[str, Found | None] = {}
        if len(paths) > _IN_FLIGHT:
            there |= store.list()
        else:
            self._each([lambda path=path: there.update({path: store.head(path)}) for path in paths])  # type: ignore[misc]
        for path in paths:
            found = there.get(path)
            # A tag may be told wrongly, or not at all: bytes tell more.
            is_there = self._sent[path].is_as(found) or store.get(path) == self._body(self._changes[path])
            if found is None or not is_there:
                raise StoreError(f"{store.url}/{path}: the store has taken it, and does not have it; export again")

    def _each(self, requests: Sequence[partial[None]]) -> None:
        """Make *requests*, many in flight; after one that fails no other begins."""
        lease = self._lease
        assert lease is not None  # noqa: S101  replace() takes it first
        pool = ThreadPoolExecutor(min(_IN_FLIGHT, max(len(requests), 1)))
        try:
            pending = {pool.submit(request) for request in requests}
            while pending:
                done, pending = wait(pending, _RENEWS_AFTER_SECONDS, FIRST_COMPLETED)
                for one in done:
                    one.result()
                lease.renew()
        finally:
            pool.shutdown(cancel_futures=True)

    def clean(self) -> None:
        if self._lease is not None:
            self._lease.release()
        with suppress(OSError):  # what is still to be written
            self._waiting.close()
