"""Digests of what is large are made meanwhile, and are there when they are asked for."""

from __future__ import annotations

from threading import Thread, active_count

import pytest

from syndicate.model.digests import meanwhile


@pytest.mark.parametrize("can_start", [False, True])
def test_what_is_to_be_done_meanwhile_is_done_when_the_block_ends(
    monkeypatch: pytest.MonkeyPatch, *, can_start: bool
) -> None:
    def fail(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    if not can_start:
        monkeypatch.setattr(Thread, "start", fail)
    before = active_count()
    done: list[int] = []
    with meanwhile(lambda: done.append(1)):
        pass
    assert done == [1]
    assert active_count() == before
