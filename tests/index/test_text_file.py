"""The texts of an index lie in a file of their own, of which nothing is believed but what the index tells."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

import pytest

from syndicate import Registry, Report, export
from syndicate.index import caches as cache
from syndicate.index.text_file import TextFile
from syndicate.pipeline.complete.text import TextReader

NOW = datetime(2024, 6, 1, tzinfo=UTC)
COUNT = 6
Go = Callable[..., list[str]]


def article(site: Path, number: int, text: str) -> None:
    (site / "content").mkdir(exist_ok=True, parents=True)
    head = f"---\ntitle: Title {number}\ndate: 2024-01-0{number + 1}\nurl: /{number}/\n---\n"
    (site / "content" / f"{number}.md").write_text(f"{head}{text}\n")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for number in range(COUNT):
        article(tmp_path / "site", number, f"Text {number}. " * 20)
    (tmp_path / "site" / "syndicate.yaml").write_text(
        "site: {title: T, url: 'https://e.org/', authors: A}\nsource: {paths: [content]}\ncontent: full\n"
        "feeds: [{format: json}]\n"
    )
    return tmp_path / "site"


@pytest.fixture
def go(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Go:
    """Return what exports into a new folder, and gives the titles of the articles whose text was made.

    What is written is what an export without an index writes.
    """
    made: list[str] = []
    plain = TextReader.read

    def read(self: TextReader, one: object, *given: object, **more: object) -> object:
        made.append(one.title)  # type: ignore[attr-defined]
        return plain(self, one, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(TextReader, "read", read)

    def exported(output: str, *, index: Path | None) -> Report:
        return export(site, now=NOW, output=tmp_path / output, registry=Registry(distributions=()), index=index)

    numbers = iter(range(100))

    def go(index: str = "index") -> list[str]:
        number = next(numbers)
        exported(f"alone{number}", index=None)
        made.clear()
        report = exported(f"o{number}", index=tmp_path / index)
        assert report.warnings == ()
        body = (tmp_path / f"o{number}" / "feed.json").read_bytes()
        assert body == (tmp_path / f"alone{number}" / "feed.json").read_bytes()
        return [title.removeprefix("Title ") for title in sorted(made)]

    return go


ALL = [str(number) for number in range(COUNT)]


def test_a_text_that_was_changed_there_is_made_again_and_no_other(go: Go, tmp_path: Path) -> None:
    assert go() == ALL
    assert go() == []
    place = tmp_path / "index.texts"
    place.write_bytes(place.read_bytes().replace(b"Text 3.", b"Forged."))
    assert go() == ["3"]
    assert go() == []


def test_what_is_cut_off_is_made_again(go: Go, tmp_path: Path) -> None:
    go()
    place = tmp_path / "index.texts"
    found = place.read_bytes()
    place.write_bytes(found[: found.index(b"Text 2.")])  # the newest is the first there
    assert go() == ["0", "1", "2"]
    assert go() == []


@pytest.mark.parametrize("left", [None, b"", b"texts of syndicate\n"])
def test_without_texts_all_are_made_again(go: Go, tmp_path: Path, left: bytes | None) -> None:
    go()
    (tmp_path / "index.texts").unlink()
    if left is not None:
        (tmp_path / "index.texts").write_bytes(left)
    assert go() == ALL
    assert go() == []


def test_texts_of_two_indexes_that_are_exchanged_cost_no_more_than_the_time(go: Go, site: Path, tmp_path: Path) -> None:
    go()
    for number in range(COUNT):
        article(site, number, f"Another text {number}. " * 20)
    go("other")
    one, other, aside = (tmp_path / f"{name}.texts" for name in ("index", "other", "aside"))
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    assert go("other") == ALL
    assert go("other") == []
    assert go() == ALL


def test_an_index_of_an_older_version_leaves_no_texts(go: Go, tmp_path: Path) -> None:
    go()
    connection = sqlite3.connect(tmp_path / "index")
    connection.execute("PRAGMA user_version = 8")
    connection.close()
    before = (tmp_path / "index.texts").stat().st_size
    assert go() == ALL
    assert (tmp_path / "index.texts").stat().st_size == before


def test_what_somebody_else_made_is_left_alone(go: Go, site: Path, tmp_path: Path) -> None:
    (tmp_path / "index.texts").write_text("mine")
    report = export(site, now=NOW, output=tmp_path / "o", registry=Registry(distributions=()), index=tmp_path / "index")
    (warning,) = report.warnings
    assert "index.texts holds no texts of an index; move it away; the next export reads all texts" in warning
    assert (tmp_path / "index.texts").read_text() == "mine"
    (tmp_path / "index.texts").unlink()
    assert go() == ALL


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_no_link_in_its_place_is_followed(site: Path, tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"")
    (tmp_path / "index.texts").symlink_to(tmp_path / "victim")
    report = export(site, now=NOW, output=tmp_path / "o", registry=Registry(distributions=()), index=tmp_path / "index")
    assert "the next export reads all texts" in report.warnings[0]
    assert (tmp_path / "victim").read_bytes() == b""


def test_a_full_disk_costs_the_texts_alone(go: Go, site: Path, tmp_path: Path) -> None:
    class Full(FileIO):
        def write(self, body: bytes, /) -> int:  # type: ignore[override]
            if b"Text 3." in body:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(body)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("syndicate.index.text_file.FileIO", Full)
        report = export(
            site, now=NOW, output=tmp_path / "o", registry=Registry(distributions=()), index=tmp_path / "index"
        )
    assert report.warnings == ("the index cannot be written: No space left on device; the next export reads all texts",)
    assert go() == ["0", "1", "2", "3"]


def test_what_nobody_needs_any_more_does_not_make_the_file_grow(
    go: Go, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_GATHERED_BYTES", 0)
    go()
    size = (tmp_path / "index.texts").stat().st_size
    for change in range(10):
        for number in (1, 4):
            article(site, number, f"Text {change}. " * 20)
        assert go() == ["1", "4"]
        assert (tmp_path / "index.texts").stat().st_size < 2.1 * size
    assert go() == []


def test_texts_are_gathered_in_their_order(tmp_path: Path) -> None:
    file = TextFile(str(tmp_path / "texts"), is_written=True)
    texts = [bytes([number]) * number for number in range(1, 9)]
    places = [(file.append(text), len(text)) for text in texts]
    moved = list(file.gather(places[1::2]))
    assert [file.read(at, len(text)) for at, text in zip(moved, texts[1::2], strict=True)] == texts[1::2]
    assert file.end == (tmp_path / "texts").stat().st_size == moved[-1] + 8
    file.close()


@pytest.mark.parametrize("length", [0, 1, 18])
def test_a_file_whose_mark_was_half_written_is_begun_again(tmp_path: Path, length: int) -> None:
    (tmp_path / "texts").write_bytes(b"texts of syndicate\n"[:length])
    file = TextFile(str(tmp_path / "texts"), is_written=True)
    assert file.read(file.append(b"one"), 3) == b"one"
    file.close()
    assert (tmp_path / "texts").read_bytes() == b"texts of syndicate\none"
