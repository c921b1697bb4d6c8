"""The CRC-32 of a file is that of all its bytes, however it is read."""

from __future__ import annotations

import threading
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate import checksum as room
from syndicate.checksum import checksum, joined


@given(st.binary(), st.binary())
def test_two_checksums_are_joined_to_that_of_both_texts(first: bytes, last: bytes) -> None:
    assert joined(zlib.crc32(first), zlib.crc32(last), len(last)) == zlib.crc32(first + last)


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 1000, 1001])
def test_a_file_read_by_two_threads_has_the_checksum_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(room, "MANY_BYTES", 100)
    monkeypatch.setattr(room, "_CHUNK_BYTES", 64)
    body = bytes(number * number % 251 for number in range(size))
    (tmp_path / "file").write_bytes(body)
    assert checksum(tmp_path / "file") == (size, zlib.crc32(body))


def test_the_file_is_read_in_two_halves_and_no_thread_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    starts = []
    plain = room._of_part

    def noted(path: Path, start: int, size: int | None) -> tuple[int, int]:
        starts.append((start, threading.current_thread() is threading.main_thread()))
        return plain(path, start, size)

    monkeypatch.setattr(room, "_of_part", noted)
    (tmp_path / "file").write_bytes(bytes(room.MANY_BYTES - 1))
    checksum(tmp_path / "file")
    assert starts == [(0, True)]
    (tmp_path / "file").write_bytes(bytes(room.MANY_BYTES))
    before = threading.active_count()
    checksum(tmp_path / "file")
    assert set(starts[1:]) == {(0, True), (room.MANY_BYTES // 2, False)}
    assert threading.active_count() == before


def test_where_no_thread_can_start_one_reads_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(room, "MANY_BYTES", 2)
    monkeypatch.setattr(threading.Thread, "start", fail)
    (tmp_path / "file").write_bytes(b"abc")
    assert checksum(tmp_path / "file") == (3, zlib.crc32(b"abc"))


def test_what_cannot_be_read_is_an_error_whoever_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = room._of_part

    def fail(path: Path, start: int, size: int | None) -> tuple[int, int]:
        if start:
            raise OSError("the disk is on fire")
        return plain(path, start, size)

    monkeypatch.setattr(room, "MANY_BYTES", 2)
    monkeypatch.setattr(room, "_of_part", fail)
    (tmp_path / "file").write_bytes(b"abc")
    with pytest.raises(OSError, match="on fire"):
        checksum(tmp_path / "file")
    with pytest.raises(FileNotFoundError):
        checksum(tmp_path / "missing")
