"""An index that nobody has written to is believed by its stamp; any other one is read as a whole, and believed by its seal."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread, current_thread
from typing import Any

import pytest

from syndicate.index import file as room
from syndicate.index.file import IndexFile, checksum, checksum as whole

pytestmark = pytest.mark.skipif(not os.path.exists(room._BOOT), reason="this system tells no boot from another")  # noqa: PTH110


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return an index with a stamp."""
    place = tmp_path / "index"
    made = IndexFile(place)
    made.begin()
    made.connection.execute("CREATE TABLE t(a)")
    made.save()
    made.close()
    time.sleep(0.05)  # a tick of the system's clock: the next one to open it can tell that it was not written to since
    IndexFile(place).close()
    assert len(Path(f"{place}.sum").read_bytes()) == 129
    return place


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return the files that are read as a whole, as they come."""
    found: list[Path] = []

    def checksum(path: Path) -> bytes:
        found.append(path)
        return whole(path)

    monkeypatch.setattr(room, "checksum", checksum)
    return found


def is_believed(place: Path) -> bool:
    opened = IndexFile(place)
    opened.close()
    return not opened.is_new


def test_one_that_nobody_wrote_to_is_not_read_again(index: Path, reads: list[Path]) -> None:
    assert is_believed(index)
    assert not reads


def test_a_byte_that_another_wrote_is_seen_though_size_and_time_are_as_before(index: Path, reads: list[Path]) -> None:
    before = index.stat()
    with index.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last[0] ^ 1]))
    os.utime(index, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not is_believed(index)
    assert reads


@pytest.mark.parametrize("come", [shutil.copy2, lambda old, new: Path(old).rename(new)])
def test_one_that_comes_from_elsewhere_is_read_once(
    index: Path, tmp_path: Path, reads: list[Path], come: Callable[[Path, Path], object]
) -> None:
    place = tmp_path / "elsewhere"
    shutil.copy2(f"{index}.sum", f"{place}.sum")
    come(index, place)
    time.sleep(0.05)
    assert is_believed(place)
    assert reads == [place]
    assert is_believed(place)
    assert reads == [place]


def test_after_a_start_of_the_machine_it_is_read_again(
    index: Path, tmp_path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "boot").write_text("another boot\n")
    monkeypatch.setattr(room, "_BOOT", str(tmp_path / "boot"))
    assert is_believed(index)
    assert reads == [index]


def test_where_nothing_tells_a_boot_it_is_always_read(
    index: Path, tmp_path: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_BOOT", str(tmp_path / "none"))
    assert is_believed(index)
    assert is_believed(index)
    assert reads == [index, index]


def test_a_write_in_the_tick_of_the_seal_leaves_no_stamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "index"
    made = IndexFile(place)
    made.begin()
    monkeypatch.setattr(IndexFile, "_stamp", lambda _: (b"stamp", 1 << 62))  # changed as late as the seal
    made.save()
    made.close()
    assert len(Path(f"{place}.sum").read_bytes()) == 64


def test_a_forged_stamp_is_none(index: Path, reads: list[Path]) -> None:
    place = Path(f"{index}.sum")
    place.write_bytes(place.read_bytes()[:65] + b"0" * 64)
    assert is_believed(index)
    assert reads == [index]


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
