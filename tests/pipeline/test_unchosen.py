"""Why articles are in no feed is counted where a report asks for it, with an index as without."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from syndicate import Filter, Registry, export, hookimpl
from syndicate.cli.main import main
from tests.record.sites import NOW, Site

HEADS = {
    "draft": "draft: true\n",
    "removed": "removed: true\n",
    "expired": "expires: 2025-01-01\n",
    "video": "type: video\n",
}
FILTERS: dict[str, Any] = {"topics": {"none": ["wind"]}, "where": {"type": {"not": "video"}}}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site")
    for name, more in HEADS.items():
        site.write(name, more)
    site.write("ahead", date="2027-01-01")
    site.write("old", date="2020-01-01")
    site.configure(feeds=[{"format": "rss", "limit": 2}], filters=FILTERS)
    return site


EXPECTED = {"expired": 1, "future": 1, "limit": 1, "removed": 1, "topics": 1, "unpublished": 1, "where": 1}


def report_of(site: Site, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    capsys.readouterr()
    given = ["export", str(site.folder), "--output", str(site.output), "--now", "2026-01-01", *more]
    assert main(given) == 0
    return capsys.readouterr().out


def test_each_article_has_one_reason(site: Site) -> None:
    report = site.export(counts_unchosen=True)
    assert report.unchosen == EXPECTED
    assert report.chosen_count + sum(EXPECTED.values()) == report.read_count
    assert site.export().unchosen is None


def test_json_has_it_always_and_people_where_they_ask_for_more(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert "not chosen" not in report_of(site, capsys)
    for _ in range(2):  # the index knows nothing of it at first, and later all
        assert json.loads(report_of(site, capsys, "--report", "json"))["articles_not_chosen"] == EXPECTED
        assert "9 articles read, 2 chosen (not chosen: 1 expired, 1 future, 1 limit, " in report_of(site, capsys, "-v")


def test_an_article_has_the_reason_of_the_feed_that_it_comes_nearest_to(site: Site) -> None:
    feeds = [
        {"format": "rss", "filters": {"topics": {"any": ["nothing"]}}, "allow_empty": True},
        {"format": "json", "limit": 2},
    ]
    site.configure(feeds=feeds, filters=FILTERS)
    assert site.export(counts_unchosen=True).unchosen == EXPECTED


def test_what_has_no_topic_and_who_shares_an_id_are_told_apart(site: Site) -> None:
    (site.folder / "posts/plain.md").write_text("---\ntitle: Plain\ndate: 2024-01-01\n---\n")
    for name in ("one", "two"):
        site.write(name, "id: tag:e.org,2024:x\n")
    site.configure(feeds=[{"format": "rss", "each": "topic"}])
    found = site.export(counts_unchosen=True).unchosen
    assert found == {"expired": 1, "fault": 1, "future": 1, "no topic": 1, "removed": 1, "unpublished": 1}


def test_a_filter_of_a_stranger_may_say_why(site: Site) -> None:
    def build(setting: str, _: Any) -> Any:
        def keeps(article: Any) -> bool:
            return "o" not in article.title[3:]

        if setting == "raises":
            vars(keeps)["reason"] = lambda article: article.nothing
        if setting == "why":
            vars(keeps)["reason"] = lambda article: f"has {article.title[3:].count('o')} o"
        return keeps

    registry = Registry(distributions=())
    part = Filter(name="no-o", build=build, options=str)
    registry.register(SimpleNamespace(syndicate_filters=hookimpl(lambda: [part])), "stranger")
    for says, reason in (("no", "no-o"), ("why", "has 1 o"), ("raises", "failed")):
        site.configure(feeds=[{"format": "rss", "filters": {"no-o": says}}])
        report = export(site.folder, now=NOW, output=site.output, registry=registry, counts_unchosen=True)
        assert report.unchosen
        assert reason in report.unchosen
