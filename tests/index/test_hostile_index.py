"""Whatever a stranger has put into the place of an index: nothing outside is touched, and none of it is believed."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from syndicate import Report, Site, SourceContext, SyndicateError, export
from syndicate.cli.main import main
from syndicate.files import read_body
from syndicate.files.private import seal, sealing_key
from syndicate.index.file import checksum
from syndicate.store import thresholds

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SETTINGS = """\
site: {title: The Ledger, url: "https://e.org", authors: [The Desk]}
source: {paths: [content], url: "/{slug}/"}
index: .syndicate/index.sqlite3
feeds:
  - {format: rss, content: full}
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
    assert capsys.readouterr().out == "3 articles read, 1 fault; 1 of 4 articles left out\n"


def test_it_is_for_its_owner_alone(site: Path, run: Callable[[], Report]) -> None:
    before = os.umask(0)
    try:
        run()
    finally:
        os.umask(before)
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (site / ".syndicate").iterdir()}
    assert files.pop(".gitignore")
    assert files == dict.fromkeys(("index.sqlite3", "index.sqlite3.sum", "index.sqlite3.texts"), 0o600)


def reseal(index: Path) -> None:
    """Write the seal that the holder of the key would write."""
    Path(f"{index}.sum").write_text(seal(sealing_key(), checksum(index)))


def forge_titles(connection: sqlite3.Connection) -> None:
    for number, article in connection.execute("SELECT number, article FROM records").fetchall():
        forged = article.replace(b"Article", b"Forgery")
        connection.execute("UPDATE records SET article = ? WHERE number = ?", (forged, number))
    connection.execute("DELETE FROM feeds")


def test_who_has_no_key_cannot_forge_one(site: Path, tmp_path: Path, run: Callable[[], Report]) -> None:
    run()
    index = site / ".syndicate" / "index.sqlite3"
    connection = sqlite3.connect(index)
    forge_titles(connection)
    connection.commit()
    connection.close()
    forged = index.read_bytes()
    body = (tmp_path / "out" / "rss.xml").read_bytes()
    for found in (str(len(forged)), seal(b"", checksum(index)), seal(b"another", checksum(index)), "0" * 64):
        index.write_bytes(forged)
        Path(f"{index}.sum").write_text(found)
        report = run()
        assert "is made anew" in report.warnings[0] or "is no index" in report.warnings[0]
        assert (tmp_path / "out" / "rss.xml").read_bytes() == body
        Path(f"{index}.sum").write_text(seal(sealing_key(), b""))
    index.write_bytes(forged)
    reseal(index)
    run()
    assert b"Forgery" in (tmp_path / "out" / "rss.xml").read_bytes()  # so the forgery is one


def test_a_genuine_one_with_a_forged_log_beside_it_is_made_anew(
    site: Path, tmp_path: Path, run: Callable[[], Report]
) -> None:
    run()
    index = site / ".syndicate" / "index.sqlite3"
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes(index.read_bytes())
    connection = sqlite3.connect(copy)
    connection.execute("PRAGMA journal_mode = WAL")
    forge_titles(connection)
    connection.commit()
    Path(f"{index}-wal").write_bytes(Path(f"{copy}-wal").read_bytes())
    connection.close()
    assert "is made anew" in run().warnings[0]
    assert b"Forgery" not in (tmp_path / "out" / "rss.xml").read_bytes()


def test_another_key_makes_it_anew_and_the_same_key_elsewhere_reads_nothing_again(
    tmp_path: Path, run: Callable[[], Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYNDICATE_INDEX_KEY", "a secret of the repository")
    run()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another machine"))
    assert run().warnings == ()
    monkeypatch.delenv("SYNDICATE_INDEX_KEY")
    assert "set SYNDICATE_INDEX_KEY" in run().warnings[0]
    assert run().warnings == ()


@pytest.mark.parametrize("path", ["../victim.txt", "/etc/hostname", "content/../../victim.txt", ".."])
def test_the_path_of_a_body_leads_nowhere_else(site: Path, victim: Path, path: str) -> None:
    victim.write_text("---\ntitle: x\n---\nprecious\n")
    assert victim.exists()
    context = SourceContext(root=str(site), paths=(), site=Site(title="Site", url="https://e.org/"))
    with pytest.raises(SyndicateError):
        read_body(context, path)


_VALUES: tuple[object, ...] = (
    None,
    0,
    -1,
    1 << 62,
    1.5,
    "",
    "x",
    "../victim.txt",
    b"",
    b"\xc1",
    b"\x91" * 5000,
    b"\x90",
)


def forge(index: Path, seed: int) -> None:
    """Put a value that nothing wrote into a column or more, or take a table away."""
    rng = random.Random(seed)
    connection = sqlite3.connect(index)
    tables = [
        name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    for _ in range(rng.choice((1, 1, 4))):
        table = rng.choice(tables)
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        if not columns:
            continue
        column, value = rng.choice(columns), rng.choice(_VALUES)
        try:
            if not rng.randrange(12):
                connection.execute(f"ALTER TABLE {table} RENAME TO {table}_gone{rng.random()}".replace(".", ""))
            elif rng.randrange(3) and value is not None:
                select = f"SELECT rowid, {column} FROM {table} LIMIT 5"
                for row, found in connection.execute(select).fetchall():
                    if isinstance(found, bytes) and found:
                        changed = bytearray(found)
                        changed[rng.randrange(len(changed))] = rng.randrange(256)
                        connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (bytes(changed), row))
            else:
                connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
        except sqlite3.Error:
            continue
    connection.commit()
    connection.close()
    reseal(index)


@pytest.mark.parametrize("seed", range(60))
def test_one_that_holds_what_nothing_wrote_is_made_anew_and_no_traceback_comes(
    site: Path, tmp_path: Path, run: Callable[[], Report], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thresholds, "DEFAULT", replace(thresholds.DEFAULT, piece_articles=1, choice_articles=0))
    (site / "syndicate.yaml").write_text(SETTINGS + "  - {format: atom, filters: {where: {title: {not: x}}}}\n")
    run()
    forge(site / ".syndicate" / "index.sqlite3", seed)
    if seed % 2:
        (site / "content" / "3.md").write_text("---\ntitle: Changed\ndate: 2024-01-01\n---\nText.\n")
    if seed % 3 == 0:
        (tmp_path / "out" / "rss.xml").unlink()
    run()
    assert main(["check", str(site)]) == 0
    run()


@pytest.mark.parametrize("key", ["password", "Password", "API_KEY", "secured", "access_token"])
def test_it_holds_no_password_and_nothing_that_no_part_asks_for(
    site: Path, run: Callable[[], Report], key: str
) -> None:
    head = f"title: Article\ndate: 2024-01-01\nregion: north-of-nowhere\ndetails: {{{key}: hunter2-nested}}\n{key}: hunter2\n"
    (site / "content" / "5.md").write_text(f"---\n{head}---\nText.\n")
    _holds_no_password(site, run)


@pytest.mark.parametrize("key", ["passwd", "API_KEY"])
def test_it_holds_no_password_of_an_article_in_json(site: Path, run: Callable[[], Report], key: str) -> None:
    extra = {key: "hunter2", "details": {key: "hunter2"}, "region": "north-of-nowhere"}
    line = {"title": "A", "url": "/a/", "published_at": "2024-01-01T00:00:00Z", "extra": extra}
    lines = [line, {**line, "url": "/b/", "extra": {}}]  # an article with a password is withheld
    (site / "content" / "a.jsonl").write_text("\n".join(map(json.dumps, lines)))
    (site / "syndicate.yaml").write_text(SETTINGS.replace("paths: [content]", "name: json-lines, paths: [content]"))
    run()
    assert b"hunter2" not in (site / ".syndicate" / "index.sqlite3").read_bytes()


def _holds_no_password(site: Path, run: Callable[[], Report]) -> None:
    run()
    held = (site / ".syndicate" / "index.sqlite3").read_bytes()
    assert b"hunter2" not in held
    assert b"north-of-nowhere" not in held
    settings = SETTINGS.replace("content: full", "content: full, filters: {where: {region: {not: x}}}")
    (site / "syndicate.yaml").write_text(settings)
    run()
    held = (site / ".syndicate" / "index.sqlite3").read_bytes()
    assert b"hunter2" not in held
    assert b"north-of-nowhere" in held


def test_an_export_that_goes_on_without_it_keeps_its_record(
    site: Path, tmp_path: Path, run: Callable[[], Report]
) -> None:
    run()
    (record,) = site.glob("*.record")
    record.unlink()
    (tmp_path / "out" / "rss.xml").unlink()
    index = site / ".syndicate" / "index.sqlite3"
    connection = sqlite3.connect(index)
    connection.execute("UPDATE records SET article = x'c1'")
    connection.execute("DELETE FROM feeds")
    connection.commit()
    connection.close()
    reseal(index)
    assert "the next export makes it anew" in str(run().warnings[0])
    assert record.exists()
