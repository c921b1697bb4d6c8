"""A folder with every bad article there is a name for, exported by the command: all named, all good ones published."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndicate import Fault
from syndicate.cli.main import main
from tests.bad_articles import BAD_ARTICLES, HEADLESS, head, write_bad_articles

AT_FAULT = sorted((bad for bad in BAD_ARTICLES if bad.name not in HEADLESS), key=lambda bad: bad.name)
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
    assert main(["export", "content", "--output", "public", "--report", "json", *SITE]) == 3
    report = json.loads(capfd.readouterr().out)
    # Those that keep their article have its id too, /tides/, of which one is enough.
    found = [Fault(**fault) for fault in report["faults"] if "is also the id of" not in fault["message"]]
    assert [(fault.path, fault.line, fault.column, fault.severity) for fault in found] == [
        (f"content/{bad.name}", bad.line, bad.column, bad.severity) for bad in AT_FAULT
    ]
    for fault, bad in zip(found, AT_FAULT, strict=True):
        assert bad.message in fault.message
    assert "3 files have no front matter and are passed over, e.g. blank-file.md" in report["notes"]
    assert len(found) >= 40
    items = json.loads((folder / "public" / "feed.json").read_text())["items"]
    assert {"aaa", "mmm", "zzz"} < {item["title"] for item in items}


def test_strict_touches_no_file(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = (folder / "public" / "rss.xml").stat()
    assert main(["export", "content", "--output", "public", "--strict", "--all", *SITE]) == 1
    err = capfd.readouterr().err
    assert all(f"content/{bad.name}:" in err for bad in AT_FAULT)
    assert [path.name for path in (folder / "public").iterdir()] == ["rss.xml"]
    after = (folder / "public" / "rss.xml").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
