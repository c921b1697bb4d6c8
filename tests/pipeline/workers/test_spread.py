"""Processes are forked where that is safe."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere none is ever forked")
# In a process of its own: whatever ran before in that of the tests may have left threads.
PROGRAM = """
from threading import Event, Thread
from syndicate.model.background import Task
from syndicate.pipeline.workers.spread import _processes

def way():
    with _processes(1) as executor:
        return executor._mp_context.get_start_method()

if __name__ == "__main__":
    going_on, done = Event(), []
    {start}
    print(way(), len(done))
    going_on.set()
"""


def way(start: str) -> str:
    """Return how processes are started where *start* was done before, and how much of that is then done."""
    program = PROGRAM.replace("{start}", start)
    return subprocess.run((sys.executable, "-c", program), capture_output=True, text=True, check=True).stdout.strip()


def test_what_is_done_in_the_background_is_done_before_a_process_is_forked() -> None:
    assert way("Task(lambda: done.append(going_on.wait(0.2))).start()") == "fork 1"


def test_with_a_thread_of_somebody_else_s_they_are_started_afresh() -> None:
    assert way("Thread(target=going_on.wait).start()") == "spawn 0"
