"""Pieces that are taken from the published document: they change nothing but how many articles are encoded."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from syndicate import Article, Document, Feed, Format, hookimpl
from syndicate.builtins.formats import rss
from syndicate.files.private import seal, sealing_key
from syndicate.index import pieces
from syndicate.index.file import checksum
from syndicate.index.pieces import ChunkedPieces, PlacedPieces
from syndicate.model.feed import LongDocument
from syndicate.parts import DocumentBody
from syndicate.parts.registry import Registry
from syndicate.pipeline.complete.completer import Completer
from syndicate.pipeline.publish import folder as publishing
from syndicate.store import thresholds
from syndicate.store.thresholds import Thresholds
from tests.index.exporting import exported as files_and_report, row_count

COUNT = 40
NAMES = ("rss.xml", "atom.xml")
FEEDS = "[{format: rss, content: full}, {format: atom, content: full}]"
Exported = Callable[..., set[str]]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "DEFAULT", Thresholds(piece_articles=10, piece_chunk=4, placed_chunk=4))


def article(site: Path, number: int, text: str) -> None:
    head = f"title: Article {number}\ndate: 2024-01-{1 + number % 28:02d}\nurl: /{number}/\n"
    (site / "content" / f"{number}.md").write_text(f"---\n{head}---\n\n{text}\n")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "content").mkdir(parents=True)
    for number in range(COUNT):
        article(folder, number, f"Text {number}.")
    return folder


@pytest.fixture
def exported(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exported:
    """Return which articles an export completes; its documents are those of an export without an index."""
    completed: set[str] = set()
    plain = Completer.complete

    def complete(self: Completer, article: Article, *given: object) -> Article:
        completed.add(article.title)
        return plain(self, article, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Completer, "complete", complete)

    def go(feeds: str = FEEDS, output: str = "o") -> set[str]:
        (site / "syndicate.yaml").write_text(
            "site: {title: The Ledger, url: 'https://e.org', authors: [The Desk]}\nsource: {paths: [content]}\n"
            f"limit: all\nfeeds: {feeds}\n"
        )
        completed.clear()
        reports = []
        for folder, index in ((output, tmp_path / "i"), ("plain", None)):
            # One folder has one record.
            registry = Registry(distributions=())
            reports.append(files_and_report(site, tmp_path / folder, registry, record=False, index=index))
            if index:
                found = set(completed)
        (files, report), (plain_files, plain_report) = reports
        assert files == plain_files
        assert [one for one in report.warnings if "index" not in one] == list(plain_report.warnings)
        return found

    return go


def rows(tmp_path: Path) -> dict[str, int]:
    return {table: row_count(tmp_path / "i", table) for table in ("pieces", "placed_pieces")}


def alter(tmp_path: Path, change: Callable[[PlacedPieces], PlacedPieces | bytes]) -> None:
    """Change the rows of an index, which still has the right seal."""
    connection = sqlite3.connect(tmp_path / "i")
    for feed, encoded in connection.execute("SELECT feed, runs FROM placed_pieces").fetchall():
        changed = change(msgspec.msgpack.decode(encoded, type=PlacedPieces))
        row = changed if isinstance(changed, bytes) else msgspec.msgpack.encode(changed)
        connection.execute("UPDATE placed_pieces SET runs = ? WHERE feed = ?", (row, feed))
    connection.commit()
    connection.close()
    (tmp_path / "i.sum").write_text(seal(sealing_key(), checksum(tmp_path / "i")))


def test_where_one_article_has_changed_the_others_come_from_the_documents(
    site: Path, tmp_path: Path, exported: Exported
) -> None:
    assert len(exported()) == COUNT
    assert rows(tmp_path) == {"pieces": 0, "placed_pieces": 2}
    article(site, 7, "Changed, and longer than before.")
    completed = exported()
    assert "Article 7" in completed
    assert len(completed) < COUNT / 2
    assert exported() == set()


@pytest.mark.parametrize("seed", range(6))
def test_whatever_changes_the_documents_are_those_of_an_export_without_an_index(
    site: Path, tmp_path: Path, exported: Exported, seed: int
) -> None:
    rng = random.Random(seed)
    for step in range(8):
        for _ in range(rng.randrange(4)):
            article(site, rng.randrange(COUNT + 10), f"Text {'é' * rng.randrange(9)} of step {step}.")
        if rng.random() < 0.3:
            rng.choice(sorted((site / "content").iterdir())).unlink()
        if rng.random() < 0.3:
            (tmp_path / "o" / rng.choice(NAMES)).unlink(missing_ok=True)
        exported()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_taken_from_a_document_that_somebody_has_written_to(
    site: Path, tmp_path: Path, exported: Exported, name: str
) -> None:
    exported()
    path = tmp_path / "o" / name
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Text 8.", b"Text X."))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    article(site, 7, "Changed.")
    assert len(exported()) == COUNT  # which asserts that the documents are right


def test_a_document_with_another_time_and_the_same_bytes_is_known_by_its_digest(
    site: Path, tmp_path: Path, exported: Exported
) -> None:
    exported()
    for name in NAMES:
        os.utime(tmp_path / "o" / name, (1, 1))
    article(site, 7, "Changed.")
    assert len(exported()) < COUNT / 2


def test_a_link_is_not_read(site: Path, tmp_path: Path, exported: Exported) -> None:
    exported()
    for name in NAMES:
        (tmp_path / "o" / name).rename(tmp_path / name)
        (tmp_path / "o" / name).symlink_to(tmp_path / name)
    article(site, 7, "Changed.")
    assert len(exported()) == COUNT


class Renaming:
    """A plugin with a format that makes its document of RSS."""

    def __init__(self, old: bytes, new: bytes) -> None:
        self._changed = old, new

    @hookimpl
    def syndicate_formats(self) -> list[Format]:
        return [Format(name="mine", media_type="text/plain", filename="mine.xml", render=self.render, default_limit=20)]

    def render(self, feed: Feed, path: str) -> Iterator[Document]:
        for document in rss.render(feed, path):
            yield replace(document, body=document.body.replace(*self._changed))


@pytest.mark.parametrize(
    ("old", "new"), [(b"<rss ", b"<rss data-mine='' "), (b"</title>", b"!</title>"), (b"The Ledger", b"My own ....")]
)
def test_what_a_format_has_made_of_another_document_is_right(
    site: Path, exported: Exported, monkeypatch: pytest.MonkeyPatch, old: bytes, new: bytes
) -> None:
    class WithMine(Registry):
        def __init__(self, **given: Any) -> None:
            super().__init__(**given)
            self.register(Renaming(old, new), "mine")

    monkeypatch.setattr(f"{__name__}.Registry", WithMine)
    feeds = "[{format: mine, content: full}, {format: rss, content: full}]"
    exported(feeds)
    for number in (7, 30, 12):
        article(site, number, "Changed, and longer than before.")
        exported(feeds)


def test_in_another_folder_all_is_made_of_the_texts(exported: Exported) -> None:
    exported()
    assert len(exported(output="elsewhere")) == COUNT


@pytest.mark.parametrize("end", [b"", b"Text X."])
@pytest.mark.parametrize(
    ("large_bytes", "reads_before"),  # a small one is read once more, for its digest
    [(1, 0), (1, 3), (1, 8), (1 << 20, 0), (1 << 20, 3), (1 << 20, 8), (1 << 20, 14)],
)
def test_a_document_that_is_written_to_while_it_is_read_costs_the_index_and_no_byte(
    site: Path,
    tmp_path: Path,
    exported: Exported,
    monkeypatch: pytest.MonkeyPatch,
    reads_before: int,
    end: bytes,
    large_bytes: int,
) -> None:
    monkeypatch.setattr(publishing, "LARGE_BYTES", large_bytes)
    exported()
    article(site, 7, "Changed.")
    plain = ChunkedPieces._read
    reads = []

    def read(self: ChunkedPieces, at: int, size: int) -> bytes:
        reads.append(at)
        if len(reads) == reads_before + 1:
            path = tmp_path / "o" / "rss.xml"
            before, _, after = path.read_bytes().partition(b"Text 8.")
            path.write_bytes(before + end + after if end else before)
        return plain(self, at, size)

    monkeypatch.setattr(ChunkedPieces, "_read", read)
    assert len(exported()) == COUNT
    assert len(reads) > reads_before


def test_only_what_has_changed_is_in_memory(site: Path, exported: Exported, monkeypatch: pytest.MonkeyPatch) -> None:
    exported()
    article(site, 7, "Changed, and longer than before.")
    in_memory = []
    plain = DocumentBody.document

    def document(self: DocumentBody, **fields: Any) -> Document:
        made = plain(self, **fields)
        if isinstance(made, LongDocument):
            new = sum(len(piece) for piece in made.pieces if isinstance(piece, bytes))
            in_memory.append(new / made.size_bytes)
        return made

    monkeypatch.setattr(DocumentBody, "document", document)
    exported()
    assert len(in_memory) == 2
    assert max(in_memory) < 0.5


@pytest.mark.parametrize("seed", range(4))
def test_rows_that_nothing_wrote_cost_no_byte(site: Path, tmp_path: Path, exported: Exported, seed: int) -> None:
    rng = random.Random(seed)
    exported()

    def changed(placed: PlacedPieces) -> PlacedPieces | bytes:
        def place() -> int:
            return rng.choice((-1, 1 << 62, 10**6, -(1 << 62)))

        runs = {key: msgspec.structs.replace(run, at=place()) for key, run in placed.runs.items()}
        return rng.choice((b"", b"\x93", msgspec.structs.replace(placed, runs=runs)))

    alter(tmp_path, changed)
    article(site, 7, "Changed.")
    assert len(exported()) == COUNT


def test_sizes_that_nothing_wrote_do_not_fill_the_memory(site: Path, tmp_path: Path, exported: Exported) -> None:
    exported()

    def changed(placed: PlacedPieces) -> PlacedPieces:
        runs = {
            key: msgspec.structs.replace(run, sizes_and_heads=b"\xff" * len(run.sizes_and_heads))
            for key, run in placed.runs.items()
        }
        return msgspec.structs.replace(placed, runs=runs)

    alter(tmp_path, changed)
    article(site, 7, "Changed.")
    assert len(exported()) == COUNT


def test_where_no_system_tells_of_writes_the_digest_does(
    site: Path, exported: Exported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "file_stamp", lambda _: b"")
    exported()
    article(site, 7, "Changed.")
    assert len(exported()) < COUNT / 2


@pytest.mark.parametrize("more", [", profile: google-news", ", limit_bytes: 9000"])
def test_what_is_cut_to_a_taker_or_a_size_is_not_taken_from_its_document(
    site: Path, tmp_path: Path, exported: Exported, more: str
) -> None:
    feeds = f"[{{format: rss, content: full{more}}}]"
    exported(feeds)
    assert rows(tmp_path)["placed_pieces"] == 0
    article(site, 7, "Changed.")
    exported(feeds)


def test_the_places_of_a_feed_that_is_gone_are_forgotten(tmp_path: Path, exported: Exported) -> None:
    exported()
    (tmp_path / "plain" / "atom.xml").unlink()
    exported("[{format: rss, content: full}]")
    assert rows(tmp_path)["placed_pieces"] == 1
