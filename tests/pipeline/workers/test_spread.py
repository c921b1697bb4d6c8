"""Processes are forked where that is safe."""

from __future__ import annotations

import sys
from threading import Event, Thread

import pytest

from syndicate.model.background import Task
from syndicate.pipeline.workers.spread import _processes

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere none is ever forked")


def way() -> str | None:
    """Return how processes are started now."""
    with _processes(1) as executor:
        found: str | None = executor._mp_context.get_start_method()  # type: ignore[attr-defined]
    return found


def test_what_is_done_in_the_background_is_done_before_a_process_is_forked() -> None:
    done: list[int] = []
    task = Task(lambda: done.append(Event().wait(0.2)))
    task.start()
    assert way() == "fork"
    assert len(done) == 1


def test_with_a_thread_of_somebody_else_s_they_are_started_afresh() -> None:
    going_on = Event()
    thread = Thread(target=going_on.wait)
    thread.start()
    try:
        assert way() == "spawn"
    finally:
        going_on.set()
        thread.join()
