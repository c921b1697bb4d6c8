"""A warning is about a value that its article goes without: all of the command tells it from a fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndicate.cli.main import main

PLUGIN = """
from datetime import UTC, datetime
from syndicate import Article, Fault, Item, Source, hookimpl

class Reader:
    def items(self): return [Item("a.md"), Item("b.md")]
    def content(self, article): return ""
    def read(self, item):
        kind = "warning" if item.key == "a.md" else "fault"
        if kind == "warning":
            yield Article(title="A", url="https://e.org/a", published_at=datetime(2024, 1, 1, tzinfo=UTC))
        elif not BAD:
            return
        yield Fault(path=item.key, line=3, column=7, field="image", message="is none", severity=kind)

@hookimpl
def syndicate_sources(): return [Source(name="shelf", open=lambda context: Reader())]
"""
SITE = ("--title", "T", "--site-url", "https://e.org/", "--plugin", "./shelf.py")
EXPORT = ("export", ".", "--output", "public", "--format", "json", "--source", "shelf", *SITE)


def offer(*, bad: bool = False) -> None:
    Path("shelf.py").write_text(f"BAD = {bad}\n{PLUGIN}")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    offer()


def test_a_warning_leaves_the_exit_status_alone(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(EXPORT) == 0
    out, err = capfd.readouterr()
    assert err.splitlines()[0] == "warning: a.md:3:7: image: is none"
    assert "1 article read, 1 chosen, 1 warning; 1 file in public" in out


def test_a_fault_beside_a_warning_is_told_and_counted_by_itself(capfd: pytest.CaptureFixture[str]) -> None:
    offer(bad=True)
    assert main(EXPORT) == 3
    out, err = capfd.readouterr()
    assert err.splitlines()[:2] == ["warning: a.md:3:7: image: is none", "b.md:3:7: image: is none"]
    assert "1 chosen, 1 fault, 1 warning;" in out


def test_strict_makes_a_warning_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    assert main((*EXPORT, "--strict")) == 1
    assert "nothing written: 1 warning, and the export is strict" in capfd.readouterr().err
    assert not Path("public").exists()


def test_quiet_names_faults_alone(capfd: pytest.CaptureFixture[str]) -> None:
    offer(bad=True)
    assert main((*EXPORT, "--quiet")) == 3
    assert capfd.readouterr() == ("", "b.md:3:7: image: is none\n")


def test_a_workflow_shows_a_warning_as_one(capfd: pytest.CaptureFixture[str]) -> None:
    main((*EXPORT, "--report", "github"))
    assert "::warning file=a.md,line=3,col=7::image: is none\n" in capfd.readouterr().err


def test_the_json_report_says_of_each_how_bad_it_is(capfd: pytest.CaptureFixture[str]) -> None:
    offer(bad=True)
    main((*EXPORT, "--report", "json"))
    report = json.loads(capfd.readouterr().out)
    assert [fault["severity"] for fault in report["faults"]] == ["warning", "fault"]
    assert report["status"] == 3


@pytest.mark.parametrize(
    ("bad", "status", "said"), [(False, 0, "1 warning"), (True, 1, "1 fault, 1 warning; 1 of 2 articles left out")]
)
def test_check_fails_for_faults_alone(capfd: pytest.CaptureFixture[str], *, bad: bool, status: int, said: str) -> None:
    offer(bad=bad)
    Path("syndicate.yaml").write_text("source: {name: shelf}\nplugins: [./shelf.py]\n")
    arguments = ("check", ".", "--title", "T", "--site-url", "https://e.org/")
    assert main(arguments) == status
    assert capfd.readouterr().out == f"1 article read, {said}\n"
    assert main((*arguments, "--report", "json")) == status
    assert json.loads(capfd.readouterr().out)["status"] == status
