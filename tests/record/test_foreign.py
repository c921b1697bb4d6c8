"""What others have written into the output folder is named before it is replaced, with who wrote it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from syndicate import Overrides
from syndicate.cli.main import main
from syndicate.record.foreign import signature, writer
from tests.record.sites import Site

HUGO = "<rss version='2.0'><channel><title>T</title><generator>Hugo 0.111</generator>{}</channel></rss>"
NOBODYS = '{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": []}'


def diff(site: Site, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    main(["diff", str(site.folder), "--output", str(site.output), "--now", "2026-01-01", *more])
    return capsys.readouterr().out


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    site.configure(feeds=[{"format": "rss"}, {"format": "json"}])
    site.output.mkdir()
    (site.output / "rss.xml").write_text(HUGO.format(""))
    return site


@pytest.mark.parametrize("given", [{}, {"record": False}, {"overrides": Overrides(limit=1)}])
def test_it_is_said_once_who_wrote_what_is_replaced(site: Site, given: dict[str, Any]) -> None:
    (tried,) = site.export(dry_run=True, **given).warnings
    assert tried.startswith("rss.xml: 'Hugo 0.111' has written what stood there, and it would be replaced; ")
    index = site.folder / "index"
    (warning,) = site.export(index=index, **given).warnings
    assert warning.startswith("rss.xml: 'Hugo 0.111' has written what stood there, and it is replaced; ")
    # Who replaces another generator's feed on purpose has nothing to take out of anything.
    assert warning.endswith("; if that is to stay, give ours another path; else export after all that writes it")
    assert not site.export(index=index, **given).warnings
    site.write("dawn")
    assert not site.export(index=index, **given).warnings


def test_what_names_nobody_is_foreign_where_the_record_knows_other_files(site: Site) -> None:
    (site.output / "feed.json").write_text(NOBODYS)
    assert len(site.export(record=False).warnings) == 1  # it may be ours, of an export without a record
    site.configure(feeds=[{"format": "rss"}])
    site.export()
    (site.output / "feed.json").write_text(NOBODYS)
    site.configure(feeds=[{"format": "rss"}, {"format": "json"}])
    (warning,) = site.export().warnings
    assert warning.startswith("feed.json: the record does not know what stood there, and it is replaced; ")


def test_a_generator_that_writes_its_feed_before_each_export_is_not_told_of_again(site: Site) -> None:
    site.export()
    (site.output / "rss.xml").write_text(HUGO.format(""))
    assert not site.export().warnings


def test_diff_names_files_that_are_not_ours(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert "rss.xml  changed, 'Hugo 0.111' has written what stands there, the feed itself: " in diff(site, capsys)
    said = json.loads(diff(site, capsys, "--report", "json"))
    assert said["foreign"] == [{"path": "rss.xml", "generator": "Hugo 0.111"}]
    site.export()
    site.write("dawn")
    assert "rss.xml  changed\n" in diff(site, capsys)
    site.configure(feeds=[{"format": "rss"}, {"format": "json", "path": "other.json"}])
    (site.output / "other.json").write_text(NOBODYS)
    assert "other.json  changed, what stands there is not ours" in diff(site, capsys)


@pytest.mark.parametrize(
    ("body", "by"),
    [
        (HUGO.format("<item/>"), "Hugo 0.111"),
        ('<feed><generator uri="https://jekyllrb.com/" version="4.3.3">Jekyll</generator><entry>', "Jekyll 4.3.3"),
        ("<rss><channel><generator><![CDATA[A &amp; B\n2]]></generator><item>", "A & B 2"),
        ("<feed><generator version='2'>Tool 2.1</generator>", "Tool 2.1"),
        ("<rss><channel><item><title>&lt;</title><generator>x</generator>", ""),
        ("<rss><channel><generator>", ""),
        ("<rss><channel><generator/><item/>", ""),
        (NOBODYS, ""),
        ("", ""),
    ],
)
def test_who_wrote_a_feed_stands_before_its_entries(body: str, by: str) -> None:
    assert writer(signature(body.encode())) == by


def test_the_json_of_diff_has_the_kinds_that_other_reports_have(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    (site.folder / "posts/bad.md").write_text("---\ntitle: Bad\ndate: yesterday\n---\n")
    said = json.loads(diff(site, capsys, "--report", "json"))
    assert (said["articles_left_out"], len(said["faults"])) == (1, 1)
    assert said["kinds"][0]["severity"] == "fault"
