"""An index that nobody has written to is believed by its stamp; any other one is read as a whole, and believed by its seal."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from syndicate.index import file as room
from syndicate.index.file import IndexFile, checksum, checksum as whole
from syndicate.model.digests import LARGE_BYTES

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


@pytest.mark.parametrize("size", [1000, LARGE_BYTES + 1000])
def test_any_byte_makes_another_one(tmp_path: Path, size: int) -> None:
    body = bytearray(size)
    found = set()
    for place in (0, 127, 128, size // 2, size - 1):
        body[place] ^= 1
        (tmp_path / "file").write_bytes(body)
        found.add(checksum(tmp_path / "file"))
    (tmp_path / "file").write_bytes(bytes(body[128:256] + body[:128] + body[256:]))
    assert len(found | {checksum(tmp_path / "file")}) == 6


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        checksum(tmp_path / "missing")
