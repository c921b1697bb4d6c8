"""A lease on a place in a store: one export at a time publishes there, and one that is killed is outlived."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from time import monotonic, sleep

import msgspec

from syndicate.files.objects.failures import NO_CONDITIONS, ConflictError, StoreError, UnconditionalError
from syndicate.files.objects.store import Found, ObjectStore
from syndicate.model.digests import blake2b
from syndicate.model.errors import PublishError
from syndicate.pipeline.publish.staging import RUN, has_ended

NAME = ".syndicate-lease"
_HEADERS = {"Content-Type": "application/json", "Cache-Control": "no-store"}
_LASTS_SECONDS = 30.0  # without being renewed
_RENEWED_SECONDS = 8.0
_PATIENCE_SECONDS = 600.0
_POLL_SECONDS = 0.5


class _Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds a lease; machine: a digest, so that nobody reads its name in the bucket; "": nobody holds it."""

    machine: str
    pid: int
    run: str
    count: int = 0  # how often it was renewed, so that its bytes change


class Lease:
    """The lease on all that lies in *store*. It is dead once nobody has renewed it for a while, or on this machine at
    once when its process has ended; no clock is compared with another machine's.
    """

    def __init__(self, store: ObjectStore) -> None:
        self._store = store
        self._held: Found | None = None
        self._count = 0
        self._renewed_at = 0.0

    def take(self) -> None:
        """Wait until the lease is free, and take it. Raises PublishError after some minutes, StoreError.

        A store that overwrites it, although it is asked not to, could not keep two exports apart.
        """
        begun = monotonic()
        seen, since = "", begun
        store = self._store.without_retries()  # a store that refuses conditional writes is asked for a minute otherwise
        while True:
            try:
                is_ours = self._write(None, store)
            except UnconditionalError:
                raise
            except StoreError:
                is_ours = self._write(None)
            if is_ours:
                if self._store.takes_no_notice(NAME):
                    self._store.delete(NAME)
                    raise UnconditionalError(f"{self._store.url}: {NO_CONDITIONS}")
                return
            found, now = self._store.head(NAME), monotonic()
            if found is not None:
                if found.e_tag != seen:
                    seen, since = found.e_tag, now
                if (now - since >= _LASTS_SECONDS or self._is_dead("", _machine())) and self._write(found):
                    return
            if now - begun >= _PATIENCE_SECONDS:
                raise PublishError(
                    f"{self._store.url}: another export has been publishing there for ten minutes; wait for it, and export again"
                )
            sleep(_POLL_SECONDS)

    def sweep(self) -> None:
        """Remove the lease if its holder was a process of this machine, and has ended."""
        with suppress(StoreError):
            found = self._store.head(NAME)
            if found is not None and self._is_dead(_machine()) and self._write(found):
                self.release()

    def renew(self) -> None:
        """Renew the lease, if it is time. Raises ConflictError if another export has it."""
        if monotonic() - self._renewed_at >= _RENEWED_SECONDS and not self._write(self._held):
            self._held = None
            raise ConflictError(f"{self._store.url}: another export has taken over")

    def release(self) -> None:
        """Give the lease back; where that fails, it ends by itself. Calling it twice does no harm.

        Who may not delete says in it that it is free.
        """
        held, self._held = self._held, None
        if held is not None:
            with suppress(StoreError):
                if held.is_as(self._store.head(NAME)):
                    try:
                        self._store.delete(NAME)
                    except StoreError:
                        self._write(held, self._store.without_retries(), machine="")

    def _write(self, old: Found | None, store: ObjectStore | None = None, machine: str | None = None) -> bool:
        self._count += 1
        holder = _Holder(
            machine=_machine() if machine is None else machine, pid=os.getpid(), run=RUN, count=self._count
        )
        try:
            self._held = (store or self._store).put(NAME, msgspec.json.encode(holder), _HEADERS, old=old)
        except ConflictError:
            return False
        self._renewed_at = monotonic()
        return True

    def _is_dead(self, *machines: str) -> bool:
        """Tell whether the holder was a process of this machine, and has ended; or has none, and "" is asked for."""
        try:
            holder = msgspec.json.decode(self._store.get(NAME) or b"", type=_Holder)
        except msgspec.MsgspecError:
            return False
        return holder.machine in machines and (not holder.machine or has_ended(holder.pid, holder.run))


def _machine() -> str:
    """Return what is one for all processes that see one another: of a machine, or of one container there."""
    space = ""
    with suppress(OSError):
        space = str(os.stat("/proc/self/ns/pid").st_ino)
    return blake2b(f"{platform.node()}\0{space}".encode(), digest_size=8).hexdigest()
