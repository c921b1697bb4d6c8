"""Texts that other processes make are those that this one makes, and what goes wrong with one is said in the same words."""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from syndicate import Registry, export
from syndicate.pipeline.complete import text
from tests.pipeline.many_articles import COUNT, NOW, configure, exported, lay_articles, lower_thresholds, with_summary

BODIES = (
    "A *body* with a [link](/a).\n",
    "<script>x</script> and text.\n",
    "Some {% tag %} of a template.\n",
    "![picture](p.png)\n",
    "",
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = lay_articles(tmp_path / "site", lambda number: with_summary(number, BODIES[number % len(BODIES)]))
    configure(
        folder, "{format: rss}", "{format: json, content: summary}", "{format: atom, each: topic, path: '{topic}.xml'}"
    )
    return folder


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    lower_thresholds(monkeypatch, text_chunk=4)


class Asked(ProcessPoolExecutor):
    """Remembers the names of its tasks."""

    def __init__(self, processes: int) -> None:
        super().__init__(processes)
        self.tasks: set[str] = set()

    def submit(self, task: Any, /, *given: Any, **named: Any) -> Any:
        self.tasks.add(given[0].__name__)
        return super().submit(task, *given, **named)


@pytest.mark.parametrize("has_index", [False, True])
def test_texts_made_by_others_are_those_made_here(site: Path, tmp_path: Path, *, has_index: bool) -> None:
    alone, report = exported(site, tmp_path / "alone")
    index = tmp_path / "index" if has_index else None
    together, others = exported(site, tmp_path / "together", jobs=2, index=index)
    assert together == alone
    assert others == report
    again, once_more = exported(site, tmp_path / "again", jobs=2, index=index)
    assert again == alone
    assert once_more == report


def test_the_callers_executor_makes_texts(site: Path, tmp_path: Path) -> None:
    alone, _ = exported(site, tmp_path / "alone")
    with Asked(1) as executor:
        found, _ = exported(site, tmp_path / "together", executor=executor)
    assert found == alone
    assert "_texts_of" in executor.tasks


class AtOnce(Executor):
    """Does what it is given before the next is looked for, and counts the texts."""

    def __init__(self) -> None:
        self.text_chunks = 0

    def submit(self, task: Any, /, *given: Any, **named: Any) -> Any:
        self.text_chunks += given[0].__name__ == "_texts_of"
        future: Future[Any] = Future()
        future.set_result(task(*given, **named))
        return future


def test_others_make_all_texts_but_the_first_however_fast_they_are(site: Path, tmp_path: Path) -> None:
    executor = AtOnce()
    exported(site, tmp_path / "together", executor=executor)
    assert executor.text_chunks == (COUNT - 1 + 3) // 4


@pytest.mark.parametrize("has_index", [False, True])
def test_summaries_of_all_are_made_while_articles_are_read(site: Path, tmp_path: Path, *, has_index: bool) -> None:
    config = site / "syndicate.yaml"
    config.write_text(config.read_text().replace("content: full", "content: summary"))
    alone, report = exported(site, tmp_path / "alone")
    index = tmp_path / "index" if has_index else None
    with Asked(1) as executor:
        found, others = exported(site, tmp_path / "together", executor=executor, index=index)
    assert (found, others) == (alone, report)
    assert executor.tasks == {"_read_chunk"}
    for number in (1, 3):
        (site / "content" / f"{number:02}.md").write_text("---\ntitle: X\ndate: 2024-01-01\nurl: /x/\n---\nAnother.\n")
        changed, _ = exported(site, tmp_path / f"changed{number}", jobs=2, index=index)
        assert changed == exported(site, tmp_path / f"alone{number}")[0]


def test_summaries_that_were_made_while_articles_were_read_are_remembered(site: Path, tmp_path: Path) -> None:
    config = site / "syndicate.yaml"
    config.write_text(config.read_text().replace("content: full", "content: summary"))
    exported(site, tmp_path / "out", executor=AtOnce(), index=tmp_path / "index")
    config.write_text(config.read_text().replace("format: rss", "format: rss, title: Another"))
    with patch.object(text.TextReader, "read", autospec=True) as read:
        _, report = exported(site, tmp_path / "out", index=tmp_path / "index")
    assert [file.path for file in report.files if file.state == "changed"] == ["rss.xml"]
    assert not read.called


def test_no_summary_is_made_of_what_is_read_where_feeds_have_but_the_newest(site: Path, tmp_path: Path) -> None:
    config = site / "syndicate.yaml"
    config.write_text(config.read_text().replace("content: full", "content: summary").replace("limit: all", "limit: 3"))
    alone, _ = exported(site, tmp_path / "alone")
    with patch.object(text.TextReader, "read", side_effect=text.TextReader.read, autospec=True) as read:
        assert exported(site, tmp_path / "together", executor=AtOnce())[0] == alone
    assert read.call_count < COUNT / 6  # a third of all have no summary of their own


def test_others_make_texts_again_whose_pages_have_all_changed(site: Path, tmp_path: Path) -> None:
    def build(word: str) -> None:
        for number in range(COUNT):
            page = site / "public" / str(number) / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(f"<main><article><p>The {word} text {number}.</p></article></main>")

    config = site / "syndicate.yaml"
    config.write_text(config.read_text().replace("paths: [content]", "paths: [content], built: public"))
    build("first")
    exported(site, tmp_path / "out", index=tmp_path / "index")
    build("second, longer")
    with Asked(1) as executor:
        found, _ = exported(site, tmp_path / "out", index=tmp_path / "index", executor=executor)
    assert b"second, longer text 59." in found["rss.xml"]
    assert "_texts_of" in executor.tasks


def test_a_file_that_goes_away_meanwhile_is_said_in_the_same_words(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from syndicate import SyndicateError

    plain = text.TextReader.read

    def read(self: Any, article: Any, page: Any, *, is_whole: bool) -> Any:
        (site / "content" / "40.md").unlink(missing_ok=True)  # in whichever process
        return plain(self, article, page, is_whole=is_whole)

    monkeypatch.setattr(text.TextReader, "read", read)
    said = []
    for jobs in (1, 2):
        kept = (site / "content" / "40.md").read_bytes() if jobs == 1 else b""
        with pytest.raises(SyndicateError) as raised:
            export(site, now=NOW, registry=Registry(distributions=()), jobs=jobs, strict=True)
        said.append(str(raised.value))
        if kept:
            (site / "content" / "40.md").write_bytes(kept)
            os.utime(site / "content" / "40.md", (1, 1))
    assert said[0] == said[1]
    assert "40.md" in said[0]
