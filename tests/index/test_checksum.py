"""The checksum of a file is that of all its bytes, however it is read."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from threading import Thread, current_thread
from typing import Any

import pytest

from syndicate.index import checksum as room
from syndicate.index.checksum import checksum


def of_parts(body: bytes) -> bytes:
    """Return the checksum of a file of *body* as one thread finds it that holds it all."""
    parts = [body[start : start + room.PART_BYTES] for start in range(0, len(body), room.PART_BYTES)]
    digest = hashlib.sha256 if len(parts) >= 4 else partial(hashlib.blake2b, digest_size=32)
    return b"%d " % len(body) + b"".join(digest(part).digest() for part in parts)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "PART_BYTES", 128)
    monkeypatch.setattr(room, "_CHUNK_BYTES", 64)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("size", [0, 1, 127, 128, 129, 511, 512, 513, 5000])
def test_a_file_read_by_two_threads_has_the_checksum_of_one(tmp_path: Path, size: int) -> None:
    body = bytes(number * number % 251 for number in range(size))
    (tmp_path / "file").write_bytes(body)
    assert checksum(tmp_path / "file") == of_parts(body)


@pytest.mark.usefixtures("small_parts")
def test_any_byte_makes_another_one(tmp_path: Path) -> None:
    body = bytearray(1000)
    found = set()
    for place in (0, 127, 128, 500, 999):
        body[place] ^= 1
        (tmp_path / "file").write_bytes(body)
        found.add(checksum(tmp_path / "file"))
    (tmp_path / "file").write_bytes(bytes(body[128:256] + body[:128] + body[256:]))
    assert len(found | {checksum(tmp_path / "file")}) == 6


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[Thread]:
    """Return the threads that are started."""
    started: list[Thread] = []
    plain = Thread.start

    def start(thread: Thread) -> None:
        started.append(thread)
        plain(thread)

    monkeypatch.setattr(Thread, "start", start)
    return started


@pytest.mark.usefixtures("small_parts")
def test_a_small_file_starts_no_thread_and_a_large_one_leaves_none(tmp_path: Path, threads: list[Thread]) -> None:
    (tmp_path / "file").write_bytes(bytes(3 * 128))
    checksum(tmp_path / "file")
    assert threads == []
    (tmp_path / "file").write_bytes(bytes(3 * 128 + 1))
    checksum(tmp_path / "file")
    assert [thread.is_alive() for thread in threads] == [False]


@pytest.mark.usefixtures("small_parts")
def test_where_no_thread_can_start_one_reads_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", fail)
    (tmp_path / "file").write_bytes(bytes(5000))
    assert checksum(tmp_path / "file") == of_parts(bytes(5000))


@pytest.mark.usefixtures("small_parts")
def test_what_a_thread_cannot_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: list[Thread]
) -> None:
    plain = Path.open

    def fail(path: Path, *given: Any, **named: Any) -> Any:
        if current_thread() in threads:
            raise OSError("the disk is on fire")
        return plain(path, *given, **named)

    (tmp_path / "file").write_bytes(bytes(5000))
    monkeypatch.setattr(Path, "open", fail)
    assert checksum(tmp_path / "file") == of_parts(bytes(5000))
    assert len(threads) == 1


@pytest.mark.usefixtures("small_parts")
def test_what_cannot_be_read_is_an_error_and_leaves_no_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: list[Thread]
) -> None:
    with pytest.raises(FileNotFoundError):
        checksum(tmp_path / "missing")

    def fail(*_: object, **__: object) -> None:
        raise OSError("the disk is on fire")

    (tmp_path / "file").write_bytes(bytes(5000))
    monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(OSError, match="on fire"):
        checksum(tmp_path / "file")
    assert [thread.is_alive() for thread in threads] == [False]
