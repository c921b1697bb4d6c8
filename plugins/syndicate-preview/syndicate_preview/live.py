"""The snapshot of now: made again whenever the site changes; whoever listens hears of it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from syndicate import SyndicateError, UsageError
from syndicate.cli import Watched, compared, open_asked, trace_of
from syndicate_preview.snapshot import OwnThread, Snapshot

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import AsyncIterator, Callable

    from syndicate.record.difference import Differences

_Result = TypeVar("_Result")
_COMPARED_AT_ONCE = 2_000  # articles: more are compared when somebody asks
_POLL_SECONDS, _ALIVE_SECONDS = 0.25, 15.0


class _EndedError(SyndicateError):
    """Somebody has ended the preview while articles were read."""


class Compared(NamedTuple):
    """What an export would change, or why nobody can say.

    found    None: it is not known yet, or nobody can say
    against  which place it was compared with
    problem  why there is nothing to compare; "" where there is
    """

    found: Differences | None = None
    against: str = ""
    problem: str = ""


class Live:
    """The preview of the export that *given* asks for. Raises SyndicateError where the settings are wrong.

    `held` is the newest snapshot, None while the first one is made, for which `read_count` articles have been read;
    `revision` grows with each snapshot, and with each comparison; `problem` says why the newest state of the site has
    none.
    """

    def __init__(self, given: Namespace) -> None:
        self._given = given
        self.revision = 0
        self.problem = ""
        self.read_count = 0
        self.held: OwnThread | None = None
        self._stopped, self._is_open = Event(), Event()
        self._comparing = ThreadPoolExecutor(1, "comparison")
        self._compared: tuple[int, Compared] | None = None  # for which snapshot
        self._number = 0
        self._is_asked = False
        asked = open_asked(self._given, is_written=False, has_feeds=True)
        if "-" in asked.plan.context.paths:
            raise UsageError("preview: standard input can be read once; save it to a file, and name that")
        self._watched = Watched(asked, given.index)
        self._is_heard = Event()  # whether all changes are heard of from now on: none is missed while articles are read
        self._watcher = Thread(target=self._watch, name="watcher", daemon=True)
        self._watcher.start()
        self._is_heard.wait()
        self.opening = ThreadPoolExecutor(1, "opening").submit(self._open)

    def _open(self) -> None:
        try:
            self.held = held = OwnThread(self._snapshot)
            self._compare_if_few(held.snapshot)
        finally:
            self._is_open.set()

    def wait(self, seconds: float | None = None) -> None:
        """Return once the first snapshot is there, or *seconds* later. Raises SyndicateError where there is none."""
        with suppress(TimeoutError, _EndedError):
            self.opening.result(seconds)

    def _snapshot(self) -> Snapshot:
        asked = open_asked(self._given, is_written=False, has_feeds=True)
        return Snapshot(asked, trace_of(self._given), self._note_read)

    def _note_read(self, count: int) -> None:
        self.read_count = count
        if self._stopped.is_set():
            raise _EndedError("the preview has ended")

    def stop(self) -> None:
        """End all threads, and close what is open."""
        self._stopped.set()
        self._watcher.join()
        self._comparing.shutdown(cancel_futures=True)
        self._is_open.wait()
        if self.held is not None:
            self.held.close()

    def refresh(self) -> None:
        """Take in the site as it is now."""
        self._is_open.wait()
        if self.held is None or self._stopped.is_set():
            return
        try:
            new = OwnThread(self._snapshot)
        except SyndicateError as error:
            self.problem = str(error)
        else:
            old, self.held, self.problem = self.held, new, ""
            self._number += 1
            self._watched.asked = new.snapshot.asked
            old.close()
            self._compare_if_few(new.snapshot)
        self.revision += 1

    async def ask(self, question: Callable[[Snapshot], _Result]) -> _Result:
        """Return the answer of the newest snapshot to *question*; one is there."""
        while True:
            held = self.held
            assert held is not None  # noqa: S101
            try:
                return await held.ask(question)
            except RuntimeError:
                if held is self.held:
                    raise

    def comparison(self) -> Compared | None:
        """Return what the newest snapshot would change; None: that is being found out."""
        if self._compared is not None and self._compared[0] == self._number:
            return self._compared[1]
        if not self._is_asked:
            self._is_asked = True
            self._comparing.submit(self._compare, self._number)
        return None

    def known_comparison(self) -> Compared | None:
        """Return what the newest snapshot would change; None: nobody has compared it yet."""
        return self._compared[1] if self._compared is not None and self._compared[0] == self._number else None

    def _compare_if_few(self, snapshot: Snapshot) -> None:
        self._is_asked = False
        if snapshot.report.read_count <= _COMPARED_AT_ONCE:
            self.comparison()

    def _compare(self, number: int) -> None:
        try:
            asked = open_asked(self._given, is_written=False, has_feeds=True)
            found, _, against = compared(self._given, asked)
            self._compared = number, Compared(found, against)
        except SyndicateError as error:
            self._compared = number, Compared(problem=str(error))
        except Exception as error:  # it is another thread: who asks would wait for ever
            self._compared = number, Compared(problem=f"{type(error).__name__}: {error}")
            raise
        finally:
            self.revision += 1

    def _watch(self) -> None:
        try:
            while not self._stopped.is_set() and (places := self._watched.places()):
                is_begun = False
                for is_changed in self._watched.changes("preview", self._stopped):
                    is_first = not self._is_heard.is_set()
                    self._is_heard.set()
                    if is_changed or not (is_begun or is_first):
                        self.refresh()
                        if self._watched.places() != places:
                            break
                    is_begun = True
        finally:
            self._is_heard.set()

    async def revisions(self, is_over: Callable[[], bool]) -> AsyncIterator[int | None]:
        """Yield the revision now and whenever it grows, None now and then that nobody thinks us gone, until *is_over*."""
        told, silent = -1, 0.0
        while not (is_over() or self._stopped.is_set()):
            if self.revision != told:
                told, silent = self.revision, 0.0
                yield told
            elif silent >= _ALIVE_SECONDS:
                silent = 0.0
                yield None
            await asyncio.sleep(_POLL_SECONDS)
            silent += _POLL_SECONDS
