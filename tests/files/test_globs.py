"""Globs: what braces in them stand for."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from syndicate.files import alternatives


@pytest.mark.parametrize(
    ("glob", "meant"),
    [
        ("a.md", {"a.md"}),
        ("{a,b}/{c,}.md", {"a/c.md", "a/.md", "b/c.md", "b/.md"}),
        ("{a,{b,c}}", {"a", "b", "c"}),
        ("{a", {"{a"}),
        ("{" + ",".join(map(str, range(200))) + "}", set(map(str, range(200)))),
    ],
)
def test_braces_stand_for_each_of_what_is_in_them(glob: str, meant: set[str]) -> None:
    assert set(alternatives(glob)) == meant


@pytest.mark.parametrize("unit", ["{a,b}", "{a,", "{", "{,}", ","])
def test_hostile_braces_take_neither_time_nor_room(unit: str) -> None:
    tracemalloc.start()
    started = time.process_time()
    alternatives("{" + unit * 5_000 + "}" + "x" * 20_000)
    assert (tracemalloc.get_traced_memory()[1] < 8 << 20, time.process_time() - started < 2) == (True, True)
    tracemalloc.stop()
