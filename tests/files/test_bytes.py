"""A file is read once for its digest, its head and its summary, and never seen as it was before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from threading import Thread
from time import process_time

import pytest

from syndicate import Fault, Site, SourceContext
from syndicate.builtins.sources.front_matter import FrontMatter
from syndicate.files import Head, file_digest, read_body, read_head
from syndicate.files.bytes import ReadOnce, hashed_file
from syndicate.model.digests import condensed
from syndicate.pipeline.item_reader import ItemReader, ItemRequests, Summaries

HEAD = "---\ntitle: Tides\ndate: 2024-01-30\nurl: /tides/\n---\nText.\n"


@pytest.fixture
def context(tmp_path: Path) -> SourceContext:
    (tmp_path / "a.md").write_text(HEAD, "utf-8")
    return SourceContext(root=str(tmp_path), paths=(".",), site=Site(title="T", url="https://example.org/"))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Name the files that are opened."""
    found: list[object] = []
    real = os.open

    def noted(path: str, flags: int) -> int:
        found.append(path)
        return real(path, flags)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", noted)
        yield found


def test_a_new_article_is_opened_once(context: SourceContext, opened: list[object]) -> None:
    reader = ItemReader(FrontMatter(context), context, "a source", has_extra=False)
    found = reader.read_several(ItemRequests(["a.md"], [(1, 1)], [None]), 0, 1)
    assert found.digests == [blake2b(HEAD.encode(), digest_size=16).digest()]
    assert (found.counts, len(found.keys), found.remarks) == ([1], 1, {})
    assert opened == [f"{context.root}/a.md"]


def test_an_article_with_a_summary_made_of_its_text_is_opened_once(
    context: SourceContext, opened: list[object]
) -> None:
    reader = ItemReader(FrontMatter(context), context, "a source", has_extra=False)
    summaries = Summaries(lambda article: reader.reader.content(article).encode())
    found = reader.read_several(ItemRequests(["a.md"], [(1, 1)], [None]), 0, 1, summaries=summaries)
    assert found.summaries == [b"<p>Text.</p>\n"]
    assert opened == [f"{context.root}/a.md"]


@pytest.mark.parametrize("size", [0, 100, 1 << 16, (1 << 16) + 1, 1 << 18, (1 << 18) + 1])
def test_a_file_of_any_size_is_read_alike_with_its_digest_and_without(context: SourceContext, size: int) -> None:
    for data in (HEAD.encode() + b"x" * size, b"x" * size, b"\n" * size, b"x" * 9_000 + b"\r" * size):
        Path(context.root, "a.md").write_bytes(data)
        alone = read_head(context, "a.md")
        with ReadOnce():
            digested = condensed(data) if len(data) <= 1 << 16 else data
            assert file_digest(context, "a.md") == blake2b(digested, digest_size=16).digest()
            assert read_head(context, "a.md") == alone


def test_the_bytes_are_gone_with_the_items(context: SourceContext) -> None:
    with ReadOnce():
        file_digest(context, "a.md")
        Path(context.root, "a.md").unlink()
        assert isinstance(read_head(context, "a.md"), Head)
        assert read_body(context, "a.md") == "Text.\n"
    assert isinstance(read_head(context, "a.md"), Fault)
    Path(context.root, "a.md").write_text(HEAD, "utf-8")
    assert hashed_file(context.root, "a.md") is None
    file_digest(context, "a.md")
    assert hashed_file(context.root, "a.md") is None


def test_the_bytes_are_those_of_one_file_of_one_site_and_one_thread(context: SourceContext, tmp_path: Path) -> None:
    other = SourceContext(root=f"{tmp_path}/other", paths=(".",), site=context.site)
    found: list[object] = []
    with ReadOnce():
        file_digest(context, "a.md")
        thread = Thread(target=lambda: found.append(hashed_file(context.root, "a.md")))
        thread.start()
        thread.join()
        found += [hashed_file(context.root, "b.md"), hashed_file(other.root, "a.md")]
        assert found == [None, None, None]
        assert hashed_file(context.root, "a.md") is not None


def test_a_sparse_file_of_any_size_costs_no_more_than_its_beginning(tmp_path: Path) -> None:
    context = SourceContext(root=str(tmp_path), paths=(), site=Site(title="Site", url="https://e.org/"))
    with (tmp_path / "x.md").open("wb") as file:
        file.truncate(50 << 30)
    started = process_time()
    digest = file_digest(context, "x.md")
    assert digest
    assert process_time() - started < 1  # minutes, where all of it is read
    assert file_digest(context, "x.md") == digest
    with (tmp_path / "x.md").open("r+b") as file:
        file.seek(40 << 30)
        file.write(b"changed")
    assert file_digest(context, "x.md") != digest


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_what_is_no_regular_file_any_more_is_not_read(context: SourceContext, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "b.md")
    (tmp_path / "c.md").mkdir()
    reader = ItemReader(FrontMatter(context), context, "a source", has_extra=False)
    found = reader.read_several(ItemRequests(["b.md", "c.md"], [(58, 1), (58, 1)], [None, None]), 0, 2)
    assert (found.digests, found.counts) == ([None, None], [0, 0])


@pytest.mark.parametrize("listed", [1, len(HEAD) - 1, len(HEAD), len(HEAD) + 1, 1 << 40])
def test_whatever_size_a_listing_has_the_digest_is_that_of_all_bytes(context: SourceContext, listed: int) -> None:
    reader = ItemReader(FrontMatter(context), context, "a source", has_extra=False)
    found = reader.read_several(ItemRequests(["a.md"], [(listed, 1)], [None]), 0, 1)
    assert (found.digests, found.counts) == ([blake2b(HEAD.encode(), digest_size=16).digest()], [1])
