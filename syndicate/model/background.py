"""What a thread does in the background, and whoever wants it waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress


class Task(threading.Thread):
    """*act* in a thread, from start() on."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(daemon=True)  # after an interrupt nobody may be left who lets it end
        self._act: Callable[[], object] | None = act
        self._failure: Exception | None = None

    def start(self) -> None:
        with suppress(RuntimeError):  # the system starts none: end() does it
            super().start()

    def run(self) -> None:
        act, self._act = self._act, None
        try:
            if act is not None:
                act()
        except Exception as error:  # noqa: BLE001  end() raises it
            self._failure = error

    def wait(self) -> None:
        """Return when the thread has ended, if it was ever started."""
        if self.ident is not None:
            self.join()

    def end(self) -> None:
        """Return when all is done. Raises what *act* has raised."""
        self.wait()
        self.run()
        if self._failure is not None:
            raise self._failure


def later(act: Callable[[], object]) -> None:
    """Have *act* done in a thread; wait_for_tasks() returns when it is done. What it raises nobody hears of."""
    task = Task(act)
    task.start()
    if task.ident is None:
        task.run()


def wait_for_tasks() -> None:
    """Return when no task is in a thread any more; a process that is forked would have half of it."""
    for thread in threading.enumerate():
        if isinstance(thread, Task):
            thread.wait()
