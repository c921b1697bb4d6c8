"""The listener: an export is told what is wrong with what it has written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

import syndicate_validate.listening
from syndicate import Exported, PublishedFile, Registry, SettingsError, Site, export
from syndicate.testing import check_plugin
from syndicate_validate.listening import tell

RSS = (
    '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
    "<title>a</title><link>https://example.org/</link><description>b</description><language>en</language>"
    '<atom:link rel="self" href="https://example.org/rss.xml"/>%s</channel></rss>'
)


def test_it_keeps_the_promises() -> None:
    check_plugin(syndicate_validate.listening)


def exported(folder: Path, inside: str, media_type: str = "application/rss+xml") -> Exported:
    (folder / "rss.xml").write_text(RSS % inside)
    file = PublishedFile(path="rss.xml", media_type=media_type, size_bytes=1, url="https://example.org/rss.xml")
    removed = PublishedFile(path="old.xml", media_type=media_type, size_bytes=1, state="removed")
    return Exported(
        site=Site(title="a", url="https://example.org/"),
        feeds=(),
        files=(file, removed),
        directory=str(folder),
        root=str(folder),
        now=datetime(2026, 11, 29, tzinfo=UTC),
    )


def test_where_all_is_well_it_says_nothing(tmp_path: Path) -> None:
    assert list(tell(exported(tmp_path, ""))) == []


def test_errors_and_warnings_are_sentences(tmp_path: Path) -> None:
    error, warning = tell(exported(tmp_path, "<ttl>a</ttl><item><title>a</title></item>"))
    assert error.startswith("rss.xml:2:228: error: channel/ttl: 'a' is not a whole number")
    assert (": warning: " in warning, warning.endswith("[element-recommended]")) == (True, True)


def test_what_is_no_feed_is_left_alone(tmp_path: Path) -> None:
    assert list(tell(exported(tmp_path, "<ttl>a</ttl>", "text/plain"))) == []


@pytest.mark.parametrize(
    "settings", ["check: true", "exported: {validate: true}", "check: true\nexported: {validate: true}"]
)
def test_the_settings_have_what_an_export_writes_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: str
) -> None:
    monkeypatch.delenv("SYNDICATE_PLUGINS", raising=False)
    (tmp_path / "a.md").write_text("---\ntitle: a\ndate: 2024-05-01\n---\nA")
    site = "site: {title: T, url: 'https://e.org/', language: en, authors: A}"
    elements = "options: {elements: {channel: {ttl: soon}}}"
    text = f"preset: none\n{site}\nrecord: false\nfeeds: [{{format: rss, {elements}}}]\n"
    for more, number in ((settings, 1), ("", 0), ("check: false", 0), ("check: true\nexported: {validate: false}", 0)):
        (tmp_path / "syndicate.yaml").write_text(f"{text}{more}\n")
        report = export(tmp_path, output=str(tmp_path / "out"), now=datetime(2026, 11, 29, tzinfo=UTC), index=None)
        assert len([note for note in report.notes if "channel/ttl: 'soon' is not a whole number" in note]) == number


def test_where_nothing_judges_the_settings_say_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "syndicate.yaml").write_text(
        "site: {title: T, url: 'https://e.org/'}\nfeeds: [{format: json}]\ncheck: true\n"
    )
    with pytest.raises(
        SettingsError, match=r"syndicate\.yaml:3:8: check: nothing here judges feeds; install syndicate-validate"
    ):
        export(tmp_path, registry=Registry(distributions=()), now=datetime(2026, 11, 29, tzinfo=UTC))
