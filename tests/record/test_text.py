"""A record of any length is read a part at a time: what it says is the same."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from syndicate.model.errors import RecordChangedError, RecordError
from syndicate.record import text as text_room
from syndicate.record.ids import Ids
from syndicate.record.lines import ArticleLine, SortedLines, UnsortedError, articles_text, files_text
from syndicate.record.record import Record, open_record
from syndicate.record.text import Writer, filed, held, stamp_of
from tests.record.sites import NOW, Site

AT = datetime(2024, 1, 1, tzinfo=UTC)
LINES = [
    ArticleLine(id=f"tag:e.org,2024:{number}", before=("x" * (3000 * number),), published=AT) for number in range(9)
]
FILES = files_text([])


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all in files, and a few bytes in a part."""
    for name, value in (("HELD_BYTES", 0), ("PART_BYTES", 100), ("_NEAR_BYTES", 8)):
        monkeypatch.setattr(text_room, name, value)
        if not name.startswith("_"):
            monkeypatch.setattr(f"syndicate.record.record.{name}", value)


def opened(path: Path) -> Record:
    return open_record(path, is_whole=True, is_noted=True, ids=Ids("frozen"))


def written(path: Path, content: bytes) -> Record:
    path.write_bytes(content)
    return opened(path)


@pytest.mark.parametrize("is_filed", [True, False])
def test_lines_of_any_length_are_found_and_changed(tmp_path: Path, *, is_filed: bool) -> None:
    whole = articles_text(LINES)
    (tmp_path / "r").write_bytes(b"before" + whole)
    text = filed(tmp_path / "r", stamp_of(tmp_path / "r"), 6, len(whole), b"") if is_filed else held(whole)
    lines = SortedLines(text)
    assert list(lines) == LINES
    assert [lines.find(line.id) for line in LINES] == LINES
    assert [lines.find(id_) for id_ in ("a", "tag:e.org,2024:30", "u")] == [None] * 3
    assert text.digest == held(whole).digest
    other = ArticleLine(id="tag:e.org,2024:30", published=AT)
    last = replace(LINES[8], before=())
    changed = lines.changed({other.id: other, LINES[0].id: None, last.id: last})
    assert b"".join(changed.chunks()) == articles_text([*LINES[1:8], other, last])


def test_what_is_written_part_by_part_is_read_from_any_place() -> None:
    writer, parts = Writer(), [bytes([number]) * number for number in range(1, 40)]
    for part in parts:
        writer.put(part)
    whole = b"".join(parts)
    assert [writer.text.read(at, 150) for at in range(600)] == [whole[at : at + 150] for at in range(600)]
    assert writer.text.digest == held(whole).digest


def test_what_another_export_has_replaced_is_not_believed(tmp_path: Path) -> None:
    record = written(tmp_path / "r", FILES + articles_text(LINES))
    assert list(record.sorted_lines()) == LINES
    (tmp_path / "r").write_bytes(FILES)
    with pytest.raises(RecordChangedError):
        record.articles()
    (tmp_path / "r").unlink()
    with pytest.raises(RecordChangedError):
        record.articles()


def test_files_behind_articles_and_lines_out_of_order_are_read_all_the_same(tmp_path: Path) -> None:
    file = b'{"record":"file","path":"a.xml","digest":"0"}\n'
    mixed = written(tmp_path / "r", FILES + articles_text(LINES) + file)
    assert (list(mixed.articles().values()), mixed.digests(), mixed.digest_of_articles) == (
        LINES,
        {"a.xml": {"0"}},
        b"",
    )
    turned = written(tmp_path / "r", FILES + articles_text(LINES[5:]) + articles_text(LINES[:5]))
    assert set(turned.articles().values()) == set(LINES)
    with pytest.raises(UnsortedError):
        list(turned.sorted_lines())


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    record = written(tmp_path / "r", FILES + articles_text(LINES) + b"odd\n")
    with pytest.raises(RecordError, match=r"r:11: is no line of a record"):
        record.articles()


def test_exports_are_the_same_with_a_record_that_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sites = [Site(tmp_path / name) for name in ("filed", "held")]
    for step in range(7):
        for site, held_bytes in zip(sites, (0, 1 << 20), strict=True):
            for module in ("record", "text"):
                monkeypatch.setattr(f"syndicate.record.{module}.HELD_BYTES", held_bytes)
            if step == 1:
                site.write("dawn")
            elif step == 2:
                site.write("sea", "url: /ocean/\n", date="2024-02-01")
            elif step == 3:
                site.write("wind", "draft: true\n")
            elif step == 4:
                (site.folder / "posts" / "court.md").unlink()
            elif step == 5:  # as two branches leave it
                *head, first, last = site.record.read_bytes().splitlines(keepends=True)
                site.record.write_bytes(b"".join([*head, last, first]))
                site.write("dusk")
            site.export_as_a_fresh_one(now=NOW)
        assert sites[0].record.read_bytes() == sites[1].record.read_bytes()
        assert sites[0].files() == sites[1].files()
