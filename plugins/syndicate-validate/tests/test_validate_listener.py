"""The listener: an export is told what is wrong with what it has written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import syndicate_validate.listening
from syndicate import Exported, PublishedFile, Site
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
