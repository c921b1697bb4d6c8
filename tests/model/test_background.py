"""What a thread does in the background is there when it is asked for."""

from __future__ import annotations

from threading import Event, Thread, active_count

import pytest

from syndicate.model.background import Task, later, wait_for_tasks


@pytest.fixture(params=[False, True])
def _threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system starts none, or some."""

    def fail(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    if not request.param:
        monkeypatch.setattr(Thread, "start", fail)


@pytest.mark.usefixtures("_threads")
def test_what_a_task_fails_with_is_raised_where_its_end_is_asked_for() -> None:
    before = active_count()
    task = Task(lambda: 1 // 0)
    task.start()
    with pytest.raises(ZeroDivisionError):
        task.end()
    assert active_count() == before


@pytest.mark.usefixtures("_threads")
def test_a_task_is_done_once_however_often_its_end_is_asked_for() -> None:
    done: list[int] = []
    task = Task(lambda: done.append(1))
    task.start()
    task.end()
    task.end()
    assert done == [1]


def test_a_task_that_nobody_has_started_is_not_waited_for() -> None:
    done: list[int] = []
    Task(lambda: done.append(1)).wait()
    assert done == []


def test_all_tasks_are_waited_for_and_no_other_thread() -> None:
    before, going_on = active_count(), Event()
    done: list[int] = []
    other = Thread(target=going_on.wait)
    other.start()
    for number in range(3):
        Task(lambda number=number: done.append(number)).start()  # type: ignore[misc]
    wait_for_tasks()
    assert sorted(done) == [0, 1, 2]
    assert active_count() == before + 1
    going_on.set()
    other.join()


@pytest.mark.usefixtures("_threads")
def test_what_is_done_later_is_done_when_all_tasks_were_waited_for() -> None:
    done: list[int] = []
    later(lambda: done.append(1))
    wait_for_tasks()
    assert done == [1]
