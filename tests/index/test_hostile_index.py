"""Whatever a stranger has put into the place of an index: nothing outside is touched, and none of it is believed."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syndicate import Report, export
from syndicate.cli.main import main

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SETTINGS = """\
site: {title: The Ledger, url: "https://e.org", authors: [The Desk]}
source: {paths: [content], url: "/{slug}/"}
index: .syndicate/index.sqlite3
feeds: [{format: rss, content: full}]
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "content").mkdir(parents=True)
    (folder / "syndicate.yaml").write_text(SETTINGS)
    for number in range(5):
        text = f"---\ntitle: Article {number}\ndate: 2024-01-0{number + 1}\n---\nText {number}.\n"
        (folder / "content" / f"{number}.md").write_text(text)
    return folder


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    path = tmp_path / "victim.txt"
    path.write_text("precious")
    return path


@pytest.fixture
def run(site: Path, tmp_path: Path) -> Callable[[], Report]:
    return lambda: export(site, now=NOW, output=tmp_path / "out")


def tree(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return mode, time of change and bytes of each file below *folder*."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("name", ["index.sqlite3", "index.sqlite3.sum", "index.sqlite3-journal", "index.sqlite3-wal"])
@pytest.mark.parametrize("way", ["link", "hard link", "dangling"])
@pytest.mark.parametrize("command", ["check", "export"])
def test_no_link_in_its_place_destroys_a_file(
    site: Path, tmp_path: Path, victim: Path, name: str, way: str, command: str
) -> None:
    (site / ".syndicate").mkdir()
    place = site / ".syndicate" / name
    if way == "hard link":
        place.hardlink_to(victim)
    else:
        place.symlink_to("../../victim.txt" if way == "link" else "../../made.txt")
    assert main([command, str(site), *(["--output", str(tmp_path / "out")] if command == "export" else [])]) == 0
    assert victim.read_text() == "precious"
    assert not (tmp_path / "made.txt").exists()


def test_a_link_to_a_folder_on_the_way_to_it_is_not_followed(
    site: Path, tmp_path: Path, run: Callable[[], Report]
) -> None:
    (tmp_path / "elsewhere" / "below").mkdir(parents=True)
    (site / "cache").symlink_to("../elsewhere")
    (site / "syndicate.yaml").write_text(SETTINGS.replace(".syndicate/", "cache/below/"))
    assert "is a link" in run().warnings[0]
    assert not list((tmp_path / "elsewhere" / "below").iterdir())


@pytest.mark.parametrize("state", ["none", "fresh", "older", "damaged", "another key", "other settings"])
@pytest.mark.parametrize("command", [["check"], ["export", "--dry-run", "--output", "out"]])
def test_check_and_a_dry_run_write_nothing(
    site: Path,
    tmp_path: Path,
    run: Callable[[], Report],
    state: str,
    command: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(site)
    index = site / ".syndicate" / "index.sqlite3"
    if state != "none":
        run()
        for path in site.glob("content/*.md"):
            os.utime(path, (0, 0))  # a clone has other times: the index would note them
        (site / "content" / "0.md").write_text("---\ntitle: Changed\ndate: 2024-01-01\n---\nText.\n")
    if state == "older":
        head = bytearray(index.read_bytes())
        head[60:64] = bytes(4)
        index.write_bytes(head)
    elif state == "damaged":
        index.write_bytes(index.read_bytes()[:-1])
    elif state == "another key":
        monkeypatch.setenv("SYNDICATE_INDEX_KEY", "another")
    elif state == "other settings":
        (site / "syndicate.yaml").write_text(SETTINGS.replace("The Desk", "Another"))
    before = tree(tmp_path)
    folders = sorted(path for path in tmp_path.rglob("*") if path.is_dir())
    assert main(command) == 0
    assert tree(tmp_path) == before
    assert sorted(path for path in tmp_path.rglob("*") if path.is_dir()) == folders


def test_what_check_finds_is_what_stands_there_whatever_the_index_has(
    site: Path, run: Callable[[], Report], capsys: pytest.CaptureFixture[str]
) -> None:
    run()
    (site / "content" / "0.md").write_text("---\ntitle: Changed\n---\nText.\n")
    (site / "content" / "1.md").unlink()
    assert main(["check", str(site)]) == 1
    assert capsys.readouterr().out == "3 articles read, 1 fault\n"


def test_it_is_for_its_owner_alone(site: Path, run: Callable[[], Report]) -> None:
    before = os.umask(0)
    try:
        run()
    finally:
        os.umask(before)
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (site / ".syndicate").iterdir()}
    assert files.pop(".gitignore")
    assert files == {"index.sqlite3": 0o600, "index.sqlite3.sum": 0o600}
