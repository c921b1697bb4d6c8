"""The command with --profile: anybody's feed judged by what a taker wants."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syndicate.cli.main import main

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>T</title><link>https://e.org/</link><description>D</description><language>en</language>
<item><title>Short</title><link>https://e.org/a</link><guid>https://e.org/a</guid><description>Text</description>
<pubDate>Thu, 01 Jan 2015 00:00:00 GMT</pubDate></item>
</channel></rss>
"""
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://e.org/</loc></url></urlset>'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SYNDICATE_PLUGINS", raising=False)
    monkeypatch.chdir(tmp_path)
    Path("rss.xml").write_text(RSS)
    Path("sitemap.xml").write_text(SITEMAP)
    return tmp_path


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[tuple[str, str, int, str]]]:
    status = main(["validate", "--report", "json", *arguments])
    findings = json.loads(capsys.readouterr().out)["findings"]
    return status, [
        (each["code"], each.get("element", ""), each["line"], each["message"])
        for each in findings
        if each["code"].startswith("profile")
    ]


def test_what_the_taker_would_drop_is_an_error_and_what_it_advises_a_warning(
    capsys: pytest.CaptureFixture[str],
) -> None:
    status, findings = found(capsys, "--profile", "msn", "rss.xml")
    assert status == 1
    assert [each[:3] for each in findings] == [
        ("profile-dropped", "title-length", 3),
        ("profile-dropped", "age", 3),
        ("profile-lack", "picture", 3),
    ]
    assert findings[0][3] == ("title-length: the title has 5 characters, MSN wants 21; else the entry is not taken")


def test_without_a_profile_nothing_is_said_of_takers(capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys, "rss.xml") == (0, [])


def test_a_profile_of_ones_own_is_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    Path("ours.toml").write_text(
        'taker = "Ours"\nchecked = "2026-11"\nsources = ["x"]\nformats = ["rss"]\n[[rules]]\ncode = "a"\n'
        'fact = "title.characters"\nmost = 4\n'
    )
    assert found(capsys, "--profile", "ours.toml", "rss.xml") == (
        0,
        [("profile-lack", "a", 3, "a: the title has 5 characters, Ours takes 4")],
    )


def test_what_is_no_feed_cannot_be_taken_but_in_a_folder_it_may_lie(capsys: pytest.CaptureFixture[str]) -> None:
    status, findings = found(capsys, "--profile", "msn", "sitemap.xml")
    assert (status, [each[0] for each in findings]) == (1, ["profile-unjudged"])
    status, findings = found(capsys, "--profile", "msn", ".")
    assert "profile-unjudged" not in [each[0] for each in findings]


def test_a_finding_of_a_profile_can_be_ignored(capsys: pytest.CaptureFixture[str]) -> None:
    status, findings = found(capsys, "--profile", "msn", "rss.xml", "--ignore", "profile-dropped")
    assert (status, [each[0] for each in findings]) == (0, ["profile-lack"])


def test_a_profile_that_is_not_there_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--profile", "msm", "rss.xml"]) == 2
    assert "no profile named 'msm'; did you mean 'msn'?" in capsys.readouterr().err
