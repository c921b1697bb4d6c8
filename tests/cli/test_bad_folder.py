"""A folder with every bad article there is a name for, exported by the command: all named, all good ones published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndicate.cli.main import main
from tests.bad_articles import BAD_ARTICLES, head, write_bad_articles

SITE = [
    "--title",
    "The Ledger",
    "--site-url",
    "https://news.example.org/",
    "--author",
    "The Desk",
    "--now",
    "2024-06-01",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Bad articles in content/, three good ones among them, and what was published yesterday."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    write_bad_articles(tmp_path / "content")
    for name in ("aaa", "mmm", "zzz"):
        (tmp_path / "content" / f"{name}.md").write_bytes(head(title=name, url=f"/{name}/"))
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "rss.xml").write_text("yesterday's")
    return tmp_path


def test_every_fault_is_reported_in_one_run_and_all_good_articles_are_exported(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "content", "--output", "public", *SITE]) == 3
    out, err = capfd.readouterr()
    lines = [line for line in err.splitlines() if line.startswith("content/")]
    assert [line.split(": ")[0] for line in lines] == [
        f"content/{bad.name}:{bad.line}:{bad.column}" for bad in sorted(BAD_ARTICLES, key=lambda bad: bad.name)
    ]
    for line, bad in zip(lines, sorted(BAD_ARTICLES, key=lambda bad: bad.name), strict=True):
        assert bad.message in line
    assert len(lines) >= 40
    assert f"3 articles read, 3 chosen, {len(lines)} faults; 4 files in public" in out
    items = json.loads((folder / "public" / "feed.json").read_text())["items"]
    assert sorted(item["title"] for item in items) == ["aaa", "mmm", "zzz"]


def test_strict_touches_no_file(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = (folder / "public" / "rss.xml").stat()
    assert main(["export", "content", "--output", "public", "--strict", *SITE]) == 1
    assert capfd.readouterr().err.count("\ncontent/") == len(BAD_ARTICLES) - 1
    assert [path.name for path in (folder / "public").iterdir()] == ["rss.xml"]
    after = (folder / "public" / "rss.xml").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
