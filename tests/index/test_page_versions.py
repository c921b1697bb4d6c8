"""Built pages that nobody has written to are not read again, and the feeds are what they are without an index."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from syndicate.pipeline.complete.built_pages import BuiltPages
from syndicate.store import thresholds
from syndicate.store.thresholds import Thresholds
from tests.index.exporting import exported as files_and_report

PLACES = ("{}.html", "{}/index.html", "{}/index.htm")  # as they are looked for
Exported = Callable[..., tuple[list[str], dict[str, bytes]]]


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thresholds, "DEFAULT", Thresholds(piece_articles=2, piece_chunk=2, placed_chunk=2))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site" / "content").mkdir(parents=True)
    for number in range(8):
        write(tmp_path / "site", number)
        build(tmp_path / "site", f"{number}/index.html", f"Page {number} says it.", at=number)
    return tmp_path / "site"


def write(site: Path, number: int, title: str = "") -> None:
    head = f"title: {title or f'T{number}'}\ndate: 2024-01-{number + 1:02d}\nurl: /{number}"
    (site / "content" / f"{number}.md").write_text(f"---\n{head}\n---\nSource {number}.\n")


def build(site: Path, path: str, text: str, at: int) -> None:
    """Build the page at *path*, *at* seconds after a time long ago."""
    page = site / "public" / path
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f"<article><p>{text}</p>{'<script></script>' if at % 2 else ''}</article>")
    os.utime(page, (1_500_000_000 + at, 1_500_000_000 + at))


@pytest.fixture
def exported(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exported:
    """Return which pages an export reads, and its files, which are those of an export without an index."""
    read: list[str] = []
    plain = BuiltPages._read

    def counted(self: BuiltPages, path: str) -> object:
        found = plain(self, path)
        if isinstance(found, tuple):
            read.append(path)
        return found

    monkeypatch.setattr(BuiltPages, "_read", counted)

    def go() -> tuple[list[str], dict[str, bytes]]:
        (site / "syndicate.yaml").write_text(
            "site: {title: T, url: 'https://e.org/', authors: A}\nsource: {paths: [content], built: public}\n"
            "feeds: [{format: rss, content: full}, {format: json, content: full}, {format: atom, content: summary}]\n"
        )
        found = []
        for folder, index in (("o", tmp_path / "i"), ("plain", None)):
            read.clear()
            # One folder has one record.
            files, report = files_and_report(site, tmp_path / folder, record=False, index=index)
            found.append((sorted(read), files, report.warnings))
        assert found[0][1:] == found[1][1:]
        return found[0][:2]

    return go


def test_pages_that_nobody_has_written_to_are_not_read_again(exported: Exported) -> None:
    read, files = exported()
    assert sorted(set(read)) == [f"{number}/index.html" for number in range(8)]
    assert exported() == ([], files)


def test_a_page_that_was_written_is_read_and_with_it_those_encoded_with_it(site: Path, exported: Exported) -> None:
    exported()
    build(site, "3/index.html", "Page 3 says more.", at=60)
    read, files = exported()
    assert 0 < len(set(read)) < 8
    assert all(b"Page 3 says more." in body for body in files.values())
    assert exported() == ([], files)


def test_a_page_that_was_built_again_as_it_was_is_read_and_no_feed_is_written(site: Path, exported: Exported) -> None:
    _, files = exported()
    build(site, "3/index.html", "Page 3 says it.", at=61)
    assert exported() == (["3/index.html"], files)
    assert exported() == ([], files)


def test_a_page_at_a_likelier_place_is_the_one(site: Path, exported: Exported) -> None:
    exported()
    build(site, "3.html", "A page before it.", at=3)
    assert b"A page before it." in exported()[1]["rss.xml"]
    (site / "public" / "3.html").unlink()
    assert b"Page 3 says it." in exported()[1]["rss.xml"]


def test_a_folder_that_is_built_later_is_looked_into(site: Path, exported: Exported) -> None:
    (site / "public").rename(site / "later")
    assert b"Source 3." in exported()[1]["rss.xml"]
    (site / "later").rename(site / "public")
    assert b"Page 3 says it." in exported()[1]["rss.xml"]


def test_a_page_that_changes_while_it_is_read_is_not_believed(
    site: Path, exported: Exported, monkeypatch: pytest.MonkeyPatch
) -> None:
    exported()
    build(site, "3/index.html", "Page 3 says more.", at=62)
    page = BuiltPages.page
    times = 0

    def changing(self: BuiltPages, article: object) -> object:
        nonlocal times
        found = page(self, article)  # type: ignore[arg-type]
        if getattr(found, "path", "") == "3/index.html":
            times += 1
            build(site, "3/index.html", f"Page 3 says {'most' if times % 2 else 'more'}.", at=62 + times)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(BuiltPages, "page", changing)
        patched.setattr(BuiltPages, "is_as_before", lambda *_: False)
        with pytest.raises(AssertionError):
            exported()  # another one while it is read without an index
    for at, text in enumerate(("more", "most", "more"), 90):
        build(site, "3/index.html", f"Page 3 says {text}.", at=at)
        assert f"Page 3 says {text}.".encode() in exported()[1]["rss.xml"]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_to_pages_the_feeds_are_those_without_an_index(
    site: Path, exported: Exported, seed: int
) -> None:
    rng = random.Random(seed)
    for step in range(8):
        for _ in range(rng.randrange(3)):
            number = rng.randrange(8)
            path = rng.choice(PLACES).format(number)
            match rng.randrange(4):
                case 0:
                    (site / "public" / path).unlink(missing_ok=True)
                case 1:
                    write(site, number, f"Step {step}")
                case _:
                    build(site, path, f"Text {rng.randrange(3)} of {path}", at=100 + 10 * step + rng.randrange(10))
        exported()
