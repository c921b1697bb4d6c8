"""Entries that other processes make are those that this one makes, and what goes wrong is said in the same words."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from syndicate import Article, Document, Feed, Format, FormatError, Registry, Report, SyndicateError, hookimpl
from syndicate.builtins.formats import json_feed
from syndicate.index.remembered import Remembered
from syndicate.parts import encode_each
from syndicate.pipeline.complete import entries
from syndicate.pipeline.complete.text import TextReader
from tests.pipeline import many_articles
from tests.pipeline.many_articles import COUNT, configure, lay_articles, lower_thresholds, with_summary

BODIES = (
    "A *body* with a [link](/a) and ![a picture](p.png).\n",
    "<script>x</script> and text.\n",
    "Some {% tag %} of a template.\n",
    "",
)
FEEDS = (
    "{format: rss}",
    "{format: json, content: summary}",
    "{format: atom}",
    "{format: atom, path: none.xml, content: none}",
    "{format: amp-sitemap}",
    "{format: rss, each: topic, path: '{topic}.xml'}",
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    def rest(number: int) -> str:
        return f"image: /p{number % 5}.png\n" + with_summary(number, BODIES[number % len(BODIES)])

    folder = lay_articles(tmp_path / "site", rest)
    for path in (folder / "content").iterdir():
        os.utime(path, (1, 1))
    (folder / "p1.png").write_bytes(b"GIF89a\x02\0\x03\0" + bytes(20))
    settings(folder, FEEDS)
    return folder


def settings(folder: Path, feeds: tuple[str, ...]) -> None:
    configure(folder, *feeds, assets=", assets: .")


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    lower_thresholds(monkeypatch, entry_articles=10, entry_chunk=4, piece_articles=10, piece_chunk=4)


def exported(site: Path, output: Path, *parts: object, **given: Any) -> tuple[dict[str, bytes], Report]:
    registry = Registry(distributions=())
    for part in parts:
        registry.register(part, "parts")
    return many_articles.exported(site, output, registry, record=False, **given)


class Counting(ProcessPoolExecutor):
    """Notes the names of its tasks."""

    def __init__(self) -> None:
        super().__init__(1)
        super().submit(os.getpid).result()  # a process that is forked later would hold the lock of an index
        self.asked: list[str] = []

    def submit(self, task: Any, /, *given: Any, **named: Any) -> Any:
        self.asked.append(given[0].__name__)
        return super().submit(task, *given, **named)


@pytest.mark.parametrize("has_index", [False, True])
def test_entries_made_by_others_are_those_made_here(site: Path, tmp_path: Path, *, has_index: bool) -> None:
    index = tmp_path / "index" if has_index else None
    other = "---\ntitle: Other\ndate: 2024-05-24\nurl: /7/\ntopics: [a]\n---\nOther.\n"
    with Counting() as executor:
        for text in ("", other):
            if text:
                (site / "content" / "07.md").write_text(text)
            alone, report = exported(site, tmp_path / f"alone{len(text)}")
            together, others = exported(site, tmp_path / f"together{len(text)}", executor=executor, index=index)
            assert together == alone
            assert others.warnings == report.warnings
    assert "_entries_of" in executor.asked


def test_an_entry_without_a_text_costs_more_to_send_than_to_make(site: Path, tmp_path: Path) -> None:
    settings(site, FEEDS[3:5])
    with Counting() as executor:
        exported(site, tmp_path / "together", executor=executor)
    assert set(executor.asked) == {"_read_chunk"}


@pytest.mark.parametrize("feed", FEEDS[:3])
def test_no_article_of_a_large_feed_is_encoded_here(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, feed: str
) -> None:
    settings(site, (feed,))
    alone, _ = exported(site, tmp_path / "alone")
    left = []
    plain = Remembered._pieces

    def noted(self: Remembered, encode: Any, chunk: Any, shared: Any, made: Any) -> Iterator[bytes]:
        left.append(chunk.stop - chunk.start - len(made))
        return plain(self, encode, chunk, shared, made)

    monkeypatch.setattr(Remembered, "_pieces", noted)
    with Counting() as executor:
        found, _ = exported(site, tmp_path / "together", executor=executor)
    assert found == alone
    assert left == [0] * (COUNT // 4)


def test_a_text_that_was_made_for_one_feed_is_made_for_no_other(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(site, ("{format: rss}", "{format: atom}"))
    alone, _ = exported(site, tmp_path / "alone")
    given: list[int] = []
    plain = entries._encode

    def noted(value: Any) -> bytes:
        given.append(sum(bool(text) for _, _, text in value))
        return plain(value)

    with Counting() as executor:
        monkeypatch.setattr(entries, "_encode", noted)
        found, _ = exported(site, tmp_path / "together", executor=executor)
    assert found == alone
    assert given == [0] * 15 + [4] * 15


class Lines:
    """A format whose encoder is no function of a module."""

    @hookimpl
    def syndicate_formats(self) -> list[Format]:
        return [Format(name="lines", media_type="text/plain", filename="l.txt", render=self.render, has_text=True)]

    def render(self, feed: Feed, path: str) -> Iterator[Document]:
        def line(article: Article) -> bytes:
            return f"{article.title} {article.content_html}\n".encode()

        yield Document(path=path, body=b"".join(encode_each(feed, line)), media_type="text/plain")


def test_what_only_this_process_can_encode_it_encodes(site: Path, tmp_path: Path) -> None:
    settings(site, ("{format: lines}",))
    alone, _ = exported(site, tmp_path / "alone", Lines())
    with Counting() as executor:
        assert exported(site, tmp_path / "together", Lines(), executor=executor)[0] == alone


def test_a_fault_of_an_encoder_is_said_in_the_same_words(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings(site, ("{format: json}",))
    monkeypatch.setattr(json_feed, "_item", refuse)
    said = []
    with ThreadPoolExecutor(1) as executor:
        for given in (None, executor):
            with pytest.raises(SyndicateError) as raised:
                exported(site, tmp_path / "o", executor=given, strict=True)
            said.append(str(raised.value))
    assert said[0] == said[1]
    assert "T41 is refused" in said[0]


def refuse(site: object, article: Article) -> object:
    if article.title == "T41":
        raise FormatError("T41 is refused")
    return _ITEM(site, article)


_ITEM: Any = json_feed._item


def test_pictures_are_looked_at_where_the_site_s_folder_is(site: Path, tmp_path: Path) -> None:
    """A worker that reads articles from elsewhere may not have it: it gives the text, and the entry is made here."""
    settings(site, ("{format: atom}",))
    alone, report = exported(site, tmp_path / "alone")
    plain = entries.EntryMaker.__init__

    def without_folder(self: entries.EntryMaker, texts: Any, content: str) -> None:
        plain(self, texts, content)
        self._has_folder = False

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as executor:
        patch.setattr(entries.EntryMaker, "__init__", without_folder)
        patch.setattr(TextReader, "read", only_in(threading.main_thread(), TextReader.read))
        found, others = exported(site, tmp_path / "together", executor=executor)
    assert found == alone
    assert others.warnings == report.warnings


def only_in(refused: threading.Thread, read: Any) -> Any:
    """Return *read*, for every thread but the one that is *refused*."""

    def reading(*given: Any, **named: Any) -> Any:
        assert threading.current_thread() is not refused
        return read(*given, **named)

    return reading
