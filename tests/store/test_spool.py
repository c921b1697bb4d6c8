"""A spool gives back what was put into it, from memory, from its file, and from both; a full disk costs what comes later."""

from __future__ import annotations

import tempfile
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, strategies as st

from syndicate.store.spool import Pieces, Spool, SpooledBytes


class ShortReads(BytesIO):
    """A file that gives a byte at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(1 if size else 0)


@given(contents=st.lists(st.binary(max_size=40), max_size=30), memory_bytes=st.integers(1, 60))
def test_what_is_put_is_read_back_in_any_order(contents: list[bytes], memory_bytes: int) -> None:
    spool = Spool(memory_bytes)
    places = [spool.put(content) or 0 for content in contents]
    assert places == [len(b"".join(contents[:number])) for number in range(len(contents))]
    there = list(zip(places, contents, strict=True))
    assert [spool.get(place, len(content)) for place, content in reversed(there)] == contents[::-1]
    assert spool.get(0, len(b"".join(contents))) == b"".join(contents)


def test_a_file_may_give_less_than_is_asked_for_but_no_less_than_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    file = ShortReads()
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: file)
    spool = Spool(4)
    for content in (b"tides", b"moons"):
        spool.put(content)
    assert spool.get(1, 8) == b"idesmoon"
    file.truncate(3)
    with pytest.raises(OSError, match="cut short"):
        spool.get(0, 5)


def test_where_the_disk_is_full_what_is_there_stays_and_nothing_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def full(**_: Any) -> None:
        tries.append(1)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    spool = Spool(4)
    texts = SpooledBytes(spool)
    for key, content in enumerate((b"tides", b"moons", b"fog")):
        texts.put(key, content)
    assert [texts.get(key) for key in range(3)] == [b"tides", None, None]
    assert texts.keys() == {0}
    assert (spool.put(b"more"), len(tries)) == (None, 1)


def test_pieces_are_two_strings_for_each_number() -> None:
    pieces = Pieces(4)
    given = {0: (b"", b""), 2: (b"tides", b""), 3: (b"fog", b"and more")}
    for number, (piece, more) in given.items():
        pieces.put(number, piece, more)
    assert {number: pieces.get(number) for number in range(4)} == {1: None, **given}
    assert [number in pieces for number in range(4)] == [True, False, True, True]
    assert "2" not in pieces
