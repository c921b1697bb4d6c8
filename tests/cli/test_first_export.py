"""What an export says of its record where it makes one, and of files that it removes."""

from __future__ import annotations

from pathlib import Path

import pytest

from syndicate.cli.main import main

SETTINGS = "site: {title: T, url: 'https://e.org/', authors: [A]}\nsource: {paths: [content]}\noutput: public\nfeeds:\n"
NOTED = "syndicate.record notes what is published"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "a.md").write_text("---\ntitle: A\ndate: 2024-01-01\nurl: /a/\n---\n")
    return tmp_path


def test_settings_that_share_a_folder_leave_what_the_other_has_published(capsys: pytest.CaptureFixture[str]) -> None:
    first, *others = (("syndicate.yaml", ""), ("fr.yaml", ".fr"), ("de.yaml", ".de"))
    for _ in range(2):
        for name, infix in (first, *others):
            Path(name).write_text(SETTINGS + f"  - {{format: rss, path: {name}.xml}}\n")
            lines = said(capsys, "--config", name)
            assert not any("removed" in line.split() for line in lines)
            assert any(f"syndicate{infix}.record notes what" in line for line in lines) or Path("kept").exists()
        Path("kept").touch()
    assert len(list(Path("public").iterdir())) == 3


def test_settings_of_any_name_keep_the_record_that_they_have(capsys: pytest.CaptureFixture[str]) -> None:
    Path("syndicate.yaml").write_text(SETTINGS + "  - {format: rss}\n")
    said(capsys)
    Path("syndicate.yaml").rename("feeds.yaml")
    Path("feeds.yaml").write_text(SETTINGS + "  - {format: json}\n")
    said(capsys, "--config", "feeds.yaml")
    assert [path.name for path in Path("public").iterdir()] == ["feed.json"]
    assert not Path("syndicate.feeds.record").exists()


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["export", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_the_first_export_says_once_what_the_record_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    Path("syndicate.yaml").write_text(SETTINGS + "  - {format: rss}\n")
    assert not any(NOTED in line for line in said(capsys, "--dry-run"))
    assert [line for line in said(capsys) if NOTED in line] != []
    assert not any(NOTED in line for line in said(capsys))


@pytest.mark.parametrize("report", ["json", "github"])
def test_so_do_the_reports_of_a_job_that_keeps_no_record(report: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("syndicate.yaml").write_text(SETTINGS + "  - {format: rss}\n")
    assert [line for line in said(capsys, "--report", report) if NOTED in line] != []


def test_removed_files_are_counted_apart(capsys: pytest.CaptureFixture[str]) -> None:
    Path("syndicate.yaml").write_text(SETTINGS + "  - {format: rss}\n  - {format: json}\n")
    said(capsys)
    Path("syndicate.yaml").write_text(SETTINGS + "  - {format: rss}\n")
    assert "; 1 file would be written to public, 1 would be removed; " in said(capsys, "--dry-run")[-1]
    assert "; 1 file in public, 1 removed; " in said(capsys)[-1]
    assert "; 1 file in public; " in said(capsys)[-1]


def test_built_pages_without_settings_get_no_record_among_them(capsys: pytest.CaptureFixture[str]) -> None:
    head = '<title>T</title><link rel="canonical" href="https://e.org/{0}"><meta property="og:url" content="https://e.org/{0}">'
    dated = '<meta property="og:type" content="article"><meta property="article:published_time" content="2024-01-01">'
    for path, more in (("index.html", ""), ("a/index.html", dated)):
        page = Path("site", path)
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"<!doctype html>{head.format(path)}{more}<h1>T</h1><p>Text.</p>")
    lines = said(capsys, "site", "--output", "site")
    assert "; 4 files in site; " in lines[-1]
    assert not list(Path().rglob("syndicate.record"))
    assert not any("nobody reads" in line for line in lines)
